-- The page of a file reads every row of its decision, also those that no longer count: an index that leaves those out does not serve it, and each page
-- read the whole table instead.
CREATE INDEX ix_notification_decision ON notification (decision_id);
CREATE INDEX ix_document_decision ON document (decision_id) WHERE decision_id IS NOT NULL;
CREATE INDEX ix_recovery_hold_decision ON recovery_hold (decision_id);
CREATE INDEX ix_judgment_of_decision ON judgment (decision_id);
