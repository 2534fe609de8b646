-- Take-over of what an earlier administration has open: fines, deposits, appeals. Such a fine was decided, signed and notified
-- elsewhere, so that its hearing, its facts and its signer are not on file here. Every strict rule goes on for what the Office
-- makes itself (origin 'office'); only what is taken over may leave these empty, and it says so.
CREATE TABLE takeover_file (
  id uuid NOT NULL,
  department_id uuid NOT NULL,
  name text NOT NULL,
  format text NOT NULL,
  kind text NOT NULL,
  sha256 bytea NOT NULL,
  byte_count bigint NOT NULL,
  state text NOT NULL,
  record_count integer NOT NULL,
  already_count integer NOT NULL,
  found_person_count integer NOT NULL,
  new_person_count integer NOT NULL,
  report jsonb NOT NULL,
  checked_by uuid NOT NULL,
  checked_at timestamptz NOT NULL,
  decided_by uuid,
  decided_at timestamptz,
  version integer NOT NULL DEFAULT 1,
  CONSTRAINT pk_takeover_file PRIMARY KEY (id),
  CONSTRAINT fk_takeover_file_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_takeover_file_checked_by FOREIGN KEY (checked_by) REFERENCES user_account (id),
  CONSTRAINT fk_takeover_file_decided_by FOREIGN KEY (decided_by) REFERENCES user_account (id),
  CONSTRAINT ck_takeover_file_format CHECK (format IN ('csv', 'json-lines')),
  CONSTRAINT ck_takeover_file_kind CHECK (kind IN ('fines', 'deposits', 'appeals')),
  CONSTRAINT ck_takeover_file_state CHECK (state IN ('checked', 'loaded', 'discarded')),
  CONSTRAINT ck_takeover_file_counts CHECK (record_count >= 0 AND already_count BETWEEN 0 AND record_count AND found_person_count >= 0 AND new_person_count >= 0),
  CONSTRAINT ck_takeover_file_decided CHECK ((state = 'checked') = (decided_by IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL)),
  CONSTRAINT ck_takeover_file_four_eyes CHECK (state <> 'loaded' OR decided_by <> checked_by)
);
COMMENT ON TABLE takeover_file IS 'A file of the take-over: checked whole by one person, loaded by another';
COMMENT ON COLUMN takeover_file.report IS 'Counts and cents by department and state, as the check found them';
-- The same bytes once, unless somebody put the file aside.
CREATE UNIQUE INDEX uq_takeover_file_sha256 ON takeover_file (sha256) WHERE state <> 'discarded';
CREATE INDEX ix_takeover_file_checked ON takeover_file (checked_at DESC, id);
CREATE TRIGGER tr_takeover_file_no_delete BEFORE DELETE ON takeover_file FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tr_takeover_file_no_truncate BEFORE TRUNCATE ON takeover_file FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE takeover_record (
  id uuid NOT NULL,
  file_id uuid NOT NULL,
  department_id uuid NOT NULL,
  kind text NOT NULL,
  source_id text NOT NULL,
  line integer NOT NULL,
  sha256 bytea NOT NULL,
  content jsonb,
  state text NOT NULL,
  fine_number text,
  reference text,
  person_id uuid,
  decision_id uuid,
  CONSTRAINT pk_takeover_record PRIMARY KEY (id),
  CONSTRAINT fk_takeover_record_file FOREIGN KEY (file_id) REFERENCES takeover_file (id),
  CONSTRAINT fk_takeover_record_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT ck_takeover_record_kind CHECK (kind IN ('fine', 'deposit', 'appeal')),
  CONSTRAINT ck_takeover_record_state CHECK (state IN ('checked', 'already-loaded', 'loaded', 'discarded')),
  CONSTRAINT ck_takeover_record_source CHECK (length(source_id) BETWEEN 1 AND 60)
);
COMMENT ON COLUMN takeover_record.source_id IS 'What the earlier administration calls it; the same again is the same record';
COMMENT ON COLUMN takeover_record.content IS 'What the file says of it; emptied once a fine is loaded, since the file of the case then says it. Deposits and appeals keep it until they are taken up';
COMMENT ON COLUMN takeover_record.fine_number IS 'The decision number: of the fine itself, or of the one to which a deposit or an appeal belongs';
COMMENT ON COLUMN takeover_record.person_id IS 'The record of the debtor: one that is there already, or the one that the load makes';
CREATE INDEX ix_takeover_record_file ON takeover_record (file_id, line);
CREATE INDEX ix_takeover_record_source ON takeover_record (kind, source_id);
CREATE INDEX ix_takeover_record_decision ON takeover_record (decision_id) WHERE decision_id IS NOT NULL;
-- One effect for each record of the earlier administration, whichever file bears it.
CREATE UNIQUE INDEX uq_takeover_record_loaded ON takeover_record (kind, source_id) WHERE state = 'loaded';
CREATE TRIGGER tr_takeover_record_no_delete BEFORE DELETE ON takeover_record FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tr_takeover_record_no_truncate BEFORE TRUNCATE ON takeover_record FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE offence
  ADD COLUMN origin text NOT NULL DEFAULT 'office',
  ALTER COLUMN obligation_code DROP NOT NULL,
  ALTER COLUMN obligation_id DROP NOT NULL,
  ALTER COLUMN facts_on DROP NOT NULL,
  ALTER COLUMN report_on DROP NOT NULL,
  ADD CONSTRAINT ck_offence_origin CHECK (origin IN ('office', 'taken-over')),
  ADD CONSTRAINT ck_offence_of_the_office CHECK (origin = 'taken-over' OR num_nulls(obligation_code, obligation_id, facts_on, report_on) = 0),
  ADD CONSTRAINT ck_offence_taken_over CHECK (origin = 'office' OR (outcome = 'fine' AND hearing_kind = 'not-on-file')),
  DROP CONSTRAINT ck_offence_hearing,
  ADD CONSTRAINT ck_offence_hearing CHECK (
    (hearing_kind = 'heard' AND length(btrim(hearing_statement)) > 0)
    OR (hearing_kind = 'waived' AND length(btrim(hearing_waiver_reason)) > 0)
    OR (hearing_kind = 'invited-no-answer' AND hearing_invited_on IS NOT NULL AND hearing_invited_for IS NOT NULL
      AND length(btrim(hearing_invitation_evidence)) > 0 AND hearing_invited_for < (recorded_at AT TIME ZONE 'Europe/Brussels')::date)
    OR (hearing_kind = 'not-on-file' AND origin = 'taken-over')),
  DROP CONSTRAINT ck_offence_discretion,
  ADD CONSTRAINT ck_offence_discretion CHECK (origin = 'taken-over' OR length(btrim(discretion)) > 0);
COMMENT ON COLUMN offence.origin IS 'taken-over: decided by an earlier administration; facts, hearing and reasons are not on file here';

ALTER TABLE decision
  ADD COLUMN origin text NOT NULL DEFAULT 'office',
  ADD COLUMN opening_cents bigint,
  ADD COLUMN taken_over_on date,
  ADD CONSTRAINT ck_decision_origin CHECK (origin IN ('office', 'taken-over')),
  ADD CONSTRAINT ck_decision_opening CHECK ((origin = 'taken-over') = (opening_cents IS NOT NULL) AND (origin = 'taken-over') = (taken_over_on IS NOT NULL)
    AND opening_cents BETWEEN 0 AND amount_cents),
  ADD CONSTRAINT ck_decision_taken_over CHECK (origin = 'office' OR (state IN ('notified', 'withdrawn', 'annulled') AND signed_by IS NULL)),
  DROP CONSTRAINT ck_decision_motivation,
  ADD CONSTRAINT ck_decision_motivation CHECK (origin = 'taken-over' OR state IN ('draft', 'cancelled') OR length(btrim(motivation)) > 0),
  DROP CONSTRAINT ck_decision_signed,
  ADD CONSTRAINT ck_decision_signed CHECK (state IN ('draft', 'submitted', 'cancelled') OR (number IS NOT NULL AND structured_communication IS NOT NULL
    AND (origin = 'taken-over' OR (signed_by IS NOT NULL AND signed_on IS NOT NULL AND delegation_id IS NOT NULL))));
COMMENT ON COLUMN decision.opening_cents IS 'What was still owed when the fine was taken over; what was paid before is in the books of the earlier administration';
COMMENT ON COLUMN decision.taken_over_on IS 'The day on which the Office took it over';

-- Where a fine comes from does not change, and neither does what it was taken over with.
CREATE FUNCTION keep_origin() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the origin of a fine does not change' USING ERRCODE = '23514', CONSTRAINT = 'ck_decision_origin_kept';
END $$;
CREATE TRIGGER tr_decision_origin BEFORE UPDATE OF origin, opening_cents, taken_over_on ON decision FOR EACH ROW
  WHEN ((NEW.origin, NEW.opening_cents, NEW.taken_over_on) IS DISTINCT FROM (OLD.origin, OLD.opening_cents, OLD.taken_over_on)) EXECUTE FUNCTION keep_origin();
CREATE TRIGGER tr_offence_origin BEFORE UPDATE OF origin ON offence FOR EACH ROW
  WHEN (NEW.origin IS DISTINCT FROM OLD.origin) EXECUTE FUNCTION keep_origin();

-- D10, R6.1: what makes a decision earlier or later than another is its signature; of one that was taken over, whose signature is not
-- on file here, the day of its notification.
CREATE FUNCTION standing_since(d decision) RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT coalesce(d.signed_at, CASE WHEN d.origin = 'taken-over' THEN d.notified_on::timestamp AT TIME ZONE 'Europe/Brussels' END)
$$;
