-- R4.8, R2.12: a claim that a court reduced may fall altogether afterwards, while the refund of what the court took off still waits: several
-- proposals of one booking wait then, each with its own ground. What keeps a cent from going back twice is the sum of the standing refunds
-- of a booking, read under its lock (refunded_of_booking, R5.4).
DROP INDEX uq_refund_booking;
DROP INDEX uq_refund_deposit;

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
