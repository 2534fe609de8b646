-- Whoever is born on a day that payments name is read with the names and nothing else: out of the index alone, however many they are.
DROP INDEX ix_person_birth;
CREATE INDEX ix_person_birth ON person (birth_year, birth_month, birth_day) INCLUDE (id, latin_family_name, latin_given_names);
