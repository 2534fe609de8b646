-- Files that people bring as evidence: each is about one thing of a case (a deposit, a proof of payment, an appeal), and is kept beside it as it came.
CREATE TABLE evidence_file (
  document_id uuid NOT NULL,
  department_id uuid NOT NULL,
  subject_kind text NOT NULL,
  subject_id uuid NOT NULL,
  title text NOT NULL,
  file_name text NOT NULL,
  size_bytes integer NOT NULL,
  sha256 bytea NOT NULL,
  attached_by uuid NOT NULL,
  attached_at timestamptz NOT NULL,
  CONSTRAINT pk_evidence_file PRIMARY KEY (document_id),
  CONSTRAINT fk_evidence_file_document FOREIGN KEY (document_id) REFERENCES document (id),
  CONSTRAINT fk_evidence_file_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_evidence_file_attached_by FOREIGN KEY (attached_by) REFERENCES user_account (id),
  -- The same file about the same thing is the same evidence.
  CONSTRAINT uq_evidence_file_subject UNIQUE (subject_kind, subject_id, sha256),
  CONSTRAINT ck_evidence_file_title CHECK (length(btrim(title)) > 0),
  CONSTRAINT ck_evidence_file_size CHECK (size_bytes > 0)
);
COMMENT ON COLUMN evidence_file.subject_kind IS 'What it is about, as the events name it: deposit, appeal, proof-hold, notification';
COMMENT ON COLUMN evidence_file.file_name IS 'As the sender named it, for people to recognise it by; what it is, its content says';
CREATE TRIGGER tr_evidence_file_append_only BEFORE UPDATE OR DELETE ON evidence_file FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tr_evidence_file_no_truncate BEFORE TRUNCATE ON evidence_file FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
