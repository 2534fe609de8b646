-- A decision that lacks its remedies clause is healed only by a telling that puts the clause right (R2.5, 4A point 11): not by every
-- correction that opens a new month.
ALTER TABLE notification_attempt ADD COLUMN states_remedies boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN notification_attempt.states_remedies IS 'Carries a correction that puts the remedies clause right: it opens a month though the decision lacks the clause';
COMMENT ON COLUMN notification_attempt.is_anew IS 'Carries a correction that opens a new month: it counts before what was told earlier';
ALTER TABLE notification_attempt DISABLE TRIGGER tr_notification_attempt_kept;
UPDATE notification_attempt a SET states_remedies = true
  WHERE a.is_anew AND EXISTS (
    SELECT FROM decision_correction_item r WHERE r.field = 'remedies' AND (
      EXISTS (SELECT FROM decision_correction_notification s JOIN notification n ON n.id = s.notification_id JOIN notification_fact f ON f.id = n.opening_id
        WHERE s.correction_id = r.correction_id AND f.attempt_id = a.id)
      OR EXISTS (SELECT FROM decision_correction_letter l JOIN mail_item i ON i.document_id = l.document_id
        WHERE l.correction_id = r.correction_id AND i.attempt_id = a.id)));
ALTER TABLE notification_attempt ENABLE TRIGGER tr_notification_attempt_kept;
ALTER TABLE notification_attempt ADD CONSTRAINT ck_notification_attempt_states_remedies CHECK (is_anew OR NOT states_remedies);

-- What stands in the window of a letter: in a mailing it is compared with the address of today. Unknown of letters made before.
ALTER TABLE document ADD COLUMN window_lines text[];
COMMENT ON COLUMN document.window_lines IS 'The lines of the address window as printed, name first; null where there is none or, of a letter made earlier, none was kept';

-- What else of a name a decision can say wrongly: its form in Latin letters, which the letter prints.
ALTER TABLE decision_correction_item DROP CONSTRAINT ck_decision_correction_item_field,
  ADD CONSTRAINT ck_decision_correction_item_field CHECK (field IN ('family-name', 'given-names', 'latin-family-name', 'latin-given-names', 'birth-date',
    'address-line', 'postal-code', 'municipality', 'place', 'facts', 'remedies'));
