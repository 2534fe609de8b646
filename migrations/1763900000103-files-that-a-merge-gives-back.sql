-- The files that the undoing of a merge gives back: those that it moved, as of whom they are or in which the merged record was named, and what was recorded
-- since from the entries of these and from the entries in progress that it moved.
CREATE FUNCTION files_of_merge(of_merge_id uuid) RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
  WITH moved AS (
    SELECT coalesce(i.row_key->>'offence_id', i.row_key->>'id')::uuid AS id FROM person_merge_item i
     WHERE i.merge_id = of_merge_id AND i.table_name IN ('offence', 'liable_party', 'mandate')),
  entry AS (
    SELECT o.entry_draft_id AS id FROM offence o WHERE o.id IN (SELECT id FROM moved) AND o.entry_draft_id IS NOT NULL
    UNION SELECT (i.row_key->>'id')::uuid FROM person_merge_item i
     WHERE i.merge_id = of_merge_id AND i.table_name = 'offence_draft' AND i.column_name = 'person_id')
  SELECT id FROM moved
  UNION SELECT o.id FROM offence o JOIN entry e ON e.id = o.entry_draft_id
    JOIN person_merge m ON m.id = of_merge_id AND o.recorded_at >= m.decided_at $$;

-- A letter keeps the record to which it was made out. Who stands for it today: the person of the file, where it was made while two were taken for one, and
-- of several records of one person the one that goes on.
CREATE FUNCTION standing_addressee(addressee uuid, of_decision_id uuid, made_at timestamptz) RETURNS uuid LANGUAGE sql STABLE AS $$
  WITH RECURSIVE apart (id, step) AS (
    SELECT addressee, 0
    UNION ALL SELECT m.merged_id, a.step + 1 FROM apart a JOIN person_merge m ON m.survivor_id = a.id AND m.state = 'undone'
      AND made_at >= m.decided_at AND made_at <= m.undone_at
      AND (SELECT d.offence_id FROM decision d WHERE d.id = of_decision_id) IN (SELECT files_of_merge(m.id))),
  standing (id, step) AS (
    (SELECT id, 0 FROM apart ORDER BY step DESC LIMIT 1)
    UNION ALL SELECT p.merged_into, s.step + 1 FROM standing s JOIN person p ON p.id = s.id WHERE p.merged_into IS NOT NULL)
  SELECT id FROM standing ORDER BY step DESC LIMIT 1 $$;
DROP FUNCTION standing_addressee(uuid);
CREATE INDEX ix_person_merge_undone ON person_merge (survivor_id) WHERE state = 'undone';
