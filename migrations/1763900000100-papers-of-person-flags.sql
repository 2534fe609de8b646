-- D34: the paper that a flag about a person rests on (certificate of death, judgment of insolvency, appointment of a guardian) stands with the flag: a
-- flag is of a person and not of one decision, and holds every file of theirs.
ALTER TABLE document
  ADD COLUMN person_flag_id uuid,
  ADD CONSTRAINT fk_document_person_flag FOREIGN KEY (person_flag_id) REFERENCES person_flag (id),
  DROP CONSTRAINT ck_document_subject,
  ADD CONSTRAINT ck_document_subject CHECK (num_nonnulls(decision_id, refund_id, person_flag_id) = 1 AND (refund_id IS NULL OR kind = 'refund-letter') AND (person_flag_id IS NULL OR kind = 'evidence'));
COMMENT ON COLUMN document.person_flag_id IS 'The flag about a person that it is evidence of; empty for what stands in the file of a decision, or with a refund';
CREATE INDEX ix_document_person_flag ON document (person_flag_id) WHERE person_flag_id IS NOT NULL;
COMMENT ON COLUMN evidence_file.subject_kind IS 'What it is about, as the events name it: deposit, appeal, proof-hold, notification, person-flag';
