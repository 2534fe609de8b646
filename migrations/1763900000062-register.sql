-- The register of attempts: each way in which a decision was sent to one addressee, and what is known of it, day by day. Nothing is
-- changed in it: a wrong day is put right by a record that names the one it replaces. A notification is what the register makes of
-- it (rules.md 4A, D27), so that its day is that of the record which opens it.
CREATE TABLE notification_attempt (
  id uuid NOT NULL,
  department_id uuid NOT NULL,
  decision_id uuid NOT NULL,
  addressee_id uuid NOT NULL,
  channel text NOT NULL,
  is_anew boolean NOT NULL DEFAULT false,
  item_number text NOT NULL DEFAULT '',
  recorded_by uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT pk_notification_attempt PRIMARY KEY (id),
  CONSTRAINT uq_notification_attempt_decision UNIQUE (id, decision_id),
  CONSTRAINT fk_notification_attempt_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_notification_attempt_decision FOREIGN KEY (decision_id) REFERENCES decision (id),
  CONSTRAINT fk_notification_attempt_addressee FOREIGN KEY (addressee_id) REFERENCES person (id),
  CONSTRAINT fk_notification_attempt_recorded_by FOREIGN KEY (recorded_by) REFERENCES user_account (id),
  CONSTRAINT ck_notification_attempt_channel CHECK (channel IN ('hand', 'municipality', 'police', 'registered-ar', 'registered', 'post'))
);
COMMENT ON TABLE notification_attempt IS 'One way in which a decision was sent to one addressee (R2.10, 4A point 4)';
COMMENT ON COLUMN notification_attempt.is_anew IS 'Carries a correction that opens a new month: it counts before what was told earlier, and states the remedies';
CREATE INDEX ix_notification_attempt_decision ON notification_attempt (decision_id, recorded_at, id);
CREATE INDEX ix_notification_attempt_item ON notification_attempt (item_number) WHERE item_number <> '';

CREATE TABLE notification_fact (
  id uuid NOT NULL,
  department_id uuid NOT NULL,
  decision_id uuid NOT NULL,
  attempt_id uuid,
  kind text NOT NULL,
  happened_on date NOT NULL,
  receipt text,
  note text NOT NULL DEFAULT '',
  supersedes uuid,
  correction_reason text,
  recorded_by uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT pk_notification_fact PRIMARY KEY (id),
  CONSTRAINT uq_notification_fact_day UNIQUE (id, happened_on),
  CONSTRAINT uq_notification_fact_decision UNIQUE (id, decision_id),
  CONSTRAINT uq_notification_fact_supersedes UNIQUE (supersedes),
  CONSTRAINT fk_notification_fact_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_notification_fact_decision FOREIGN KEY (decision_id) REFERENCES decision (id),
  CONSTRAINT fk_notification_fact_attempt FOREIGN KEY (attempt_id, decision_id) REFERENCES notification_attempt (id, decision_id),
  CONSTRAINT fk_notification_fact_supersedes FOREIGN KEY (supersedes, decision_id) REFERENCES notification_fact (id, decision_id),
  CONSTRAINT fk_notification_fact_recorded_by FOREIGN KEY (recorded_by) REFERENCES user_account (id),
  CONSTRAINT ck_notification_fact_kind CHECK (kind IN ('sent', 'handed-over', 'presented', 'not-collected', 'unknown', 'moved', 'mistaken', 'remedies-missing', 'remedies-stated')),
  CONSTRAINT ck_notification_fact_attempt CHECK ((attempt_id IS NULL) = (kind IN ('remedies-missing', 'remedies-stated'))),
  CONSTRAINT ck_notification_fact_receipt CHECK ((kind = 'handed-over') = (receipt IS NOT NULL) AND receipt IN ('signed', 'refused')),
  CONSTRAINT ck_notification_fact_refused CHECK (receipt IS DISTINCT FROM 'refused' OR length(btrim(note)) > 0),
  CONSTRAINT ck_notification_fact_note CHECK (kind NOT IN ('mistaken', 'remedies-missing', 'remedies-stated') OR length(btrim(note)) > 0),
  CONSTRAINT ck_notification_fact_correction CHECK ((supersedes IS NULL) = (correction_reason IS NULL) AND (correction_reason IS NULL OR length(btrim(correction_reason)) > 0)),
  CONSTRAINT ck_notification_fact_stated CHECK (kind <> 'remedies-stated' OR supersedes IS NOT NULL)
);
COMMENT ON TABLE notification_fact IS 'What is known of an attempt, or of the remedies clause of a decision (4A point 11); the later record replaces the one that it names';
CREATE INDEX ix_notification_fact_decision ON notification_fact (decision_id, recorded_at, id);
-- Of one attempt each thing happens once; another day for it is a correction.
CREATE UNIQUE INDEX uq_notification_fact_kind ON notification_fact (attempt_id, kind) WHERE supersedes IS NULL AND attempt_id IS NOT NULL;

-- What was recorded before: each notification is an attempt with the one fact that opened it.
INSERT INTO notification_attempt (id, department_id, decision_id, addressee_id, channel, is_anew, item_number, recorded_by, recorded_at)
  SELECT n.id, n.department_id, n.decision_id, n.addressee_id, n.channel,
    EXISTS (SELECT FROM decision_correction_notification c WHERE c.notification_id = n.id), n.posting_reference, n.recorded_by, n.recorded_at
  FROM notification n;
INSERT INTO notification_fact (id, department_id, decision_id, attempt_id, kind, happened_on, receipt, note, recorded_by, recorded_at)
  SELECT md5('notification fact ' || n.id)::uuid, n.department_id, n.decision_id, n.id,
    CASE n.channel WHEN 'hand' THEN 'handed-over' WHEN 'post' THEN 'sent' ELSE 'presented' END, n.acted_on, n.receipt, n.receipt_note, n.recorded_by, n.recorded_at
  FROM notification n;

ALTER TABLE notification DROP CONSTRAINT fk_notification_superseded_by, ADD COLUMN opening_id uuid;
UPDATE notification SET opening_id = md5('notification fact ' || id)::uuid,
  superseded_by = CASE WHEN superseded_by IS NOT NULL THEN md5('notification fact ' || superseded_by)::uuid END;
ALTER TABLE notification ALTER COLUMN opening_id SET NOT NULL,
  ADD CONSTRAINT fk_notification_opening FOREIGN KEY (opening_id, acted_on) REFERENCES notification_fact (id, happened_on),
  ADD CONSTRAINT fk_notification_superseded_by FOREIGN KEY (superseded_by) REFERENCES notification_fact (id);
COMMENT ON COLUMN notification.opening_id IS 'The record of the register that opens the window: its day is the day of the notification';
COMMENT ON COLUMN notification.superseded_by IS 'The record of the register by which this notification no longer counts; another stands in its place, or none (D27, 4A point 11)';
CREATE INDEX ix_notification_opening ON notification (opening_id);

CREATE TRIGGER tr_notification_attempt_append_only BEFORE UPDATE OR DELETE ON notification_attempt FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tr_notification_attempt_no_truncate BEFORE TRUNCATE ON notification_attempt FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tr_notification_fact_append_only BEFORE UPDATE OR DELETE ON notification_fact FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tr_notification_fact_no_truncate BEFORE TRUNCATE ON notification_fact FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Letters that go to the post together: one file to print, one list, one day.
CREATE TABLE mail_batch (
  id uuid NOT NULL,
  department_id uuid NOT NULL,
  state text NOT NULL,
  channel text NOT NULL,
  prepared_by uuid NOT NULL,
  prepared_at timestamptz NOT NULL,
  printed_by uuid,
  printed_at timestamptz,
  posted_by uuid,
  posted_at timestamptz,
  posted_on date,
  dropped_by uuid,
  dropped_at timestamptz,
  drop_reason text,
  version integer NOT NULL DEFAULT 1,
  CONSTRAINT pk_mail_batch PRIMARY KEY (id),
  CONSTRAINT fk_mail_batch_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_mail_batch_prepared_by FOREIGN KEY (prepared_by) REFERENCES user_account (id),
  CONSTRAINT fk_mail_batch_printed_by FOREIGN KEY (printed_by) REFERENCES user_account (id),
  CONSTRAINT fk_mail_batch_posted_by FOREIGN KEY (posted_by) REFERENCES user_account (id),
  CONSTRAINT fk_mail_batch_dropped_by FOREIGN KEY (dropped_by) REFERENCES user_account (id),
  CONSTRAINT ck_mail_batch_state CHECK (state IN ('prepared', 'printed', 'posted', 'dropped')),
  CONSTRAINT ck_mail_batch_channel CHECK (channel IN ('registered-ar', 'registered', 'post')),
  CONSTRAINT ck_mail_batch_printed CHECK ((printed_at IS NULL) = (printed_by IS NULL) AND (state NOT IN ('printed', 'posted') OR printed_at IS NOT NULL)),
  CONSTRAINT ck_mail_batch_posted CHECK ((state = 'posted') = (posted_on IS NOT NULL) AND (posted_on IS NULL) = (posted_by IS NULL) AND (posted_on IS NULL) = (posted_at IS NULL)),
  CONSTRAINT ck_mail_batch_dropped CHECK ((state = 'dropped') = (drop_reason IS NOT NULL) AND (drop_reason IS NULL) = (dropped_by IS NULL) AND (drop_reason IS NULL) = (dropped_at IS NULL))
);
CREATE INDEX ix_mail_batch_department ON mail_batch (department_id, prepared_at, id);

CREATE TABLE mail_item (
  id uuid NOT NULL,
  department_id uuid NOT NULL,
  batch_id uuid NOT NULL,
  position smallint NOT NULL,
  document_id uuid NOT NULL,
  decision_id uuid NOT NULL,
  addressee_id uuid NOT NULL,
  reference text NOT NULL,
  recipient text NOT NULL,
  address text NOT NULL,
  sha256 bytea NOT NULL,
  item_number text NOT NULL DEFAULT '',
  attempt_id uuid,
  is_waiting boolean NOT NULL DEFAULT true,
  CONSTRAINT pk_mail_item PRIMARY KEY (id),
  CONSTRAINT fk_mail_item_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_mail_item_batch FOREIGN KEY (batch_id) REFERENCES mail_batch (id),
  CONSTRAINT fk_mail_item_document FOREIGN KEY (document_id) REFERENCES document (id),
  CONSTRAINT fk_mail_item_decision FOREIGN KEY (decision_id) REFERENCES decision (id),
  CONSTRAINT fk_mail_item_addressee FOREIGN KEY (addressee_id) REFERENCES person (id),
  CONSTRAINT fk_mail_item_attempt FOREIGN KEY (attempt_id) REFERENCES notification_attempt (id),
  CONSTRAINT uq_mail_item_position UNIQUE (batch_id, position),
  CONSTRAINT ck_mail_item_position CHECK (position >= 1),
  CONSTRAINT ck_mail_item_address CHECK (length(btrim(address)) > 0)
);
COMMENT ON COLUMN mail_item.sha256 IS 'Hash of the letter as it was chosen: what is printed is what was signed';
CREATE INDEX ix_mail_item_document ON mail_item (document_id);
-- A letter waits in one batch at a time.
CREATE UNIQUE INDEX uq_mail_item_waiting ON mail_item (document_id) WHERE is_waiting;
-- The post gives a number once.
CREATE UNIQUE INDEX uq_mail_item_number ON mail_item (item_number) WHERE item_number <> '';
