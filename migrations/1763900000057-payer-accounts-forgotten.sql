-- An account is forgotten with the booking that taught it; where the bank took that booking back, no person did so.

ALTER TABLE payer_account DROP CONSTRAINT ck_payer_account_forgotten;
ALTER TABLE payer_account ADD CONSTRAINT ck_payer_account_forgotten
  CHECK ((forgotten_at IS NULL) = (reason IS NULL) AND (forgotten_by IS NULL OR forgotten_at IS NOT NULL) AND (reason IS NULL OR length(btrim(reason)) > 0));
CREATE INDEX ix_payer_account_from_allocation ON payer_account (from_allocation) WHERE forgotten_at IS NULL;
