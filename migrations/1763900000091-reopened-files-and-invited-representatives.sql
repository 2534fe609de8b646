-- R1.0.2, D22: a file that was closed without a fine by mistake is opened again, with the reason. What it held stays as it was; it counts for
-- nothing any more, so that the same facts may be recorded again.
ALTER TABLE offence
  ADD COLUMN reopen_reason text NOT NULL DEFAULT '',
  ADD COLUMN reopened_by uuid,
  ADD COLUMN reopened_at timestamptz,
  ADD CONSTRAINT fk_offence_reopened_by FOREIGN KEY (reopened_by) REFERENCES user_account (id),
  ADD CONSTRAINT ck_offence_reopened CHECK (
    num_nulls(reopened_by, reopened_at) IN (0, 2) AND (reopened_at IS NULL) = (length(btrim(reopen_reason)) = 0)
    AND (reopened_at IS NOT NULL) = (outcome = 'no-fine' AND state = 'void'));
COMMENT ON COLUMN offence.reopen_reason IS 'Why a file that was closed without a fine was opened again; empty for every other';

-- Whoever closed the file or opened it again has a hand in the fine that comes of the same facts (D33).
CREATE INDEX ix_offence_reopened ON offence (person_id, obligation_code, facts_on) WHERE reopened_at IS NOT NULL;

-- R2.8, R1.0.7: of a minor the representative is invited, and the silence is theirs: who was invited is on file. Empty where it was the person.
ALTER TABLE offence ADD COLUMN hearing_invited_name text NOT NULL DEFAULT '';
COMMENT ON COLUMN offence.hearing_invited_name IS 'Name and capacity of whoever was invited in the person''s place; empty in offences recorded before it was asked';
