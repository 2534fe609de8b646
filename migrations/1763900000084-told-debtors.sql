-- R2.10, D21: through whom somebody who must pay is told of a decision: themselves, and the mandataries who are their address for service.
CREATE FUNCTION served_through(of_decision_id uuid, debtor_id uuid) RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
  SELECT records_of_person(debtor_id)
  UNION SELECT m.person_id FROM decision d JOIN mandate m ON m.offence_id = d.offence_id
    WHERE d.id = of_decision_id AND m.represented_id = debtor_id AND m.elects_domicile $$;

-- Whether a notification stands for them, so that their month runs (rules.md 4A). The one place that knows.
CREATE FUNCTION is_told(of_decision_id uuid, debtor_id uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM notification n WHERE n.decision_id = of_decision_id AND n.superseded_by IS NULL
    AND n.addressee_id IN (SELECT served_through(of_decision_id, debtor_id))) $$;

CREATE FUNCTION untold_debtors(of_decision_id uuid) RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
  SELECT l.person_id FROM decision d JOIN liable_party l ON l.offence_id = d.offence_id
   WHERE d.id = of_decision_id AND NOT is_told(of_decision_id, l.person_id) $$;

-- The day on which the decision first reached them, by the register as it stands now; null while it has not. What came back unknown or moved, or was recorded
-- by mistake, reached nobody (D27), and a day that was put right is the right one. Told anew, or without the remedies clause, they have known since the first time.
CREATE FUNCTION told_on(of_decision_id uuid, debtor_id uuid) RETURNS date LANGUAGE sql STABLE AS $$
  SELECT min(f.happened_on) FROM notification_attempt a JOIN notification_fact f ON f.decision_id = a.decision_id AND f.attempt_id = a.id
   WHERE a.decision_id = of_decision_id AND a.addressee_id IN (SELECT served_through(of_decision_id, debtor_id))
     AND f.kind = CASE a.channel WHEN 'registered-ar' THEN 'presented' WHEN 'registered' THEN 'sent' WHEN 'post' THEN 'sent' ELSE 'handed-over' END
     AND NOT EXISTS (SELECT FROM notification_fact r WHERE r.supersedes = f.id)
     AND NOT EXISTS (SELECT FROM notification_fact b WHERE b.decision_id = a.decision_id AND b.attempt_id = a.id AND b.kind IN ('unknown', 'moved', 'mistaken')) $$;

-- D10, D21: the day on which the last of those who must pay was told; null while one of them was not.
CREATE OR REPLACE FUNCTION all_debtors_told_on(told_decision_id uuid) RETURNS date LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN count(*) = count(told.first_on) THEN max(told.first_on) END
    FROM decision d JOIN liable_party l ON l.offence_id = d.offence_id CROSS JOIN LATERAL (SELECT told_on(d.id, l.person_id) AS first_on) told
   WHERE d.id = told_decision_id $$;

-- D10: the first fine of a breach that goes on was told to all who must pay it, by what the register says today.
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
     WHERE e.id = NEW.continuing_of AND eo.obligation_code = o.obligation_code AND all_debtors_told_on(e.id) < o.facts_on AND eo.report_reference <> o.report_reference AND o.hearing_kind <> 'waived'
  ) THEN
    RAISE EXCEPTION 'no other fine of a breach without notification, new facts and a hearing' USING ERRCODE = '23514', CONSTRAINT = 'ck_decision_continuing_link';
  END IF;
  RETURN NEW;
END $$;
