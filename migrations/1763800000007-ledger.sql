-- Money moves only here: positive cents from one account to another, never changed, corrected by a reversing entry.
-- An account of one fine or one bank account keeps its balance (the row that is locked); shared accounts are summed, so that
-- no single row queues every booking.
CREATE TABLE ledger_account (
  id uuid NOT NULL,
  department_id uuid NOT NULL,
  kind text NOT NULL,
  decision_id uuid,
  bank_account_id uuid,
  balance_cents bigint,
  CONSTRAINT pk_ledger_account PRIMARY KEY (id),
  CONSTRAINT fk_ledger_account_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_ledger_account_decision FOREIGN KEY (decision_id) REFERENCES decision (id),
  CONSTRAINT fk_ledger_account_bank_account FOREIGN KEY (bank_account_id) REFERENCES bank_account (id),
  CONSTRAINT uq_ledger_account_owner UNIQUE NULLS NOT DISTINCT (kind, decision_id, bank_account_id),
  CONSTRAINT ck_ledger_account_kind CHECK (kind IN ('receivable', 'cash', 'suspense', 'advances', 'refunds-payable', 'refunds-in-transit', 'revenue', 'claims-raised', 'claims-cancelled', 'claims-written-off', 'bank-charges', 'treasury-transfers', 'finance-clearing', 'deposits-at-cdc', 'deposits-held-for', 'deposits-in-transit-to-state', 'opening-balances')),
  CONSTRAINT ck_ledger_account_owner CHECK ((kind IN ('receivable', 'advances')) = (decision_id IS NOT NULL) AND (kind = 'cash') = (bank_account_id IS NOT NULL)),
  CONSTRAINT ck_ledger_account_balance CHECK ((balance_cents IS NOT NULL) = (decision_id IS NOT NULL OR bank_account_id IS NOT NULL)),
  CONSTRAINT ck_ledger_account_receivable CHECK (kind <> 'receivable' OR balance_cents >= 0)
);
CREATE INDEX ix_ledger_account_decision ON ledger_account (decision_id) WHERE decision_id IS NOT NULL;
COMMENT ON CONSTRAINT ck_ledger_account_receivable ON ledger_account IS 'I2: more than the debt is never booked on it; the surplus stays in suspense';

CREATE TABLE ledger_posting (
  id uuid NOT NULL,
  position bigint GENERATED ALWAYS AS IDENTITY,
  entry_id uuid NOT NULL,
  department_id uuid NOT NULL,
  from_account_id uuid NOT NULL,
  to_account_id uuid NOT NULL,
  amount_cents bigint NOT NULL,
  reason text NOT NULL,
  cause_kind text NOT NULL,
  cause_id uuid NOT NULL,
  reverses_id uuid,
  posted_on date NOT NULL,
  posted_at timestamptz NOT NULL,
  CONSTRAINT pk_ledger_posting PRIMARY KEY (id),
  CONSTRAINT uq_ledger_posting_position UNIQUE (position),
  CONSTRAINT fk_ledger_posting_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_ledger_posting_from FOREIGN KEY (from_account_id) REFERENCES ledger_account (id),
  CONSTRAINT fk_ledger_posting_to FOREIGN KEY (to_account_id) REFERENCES ledger_account (id),
  CONSTRAINT fk_ledger_posting_reverses FOREIGN KEY (reverses_id) REFERENCES ledger_posting (id),
  CONSTRAINT uq_ledger_posting_reverses UNIQUE (reverses_id),
  CONSTRAINT ck_ledger_posting_amount CHECK (amount_cents > 0),
  CONSTRAINT ck_ledger_posting_accounts CHECK (from_account_id <> to_account_id)
);
CREATE INDEX ix_ledger_posting_from ON ledger_posting (from_account_id, position);
CREATE INDEX ix_ledger_posting_to ON ledger_posting (to_account_id, position);
CREATE INDEX ix_ledger_posting_cause ON ledger_posting (cause_id);
CREATE INDEX ix_ledger_posting_entry ON ledger_posting (entry_id);
CREATE TRIGGER tr_ledger_posting_append_only BEFORE UPDATE OR DELETE ON ledger_posting FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tr_ledger_posting_no_truncate BEFORE TRUNCATE ON ledger_posting FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
