-- The offence is the root of the file (case_id everywhere). Who committed it and who must pay are different things (R1.0.7),
-- many to many from the first day.
CREATE TABLE offence_draft (
  id uuid NOT NULL,
  department_id uuid NOT NULL,
  person_id uuid NOT NULL,
  obligation_code text,
  answers jsonb NOT NULL,
  created_by uuid NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  version integer NOT NULL DEFAULT 1,
  CONSTRAINT pk_offence_draft PRIMARY KEY (id),
  CONSTRAINT fk_offence_draft_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_offence_draft_person FOREIGN KEY (person_id) REFERENCES person (id),
  CONSTRAINT fk_offence_draft_created_by FOREIGN KEY (created_by) REFERENCES user_account (id)
);
CREATE INDEX ix_offence_draft_created_by ON offence_draft (created_by, updated_at);

CREATE TABLE offence (
  id uuid NOT NULL,
  department_id uuid NOT NULL,
  person_id uuid NOT NULL,
  obligation_code text NOT NULL,
  obligation_id uuid NOT NULL,
  article text NOT NULL,
  collection_basis text NOT NULL,
  offender_category text NOT NULL,
  facts_on date NOT NULL,
  facts_at text,
  place text NOT NULL,
  facts text NOT NULL,
  evidence text NOT NULL,
  reporting_authority text NOT NULL,
  report_reference text NOT NULL,
  report_on date NOT NULL,
  municipality text,
  border text,
  crossing_direction text,
  crossing_site text,
  crossing_point_code text,
  stated_opens_at text,
  stated_closes_at text,
  stated_hours_source text,
  sponsor_nationality text,
  entry_on date,
  entry_evidence text,
  card_expires_on date,
  complied_on date,
  last_lawful_on date,
  exemption text NOT NULL DEFAULT 'none',
  hearing_kind text NOT NULL,
  hearing_on date,
  hearing_means text,
  hearing_statement text NOT NULL DEFAULT '',
  hearing_answer text NOT NULL DEFAULT '',
  hearing_waiver_reason text NOT NULL DEFAULT '',
  force_majeure text NOT NULL DEFAULT '',
  discretion text NOT NULL,
  outcome text NOT NULL,
  state text NOT NULL,
  recorded_by uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  version integer NOT NULL DEFAULT 1,
  CONSTRAINT pk_offence PRIMARY KEY (id),
  CONSTRAINT fk_offence_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_offence_person FOREIGN KEY (person_id) REFERENCES person (id),
  CONSTRAINT fk_offence_obligation FOREIGN KEY (obligation_id) REFERENCES obligation (id),
  CONSTRAINT fk_offence_recorded_by FOREIGN KEY (recorded_by) REFERENCES user_account (id),
  CONSTRAINT ck_offence_collection_basis CHECK (collection_basis = CASE WHEN article = '4bis' THEN '4bis' ELSE '42octies' END),
  CONSTRAINT ck_offence_hearing CHECK ((hearing_kind = 'heard' AND length(btrim(hearing_statement)) > 0) OR (hearing_kind = 'waived' AND length(btrim(hearing_waiver_reason)) > 0)),
  CONSTRAINT ck_offence_hearing_means CHECK (hearing_kind = 'waived' OR hearing_means IN ('interview', 'written', 'police-form', 'municipal-form')),
  CONSTRAINT ck_offence_discretion CHECK (length(btrim(discretion)) > 0),
  CONSTRAINT ck_offence_outcome CHECK (outcome IN ('fine', 'no-fine')),
  CONSTRAINT ck_offence_state CHECK (state IN ('recorded', 'closed', 'void')),
  CONSTRAINT ck_offence_border CHECK (border IN ('external', 'internal')),
  CONSTRAINT ck_offence_crossing_site CHECK (crossing_site IN ('authorised-point', 'elsewhere')),
  CONSTRAINT ck_offence_direction CHECK (crossing_direction IN ('entry', 'exit')),
  CONSTRAINT ck_offence_facts_at CHECK (facts_at ~ '^[0-2][0-9]:[0-5][0-9]$')
);
COMMENT ON COLUMN offence.state IS 'recorded: a decision is or will be made; closed: no fine; void: its decision was cancelled or withdrawn, so that it may be recorded again (D22)';
-- D22: the same person, obligation and day only once, unless the earlier one is void.
CREATE UNIQUE INDEX uq_offence_duplicate ON offence (person_id, obligation_code, facts_on) WHERE state <> 'void';
CREATE INDEX ix_offence_person ON offence (person_id);
CREATE INDEX ix_offence_department ON offence (department_id, recorded_at DESC, id);

CREATE TABLE liable_party (
  offence_id uuid NOT NULL,
  person_id uuid NOT NULL,
  department_id uuid NOT NULL,
  capacity text NOT NULL,
  CONSTRAINT pk_liable_party PRIMARY KEY (offence_id, person_id),
  CONSTRAINT fk_liable_party_offence FOREIGN KEY (offence_id) REFERENCES offence (id),
  CONSTRAINT fk_liable_party_person FOREIGN KEY (person_id) REFERENCES person (id),
  CONSTRAINT fk_liable_party_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT ck_liable_party_capacity CHECK (capacity IN ('offender', 'legal-representative', 'in-charge', 'guardian', 'carrier'))
);
CREATE INDEX ix_liable_party_person ON liable_party (person_id);
