-- What the court says of one decision keeps its order, and what was recorded of an appeal is put right only while no judgment on it has taken effect.
-- R4.6: a judgment follows those that were given before it in the same appeal; one that another person refused was never given.
CREATE FUNCTION keep_judgment_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM judgment j WHERE j.appeal_id = NEW.appeal_id AND j.decision_id = NEW.decision_id AND j.state <> 'refused' AND j.judged_on > NEW.judged_on) THEN
    RAISE EXCEPTION 'a judgment is not dated before the one that it follows' USING ERRCODE = '23514', CONSTRAINT = 'ck_judgment_order';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER tr_judgment_order BEFORE INSERT ON judgment FOR EACH ROW EXECUTE FUNCTION keep_judgment_order();

-- R4.1: days, court and number are corrected with a reason, which the event keeps with what stood before; who appealed stays as it was recorded.
CREATE FUNCTION keep_judged_appeal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.department_id, OLD.appellant, OLD.appellant_name, OLD.recorded_by, OLD.recorded_at)
      IS DISTINCT FROM (NEW.department_id, NEW.appellant, NEW.appellant_name, NEW.recorded_by, NEW.recorded_at) THEN
    RAISE EXCEPTION 'who appealed and who recorded it stays' USING ERRCODE = '23514', CONSTRAINT = 'ck_appeal_history';
  END IF;
  IF (OLD.lodged_on, OLD.learned_on, OLD.court_code, OLD.division_code) IS NOT DISTINCT FROM (NEW.lodged_on, NEW.learned_on, NEW.court_code, NEW.division_code) THEN
    RETURN NEW;
  END IF;
  IF EXISTS (SELECT FROM judgment j WHERE j.appeal_id = NEW.id AND j.state IN ('confirmed', 'replaced')) THEN
    RAISE EXCEPTION 'an appeal on which a judgment has taken effect stays as it is' USING ERRCODE = '23514', CONSTRAINT = 'ck_appeal_judged';
  END IF;
  IF EXISTS (SELECT FROM judgment j WHERE j.appeal_id = NEW.id AND j.state <> 'refused' AND j.judged_on < NEW.lodged_on) THEN
    RAISE EXCEPTION 'an appeal is lodged before it is judged' USING ERRCODE = '23514', CONSTRAINT = 'ck_appeal_before_judgment';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER tr_appeal_judged BEFORE UPDATE ON appeal FOR EACH ROW EXECUTE FUNCTION keep_judged_appeal();
