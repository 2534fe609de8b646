-- Claims that stand, or stood, with FPS Finance (R7.1): offered, acknowledged or rejected, recovered, recalled, closed; and the ordered feed
-- of what happened to each, which FPS Finance reads again from any point.
CREATE TABLE claim (
  id uuid NOT NULL,
  department_id uuid NOT NULL,
  decision_id uuid NOT NULL,
  payload text NOT NULL,
  judgment_final_on date,
  state text NOT NULL,
  offered_cents bigint NOT NULL,
  collected_cents bigint NOT NULL DEFAULT 0,
  costs_cents bigint NOT NULL DEFAULT 0,
  prepared_by uuid NOT NULL,
  offered_by uuid NOT NULL,
  offered_at timestamptz NOT NULL,
  offered_on date NOT NULL,
  finance_reference text NOT NULL DEFAULT '',
  answered_at timestamptz,
  reject_code text,
  recall_cause text,
  recall_asked_on date,
  ended_as text,
  ended_on date,
  changed_at timestamptz NOT NULL,
  version integer NOT NULL DEFAULT 1,
  CONSTRAINT pk_claim PRIMARY KEY (id),
  CONSTRAINT fk_claim_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_claim_decision FOREIGN KEY (decision_id) REFERENCES decision (id),
  CONSTRAINT fk_claim_prepared_by FOREIGN KEY (prepared_by) REFERENCES user_account (id),
  CONSTRAINT fk_claim_offered_by FOREIGN KEY (offered_by) REFERENCES user_account (id),
  CONSTRAINT ck_claim_payload CHECK (payload IN ('decision', 'judgment')),
  CONSTRAINT ck_claim_judgment CHECK ((payload = 'judgment') = (judgment_final_on IS NOT NULL) AND judgment_final_on <= offered_on),
  CONSTRAINT ck_claim_state CHECK (state IN ('offered', 'acknowledged', 'rejected', 'in-recovery', 'recall-asked', 'recalled', 'recall-refused', 'closed')),
  CONSTRAINT ck_claim_amounts CHECK (offered_cents > 0 AND collected_cents >= 0 AND costs_cents >= 0),
  CONSTRAINT ck_claim_four_eyes CHECK (offered_by <> prepared_by),
  CONSTRAINT ck_claim_rejected CHECK ((state = 'rejected') = (reject_code IS NOT NULL)),
  CONSTRAINT ck_claim_recall_cause CHECK (recall_cause IN ('timely-appeal', 'annulled', 'reduced', 'withdrawn', 'granted', 'paid', 'deposit', 'hold', 'other')),
  CONSTRAINT ck_claim_recall CHECK ((recall_cause IS NULL) = (recall_asked_on IS NULL) AND (state NOT IN ('recall-asked', 'recalled', 'recall-refused') OR recall_cause IS NOT NULL)),
  CONSTRAINT ck_claim_ended_as CHECK (ended_as IN ('collected', 'irrecoverable', 'prescribed')),
  CONSTRAINT ck_claim_ended CHECK ((state = 'closed') = (ended_as IS NOT NULL) AND (state IN ('rejected', 'recalled', 'closed')) = (ended_on IS NOT NULL))
);
COMMENT ON CONSTRAINT ck_claim_judgment ON claim IS 'Trap 17: a judgment is sent once it is res judicata, never before (R7.3)';
COMMENT ON COLUMN claim.offered_cents IS 'What was owed when the claim was offered; the feed tells every change since';
COMMENT ON COLUMN claim.costs_cents IS 'Costs that FPS Finance reports as its own; the Office charges none (R7.6)';
-- A decision stands once with FPS Finance.
CREATE UNIQUE INDEX uq_claim_standing ON claim (decision_id) WHERE state NOT IN ('rejected', 'recalled', 'closed');
CREATE INDEX ix_claim_decision ON claim (decision_id, offered_at);
CREATE INDEX ix_claim_state ON claim (state, offered_at, id);
CREATE TRIGGER tr_claim_no_delete BEFORE DELETE ON claim FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tr_claim_no_truncate BEFORE TRUNCATE ON claim FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION keep_claim() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.id, NEW.department_id, NEW.decision_id, NEW.payload, NEW.judgment_final_on, NEW.offered_cents, NEW.prepared_by, NEW.offered_by, NEW.offered_at, NEW.offered_on)
      IS DISTINCT FROM (OLD.id, OLD.department_id, OLD.decision_id, OLD.payload, OLD.judgment_final_on, OLD.offered_cents, OLD.prepared_by, OLD.offered_by, OLD.offered_at, OLD.offered_on)
      OR NEW.version <= OLD.version OR (OLD.state IN ('rejected', 'recalled', 'closed') AND NEW.state <> OLD.state) OR (NEW.state = 'offered' AND OLD.state <> 'offered') THEN
    RAISE EXCEPTION 'a claim keeps what was offered, and never goes back' USING ERRCODE = '23514', CONSTRAINT = 'ck_claim_history';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER tr_claim_kept BEFORE UPDATE ON claim FOR EACH ROW EXECUTE FUNCTION keep_claim();

-- What happened to a claim, in its own order. `booked_cents` is what of a collection went to the fine; below zero when it was taken off again.
CREATE TABLE claim_event (
  id uuid NOT NULL,
  claim_id uuid NOT NULL,
  department_id uuid NOT NULL,
  version integer NOT NULL,
  type text NOT NULL,
  origin text NOT NULL,
  state text NOT NULL,
  detail jsonb NOT NULL,
  booked_cents bigint NOT NULL DEFAULT 0,
  ledger_entry_id uuid,
  recorded_on date NOT NULL,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT pk_claim_event PRIMARY KEY (id),
  CONSTRAINT fk_claim_event_claim FOREIGN KEY (claim_id) REFERENCES claim (id),
  CONSTRAINT fk_claim_event_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT uq_claim_event_version UNIQUE (claim_id, version),
  CONSTRAINT uq_claim_event_ledger_entry UNIQUE (ledger_entry_id),
  CONSTRAINT ck_claim_event_origin CHECK (origin IN ('office', 'finance')),
  CONSTRAINT ck_claim_event_type CHECK (type IN ('offered', 'acknowledged', 'rejected', 'payment-received', 'payment-taken-back', 'amount-changed', 'collected', 'collection-taken-back', 'costs-incurred', 'plan-agreed', 'irrecoverable', 'prescribed', 'recall-asked', 'recalled', 'recall-refused', 'closed')),
  CONSTRAINT ck_claim_event_booked CHECK (CASE type WHEN 'collected' THEN booked_cents >= 0 WHEN 'collection-taken-back' THEN booked_cents < 0 ELSE booked_cents = 0 END AND (booked_cents = 0) = (ledger_entry_id IS NULL))
);
CREATE INDEX ix_claim_event_booked ON claim_event (claim_id) WHERE booked_cents <> 0;
CREATE TRIGGER tr_claim_event_append_only BEFORE UPDATE OR DELETE ON claim_event FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tr_claim_event_no_truncate BEFORE TRUNCATE ON claim_event FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The order of the feed: one counter, taken at the commit of each transaction. Whoever reads up to a position has read all that will ever
-- stand before it: the row lock is the last one a transaction takes, it is kept until its commit is seen, and a rollback gives the number back.
CREATE TABLE claim_feed (
  id smallint NOT NULL,
  last_position bigint NOT NULL,
  CONSTRAINT pk_claim_feed PRIMARY KEY (id),
  CONSTRAINT ck_claim_feed_one CHECK (id = 1)
);
INSERT INTO claim_feed (id, last_position) VALUES (1, 0);

CREATE TABLE claim_event_position (
  position bigint NOT NULL,
  event_id uuid NOT NULL,
  CONSTRAINT pk_claim_event_position PRIMARY KEY (position),
  CONSTRAINT fk_claim_event_position_event FOREIGN KEY (event_id) REFERENCES claim_event (id),
  CONSTRAINT uq_claim_event_position_event UNIQUE (event_id)
);
CREATE TRIGGER tr_claim_event_position_append_only BEFORE UPDATE OR DELETE ON claim_event_position FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tr_claim_event_position_no_truncate BEFORE TRUNCATE ON claim_event_position FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION place_claim_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  next bigint;
BEGIN
  UPDATE claim_feed SET last_position = last_position + 1 WHERE id = 1 RETURNING last_position INTO next;
  INSERT INTO claim_event_position (position, event_id) VALUES (next, NEW.id);
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER tr_claim_event_placed AFTER INSERT ON claim_event DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION place_claim_event();

-- R5.4: while the claim stands with FPS Finance nothing of it is refunded.
CREATE OR REPLACE FUNCTION decision_at_recovery(decision uuid) RETURNS boolean LANGUAGE sql STABLE
  RETURN EXISTS (SELECT 1 FROM claim WHERE claim.decision_id = decision_at_recovery.decision AND claim.state NOT IN ('rejected', 'recalled', 'closed'));
