-- Where a missing document was found out (article 41). At the counter of a municipality it is never an offence (R1.1.6, trap 5).
ALTER TABLE offence
  ADD COLUMN document_found_at text,
  ADD CONSTRAINT ck_offence_document_found_at CHECK (outcome = 'no-fine' OR document_found_at IN ('border', 'control'));

-- R2.4: what was said is answered, unless nothing was argued.
ALTER TABLE offence
  ADD COLUMN hearing_arguments_raised text,
  ADD CONSTRAINT ck_offence_hearing_arguments_raised CHECK (hearing_arguments_raised IN ('raised', 'not-raised'));

-- R2.8: whoever pays is heard too. The representative of a minor who spoke alone, and a liable carrier about its negligence.
ALTER TABLE offence
  ADD COLUMN hearing_representative_waiver text NOT NULL DEFAULT '',
  ADD COLUMN hearing_carrier_on date,
  ADD COLUMN hearing_carrier_statement text NOT NULL DEFAULT '',
  ADD COLUMN hearing_carrier_waiver text NOT NULL DEFAULT '';
