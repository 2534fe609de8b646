-- Entries that are recorded together: several offences of one person (R6.4), several persons of one event (R1.1.12). Each becomes
-- a decision of its own; the group only holds them until then, and is gone with its last entry.
CREATE TABLE entry_group (
  id uuid NOT NULL,
  department_id uuid NOT NULL,
  created_by uuid NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  version integer NOT NULL DEFAULT 1,
  CONSTRAINT pk_entry_group PRIMARY KEY (id),
  CONSTRAINT fk_entry_group_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_entry_group_created_by FOREIGN KEY (created_by) REFERENCES user_account (id)
);
COMMENT ON COLUMN entry_group.version IS 'goes up with every change of an entry of the group, so that what is recorded is what was seen';
CREATE INDEX ix_entry_group_created_by ON entry_group (created_by, updated_at);

ALTER TABLE offence_draft
  ADD COLUMN group_id uuid,
  ADD COLUMN group_order integer,
  ADD CONSTRAINT fk_offence_draft_group FOREIGN KEY (group_id) REFERENCES entry_group (id),
  ADD CONSTRAINT uq_offence_draft_group_order UNIQUE (group_id, group_order),
  ADD CONSTRAINT ck_offence_draft_group CHECK ((group_id IS NULL) = (group_order IS NULL) AND group_order >= 1);
COMMENT ON COLUMN offence_draft.group_order IS 'the order in which the entries of the group are recorded, hence counted as repeat offences';
