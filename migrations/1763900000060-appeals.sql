-- Appeals to the court (R4.1-R4.9): what was lodged and learned, each decision that it is about, what was judged, and what the registry
-- said. What a judgment does is decided by a person other than whoever recorded it; nothing follows from the court being late (D13, trap 15).
CREATE TABLE appeal (
  id uuid NOT NULL,
  department_id uuid NOT NULL,
  lodged_on date NOT NULL,
  learned_on date NOT NULL,
  court_code text NOT NULL,
  division_code text NOT NULL DEFAULT '',
  docket_number text NOT NULL DEFAULT '',
  appellant text NOT NULL,
  appellant_name text NOT NULL DEFAULT '',
  note text NOT NULL DEFAULT '',
  recorded_by uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  version integer NOT NULL DEFAULT 1,
  CONSTRAINT pk_appeal PRIMARY KEY (id),
  CONSTRAINT fk_appeal_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_appeal_recorded_by FOREIGN KEY (recorded_by) REFERENCES user_account (id),
  CONSTRAINT ck_appeal_days CHECK (lodged_on <= learned_on),
  CONSTRAINT ck_appeal_appellant CHECK (appellant IN ('person', 'liable-party', 'carrier', 'lawyer'))
);
COMMENT ON COLUMN appeal.learned_on IS 'When the Office heard of it, which may be long after it was lodged (4A point 12)';

-- One decision under an appeal; what was lodged together is judged decision by decision.
CREATE TABLE appeal_decision (
  appeal_id uuid NOT NULL,
  decision_id uuid NOT NULL,
  department_id uuid NOT NULL,
  state text NOT NULL,
  closed_on date,
  close_reason text NOT NULL DEFAULT '',
  CONSTRAINT pk_appeal_decision PRIMARY KEY (appeal_id, decision_id),
  CONSTRAINT fk_appeal_decision_appeal FOREIGN KEY (appeal_id) REFERENCES appeal (id),
  CONSTRAINT fk_appeal_decision_decision FOREIGN KEY (decision_id) REFERENCES decision (id),
  CONSTRAINT fk_appeal_decision_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT ck_appeal_decision_state CHECK (state IN ('lodged', 'pending', 'judged', 'final', 'withdrawn')),
  CONSTRAINT ck_appeal_decision_closed CHECK ((closed_on IS NOT NULL) = (state IN ('final', 'withdrawn')))
);
CREATE UNIQUE INDEX uq_appeal_open ON appeal_decision (decision_id) WHERE state IN ('lodged', 'pending', 'judged');
CREATE INDEX ix_appeal_decision_state ON appeal_decision (state, appeal_id);

CREATE TABLE judgment (
  id uuid NOT NULL,
  department_id uuid NOT NULL,
  appeal_id uuid NOT NULL,
  decision_id uuid NOT NULL,
  stage text NOT NULL,
  judged_on date NOT NULL,
  reference text NOT NULL,
  is_admissible boolean NOT NULL,
  is_well_founded boolean NOT NULL,
  outcome text NOT NULL,
  reduced_to_cents bigint,
  damages_cents bigint NOT NULL DEFAULT 0,
  costs_cents bigint NOT NULL DEFAULT 0,
  note text NOT NULL DEFAULT '',
  document_id uuid,
  final_on date,
  final_evidence text NOT NULL DEFAULT '',
  finalised_by uuid,
  state text NOT NULL,
  recorded_by uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  decided_by uuid,
  decided_at timestamptz,
  refusal_reason text,
  cancelled_cents bigint,
  owed_back_cents bigint,
  CONSTRAINT pk_judgment PRIMARY KEY (id),
  CONSTRAINT fk_judgment_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_judgment_appeal_decision FOREIGN KEY (appeal_id, decision_id) REFERENCES appeal_decision (appeal_id, decision_id),
  CONSTRAINT fk_judgment_document FOREIGN KEY (document_id) REFERENCES document (id),
  CONSTRAINT fk_judgment_finalised_by FOREIGN KEY (finalised_by) REFERENCES user_account (id),
  CONSTRAINT fk_judgment_recorded_by FOREIGN KEY (recorded_by) REFERENCES user_account (id),
  CONSTRAINT fk_judgment_decided_by FOREIGN KEY (decided_by) REFERENCES user_account (id),
  CONSTRAINT ck_judgment_stage CHECK (stage IN ('first-instance', 'opposition', 'appeal', 'cassation')),
  CONSTRAINT ck_judgment_outcome CHECK (outcome IN ('annulled', 'confirmed', 'reduced', 'partly', 'struck-out')),
  -- R4.4: only what is admissible and well-founded takes anything off a fine.
  CONSTRAINT ck_judgment_grounded CHECK (outcome NOT IN ('annulled', 'reduced', 'partly') OR (is_admissible AND is_well_founded)),
  CONSTRAINT ck_judgment_reduced CHECK ((outcome IN ('reduced', 'partly')) = (reduced_to_cents IS NOT NULL) AND reduced_to_cents > 0),
  CONSTRAINT ck_judgment_noted CHECK (damages_cents >= 0 AND costs_cents >= 0),
  CONSTRAINT ck_judgment_state CHECK (state IN ('recorded', 'proposed', 'confirmed', 'refused', 'contested')),
  -- R4.7, trap 17: nothing is proposed before it is res judicata, with the evidence.
  CONSTRAINT ck_judgment_final CHECK (state NOT IN ('proposed', 'confirmed') OR (final_on >= judged_on AND length(btrim(final_evidence)) > 0 AND finalised_by IS NOT NULL)),
  CONSTRAINT ck_judgment_decided CHECK ((state IN ('confirmed', 'refused')) = (decided_by IS NOT NULL) AND (decided_by IS NULL) = (decided_at IS NULL) AND (state = 'refused') = (refusal_reason IS NOT NULL)),
  CONSTRAINT ck_judgment_money CHECK ((state = 'confirmed') = (cancelled_cents IS NOT NULL) AND (cancelled_cents IS NULL) = (owed_back_cents IS NULL)),
  CONSTRAINT ck_judgment_four_eyes CHECK (decided_by <> recorded_by AND decided_by <> finalised_by)
);
COMMENT ON COLUMN judgment.reduced_to_cents IS 'What is left of the fine; outcomes reduced and partly only';
COMMENT ON COLUMN judgment.damages_cents IS 'Noted only: nothing is booked for damages and costs';
CREATE UNIQUE INDEX uq_judgment_open ON judgment (appeal_id, decision_id) WHERE state IN ('recorded', 'proposed');
CREATE UNIQUE INDEX uq_judgment_confirmed ON judgment (appeal_id, decision_id) WHERE state = 'confirmed';
CREATE UNIQUE INDEX uq_judgment_same ON judgment (decision_id, stage, judged_on) WHERE state <> 'refused';

CREATE FUNCTION keep_decided_judgment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state IN ('confirmed', 'refused', 'contested')
      OR (OLD.appeal_id, OLD.decision_id, OLD.stage, OLD.judged_on, OLD.outcome, OLD.recorded_by) IS DISTINCT FROM (NEW.appeal_id, NEW.decision_id, NEW.stage, NEW.judged_on, NEW.outcome, NEW.recorded_by) THEN
    RAISE EXCEPTION 'a judgment is decided on once and keeps what was recorded' USING ERRCODE = '23514', CONSTRAINT = 'ck_judgment_history';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER tr_judgment_history BEFORE UPDATE ON judgment FOR EACH ROW EXECUTE FUNCTION keep_decided_judgment();
CREATE TRIGGER tr_judgment_no_delete BEFORE DELETE ON judgment FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tr_judgment_no_truncate BEFORE TRUNCATE ON judgment FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tr_appeal_no_delete BEFORE DELETE ON appeal FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tr_appeal_decision_no_delete BEFORE DELETE ON appeal_decision FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- A decision is annulled only by a judgment that one person recorded and another confirmed.
CREATE FUNCTION keep_annulled_by_two() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state = 'annulled' AND OLD.state <> 'annulled'
      AND NOT EXISTS (SELECT FROM judgment j WHERE j.decision_id = NEW.id AND j.state = 'confirmed' AND j.outcome = 'annulled') THEN
    RAISE EXCEPTION 'a decision is annulled by a judgment' USING ERRCODE = '23514', CONSTRAINT = 'ck_decision_annulled_by_two';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER tr_decision_annulled BEFORE UPDATE OF state ON decision FOR EACH ROW EXECUTE FUNCTION keep_annulled_by_two();

-- The registry was asked and knew of no appeal (D7); it counts when asked after the window's end (D20). Only ever added.
CREATE TABLE registry_check (
  id uuid NOT NULL,
  department_id uuid NOT NULL,
  decision_id uuid NOT NULL,
  court_code text NOT NULL,
  checked_on date NOT NULL,
  note text NOT NULL DEFAULT '',
  checked_by uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT pk_registry_check PRIMARY KEY (id),
  CONSTRAINT fk_registry_check_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_registry_check_decision FOREIGN KEY (decision_id) REFERENCES decision (id),
  CONSTRAINT fk_registry_check_checked_by FOREIGN KEY (checked_by) REFERENCES user_account (id),
  CONSTRAINT uq_registry_check UNIQUE (decision_id, court_code, checked_on)
);
CREATE TRIGGER tr_registry_check_append_only BEFORE UPDATE OR DELETE ON registry_check FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tr_registry_check_no_truncate BEFORE TRUNCATE ON registry_check FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- An appeal that becomes known stops a proposed release; nobody decides it, hence without a name.
ALTER TABLE deposit_release
  DROP CONSTRAINT ck_deposit_release_state,
  DROP CONSTRAINT ck_deposit_release_decided,
  ADD CONSTRAINT ck_deposit_release_state CHECK (state IN ('proposed', 'confirmed', 'refused', 'stopped')),
  ADD CONSTRAINT ck_deposit_release_decided CHECK ((state IN ('proposed', 'stopped')) = (decided_by IS NULL) AND (state = 'proposed') = (decided_at IS NULL) AND (state = 'refused') = (refusal_reason IS NOT NULL));
