-- A letter that follows a decision (a receipt, a certificate, a refusal, a withdrawal, a correction that opens no month) may come back too. That says
-- something of the address and nothing of the decision: it is noted on the letter, which waits for the post again, and no window moves (D27).
CREATE TABLE letter_return (
  id uuid NOT NULL,
  department_id uuid NOT NULL,
  document_id uuid NOT NULL,
  mail_item_id uuid,
  reason text NOT NULL,
  returned_on date NOT NULL,
  recorded_by uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT pk_letter_return PRIMARY KEY (id),
  CONSTRAINT fk_letter_return_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_letter_return_document FOREIGN KEY (document_id) REFERENCES document (id),
  CONSTRAINT fk_letter_return_mail_item FOREIGN KEY (mail_item_id) REFERENCES mail_item (id),
  CONSTRAINT fk_letter_return_recorded_by FOREIGN KEY (recorded_by) REFERENCES user_account (id),
  CONSTRAINT uq_letter_return_mail_item UNIQUE (mail_item_id),
  CONSTRAINT ck_letter_return_reason CHECK (reason IN ('not-collected', 'unknown', 'moved'))
);
COMMENT ON TABLE letter_return IS 'A letter about a decision, not the decision itself, that the post brought back';
COMMENT ON COLUMN letter_return.mail_item_id IS 'The sending that came back; empty where the letter was posted outside a mailing';
CREATE INDEX ix_letter_return_document ON letter_return (document_id);
CREATE TRIGGER tr_letter_return_append_only BEFORE UPDATE OR DELETE ON letter_return FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tr_letter_return_no_truncate BEFORE TRUNCATE ON letter_return FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
