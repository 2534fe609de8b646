-- The letter about money that belonged to no fine, or that somebody paid on another person's fine, stands with its refund: no decision's
-- file is its place, and the debtor of a fine is told nothing of somebody else's money (R5).
ALTER TABLE document
  ALTER COLUMN decision_id DROP NOT NULL,
  ADD COLUMN refund_id uuid,
  ADD CONSTRAINT fk_document_refund FOREIGN KEY (refund_id) REFERENCES refund (id),
  ADD CONSTRAINT ck_document_subject CHECK (num_nonnulls(decision_id, refund_id) = 1 AND (refund_id IS NULL OR kind = 'refund-letter'));
COMMENT ON COLUMN document.refund_id IS 'The refund that the letter is about, to a payer who owes no fine or whose fine it was not; empty for what stands in the file of a decision';
CREATE INDEX ix_document_refund ON document (refund_id) WHERE refund_id IS NOT NULL;

-- R7.2: FPS Finance pays on what it collected, several claims in one transfer. The verdict on the movement says so, and each part names the
-- claim that it is for.
ALTER TABLE movement_verdict
  DROP CONSTRAINT ck_movement_verdict_kind,
  ADD CONSTRAINT ck_movement_verdict_kind CHECK (kind IN ('other-levy', 'other-office', 'bank-test', 'bank-interest', 'salary-error', 'other-credit',
    'bank-charge', 'treasury-transfer', 'other-debit', 'finance-remittance')),
  DROP CONSTRAINT ck_movement_verdict_entry,
  ADD CONSTRAINT ck_movement_verdict_entry CHECK ((ledger_entry_id IS NOT NULL) = (kind IN ('bank-charge', 'treasury-transfer', 'finance-remittance')));

CREATE TABLE finance_remittance (
  verdict_id uuid NOT NULL,
  claim_id uuid NOT NULL,
  department_id uuid NOT NULL,
  amount_cents bigint NOT NULL,
  CONSTRAINT pk_finance_remittance PRIMARY KEY (verdict_id, claim_id),
  CONSTRAINT fk_finance_remittance_verdict FOREIGN KEY (verdict_id) REFERENCES movement_verdict (id),
  CONSTRAINT fk_finance_remittance_claim FOREIGN KEY (claim_id) REFERENCES claim (id),
  CONSTRAINT fk_finance_remittance_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT ck_finance_remittance_amount CHECK (amount_cents > 0)
);
COMMENT ON TABLE finance_remittance IS 'What of a transfer of FPS Finance is for which claim; it stands as long as the verdict does';
CREATE INDEX ix_finance_remittance_claim ON finance_remittance (claim_id);
CREATE TRIGGER tr_finance_remittance_append_only BEFORE UPDATE OR DELETE ON finance_remittance FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tr_finance_remittance_no_truncate BEFORE TRUNCATE ON finance_remittance FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Nothing is paid on twice: never more of a claim than was collected on it and has not fallen.
CREATE FUNCTION check_finance_remittance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM claim WHERE id = NEW.claim_id FOR UPDATE;
  IF NOT EXISTS (SELECT FROM movement_verdict v JOIN movement m ON m.id = v.movement_id
                 WHERE v.id = NEW.verdict_id AND v.kind = 'finance-remittance' AND m.direction = 'credit') THEN
    RAISE EXCEPTION 'a part is of a transfer by FPS Finance' USING ERRCODE = '23514', CONSTRAINT = 'ck_finance_remittance_verdict';
  END IF;
  IF (SELECT coalesce(sum(r.amount_cents), 0) FROM finance_remittance r JOIN movement_verdict v ON v.id = r.verdict_id WHERE r.claim_id = NEW.claim_id AND v.reversed_at IS NULL)
      > (SELECT coalesce(sum(e.booked_cents), 0) FROM claim_event e WHERE e.claim_id = NEW.claim_id) THEN
    RAISE EXCEPTION 'paid on is what was collected' USING ERRCODE = '23514', CONSTRAINT = 'ck_finance_remittance_due';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER tr_finance_remittance_due AFTER INSERT ON finance_remittance FOR EACH ROW EXECUTE FUNCTION check_finance_remittance();
