-- R1.1.11, R4.1: each of those who owe one fine may appeal for themselves, before a court of their own. The same appellant has one open appeal on a
-- decision: the person who was fined whatever name is given, anyone else by name, however it is spelt.
CREATE FUNCTION appellant_key(appellant text, name text) RETURNS text LANGUAGE sql IMMUTABLE
  RETURN CASE WHEN appellant = 'person' THEN appellant ELSE appellant || ' ' || lower(regexp_replace(btrim(name), '\s+', ' ', 'g')) END;

ALTER TABLE appeal_decision ADD COLUMN appellant_key text;
UPDATE appeal_decision x SET appellant_key = appellant_key(a.appellant, a.appellant_name) FROM appeal a WHERE a.id = x.appeal_id;
ALTER TABLE appeal_decision ALTER COLUMN appellant_key SET NOT NULL;
COMMENT ON COLUMN appeal_decision.appellant_key IS 'Who appealed, in one spelling; written by the database from the appeal, where it never changes';

-- An appeal that the same statement writes is not to be seen yet; then the statement gives the key itself.
CREATE FUNCTION write_appellant_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.appellant_key := coalesce((SELECT appellant_key(a.appellant, a.appellant_name) FROM appeal a WHERE a.id = NEW.appeal_id), NEW.appellant_key);
  RETURN NEW;
END $$;
CREATE TRIGGER tr_appeal_decision_appellant BEFORE INSERT OR UPDATE OF appeal_id, appellant_key ON appeal_decision
  FOR EACH ROW EXECUTE FUNCTION write_appellant_key();

DROP INDEX uq_appeal_open;
CREATE UNIQUE INDEX uq_appeal_open ON appeal_decision (decision_id, appellant_key) WHERE state IN ('lodged', 'pending', 'judged');
CREATE INDEX ix_appeal_decision_decision ON appeal_decision (decision_id);

-- Two courts may judge the same decision on one day, each in its own case.
DROP INDEX uq_judgment_same;
CREATE UNIQUE INDEX uq_judgment_same ON judgment (appeal_id, decision_id, stage, judged_on) WHERE state <> 'refused';

-- R4.6: an annulment is lifted by the judgment that replaces it, and only while no court has annulled in another case.
CREATE OR REPLACE FUNCTION keep_annulled_by_two() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state = 'annulled' AND OLD.state <> 'annulled'
      AND NOT EXISTS (SELECT FROM judgment j WHERE j.decision_id = NEW.id AND j.state = 'confirmed' AND j.outcome = 'annulled') THEN
    RAISE EXCEPTION 'a decision is annulled by a judgment' USING ERRCODE = '23514', CONSTRAINT = 'ck_decision_annulled_by_two';
  END IF;
  IF OLD.state = 'annulled' AND NEW.state <> 'annulled'
      AND (NEW.state <> 'notified'
           OR EXISTS (SELECT FROM judgment j WHERE j.decision_id = NEW.id AND j.state = 'confirmed' AND j.outcome = 'annulled')
           OR NOT EXISTS (SELECT FROM judgment j JOIN judgment n ON n.id = j.replaced_by
                WHERE j.decision_id = NEW.id AND j.outcome = 'annulled' AND n.state = 'confirmed' AND n.outcome <> 'annulled')) THEN
    RAISE EXCEPTION 'an annulled decision stands again by a later judgment' USING ERRCODE = '23514', CONSTRAINT = 'ck_decision_reinstated_by_two';
  END IF;
  RETURN NEW;
END $$;

-- R4.6: a judgment follows those that were given before it. One that may still be refused is refused when its day is wrong; of one in effect
-- nothing is changed, so that the one that follows says why it bears an earlier day.
ALTER TABLE judgment ADD COLUMN order_reason text NOT NULL DEFAULT '';
COMMENT ON COLUMN judgment.order_reason IS 'Why it is dated before a judgment in effect that it follows, whose own day was recorded wrongly';
CREATE OR REPLACE FUNCTION keep_judgment_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM judgment j WHERE j.appeal_id = NEW.appeal_id AND j.decision_id = NEW.decision_id AND j.state <> 'refused' AND j.judged_on > NEW.judged_on
               AND (j.state NOT IN ('confirmed', 'replaced') OR btrim(NEW.order_reason) = '')) THEN
    RAISE EXCEPTION 'a judgment is not dated before the one that it follows' USING ERRCODE = '23514', CONSTRAINT = 'ck_judgment_order';
  END IF;
  RETURN NEW;
END $$;

-- A judgment that was contested before it took effect may still be refused by another person: nothing has followed from it.
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
  IF OLD.state IN ('confirmed', 'refused', 'contested', 'replaced')
      OR (OLD.appeal_id, OLD.decision_id, OLD.stage, OLD.judged_on, OLD.outcome, OLD.recorded_by, OLD.order_reason) IS DISTINCT FROM (NEW.appeal_id, NEW.decision_id, NEW.stage, NEW.judged_on, NEW.outcome, NEW.recorded_by, NEW.order_reason) THEN
    RAISE EXCEPTION 'a judgment is decided on once and keeps what was recorded' USING ERRCODE = '23514', CONSTRAINT = 'ck_judgment_history';
  END IF;
  RETURN NEW;
END $$;

-- R4.1: days and court are put right while one of the decisions waits for what the court says of it; the number, on which nothing hangs, at any time.
CREATE OR REPLACE FUNCTION keep_judged_appeal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.department_id, OLD.appellant, OLD.appellant_name, OLD.recorded_by, OLD.recorded_at)
      IS DISTINCT FROM (NEW.department_id, NEW.appellant, NEW.appellant_name, NEW.recorded_by, NEW.recorded_at) THEN
    RAISE EXCEPTION 'who appealed and who recorded it stays' USING ERRCODE = '23514', CONSTRAINT = 'ck_appeal_history';
  END IF;
  IF (OLD.lodged_on, OLD.learned_on, OLD.court_code, OLD.division_code) IS NOT DISTINCT FROM (NEW.lodged_on, NEW.learned_on, NEW.court_code, NEW.division_code) THEN
    RETURN NEW;
  END IF;
  IF NOT EXISTS (SELECT FROM appeal_decision x WHERE x.appeal_id = NEW.id AND x.state IN ('lodged', 'pending', 'judged')
      AND NOT EXISTS (SELECT FROM judgment j WHERE j.appeal_id = x.appeal_id AND j.decision_id = x.decision_id AND j.state IN ('confirmed', 'replaced'))) THEN
    RAISE EXCEPTION 'an appeal on which a judgment has taken effect, or that has ended, stays as it is' USING ERRCODE = '23514', CONSTRAINT = 'ck_appeal_judged';
  END IF;
  IF EXISTS (SELECT FROM judgment j WHERE j.appeal_id = NEW.id AND j.state <> 'refused' AND j.judged_on < NEW.lodged_on) THEN
    RAISE EXCEPTION 'an appeal is lodged before it is judged' USING ERRCODE = '23514', CONSTRAINT = 'ck_appeal_before_judgment';
  END IF;
  RETURN NEW;
END $$;

-- An appeal that was recorded by mistake was never made, and counts nowhere; nobody has to say that its author took it back. No judgment stands on it.
ALTER TABLE appeal_decision
  DROP CONSTRAINT ck_appeal_decision_state,
  DROP CONSTRAINT ck_appeal_decision_closed,
  ADD CONSTRAINT ck_appeal_decision_state CHECK (state IN ('lodged', 'pending', 'judged', 'final', 'withdrawn', 'mistaken')),
  ADD CONSTRAINT ck_appeal_decision_closed CHECK ((closed_on IS NOT NULL) = (state IN ('final', 'withdrawn', 'mistaken'))),
  ADD CONSTRAINT ck_appeal_decision_mistaken CHECK (state <> 'mistaken' OR length(btrim(close_reason)) > 0);
CREATE FUNCTION keep_mistaken_appeal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.state = 'mistaken' AND NEW.state <> 'mistaken')
      OR (NEW.state = 'mistaken' AND EXISTS (SELECT FROM judgment j WHERE (j.appeal_id, j.decision_id) = (NEW.appeal_id, NEW.decision_id) AND j.state <> 'refused')) THEN
    RAISE EXCEPTION 'an appeal recorded by mistake bears no judgment, and stays so' USING ERRCODE = '23514', CONSTRAINT = 'ck_appeal_mistaken';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER tr_appeal_decision_mistaken BEFORE UPDATE OF state ON appeal_decision FOR EACH ROW EXECUTE FUNCTION keep_mistaken_appeal();
