-- D22: the files that hold the same facts as this one, recorded before it or after it: of the same entry, or of the same person, obligation and
-- day. All but the last count for nothing any more; each page leads to the other.
CREATE FUNCTION files_of_same_facts(file_id uuid)
  RETURNS TABLE (id uuid, department_id uuid, state text, is_later boolean, recorded_at timestamptz) LANGUAGE sql STABLE AS $$
  SELECT s.id, s.department_id, s.state, (s.recorded_at, s.id) > (o.recorded_at, o.id), s.recorded_at
  FROM offence o JOIN offence s ON s.id <> o.id
    AND (s.entry_draft_id = o.entry_draft_id
      OR (s.person_id IN (SELECT records_of_person(o.person_id)) AND s.obligation_code = o.obligation_code AND s.facts_on = o.facts_on))
  WHERE o.id = file_id
$$;
