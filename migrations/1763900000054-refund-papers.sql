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

-- A deposit that went to the State is owed back like a payment when the decision falls afterwards (R2.12): it came on no statement, so that its
-- refund rests on the deposit.
ALTER TABLE refund
  ALTER COLUMN movement_id DROP NOT NULL,
  ADD COLUMN deposit_id uuid,
  ADD CONSTRAINT fk_refund_deposit FOREIGN KEY (deposit_id) REFERENCES deposit (id),
  DROP CONSTRAINT ck_refund_cause,
  ADD CONSTRAINT ck_refund_cause CHECK ((ground IN ('withdrawal', 'judgment', 'request-4bis')) = (num_nonnulls(allocation_id, deposit_id) = 1)
    AND num_nonnulls(allocation_id, deposit_id) <= 1 AND (num_nonnulls(allocation_id, deposit_id) = 0 OR decision_id IS NOT NULL)),
  ADD CONSTRAINT ck_refund_money CHECK ((movement_id IS NULL) = (deposit_id IS NOT NULL)),
  DROP CONSTRAINT ck_refund_final,
  ADD CONSTRAINT ck_refund_final CHECK (state NOT IN ('refused', 'cancelled') OR (allocation_id IS NULL AND deposit_id IS NULL));
COMMENT ON COLUMN refund.deposit_id IS 'The deposit that went to the State and is owed back; empty when the money came on a statement';
COMMENT ON CONSTRAINT ck_refund_final ON refund IS 'What is owed back in law is neither refused nor cancelled: it is sent back to whoever prepares it';
CREATE UNIQUE INDEX uq_refund_deposit ON refund (deposit_id) WHERE deposit_id IS NOT NULL;

-- R5.4: only out of money that stands on an accepted statement, or went to the State from a deposit; never more than that held.
CREATE OR REPLACE FUNCTION check_refund_source() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  booking allocation;
BEGIN
  IF NEW.deposit_id IS NOT NULL THEN
    IF NOT EXISTS (SELECT FROM deposit t WHERE t.id = NEW.deposit_id AND t.decision_id = NEW.decision_id AND t.to_state_cents >= NEW.amount_cents) THEN
      RAISE EXCEPTION 'a refund out of a deposit is within what went to the State' USING ERRCODE = '23514', CONSTRAINT = 'ck_refund_within_booking';
    END IF;
    RETURN NEW;
  END IF;
  IF NOT EXISTS (SELECT FROM movement m JOIN statement s ON s.id = m.statement_id
                 WHERE m.id = NEW.movement_id AND m.direction = 'credit' AND m.detail = 0 AND s.state = 'accepted') THEN
    RAISE EXCEPTION 'refunded is what stands on an accepted statement' USING ERRCODE = '23514', CONSTRAINT = 'ck_refund_reconciled';
  END IF;
  IF NEW.allocation_id IS NOT NULL THEN
    SELECT * INTO booking FROM allocation WHERE id = NEW.allocation_id FOR UPDATE;
    IF booking.reversed_at IS NOT NULL OR booking.movement_id <> NEW.movement_id OR booking.decision_id <> NEW.decision_id OR booking.amount_cents < NEW.amount_cents THEN
      RAISE EXCEPTION 'a refund out of a booking is within it' USING ERRCODE = '23514', CONSTRAINT = 'ck_refund_within_booking';
    END IF;
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION count_movement_refunds() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before bigint := 0;
  after bigint := 0;
BEGIN
  IF num_nonnulls(NEW.allocation_id, NEW.deposit_id) > 0 THEN RETURN NULL; END IF;
  IF TG_OP = 'UPDATE' AND OLD.state NOT IN ('refused', 'cancelled') THEN before := OLD.amount_cents; END IF;
  IF NEW.state NOT IN ('refused', 'cancelled') THEN after := NEW.amount_cents; END IF;
  IF after <> before THEN UPDATE movement SET refund_cents = refund_cents + after - before WHERE id = NEW.movement_id; END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION keep_refund_deposit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a refund keeps its cause, and its end' USING ERRCODE = '23514', CONSTRAINT = 'ck_refund_history';
END $$;
CREATE TRIGGER tr_refund_deposit_kept BEFORE UPDATE ON refund FOR EACH ROW WHEN (NEW.deposit_id IS DISTINCT FROM OLD.deposit_id) EXECUTE FUNCTION keep_refund_deposit();

-- What was owed back before without a refund waits like everything else.
INSERT INTO refund (id, department_id, ground, state, decision_id, deposit_id, amount_cents, proposed_at, proposed_on, changed_at)
SELECT gen_random_uuid(), t.department_id, CASE d.state WHEN 'withdrawn' THEN 'withdrawal' ELSE 'request-4bis' END, 'proposed', t.decision_id, t.id,
  sum(p.amount_cents), min(p.posted_at), min(p.posted_on), min(p.posted_at)
FROM deposit t JOIN decision d ON d.id = t.decision_id
JOIN ledger_posting p ON p.cause_kind = 'deposit' AND p.cause_id = t.id AND p.reason IN ('owe-back-payment', 'owe-back-advance')
GROUP BY t.id, d.state;
