-- FPS Finance corrects what it reported as collected: a payment that bounced, or more than was owed and given back. What was booked of it is taken
-- off the fine again; what never was booked changes no account.
ALTER TABLE claim_event DROP CONSTRAINT ck_claim_event_type, DROP CONSTRAINT ck_claim_event_booked;
ALTER TABLE claim_event
  ADD CONSTRAINT ck_claim_event_type CHECK (type IN ('offered', 'acknowledged', 'rejected', 'payment-received', 'payment-taken-back', 'amount-changed', 'collected', 'collection-reversed', 'collection-taken-back', 'costs-incurred', 'plan-agreed', 'irrecoverable', 'prescribed', 'recall-asked', 'recalled', 'recall-refused', 'closed')),
  ADD CONSTRAINT ck_claim_event_booked CHECK (CASE type WHEN 'collected' THEN booked_cents >= 0 WHEN 'collection-reversed' THEN booked_cents <= 0 WHEN 'collection-taken-back' THEN booked_cents < 0 ELSE booked_cents = 0 END AND (booked_cents = 0) = (ledger_entry_id IS NULL));
