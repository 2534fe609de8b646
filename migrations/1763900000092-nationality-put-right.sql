-- What else a decision can say wrongly of the person fined: the nationality, within the same category (R1.0.5).
ALTER TABLE decision_correction_item DROP CONSTRAINT ck_decision_correction_item_field,
  ADD CONSTRAINT ck_decision_correction_item_field CHECK (field IN ('family-name', 'given-names', 'latin-family-name', 'latin-given-names', 'birth-date',
    'nationality', 'address-line', 'postal-code', 'municipality', 'place', 'facts', 'remedies'));
