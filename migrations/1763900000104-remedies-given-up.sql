-- R4.6: whoever contested a judgment gives the remedy up: the judgment stands again as it was recorded. That it was final was said before the remedy was known,
-- and is said anew.
CREATE OR REPLACE FUNCTION keep_decided_judgment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'confirmed' AND NEW.state = 'replaced' AND to_jsonb(NEW) - 'state' - 'replaced_by' = to_jsonb(OLD) - 'state' - 'replaced_by'
      AND EXISTS (SELECT FROM judgment n WHERE n.id = NEW.replaced_by AND (n.appeal_id, n.decision_id, n.state) = (OLD.appeal_id, OLD.decision_id, 'proposed')) THEN
    RETURN NEW;
  END IF;
  IF OLD.state = 'contested' AND NEW.state = 'refused'
      AND to_jsonb(NEW) - ARRAY['state', 'decided_by', 'decided_at', 'refusal_reason'] = to_jsonb(OLD) - ARRAY['state', 'decided_by', 'decided_at', 'refusal_reason'] THEN
    RETURN NEW;
  END IF;
  IF OLD.state = 'contested' AND NEW.state = 'recorded' AND NEW.final_on IS NULL AND NEW.final_evidence = '' AND NEW.finalised_by IS NULL
      AND to_jsonb(NEW) - ARRAY['state', 'final_on', 'final_evidence', 'finalised_by'] = to_jsonb(OLD) - ARRAY['state', 'final_on', 'final_evidence', 'finalised_by'] THEN
    RETURN NEW;
  END IF;
  IF OLD.state IN ('confirmed', 'refused', 'contested', 'replaced')
      OR (OLD.appeal_id, OLD.decision_id, OLD.stage, OLD.judged_on, OLD.outcome, OLD.recorded_by, OLD.order_reason) IS DISTINCT FROM (NEW.appeal_id, NEW.decision_id, NEW.stage, NEW.judged_on, NEW.outcome, NEW.recorded_by, NEW.order_reason) THEN
    RAISE EXCEPTION 'a judgment is decided on once and keeps what was recorded' USING ERRCODE = '23514', CONSTRAINT = 'ck_judgment_history';
  END IF;
  RETURN NEW;
END $$;
