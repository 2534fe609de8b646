-- The statements of the deposit account that were read (D29): the same number with other content is a conflict, and the row of numbers and
-- balances shows what is missing. Nothing of them enters the books of the Office's cash.
CREATE TABLE deposit_statement (
  id uuid NOT NULL,
  bank_account_id uuid NOT NULL,
  year integer NOT NULL,
  sequence integer NOT NULL,
  opening_cents bigint NOT NULL,
  closing_cents bigint NOT NULL,
  closing_on date NOT NULL,
  is_marked_duplicate boolean NOT NULL,
  fingerprint bytea NOT NULL,
  read_by uuid NOT NULL,
  read_at timestamptz NOT NULL,
  CONSTRAINT pk_deposit_statement PRIMARY KEY (id),
  CONSTRAINT fk_deposit_statement_account FOREIGN KEY (bank_account_id) REFERENCES bank_account (id),
  CONSTRAINT fk_deposit_statement_read_by FOREIGN KEY (read_by) REFERENCES user_account (id),
  CONSTRAINT uq_deposit_statement_content UNIQUE (bank_account_id, fingerprint),
  CONSTRAINT ck_deposit_statement_sequence CHECK (sequence >= 0)
);
-- 0 is no number.
CREATE UNIQUE INDEX uq_deposit_statement_number ON deposit_statement (bank_account_id, year, sequence) WHERE sequence <> 0;
CREATE INDEX ix_deposit_statement_row ON deposit_statement (bank_account_id, closing_on, year, sequence);
CREATE INDEX ix_deposit_statement_read_by ON deposit_statement (read_by);
COMMENT ON COLUMN deposit_statement.fingerprint IS 'SHA-256 of its records, the mark of a duplicate aside';
COMMENT ON COLUMN deposit_statement.is_marked_duplicate IS 'The bank marked it as a copy when it was read first';
