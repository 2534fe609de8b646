-- Letters of refunds and of requests under article 4bis paragraph 1: which document says what of which order or request, each once.
CREATE TABLE refund_paper (
  document_id uuid NOT NULL,
  department_id uuid NOT NULL,
  refund_order_id uuid,
  refund_request_id uuid,
  kind text NOT NULL,
  CONSTRAINT pk_refund_paper PRIMARY KEY (document_id),
  CONSTRAINT fk_refund_paper_document FOREIGN KEY (document_id) REFERENCES document (id),
  CONSTRAINT fk_refund_paper_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_refund_paper_order FOREIGN KEY (refund_order_id) REFERENCES refund_order (id),
  CONSTRAINT fk_refund_paper_request FOREIGN KEY (refund_request_id) REFERENCES refund_request (id),
  CONSTRAINT uq_refund_paper_order UNIQUE (refund_order_id),
  CONSTRAINT uq_refund_paper_request UNIQUE (refund_request_id, kind),
  CONSTRAINT ck_refund_paper_kind CHECK (kind IN ('refund-letter', 'refund-refusal', 'refund-request-form')),
  CONSTRAINT ck_refund_paper_subject CHECK ((kind = 'refund-letter') = (refund_order_id IS NOT NULL) AND (kind = 'refund-letter') = (refund_request_id IS NULL))
);
CREATE TRIGGER tr_refund_paper_append_only BEFORE UPDATE OR DELETE ON refund_paper FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tr_refund_paper_no_truncate BEFORE TRUNCATE ON refund_paper FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
