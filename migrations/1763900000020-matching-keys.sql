-- What a payment without birth date and without reference is looked up by: two words of a name, in alphabetical order of the
-- code points as the application sorts them (src/payments/fine-index.rules.ts).
CREATE FUNCTION name_pairs(search_key text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(DISTINCT (one.word || '|' || other.word) COLLATE "C"), '{}')
  FROM unnest(string_to_array(search_key, ' ')) AS one (word), unnest(string_to_array(search_key, ' ')) AS other (word)
  WHERE one.word COLLATE "C" < other.word COLLATE "C" AND length(one.word) >= 2 AND length(other.word) >= 2
$$;
CREATE INDEX ix_person_name_pairs ON person USING gin (name_pairs(search_key));

-- A number of an earlier office is written with blanks, points or hyphens: letters and digits alone tell it.
CREATE FUNCTION compact_number(number text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT regexp_replace(upper(number), '[^A-Z0-9]', '', 'g')
$$;
CREATE INDEX ix_decision_compact_number ON decision (compact_number(number)) WHERE number IS NOT NULL;
