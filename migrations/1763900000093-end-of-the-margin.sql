-- An inquiry at the registry that was noted on the wrong decision or day ends the margin for a decision about which nobody asked (D7). It is never erased: a
-- row beside it takes it back, with the reason, and it counts nowhere any more.
CREATE TABLE registry_check_mistake (
  registry_check_id uuid NOT NULL,
  department_id uuid NOT NULL,
  reason text NOT NULL,
  recorded_by uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT pk_registry_check_mistake PRIMARY KEY (registry_check_id),
  CONSTRAINT fk_registry_check_mistake_check FOREIGN KEY (registry_check_id) REFERENCES registry_check (id),
  CONSTRAINT fk_registry_check_mistake_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_registry_check_mistake_recorded_by FOREIGN KEY (recorded_by) REFERENCES user_account (id),
  CONSTRAINT ck_registry_check_mistake_reason CHECK (reason <> '')
);
COMMENT ON TABLE registry_check_mistake IS 'An inquiry at the registry that was recorded by mistake, and why';
CREATE TRIGGER tr_registry_check_mistake_append_only BEFORE UPDATE OR DELETE ON registry_check_mistake FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tr_registry_check_mistake_no_truncate BEFORE TRUNCATE ON registry_check_mistake FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What the registry was asked and knew, as far as it counts.
CREATE VIEW standing_registry_check AS
  SELECT c.* FROM registry_check c WHERE NOT EXISTS (SELECT FROM registry_check_mistake m WHERE m.registry_check_id = c.id);
COMMENT ON VIEW standing_registry_check IS 'The inquiries at the registry that nobody took back';

-- The same inquiry is recorded once; one that was taken back may be recorded again. Whoever records holds the decision, so that two at once are one after the other.
ALTER TABLE registry_check DROP CONSTRAINT uq_registry_check;
CREATE INDEX ix_registry_check_decision ON registry_check (decision_id);
CREATE FUNCTION keep_registry_check_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM decision WHERE id = NEW.decision_id FOR UPDATE;
  IF EXISTS (SELECT FROM standing_registry_check c WHERE c.decision_id = NEW.decision_id AND c.court_code = NEW.court_code AND c.checked_on = NEW.checked_on) THEN
    RAISE EXCEPTION 'this inquiry is recorded' USING ERRCODE = '23505', CONSTRAINT = 'uq_registry_check';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER tr_registry_check_once BEFORE INSERT ON registry_check FOR EACH ROW EXECUTE FUNCTION keep_registry_check_once();

-- D7, D20: the window of everybody is over, the margin is not, something hangs on it, no appeal was made, and the registry was not asked since. The list of
-- work and the list of windows are this one.
CREATE FUNCTION windows_to_check(on_day date, margin_days integer)
  RETURNS TABLE (decision_id uuid, last_day date, margin_ends_on date) LANGUAGE sql STABLE AS $$
  SELECT d.id, n.last_day, n.last_day + margin_days
    FROM decision d JOIN LATERAL (SELECT max(n.adverse_last_day) AS last_day FROM notification n WHERE n.decision_id = d.id AND n.superseded_by IS NULL) n ON TRUE
   WHERE d.state = 'notified' AND n.last_day < on_day AND n.last_day + margin_days >= on_day
     AND NOT EXISTS (SELECT FROM appeal_decision x WHERE x.decision_id = d.id AND x.state NOT IN ('withdrawn', 'mistaken'))
     AND NOT EXISTS (SELECT FROM standing_registry_check c WHERE c.decision_id = d.id AND c.checked_on > n.last_day)
     AND NOT EXISTS (SELECT FROM untold_debtors(d.id))
     AND (EXISTS (SELECT FROM ledger_account r WHERE r.decision_id = d.id AND r.kind = 'receivable' AND r.balance_cents > 0)
          OR EXISTS (SELECT FROM deposit t WHERE t.decision_id = d.id AND t.state = 'held')) $$;

-- D6, D7: after the margin the product itself proposes that a deposit falls to the State, and no other release; a person confirms it, who did not enter the
-- money with the Caisse: so it still takes two.
ALTER TABLE deposit_release
  ALTER COLUMN proposed_by DROP NOT NULL,
  ADD CONSTRAINT ck_deposit_release_proposed_by CHECK (proposed_by IS NOT NULL OR (kind = 'to-state' AND ground = 'no-appeal'));
COMMENT ON COLUMN deposit_release.proposed_by IS 'Empty where the product proposed it, the margin having passed';
CREATE FUNCTION keep_release_by_two() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state = 'confirmed' AND NEW.proposed_by IS NULL
      AND EXISTS (SELECT FROM deposit_evidence e WHERE e.deposit_id = NEW.deposit_id AND e.recorded_by = NEW.decided_by) THEN
    RAISE EXCEPTION 'whoever entered the deposit does not confirm that it falls to the State' USING ERRCODE = '23514', CONSTRAINT = 'ck_deposit_release_entered';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER tr_deposit_release_by_two BEFORE UPDATE OF state ON deposit_release FOR EACH ROW EXECUTE FUNCTION keep_release_by_two();
