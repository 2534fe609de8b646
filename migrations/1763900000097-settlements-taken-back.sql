-- R5.4, R23: a person named the wrong line of a statement as the debit of a refund, where the bank had not repeated the name of the order. Another
-- person takes the naming back: the line waits again, the order is as it was, and the history stays.
CREATE TABLE refund_settlement_reversal (
  id uuid NOT NULL,
  department_id uuid NOT NULL,
  refund_id uuid NOT NULL,
  order_id uuid NOT NULL,
  movement_id uuid NOT NULL,
  named_by uuid NOT NULL,
  reason text NOT NULL,
  taken_back_by uuid NOT NULL,
  taken_back_at timestamptz NOT NULL,
  CONSTRAINT pk_refund_settlement_reversal PRIMARY KEY (id),
  CONSTRAINT fk_refund_settlement_reversal_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_refund_settlement_reversal_refund FOREIGN KEY (refund_id) REFERENCES refund (id),
  CONSTRAINT fk_refund_settlement_reversal_order FOREIGN KEY (order_id) REFERENCES refund_order (id),
  CONSTRAINT fk_refund_settlement_reversal_movement FOREIGN KEY (movement_id) REFERENCES movement (id),
  CONSTRAINT fk_refund_settlement_reversal_named_by FOREIGN KEY (named_by) REFERENCES user_account (id),
  CONSTRAINT fk_refund_settlement_reversal_taken_back_by FOREIGN KEY (taken_back_by) REFERENCES user_account (id),
  CONSTRAINT ck_refund_settlement_reversal_reason CHECK (length(btrim(reason)) > 0),
  CONSTRAINT ck_refund_settlement_reversal_four_eyes CHECK (taken_back_by <> named_by)
);
COMMENT ON TABLE refund_settlement_reversal IS 'Debits that a person had named for a refund by mistake: which line, for which order, who had named it, and who took it back and why';
CREATE INDEX ix_refund_settlement_reversal_order ON refund_settlement_reversal (order_id, movement_id);
CREATE INDEX ix_refund_settlement_reversal_refund ON refund_settlement_reversal (refund_id);
CREATE INDEX ix_refund_settlement_reversal_movement ON refund_settlement_reversal (movement_id);
CREATE TRIGGER tr_refund_settlement_reversal_append_only BEFORE UPDATE OR DELETE ON refund_settlement_reversal FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tr_refund_settlement_reversal_no_truncate BEFORE TRUNCATE ON refund_settlement_reversal FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Taken back is what stands, and what a person had named: a line with the name of the order itself is the word of the bank.
CREATE FUNCTION check_refund_settlement_reversal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM refund_order o JOIN movement m ON m.id = o.settled_movement_id
                 WHERE o.id = NEW.order_id AND o.refund_id = NEW.refund_id AND o.state = 'settled' AND o.settled_movement_id = NEW.movement_id AND m.end_to_end_id <> o.end_to_end_id) THEN
    RAISE EXCEPTION 'movement % was not named by a person for order %', NEW.movement_id, NEW.order_id USING ERRCODE = '23514', CONSTRAINT = 'ck_refund_settlement_reversal_named';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER tr_refund_settlement_reversal_named BEFORE INSERT ON refund_settlement_reversal FOR EACH ROW EXECUTE FUNCTION check_refund_settlement_reversal();

-- The line that paid an order is left by such a reversal only.
CREATE FUNCTION keep_settled_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM refund_settlement_reversal v WHERE v.order_id = OLD.id AND v.movement_id = OLD.settled_movement_id) THEN
    RAISE EXCEPTION 'what paid an order is taken back by another person than who named it' USING ERRCODE = '23514', CONSTRAINT = 'ck_refund_order_settlement';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER tr_refund_order_settlement BEFORE UPDATE OF settled_movement_id ON refund_order FOR EACH ROW
  WHEN (OLD.settled_movement_id IS NOT NULL AND NEW.settled_movement_id IS DISTINCT FROM OLD.settled_movement_id) EXECUTE FUNCTION keep_settled_order();

-- R5.4: the order of a refund that was said to be paid is at the bank as before, even where the claim was offered to FPS Finance since: nothing is ordered by it.
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
  IF NEW.state IN ('approved', 'ordered') AND NEW.state <> OLD.state AND OLD.state <> 'paid' AND decision_at_recovery(NEW.decision_id) THEN
    RAISE EXCEPTION 'the claim is recalled from recovery first' USING ERRCODE = '23514', CONSTRAINT = 'ck_refund_recalled';
  END IF;
  RETURN NEW;
END $$;
