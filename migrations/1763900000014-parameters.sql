-- Who may change the law as data, and how: a change is proposed by one person and takes effect when another confirms it.
-- A version is never overwritten: the change ends the one in force the day before and adds the next (trap 27).
CREATE TABLE parameter_change (
  id uuid NOT NULL,
  kind text NOT NULL,
  code text NOT NULL,
  operation text NOT NULL,
  payload jsonb NOT NULL,
  effective_on date NOT NULL,
  last_day date,
  source text NOT NULL,
  replaces_id uuid,
  beneficiary_id uuid,
  state text NOT NULL DEFAULT 'proposed',
  proposed_by uuid NOT NULL,
  proposed_at timestamptz NOT NULL,
  decided_by uuid,
  decided_at timestamptz,
  rejection_reason text,
  CONSTRAINT pk_parameter_change PRIMARY KEY (id),
  CONSTRAINT fk_parameter_change_proposed_by FOREIGN KEY (proposed_by) REFERENCES user_account (id),
  CONSTRAINT fk_parameter_change_decided_by FOREIGN KEY (decided_by) REFERENCES user_account (id),
  CONSTRAINT fk_parameter_change_beneficiary FOREIGN KEY (beneficiary_id) REFERENCES user_account (id),
  CONSTRAINT ck_parameter_change_kind CHECK (kind IN ('number', 'obligation', 'crossing-point', 'crossing-hours', 'court', 'court-division', 'department', 'delegation', 'account')),
  CONSTRAINT ck_parameter_change_operation CHECK (operation IN ('add', 'replace', 'end')),
  CONSTRAINT ck_parameter_change_days CHECK (last_day IS NULL OR last_day >= effective_on),
  CONSTRAINT ck_parameter_change_state CHECK (state IN ('proposed', 'confirmed', 'rejected')),
  CONSTRAINT ck_parameter_change_decided CHECK ((state = 'proposed') = (decided_by IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL)),
  CONSTRAINT ck_parameter_change_rejection CHECK ((state = 'rejected') = (rejection_reason IS NOT NULL)),
  CONSTRAINT ck_parameter_change_four_eyes CHECK (state <> 'confirmed' OR (decided_by <> proposed_by AND decided_by IS DISTINCT FROM beneficiary_id))
);
CREATE UNIQUE INDEX uq_parameter_change_waiting ON parameter_change (kind, code) WHERE state = 'proposed';
CREATE INDEX ix_parameter_change_code ON parameter_change (kind, code, proposed_at);
COMMENT ON COLUMN parameter_change.effective_on IS 'first day of the new situation; for an end, the day after the last day in force';
COMMENT ON COLUMN parameter_change.replaces_id IS 'the version in force when it was proposed: the confirmation is refused when another has come since';
COMMENT ON COLUMN parameter_change.beneficiary_id IS 'whom a delegation gives power: that person never confirms it';

-- A proposal stays as it was made; only the decision on it is added, once.
CREATE FUNCTION keep_proposal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.state <> 'proposed'
     OR (to_jsonb(NEW) - ARRAY['state', 'decided_by', 'decided_at', 'rejection_reason'])
        IS DISTINCT FROM (to_jsonb(OLD) - ARRAY['state', 'decided_by', 'decided_at', 'rejection_reason']) THEN
    RAISE EXCEPTION 'a proposal is decided once and never changed';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER tr_parameter_change_kept BEFORE UPDATE OR DELETE ON parameter_change FOR EACH ROW EXECUTE FUNCTION keep_proposal();

-- Every dated version names the change that brought it; none for what the product brings from the law itself.
ALTER TABLE legal_parameter ADD COLUMN change_id uuid,
  ADD CONSTRAINT fk_legal_parameter_change FOREIGN KEY (change_id) REFERENCES parameter_change (id);
ALTER TABLE obligation ADD COLUMN change_id uuid,
  ADD CONSTRAINT fk_obligation_change FOREIGN KEY (change_id) REFERENCES parameter_change (id);
ALTER TABLE crossing_point ADD COLUMN change_id uuid,
  ADD CONSTRAINT fk_crossing_point_change FOREIGN KEY (change_id) REFERENCES parameter_change (id);

-- Hours may go over midnight and hold on some days of the week only. Several spans make one timetable; those of one date
-- share its validity, so that two timetables of a point can never overlap.
ALTER TABLE crossing_point_hours
  ADD COLUMN ordinal smallint NOT NULL DEFAULT 1,
  ADD COLUMN weekdays smallint[] NOT NULL DEFAULT '{1,2,3,4,5,6,7}',
  ADD COLUMN change_id uuid,
  DROP CONSTRAINT ck_crossing_point_hours_span,
  ADD CONSTRAINT ck_crossing_point_hours_span CHECK (opens_at <> closes_at),
  ADD CONSTRAINT ck_crossing_point_hours_weekdays CHECK (cardinality(weekdays) > 0 AND weekdays <@ '{1,2,3,4,5,6,7}'),
  ADD CONSTRAINT fk_crossing_point_hours_change FOREIGN KEY (change_id) REFERENCES parameter_change (id),
  ADD CONSTRAINT ex_crossing_point_hours_overlap EXCLUDE USING gist (crossing_point_code WITH =, ordinal WITH =, daterange(valid_from, valid_to, '[]') WITH &&);
COMMENT ON COLUMN crossing_point_hours.weekdays IS '1 Monday to 7 Sunday, of the day on which the span opens';

-- The courts of first instance that hear the appeals: 12 districts, 13 courts, and their divisions (rules.md part 9).
CREATE TABLE court (
  id uuid NOT NULL,
  code text NOT NULL,
  district text NOT NULL,
  name_fr text NOT NULL,
  name_nl text NOT NULL,
  name_de text NOT NULL,
  name_en text NOT NULL,
  valid_from date NOT NULL,
  valid_to date,
  source text NOT NULL,
  change_id uuid,
  CONSTRAINT pk_court PRIMARY KEY (id),
  CONSTRAINT fk_court_change FOREIGN KEY (change_id) REFERENCES parameter_change (id),
  CONSTRAINT ck_court_district CHECK (district IN ('antwerp', 'limburg', 'leuven', 'brussels', 'walloon-brabant', 'east-flanders', 'west-flanders', 'hainaut', 'namur', 'liege', 'luxembourg', 'eupen')),
  CONSTRAINT ck_court_validity CHECK (valid_to IS NULL OR valid_to >= valid_from),
  CONSTRAINT ex_court_overlap EXCLUDE USING gist (code WITH =, daterange(valid_from, valid_to, '[]') WITH &&)
);
CREATE TABLE court_division (
  id uuid NOT NULL,
  code text NOT NULL,
  court_code text NOT NULL,
  name_fr text NOT NULL,
  name_nl text NOT NULL,
  name_de text NOT NULL,
  name_en text NOT NULL,
  valid_from date NOT NULL,
  valid_to date,
  source text NOT NULL,
  change_id uuid,
  CONSTRAINT pk_court_division PRIMARY KEY (id),
  CONSTRAINT fk_court_division_change FOREIGN KEY (change_id) REFERENCES parameter_change (id),
  CONSTRAINT ck_court_division_validity CHECK (valid_to IS NULL OR valid_to >= valid_from),
  CONSTRAINT ex_court_division_overlap EXCLUDE USING gist (code WITH =, daterange(valid_from, valid_to, '[]') WITH &&)
);
CREATE INDEX ix_court_division_court ON court_division (court_code);

-- The row of department is the department as it was founded; what followed of names and address is dated here, for letters
-- print them.
CREATE TABLE department_version (
  id uuid NOT NULL,
  department_id uuid NOT NULL,
  name_fr text NOT NULL,
  name_nl text NOT NULL,
  name_de text NOT NULL,
  name_en text NOT NULL,
  address text NOT NULL,
  email text NOT NULL,
  valid_from date NOT NULL,
  valid_to date,
  source text NOT NULL,
  change_id uuid,
  CONSTRAINT pk_department_version PRIMARY KEY (id),
  CONSTRAINT fk_department_version_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_department_version_change FOREIGN KEY (change_id) REFERENCES parameter_change (id),
  CONSTRAINT ck_department_version_validity CHECK (valid_to IS NULL OR valid_to >= valid_from),
  CONSTRAINT ex_department_version_overlap EXCLUDE USING gist (department_id WITH =, daterange(valid_from, valid_to, '[]') WITH &&)
);
ALTER TABLE department ADD COLUMN change_id uuid,
  ADD CONSTRAINT fk_department_change FOREIGN KEY (change_id) REFERENCES parameter_change (id);

-- Every department with the names and the address of a day.
CREATE FUNCTION department_on(day date) RETURNS TABLE (
  id uuid, code text, ordinal smallint, name_fr text, name_nl text, name_de text, name_en text, address text, email text, valid_from date, valid_to date
) LANGUAGE sql STABLE AS $$
  SELECT d.id, d.code, d.ordinal, coalesce(v.name_fr, d.name_fr), coalesce(v.name_nl, d.name_nl), coalesce(v.name_de, d.name_de),
    coalesce(v.name_en, d.name_en), coalesce(v.address, d.address), coalesce(v.email, d.email), d.valid_from, d.valid_to
  FROM department d
    LEFT JOIN department_version v ON v.department_id = d.id AND day BETWEEN v.valid_from AND coalesce(v.valid_to, 'infinity')
$$;

-- Powers are delegated by article and grade (R2.2). A delegation without grade dates from before grades were kept: it holds for any.
CREATE TABLE user_grade (
  id uuid NOT NULL,
  user_id uuid NOT NULL,
  grade text NOT NULL,
  valid_from date NOT NULL,
  valid_to date,
  entered_by uuid,
  entered_at timestamptz NOT NULL,
  CONSTRAINT pk_user_grade PRIMARY KEY (id),
  CONSTRAINT fk_user_grade_user FOREIGN KEY (user_id) REFERENCES user_account (id),
  CONSTRAINT fk_user_grade_entered_by FOREIGN KEY (entered_by) REFERENCES user_account (id),
  CONSTRAINT ck_user_grade_grade CHECK (grade IN ('administrative-assistant', 'administrative-expert', 'attache', 'adviser', 'adviser-general', 'director-general')),
  CONSTRAINT ck_user_grade_validity CHECK (valid_to IS NULL OR valid_to >= valid_from),
  CONSTRAINT ex_user_grade_overlap EXCLUDE USING gist (user_id WITH =, daterange(valid_from, valid_to, '[]') WITH &&)
);
ALTER TABLE signature_delegation
  ADD COLUMN grade text,
  ADD COLUMN change_id uuid,
  ADD CONSTRAINT ck_signature_delegation_grade CHECK (grade IN ('administrative-assistant', 'administrative-expert', 'attache', 'adviser', 'adviser-general', 'director-general')),
  ADD CONSTRAINT fk_signature_delegation_change FOREIGN KEY (change_id) REFERENCES parameter_change (id),
  ADD CONSTRAINT ex_signature_delegation_overlap EXCLUDE USING gist (user_id WITH =, article WITH =, daterange(valid_from, valid_to, '[]') WITH &&);

-- A version is ended once, never rewritten and never removed; whatever program does it.
CREATE FUNCTION keep_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR (to_jsonb(NEW) - 'valid_to') IS DISTINCT FROM (to_jsonb(OLD) - 'valid_to') THEN
    RAISE EXCEPTION 'a dated version of % is ended and followed, never rewritten', TG_TABLE_NAME;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER tr_legal_parameter_kept BEFORE UPDATE OR DELETE ON legal_parameter FOR EACH ROW EXECUTE FUNCTION keep_version();
CREATE TRIGGER tr_crossing_point_kept BEFORE UPDATE OR DELETE ON crossing_point FOR EACH ROW EXECUTE FUNCTION keep_version();
CREATE TRIGGER tr_crossing_point_hours_kept BEFORE UPDATE OR DELETE ON crossing_point_hours FOR EACH ROW EXECUTE FUNCTION keep_version();
CREATE TRIGGER tr_court_kept BEFORE UPDATE OR DELETE ON court FOR EACH ROW EXECUTE FUNCTION keep_version();
CREATE TRIGGER tr_court_division_kept BEFORE UPDATE OR DELETE ON court_division FOR EACH ROW EXECUTE FUNCTION keep_version();
CREATE TRIGGER tr_department_version_kept BEFORE UPDATE OR DELETE ON department_version FOR EACH ROW EXECUTE FUNCTION keep_version();
CREATE TRIGGER tr_user_grade_kept BEFORE UPDATE OR DELETE ON user_grade FOR EACH ROW EXECUTE FUNCTION keep_version();
