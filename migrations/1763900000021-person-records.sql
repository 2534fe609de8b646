-- A person who was found to have several records stands under all of them: what only grows (invitations, letters) keeps the one
-- it was written about, and is found from the one that goes on.
CREATE OR REPLACE FUNCTION records_of_person(person_id uuid) RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
  WITH RECURSIVE records AS (
    SELECT records_of_person.person_id AS id UNION SELECT p.id FROM person p JOIN records r ON p.merged_into = r.id)
  SELECT id FROM records $$;
