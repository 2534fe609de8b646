-- Records of one person are put together and taken apart (D22): an attempt follows the person to whom it went, as its notification does.
-- Nothing else of it ever changes.
CREATE FUNCTION keep_attempt() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (to_jsonb(NEW) - 'addressee_id') <> (to_jsonb(OLD) - 'addressee_id') THEN
    RAISE EXCEPTION 'UPDATE on notification_attempt is refused: rows are only ever added' USING ERRCODE = '23001';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER tr_notification_attempt_append_only ON notification_attempt;
CREATE TRIGGER tr_notification_attempt_kept BEFORE UPDATE ON notification_attempt FOR EACH ROW EXECUTE FUNCTION keep_attempt();
CREATE TRIGGER tr_notification_attempt_no_delete BEFORE DELETE ON notification_attempt FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- A letter keeps the record to which it was made out; whoever that record was put together with is told by it.
CREATE FUNCTION standing_addressee(addressee uuid) RETURNS uuid LANGUAGE sql STABLE AS $$
  SELECT coalesce((SELECT m.survivor_id FROM person_merge m WHERE m.merged_id = addressee AND m.state = 'merged' LIMIT 1), addressee)
$$;
