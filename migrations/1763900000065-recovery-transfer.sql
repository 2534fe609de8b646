-- The way to FPS Finance: holds that people place, batches prepared by one and approved by another, what FPS Finance reports, its keys and tokens.
CREATE TABLE recovery_hold (
  id uuid NOT NULL,
  department_id uuid NOT NULL,
  decision_id uuid NOT NULL,
  reason text NOT NULL,
  from_on date NOT NULL,
  until_on date,
  placed_by uuid NOT NULL,
  placed_at timestamptz NOT NULL,
  ended_by uuid,
  ended_at timestamptz,
  end_reason text,
  CONSTRAINT pk_recovery_hold PRIMARY KEY (id),
  CONSTRAINT fk_recovery_hold_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_recovery_hold_decision FOREIGN KEY (decision_id) REFERENCES decision (id),
  CONSTRAINT fk_recovery_hold_placed_by FOREIGN KEY (placed_by) REFERENCES user_account (id),
  CONSTRAINT fk_recovery_hold_ended_by FOREIGN KEY (ended_by) REFERENCES user_account (id),
  CONSTRAINT ck_recovery_hold_reason CHECK (length(btrim(reason)) > 0),
  CONSTRAINT ck_recovery_hold_days CHECK (until_on >= from_on),
  CONSTRAINT ck_recovery_hold_ended CHECK (num_nulls(ended_by, ended_at, end_reason) IN (0, 3))
);
CREATE INDEX ix_recovery_hold_standing ON recovery_hold (decision_id) WHERE ended_at IS NULL;
CREATE TRIGGER tr_recovery_hold_no_delete BEFORE DELETE ON recovery_hold FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tr_recovery_hold_no_truncate BEFORE TRUNCATE ON recovery_hold FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE recovery_batch (
  id uuid NOT NULL,
  department_id uuid NOT NULL,
  state text NOT NULL,
  fine_count integer NOT NULL,
  total_cents bigint NOT NULL,
  prepared_by uuid NOT NULL,
  prepared_at timestamptz NOT NULL,
  decided_by uuid,
  decided_at timestamptz,
  version integer NOT NULL DEFAULT 1,
  CONSTRAINT pk_recovery_batch PRIMARY KEY (id),
  CONSTRAINT fk_recovery_batch_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_recovery_batch_prepared_by FOREIGN KEY (prepared_by) REFERENCES user_account (id),
  CONSTRAINT fk_recovery_batch_decided_by FOREIGN KEY (decided_by) REFERENCES user_account (id),
  CONSTRAINT ck_recovery_batch_state CHECK (state IN ('prepared', 'offered', 'dissolved')),
  CONSTRAINT ck_recovery_batch_amounts CHECK (fine_count > 0 AND total_cents > 0),
  CONSTRAINT ck_recovery_batch_decided CHECK ((state = 'prepared') = (decided_by IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL)),
  CONSTRAINT ck_recovery_batch_four_eyes CHECK (state <> 'offered' OR decided_by <> prepared_by)
);
CREATE INDEX ix_recovery_batch_state ON recovery_batch (state, prepared_at DESC, id);
CREATE TRIGGER tr_recovery_batch_no_delete BEFORE DELETE ON recovery_batch FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tr_recovery_batch_no_truncate BEFORE TRUNCATE ON recovery_batch FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE recovery_batch_item (
  batch_id uuid NOT NULL,
  decision_id uuid NOT NULL,
  department_id uuid NOT NULL,
  is_waiting boolean NOT NULL,
  outstanding_cents bigint NOT NULL,
  early_reason text,
  claim_id uuid,
  CONSTRAINT pk_recovery_batch_item PRIMARY KEY (batch_id, decision_id),
  CONSTRAINT fk_recovery_batch_item_batch FOREIGN KEY (batch_id) REFERENCES recovery_batch (id),
  CONSTRAINT fk_recovery_batch_item_decision FOREIGN KEY (decision_id) REFERENCES decision (id),
  CONSTRAINT fk_recovery_batch_item_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_recovery_batch_item_claim FOREIGN KEY (claim_id) REFERENCES claim (id),
  CONSTRAINT uq_recovery_batch_item_claim UNIQUE (claim_id),
  CONSTRAINT ck_recovery_batch_item_amount CHECK (outstanding_cents > 0),
  CONSTRAINT ck_recovery_batch_item_early CHECK (length(btrim(early_reason)) > 0)
);
COMMENT ON COLUMN recovery_batch_item.early_reason IS 'R7.8: transferred before the window and its margin are over; a signatory approves';
CREATE UNIQUE INDEX uq_recovery_batch_item_waiting ON recovery_batch_item (decision_id) WHERE is_waiting;

-- What FPS Finance reported, as it came; what nobody here understands is kept and shown, never fatal.
CREATE TABLE claim_report (
  id uuid NOT NULL,
  claim_id uuid NOT NULL,
  department_id uuid NOT NULL,
  report_id text NOT NULL,
  kind text NOT NULL,
  content jsonb NOT NULL,
  state text NOT NULL,
  received_at timestamptz NOT NULL,
  seen_by uuid,
  seen_at timestamptz,
  CONSTRAINT pk_claim_report PRIMARY KEY (id),
  CONSTRAINT fk_claim_report_claim FOREIGN KEY (claim_id) REFERENCES claim (id),
  CONSTRAINT fk_claim_report_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_claim_report_seen_by FOREIGN KEY (seen_by) REFERENCES user_account (id),
  CONSTRAINT uq_claim_report_report UNIQUE (claim_id, report_id),
  CONSTRAINT ck_claim_report_state CHECK (state IN ('applied', 'late', 'quarantined')),
  CONSTRAINT ck_claim_report_seen CHECK ((seen_by IS NULL) = (seen_at IS NULL))
);
CREATE INDEX ix_claim_report_quarantined ON claim_report (received_at, id) WHERE state = 'quarantined' AND seen_at IS NULL;
CREATE TRIGGER tr_claim_report_no_delete BEFORE DELETE ON claim_report FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tr_claim_report_no_truncate BEFORE TRUNCATE ON claim_report FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Keys with which a machine proves who it is: proposed by one person, active when another confirms.
CREATE TABLE machine_key (
  id uuid NOT NULL,
  client text NOT NULL,
  thumbprint text NOT NULL,
  jwk jsonb NOT NULL,
  state text NOT NULL,
  note text NOT NULL DEFAULT '',
  proposed_by uuid NOT NULL,
  proposed_at timestamptz NOT NULL,
  confirmed_by uuid,
  confirmed_at timestamptz,
  ended_by uuid,
  ended_at timestamptz,
  CONSTRAINT pk_machine_key PRIMARY KEY (id),
  CONSTRAINT fk_machine_key_proposed_by FOREIGN KEY (proposed_by) REFERENCES user_account (id),
  CONSTRAINT fk_machine_key_confirmed_by FOREIGN KEY (confirmed_by) REFERENCES user_account (id),
  CONSTRAINT fk_machine_key_ended_by FOREIGN KEY (ended_by) REFERENCES user_account (id),
  CONSTRAINT uq_machine_key_thumbprint UNIQUE (thumbprint),
  CONSTRAINT ck_machine_key_client CHECK (client IN ('fps-finance')),
  CONSTRAINT ck_machine_key_state CHECK (state IN ('proposed', 'active', 'ended')),
  CONSTRAINT ck_machine_key_public CHECK (NOT jwk ? 'd' AND NOT jwk ? 'k'),
  CONSTRAINT ck_machine_key_four_eyes CHECK (confirmed_by <> proposed_by),
  CONSTRAINT ck_machine_key_confirmed CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL) AND (state <> 'active' OR confirmed_by IS NOT NULL)),
  CONSTRAINT ck_machine_key_ended CHECK ((ended_by IS NULL) = (ended_at IS NULL) AND (state = 'ended') = (ended_by IS NOT NULL))
);
COMMENT ON CONSTRAINT ck_machine_key_public ON machine_key IS 'Only the public half is kept: no private key, no shared secret';

-- Each assertion is used once; a token is kept as its hash only.
CREATE TABLE machine_assertion (
  client text NOT NULL,
  jti text NOT NULL,
  expires_at timestamptz NOT NULL,
  CONSTRAINT pk_machine_assertion PRIMARY KEY (client, jti)
);
CREATE TABLE machine_token (
  token_sha256 bytea NOT NULL,
  client text NOT NULL,
  key_id uuid NOT NULL,
  scope text NOT NULL,
  audience text NOT NULL,
  certificate_sha256 text,
  issued_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  CONSTRAINT pk_machine_token PRIMARY KEY (token_sha256),
  CONSTRAINT fk_machine_token_key FOREIGN KEY (key_id) REFERENCES machine_key (id),
  CONSTRAINT ck_machine_token_life CHECK (expires_at > issued_at AND expires_at <= issued_at + interval '15 minutes')
);

-- What FPS Finance says it holds, and what differed from our own books when it said so.
CREATE TABLE finance_holding (
  id uuid NOT NULL,
  stated_on date NOT NULL,
  claim_count integer NOT NULL,
  collected_cents bigint NOT NULL,
  differences jsonb NOT NULL,
  received_at timestamptz NOT NULL,
  CONSTRAINT pk_finance_holding PRIMARY KEY (id),
  CONSTRAINT ck_finance_holding_counts CHECK (claim_count >= 0 AND collected_cents >= 0)
);
CREATE INDEX ix_finance_holding_received ON finance_holding (received_at DESC, id);
CREATE TRIGGER tr_finance_holding_append_only BEFORE UPDATE OR DELETE ON finance_holding FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tr_finance_holding_no_truncate BEFORE TRUNCATE ON finance_holding FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
