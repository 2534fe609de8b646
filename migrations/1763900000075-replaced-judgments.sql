-- A later stage replaces a judgment that has taken effect (R4.6, R4.7): cassation does not keep a judgment from becoming final, so that what
-- followed from it is taken back when the later one is confirmed, by two people like everything else. Nothing that was recorded is changed.
ALTER TABLE judgment
  ADD COLUMN replaced_by uuid,
  ADD COLUMN restored_cents bigint,
  ADD CONSTRAINT fk_judgment_replaced_by FOREIGN KEY (replaced_by) REFERENCES judgment (id),
  DROP CONSTRAINT ck_judgment_state,
  ADD CONSTRAINT ck_judgment_state CHECK (state IN ('recorded', 'proposed', 'confirmed', 'refused', 'contested', 'replaced')),
  DROP CONSTRAINT ck_judgment_outcome,
  ADD CONSTRAINT ck_judgment_outcome CHECK (outcome IN ('annulled', 'confirmed', 'reduced', 'partly', 'struck-out', 'quashed')),
  ADD CONSTRAINT ck_judgment_quashed CHECK (outcome <> 'quashed' OR stage <> 'first-instance'),
  DROP CONSTRAINT ck_judgment_final,
  ADD CONSTRAINT ck_judgment_final CHECK (state NOT IN ('proposed', 'confirmed', 'replaced') OR (final_on >= judged_on AND length(btrim(final_evidence)) > 0 AND finalised_by IS NOT NULL)),
  DROP CONSTRAINT ck_judgment_decided,
  ADD CONSTRAINT ck_judgment_decided CHECK ((state IN ('confirmed', 'refused', 'replaced')) = (decided_by IS NOT NULL) AND (decided_by IS NULL) = (decided_at IS NULL) AND (state = 'refused') = (refusal_reason IS NOT NULL)),
  DROP CONSTRAINT ck_judgment_money,
  ADD CONSTRAINT ck_judgment_money CHECK ((state IN ('confirmed', 'replaced')) = (cancelled_cents IS NOT NULL) AND (cancelled_cents IS NULL) = (owed_back_cents IS NULL)),
  ADD CONSTRAINT ck_judgment_replaced CHECK ((state = 'replaced') = (replaced_by IS NOT NULL) AND replaced_by <> id),
  ADD CONSTRAINT ck_judgment_restored CHECK (restored_cents IS NULL OR (restored_cents > 0 AND state IN ('confirmed', 'replaced')));
COMMENT ON COLUMN judgment.replaced_by IS 'The judgment of a later stage in whose place this one no longer stands';
COMMENT ON COLUMN judgment.restored_cents IS 'What earlier judgments had cancelled of the claim and this one brought back, before it took anything off itself';
CREATE INDEX ix_judgment_decision ON judgment (decision_id) WHERE state IN ('confirmed', 'replaced');

CREATE OR REPLACE FUNCTION keep_decided_judgment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'confirmed' AND NEW.state = 'replaced' AND to_jsonb(NEW) - 'state' - 'replaced_by' = to_jsonb(OLD) - 'state' - 'replaced_by'
      AND EXISTS (SELECT FROM judgment n WHERE n.id = NEW.replaced_by AND (n.appeal_id, n.decision_id, n.state) = (OLD.appeal_id, OLD.decision_id, 'proposed')) THEN
    RETURN NEW;
  END IF;
  IF OLD.state IN ('confirmed', 'refused', 'contested', 'replaced')
      OR (OLD.appeal_id, OLD.decision_id, OLD.stage, OLD.judged_on, OLD.outcome, OLD.recorded_by) IS DISTINCT FROM (NEW.appeal_id, NEW.decision_id, NEW.stage, NEW.judged_on, NEW.outcome, NEW.recorded_by) THEN
    RAISE EXCEPTION 'a judgment is decided on once and keeps what was recorded' USING ERRCODE = '23514', CONSTRAINT = 'ck_judgment_history';
  END IF;
  RETURN NEW;
END $$;

-- What a judgment annulled stands again only by the one that replaces it, which one person recorded and another confirmed.
CREATE OR REPLACE FUNCTION keep_annulled_by_two() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state = 'annulled' AND OLD.state <> 'annulled'
      AND NOT EXISTS (SELECT FROM judgment j WHERE j.decision_id = NEW.id AND j.state = 'confirmed' AND j.outcome = 'annulled') THEN
    RAISE EXCEPTION 'a decision is annulled by a judgment' USING ERRCODE = '23514', CONSTRAINT = 'ck_decision_annulled_by_two';
  END IF;
  IF OLD.state = 'annulled' AND NEW.state <> 'annulled'
      AND (NEW.state <> 'notified' OR NOT EXISTS (SELECT FROM judgment j JOIN judgment n ON n.id = j.replaced_by
             WHERE j.decision_id = NEW.id AND j.outcome = 'annulled' AND n.state = 'confirmed' AND n.outcome <> 'annulled')) THEN
    RAISE EXCEPTION 'an annulled decision stands again by a later judgment' USING ERRCODE = '23514', CONSTRAINT = 'ck_decision_reinstated_by_two';
  END IF;
  RETURN NEW;
END $$;

-- A refund of a judgment that was replaced is stopped while it is not paid: the only end of what was owed in law, and it names its judgment.
ALTER TABLE refund
  ADD COLUMN stopped_by uuid,
  ADD CONSTRAINT fk_refund_stopped_by FOREIGN KEY (stopped_by) REFERENCES judgment (id),
  DROP CONSTRAINT ck_refund_final,
  ADD CONSTRAINT ck_refund_final CHECK (stopped_by IS NOT NULL OR state NOT IN ('refused', 'cancelled') OR (allocation_id IS NULL AND deposit_id IS NULL)),
  ADD CONSTRAINT ck_refund_stopped CHECK (stopped_by IS NULL OR (state = 'cancelled' AND ground = 'judgment'));
COMMENT ON COLUMN refund.stopped_by IS 'The judgment of a later stage that let the fine stand again before this was paid: the booking counts on the fine again';
COMMENT ON CONSTRAINT ck_refund_final ON refund IS 'What is owed back in law is neither refused nor cancelled: it is sent back to whoever prepares it, or stopped by a later judgment';
CREATE INDEX ix_refund_stopped_by ON refund (decision_id) WHERE stopped_by IS NOT NULL;

-- One booking may go back in parts, when a judgment reduces and a later one annuls: one proposal at a time, and never more than it holds.
DROP INDEX IF EXISTS uq_refund_booking;
CREATE UNIQUE INDEX uq_refund_booking ON refund (allocation_id) WHERE allocation_id IS NOT NULL AND state = 'proposed';
CREATE INDEX IF NOT EXISTS ix_refund_allocation ON refund (allocation_id) WHERE allocation_id IS NOT NULL;
DROP INDEX IF EXISTS uq_refund_deposit;
CREATE UNIQUE INDEX uq_refund_deposit ON refund (deposit_id) WHERE deposit_id IS NOT NULL AND state = 'proposed';
CREATE INDEX IF NOT EXISTS ix_refund_deposit ON refund (deposit_id) WHERE deposit_id IS NOT NULL;

CREATE FUNCTION refunded_of_booking(allocation uuid, deposit uuid) RETURNS bigint LANGUAGE sql STABLE
  RETURN (SELECT coalesce(sum(r.amount_cents), 0) FROM refund r WHERE (r.allocation_id = allocation OR r.deposit_id = deposit) AND r.state NOT IN ('refused', 'cancelled'));

-- R5.4, as before: of a total and its details what counts, nothing that the bank takes back; and now all refunds of a booking together.
CREATE OR REPLACE FUNCTION check_refund_source() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  booking allocation;
  held bigint;
BEGIN
  IF NEW.deposit_id IS NOT NULL THEN
    SELECT to_state_cents INTO held FROM deposit WHERE id = NEW.deposit_id AND decision_id = NEW.decision_id FOR UPDATE;
    IF held IS NULL OR held < refunded_of_booking(NULL, NEW.deposit_id) + NEW.amount_cents THEN
      RAISE EXCEPTION 'a refund out of a deposit is within what went to the State' USING ERRCODE = '23514', CONSTRAINT = 'ck_refund_within_booking';
    END IF;
    RETURN NEW;
  END IF;
  IF NOT EXISTS (SELECT FROM movement m JOIN statement s ON s.id = m.statement_id
                 WHERE m.id = NEW.movement_id AND m.direction = 'credit' AND m.counts AND s.state = 'accepted'
                   AND NOT EXISTS (SELECT FROM movement u WHERE u.undoes_id = m.id)) THEN
    RAISE EXCEPTION 'refunded is what stands on an accepted statement' USING ERRCODE = '23514', CONSTRAINT = 'ck_refund_reconciled';
  END IF;
  IF NEW.allocation_id IS NOT NULL THEN
    SELECT * INTO booking FROM allocation WHERE id = NEW.allocation_id FOR UPDATE;
    IF booking.reversed_at IS NOT NULL OR booking.movement_id <> NEW.movement_id OR booking.decision_id <> NEW.decision_id
        OR booking.amount_cents < refunded_of_booking(NEW.allocation_id, NULL) + NEW.amount_cents THEN
      RAISE EXCEPTION 'a refund out of a booking is within it' USING ERRCODE = '23514', CONSTRAINT = 'ck_refund_within_booking';
    END IF;
  END IF;
  RETURN NEW;
END $$;
