-- D29: what of a deposit went to the State, or to the payment, is on its way until it stands on a statement of the Office. The verdict on the
-- movement names the deposit, so that nothing stays in transit for ever and no such transfer is taken for a second payment.
ALTER TABLE movement_verdict
  ADD COLUMN deposit_id uuid,
  ADD CONSTRAINT fk_movement_verdict_deposit FOREIGN KEY (deposit_id) REFERENCES deposit (id),
  ADD CONSTRAINT ck_movement_verdict_deposit CHECK ((deposit_id IS NOT NULL) = (kind = 'released-deposit')),
  DROP CONSTRAINT ck_movement_verdict_kind,
  ADD CONSTRAINT ck_movement_verdict_kind CHECK (kind IN ('other-levy', 'other-office', 'bank-test', 'bank-interest', 'salary-error', 'other-credit',
    'bank-charge', 'treasury-transfer', 'other-debit', 'finance-remittance', 'released-deposit')),
  DROP CONSTRAINT ck_movement_verdict_entry,
  ADD CONSTRAINT ck_movement_verdict_entry CHECK ((ledger_entry_id IS NOT NULL) = (kind IN ('bank-charge', 'treasury-transfer', 'finance-remittance', 'released-deposit')));
COMMENT ON COLUMN movement_verdict.deposit_id IS 'The deposit whose money this is, once it went to the State or to the payment';
CREATE INDEX ix_movement_verdict_deposit ON movement_verdict (deposit_id) WHERE deposit_id IS NOT NULL;

-- Nothing comes twice: never more of a deposit than went to the State.
CREATE FUNCTION check_released_deposit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM deposit WHERE id = NEW.deposit_id FOR UPDATE;
  IF (SELECT coalesce(sum(v.amount_cents), 0) FROM movement_verdict v WHERE v.deposit_id = NEW.deposit_id AND v.reversed_at IS NULL)
      > (SELECT to_state_cents FROM deposit WHERE id = NEW.deposit_id) THEN
    RAISE EXCEPTION 'received is what went to the State' USING ERRCODE = '23514', CONSTRAINT = 'ck_movement_verdict_deposit_due';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER tr_movement_verdict_deposit_due AFTER INSERT ON movement_verdict FOR EACH ROW WHEN (NEW.deposit_id IS NOT NULL)
  EXECUTE FUNCTION check_released_deposit();
