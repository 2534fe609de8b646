-- A correction puts one person right: the offender, or anybody who has to pay or acts for them. The place and the facts are the decision's own.
ALTER TABLE decision_correction ADD COLUMN person_id uuid;
UPDATE decision_correction c SET person_id = o.person_id FROM decision d JOIN offence o ON o.id = d.offence_id WHERE d.id = c.decision_id;
ALTER TABLE decision_correction ALTER COLUMN person_id SET NOT NULL;
ALTER TABLE decision_correction ADD CONSTRAINT fk_decision_correction_person FOREIGN KEY (person_id) REFERENCES person (id);
CREATE INDEX ix_decision_correction_person ON decision_correction (person_id);
COMMENT ON COLUMN decision_correction.person_id IS 'whose name, birth date or address is put right';
COMMENT ON COLUMN person_merge_item.row_key IS 'primary key of the row as it stands after the move; of answers, also under which question (answer)';
