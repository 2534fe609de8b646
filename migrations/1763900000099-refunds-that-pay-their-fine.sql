-- R4.8, R5.4: a fine that a court reduced may owe a rest again while money of another payment of it waits to go back: a payment that the court
-- left standing was taken off it, or the bank took it back. What goes back is what was received less what is owed: the refund ends, the money
-- pays the fine as far as it owes, and what is above that is proposed anew.
ALTER TABLE refund
  ADD COLUMN paid_fine_at timestamptz,
  ADD COLUMN renews_id uuid,
  ADD CONSTRAINT fk_refund_renews FOREIGN KEY (renews_id) REFERENCES refund (id),
  ADD CONSTRAINT uq_refund_renews UNIQUE (renews_id),
  ADD CONSTRAINT ck_refund_renews CHECK (renews_id <> id AND (renews_id IS NULL OR num_nonnulls(allocation_id, deposit_id) = 1)),
  DROP CONSTRAINT ck_refund_final,
  ADD CONSTRAINT ck_refund_final CHECK (stopped_by IS NOT NULL OR taken_back_by IS NOT NULL OR paid_fine_at IS NOT NULL OR state NOT IN ('refused', 'cancelled') OR (allocation_id IS NULL AND deposit_id IS NULL)),
  ADD CONSTRAINT ck_refund_paid_fine CHECK (paid_fine_at IS NULL OR (state = 'cancelled' AND ground = 'judgment' AND stopped_by IS NULL AND taken_back_by IS NULL AND num_nonnulls(allocation_id, deposit_id) = 1));
COMMENT ON COLUMN refund.paid_fine_at IS 'When it paid its own fine instead of going back, since the fine owed again; what was above the debt is a refund of its own';
COMMENT ON COLUMN refund.renews_id IS 'The refund that paid the fine as far as that owed, and above which this is what still goes back';
COMMENT ON CONSTRAINT ck_refund_final ON refund IS 'What is owed back in law is neither refused nor cancelled: it is sent back to whoever prepares it, stopped by a later judgment, pays its fine that owes again, or falls with the payment that the bank takes back';
