-- R4.6: an opposition or an appeal in cassation is another case, with a number of its own. The last one entered is the number; what was typed before stays.
CREATE TABLE remedy_docket (
  id uuid NOT NULL,
  department_id uuid NOT NULL,
  judgment_id uuid NOT NULL,
  docket_number text NOT NULL,
  recorded_by uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT pk_remedy_docket PRIMARY KEY (id),
  CONSTRAINT fk_remedy_docket_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_remedy_docket_judgment FOREIGN KEY (judgment_id) REFERENCES judgment (id),
  CONSTRAINT fk_remedy_docket_recorded_by FOREIGN KEY (recorded_by) REFERENCES user_account (id),
  CONSTRAINT ck_remedy_docket_number CHECK (docket_number <> '')
);
COMMENT ON TABLE remedy_docket IS 'Under which number a remedy against a judgment is known to its court';
CREATE INDEX ix_remedy_docket_judgment ON remedy_docket (judgment_id, recorded_at);
CREATE TRIGGER tr_remedy_docket_append_only BEFORE UPDATE OR DELETE ON remedy_docket FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tr_remedy_docket_no_truncate BEFORE TRUNCATE ON remedy_docket FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
