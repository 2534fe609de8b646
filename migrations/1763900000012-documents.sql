-- Letters in as many copies as there are addressees, an English copy for information beside the act, and the kinds of letters that
-- stand in a file. A letter has the reference that its envelope shows, by which it is known when the post returns it.
ALTER TABLE document
  ADD COLUMN addressee_id uuid,
  ADD COLUMN addressee_ordinal smallint,
  ADD CONSTRAINT fk_document_addressee FOREIGN KEY (addressee_id) REFERENCES person (id),
  ADD CONSTRAINT ck_document_addressee CHECK ((addressee_id IS NULL) = (addressee_ordinal IS NULL) AND addressee_ordinal BETWEEN 1 AND 99),
  DROP CONSTRAINT ck_document_kind,
  ADD CONSTRAINT ck_document_kind CHECK (kind IN ('decision', 'receipt', 'information-copy', 'correction', 'withdrawal', 'scan', 'hearing-invitation')),
  -- D14, trap 22: an act is never in English, and English is never more than a copy for information.
  ADD CONSTRAINT ck_document_information_copy CHECK ((kind = 'information-copy') = (language = 'en')),
  DROP CONSTRAINT uq_document_decision_kind;
COMMENT ON COLUMN document.addressee_id IS 'The liable party whose copy it is; empty in letters older than copies by addressee, and in what has no addressee';
COMMENT ON COLUMN document.addressee_ordinal IS 'Counts the addressees of the decision from 1; with the decision number the reference in the window, which a returned letter is known by';
-- One copy for each addressee; corrections, withdrawals and scans may follow one another.
CREATE UNIQUE INDEX uq_document_copy ON document (decision_id, kind, language, addressee_id) NULLS NOT DISTINCT WHERE kind IN ('decision', 'receipt', 'information-copy');
CREATE UNIQUE INDEX uq_document_ordinal ON document (decision_id, kind, language, addressee_ordinal) WHERE kind IN ('decision', 'receipt', 'information-copy') AND addressee_ordinal IS NOT NULL;
CREATE INDEX ix_document_addressee ON document (addressee_id) WHERE addressee_id IS NOT NULL;
