-- Appeals that were taken over before the product knew appeals become appeals like any other: lodged or, where the court has them on its
-- roll, pending. What is said of the record stays in the file of the take-over. One on a decision that has fallen meanwhile, or that
-- has an open appeal already, stays where it is and goes on holding deposit and recovery.
WITH waiting AS (
  SELECT DISTINCT ON (r.decision_id) r.id, gen_random_uuid() AS appeal_id, r.decision_id, d.department_id, f.decided_by, f.decided_at, c.*
  FROM takeover_record r JOIN takeover_file f ON f.id = r.file_id JOIN decision d ON d.id = r.decision_id AND d.state = 'notified',
    jsonb_to_record(r.content->'record') AS c ("filedOn" date, state text, court text, "docketNumber" text, "hearingOn" date)
  WHERE r.kind = 'appeal' AND r.state = 'loaded' AND r.content IS NOT NULL
    AND NOT EXISTS (SELECT FROM appeal_decision x WHERE x.decision_id = r.decision_id AND x.state IN ('lodged', 'pending', 'judged'))
  ORDER BY r.decision_id, c."filedOn", r.id
), appeals AS (
  INSERT INTO appeal (id, department_id, lodged_on, learned_on, court_code, docket_number, appellant, note, recorded_by, recorded_at)
  SELECT appeal_id, department_id, "filedOn", (decided_at AT TIME ZONE 'Europe/Brussels')::date, court, coalesce("docketNumber", ''), 'person',
    coalesce('Audience / zitting / Sitzung: ' || "hearingOn", ''), decided_by, decided_at FROM waiting
), lines AS (
  INSERT INTO appeal_decision (appeal_id, decision_id, department_id, state)
  SELECT appeal_id, decision_id, department_id, CASE WHEN state = 'pleaded' OR coalesce("docketNumber", '') <> '' THEN 'pending' ELSE 'lodged' END FROM waiting
)
UPDATE takeover_record r SET content = NULL FROM waiting w WHERE r.id = w.id;
