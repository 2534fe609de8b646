-- Deposits, continued: what was wrong in an announcement is put right with its reason, statements of the deposit account count beside the advices
-- of the Caisse (D29), and money on the wrong account can be decided about again once its refund has failed.
CREATE TABLE deposit_correction (
  id uuid NOT NULL,
  department_id uuid NOT NULL,
  deposit_id uuid NOT NULL,
  version integer NOT NULL,
  reason text NOT NULL,
  changes jsonb NOT NULL,
  letter_replaced_id uuid,
  corrected_by uuid NOT NULL,
  corrected_at timestamptz NOT NULL,
  CONSTRAINT pk_deposit_correction PRIMARY KEY (id),
  CONSTRAINT fk_deposit_correction_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_deposit_correction_deposit FOREIGN KEY (deposit_id) REFERENCES deposit (id),
  CONSTRAINT fk_deposit_correction_letter_replaced FOREIGN KEY (letter_replaced_id) REFERENCES document (id),
  CONSTRAINT fk_deposit_correction_corrected_by FOREIGN KEY (corrected_by) REFERENCES user_account (id),
  CONSTRAINT uq_deposit_correction_version UNIQUE (deposit_id, version),
  CONSTRAINT ck_deposit_correction_reason CHECK (length(btrim(reason)) > 0),
  CONSTRAINT ck_deposit_correction_changes CHECK (jsonb_typeof(changes) = 'array' AND jsonb_array_length(changes) > 0)
);
COMMENT ON COLUMN deposit_correction.version IS 'Of the deposit after it; two people cannot both correct what they saw';
COMMENT ON COLUMN deposit_correction.changes IS 'A list of { field, stood, becomes }, as the announcement has them';
COMMENT ON COLUMN deposit_correction.letter_replaced_id IS 'The letter to the Caisse that says something else since; another one is issued';
CREATE TRIGGER tr_deposit_correction_append_only BEFORE UPDATE OR DELETE ON deposit_correction FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tr_deposit_correction_no_truncate BEFORE TRUNCATE ON deposit_correction FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Movements of a deposit account stand beside the advices: one neutral line for both, each source once for a deposit.
ALTER TABLE deposit_advice
  ADD COLUMN source text NOT NULL DEFAULT 'advice',
  ADD COLUMN difference_reason text NOT NULL DEFAULT '',
  ADD CONSTRAINT ck_deposit_advice_source CHECK (source IN ('advice', 'statement'));
COMMENT ON COLUMN deposit_advice.cdc_reference IS 'The reference of the Caisse; of a movement, its account, statement and number';
COMMENT ON COLUMN deposit_advice.difference_reason IS 'Why a person said that it is about a deposit that holds another amount; the difference stays to be seen';
DROP INDEX uq_deposit_advice_deposit;
CREATE UNIQUE INDEX uq_deposit_advice_deposit ON deposit_advice (deposit_id, source) WHERE deposit_id IS NOT NULL;

-- A decision on the wrong account replaces one whose refund came to nothing; whoever took that one does not take this one.
ALTER TABLE deposit_wrong_account
  ADD COLUMN replaces_id uuid,
  ADD COLUMN replaced_decided_by uuid,
  ADD CONSTRAINT uq_deposit_wrong_account_decider UNIQUE (id, movement_id, decided_by),
  DROP CONSTRAINT uq_deposit_wrong_account_movement,
  ADD CONSTRAINT fk_deposit_wrong_account_replaces FOREIGN KEY (replaces_id, movement_id, replaced_decided_by) REFERENCES deposit_wrong_account (id, movement_id, decided_by),
  ADD CONSTRAINT uq_deposit_wrong_account_replaces UNIQUE (replaces_id),
  ADD CONSTRAINT ck_deposit_wrong_account_replaced CHECK ((replaces_id IS NULL) = (replaced_decided_by IS NULL)),
  ADD CONSTRAINT ck_deposit_wrong_account_four_eyes CHECK (replaced_decided_by <> decided_by);
CREATE UNIQUE INDEX uq_deposit_wrong_account_movement ON deposit_wrong_account (movement_id) WHERE replaces_id IS NULL;
