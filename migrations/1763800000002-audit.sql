-- What happened and who looked. Both logs only grow: UPDATE, DELETE and TRUNCATE are refused by trigger here and by grant
-- for the application's role. Event rows carry ids, codes, amounts and dates, never names (architecture.md "Data").
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% on % is refused: rows are only ever added', TG_OP, TG_TABLE_NAME USING ERRCODE = '23001';
END $$;

CREATE TABLE event_log (
  id uuid NOT NULL,
  position bigint GENERATED ALWAYS AS IDENTITY,
  occurred_at timestamptz NOT NULL,
  occurred_on date NOT NULL,
  actor_kind text NOT NULL,
  actor_id text NOT NULL,
  department_id uuid,
  type text NOT NULL,
  subject_kind text NOT NULL,
  subject_id uuid NOT NULL,
  case_id uuid,
  person_id uuid,
  detail jsonb NOT NULL,
  commitment bytea,
  trace_id text NOT NULL,
  CONSTRAINT pk_event_log PRIMARY KEY (id),
  CONSTRAINT uq_event_log_position UNIQUE (position),
  CONSTRAINT fk_event_log_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT ck_event_log_actor_kind CHECK (actor_kind IN ('user', 'machine', 'system')),
  CONSTRAINT ck_event_log_type CHECK (type ~ '^[a-z-]+\.[a-z-]+$')
);
COMMENT ON COLUMN event_log.case_id IS 'the file: id of the offence it is about';
COMMENT ON COLUMN event_log.commitment IS 'HMAC of the personal detail, so that it can be proved and still be erased';
CREATE INDEX ix_event_log_case ON event_log (case_id, position) WHERE case_id IS NOT NULL;
CREATE INDEX ix_event_log_subject ON event_log (subject_id, position);
CREATE INDEX ix_event_log_person ON event_log (person_id, position) WHERE person_id IS NOT NULL;

CREATE TABLE access_log (
  id uuid NOT NULL,
  position bigint GENERATED ALWAYS AS IDENTITY,
  accessed_at timestamptz NOT NULL,
  actor_kind text NOT NULL,
  actor_id text NOT NULL,
  department_id uuid,
  operation text NOT NULL,
  reason text NOT NULL,
  person_ids uuid[] NOT NULL,
  case_ids uuid[] NOT NULL,
  criteria jsonb,
  hits integer,
  remote_address text NOT NULL,
  trace_id text NOT NULL,
  CONSTRAINT pk_access_log PRIMARY KEY (id),
  CONSTRAINT uq_access_log_position UNIQUE (position),
  CONSTRAINT ck_access_log_actor_kind CHECK (actor_kind IN ('user', 'machine', 'system')),
  CONSTRAINT ck_access_log_reason CHECK (length(btrim(reason)) > 0)
);
CREATE INDEX ix_access_log_persons ON access_log USING gin (person_ids);
CREATE INDEX ix_access_log_actor ON access_log (actor_id, position);

CREATE TRIGGER tr_event_log_append_only BEFORE UPDATE OR DELETE ON event_log FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tr_event_log_no_truncate BEFORE TRUNCATE ON event_log FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tr_access_log_append_only BEFORE UPDATE OR DELETE ON access_log FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tr_access_log_no_truncate BEFORE TRUNCATE ON access_log FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- One effect for each key of a client: the first result is kept in the transaction that made it, and given again.
CREATE TABLE idempotency_key (
  client text NOT NULL,
  key text NOT NULL,
  request_hash text NOT NULL,
  result jsonb,
  created_at timestamptz NOT NULL,
  CONSTRAINT pk_idempotency_key PRIMARY KEY (client, key),
  CONSTRAINT ck_idempotency_key_key CHECK (length(key) BETWEEN 8 AND 100)
);
CREATE INDEX ix_idempotency_key_created ON idempotency_key (created_at);
