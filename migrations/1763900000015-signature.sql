-- Signature, scan, withdrawal. A withdrawal is proposed by one and decided by another (R2.12, D33); a scan never replaces the act.
ALTER TABLE decision
  ADD COLUMN legal_review_reason text,
  ADD COLUMN legal_review_by uuid,
  ADD COLUMN legal_review_at timestamptz,
  ADD CONSTRAINT fk_decision_legal_review_by FOREIGN KEY (legal_review_by) REFERENCES user_account (id),
  ADD CONSTRAINT ck_decision_legal_review CHECK ((legal_review_reason IS NULL) = (legal_review_by IS NULL) AND (legal_review_reason IS NULL) = (legal_review_at IS NULL)
    AND (legal_review_reason IS NULL OR length(btrim(legal_review_reason)) > 0));
COMMENT ON COLUMN decision.legal_review_reason IS 'D1: the reasoned approval of a disputed ground, given with the signature';

CREATE TABLE withdrawal (
  id uuid NOT NULL,
  decision_id uuid NOT NULL,
  department_id uuid NOT NULL,
  state text NOT NULL,
  reason text NOT NULL,
  proposed_by uuid NOT NULL,
  proposed_at timestamptz NOT NULL,
  decided_by uuid,
  decided_at timestamptz,
  decided_on date,
  decider_name text,
  decider_grade text,
  delegation_id uuid,
  refusal_reason text,
  cancelled_cents bigint,
  owed_back_cents bigint,
  CONSTRAINT pk_withdrawal PRIMARY KEY (id),
  CONSTRAINT fk_withdrawal_decision FOREIGN KEY (decision_id) REFERENCES decision (id),
  CONSTRAINT fk_withdrawal_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_withdrawal_proposed_by FOREIGN KEY (proposed_by) REFERENCES user_account (id),
  CONSTRAINT fk_withdrawal_decided_by FOREIGN KEY (decided_by) REFERENCES user_account (id),
  CONSTRAINT fk_withdrawal_delegation FOREIGN KEY (delegation_id) REFERENCES signature_delegation (id),
  CONSTRAINT ck_withdrawal_state CHECK (state IN ('proposed', 'refused', 'withdrawn')),
  CONSTRAINT ck_withdrawal_reason CHECK (length(btrim(reason)) > 0),
  CONSTRAINT ck_withdrawal_four_eyes CHECK (decided_by <> proposed_by),
  CONSTRAINT ck_withdrawal_decided CHECK ((state = 'proposed') = (decided_by IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL)),
  CONSTRAINT ck_withdrawal_refused CHECK ((state = 'refused') = (refusal_reason IS NOT NULL) AND (refusal_reason IS NULL OR length(btrim(refusal_reason)) > 0)),
  CONSTRAINT ck_withdrawal_withdrawn CHECK ((state = 'withdrawn') = (decided_on IS NOT NULL AND decider_name IS NOT NULL AND delegation_id IS NOT NULL AND cancelled_cents IS NOT NULL AND owed_back_cents IS NOT NULL)),
  CONSTRAINT ck_withdrawal_amounts CHECK (cancelled_cents >= 0 AND owed_back_cents >= 0)
);
COMMENT ON COLUMN withdrawal.owed_back_cents IS 'What had been paid when the decision was withdrawn; it stands in refunds-payable until it is refunded (R5, type C)';
-- One proposal waits at a time; a refused one may be followed by another.
CREATE UNIQUE INDEX uq_withdrawal_open ON withdrawal (decision_id) WHERE state IN ('proposed', 'withdrawn');
CREATE INDEX ix_withdrawal_waiting ON withdrawal (department_id, proposed_at, id) WHERE state = 'proposed';
CREATE INDEX ix_withdrawal_decision ON withdrawal (decision_id, proposed_at);

-- What was proposed, and what was decided on it, stays as it is.
CREATE FUNCTION keep_decided_withdrawal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> 'proposed' OR (NEW.id, NEW.decision_id, NEW.department_id, NEW.reason, NEW.proposed_by, NEW.proposed_at)
      IS DISTINCT FROM (OLD.id, OLD.decision_id, OLD.department_id, OLD.reason, OLD.proposed_by, OLD.proposed_at) THEN
    RAISE EXCEPTION 'a withdrawal is decided once and keeps its proposal' USING ERRCODE = '23514', CONSTRAINT = 'ck_withdrawal_history';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER tr_withdrawal_history BEFORE UPDATE ON withdrawal FOR EACH ROW EXECUTE FUNCTION keep_decided_withdrawal();
CREATE TRIGGER tr_withdrawal_no_delete BEFORE DELETE ON withdrawal FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tr_withdrawal_no_truncate BEFORE TRUNCATE ON withdrawal FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A decision is withdrawn only by a withdrawal that two people made.
CREATE FUNCTION keep_withdrawn_by_two() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state = 'withdrawn' AND OLD.state <> 'withdrawn'
      AND NOT EXISTS (SELECT FROM withdrawal w WHERE w.decision_id = NEW.id AND w.state = 'withdrawn') THEN
    RAISE EXCEPTION 'a decision is withdrawn by its withdrawal' USING ERRCODE = '23514', CONSTRAINT = 'ck_decision_withdrawn_by_two';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER tr_decision_withdrawn BEFORE UPDATE OF state ON decision FOR EACH ROW EXECUTE FUNCTION keep_withdrawn_by_two();

ALTER TABLE document DROP CONSTRAINT ck_document_kind;
ALTER TABLE document ADD CONSTRAINT ck_document_kind
  CHECK (kind IN ('decision', 'receipt', 'information-copy', 'correction', 'withdrawal', 'scan', 'hearing-invitation'));
-- The same scan twice is the same scan.
CREATE UNIQUE INDEX uq_document_scan ON document (decision_id, sha256) WHERE kind = 'scan';
