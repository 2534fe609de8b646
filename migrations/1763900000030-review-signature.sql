-- Four eyes from the first answer on: whoever wrote into an entry is an author of the decision that comes of it (D33). The entry is
-- gone once it is recorded; who wrote it is not.
CREATE TABLE entry_draft_author (
  draft_id uuid NOT NULL,
  user_id uuid NOT NULL,
  department_id uuid NOT NULL,
  since timestamptz NOT NULL,
  CONSTRAINT pk_entry_draft_author PRIMARY KEY (draft_id, user_id),
  CONSTRAINT fk_entry_draft_author_user FOREIGN KEY (user_id) REFERENCES user_account (id),
  CONSTRAINT fk_entry_draft_author_department FOREIGN KEY (department_id) REFERENCES department (id)
);
COMMENT ON TABLE entry_draft_author IS 'Everyone who wrote answers of an entry, by hand or taken over from another one: an author of its decision (D33)';
CREATE TRIGGER tr_entry_draft_author_append_only BEFORE UPDATE OR DELETE ON entry_draft_author FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tr_entry_draft_author_no_truncate BEFORE TRUNCATE ON entry_draft_author FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Entries that are in progress, and those that were recorded: what was noted of them says who wrote.
INSERT INTO entry_draft_author (draft_id, user_id, department_id, since)
  SELECT subject_id, actor_id::uuid, u.department_id, min(occurred_at) FROM event_log JOIN user_account u ON u.id::text = actor_id
   WHERE actor_kind = 'user' AND type IN ('offence-draft.begun', 'offence-draft.saved') GROUP BY subject_id, actor_id, u.department_id;
INSERT INTO entry_draft_author (draft_id, user_id, department_id, since)
  SELECT id, created_by, department_id, created_at FROM offence_draft ON CONFLICT DO NOTHING;
INSERT INTO decision_author (decision_id, user_id, department_id, since)
  SELECT d.id, a.user_id, d.department_id, a.since FROM decision d JOIN offence o ON o.id = d.offence_id
    JOIN entry_draft_author a ON a.draft_id = o.entry_draft_id
   WHERE d.state IN ('draft', 'submitted') ON CONFLICT DO NOTHING;

CREATE OR REPLACE FUNCTION keep_four_eyes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.drafted_by <> OLD.drafted_by THEN
    RAISE EXCEPTION 'the drafter of a decision does not change' USING ERRCODE = '23514', CONSTRAINT = 'ck_decision_drafter';
  END IF;
  IF EXISTS (SELECT FROM decision_author a WHERE a.decision_id = NEW.id AND a.user_id = NEW.signed_by)
    OR EXISTS (SELECT FROM offence o JOIN entry_draft_author a ON a.draft_id = o.entry_draft_id
      WHERE o.id = NEW.offence_id AND a.user_id = NEW.signed_by) THEN
    RAISE EXCEPTION 'an author of the decision cannot sign it' USING ERRCODE = '23514', CONSTRAINT = 'ck_decision_signer_is_no_author';
  END IF;
  RETURN NEW;
END $$;

-- D10: which fine a decision follows is found again when it is submitted, since the earlier one may be withdrawn while this one is
-- written. From the submission on it is fixed.
CREATE OR REPLACE FUNCTION keep_continuing_breach() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW.continuing_of IS NOT DISTINCT FROM OLD.continuing_of THEN
      RETURN NEW;
    END IF;
    IF OLD.state <> 'draft' THEN
      RAISE EXCEPTION 'the earlier decision of a breach does not change' USING ERRCODE = '23514', CONSTRAINT = 'ck_decision_continuing_link';
    END IF;
  END IF;
  IF NEW.continuing_of IS NOT NULL AND NOT EXISTS (
    SELECT FROM decision e JOIN offence eo ON eo.id = e.offence_id JOIN offence o ON o.id = NEW.offence_id
     WHERE e.id = NEW.continuing_of AND eo.obligation_code = o.obligation_code AND e.notified_on < o.facts_on AND eo.report_reference <> o.report_reference AND o.hearing_kind <> 'waived'
  ) THEN
    RAISE EXCEPTION 'no other fine of a breach without notification, new facts and a hearing' USING ERRCODE = '23514', CONSTRAINT = 'ck_decision_continuing_link';
  END IF;
  RETURN NEW;
END $$;

-- D10, D21: the day on which the last of those who must pay was told, in person or at the address for service; null while one of
-- them was not. The one place that knows.
CREATE FUNCTION all_debtors_told_on(told_decision_id uuid) RETURNS date LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN count(*) = count(told.first_on) THEN max(told.first_on) END
    FROM decision d JOIN liable_party l ON l.offence_id = d.offence_id
    LEFT JOIN LATERAL (
      SELECT min(n.acted_on) AS first_on FROM notification n
       WHERE n.decision_id = d.id AND (n.addressee_id IN (SELECT records_of_person(l.person_id))
         OR EXISTS (SELECT FROM mandate m WHERE m.offence_id = d.offence_id AND m.represented_id = l.person_id AND m.elects_domicile
           AND n.addressee_id = m.person_id))) told ON true
   WHERE d.id = told_decision_id $$;
