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
