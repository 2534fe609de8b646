-- Persons complete: firms from abroad; other names and identity documents; what a record said before it was corrected; records of
-- one person brought together and taken apart again; material errors in a signed decision put right.
-- Why keys move at a merge and stay nowhere behind: every rule that counts by person (D10, D22) goes on reading one column.

-- A firm from abroad is told apart by its number together with its register.
ALTER TABLE person ADD COLUMN legal_form text;
ALTER TABLE person ADD COLUMN register_number text;
ALTER TABLE person ADD COLUMN register_country text;
ALTER TABLE person ADD CONSTRAINT ck_person_register CHECK ((register_number IS NULL) = (register_country IS NULL));
ALTER TABLE person ADD CONSTRAINT ck_person_register_country CHECK (register_country ~ '^[A-Z]{2}$' AND register_country <> 'BE');
ALTER TABLE person ADD CONSTRAINT ck_person_firm CHECK (kind = 'legal' OR (legal_form IS NULL AND register_number IS NULL));
