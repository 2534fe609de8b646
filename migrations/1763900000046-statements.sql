-- Which lines of a statement move money, which movement takes another back, and what the nightly proof of the books found.

-- A total and its details are the same money: exactly one of the two counts.
ALTER TABLE movement ADD COLUMN counts boolean;
UPDATE movement SET counts = (detail = 0);
ALTER TABLE movement ALTER COLUMN counts SET NOT NULL;
COMMENT ON COLUMN movement.counts IS 'moves money: entered in the ledger once its statement is accepted; false for a total that its details replace, and for details that only explain';
ALTER TABLE movement ADD CONSTRAINT ck_movement_uncounted CHECK (counts OR (state = 'not-a-fine' AND allocated_cents = 0));

-- The bank takes a movement back by another one: a return, a correction. Each is taken back once.
ALTER TABLE movement ADD COLUMN undoes_id uuid;
ALTER TABLE movement ADD CONSTRAINT fk_movement_undoes FOREIGN KEY (undoes_id) REFERENCES movement (id);
ALTER TABLE movement ADD CONSTRAINT ck_movement_undoes CHECK (undoes_id IS NULL OR (undoes_id <> id AND counts AND state = 'not-a-fine' AND allocated_cents = 0));
CREATE UNIQUE INDEX uq_movement_undoes ON movement (undoes_id) WHERE undoes_id IS NOT NULL;
COMMENT ON COLUMN movement.undoes_id IS 'the earlier movement of the same account that this one takes back';

-- What the proof of the books found, run by run; a row without findings says that I1-I5 held.
CREATE TABLE ledger_check (
  id uuid NOT NULL,
  checked_at timestamptz NOT NULL,
  finding_count integer NOT NULL,
  findings jsonb NOT NULL,
  CONSTRAINT pk_ledger_check PRIMARY KEY (id),
  CONSTRAINT ck_ledger_check_findings CHECK (jsonb_typeof(findings) = 'array' AND finding_count >= jsonb_array_length(findings))
);
CREATE INDEX ix_ledger_check_checked_at ON ledger_check (checked_at DESC, id);
CREATE TRIGGER tr_ledger_check_append_only BEFORE UPDATE OR DELETE ON ledger_check FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tr_ledger_check_no_truncate BEFORE TRUNCATE ON ledger_check FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
