-- Decision, its number, its letter, its notification. The signer is never one of its authors: here as well as in the service.
CREATE TABLE decision_counter (
  department_id uuid NOT NULL,
  year smallint NOT NULL,
  last_number integer NOT NULL DEFAULT 0,
  CONSTRAINT pk_decision_counter PRIMARY KEY (department_id, year),
  CONSTRAINT fk_decision_counter_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT ck_decision_counter_last_number CHECK (last_number BETWEEN 0 AND 999999)
);

CREATE TABLE decision (
  id uuid NOT NULL,
  department_id uuid NOT NULL,
  offence_id uuid NOT NULL,
  state text NOT NULL,
  language text NOT NULL,
  language_reason text NOT NULL DEFAULT '',
  motivation text NOT NULL DEFAULT '',
  amount_cents bigint NOT NULL,
  repeat_order smallint NOT NULL,
  drafted_by uuid NOT NULL,
  drafted_at timestamptz NOT NULL,
  submitted_by uuid,
  submitted_at timestamptz,
  signed_by uuid,
  signed_at timestamptz,
  signed_on date,
  signer_name text,
  signer_grade text,
  delegation_id uuid,
  number text,
  structured_communication text,
  cancelled_by uuid,
  cancelled_at timestamptz,
  cancel_reason text,
  notified_on date,
  payable_from date,
  version integer NOT NULL DEFAULT 1,
  CONSTRAINT pk_decision PRIMARY KEY (id),
  CONSTRAINT fk_decision_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_decision_offence FOREIGN KEY (offence_id) REFERENCES offence (id),
  CONSTRAINT fk_decision_drafted_by FOREIGN KEY (drafted_by) REFERENCES user_account (id),
  CONSTRAINT fk_decision_submitted_by FOREIGN KEY (submitted_by) REFERENCES user_account (id),
  CONSTRAINT fk_decision_signed_by FOREIGN KEY (signed_by) REFERENCES user_account (id),
  CONSTRAINT fk_decision_delegation FOREIGN KEY (delegation_id) REFERENCES signature_delegation (id),
  CONSTRAINT uq_decision_number UNIQUE (number),
  CONSTRAINT uq_decision_structured_communication UNIQUE (structured_communication),
  CONSTRAINT ck_decision_state CHECK (state IN ('draft', 'submitted', 'signed', 'notified', 'cancelled', 'withdrawn', 'annulled')),
  CONSTRAINT ck_decision_language CHECK (language IN ('fr', 'nl', 'de')),
  CONSTRAINT ck_decision_amount CHECK (amount_cents > 0),
  CONSTRAINT ck_decision_repeat_order CHECK (repeat_order >= 1),
  CONSTRAINT ck_decision_motivation CHECK (state IN ('draft', 'cancelled') OR length(btrim(motivation)) > 0),
  CONSTRAINT ck_decision_four_eyes CHECK (signed_by IS NULL OR (signed_by <> drafted_by AND signed_by <> submitted_by)),
  CONSTRAINT ck_decision_signed CHECK (state IN ('draft', 'submitted', 'cancelled') OR (number IS NOT NULL AND structured_communication IS NOT NULL AND signed_by IS NOT NULL AND signed_on IS NOT NULL AND delegation_id IS NOT NULL)),
  CONSTRAINT ck_decision_unsigned CHECK (state NOT IN ('draft', 'submitted', 'cancelled') OR number IS NULL),
  CONSTRAINT ck_decision_notified CHECK (state <> 'notified' OR notified_on IS NOT NULL),
  CONSTRAINT ck_decision_cancelled CHECK (state <> 'cancelled' OR cancelled_by IS NOT NULL)
);
CREATE UNIQUE INDEX uq_decision_live ON decision (offence_id) WHERE state NOT IN ('cancelled', 'withdrawn');
CREATE INDEX ix_decision_offence ON decision (offence_id);
CREATE INDEX ix_decision_state ON decision (state, department_id, drafted_at, id);

CREATE TABLE decision_author (
  decision_id uuid NOT NULL,
  user_id uuid NOT NULL,
  department_id uuid NOT NULL,
  since timestamptz NOT NULL,
  CONSTRAINT pk_decision_author PRIMARY KEY (decision_id, user_id),
  CONSTRAINT fk_decision_author_decision FOREIGN KEY (decision_id) REFERENCES decision (id),
  CONSTRAINT fk_decision_author_user FOREIGN KEY (user_id) REFERENCES user_account (id),
  CONSTRAINT fk_decision_author_department FOREIGN KEY (department_id) REFERENCES department (id)
);
COMMENT ON TABLE decision_author IS 'Everyone who recorded the facts, drafted, changed or submitted the decision: none of them signs or returns it (D33)';
CREATE INDEX ix_decision_author_user ON decision_author (user_id);
CREATE TRIGGER tr_decision_author_append_only BEFORE UPDATE OR DELETE ON decision_author FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tr_decision_author_no_truncate BEFORE TRUNCATE ON decision_author FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What a CHECK cannot see: the authors stand in a table of their own, and who drafted is never written over.
CREATE FUNCTION keep_four_eyes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.drafted_by <> OLD.drafted_by THEN
    RAISE EXCEPTION 'the drafter of a decision does not change' USING ERRCODE = '23514', CONSTRAINT = 'ck_decision_drafter';
  END IF;
  IF EXISTS (SELECT FROM decision_author a WHERE a.decision_id = NEW.id AND a.user_id = NEW.signed_by) THEN
    RAISE EXCEPTION 'an author of the decision cannot sign it' USING ERRCODE = '23514', CONSTRAINT = 'ck_decision_signer_is_no_author';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER tr_decision_four_eyes BEFORE UPDATE OF drafted_by, signed_by ON decision FOR EACH ROW EXECUTE FUNCTION keep_four_eyes();

CREATE TABLE decision_return (
  id uuid NOT NULL,
  decision_id uuid NOT NULL,
  department_id uuid NOT NULL,
  returned_by uuid NOT NULL,
  returned_at timestamptz NOT NULL,
  reason text NOT NULL,
  CONSTRAINT pk_decision_return PRIMARY KEY (id),
  CONSTRAINT fk_decision_return_decision FOREIGN KEY (decision_id) REFERENCES decision (id),
  CONSTRAINT fk_decision_return_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_decision_return_returned_by FOREIGN KEY (returned_by) REFERENCES user_account (id),
  CONSTRAINT ck_decision_return_reason CHECK (length(btrim(reason)) > 0)
);
CREATE INDEX ix_decision_return_decision ON decision_return (decision_id, returned_at);
CREATE TRIGGER tr_decision_return_append_only BEFORE UPDATE OR DELETE ON decision_return FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tr_decision_return_no_truncate BEFORE TRUNCATE ON decision_return FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE document (
  id uuid NOT NULL,
  department_id uuid NOT NULL,
  decision_id uuid NOT NULL,
  kind text NOT NULL,
  language text NOT NULL,
  template_version text NOT NULL,
  media_type text NOT NULL,
  bytes bytea NOT NULL,
  sha256 bytea NOT NULL,
  created_at timestamptz NOT NULL,
  CONSTRAINT pk_document PRIMARY KEY (id),
  CONSTRAINT fk_document_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_document_decision FOREIGN KEY (decision_id) REFERENCES decision (id),
  CONSTRAINT uq_document_decision_kind UNIQUE (decision_id, kind, language),
  CONSTRAINT ck_document_kind CHECK (kind IN ('decision', 'receipt')),
  CONSTRAINT ck_document_language CHECK (language IN ('fr', 'nl', 'de', 'en')),
  CONSTRAINT ck_document_sha256 CHECK (sha256 = sha256(bytes))
);
CREATE TRIGGER tr_document_append_only BEFORE UPDATE OR DELETE ON document FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tr_document_no_truncate BEFORE TRUNCATE ON document FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE notification (
  id uuid NOT NULL,
  department_id uuid NOT NULL,
  decision_id uuid NOT NULL,
  addressee_id uuid NOT NULL,
  channel text NOT NULL,
  acted_on date NOT NULL,
  receipt text,
  receipt_note text NOT NULL DEFAULT '',
  posting_reference text NOT NULL DEFAULT '',
  first_day date NOT NULL,
  raw_end date NOT NULL,
  last_day date NOT NULL,
  adverse_last_day date NOT NULL,
  recorded_by uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  superseded_by uuid,
  CONSTRAINT pk_notification PRIMARY KEY (id),
  CONSTRAINT fk_notification_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_notification_decision FOREIGN KEY (decision_id) REFERENCES decision (id),
  CONSTRAINT fk_notification_addressee FOREIGN KEY (addressee_id) REFERENCES person (id),
  CONSTRAINT fk_notification_recorded_by FOREIGN KEY (recorded_by) REFERENCES user_account (id),
  CONSTRAINT fk_notification_superseded_by FOREIGN KEY (superseded_by) REFERENCES notification (id),
  CONSTRAINT ck_notification_channel CHECK (channel IN ('hand', 'post', 'registered-ar')),
  CONSTRAINT ck_notification_receipt CHECK ((channel = 'hand' AND receipt IN ('signed', 'refused')) OR (channel <> 'hand' AND receipt IS NULL)),
  CONSTRAINT ck_notification_refused CHECK (receipt IS DISTINCT FROM 'refused' OR length(btrim(receipt_note)) > 0),
  CONSTRAINT ck_notification_window CHECK (first_day > acted_on AND raw_end > first_day AND last_day >= raw_end AND adverse_last_day >= last_day)
);
CREATE UNIQUE INDEX uq_notification_current ON notification (decision_id, addressee_id) WHERE superseded_by IS NULL;
