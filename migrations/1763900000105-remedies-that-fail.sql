-- R4.6: a judgment that strikes a remedy out, or does not admit it, leaves the judgment that was contested. It is noted, and replaces nothing.
ALTER TABLE judgment
  DROP CONSTRAINT ck_judgment_state,
  ADD CONSTRAINT ck_judgment_state CHECK (state IN ('recorded', 'proposed', 'confirmed', 'refused', 'contested', 'replaced', 'noted')),
  DROP CONSTRAINT ck_judgment_final,
  ADD CONSTRAINT ck_judgment_final CHECK (state NOT IN ('proposed', 'confirmed', 'replaced', 'noted') OR (final_on >= judged_on AND length(btrim(final_evidence)) > 0 AND finalised_by IS NOT NULL)),
  DROP CONSTRAINT ck_judgment_decided,
  ADD CONSTRAINT ck_judgment_decided CHECK ((state IN ('confirmed', 'refused', 'replaced', 'noted')) = (decided_by IS NOT NULL) AND (decided_by IS NULL) = (decided_at IS NULL) AND (state = 'refused') = (refusal_reason IS NOT NULL)),
  ADD CONSTRAINT ck_judgment_remedy_failed CHECK (state <> 'noted' OR (stage <> 'first-instance' AND (outcome = 'struck-out' OR (outcome = 'confirmed' AND NOT is_admissible))));
COMMENT ON CONSTRAINT ck_judgment_remedy_failed ON judgment IS 'Only a later stage that did not hear the remedy leaves everything as it was';

CREATE OR REPLACE FUNCTION keep_judgment_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM judgment j WHERE j.appeal_id = NEW.appeal_id AND j.decision_id = NEW.decision_id AND j.state <> 'refused' AND j.judged_on > NEW.judged_on
               AND (j.state NOT IN ('confirmed', 'replaced', 'noted') OR btrim(NEW.order_reason) = '')) THEN
    RAISE EXCEPTION 'a judgment is not dated before the one that it follows' USING ERRCODE = '23514', CONSTRAINT = 'ck_judgment_order';
  END IF;
  RETURN NEW;
END $$;

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
  IF OLD.state IN ('confirmed', 'refused', 'contested', 'replaced', 'noted')
      OR (OLD.appeal_id, OLD.decision_id, OLD.stage, OLD.judged_on, OLD.outcome, OLD.is_admissible, OLD.recorded_by, OLD.order_reason) IS DISTINCT FROM (NEW.appeal_id, NEW.decision_id, NEW.stage, NEW.judged_on, NEW.outcome, NEW.is_admissible, NEW.recorded_by, NEW.order_reason) THEN
    RAISE EXCEPTION 'a judgment is decided on once and keeps what was recorded' USING ERRCODE = '23514', CONSTRAINT = 'ck_judgment_history';
  END IF;
  RETURN NEW;
END $$;
