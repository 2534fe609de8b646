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
