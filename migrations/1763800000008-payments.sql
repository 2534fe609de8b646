-- Bank statements as they came, their movements, and what was booked from them.
CREATE TABLE statement_file (
  id uuid NOT NULL,
  department_id uuid NOT NULL,
  name text NOT NULL,
  format text NOT NULL,
  bytes bytea NOT NULL,
  sha256 bytea NOT NULL,
  fingerprint bytea NOT NULL,
  received_by uuid NOT NULL,
  received_at timestamptz NOT NULL,
  CONSTRAINT pk_statement_file PRIMARY KEY (id),
  CONSTRAINT fk_statement_file_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_statement_file_received_by FOREIGN KEY (received_by) REFERENCES user_account (id),
  CONSTRAINT uq_statement_file_fingerprint UNIQUE (fingerprint),
  CONSTRAINT ck_statement_file_format CHECK (format IN ('coda', 'camt.053')),
  CONSTRAINT ck_statement_file_sha256 CHECK (sha256 = sha256(bytes))
);
COMMENT ON COLUMN statement_file.fingerprint IS 'sha256 with the duplicate mark of record 0 masked: the same statement again is recognised';
CREATE TRIGGER tr_statement_file_append_only BEFORE UPDATE OR DELETE ON statement_file FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tr_statement_file_no_truncate BEFORE TRUNCATE ON statement_file FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE statement (
  id uuid NOT NULL,
  department_id uuid NOT NULL,
  file_id uuid NOT NULL,
  position_in_file smallint NOT NULL,
  bank_account_id uuid NOT NULL,
  state text NOT NULL,
  year smallint NOT NULL,
  sequence integer NOT NULL,
  opening_cents bigint NOT NULL,
  closing_cents bigint NOT NULL,
  opening_on date,
  closing_on date NOT NULL,
  created_on date NOT NULL,
  duplicate_flag boolean NOT NULL,
  separate_application text NOT NULL,
  fingerprint bytea NOT NULL,
  reason jsonb NOT NULL DEFAULT '{}',
  duplicate_confirmed_by uuid,
  movement_count integer NOT NULL,
  credit_cents bigint NOT NULL,
  debit_cents bigint NOT NULL,
  accepted_by uuid,
  accepted_at timestamptz,
  matched_at timestamptz,
  version integer NOT NULL DEFAULT 1,
  CONSTRAINT pk_statement PRIMARY KEY (id),
  CONSTRAINT fk_statement_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_statement_file FOREIGN KEY (file_id) REFERENCES statement_file (id),
  CONSTRAINT fk_statement_bank_account FOREIGN KEY (bank_account_id) REFERENCES bank_account (id),
  CONSTRAINT fk_statement_accepted_by FOREIGN KEY (accepted_by) REFERENCES user_account (id),
  CONSTRAINT fk_statement_duplicate_confirmed_by FOREIGN KEY (duplicate_confirmed_by) REFERENCES user_account (id),
  CONSTRAINT uq_statement_file_position UNIQUE (file_id, position_in_file),
  CONSTRAINT ck_statement_state CHECK (state IN ('accepted', 'waiting', 'needs-opening', 'needs-confirmation', 'conflict', 'linked', 'refused')),
  CONSTRAINT ck_statement_totals CHECK (state <> 'accepted' OR opening_cents + credit_cents - debit_cents = closing_cents)
);
-- Same account, year and number only once among the accepted ones; number 0 means that the bank gives none.
CREATE UNIQUE INDEX uq_statement_number ON statement (bank_account_id, year, sequence) WHERE state = 'accepted' AND sequence <> 0;
-- The same statement in another bundle is the same statement; one that a person refused may be sent again.
CREATE UNIQUE INDEX uq_statement_fingerprint ON statement (fingerprint) WHERE state <> 'refused';
CREATE INDEX ix_statement_open ON statement (bank_account_id, year, sequence) WHERE state IN ('waiting', 'needs-opening', 'needs-confirmation');
COMMENT ON COLUMN statement.reason IS 'why it is not accepted (code and figures); empty once it is';
CREATE INDEX ix_statement_account ON statement (bank_account_id, closing_on DESC, id);
CREATE INDEX ix_statement_unmatched ON statement (accepted_at) WHERE state = 'accepted' AND matched_at IS NULL;

CREATE TABLE movement (
  id uuid NOT NULL,
  department_id uuid NOT NULL,
  statement_id uuid NOT NULL,
  bank_account_id uuid NOT NULL,
  ordinal integer NOT NULL,
  sequence integer NOT NULL,
  detail integer NOT NULL,
  line integer NOT NULL,
  direction text NOT NULL,
  amount_cents bigint NOT NULL,
  value_on date,
  entry_on date NOT NULL,
  transaction_code text NOT NULL,
  bank_reference text NOT NULL DEFAULT '',
  communication_kind text NOT NULL,
  communication_type text,
  communication text NOT NULL,
  end_to_end_id text NOT NULL DEFAULT '',
  r_transaction text,
  reason_code text NOT NULL DEFAULT '',
  counterparty_account text NOT NULL DEFAULT '',
  counterparty_bic text NOT NULL DEFAULT '',
  counterparty_name text NOT NULL DEFAULT '',
  ultimate_debtor text NOT NULL DEFAULT '',
  information jsonb NOT NULL DEFAULT '[]',
  state text NOT NULL,
  reason jsonb NOT NULL DEFAULT '{}',
  allocated_cents bigint NOT NULL DEFAULT 0,
  version integer NOT NULL DEFAULT 1,
  CONSTRAINT pk_movement PRIMARY KEY (id),
  CONSTRAINT fk_movement_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_movement_statement FOREIGN KEY (statement_id) REFERENCES statement (id),
  CONSTRAINT fk_movement_bank_account FOREIGN KEY (bank_account_id) REFERENCES bank_account (id),
  CONSTRAINT uq_movement_ordinal UNIQUE (statement_id, ordinal),
  CONSTRAINT ck_movement_direction CHECK (direction IN ('credit', 'debit')),
  CONSTRAINT ck_movement_amount CHECK (amount_cents >= 0),
  CONSTRAINT ck_movement_communication_kind CHECK (communication_kind IN ('free', 'structured')),
  CONSTRAINT ck_movement_state CHECK (state IN ('pending', 'booked', 'suspense', 'not-a-fine')),
  CONSTRAINT ck_movement_allocated CHECK (allocated_cents BETWEEN 0 AND amount_cents),
  CONSTRAINT ck_movement_debit CHECK (direction = 'credit' OR allocated_cents = 0)
);
CREATE INDEX ix_movement_pending ON movement (statement_id, ordinal) WHERE state = 'pending';
CREATE INDEX ix_movement_suspense ON movement (entry_on, id) WHERE state = 'suspense';
COMMENT ON COLUMN movement.state IS 'pending: accepted, not yet matched; booked: whole amount allocated; suspense: a person decides on the rest';

CREATE TABLE allocation (
  id uuid NOT NULL,
  department_id uuid NOT NULL,
  movement_id uuid NOT NULL,
  decision_id uuid NOT NULL,
  amount_cents bigint NOT NULL,
  kind text NOT NULL,
  as_advance boolean NOT NULL,
  reason jsonb NOT NULL,
  ledger_entry_id uuid NOT NULL,
  booked_by uuid,
  booked_at timestamptz NOT NULL,
  booked_on date NOT NULL,
  reversed_by uuid,
  reversed_at timestamptz,
  reversal_reason text,
  CONSTRAINT pk_allocation PRIMARY KEY (id),
  CONSTRAINT fk_allocation_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_allocation_movement FOREIGN KEY (movement_id) REFERENCES movement (id),
  CONSTRAINT fk_allocation_decision FOREIGN KEY (decision_id) REFERENCES decision (id),
  CONSTRAINT fk_allocation_booked_by FOREIGN KEY (booked_by) REFERENCES user_account (id),
  CONSTRAINT fk_allocation_reversed_by FOREIGN KEY (reversed_by) REFERENCES user_account (id),
  CONSTRAINT ck_allocation_amount CHECK (amount_cents > 0),
  CONSTRAINT ck_allocation_kind CHECK (kind IN ('automatic', 'manual')),
  CONSTRAINT ck_allocation_manual CHECK (kind = 'automatic' OR booked_by IS NOT NULL),
  CONSTRAINT ck_allocation_reversed CHECK ((reversed_at IS NULL) = (reversal_reason IS NULL))
);
CREATE INDEX ix_allocation_movement ON allocation (movement_id);
CREATE INDEX ix_allocation_decision ON allocation (decision_id);
-- I3: a movement has one standing booking on a fine.
CREATE UNIQUE INDEX uq_allocation_standing ON allocation (movement_id, decision_id) WHERE reversed_at IS NULL;
