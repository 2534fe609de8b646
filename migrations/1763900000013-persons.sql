-- Persons complete: firms from abroad; other names and identity documents; what a record said before it was corrected; records of
-- one person brought together and taken apart again; material errors in a signed decision put right.
-- Why keys move at a merge and stay nowhere behind: every rule that counts by person (D10, D22) goes on reading one column.

-- A firm from abroad is told apart by its number together with its register.
ALTER TABLE person ADD COLUMN legal_form text;
ALTER TABLE person ADD COLUMN register_number text;
ALTER TABLE person ADD COLUMN register_country text;
ALTER TABLE person ADD CONSTRAINT ck_person_register CHECK ((register_number IS NULL) = (register_country IS NULL));
ALTER TABLE person ADD CONSTRAINT ck_person_register_country CHECK (register_country ~ '^[A-Z]{2}$' AND register_country <> 'BE');
ALTER TABLE person ADD CONSTRAINT ck_person_firm CHECK (kind = 'legal' OR (legal_form IS NULL AND register_number IS NULL));

-- Other names of a person; never erased, ended instead.
CREATE TABLE person_alias (
  id uuid NOT NULL,
  department_id uuid NOT NULL,
  person_id uuid NOT NULL,
  kind text NOT NULL,
  family_name text NOT NULL,
  given_names text NOT NULL,
  latin_family_name text NOT NULL,
  latin_given_names text NOT NULL,
  source text NOT NULL,
  used_from date,
  used_until date,
  recorded_by uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  ended_by uuid,
  ended_at timestamptz,
  end_reason text,
  CONSTRAINT pk_person_alias PRIMARY KEY (id),
  CONSTRAINT fk_person_alias_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_person_alias_person FOREIGN KEY (person_id) REFERENCES person (id),
  CONSTRAINT fk_person_alias_recorded_by FOREIGN KEY (recorded_by) REFERENCES user_account (id),
  CONSTRAINT fk_person_alias_ended_by FOREIGN KEY (ended_by) REFERENCES user_account (id),
  CONSTRAINT ck_person_alias_kind CHECK (kind IN ('birth-name', 'former-name', 'spelling', 'pseudonym', 'other-identity')),
  CONSTRAINT ck_person_alias_names CHECK (length(family_name) BETWEEN 1 AND 200 AND length(given_names) <= 200 AND length(latin_family_name) BETWEEN 1 AND 200 AND length(latin_given_names) <= 200),
  CONSTRAINT ck_person_alias_source CHECK (length(btrim(source)) > 0),
  CONSTRAINT ck_person_alias_used CHECK (used_until IS NULL OR used_from IS NULL OR used_until >= used_from),
  CONSTRAINT ck_person_alias_ended CHECK ((ended_at IS NULL) = (ended_by IS NULL) AND (ended_at IS NULL OR length(btrim(end_reason)) > 0))
);
CREATE INDEX ix_person_alias_person ON person_alias (person_id);

-- Identity documents that somebody has seen. number_key: the number in capitals without anything between its characters.
CREATE TABLE person_document (
  id uuid NOT NULL,
  department_id uuid NOT NULL,
  person_id uuid NOT NULL,
  kind text NOT NULL,
  number text NOT NULL,
  number_key text NOT NULL,
  issuer text NOT NULL,
  issued_on date,
  expires_on date,
  seen_by text NOT NULL,
  seen_at_place text NOT NULL,
  seen_on date NOT NULL,
  recorded_by uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  ended_by uuid,
  ended_at timestamptz,
  end_reason text,
  CONSTRAINT pk_person_document PRIMARY KEY (id),
  CONSTRAINT fk_person_document_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_person_document_person FOREIGN KEY (person_id) REFERENCES person (id),
  CONSTRAINT fk_person_document_recorded_by FOREIGN KEY (recorded_by) REFERENCES user_account (id),
  CONSTRAINT fk_person_document_ended_by FOREIGN KEY (ended_by) REFERENCES user_account (id),
  CONSTRAINT ck_person_document_kind CHECK (kind IN ('passport', 'identity-card', 'residence-card', 'travel-document', 'visa', 'driving-licence', 'seaman-book', 'other')),
  CONSTRAINT ck_person_document_number CHECK (number_key ~ '^[A-Z0-9]{1,30}$'),
  CONSTRAINT ck_person_document_issuer CHECK (issuer ~ '^[A-Z]{1,3}$'),
  CONSTRAINT ck_person_document_validity CHECK (expires_on IS NULL OR issued_on IS NULL OR expires_on >= issued_on),
  CONSTRAINT ck_person_document_seen CHECK (length(btrim(seen_by)) > 0 AND length(btrim(seen_at_place)) > 0),
  CONSTRAINT ck_person_document_ended CHECK ((ended_at IS NULL) = (ended_by IS NULL) AND (ended_at IS NULL OR length(btrim(end_reason)) > 0))
);
CREATE INDEX ix_person_document_person ON person_document (person_id);
CREATE INDEX ix_person_document_number ON person_document (number_key);
COMMENT ON TABLE person_document IS 'not unique: the same document on two records is the sign by which they are found to be one, and both rows stay when they are merged';

-- What the record said before each change: a letter that was issued says what stood when it was signed.
CREATE TABLE person_version (
  person_id uuid NOT NULL,
  version integer NOT NULL,
  department_id uuid NOT NULL,
  facts jsonb NOT NULL,
  cause text NOT NULL,
  replaced_by uuid NOT NULL,
  replaced_at timestamptz NOT NULL,
  CONSTRAINT pk_person_version PRIMARY KEY (person_id, version),
  CONSTRAINT fk_person_version_person FOREIGN KEY (person_id) REFERENCES person (id),
  CONSTRAINT fk_person_version_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_person_version_replaced_by FOREIGN KEY (replaced_by) REFERENCES user_account (id),
  CONSTRAINT ck_person_version_cause CHECK (cause IN ('correction', 'merge', 'merge-undo', 'decision-correction'))
);
CREATE TRIGGER tr_person_version_append_only BEFORE UPDATE OR DELETE ON person_version FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tr_person_version_no_truncate BEFORE TRUNCATE ON person_version FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Two records that somebody has compared and found to be two people.
CREATE TABLE person_distinct (
  person_id uuid NOT NULL,
  other_id uuid NOT NULL,
  department_id uuid NOT NULL,
  reason text NOT NULL,
  recorded_by uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT pk_person_distinct PRIMARY KEY (person_id, other_id),
  CONSTRAINT fk_person_distinct_person FOREIGN KEY (person_id) REFERENCES person (id),
  CONSTRAINT fk_person_distinct_other FOREIGN KEY (other_id) REFERENCES person (id),
  CONSTRAINT fk_person_distinct_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_person_distinct_recorded_by FOREIGN KEY (recorded_by) REFERENCES user_account (id),
  CONSTRAINT ck_person_distinct_order CHECK (person_id < other_id)
);
CREATE INDEX ix_person_distinct_other ON person_distinct (other_id);

-- The merged record stays as it was, with the way to the one that goes on.
ALTER TABLE person ADD COLUMN merged_into uuid;
ALTER TABLE person ADD CONSTRAINT fk_person_merged_into FOREIGN KEY (merged_into) REFERENCES person (id);
ALTER TABLE person ADD CONSTRAINT ck_person_merged_into CHECK (merged_into <> id);
CREATE INDEX ix_person_merged_into ON person (merged_into) WHERE merged_into IS NOT NULL;
ALTER TABLE person DROP CONSTRAINT uq_person_national_number;
CREATE UNIQUE INDEX uq_person_national_number ON person (national_number) WHERE merged_into IS NULL;
CREATE INDEX ix_person_recent ON person (updated_at DESC, id) WHERE merged_into IS NULL;

-- How the words of the names sound, letters apart that transliterations disagree about (trap 25).
ALTER TABLE person ADD COLUMN sound_keys text[] NOT NULL DEFAULT '{}';
CREATE INDEX ix_person_sound_keys ON person USING gin (sound_keys);
CREATE INDEX ix_person_enterprise_number ON person (enterprise_number) WHERE enterprise_number IS NOT NULL;

CREATE TABLE person_merge (
  id uuid NOT NULL,
  department_id uuid NOT NULL,
  survivor_id uuid NOT NULL,
  merged_id uuid NOT NULL,
  state text NOT NULL,
  taken_fields text[] NOT NULL,
  reason text NOT NULL,
  proposed_by uuid NOT NULL,
  proposed_at timestamptz NOT NULL,
  decided_by uuid,
  decided_at timestamptz,
  refusal_reason text,
  survivor_version integer NOT NULL,
  merged_version integer NOT NULL,
  undone_by uuid,
  undone_at timestamptz,
  undo_reason text,
  version integer NOT NULL DEFAULT 1,
  CONSTRAINT pk_person_merge PRIMARY KEY (id),
  CONSTRAINT fk_person_merge_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_person_merge_survivor FOREIGN KEY (survivor_id) REFERENCES person (id),
  CONSTRAINT fk_person_merge_merged FOREIGN KEY (merged_id) REFERENCES person (id),
  CONSTRAINT fk_person_merge_proposed_by FOREIGN KEY (proposed_by) REFERENCES user_account (id),
  CONSTRAINT fk_person_merge_decided_by FOREIGN KEY (decided_by) REFERENCES user_account (id),
  CONSTRAINT fk_person_merge_undone_by FOREIGN KEY (undone_by) REFERENCES user_account (id),
  CONSTRAINT ck_person_merge_state CHECK (state IN ('proposed', 'merged', 'refused', 'undone')),
  CONSTRAINT ck_person_merge_two CHECK (survivor_id <> merged_id),
  CONSTRAINT ck_person_merge_reason CHECK (length(btrim(reason)) > 0),
  CONSTRAINT ck_person_merge_four_eyes CHECK (state = 'refused' OR decided_by IS NULL OR decided_by <> proposed_by),
  CONSTRAINT ck_person_merge_decided CHECK ((state = 'proposed') = (decided_by IS NULL)),
  CONSTRAINT ck_person_merge_refused CHECK (state <> 'refused' OR length(btrim(refusal_reason)) > 0),
  CONSTRAINT ck_person_merge_undone CHECK ((state = 'undone') = (undone_by IS NOT NULL) AND (undone_by IS NULL OR length(btrim(undo_reason)) > 0))
);
COMMENT ON TABLE person_merge IS 'survivor_version, merged_version: those that the proposer compared; once merged, those that the merge made';
CREATE UNIQUE INDEX uq_person_merge_merged ON person_merge (merged_id) WHERE state IN ('proposed', 'merged');
CREATE UNIQUE INDEX uq_person_merge_survivor ON person_merge (survivor_id) WHERE state = 'proposed';

-- Every key that a merge moved, so that its undoing puts back exactly these.
CREATE TABLE person_merge_item (
  merge_id uuid NOT NULL,
  ordinal integer NOT NULL,
  department_id uuid NOT NULL,
  table_name text NOT NULL,
  column_name text NOT NULL,
  row_key jsonb NOT NULL,
  CONSTRAINT pk_person_merge_item PRIMARY KEY (merge_id, ordinal),
  CONSTRAINT fk_person_merge_item_merge FOREIGN KEY (merge_id) REFERENCES person_merge (id),
  CONSTRAINT fk_person_merge_item_department FOREIGN KEY (department_id) REFERENCES department (id)
);
COMMENT ON COLUMN person_merge_item.row_key IS 'primary key of the row as it stands after the move';
CREATE TRIGGER tr_person_merge_item_append_only BEFORE UPDATE OR DELETE ON person_merge_item FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tr_person_merge_item_no_truncate BEFORE TRUNCATE ON person_merge_item FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Nothing new is put on a record that was merged. The lock waits for a merge under way, whose outcome is then seen.
CREATE FUNCTION refuse_merged_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT p.merged_into FROM person p WHERE p.id = NEW.person_id FOR KEY SHARE) IS NOT NULL THEN
    RAISE EXCEPTION 'the person was merged into another record' USING ERRCODE = '23514', CONSTRAINT = 'ck_person_not_merged';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER tr_offence_person_not_merged BEFORE INSERT OR UPDATE OF person_id ON offence FOR EACH ROW EXECUTE FUNCTION refuse_merged_person();
CREATE TRIGGER tr_liable_party_person_not_merged BEFORE INSERT OR UPDATE OF person_id ON liable_party FOR EACH ROW EXECUTE FUNCTION refuse_merged_person();
CREATE TRIGGER tr_offence_draft_person_not_merged BEFORE INSERT OR UPDATE OF person_id ON offence_draft FOR EACH ROW EXECUTE FUNCTION refuse_merged_person();
CREATE TRIGGER tr_person_alias_person_not_merged BEFORE INSERT OR UPDATE OF person_id ON person_alias FOR EACH ROW EXECUTE FUNCTION refuse_merged_person();
CREATE TRIGGER tr_person_document_person_not_merged BEFORE INSERT OR UPDATE OF person_id ON person_document FOR EACH ROW EXECUTE FUNCTION refuse_merged_person();

-- A material error in a signed decision, put right by an act of its own; the decision and its letter stay as they were signed.
CREATE TABLE decision_correction (
  id uuid NOT NULL,
  department_id uuid NOT NULL,
  decision_id uuid NOT NULL,
  state text NOT NULL,
  effect text NOT NULL,
  effect_reason text NOT NULL,
  reason text NOT NULL,
  evidence text NOT NULL,
  proposed_by uuid NOT NULL,
  proposed_at timestamptz NOT NULL,
  signed_by uuid,
  signed_at timestamptz,
  signed_on date,
  signer_name text,
  signer_grade text,
  delegation_id uuid,
  document_id uuid,
  refused_by uuid,
  refused_at timestamptz,
  refusal_reason text,
  notification_id uuid,
  version integer NOT NULL DEFAULT 1,
  CONSTRAINT pk_decision_correction PRIMARY KEY (id),
  CONSTRAINT fk_decision_correction_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_decision_correction_decision FOREIGN KEY (decision_id) REFERENCES decision (id),
  CONSTRAINT fk_decision_correction_proposed_by FOREIGN KEY (proposed_by) REFERENCES user_account (id),
  CONSTRAINT fk_decision_correction_signed_by FOREIGN KEY (signed_by) REFERENCES user_account (id),
  CONSTRAINT fk_decision_correction_delegation FOREIGN KEY (delegation_id) REFERENCES signature_delegation (id),
  CONSTRAINT fk_decision_correction_document FOREIGN KEY (document_id) REFERENCES document (id),
  CONSTRAINT fk_decision_correction_notification FOREIGN KEY (notification_id) REFERENCES notification (id),
  CONSTRAINT fk_decision_correction_refused_by FOREIGN KEY (refused_by) REFERENCES user_account (id),
  CONSTRAINT ck_decision_correction_state CHECK (state IN ('proposed', 'signed', 'refused')),
  CONSTRAINT ck_decision_correction_effect CHECK (effect IN ('no-effect', 'new-window')),
  CONSTRAINT ck_decision_correction_texts CHECK (length(btrim(reason)) > 0 AND length(btrim(evidence)) > 0 AND length(btrim(effect_reason)) > 0),
  CONSTRAINT ck_decision_correction_four_eyes CHECK (signed_by IS NULL OR signed_by <> proposed_by),
  CONSTRAINT ck_decision_correction_signed CHECK ((state = 'signed') = (signed_by IS NOT NULL) AND (signed_by IS NULL OR (signed_on IS NOT NULL AND delegation_id IS NOT NULL AND document_id IS NOT NULL))),
  CONSTRAINT ck_decision_correction_refused CHECK ((state = 'refused') = (refused_by IS NOT NULL) AND (refused_by IS NULL OR length(btrim(refusal_reason)) > 0))
);
CREATE UNIQUE INDEX uq_decision_correction_open ON decision_correction (decision_id) WHERE state = 'proposed';
CREATE INDEX ix_decision_correction_decision ON decision_correction (decision_id, proposed_at);

CREATE TABLE decision_correction_item (
  correction_id uuid NOT NULL,
  ordinal smallint NOT NULL,
  department_id uuid NOT NULL,
  field text NOT NULL,
  stood text NOT NULL,
  becomes text NOT NULL,
  CONSTRAINT pk_decision_correction_item PRIMARY KEY (correction_id, ordinal),
  CONSTRAINT fk_decision_correction_item_correction FOREIGN KEY (correction_id) REFERENCES decision_correction (id),
  CONSTRAINT fk_decision_correction_item_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT uq_decision_correction_item_field UNIQUE (correction_id, field),
  CONSTRAINT ck_decision_correction_item_field CHECK (field IN ('family-name', 'given-names', 'birth-date', 'address-line', 'postal-code', 'municipality', 'place', 'facts', 'remedies')),
  CONSTRAINT ck_decision_correction_item_change CHECK (stood <> becomes)
);
CREATE TRIGGER tr_decision_correction_item_append_only BEFORE UPDATE OR DELETE ON decision_correction_item FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tr_decision_correction_item_no_truncate BEFORE TRUNCATE ON decision_correction_item FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The earlier notification names the one that supersedes it before that one is written, since only one may be current.
ALTER TABLE notification ALTER CONSTRAINT fk_notification_superseded_by DEFERRABLE INITIALLY DEFERRED;

-- A decision may be corrected more than once, each time with a letter.
ALTER TABLE document DROP CONSTRAINT IF EXISTS ck_document_kind;
ALTER TABLE document ADD CONSTRAINT ck_document_kind CHECK (kind IN ('decision', 'receipt', 'information-copy', 'correction', 'withdrawal', 'scan', 'hearing-invitation'));
ALTER TABLE document DROP CONSTRAINT IF EXISTS uq_document_decision_kind;
