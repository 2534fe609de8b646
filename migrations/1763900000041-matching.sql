-- How sure the first proposal of a movement is. A movement in suspense with a confidence is proposed; without one, no fine comes to mind.
ALTER TABLE movement ADD COLUMN confidence smallint,
  ADD CONSTRAINT ck_movement_confidence CHECK (confidence BETWEEN 0 AND 100);
COMMENT ON COLUMN movement.confidence IS 'whole percent; null when nothing is proposed; set together with the candidates in reason';

-- Accounts from which a person is known to pay: learnt when a cashier books and says so, forgotten with a reason, never erased.
CREATE TABLE payer_account (
  id uuid NOT NULL,
  department_id uuid NOT NULL,
  person_id uuid NOT NULL,
  iban text NOT NULL,
  payer_name text NOT NULL DEFAULT '',
  confirmed_by uuid NOT NULL,
  confirmed_at timestamptz NOT NULL,
  from_allocation uuid NOT NULL,
  forgotten_by uuid,
  forgotten_at timestamptz,
  reason text,
  CONSTRAINT pk_payer_account PRIMARY KEY (id),
  CONSTRAINT fk_payer_account_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_payer_account_person FOREIGN KEY (person_id) REFERENCES person (id),
  CONSTRAINT fk_payer_account_confirmed_by FOREIGN KEY (confirmed_by) REFERENCES user_account (id),
  CONSTRAINT fk_payer_account_from_allocation FOREIGN KEY (from_allocation) REFERENCES allocation (id),
  CONSTRAINT fk_payer_account_forgotten_by FOREIGN KEY (forgotten_by) REFERENCES user_account (id),
  CONSTRAINT ck_payer_account_iban CHECK (iban ~ '^[A-Z0-9]{5,34}$'),
  CONSTRAINT ck_payer_account_forgotten CHECK ((forgotten_at IS NULL) = (forgotten_by IS NULL) AND (forgotten_at IS NULL) = (reason IS NULL) AND (reason IS NULL OR length(btrim(reason)) > 0))
);
CREATE UNIQUE INDEX uq_payer_account_standing ON payer_account (person_id, iban) WHERE forgotten_at IS NULL;
CREATE INDEX ix_payer_account_iban ON payer_account (iban) WHERE forgotten_at IS NULL;
CREATE INDEX ix_payer_account_person ON payer_account (person_id);
COMMENT ON TABLE payer_account IS 'Evidence of who is paid for, beside other evidence; never enough to book by itself';

-- What was learnt stays as it was; only that it is forgotten is added, once. Merging persons moves it to whoever remains.
CREATE FUNCTION keep_payer_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE'
     OR (to_jsonb(NEW) - ARRAY['person_id', 'forgotten_by', 'forgotten_at', 'reason']) IS DISTINCT FROM (to_jsonb(OLD) - ARRAY['person_id', 'forgotten_by', 'forgotten_at', 'reason'])
     OR (OLD.forgotten_at IS NOT NULL AND (NEW.forgotten_by, NEW.forgotten_at, NEW.reason) IS DISTINCT FROM (OLD.forgotten_by, OLD.forgotten_at, OLD.reason)) THEN
    RAISE EXCEPTION 'an account that was learnt is forgotten once, never rewritten';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER tr_payer_account_kept BEFORE UPDATE OR DELETE ON payer_account FOR EACH ROW EXECUTE FUNCTION keep_payer_account();
