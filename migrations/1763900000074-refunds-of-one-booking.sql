-- A claim may fall in two steps: a judgment leaves part of it, and later another judgment, a withdrawal or a request under 4bis §1 ends the
-- rest. What is owed back of one booking is then owed in two refunds. uq_refund_booking and uq_refund_deposit allowed one, so that the second
-- act could not be taken at all. That no more goes back than was booked is kept by the sum of what stands, under the lock of the booking.
DROP INDEX uq_refund_booking;
DROP INDEX uq_refund_deposit;
CREATE INDEX ix_refund_booking ON refund (allocation_id) WHERE allocation_id IS NOT NULL;
CREATE INDEX ix_refund_deposit ON refund (deposit_id) WHERE deposit_id IS NOT NULL;

-- R5.4: only out of money that a movement of an accepted statement brought (of a total and its details what counts, and not what the bank took
-- back), or that went to the State from a deposit; all refunds of one booking together never more than it holds.
CREATE OR REPLACE FUNCTION check_refund_source() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  booking allocation;
  settled deposit;
BEGIN
  IF NEW.deposit_id IS NOT NULL THEN
    SELECT * INTO settled FROM deposit WHERE id = NEW.deposit_id FOR UPDATE;
    IF settled.decision_id IS DISTINCT FROM NEW.decision_id
        OR settled.to_state_cents < NEW.amount_cents + (SELECT coalesce(sum(r.amount_cents), 0) FROM refund r WHERE r.deposit_id = NEW.deposit_id) THEN
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
        OR booking.amount_cents < NEW.amount_cents
          + (SELECT coalesce(sum(r.amount_cents), 0) FROM refund r WHERE r.allocation_id = NEW.allocation_id AND r.state NOT IN ('refused', 'cancelled')) THEN
      RAISE EXCEPTION 'a refund out of a booking is within it' USING ERRCODE = '23514', CONSTRAINT = 'ck_refund_within_booking';
    END IF;
  END IF;
  RETURN NEW;
END $$;
