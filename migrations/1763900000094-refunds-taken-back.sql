-- R5.4, R23: the bank may take back a payment of which the money is owed back in law, while nothing of it has been paid out. A person who says so
-- ends the refund with the booking that it is out of: whoever paid has the money already, and it never goes out a second time.
ALTER TABLE refund
  ADD COLUMN taken_back_by uuid,
  ADD CONSTRAINT fk_refund_taken_back_by FOREIGN KEY (taken_back_by) REFERENCES movement (id),
  DROP CONSTRAINT ck_refund_final,
  ADD CONSTRAINT ck_refund_final CHECK (stopped_by IS NOT NULL OR taken_back_by IS NOT NULL OR state NOT IN ('refused', 'cancelled') OR (allocation_id IS NULL AND deposit_id IS NULL)),
  ADD CONSTRAINT ck_refund_taken_back CHECK (taken_back_by IS NULL OR (state = 'cancelled' AND stopped_by IS NULL AND num_nonnulls(allocation_id, deposit_id) = 1));
COMMENT ON COLUMN refund.taken_back_by IS 'The movement by which the bank took the payment back before this was paid: what was owed back is owed no more';
COMMENT ON CONSTRAINT ck_refund_final ON refund IS 'What is owed back in law is neither refused nor cancelled: it is sent back to whoever prepares it, stopped by a later judgment, or falls with the payment that the bank takes back';
CREATE INDEX ix_refund_taken_back ON refund (decision_id) WHERE taken_back_by IS NOT NULL;

-- What the bank takes back and nobody has settled, to be looked for before money goes out.
CREATE INDEX ix_movement_taking_back ON movement (bank_account_id, amount_cents)
  WHERE state IN ('pending', 'suspense') AND direction = 'debit' AND (r_transaction IS NOT NULL OR (substr(transaction_code, 2, 2) IN ('01', '02') AND substr(transaction_code, 4, 2) IN ('49', '54', '99')));
