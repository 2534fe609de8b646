-- R4.8, R2.12: a claim that a court reduced may fall altogether afterwards, so that a booking is owed back in parts, each with its own
-- ground. The two unique indexes allowed one part for ever, and what was reduced could neither be withdrawn nor granted under 4bis §1.
-- What keeps a cent from going back twice is the sum of the parts, read under the lock of the booking or of the deposit (R5.4).
-- Of a total and its details what counts is refunded, and nothing that the bank took back: 47 said so, and 54 had lost it.
DROP INDEX uq_refund_booking;
DROP INDEX uq_refund_deposit;
CREATE INDEX ix_refund_allocation ON refund (allocation_id) WHERE allocation_id IS NOT NULL;
CREATE INDEX ix_refund_deposit ON refund (deposit_id) WHERE deposit_id IS NOT NULL;

CREATE OR REPLACE FUNCTION check_refund_source() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  booking allocation;
  released bigint;
  owed_cents bigint;
BEGIN
  IF NEW.deposit_id IS NOT NULL THEN
    SELECT t.to_state_cents INTO released FROM deposit t WHERE t.id = NEW.deposit_id AND t.decision_id = NEW.decision_id FOR UPDATE;
    SELECT coalesce(sum(r.amount_cents), 0) INTO owed_cents FROM refund r WHERE r.deposit_id = NEW.deposit_id;
    IF released IS NULL OR released < owed_cents + NEW.amount_cents THEN
      RAISE EXCEPTION 'refunds out of a deposit are within what went to the State' USING ERRCODE = '23514', CONSTRAINT = 'ck_refund_within_booking';
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
    SELECT coalesce(sum(r.amount_cents), 0) INTO owed_cents FROM refund r WHERE r.allocation_id = NEW.allocation_id;
    IF booking.reversed_at IS NOT NULL OR booking.movement_id <> NEW.movement_id OR booking.decision_id <> NEW.decision_id
        OR booking.amount_cents < owed_cents + NEW.amount_cents THEN
      RAISE EXCEPTION 'refunds out of a booking are within it' USING ERRCODE = '23514', CONSTRAINT = 'ck_refund_within_booking';
    END IF;
  END IF;
  RETURN NEW;
END $$;
