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

-- R5.4: the debit of an order that was said to be refused may come after another payee was chosen. The refund is paid then, to the payee of
-- that order and by the approval of that order; what keeps people apart holds for these.
CREATE OR REPLACE FUNCTION keep_refund() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  is_paid boolean := NEW.state = 'paid' AND OLD.state <> 'paid';
BEGIN
  IF (NEW.id, NEW.department_id, NEW.ground, NEW.decision_id, NEW.movement_id, NEW.allocation_id, NEW.amount_cents, NEW.proposed_by, NEW.proposed_at)
      IS DISTINCT FROM (OLD.id, OLD.department_id, OLD.ground, OLD.decision_id, OLD.movement_id, OLD.allocation_id, OLD.amount_cents, OLD.proposed_by, OLD.proposed_at)
      OR OLD.state IN ('refused', 'cancelled') THEN
    RAISE EXCEPTION 'a refund keeps its cause, and its end' USING ERRCODE = '23514', CONSTRAINT = 'ck_refund_history';
  END IF;
  IF NEW.approved_by IS DISTINCT FROM OLD.approved_by AND EXISTS (SELECT FROM refund_payee p WHERE p.refund_id = NEW.id AND p.chosen_by = NEW.approved_by AND (NOT is_paid OR p.id = NEW.payee_id)) THEN
    RAISE EXCEPTION 'whoever chose the payee does not approve' USING ERRCODE = '23514', CONSTRAINT = 'ck_refund_four_eyes';
  END IF;
  IF NOT is_paid AND NEW.approved_by IS NOT NULL AND NEW.approved_by IS NOT DISTINCT FROM OLD.approved_by AND NEW.payee_id IS DISTINCT FROM OLD.payee_id THEN
    RAISE EXCEPTION 'another payee opens the approval again' USING ERRCODE = '23514', CONSTRAINT = 'ck_refund_payee_approved';
  END IF;
  IF is_paid AND NOT EXISTS (SELECT FROM refund_order o WHERE o.refund_id = NEW.id AND o.payee_id = NEW.payee_id AND o.state = 'settled') THEN
    RAISE EXCEPTION 'paid is what an order paid to its payee' USING ERRCODE = '23514', CONSTRAINT = 'ck_refund_payee_approved';
  END IF;
  IF NEW.state IN ('approved', 'ordered') AND NEW.state <> OLD.state AND decision_at_recovery(NEW.decision_id) THEN
    RAISE EXCEPTION 'the claim is recalled from recovery first' USING ERRCODE = '23514', CONSTRAINT = 'ck_refund_recalled';
  END IF;
  RETURN NEW;
END $$;
