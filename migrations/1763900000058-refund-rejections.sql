-- R5.4, R5.5: an order that the bank refused without a report is told by somebody who did not give it; what the bank kept of money that came
-- back is a cost of the Office.
ALTER TABLE refund_order
  ADD COLUMN rejected_by uuid,
  ADD COLUMN rejected_at timestamptz,
  ADD COLUMN charges_cents bigint,
  ADD CONSTRAINT fk_refund_order_rejected_by FOREIGN KEY (rejected_by) REFERENCES user_account (id),
  ADD CONSTRAINT ck_refund_order_rejected CHECK ((rejected_by IS NULL) = (rejected_at IS NULL)
    AND (rejected_by IS NULL OR (state IN ('rejected', 'settled', 'returned') AND length(btrim(bank_reason)) > 0))),
  ADD CONSTRAINT ck_refund_order_four_eyes CHECK (rejected_by <> ordered_by),
  ADD CONSTRAINT ck_refund_order_charges CHECK (charges_cents IS NULL OR (state = 'returned' AND charges_cents > 0 AND charges_cents < amount_cents));
COMMENT ON COLUMN refund_order.rejected_by IS 'Who told that the bank refused it; empty when a report of the bank did. Its debit may still come, and settles it then';
COMMENT ON COLUMN refund_order.charges_cents IS 'What the bank kept of the money that came back';

-- R23: a person named the wrong movement as the one that the bank took back. Proposed by one, confirmed by another, and both movements wait again.
CREATE TABLE undoing_reversal (
  id uuid NOT NULL,
  department_id uuid NOT NULL,
  movement_id uuid NOT NULL,
  undone_movement_id uuid NOT NULL,
  state text NOT NULL,
  reason text NOT NULL,
  proposed_by uuid NOT NULL,
  proposed_at timestamptz NOT NULL,
  decided_by uuid,
  decided_at timestamptz,
  CONSTRAINT pk_undoing_reversal PRIMARY KEY (id),
  CONSTRAINT fk_undoing_reversal_department FOREIGN KEY (department_id) REFERENCES department (id),
  CONSTRAINT fk_undoing_reversal_movement FOREIGN KEY (movement_id) REFERENCES movement (id),
  CONSTRAINT fk_undoing_reversal_undone_movement FOREIGN KEY (undone_movement_id) REFERENCES movement (id),
  CONSTRAINT fk_undoing_reversal_proposed_by FOREIGN KEY (proposed_by) REFERENCES user_account (id),
  CONSTRAINT fk_undoing_reversal_decided_by FOREIGN KEY (decided_by) REFERENCES user_account (id),
  CONSTRAINT ck_undoing_reversal_state CHECK (state IN ('proposed', 'confirmed', 'dropped')),
  CONSTRAINT ck_undoing_reversal_reason CHECK (length(btrim(reason)) > 0),
  CONSTRAINT ck_undoing_reversal_decided CHECK ((state = 'proposed') = (decided_by IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL)),
  CONSTRAINT ck_undoing_reversal_four_eyes CHECK (state <> 'confirmed' OR decided_by <> proposed_by)
);
COMMENT ON TABLE undoing_reversal IS 'Movements that were named as taken back by mistake: the link falls, both wait again, and the history stays (R23)';
CREATE UNIQUE INDEX uq_undoing_reversal_open ON undoing_reversal (movement_id) WHERE state = 'proposed';
CREATE INDEX ix_undoing_reversal_waiting ON undoing_reversal (proposed_at, id) WHERE state = 'proposed';
CREATE INDEX ix_undoing_reversal_movement ON undoing_reversal (movement_id, proposed_at);
CREATE INDEX ix_undoing_reversal_undone_movement ON undoing_reversal (undone_movement_id, decided_at);

-- Only what is linked can be taken apart, and each proposal is decided once.
CREATE FUNCTION check_undoing_reversal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM movement m WHERE m.id = NEW.movement_id AND m.undoes_id = NEW.undone_movement_id AND m.department_id = NEW.department_id) THEN
    RAISE EXCEPTION 'movement % does not take % back', NEW.movement_id, NEW.undone_movement_id USING ERRCODE = '23514', CONSTRAINT = 'ck_undoing_reversal_linked';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER tr_undoing_reversal_linked BEFORE INSERT ON undoing_reversal FOR EACH ROW EXECUTE FUNCTION check_undoing_reversal();

CREATE FUNCTION keep_undoing_reversal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.state <> 'proposed'
      OR (NEW.id, NEW.department_id, NEW.movement_id, NEW.undone_movement_id, NEW.reason, NEW.proposed_by, NEW.proposed_at)
      IS DISTINCT FROM (OLD.id, OLD.department_id, OLD.movement_id, OLD.undone_movement_id, OLD.reason, OLD.proposed_by, OLD.proposed_at) THEN
    RAISE EXCEPTION 'a reversed undoing keeps its history' USING ERRCODE = '23514', CONSTRAINT = 'ck_undoing_reversal_history';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER tr_undoing_reversal_history BEFORE UPDATE OR DELETE ON undoing_reversal FOR EACH ROW EXECUTE FUNCTION keep_undoing_reversal();
CREATE TRIGGER tr_undoing_reversal_no_truncate BEFORE TRUNCATE ON undoing_reversal FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The link between two movements falls by a confirmed reversal only.
CREATE FUNCTION keep_movement_link() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM undoing_reversal r WHERE r.movement_id = OLD.id AND r.undone_movement_id = OLD.undoes_id AND r.state = 'confirmed') THEN
    RAISE EXCEPTION 'what a movement takes back is taken apart by two people' USING ERRCODE = '23514', CONSTRAINT = 'ck_movement_link';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER tr_movement_link BEFORE UPDATE OF undoes_id ON movement FOR EACH ROW
  WHEN (OLD.undoes_id IS NOT NULL AND NEW.undoes_id IS DISTINCT FROM OLD.undoes_id) EXECUTE FUNCTION keep_movement_link();
