-- R1.1.1, trap 1: 42octies collects the fines of other articles, so that beside it no other fine of the person for the day stands.
-- Two under 42octies are of the same obligation, which uq_offence_duplicate refuses.
ALTER TABLE offence
  ADD CONSTRAINT ex_offence_collection_article EXCLUDE USING gist (
    person_id WITH =, facts_on WITH =, (CASE WHEN article = '42octies' THEN 1 ELSE 0 END) WITH <>
  ) WHERE (state <> 'void' AND outcome = 'fine');
