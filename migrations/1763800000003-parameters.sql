-- The law as data, dated: what was in force on the day of the facts (trap 27: never overwritten, only ended and followed).
-- A value takes effect when a second person has confirmed it.
CREATE TABLE legal_parameter (
  id uuid NOT NULL,
  code text NOT NULL,
  value jsonb NOT NULL,
  valid_from date NOT NULL,
  valid_to date,
  source text NOT NULL,
  state text NOT NULL,
  entered_by uuid,
  entered_at timestamptz NOT NULL,
  confirmed_by uuid,
  confirmed_at timestamptz,
  CONSTRAINT pk_legal_parameter PRIMARY KEY (id),
  CONSTRAINT fk_legal_parameter_entered_by FOREIGN KEY (entered_by) REFERENCES user_account (id),
  CONSTRAINT fk_legal_parameter_confirmed_by FOREIGN KEY (confirmed_by) REFERENCES user_account (id),
  CONSTRAINT ck_legal_parameter_state CHECK (state IN ('entered', 'confirmed')),
  CONSTRAINT ck_legal_parameter_four_eyes CHECK (confirmed_by IS NULL OR confirmed_by <> entered_by),
  CONSTRAINT ck_legal_parameter_validity CHECK (valid_to IS NULL OR valid_to >= valid_from),
  CONSTRAINT ex_legal_parameter_overlap EXCLUDE USING gist (code WITH =, daterange(valid_from, valid_to, '[]') WITH &&) WHERE (state = 'confirmed')
);
COMMENT ON TABLE legal_parameter IS 'entered_by is empty for what the first migration brings from the law itself';

CREATE TABLE obligation (
  id uuid NOT NULL,
  code text NOT NULL,
  article text NOT NULL,
  definition jsonb NOT NULL,
  valid_from date NOT NULL,
  valid_to date,
  CONSTRAINT pk_obligation PRIMARY KEY (id),
  CONSTRAINT ck_obligation_article CHECK (article IN ('4bis', '41', '41bis', '42', '42quinquies', '42octies')),
  CONSTRAINT ck_obligation_validity CHECK (valid_to IS NULL OR valid_to >= valid_from),
  CONSTRAINT ex_obligation_overlap EXCLUDE USING gist (code WITH =, daterange(valid_from, valid_to, '[]') WITH &&)
);

CREATE TABLE crossing_point (
  id uuid NOT NULL,
  code text NOT NULL,
  kind text NOT NULL,
  name_fr text NOT NULL,
  name_nl text NOT NULL,
  name_de text NOT NULL,
  name_en text NOT NULL,
  valid_from date NOT NULL,
  valid_to date,
  CONSTRAINT pk_crossing_point PRIMARY KEY (id),
  CONSTRAINT ck_crossing_point_kind CHECK (kind IN ('air', 'sea', 'rail')),
  CONSTRAINT ck_crossing_point_validity CHECK (valid_to IS NULL OR valid_to >= valid_from),
  CONSTRAINT ex_crossing_point_overlap EXCLUDE USING gist (code WITH =, daterange(valid_from, valid_to, '[]') WITH &&)
);

CREATE TABLE crossing_point_hours (
  id uuid NOT NULL,
  crossing_point_code text NOT NULL,
  opens_at time NOT NULL,
  closes_at time NOT NULL,
  valid_from date NOT NULL,
  valid_to date,
  source text NOT NULL,
  CONSTRAINT pk_crossing_point_hours PRIMARY KEY (id),
  CONSTRAINT ck_crossing_point_hours_span CHECK (opens_at < closes_at),
  CONSTRAINT ck_crossing_point_hours_validity CHECK (valid_to IS NULL OR valid_to >= valid_from)
);
CREATE INDEX ix_crossing_point_hours_code ON crossing_point_hours (crossing_point_code, valid_from);
COMMENT ON TABLE crossing_point_hours IS 'no row for a day: the hours are not known and the agent states them with the source (rules.md part 8)';

CREATE TABLE bank_account (
  id uuid NOT NULL,
  department_id uuid NOT NULL,
  purpose text NOT NULL,
  iban text NOT NULL,
  bic text NOT NULL,
  currency text NOT NULL DEFAULT 'EUR',
  holder text NOT NULL,
  state text NOT NULL,
  entered_by uuid,
  confirmed_by uuid,
  confirmation_reference text,
  valid_from date NOT NULL,
  valid_to date,
  demonstration boolean NOT NULL DEFAULT false,
  opening_cents bigint,
  opening_confirmed_by uuid,
  last_closing_cents bigint,
  last_statement_year smallint,
  last_statement_sequence integer,
  CONSTRAINT pk_bank_account PRIMARY KEY (id),
  CONSTRAINT fk_bank_account_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_bank_account_entered_by FOREIGN KEY (entered_by) REFERENCES user_account (id),
  CONSTRAINT fk_bank_account_confirmed_by FOREIGN KEY (confirmed_by) REFERENCES user_account (id),
  CONSTRAINT fk_bank_account_opening_confirmed_by FOREIGN KEY (opening_confirmed_by) REFERENCES user_account (id),
  CONSTRAINT uq_bank_account_iban UNIQUE (iban, currency),
  CONSTRAINT ck_bank_account_purpose CHECK (purpose IN ('payment', 'deposit')),
  CONSTRAINT ck_bank_account_iban CHECK (iban ~ '^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$'),
  CONSTRAINT ck_bank_account_currency CHECK (currency = 'EUR'),
  CONSTRAINT ck_bank_account_state CHECK (state IN ('entered', 'confirmed')),
  CONSTRAINT ck_bank_account_confirmed CHECK (state = 'entered' OR confirmation_reference IS NOT NULL),
  CONSTRAINT ck_bank_account_four_eyes CHECK (confirmed_by IS NULL OR confirmed_by <> entered_by),
  CONSTRAINT ck_bank_account_validity CHECK (valid_to IS NULL OR valid_to >= valid_from)
);
COMMENT ON COLUMN bank_account.state IS 'letters print a deposit account only when it is confirmed (D3)';
