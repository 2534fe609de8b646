-- Who works here: departments, users, roles, signature delegations (R2.2), sessions.
-- Why first: every later row carries department_id and the user who made it.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gist;

CREATE TABLE department (
  id uuid NOT NULL,
  code text NOT NULL,
  ordinal smallint NOT NULL,
  name_fr text NOT NULL,
  name_nl text NOT NULL,
  name_de text NOT NULL,
  name_en text NOT NULL,
  address text NOT NULL,
  email text NOT NULL,
  valid_from date NOT NULL,
  valid_to date,
  CONSTRAINT pk_department PRIMARY KEY (id),
  CONSTRAINT uq_department_code UNIQUE (code),
  CONSTRAINT uq_department_ordinal UNIQUE (ordinal),
  CONSTRAINT ck_department_code CHECK (code ~ '^[A-Z]{3}$'),
  CONSTRAINT ck_department_ordinal CHECK (ordinal BETWEEN 1 AND 99),
  CONSTRAINT ck_department_validity CHECK (valid_to IS NULL OR valid_to >= valid_from)
);
COMMENT ON COLUMN department.ordinal IS 'first two digits of the structured communication of its fines';

CREATE TABLE user_account (
  id uuid NOT NULL,
  department_id uuid NOT NULL,
  subject text NOT NULL,
  display_name text NOT NULL,
  grade_fr text NOT NULL DEFAULT '',
  grade_nl text NOT NULL DEFAULT '',
  grade_de text NOT NULL DEFAULT '',
  language text NOT NULL DEFAULT 'fr',
  active boolean NOT NULL DEFAULT true,
  demonstration boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL,
  CONSTRAINT pk_user_account PRIMARY KEY (id),
  CONSTRAINT fk_user_account_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT uq_user_account_subject UNIQUE (subject),
  CONSTRAINT ck_user_account_language CHECK (language IN ('fr', 'nl', 'de', 'en'))
);

CREATE TABLE user_role (
  user_id uuid NOT NULL,
  role text NOT NULL,
  CONSTRAINT pk_user_role PRIMARY KEY (user_id, role),
  CONSTRAINT fk_user_role_user FOREIGN KEY (user_id) REFERENCES user_account (id),
  CONSTRAINT ck_user_role_role CHECK (role IN ('agent', 'signatory', 'cashier', 'treasurer', 'auditor', 'data-protection-officer', 'administrator'))
);

CREATE TABLE signature_delegation (
  id uuid NOT NULL,
  department_id uuid NOT NULL,
  user_id uuid NOT NULL,
  article text NOT NULL,
  reference text NOT NULL,
  valid_from date NOT NULL,
  valid_to date,
  CONSTRAINT pk_signature_delegation PRIMARY KEY (id),
  CONSTRAINT fk_signature_delegation_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_signature_delegation_user FOREIGN KEY (user_id) REFERENCES user_account (id),
  CONSTRAINT ck_signature_delegation_article CHECK (article IN ('4bis', '41', '41bis', '42', '42quinquies', '42octies')),
  CONSTRAINT ck_signature_delegation_validity CHECK (valid_to IS NULL OR valid_to >= valid_from)
);
CREATE INDEX ix_signature_delegation_user ON signature_delegation (user_id, article);

CREATE TABLE web_session (
  id text NOT NULL,
  user_id uuid,
  data jsonb NOT NULL,
  expires_at timestamptz NOT NULL,
  CONSTRAINT pk_web_session PRIMARY KEY (id),
  CONSTRAINT fk_web_session_user FOREIGN KEY (user_id) REFERENCES user_account (id)
);
CREATE INDEX ix_web_session_expires ON web_session (expires_at);
CREATE INDEX ix_web_session_user ON web_session (user_id);
