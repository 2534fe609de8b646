-- Who must pay when it is not the person alone (R1.0.7, R1.1.11), who acts for whom, and what holds recovery (D34).
-- Files closed without a fine have no debtor: nobody owes what was not imposed.
DELETE FROM liable_party l USING offence o WHERE o.id = l.offence_id AND o.outcome = 'no-fine';

ALTER TABLE liable_party
  ADD COLUMN basis text NOT NULL DEFAULT '',
  ADD COLUMN appointment_reference text,
  ADD COLUMN appointed_on date,
  ADD COLUMN register_number text,
  ADD CONSTRAINT ck_liable_party_basis CHECK (capacity = 'offender' OR length(btrim(basis)) > 0),
  ADD CONSTRAINT ck_liable_party_appointment CHECK (CASE WHEN capacity = 'guardian' THEN length(btrim(appointment_reference)) > 0 AND appointed_on IS NOT NULL
    ELSE appointment_reference IS NULL AND appointed_on IS NULL END);
COMMENT ON COLUMN liable_party.basis IS 'Why this person is liable: the tie to the minor, or the negligence of the carrier';
COMMENT ON COLUMN liable_party.appointment_reference IS 'Reference under which the Guardianship Service appointed the guardian (D34)';
COMMENT ON COLUMN liable_party.register_number IS 'Number of a foreign firm in the register of the country of its seat, when it has no Belgian enterprise number';
-- R1.1.11: one carrier beside the person, never several.
CREATE UNIQUE INDEX uq_liable_party_carrier ON liable_party (offence_id) WHERE capacity = 'carrier';

ALTER TABLE offence
  ADD COLUMN majority_decided text,
  ADD COLUMN majority_reason text,
  ADD CONSTRAINT ck_offence_majority CHECK ((majority_decided IS NULL) = (majority_reason IS NULL)
    AND (majority_decided IS NULL OR (majority_decided IN ('adult', 'minor') AND length(btrim(majority_reason)) > 0)));
COMMENT ON COLUMN offence.majority_decided IS 'What a person decided where the birth date as known leaves majority open on the day of the facts (D23)';

CREATE TABLE mandate (
  offence_id uuid NOT NULL,
  person_id uuid NOT NULL,
  represented_id uuid NOT NULL,
  department_id uuid NOT NULL,
  kind text NOT NULL,
  reference text NOT NULL,
  given_on date NOT NULL,
  elects_domicile boolean NOT NULL,
  CONSTRAINT pk_mandate PRIMARY KEY (offence_id, person_id, represented_id),
  CONSTRAINT fk_mandate_offence FOREIGN KEY (offence_id) REFERENCES offence (id),
  CONSTRAINT fk_mandate_person FOREIGN KEY (person_id) REFERENCES person (id),
  CONSTRAINT fk_mandate_represented FOREIGN KEY (represented_id) REFERENCES person (id),
  CONSTRAINT fk_mandate_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT ck_mandate_kind CHECK (kind IN ('lawyer', 'agent')),
  CONSTRAINT ck_mandate_reference CHECK (length(btrim(reference)) > 0),
  CONSTRAINT ck_mandate_other CHECK (person_id <> represented_id)
);
COMMENT ON TABLE mandate IS 'A lawyer or agent who acts for the offender or a debtor; never a debtor by that';
CREATE INDEX ix_mandate_person ON mandate (person_id);
CREATE INDEX ix_mandate_represented ON mandate (represented_id);

-- Trap 6: the offender is a debtor only as offender, and nobody else is one under that name.
CREATE FUNCTION keep_liable_parties() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  file_id uuid := CASE TG_OP WHEN 'DELETE' THEN OLD.offence_id ELSE NEW.offence_id END;
BEGIN
  IF EXISTS (SELECT FROM decision d WHERE d.offence_id = file_id AND d.state IN ('signed', 'notified', 'annulled')) THEN
    RAISE EXCEPTION 'who must pay is fixed by the signature' USING ERRCODE = '23514', CONSTRAINT = 'ck_liable_party_signed';
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER tr_liable_party_signed BEFORE INSERT OR DELETE OR UPDATE OF offence_id, capacity, basis, appointment_reference, appointed_on, register_number ON liable_party
  FOR EACH ROW EXECUTE FUNCTION keep_liable_parties();
CREATE TRIGGER tr_mandate_signed BEFORE INSERT OR DELETE OR UPDATE OF offence_id, kind, reference, given_on, elects_domicile ON mandate
  FOR EACH ROW EXECUTE FUNCTION keep_liable_parties();

CREATE TABLE person_flag (
  id uuid NOT NULL,
  person_id uuid NOT NULL,
  department_id uuid NOT NULL,
  kind text NOT NULL,
  since date NOT NULL,
  evidence text NOT NULL,
  recorded_by uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  lifted_on date,
  lifted_by uuid,
  lifted_at timestamptz,
  lift_reason text,
  CONSTRAINT pk_person_flag PRIMARY KEY (id),
  CONSTRAINT fk_person_flag_person FOREIGN KEY (person_id) REFERENCES person (id),
  CONSTRAINT fk_person_flag_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_person_flag_recorded_by FOREIGN KEY (recorded_by) REFERENCES user_account (id),
  CONSTRAINT fk_person_flag_lifted_by FOREIGN KEY (lifted_by) REFERENCES user_account (id),
  CONSTRAINT ck_person_flag_kind CHECK (kind IN ('death', 'insolvency', 'guardian')),
  CONSTRAINT ck_person_flag_evidence CHECK (length(btrim(evidence)) > 0),
  CONSTRAINT ck_person_flag_lifted CHECK (num_nulls(lifted_on, lifted_by, lifted_at, lift_reason) IN (0, 4) AND (lifted_on IS NULL OR lifted_on >= since)
    AND (lift_reason IS NULL OR length(btrim(lift_reason)) > 0))
);
COMMENT ON TABLE person_flag IS 'Death, insolvency or the guardian of an unaccompanied minor: holds recovery while it stands, and does nothing by itself (D34)';
CREATE UNIQUE INDEX uq_person_flag_standing ON person_flag (person_id, kind) WHERE lifted_on IS NULL;
CREATE INDEX ix_person_flag_person ON person_flag (person_id, recorded_at);

-- A flag is recorded once and lifted once; neither is written over. The person may change when two of them turn out to be one.
CREATE FUNCTION keep_person_flag() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.lifted_on IS NOT NULL AND to_jsonb(NEW) - 'person_id' <> to_jsonb(OLD) - 'person_id'
    OR (NEW.id, NEW.kind, NEW.since, NEW.evidence, NEW.recorded_by, NEW.recorded_at) IS DISTINCT FROM (OLD.id, OLD.kind, OLD.since, OLD.evidence, OLD.recorded_by, OLD.recorded_at) THEN
    RAISE EXCEPTION 'a flag is lifted, never changed' USING ERRCODE = '23514', CONSTRAINT = 'ck_person_flag_history';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER tr_person_flag_history BEFORE UPDATE ON person_flag FOR EACH ROW EXECUTE FUNCTION keep_person_flag();
CREATE TRIGGER tr_person_flag_no_delete BEFORE DELETE ON person_flag FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tr_person_flag_no_truncate BEFORE TRUNCATE ON person_flag FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
