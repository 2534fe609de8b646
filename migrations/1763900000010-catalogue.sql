-- The facts of the other obligations of the catalogue (R1.1), each empty where its obligation does not ask for it, and why a
-- signatory's reasoned approval is needed (D1).
ALTER TABLE offence
  ADD COLUMN document_required text,
  ADD COLUMN document_defect text,
  ADD COLUMN document_expired_on date,
  ADD COLUMN residence_card_number text,
  ADD COLUMN ground_reason text,
  ADD COLUMN legal_review_ground text,
  ADD CONSTRAINT ck_offence_document_required CHECK (document_required IN ('identity-card-or-passport', 'passport', 'passport-and-visa')),
  ADD CONSTRAINT ck_offence_document_defect CHECK (document_defect IN ('none-held', 'expired', 'visa-missing')),
  ADD CONSTRAINT ck_offence_document_expired CHECK (document_expired_on IS NULL OR document_defect = 'expired'),
  ADD CONSTRAINT ck_offence_legal_review_ground CHECK (legal_review_ground IN ('collection-article', 'flagged-obligation', 'withdrawal-agreement', 'municipal-counter', 'expired-document'));
COMMENT ON COLUMN offence.document_required IS 'what the person had to hold by category: citizens of the Union an identity card or a passport, family members a passport, with a visa where one is required (R1.1)';
COMMENT ON COLUMN offence.document_expired_on IS 'the last day of validity as printed on the document (R1.1.5)';
COMMENT ON COLUMN offence.ground_reason IS 'why article 42octies itself is given as the ground (D1)';
COMMENT ON COLUMN offence.legal_review_ground IS 'set: the decision is signed only with a reasoned legal review, for this reason (D1, R1.1.4, R1.1.6, R1.0.5)';
