-- R5.4: what goes back out of a movement waits in suspense. Money of a refund that came back is not new money, nor is what the bank takes
-- back or what a person has set aside.
CREATE FUNCTION check_refund_open_money() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM movement m WHERE m.id = NEW.movement_id AND m.state IN ('pending', 'suspense') AND m.undoes_id IS NULL)
      OR EXISTS (SELECT FROM movement_verdict v WHERE v.movement_id = NEW.movement_id AND v.reversed_at IS NULL)
      OR EXISTS (SELECT FROM refund_order o JOIN movement m ON m.id = NEW.movement_id
                 WHERE o.returned_movement_id = m.id OR o.end_to_end_id = nullif(m.end_to_end_id, '')) THEN
    RAISE EXCEPTION 'refunded is what waits in suspense' USING ERRCODE = '23514', CONSTRAINT = 'ck_refund_open_money';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER tr_refund_open_money BEFORE INSERT ON refund FOR EACH ROW
  WHEN (NEW.allocation_id IS NULL AND NEW.movement_id IS NOT NULL) EXECUTE FUNCTION check_refund_open_money();

-- What was owed back before refunds were kept has its first step like every other refund.
INSERT INTO refund_step (id, refund_id, department_id, verb, state, reason, taken_by, taken_at)
SELECT gen_random_uuid(), r.id, r.department_id, 'propose', 'proposed', r.note, r.proposed_by, r.proposed_at
FROM refund r WHERE NOT EXISTS (SELECT FROM refund_step s WHERE s.refund_id = r.id AND s.verb = 'propose');

-- Who sent the form and who received it, both for good: neither decides on the request (D12).
ALTER TABLE refund_request
  ADD COLUMN sent_by uuid,
  ADD COLUMN received_by uuid,
  ADD CONSTRAINT fk_refund_request_sent_by FOREIGN KEY (sent_by) REFERENCES user_account (id),
  ADD CONSTRAINT fk_refund_request_received_by FOREIGN KEY (received_by) REFERENCES user_account (id);
UPDATE refund_request q SET
  sent_by = CASE WHEN q.state = 'form-sent' THEN q.recorded_by
                 ELSE (SELECT u.id FROM event_log e JOIN user_account u ON u.id::text = e.actor_id WHERE e.subject_id = q.id AND e.type = 'refund-request.form-sent' ORDER BY e.position LIMIT 1) END,
  received_by = CASE WHEN q.state = 'received' THEN q.recorded_by END
WHERE q.state IN ('form-sent', 'received');
COMMENT ON COLUMN refund_request.recorded_by IS 'Who recorded its last state before the decision';
ALTER TABLE refund_request DROP CONSTRAINT ck_refund_request_four_eyes;
ALTER TABLE refund_request ADD CONSTRAINT ck_refund_request_four_eyes CHECK (
  (state NOT IN ('granted', 'refused') OR decided_by <> recorded_by)
  AND (state NOT IN ('granted', 'refused', 'closed') OR received_by IS NULL OR (decided_by <> received_by AND decided_by IS DISTINCT FROM sent_by)));
