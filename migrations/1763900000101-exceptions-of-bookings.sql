-- R7.9: a payment on a fine that FPS Finance recovers is booked, and told there the same day: an exception of a kind of its own, which the
-- report of a statement counts and by which its movements are found.
ALTER TABLE allocation
  ADD COLUMN exception text,
  ADD CONSTRAINT ck_allocation_exception CHECK (exception IN ('fine-at-finance'));
COMMENT ON COLUMN allocation.exception IS 'What was out of the ordinary about the fine when this was booked; fine-at-finance: FPS Finance held its claim and was told of the payment in the same transaction. Null for any other booking';

UPDATE allocation l SET exception = 'fine-at-finance'
WHERE EXISTS (SELECT FROM claim c JOIN claim_event e ON e.claim_id = c.id WHERE c.decision_id = l.decision_id AND e.type = 'payment-received'
  AND e.detail ->> 'movementId' = l.movement_id::text AND e.recorded_at = l.booked_at);

CREATE INDEX ix_allocation_exception ON allocation (booked_on) WHERE exception IS NOT NULL;

-- D31, R4.6: what a small rest was small beside may be a judgment as well, which a later one replaces.
COMMENT ON COLUMN write_off.lapsed_at IS 'When the payment or the judgment beside which the small rest was given up fell: the rest is owed again';

-- D7, R4.5: a deposit that was taken over as held has no evidence here: those who checked and loaded its file have entered it.
CREATE FUNCTION deposit_entered_by(deposit uuid) RETURNS SETOF uuid LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT e.recorded_by FROM deposit_evidence e WHERE e.deposit_id = deposit
  UNION
  SELECT unnest(ARRAY[f.checked_by, f.decided_by]) FROM deposit t JOIN takeover_record r ON r.kind = 'deposit' AND r.state = 'loaded' AND r.decision_id = t.decision_id
    JOIN takeover_file f ON f.id = r.file_id WHERE t.id = deposit;
END;
COMMENT ON FUNCTION deposit_entered_by IS 'Who said that the money lies with the Caisse: by its evidence, or by the take-over of the deposit';

CREATE OR REPLACE FUNCTION keep_release_by_two() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state = 'confirmed' AND NEW.proposed_by IS NULL AND NEW.decided_by IN (SELECT deposit_entered_by(NEW.deposit_id)) THEN
    RAISE EXCEPTION 'whoever entered the deposit does not confirm that it falls to the State' USING ERRCODE = '23514', CONSTRAINT = 'ck_deposit_release_entered';
  END IF;
  RETURN NEW;
END $$;

-- D31, R7.7: a debt that was given up still exists in law, and money that comes for it is taken in: by the decision of a person the write-off ends
-- for what is booked, and stands again when that booking is taken back.
ALTER TABLE allocation
  ADD COLUMN revived_write_off_id uuid,
  ADD COLUMN revived_cents bigint,
  ADD COLUMN revival_entry_id uuid,
  ADD CONSTRAINT fk_allocation_revived_write_off FOREIGN KEY (revived_write_off_id) REFERENCES write_off (id),
  ADD CONSTRAINT ck_allocation_revived CHECK (num_nonnulls(revived_write_off_id, revived_cents, revival_entry_id) IN (0, 3) AND revived_cents BETWEEN 1 AND amount_cents AND (revived_cents IS NULL OR booked_by IS NOT NULL));
COMMENT ON COLUMN allocation.revived_write_off_id IS 'The write-off that ended for a part of this booking, by the decision of whoever booked; it stands again when the booking is taken back';
COMMENT ON COLUMN allocation.revived_cents IS 'What of the debt was owed again for this booking';
COMMENT ON COLUMN allocation.revival_entry_id IS 'The ledger entry by which it was owed again';
CREATE INDEX ix_allocation_revived_write_off ON allocation (revived_write_off_id) WHERE revived_write_off_id IS NOT NULL;

CREATE FUNCTION revived_of_write_off(write_off uuid) RETURNS bigint LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT coalesce(sum(l.revived_cents), 0) FROM allocation l WHERE l.revived_write_off_id = write_off AND l.reversed_at IS NULL;
END;
COMMENT ON FUNCTION revived_of_write_off IS 'What of a write-off is owed again and paid, by bookings that stand';

CREATE FUNCTION check_revival() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  given_up write_off;
BEGIN
  IF OLD.revived_write_off_id IS NOT NULL THEN
    RAISE EXCEPTION 'a booking keeps what was revived for it' USING ERRCODE = '23514', CONSTRAINT = 'ck_allocation_revived_history';
  END IF;
  SELECT * INTO given_up FROM write_off WHERE id = NEW.revived_write_off_id FOR UPDATE;
  IF given_up.state <> 'approved' OR given_up.decision_id <> NEW.decision_id OR revived_of_write_off(given_up.id) + NEW.revived_cents > given_up.amount_cents THEN
    RAISE EXCEPTION 'revived is what was given up of this fine' USING ERRCODE = '23514', CONSTRAINT = 'ck_allocation_revived_within';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER tr_allocation_revived BEFORE UPDATE OF revived_write_off_id, revived_cents, revival_entry_id ON allocation FOR EACH ROW EXECUTE FUNCTION check_revival();
