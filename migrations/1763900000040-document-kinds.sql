-- Papers about money: what goes with a deposit, what proves a payment, what tells of a refund; and the file of a case for an auditor.
ALTER TABLE document DROP CONSTRAINT IF EXISTS ck_document_kind;
ALTER TABLE document ADD CONSTRAINT ck_document_kind CHECK (kind IN (
  'decision', 'receipt', 'information-copy', 'correction', 'withdrawal', 'scan', 'hearing-invitation',
  'deposit-letter', 'payment-receipt', 'payment-certificate', 'refund-letter', 'refund-refusal', 'refund-request-form', 'judgment', 'evidence'));
