-- Money that goes back: proposed, prepared by one, approved by another, ordered at the bank, settled by the debit on a statement (R5).
-- Whether the claim on a fine is at FPS Finance: no claim leaves before the tables of recovery are there; their migration replaces this.
CREATE FUNCTION decision_at_recovery(decision uuid) RETURNS boolean LANGUAGE sql STABLE RETURN false;

ALTER TABLE movement
  ADD COLUMN refund_cents bigint NOT NULL DEFAULT 0,
  ADD CONSTRAINT ck_movement_refund CHECK (refund_cents >= 0 AND allocated_cents + refund_cents <= amount_cents);
COMMENT ON COLUMN movement.refund_cents IS 'Sum of the standing refunds out of what was not booked; kept by a trigger on refund, so that no cent is booked and refunded';

CREATE TABLE refund_request (
  id uuid NOT NULL,
  department_id uuid NOT NULL,
  decision_id uuid NOT NULL,
  state text NOT NULL,
  form_sent_on date,
  received_on date,
  proof text,
  request_reason text,
  recorded_by uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  decided_by uuid,
  decided_at timestamptz,
  decided_on date,
  decision_reason text,
  cancelled_cents bigint,
  owed_back_cents bigint,
  version integer NOT NULL DEFAULT 1,
  CONSTRAINT pk_refund_request PRIMARY KEY (id),
  CONSTRAINT fk_refund_request_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_refund_request_decision FOREIGN KEY (decision_id) REFERENCES decision (id),
  CONSTRAINT fk_refund_request_recorded_by FOREIGN KEY (recorded_by) REFERENCES user_account (id),
  CONSTRAINT fk_refund_request_decided_by FOREIGN KEY (decided_by) REFERENCES user_account (id),
  CONSTRAINT ck_refund_request_state CHECK (state IN ('form-sent', 'received', 'granted', 'refused', 'closed')),
  CONSTRAINT ck_refund_request_days CHECK (received_on >= form_sent_on AND decided_on >= received_on),
  CONSTRAINT ck_refund_request_proof CHECK (proof IN ('payment', 'deposit')),
  CONSTRAINT ck_refund_request_received CHECK (state NOT IN ('received', 'granted', 'refused') OR (received_on IS NOT NULL AND proof IS NOT NULL AND length(btrim(request_reason)) > 0)),
  CONSTRAINT ck_refund_request_form_sent CHECK (state <> 'form-sent' OR form_sent_on IS NOT NULL),
  CONSTRAINT ck_refund_request_decided CHECK ((state IN ('granted', 'refused', 'closed')) = (decided_by IS NOT NULL AND decided_at IS NOT NULL AND decided_on IS NOT NULL AND length(btrim(decision_reason)) > 0)),
  CONSTRAINT ck_refund_request_four_eyes CHECK (state NOT IN ('granted', 'refused') OR decided_by <> recorded_by),
  CONSTRAINT ck_refund_request_granted CHECK ((state = 'granted') = (cancelled_cents IS NOT NULL AND owed_back_cents IS NOT NULL)),
  CONSTRAINT ck_refund_request_amounts CHECK (cancelled_cents >= 0 AND owed_back_cents >= 0)
);
COMMENT ON TABLE refund_request IS 'Requests under article 4bis paragraph 1 (R5.1, D12): a person decides, and a granted one ends the claim (D30)';
-- One request at a time; after a refusal another may follow, after a grant nothing is left to ask.
CREATE UNIQUE INDEX uq_refund_request_standing ON refund_request (decision_id) WHERE state IN ('form-sent', 'received', 'granted');
CREATE INDEX ix_refund_request_waiting ON refund_request (recorded_at, id) WHERE state IN ('form-sent', 'received');
CREATE INDEX ix_refund_request_decision ON refund_request (decision_id, recorded_at);

CREATE TABLE refund (
  id uuid NOT NULL,
  department_id uuid NOT NULL,
  ground text NOT NULL,
  state text NOT NULL,
  decision_id uuid,
  movement_id uuid NOT NULL,
  allocation_id uuid,
  amount_cents bigint NOT NULL,
  return_by date,
  note text NOT NULL DEFAULT '',
  proposed_by uuid,
  proposed_at timestamptz NOT NULL,
  proposed_on date NOT NULL,
  payee_id uuid,
  prepared_by uuid,
  prepared_at timestamptz,
  approved_by uuid,
  approved_at timestamptz,
  owed_entry_id uuid,
  changed_at timestamptz NOT NULL,
  version integer NOT NULL DEFAULT 1,
  CONSTRAINT pk_refund PRIMARY KEY (id),
  CONSTRAINT fk_refund_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_refund_decision FOREIGN KEY (decision_id) REFERENCES decision (id),
  CONSTRAINT fk_refund_movement FOREIGN KEY (movement_id) REFERENCES movement (id),
  CONSTRAINT fk_refund_allocation FOREIGN KEY (allocation_id) REFERENCES allocation (id),
  CONSTRAINT fk_refund_proposed_by FOREIGN KEY (proposed_by) REFERENCES user_account (id),
  CONSTRAINT fk_refund_prepared_by FOREIGN KEY (prepared_by) REFERENCES user_account (id),
  CONSTRAINT fk_refund_approved_by FOREIGN KEY (approved_by) REFERENCES user_account (id),
  CONSTRAINT ck_refund_ground CHECK (ground IN ('overpayment', 'double-payment', 'other-fine', 'not-a-debt', 'wrong-account', 'withdrawal', 'judgment', 'request-4bis')),
  CONSTRAINT ck_refund_cause CHECK ((ground IN ('withdrawal', 'judgment', 'request-4bis')) = (allocation_id IS NOT NULL) AND (allocation_id IS NULL OR decision_id IS NOT NULL)),
  CONSTRAINT ck_refund_state CHECK (state IN ('proposed', 'prepared', 'approved', 'ordered', 'paid', 'returned', 'refused', 'cancelled')),
  CONSTRAINT ck_refund_amount CHECK (amount_cents > 0),
  CONSTRAINT ck_refund_return_by CHECK (return_by IS NULL OR ground = 'not-a-debt'),
  CONSTRAINT ck_refund_prepared CHECK (state NOT IN ('prepared', 'approved', 'ordered', 'paid') OR (payee_id IS NOT NULL AND prepared_by IS NOT NULL AND prepared_at IS NOT NULL)),
  CONSTRAINT ck_refund_approved CHECK ((approved_by IS NULL) = (approved_at IS NULL) AND (state NOT IN ('approved', 'ordered', 'paid') OR approved_by IS NOT NULL) AND (state NOT IN ('proposed', 'prepared') OR approved_by IS NULL)),
  CONSTRAINT ck_refund_four_eyes CHECK (approved_by <> prepared_by AND approved_by <> proposed_by),
  CONSTRAINT ck_refund_final CHECK (state NOT IN ('refused', 'cancelled') OR allocation_id IS NULL)
);
COMMENT ON COLUMN refund.allocation_id IS 'The booking that is owed back; empty when the money is what was not booked of its movement';
COMMENT ON COLUMN refund.owed_entry_id IS 'The posting by which money in suspense became owed, at the first approval; undone when the refund is cancelled';
COMMENT ON CONSTRAINT ck_refund_final ON refund IS 'What is owed back in law is neither refused nor cancelled: it is sent back to whoever prepares it';
-- Never twice for the same cause.
CREATE UNIQUE INDEX uq_refund_booking ON refund (allocation_id) WHERE allocation_id IS NOT NULL AND state NOT IN ('refused', 'cancelled');
CREATE UNIQUE INDEX uq_refund_surplus ON refund (movement_id, ground) WHERE allocation_id IS NULL AND state NOT IN ('paid', 'refused', 'cancelled');
CREATE INDEX ix_refund_movement ON refund (movement_id);
CREATE INDEX ix_refund_decision ON refund (decision_id) WHERE decision_id IS NOT NULL;
CREATE INDEX ix_refund_open ON refund (state, proposed_on, id) WHERE state NOT IN ('paid', 'refused', 'cancelled');
CREATE TRIGGER tr_refund_no_delete BEFORE DELETE ON refund FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tr_refund_no_truncate BEFORE TRUNCATE ON refund FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- To whom, how and why (D11); each choice stays. An account without IBAN is paid by a manual order (R5.5).
CREATE TABLE refund_payee (
  id uuid NOT NULL,
  refund_id uuid NOT NULL,
  department_id uuid NOT NULL,
  payee text NOT NULL,
  name text NOT NULL,
  iban text,
  account_number text,
  bank_identification text,
  country text,
  reason text NOT NULL,
  chosen_by uuid NOT NULL,
  chosen_at timestamptz NOT NULL,
  CONSTRAINT pk_refund_payee PRIMARY KEY (id),
  CONSTRAINT fk_refund_payee_refund FOREIGN KEY (refund_id) REFERENCES refund (id),
  CONSTRAINT fk_refund_payee_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_refund_payee_chosen_by FOREIGN KEY (chosen_by) REFERENCES user_account (id),
  CONSTRAINT ck_refund_payee_payee CHECK (payee IN ('payer', 'debtor', 'other')),
  CONSTRAINT ck_refund_payee_name CHECK (length(btrim(name)) > 0),
  CONSTRAINT ck_refund_payee_reason CHECK (length(btrim(reason)) > 0),
  CONSTRAINT ck_refund_payee_iban CHECK (iban ~ '^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$'),
  CONSTRAINT ck_refund_payee_account CHECK (num_nonnulls(iban, account_number) = 1 AND num_nulls(account_number, bank_identification, country) IN (0, 3))
);
CREATE INDEX ix_refund_payee_refund ON refund_payee (refund_id, chosen_at);
CREATE TRIGGER tr_refund_payee_append_only BEFORE UPDATE OR DELETE ON refund_payee FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tr_refund_payee_no_truncate BEFORE TRUNCATE ON refund_payee FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE refund ADD CONSTRAINT fk_refund_payee FOREIGN KEY (payee_id) REFERENCES refund_payee (id);

-- What was done, by whom, and why.
CREATE TABLE refund_step (
  id uuid NOT NULL,
  refund_id uuid NOT NULL,
  department_id uuid NOT NULL,
  verb text NOT NULL,
  state text NOT NULL,
  reason text NOT NULL DEFAULT '',
  taken_by uuid,
  taken_at timestamptz NOT NULL,
  CONSTRAINT pk_refund_step PRIMARY KEY (id),
  CONSTRAINT fk_refund_step_refund FOREIGN KEY (refund_id) REFERENCES refund (id),
  CONSTRAINT fk_refund_step_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_refund_step_taken_by FOREIGN KEY (taken_by) REFERENCES user_account (id)
);
CREATE INDEX ix_refund_step_refund ON refund_step (refund_id, taken_at, id);
CREATE TRIGGER tr_refund_step_append_only BEFORE UPDATE OR DELETE ON refund_step FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tr_refund_step_no_truncate BEFORE TRUNCATE ON refund_step FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Orders to the bank in one file: prepared by one, released by another, and then never again another file.
CREATE TABLE refund_batch (
  id uuid NOT NULL,
  department_id uuid NOT NULL,
  bank_account_id uuid NOT NULL,
  state text NOT NULL,
  format text NOT NULL,
  message_id text NOT NULL,
  execute_on date NOT NULL,
  order_count integer NOT NULL,
  total_cents bigint NOT NULL,
  prepared_by uuid NOT NULL,
  prepared_at timestamptz NOT NULL,
  released_by uuid,
  released_at timestamptz,
  bytes bytea,
  sha256 bytea,
  version integer NOT NULL DEFAULT 1,
  CONSTRAINT pk_refund_batch PRIMARY KEY (id),
  CONSTRAINT fk_refund_batch_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_refund_batch_bank_account FOREIGN KEY (bank_account_id) REFERENCES bank_account (id),
  CONSTRAINT fk_refund_batch_prepared_by FOREIGN KEY (prepared_by) REFERENCES user_account (id),
  CONSTRAINT fk_refund_batch_released_by FOREIGN KEY (released_by) REFERENCES user_account (id),
  CONSTRAINT uq_refund_batch_message UNIQUE (message_id),
  CONSTRAINT ck_refund_batch_state CHECK (state IN ('prepared', 'released', 'dissolved')),
  CONSTRAINT ck_refund_batch_format CHECK (format IN ('pain.001.001.03', 'pain.001.001.09')),
  CONSTRAINT ck_refund_batch_message CHECK (message_id ~ '^[A-Z0-9-]{1,35}$'),
  CONSTRAINT ck_refund_batch_amounts CHECK (order_count > 0 AND total_cents > 0),
  CONSTRAINT ck_refund_batch_four_eyes CHECK (released_by <> prepared_by),
  CONSTRAINT ck_refund_batch_released CHECK ((state = 'released') = (released_by IS NOT NULL AND released_at IS NOT NULL AND bytes IS NOT NULL)),
  CONSTRAINT ck_refund_batch_sha256 CHECK ((sha256 IS NULL) = (bytes IS NULL) AND sha256 = sha256(bytes))
);
CREATE INDEX ix_refund_batch_state ON refund_batch (state, prepared_at DESC, id);

CREATE FUNCTION keep_refund_batch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.state <> 'prepared' OR (NEW.id, NEW.bank_account_id, NEW.format, NEW.message_id, NEW.execute_on, NEW.order_count, NEW.total_cents, NEW.prepared_by)
      IS DISTINCT FROM (OLD.id, OLD.bank_account_id, OLD.format, OLD.message_id, OLD.execute_on, OLD.order_count, OLD.total_cents, OLD.prepared_by) THEN
    RAISE EXCEPTION 'a batch is released or dissolved once, as it was prepared' USING ERRCODE = '23514', CONSTRAINT = 'ck_refund_batch_history';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER tr_refund_batch_kept BEFORE UPDATE OR DELETE ON refund_batch FOR EACH ROW EXECUTE FUNCTION keep_refund_batch();
CREATE TRIGGER tr_refund_batch_no_truncate BEFORE TRUNCATE ON refund_batch FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- One try to pay a refund. A rejected or returned one stays, and another may follow.
CREATE TABLE refund_order (
  id uuid NOT NULL,
  refund_id uuid NOT NULL,
  department_id uuid NOT NULL,
  payee_id uuid NOT NULL,
  batch_id uuid,
  state text NOT NULL,
  end_to_end_id text NOT NULL,
  amount_cents bigint NOT NULL,
  ordered_by uuid,
  ordered_at timestamptz,
  entry_id uuid,
  executed_on date,
  executed_by uuid,
  settled_movement_id uuid,
  returned_movement_id uuid,
  bank_status text,
  bank_reason text NOT NULL DEFAULT '',
  CONSTRAINT pk_refund_order PRIMARY KEY (id),
  CONSTRAINT fk_refund_order_refund FOREIGN KEY (refund_id) REFERENCES refund (id),
  CONSTRAINT fk_refund_order_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_refund_order_payee FOREIGN KEY (payee_id) REFERENCES refund_payee (id),
  CONSTRAINT fk_refund_order_batch FOREIGN KEY (batch_id) REFERENCES refund_batch (id),
  CONSTRAINT fk_refund_order_ordered_by FOREIGN KEY (ordered_by) REFERENCES user_account (id),
  CONSTRAINT fk_refund_order_executed_by FOREIGN KEY (executed_by) REFERENCES user_account (id),
  CONSTRAINT fk_refund_order_settled_movement FOREIGN KEY (settled_movement_id) REFERENCES movement (id),
  CONSTRAINT fk_refund_order_returned_movement FOREIGN KEY (returned_movement_id) REFERENCES movement (id),
  CONSTRAINT uq_refund_order_end_to_end UNIQUE (end_to_end_id),
  CONSTRAINT uq_refund_order_settled UNIQUE (settled_movement_id),
  CONSTRAINT uq_refund_order_returned UNIQUE (returned_movement_id),
  CONSTRAINT ck_refund_order_state CHECK (state IN ('prepared', 'ordered', 'settled', 'rejected', 'returned', 'dropped')),
  CONSTRAINT ck_refund_order_amount CHECK (amount_cents > 0),
  CONSTRAINT ck_refund_order_end_to_end CHECK (end_to_end_id ~ '^[A-Z0-9-]{1,35}$'),
  CONSTRAINT ck_refund_order_ordered CHECK ((state IN ('prepared', 'dropped')) = (ordered_by IS NULL) AND (ordered_by IS NULL) = (entry_id IS NULL)),
  CONSTRAINT ck_refund_order_settled CHECK ((state IN ('settled', 'returned')) = (settled_movement_id IS NOT NULL)),
  CONSTRAINT ck_refund_order_returned CHECK ((state = 'returned') = (returned_movement_id IS NOT NULL)),
  CONSTRAINT ck_refund_order_executed CHECK ((executed_on IS NULL) = (executed_by IS NULL) AND (executed_on IS NULL OR batch_id IS NULL))
);
-- A refund is with the bank once.
CREATE UNIQUE INDEX uq_refund_order_open ON refund_order (refund_id) WHERE state IN ('prepared', 'ordered', 'settled');
CREATE INDEX ix_refund_order_batch ON refund_order (batch_id) WHERE batch_id IS NOT NULL;
CREATE INDEX ix_refund_order_refund ON refund_order (refund_id);
CREATE TRIGGER tr_refund_order_no_delete BEFORE DELETE ON refund_order FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tr_refund_order_no_truncate BEFORE TRUNCATE ON refund_order FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The bank's answers to batches (pain.002), as they came.
CREATE TABLE refund_bank_report (
  id uuid NOT NULL,
  department_id uuid NOT NULL,
  batch_id uuid NOT NULL,
  bytes bytea NOT NULL,
  sha256 bytea NOT NULL,
  accepted_count integer NOT NULL,
  rejected_count integer NOT NULL,
  received_by uuid NOT NULL,
  received_at timestamptz NOT NULL,
  CONSTRAINT pk_refund_bank_report PRIMARY KEY (id),
  CONSTRAINT fk_refund_bank_report_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_refund_bank_report_batch FOREIGN KEY (batch_id) REFERENCES refund_batch (id),
  CONSTRAINT fk_refund_bank_report_received_by FOREIGN KEY (received_by) REFERENCES user_account (id),
  CONSTRAINT uq_refund_bank_report_sha256 UNIQUE (sha256),
  CONSTRAINT ck_refund_bank_report_sha256 CHECK (sha256 = sha256(bytes))
);
CREATE INDEX ix_refund_bank_report_batch ON refund_bank_report (batch_id, received_at);
CREATE TRIGGER tr_refund_bank_report_append_only BEFORE UPDATE OR DELETE ON refund_bank_report FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tr_refund_bank_report_no_truncate BEFORE TRUNCATE ON refund_bank_report FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- R5.4: only out of money that stands on an accepted statement, and out of a booking never more than it holds.
CREATE FUNCTION check_refund_source() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  booking allocation;
BEGIN
  IF NOT EXISTS (SELECT FROM movement m JOIN statement s ON s.id = m.statement_id
                 WHERE m.id = NEW.movement_id AND m.direction = 'credit' AND m.detail = 0 AND s.state = 'accepted') THEN
    RAISE EXCEPTION 'refunded is what stands on an accepted statement' USING ERRCODE = '23514', CONSTRAINT = 'ck_refund_reconciled';
  END IF;
  IF NEW.allocation_id IS NOT NULL THEN
    SELECT * INTO booking FROM allocation WHERE id = NEW.allocation_id FOR UPDATE;
    IF booking.reversed_at IS NOT NULL OR booking.movement_id <> NEW.movement_id OR booking.decision_id <> NEW.decision_id OR booking.amount_cents < NEW.amount_cents THEN
      RAISE EXCEPTION 'a refund out of a booking is within it' USING ERRCODE = '23514', CONSTRAINT = 'ck_refund_within_booking';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER tr_refund_source BEFORE INSERT ON refund FOR EACH ROW EXECUTE FUNCTION check_refund_source();

-- The cause and the amount of a refund never change; whoever chose a payee never approves; recovery is recalled first (R5.4).
CREATE FUNCTION keep_refund() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.id, NEW.department_id, NEW.ground, NEW.decision_id, NEW.movement_id, NEW.allocation_id, NEW.amount_cents, NEW.proposed_by, NEW.proposed_at)
      IS DISTINCT FROM (OLD.id, OLD.department_id, OLD.ground, OLD.decision_id, OLD.movement_id, OLD.allocation_id, OLD.amount_cents, OLD.proposed_by, OLD.proposed_at)
      OR OLD.state IN ('refused', 'cancelled') THEN
    RAISE EXCEPTION 'a refund keeps its cause, and its end' USING ERRCODE = '23514', CONSTRAINT = 'ck_refund_history';
  END IF;
  IF NEW.approved_by IS DISTINCT FROM OLD.approved_by AND EXISTS (SELECT FROM refund_payee p WHERE p.refund_id = NEW.id AND p.chosen_by = NEW.approved_by) THEN
    RAISE EXCEPTION 'whoever chose the payee does not approve' USING ERRCODE = '23514', CONSTRAINT = 'ck_refund_four_eyes';
  END IF;
  IF NEW.approved_by IS NOT NULL AND NEW.approved_by IS NOT DISTINCT FROM OLD.approved_by AND NEW.payee_id IS DISTINCT FROM OLD.payee_id THEN
    RAISE EXCEPTION 'another payee opens the approval again' USING ERRCODE = '23514', CONSTRAINT = 'ck_refund_payee_approved';
  END IF;
  IF NEW.state IN ('approved', 'ordered') AND NEW.state <> OLD.state AND decision_at_recovery(NEW.decision_id) THEN
    RAISE EXCEPTION 'the claim is recalled from recovery first' USING ERRCODE = '23514', CONSTRAINT = 'ck_refund_recalled';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER tr_refund_kept BEFORE UPDATE ON refund FOR EACH ROW EXECUTE FUNCTION keep_refund();

-- What a movement has left is booked or refunded, never both: one sum on its row, whose lock both queue for.
CREATE FUNCTION count_movement_refunds() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before bigint := 0;
  after bigint := 0;
BEGIN
  IF NEW.allocation_id IS NOT NULL THEN RETURN NULL; END IF;
  IF TG_OP = 'UPDATE' AND OLD.state NOT IN ('refused', 'cancelled') THEN before := OLD.amount_cents; END IF;
  IF NEW.state NOT IN ('refused', 'cancelled') THEN after := NEW.amount_cents; END IF;
  IF after <> before THEN UPDATE movement SET refund_cents = refund_cents + after - before WHERE id = NEW.movement_id; END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER tr_refund_counted AFTER INSERT OR UPDATE OF state ON refund FOR EACH ROW EXECUTE FUNCTION count_movement_refunds();

-- A booking that is owed back is no longer anybody's to reverse.
CREATE FUNCTION keep_refunded_booking() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.reversed_at IS NOT NULL AND OLD.reversed_at IS NULL
      AND EXISTS (SELECT FROM refund r WHERE r.allocation_id = NEW.id AND r.state NOT IN ('refused', 'cancelled')) THEN
    RAISE EXCEPTION 'a booking that is refunded is not reversed' USING ERRCODE = '23514', CONSTRAINT = 'ck_allocation_owed_back';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER tr_allocation_owed_back BEFORE UPDATE OF reversed_at ON allocation FOR EACH ROW EXECUTE FUNCTION keep_refunded_booking();

-- A claim, or the rest of one, that is given up: irrecoverable, or too small to recover (D31).
CREATE TABLE write_off (
  id uuid NOT NULL,
  department_id uuid NOT NULL,
  decision_id uuid NOT NULL,
  ground text NOT NULL,
  state text NOT NULL,
  amount_cents bigint NOT NULL,
  reason text NOT NULL,
  proposed_by uuid NOT NULL,
  proposed_at timestamptz NOT NULL,
  decided_by uuid,
  decided_at timestamptz,
  decision_reason text NOT NULL DEFAULT '',
  entry_id uuid,
  version integer NOT NULL DEFAULT 1,
  CONSTRAINT pk_write_off PRIMARY KEY (id),
  CONSTRAINT fk_write_off_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_write_off_decision FOREIGN KEY (decision_id) REFERENCES decision (id),
  CONSTRAINT fk_write_off_proposed_by FOREIGN KEY (proposed_by) REFERENCES user_account (id),
  CONSTRAINT fk_write_off_decided_by FOREIGN KEY (decided_by) REFERENCES user_account (id),
  CONSTRAINT ck_write_off_ground CHECK (ground IN ('small-rest', 'irrecoverable')),
  CONSTRAINT ck_write_off_state CHECK (state IN ('proposed', 'approved', 'refused', 'cancelled')),
  CONSTRAINT ck_write_off_amount CHECK (amount_cents > 0),
  CONSTRAINT ck_write_off_reason CHECK (length(btrim(reason)) > 0),
  CONSTRAINT ck_write_off_decided CHECK ((state = 'proposed') = (decided_by IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL)),
  CONSTRAINT ck_write_off_decision_reason CHECK (state NOT IN ('refused', 'cancelled') OR length(btrim(decision_reason)) > 0),
  CONSTRAINT ck_write_off_entry CHECK ((state = 'approved') = (entry_id IS NOT NULL)),
  CONSTRAINT ck_write_off_four_eyes CHECK (state = 'cancelled' OR decided_by <> proposed_by)
);
CREATE UNIQUE INDEX uq_write_off_open ON write_off (decision_id) WHERE state = 'proposed';
CREATE INDEX ix_write_off_waiting ON write_off (proposed_at, id) WHERE state = 'proposed';
CREATE INDEX ix_write_off_decision ON write_off (decision_id);

CREATE FUNCTION keep_decided_write_off() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.state <> 'proposed' OR (NEW.id, NEW.decision_id, NEW.department_id, NEW.ground, NEW.amount_cents, NEW.reason, NEW.proposed_by, NEW.proposed_at)
      IS DISTINCT FROM (OLD.id, OLD.decision_id, OLD.department_id, OLD.ground, OLD.amount_cents, OLD.reason, OLD.proposed_by, OLD.proposed_at) THEN
    RAISE EXCEPTION 'a write-off is decided once and keeps its proposal' USING ERRCODE = '23514', CONSTRAINT = 'ck_write_off_history';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER tr_write_off_history BEFORE UPDATE OR DELETE ON write_off FOR EACH ROW EXECUTE FUNCTION keep_decided_write_off();
CREATE TRIGGER tr_write_off_no_truncate BEFORE TRUNCATE ON write_off FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION keep_decided_refund_request() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.state IN ('granted', 'refused', 'closed')
      OR (NEW.id, NEW.decision_id, NEW.department_id) IS DISTINCT FROM (OLD.id, OLD.decision_id, OLD.department_id) THEN
    RAISE EXCEPTION 'a request is decided once' USING ERRCODE = '23514', CONSTRAINT = 'ck_refund_request_history';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER tr_refund_request_history BEFORE UPDATE OR DELETE ON refund_request FOR EACH ROW EXECUTE FUNCTION keep_decided_refund_request();
CREATE TRIGGER tr_refund_request_no_truncate BEFORE TRUNCATE ON refund_request FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What was owed back before refunds were kept waits like everything else.
INSERT INTO refund (id, department_id, ground, state, decision_id, movement_id, allocation_id, amount_cents, proposed_at, proposed_on, changed_at)
SELECT gen_random_uuid(), d.department_id, 'withdrawal', 'proposed', l.decision_id, l.movement_id, l.id, sum(p.amount_cents), min(p.posted_at), min(p.posted_on), min(p.posted_at)
FROM allocation l JOIN decision d ON d.id = l.decision_id AND d.state = 'withdrawn'
JOIN ledger_posting p ON p.cause_kind = 'allocation' AND p.cause_id = l.id AND p.reason IN ('owe-back-payment', 'owe-back-advance')
JOIN ledger_account a ON a.id = p.from_account_id AND a.kind = 'refunds-payable'
WHERE l.reversed_at IS NULL
GROUP BY l.id, d.department_id;
