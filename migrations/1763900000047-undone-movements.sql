-- What the bank took back stays so while the movement that took it back stands.
CREATE FUNCTION refuse_undone_movement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM movement u WHERE u.undoes_id = NEW.id) THEN
    RAISE EXCEPTION 'movement % was taken back by the bank', NEW.id USING ERRCODE = '23514', CONSTRAINT = 'ck_movement_undone';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER tr_movement_undone BEFORE UPDATE OF state ON movement FOR EACH ROW
  WHEN (OLD.state = 'not-a-fine' AND NEW.state <> 'not-a-fine') EXECUTE FUNCTION refuse_undone_movement();

-- R5.4: refunded is money that a movement brought; of a total and its details that is what counts.
CREATE OR REPLACE FUNCTION check_refund_source() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  booking allocation;
BEGIN
  IF NOT EXISTS (SELECT FROM movement m JOIN statement s ON s.id = m.statement_id
                 WHERE m.id = NEW.movement_id AND m.direction = 'credit' AND m.counts AND s.state = 'accepted'
                   AND NOT EXISTS (SELECT FROM movement u WHERE u.undoes_id = m.id)) THEN
    RAISE EXCEPTION 'refunded is what stands on an accepted statement' USING ERRCODE = '23514', CONSTRAINT = 'ck_refund_reconciled';
  END IF;
  IF NEW.allocation_id IS NOT NULL THEN
    SELECT * INTO booking FROM allocation WHERE id = NEW.allocation_id FOR UPDATE;
    IF booking.reversed_at IS NOT NULL OR booking.movement_id <> NEW.movement_id OR booking.decision_id <> NEW.decision_id OR booking.amount_cents < NEW.amount_cents THEN
      RAISE EXCEPTION 'a refund out of a booking is within it' USING ERRCODE = '23514', CONSTRAINT = 'ck_refund_within_booking';
    END IF;
  END IF;
  RETURN NEW;
END $$;
