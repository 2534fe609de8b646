-- What hangs on a payment and on a statement, once a payment is taken back or the process is killed.

-- R23: which statements were looked through for what the bank takes back; one that was not is gone on with.
ALTER TABLE statement ADD COLUMN undoings_sought_at timestamptz;
COMMENT ON COLUMN statement.undoings_sought_at IS 'When all of its movements that take another back had been looked at; absent until then';
UPDATE statement SET undoings_sought_at = matched_at WHERE matched_at IS NOT NULL;
CREATE INDEX ix_statement_unsought ON statement (matched_at) WHERE state = 'accepted' AND matched_at IS NOT NULL AND undoings_sought_at IS NULL;

-- D31: a small rest was given up for what had been paid; when that payment falls, all of it is owed again.
ALTER TABLE write_off ADD COLUMN lapsed_at timestamptz;
COMMENT ON COLUMN write_off.lapsed_at IS 'When a payment beside which the small rest was given up was taken back: the rest is owed again';
ALTER TABLE write_off DROP CONSTRAINT ck_write_off_state, DROP CONSTRAINT ck_write_off_entry,
  ADD CONSTRAINT ck_write_off_state CHECK (state IN ('proposed', 'approved', 'refused', 'cancelled', 'lapsed')),
  ADD CONSTRAINT ck_write_off_entry CHECK ((state IN ('approved', 'lapsed')) = (entry_id IS NOT NULL)),
  ADD CONSTRAINT ck_write_off_lapsed CHECK ((state = 'lapsed') = (lapsed_at IS NOT NULL) AND (state <> 'lapsed' OR ground = 'small-rest'));

CREATE OR REPLACE FUNCTION keep_decided_write_off() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR (NEW.id, NEW.decision_id, NEW.department_id, NEW.ground, NEW.amount_cents, NEW.reason, NEW.proposed_by, NEW.proposed_at)
      IS DISTINCT FROM (OLD.id, OLD.decision_id, OLD.department_id, OLD.ground, OLD.amount_cents, OLD.reason, OLD.proposed_by, OLD.proposed_at) THEN
    RAISE EXCEPTION 'a write-off is decided once and keeps its proposal' USING ERRCODE = '23514', CONSTRAINT = 'ck_write_off_history';
  END IF;
  IF OLD.state <> 'proposed' AND NOT (OLD.state = 'approved' AND NEW.state = 'lapsed' AND (NEW.decided_by, NEW.decided_at, NEW.decision_reason, NEW.entry_id)
      IS NOT DISTINCT FROM (OLD.decided_by, OLD.decided_at, OLD.decision_reason, OLD.entry_id)) THEN
    RAISE EXCEPTION 'a write-off is decided once and keeps its proposal' USING ERRCODE = '23514', CONSTRAINT = 'ck_write_off_history';
  END IF;
  RETURN NEW;
END $$;
