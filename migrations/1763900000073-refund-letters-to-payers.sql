-- The letter about money that belonged to no fine, or that somebody paid on another person's fine, stands with its refund: no decision's
-- file is its place, and the debtor of a fine is told nothing of somebody else's money (R5).
ALTER TABLE document
  ALTER COLUMN decision_id DROP NOT NULL,
  ADD COLUMN refund_id uuid,
  ADD CONSTRAINT fk_document_refund FOREIGN KEY (refund_id) REFERENCES refund (id),
  ADD CONSTRAINT ck_document_subject CHECK (num_nonnulls(decision_id, refund_id) = 1 AND (refund_id IS NULL OR kind = 'refund-letter'));
COMMENT ON COLUMN document.refund_id IS 'The refund that the letter is about, to a payer who owes no fine or whose fine it was not; empty for what stands in the file of a decision';
CREATE INDEX ix_document_refund ON document (refund_id) WHERE refund_id IS NOT NULL;
