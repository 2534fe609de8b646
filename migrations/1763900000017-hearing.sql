-- The hearing in full (R2.8): the invitation with its proof and its term, who was heard and in which language, an answer to each
-- argument, silence after an invitation; and another fine while a breach goes on, with the signatory's approval (D10).
ALTER TABLE offence
  ADD COLUMN hearing_invited_on date,
  ADD COLUMN hearing_invitation_means text,
  ADD COLUMN hearing_invitation_evidence text NOT NULL DEFAULT '',
  ADD COLUMN hearing_invited_to text,
  ADD COLUMN hearing_invited_for date,
  ADD COLUMN hearing_heard text,
  ADD COLUMN hearing_heard_name text NOT NULL DEFAULT '',
  ADD COLUMN hearing_lawyer text NOT NULL DEFAULT '',
  ADD COLUMN hearing_language text,
  ADD COLUMN hearing_interpreter text NOT NULL DEFAULT '',
  ADD COLUMN force_majeure_raised text,
  ADD COLUMN entry_draft_id uuid,
  DROP CONSTRAINT ck_offence_hearing,
  DROP CONSTRAINT ck_offence_hearing_means,
  ADD CONSTRAINT ck_offence_hearing CHECK (
    (hearing_kind = 'heard' AND length(btrim(hearing_statement)) > 0)
    OR (hearing_kind = 'waived' AND length(btrim(hearing_waiver_reason)) > 0)
    OR (hearing_kind = 'invited-no-answer' AND hearing_invited_on IS NOT NULL AND hearing_invited_for IS NOT NULL
      AND length(btrim(hearing_invitation_evidence)) > 0
      AND hearing_invited_for < (recorded_at AT TIME ZONE 'Europe/Brussels')::date)),
  ADD CONSTRAINT ck_offence_hearing_means CHECK (hearing_kind <> 'heard' OR hearing_means IN ('interview', 'written', 'police-form', 'municipal-form')),
  ADD CONSTRAINT ck_offence_hearing_heard CHECK (hearing_heard IN ('person', 'representative', 'lawyer')),
  ADD CONSTRAINT ck_offence_hearing_invitation CHECK (
    num_nulls(hearing_invited_on, hearing_invitation_means, hearing_invited_to, hearing_invited_for) = 4
    OR (num_nulls(hearing_invited_on, hearing_invitation_means, hearing_invited_to, hearing_invited_for) = 0
      AND hearing_invited_for > hearing_invited_on)),
  ADD CONSTRAINT ck_offence_hearing_invitation_means CHECK (hearing_invitation_means IN ('by-hand', 'registered-mail', 'ordinary-mail', 'e-mail', 'through-police', 'through-municipality')),
  ADD CONSTRAINT ck_offence_hearing_invited_to CHECK (hearing_invited_to IN ('interview', 'written')),
  ADD CONSTRAINT ck_offence_force_majeure_raised CHECK (force_majeure_raised IN ('raised', 'not-raised'));
COMMENT ON COLUMN offence.entry_draft_id IS 'The entry from which it was recorded; the draft is gone, the invitations made from it are not';
CREATE INDEX ix_offence_entry_draft ON offence (entry_draft_id) WHERE entry_draft_id IS NOT NULL;

CREATE TABLE hearing_argument (
  offence_id uuid NOT NULL,
  ordinal smallint NOT NULL,
  department_id uuid NOT NULL,
  argument text NOT NULL,
  answer text NOT NULL,
  CONSTRAINT pk_hearing_argument PRIMARY KEY (offence_id, ordinal),
  CONSTRAINT fk_hearing_argument_offence FOREIGN KEY (offence_id) REFERENCES offence (id),
  CONSTRAINT fk_hearing_argument_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT ck_hearing_argument_ordinal CHECK (ordinal BETWEEN 1 AND 10),
  CONSTRAINT ck_hearing_argument_argument CHECK (length(btrim(argument)) > 0),
  CONSTRAINT ck_hearing_argument_answer CHECK (length(btrim(answer)) > 0)
);
COMMENT ON TABLE hearing_argument IS 'What was said in defence, each with its answer; none stands without the other (R2.4, R2.8)';
CREATE TRIGGER tr_hearing_argument_append_only BEFORE UPDATE OR DELETE ON hearing_argument FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tr_hearing_argument_no_truncate BEFORE TRUNCATE ON hearing_argument FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The letter by which a person is invited is made before there is an offence on record: it hangs on the entry.
CREATE TABLE hearing_invitation (
  id uuid NOT NULL,
  department_id uuid NOT NULL,
  draft_id uuid NOT NULL,
  person_id uuid NOT NULL,
  language text NOT NULL,
  invited_to text NOT NULL,
  invited_for date NOT NULL,
  template_version text NOT NULL,
  bytes bytea NOT NULL,
  sha256 bytea NOT NULL,
  issued_by uuid NOT NULL,
  issued_at timestamptz NOT NULL,
  CONSTRAINT pk_hearing_invitation PRIMARY KEY (id),
  CONSTRAINT fk_hearing_invitation_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_hearing_invitation_person FOREIGN KEY (person_id) REFERENCES person (id),
  CONSTRAINT fk_hearing_invitation_issued_by FOREIGN KEY (issued_by) REFERENCES user_account (id),
  CONSTRAINT ck_hearing_invitation_language CHECK (language IN ('fr', 'nl', 'de')),
  CONSTRAINT ck_hearing_invitation_invited_to CHECK (invited_to IN ('interview', 'written')),
  CONSTRAINT ck_hearing_invitation_invited_for CHECK (invited_for > (issued_at AT TIME ZONE 'Europe/Brussels')::date),
  CONSTRAINT ck_hearing_invitation_sha256 CHECK (sha256 = sha256(bytes))
);
COMMENT ON TABLE hearing_invitation IS 'Letters of invitation as they were issued, never changed; draft_id names an entry that may be gone (offence.entry_draft_id)';
CREATE INDEX ix_hearing_invitation_draft ON hearing_invitation (draft_id, issued_at);
CREATE TRIGGER tr_hearing_invitation_append_only BEFORE UPDATE OR DELETE ON hearing_invitation FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tr_hearing_invitation_no_truncate BEFORE TRUNCATE ON hearing_invitation FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Every record under which one person stands: fines under all of them count together (R6.1). The one place that knows.
CREATE FUNCTION records_of_person(person_id uuid) RETURNS SETOF uuid LANGUAGE sql STABLE AS $$ SELECT person_id $$;

-- D10, R6.3: the fine before it, and who approved that there is another. Approval is given by the signature (D18), hence never by an author.
ALTER TABLE decision
  ADD COLUMN continuing_of uuid,
  ADD COLUMN continuing_approval_reason text,
  ADD COLUMN continuing_approved_by uuid,
  ADD COLUMN continuing_approved_at timestamptz,
  ADD CONSTRAINT fk_decision_continuing_of FOREIGN KEY (continuing_of) REFERENCES decision (id),
  ADD CONSTRAINT fk_decision_continuing_approved_by FOREIGN KEY (continuing_approved_by) REFERENCES user_account (id),
  ADD CONSTRAINT ck_decision_continuing_of CHECK (continuing_of <> id),
  ADD CONSTRAINT ck_decision_continuing_approval CHECK (
    (num_nulls(continuing_approval_reason, continuing_approved_by, continuing_approved_at) = 3
      AND (continuing_of IS NULL OR state IN ('draft', 'submitted', 'cancelled')))
    OR (num_nulls(continuing_of, continuing_approval_reason, continuing_approved_by, continuing_approved_at) = 0
      AND length(btrim(continuing_approval_reason)) > 0 AND signed_by IS NOT NULL AND continuing_approved_by = signed_by));
COMMENT ON COLUMN decision.continuing_of IS 'The earlier decision on the same breach, which goes on (D10); it stays the link when that one is withdrawn or annulled';
-- One fine follows another: never two at once on the same earlier one.
CREATE UNIQUE INDEX uq_decision_continuing ON decision (continuing_of) WHERE continuing_of IS NOT NULL AND state NOT IN ('cancelled', 'withdrawn');

-- What a CHECK cannot see: the earlier decision is of the same obligation, notified before the new facts, which have a report and a
-- hearing of their own (trap 21). Whose it is the service sees: one person may stand under several rows.
CREATE FUNCTION keep_continuing_breach() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.continuing_of IS DISTINCT FROM OLD.continuing_of THEN
    RAISE EXCEPTION 'the earlier decision of a breach does not change' USING ERRCODE = '23514', CONSTRAINT = 'ck_decision_continuing_link';
  END IF;
  IF TG_OP = 'INSERT' AND NEW.continuing_of IS NOT NULL AND NOT EXISTS (
    SELECT FROM decision e JOIN offence eo ON eo.id = e.offence_id JOIN offence o ON o.id = NEW.offence_id
     WHERE e.id = NEW.continuing_of AND eo.obligation_code = o.obligation_code AND e.notified_on < o.facts_on AND eo.report_reference <> o.report_reference AND o.hearing_kind <> 'waived'
  ) THEN
    RAISE EXCEPTION 'no other fine of a breach without notification, new facts and a hearing' USING ERRCODE = '23514', CONSTRAINT = 'ck_decision_continuing_link';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER tr_decision_continuing BEFORE INSERT OR UPDATE OF continuing_of ON decision FOR EACH ROW EXECUTE FUNCTION keep_continuing_breach();
