-- What a cashier decides beside booking: who looks after a movement, that it pays no fine, and that a proof of payment was shown.
ALTER TABLE movement
  ADD COLUMN owner_id uuid,
  ADD COLUMN owned_since timestamptz,
  ADD CONSTRAINT fk_movement_owner FOREIGN KEY (owner_id) REFERENCES user_account (id),
  ADD CONSTRAINT ck_movement_owned_since CHECK ((owner_id IS NULL) = (owned_since IS NULL));
CREATE INDEX ix_movement_owner ON movement (owner_id, entry_on, id) WHERE state = 'suspense' AND owner_id IS NOT NULL;
COMMENT ON COLUMN movement.owner_id IS 'who looks after it while it waits in suspense; nobody when empty';

-- Why a booking was taken back, beside the words; empty on what was taken back before there were codes.
ALTER TABLE allocation
  ADD COLUMN reversal_code text,
  ADD CONSTRAINT ck_allocation_reversal_code CHECK (reversal_code IN ('mistake', 'other-fine', 'bank', 'other')),
  ADD CONSTRAINT ck_allocation_reversal_code_reversed CHECK (reversal_code IS NULL OR reversed_at IS NOT NULL);
CREATE INDEX ix_allocation_booked_by ON allocation (booked_by, booked_at DESC) WHERE booked_by IS NOT NULL AND reversed_at IS NULL;

-- What a movement is when it pays no fine. The row stays when the verdict is taken back.
CREATE TABLE movement_verdict (
  id uuid NOT NULL,
  department_id uuid NOT NULL,
  movement_id uuid NOT NULL,
  kind text NOT NULL,
  amount_cents bigint NOT NULL,
  note text NOT NULL DEFAULT '',
  ledger_entry_id uuid,
  decided_by uuid NOT NULL,
  decided_at timestamptz NOT NULL,
  reversed_by uuid,
  reversed_at timestamptz,
  reversal_reason text,
  CONSTRAINT pk_movement_verdict PRIMARY KEY (id),
  CONSTRAINT fk_movement_verdict_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_movement_verdict_movement FOREIGN KEY (movement_id) REFERENCES movement (id),
  CONSTRAINT fk_movement_verdict_decided_by FOREIGN KEY (decided_by) REFERENCES user_account (id),
  CONSTRAINT fk_movement_verdict_reversed_by FOREIGN KEY (reversed_by) REFERENCES user_account (id),
  CONSTRAINT ck_movement_verdict_amount CHECK (amount_cents > 0),
  CONSTRAINT ck_movement_verdict_kind CHECK (kind IN ('other-levy', 'other-office', 'bank-test', 'bank-interest', 'salary-error', 'other-credit',
    'bank-charge', 'treasury-transfer', 'other-debit')),
  -- Only a cost of the bank and a transfer to the Treasury leave suspense at once (docs/ledger.md).
  CONSTRAINT ck_movement_verdict_entry CHECK ((ledger_entry_id IS NOT NULL) = (kind IN ('bank-charge', 'treasury-transfer'))),
  CONSTRAINT ck_movement_verdict_note CHECK (kind NOT IN ('other-credit', 'other-debit') OR note <> ''),
  CONSTRAINT ck_movement_verdict_reversed CHECK ((reversed_at IS NULL) = (reversed_by IS NULL) AND (reversed_at IS NULL) = (reversal_reason IS NULL))
);
CREATE UNIQUE INDEX uq_movement_verdict_standing ON movement_verdict (movement_id) WHERE reversed_at IS NULL;
CREATE INDEX ix_movement_verdict_movement ON movement_verdict (movement_id, decided_at);

-- Somebody has shown that they paid and the money is on no statement yet: until a day nothing is recovered. It ends by itself when the
-- fine is settled or the day has passed, which is read from the facts and not written; a person may end it sooner.
CREATE TABLE payment_proof (
  id uuid NOT NULL,
  department_id uuid NOT NULL,
  decision_id uuid NOT NULL,
  kind text NOT NULL,
  shown_on date NOT NULL,
  paid_on date,
  until_on date NOT NULL,
  amount_cents bigint NOT NULL,
  note text NOT NULL DEFAULT '',
  recorded_by uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  ended_by uuid,
  ended_at timestamptz,
  end_reason text,
  CONSTRAINT pk_payment_proof PRIMARY KEY (id),
  CONSTRAINT fk_payment_proof_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_payment_proof_decision FOREIGN KEY (decision_id) REFERENCES decision (id),
  CONSTRAINT fk_payment_proof_recorded_by FOREIGN KEY (recorded_by) REFERENCES user_account (id),
  CONSTRAINT fk_payment_proof_ended_by FOREIGN KEY (ended_by) REFERENCES user_account (id),
  CONSTRAINT ck_payment_proof_kind CHECK (kind IN ('transfer-slip', 'account-statement', 'banking-app', 'confirmation-of-bank', 'other')),
  CONSTRAINT ck_payment_proof_amount CHECK (amount_cents > 0),
  CONSTRAINT ck_payment_proof_days CHECK (until_on >= shown_on AND (paid_on IS NULL OR paid_on <= shown_on)),
  CONSTRAINT ck_payment_proof_note CHECK (kind <> 'other' OR note <> ''),
  CONSTRAINT ck_payment_proof_ended CHECK ((ended_at IS NULL) = (ended_by IS NULL) AND (ended_at IS NULL) = (end_reason IS NULL))
);
CREATE UNIQUE INDEX uq_payment_proof_standing ON payment_proof (decision_id, shown_on, amount_cents) WHERE ended_at IS NULL;
CREATE INDEX ix_payment_proof_decision ON payment_proof (decision_id);

-- Both are history: written once, and ended once.
CREATE FUNCTION keep_ended_once() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  endings text[] := TG_ARGV;
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION '% is never deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
  END IF;
  IF to_jsonb(OLD) - endings <> to_jsonb(NEW) - endings OR to_jsonb(OLD) ->> endings[1] IS NOT NULL THEN
    RAISE EXCEPTION '% is written once and ended once', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER tr_movement_verdict_kept BEFORE UPDATE OR DELETE ON movement_verdict
  FOR EACH ROW EXECUTE FUNCTION keep_ended_once('reversed_at', 'reversed_by', 'reversal_reason');
CREATE TRIGGER tr_movement_verdict_no_truncate BEFORE TRUNCATE ON movement_verdict FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tr_payment_proof_kept BEFORE UPDATE OR DELETE ON payment_proof
  FOR EACH ROW EXECUTE FUNCTION keep_ended_once('ended_at', 'ended_by', 'end_reason');
CREATE TRIGGER tr_payment_proof_no_truncate BEFORE TRUNCATE ON payment_proof FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
