-- One proposal waits for a cause, no more: uq_refund_surplus also counted what was prepared, approved or with the bank. A refund that was
-- paid and came back could then not be opened again while a second part of the same payment was going back, and the job that reads the
-- statement failed on it. That no more goes back than came in is kept by the sum of all standing refunds (ck_movement_refund).
DROP INDEX uq_refund_surplus;
CREATE UNIQUE INDEX uq_refund_surplus ON refund (movement_id, ground) WHERE allocation_id IS NULL AND state = 'proposed';
