-- Deposits with the Caisse des Dépôts (D4, D29): each with its payer, who is somebody else than the debtor until the contrary is said, the
-- evidence on which each step rests, its release in four eyes, and what the Caisse advised. Nothing here is revenue before a release to the State.
CREATE TABLE deposit (
  id uuid NOT NULL,
  department_id uuid NOT NULL,
  decision_id uuid NOT NULL,
  state text NOT NULL,
  amount_cents bigint NOT NULL,
  held_cents bigint,
  to_state_cents bigint NOT NULL DEFAULT 0,
  to_payer_cents bigint NOT NULL DEFAULT 0,
  cdc_reference text NOT NULL DEFAULT '',
  payer_family_name text NOT NULL,
  payer_given_names text NOT NULL DEFAULT '',
  payer_birth_date text NOT NULL DEFAULT '',
  payer_address text NOT NULL DEFAULT '',
  payer_iban text NOT NULL DEFAULT '',
  payer_is_debtor boolean NOT NULL,
  payer_key text NOT NULL,
  reason text NOT NULL DEFAULT '',
  announced_on date NOT NULL,
  letter_announced_on date,
  lapses_on date NOT NULL,
  letter_document_id uuid,
  received_on date,
  held_on date,
  ended_on date,
  end_reason text NOT NULL DEFAULT '',
  recorded_by uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  version integer NOT NULL DEFAULT 1,
  CONSTRAINT pk_deposit PRIMARY KEY (id),
  CONSTRAINT fk_deposit_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_deposit_decision FOREIGN KEY (decision_id) REFERENCES decision (id),
  CONSTRAINT fk_deposit_letter_document FOREIGN KEY (letter_document_id) REFERENCES document (id),
  CONSTRAINT fk_deposit_recorded_by FOREIGN KEY (recorded_by) REFERENCES user_account (id),
  CONSTRAINT ck_deposit_state CHECK (state IN ('announced', 'letter-issued', 'received', 'held', 'released-to-debtor', 'released-to-state', 'moved-to-payment', 'returned-by-cdc', 'cancelled')),
  CONSTRAINT ck_deposit_amount CHECK (amount_cents > 0 AND (held_cents IS NULL OR held_cents > 0)),
  CONSTRAINT ck_deposit_held CHECK (state NOT IN ('held', 'released-to-debtor', 'released-to-state', 'moved-to-payment') OR (held_cents IS NOT NULL AND held_on IS NOT NULL)),
  -- Trap 13: no cent goes to the State but by a release, and what is released is what was held, once.
  CONSTRAINT ck_deposit_split CHECK (to_state_cents >= 0 AND to_payer_cents >= 0 AND CASE state
    WHEN 'released-to-state' THEN to_state_cents > 0 AND to_state_cents + to_payer_cents = held_cents
    WHEN 'moved-to-payment' THEN to_state_cents > 0 AND to_state_cents + to_payer_cents = held_cents
    WHEN 'released-to-debtor' THEN to_state_cents = 0 AND to_payer_cents = held_cents
    ELSE to_state_cents = 0 AND to_payer_cents = 0 END),
  CONSTRAINT ck_deposit_ended CHECK ((ended_on IS NOT NULL) = (state IN ('released-to-debtor', 'released-to-state', 'moved-to-payment', 'returned-by-cdc', 'cancelled')))
);
COMMENT ON COLUMN deposit.amount_cents IS 'As announced; held_cents is what the Caisse holds, which may differ and is never adjusted';
COMMENT ON COLUMN deposit.payer_key IS 'The names of the payer in search form, by which one payer announces one deposit for a fine at a time';
COMMENT ON COLUMN deposit.reason IS 'Why it is deposited and not paid, as the payer says it; printed in the letter to the Caisse (R3.4)';
COMMENT ON COLUMN deposit.payer_birth_date IS 'As far as known: YYYY, YYYY-MM or YYYY-MM-DD; empty for a company (R3.4)';
COMMENT ON COLUMN deposit.lapses_on IS 'The day after which an announcement without money is listed as lapsed (R3.7); nobody cancels it but a person';
CREATE UNIQUE INDEX uq_deposit_standing ON deposit (decision_id, payer_key) WHERE state IN ('announced', 'letter-issued', 'received', 'held');
CREATE UNIQUE INDEX uq_deposit_cdc_reference ON deposit (cdc_reference) WHERE cdc_reference <> '' AND state <> 'cancelled';
CREATE INDEX ix_deposit_decision ON deposit (decision_id);
CREATE INDEX ix_deposit_state ON deposit (state, announced_on, id);

-- On what a step rests; only ever added.
CREATE TABLE deposit_evidence (
  id uuid NOT NULL,
  department_id uuid NOT NULL,
  deposit_id uuid NOT NULL,
  step text NOT NULL,
  source text NOT NULL,
  dated_on date NOT NULL,
  reference text NOT NULL DEFAULT '',
  document_id uuid,
  recorded_by uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT pk_deposit_evidence PRIMARY KEY (id),
  CONSTRAINT fk_deposit_evidence_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_deposit_evidence_deposit FOREIGN KEY (deposit_id) REFERENCES deposit (id),
  CONSTRAINT fk_deposit_evidence_document FOREIGN KEY (document_id) REFERENCES document (id),
  CONSTRAINT fk_deposit_evidence_recorded_by FOREIGN KEY (recorded_by) REFERENCES user_account (id),
  CONSTRAINT ck_deposit_evidence_step CHECK (step IN ('receive', 'hold', 'return', 'document')),
  CONSTRAINT ck_deposit_evidence_source CHECK (source IN ('advice', 'payer-proof', 'statement'))
);
CREATE INDEX ix_deposit_evidence_deposit ON deposit_evidence (deposit_id, recorded_at);
CREATE TRIGGER tr_deposit_evidence_append_only BEFORE UPDATE OR DELETE ON deposit_evidence FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tr_deposit_evidence_no_truncate BEFORE TRUNCATE ON deposit_evidence FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The end of a deposit that is held: proposed by one person, confirmed or refused by another.
CREATE TABLE deposit_release (
  id uuid NOT NULL,
  department_id uuid NOT NULL,
  deposit_id uuid NOT NULL,
  kind text NOT NULL,
  ground text NOT NULL,
  ground_on date,
  final_on date,
  registry_checked_on date,
  reference text NOT NULL DEFAULT '',
  reason text NOT NULL,
  state text NOT NULL,
  proposed_by uuid NOT NULL,
  proposed_at timestamptz NOT NULL,
  decided_by uuid,
  decided_at timestamptz,
  refusal_reason text,
  CONSTRAINT pk_deposit_release PRIMARY KEY (id),
  CONSTRAINT fk_deposit_release_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_deposit_release_deposit FOREIGN KEY (deposit_id) REFERENCES deposit (id),
  CONSTRAINT fk_deposit_release_proposed_by FOREIGN KEY (proposed_by) REFERENCES user_account (id),
  CONSTRAINT fk_deposit_release_decided_by FOREIGN KEY (decided_by) REFERENCES user_account (id),
  CONSTRAINT ck_deposit_release_ground CHECK (
    (kind = 'to-debtor' AND ground IN ('judgment', 'withdrawal', 'agreement'))
    OR (kind = 'to-state' AND ground IN ('no-appeal', 'judgment'))
    OR (kind = 'to-payment' AND ground = 'debtor-request')),
  CONSTRAINT ck_deposit_release_judgment CHECK (ground <> 'judgment' OR (ground_on IS NOT NULL AND final_on IS NOT NULL AND reference <> '')),
  CONSTRAINT ck_deposit_release_state CHECK (state IN ('proposed', 'confirmed', 'refused')),
  CONSTRAINT ck_deposit_release_decided CHECK ((state = 'proposed') = (decided_by IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL) AND (state = 'refused') = (refusal_reason IS NOT NULL)),
  CONSTRAINT ck_deposit_release_four_eyes CHECK (decided_by <> proposed_by)
);
CREATE UNIQUE INDEX uq_deposit_release_open ON deposit_release (deposit_id) WHERE state = 'proposed';
CREATE UNIQUE INDEX uq_deposit_release_confirmed ON deposit_release (deposit_id) WHERE state = 'confirmed';
CREATE INDEX ix_deposit_release_deposit ON deposit_release (deposit_id, proposed_at);

-- What the Caisse told us, line by line, whether or not we know the deposit.
CREATE TABLE deposit_advice (
  id uuid NOT NULL,
  department_id uuid NOT NULL,
  advised_on date NOT NULL,
  cdc_reference text NOT NULL,
  payer text NOT NULL,
  payer_birth_date text NOT NULL DEFAULT '',
  communication text NOT NULL DEFAULT '',
  amount_cents bigint NOT NULL,
  deposit_id uuid,
  outcome text NOT NULL,
  reason text NOT NULL,
  linked_by uuid,
  linked_at timestamptz,
  recorded_by uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT pk_deposit_advice PRIMARY KEY (id),
  CONSTRAINT fk_deposit_advice_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_deposit_advice_deposit FOREIGN KEY (deposit_id) REFERENCES deposit (id),
  CONSTRAINT fk_deposit_advice_linked_by FOREIGN KEY (linked_by) REFERENCES user_account (id),
  CONSTRAINT fk_deposit_advice_recorded_by FOREIGN KEY (recorded_by) REFERENCES user_account (id),
  CONSTRAINT uq_deposit_advice_reference UNIQUE (cdc_reference),
  CONSTRAINT ck_deposit_advice_amount CHECK (amount_cents > 0),
  CONSTRAINT ck_deposit_advice_outcome CHECK (outcome IN ('booked', 'proposed', 'suspense')),
  CONSTRAINT ck_deposit_advice_linked CHECK ((deposit_id IS NULL) = (linked_at IS NULL))
);
-- A deposit rests on one advice.
CREATE UNIQUE INDEX uq_deposit_advice_deposit ON deposit_advice (deposit_id) WHERE deposit_id IS NOT NULL;
CREATE INDEX ix_deposit_advice_open ON deposit_advice (advised_on, id) WHERE deposit_id IS NULL;

-- Money that went to the wrong account, and what somebody decided about it; only ever added.
CREATE TABLE deposit_wrong_account (
  id uuid NOT NULL,
  department_id uuid NOT NULL,
  movement_id uuid NOT NULL,
  deposit_id uuid,
  choice text NOT NULL,
  reason text NOT NULL,
  decided_by uuid NOT NULL,
  decided_at timestamptz NOT NULL,
  CONSTRAINT pk_deposit_wrong_account PRIMARY KEY (id),
  CONSTRAINT fk_deposit_wrong_account_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_deposit_wrong_account_movement FOREIGN KEY (movement_id) REFERENCES movement (id),
  CONSTRAINT fk_deposit_wrong_account_deposit FOREIGN KEY (deposit_id) REFERENCES deposit (id),
  CONSTRAINT fk_deposit_wrong_account_decided_by FOREIGN KEY (decided_by) REFERENCES user_account (id),
  CONSTRAINT uq_deposit_wrong_account_movement UNIQUE (movement_id),
  CONSTRAINT ck_deposit_wrong_account_choice CHECK (choice IN ('count-as-payment', 'return-to-payer'))
);
CREATE TRIGGER tr_deposit_wrong_account_append_only BEFORE UPDATE OR DELETE ON deposit_wrong_account FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tr_deposit_wrong_account_no_truncate BEFORE TRUNCATE ON deposit_wrong_account FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
