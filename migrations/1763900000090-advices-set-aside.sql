-- D29: an advice that was typed wrong, or that is of nobody's deposit, is set aside with the reason. It stays as it was, counts for nothing any
-- more, and its reference may be entered again.
ALTER TABLE deposit_advice
  ADD COLUMN set_aside_reason text NOT NULL DEFAULT '',
  ADD COLUMN set_aside_by uuid,
  ADD COLUMN set_aside_at timestamptz,
  ADD CONSTRAINT fk_deposit_advice_set_aside_by FOREIGN KEY (set_aside_by) REFERENCES user_account (id),
  ADD CONSTRAINT ck_deposit_advice_set_aside CHECK ((set_aside_at IS NULL) = (set_aside_by IS NULL) AND (set_aside_at IS NULL) = (set_aside_reason = '')),
  DROP CONSTRAINT uq_deposit_advice_reference;
COMMENT ON COLUMN deposit_advice.set_aside_reason IS 'Why it counts for nothing: typed wrong, or of nobody''s deposit';
CREATE UNIQUE INDEX uq_deposit_advice_reference ON deposit_advice (cdc_reference) WHERE set_aside_at IS NULL;
CREATE INDEX ix_deposit_advice_set_aside ON deposit_advice (set_aside_at, cdc_reference) WHERE set_aside_at IS NOT NULL;
DROP INDEX uq_deposit_advice_deposit;
CREATE UNIQUE INDEX uq_deposit_advice_deposit ON deposit_advice (deposit_id, source) WHERE deposit_id IS NOT NULL AND set_aside_at IS NULL;
DROP INDEX ix_deposit_advice_open;
CREATE INDEX ix_deposit_advice_open ON deposit_advice (advised_on, id) WHERE deposit_id IS NULL AND set_aside_at IS NULL;

-- What was set aside stays so, and stays as it was.
CREATE TRIGGER tr_deposit_advice_set_aside BEFORE UPDATE OR DELETE ON deposit_advice FOR EACH ROW WHEN (OLD.set_aside_at IS NOT NULL)
  EXECUTE FUNCTION refuse_change();
