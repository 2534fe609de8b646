-- A correction goes to everybody to whom the decision went: a sealed copy for each, and, where it opens a new month, a notification
-- of each. The table takes the place of the one column, which had room for one addressee.
CREATE TABLE decision_correction_letter (
  document_id uuid NOT NULL,
  correction_id uuid NOT NULL,
  department_id uuid NOT NULL,
  CONSTRAINT pk_decision_correction_letter PRIMARY KEY (document_id),
  CONSTRAINT fk_decision_correction_letter_document FOREIGN KEY (document_id) REFERENCES document (id),
  CONSTRAINT fk_decision_correction_letter_correction FOREIGN KEY (correction_id) REFERENCES decision_correction (id),
  CONSTRAINT fk_decision_correction_letter_department FOREIGN KEY (department_id) REFERENCES department (id)
);
CREATE INDEX ix_decision_correction_letter_correction ON decision_correction_letter (correction_id);
INSERT INTO decision_correction_letter (document_id, correction_id, department_id)
  SELECT document_id, id, department_id FROM decision_correction WHERE document_id IS NOT NULL;
CREATE TRIGGER tr_decision_correction_letter_append_only BEFORE UPDATE OR DELETE ON decision_correction_letter FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tr_decision_correction_letter_no_truncate BEFORE TRUNCATE ON decision_correction_letter FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
COMMENT ON COLUMN decision_correction.document_id IS 'The copy of the first addressee; decision_correction_letter has them all';

CREATE TABLE decision_correction_notification (
  notification_id uuid NOT NULL,
  correction_id uuid NOT NULL,
  department_id uuid NOT NULL,
  CONSTRAINT pk_decision_correction_notification PRIMARY KEY (notification_id),
  CONSTRAINT fk_decision_correction_notification_notification FOREIGN KEY (notification_id) REFERENCES notification (id),
  CONSTRAINT fk_decision_correction_notification_correction FOREIGN KEY (correction_id) REFERENCES decision_correction (id),
  CONSTRAINT fk_decision_correction_notification_department FOREIGN KEY (department_id) REFERENCES department (id)
);
CREATE INDEX ix_decision_correction_notification_correction ON decision_correction_notification (correction_id);
INSERT INTO decision_correction_notification (notification_id, correction_id, department_id)
  SELECT notification_id, id, department_id FROM decision_correction WHERE notification_id IS NOT NULL;
CREATE TRIGGER tr_decision_correction_notification_append_only BEFORE UPDATE OR DELETE ON decision_correction_notification FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tr_decision_correction_notification_no_truncate BEFORE TRUNCATE ON decision_correction_notification FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE decision_correction DROP CONSTRAINT fk_decision_correction_notification, DROP COLUMN notification_id;

-- Taking a merge apart moves debts and the order of fines as much as the merge did: nobody takes back alone what they confirmed.
-- What was taken apart before this rule stays on record as it was.
ALTER TABLE person_merge ADD CONSTRAINT ck_person_merge_undo_eyes CHECK (undone_by IS NULL OR undone_by <> decided_by) NOT VALID;
