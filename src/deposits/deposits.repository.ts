import { Injectable } from '@nestjs/common';
import {
  newId,
  type DecisionId,
  type DepartmentId,
  type DepositId,
  type DocumentId,
  type OffenceId,
  type PersonId,
  type UserId,
} from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import { centsFromDatabase, type Cents } from '../kernel/money';
import type { Tx } from '../platform/database/transactions';
import { STANDING_STATES, type DepositState, type EvidenceSource, type Payer } from './deposit.rules';
import type { ReleaseSplit } from './deposit-release.rules';

/** A deposit as it is kept, with the fine that it is for. */
export interface DepositRow extends ReleaseSplit {
  readonly id: DepositId;
  readonly departmentId: DepartmentId;
  readonly decisionId: DecisionId;
  readonly offenceId: OffenceId;
  /** The sanctioned person. */
  readonly personId: PersonId;
  readonly personName: string;
  readonly decisionNumber: string;
  readonly decisionState: string;
  readonly fineCents: Cents;
  readonly state: DepositState;
  readonly amountCents: Cents;
  readonly heldCents: Cents | undefined;
  readonly cdcReference: string;
  readonly payer: Payer;
  readonly reason: string;
  readonly announcedOn: LegalDate;
  readonly letterAnnouncedOn: LegalDate | undefined;
  readonly letterDocumentId: DocumentId | undefined;
  readonly lapsesOn: LegalDate;
  readonly receivedOn: LegalDate | undefined;
  readonly heldOn: LegalDate | undefined;
  readonly endedOn: LegalDate | undefined;
  readonly endReason: string;
  readonly version: number;
}

interface DepositSqlRow {
  id: DepositId;
  department_id: DepartmentId;
  decision_id: DecisionId;
  offence_id: OffenceId;
  person_id: PersonId;
  person_name: string;
  decision_number: string;
  decision_state: string;
  fine_cents: string;
  state: DepositState;
  amount_cents: string;
  held_cents: string | null;
  to_state_cents: string;
  to_payer_cents: string;
  cdc_reference: string;
  payer_family_name: string;
  payer_given_names: string;
  payer_birth_date: string;
  payer_address: string;
  payer_iban: string;
  payer_is_debtor: boolean;
  reason: string;
  announced_on: LegalDate;
  letter_announced_on: LegalDate | null;
  letter_document_id: DocumentId | null;
  lapses_on: LegalDate;
  received_on: LegalDate | null;
  held_on: LegalDate | null;
  ended_on: LegalDate | null;
  end_reason: string;
  version: number;
}

const SELECTED = `SELECT t.*, d.offence_id, o.person_id, concat_ws(', ', p.family_name, nullif(p.given_names, '')) AS person_name,
    coalesce(d.number, '') AS decision_number, d.state AS decision_state, d.amount_cents AS fine_cents
  FROM deposit t JOIN decision d ON d.id = t.decision_id JOIN offence o ON o.id = d.offence_id JOIN person p ON p.id = o.person_id`;

function depositOf(row: DepositSqlRow): DepositRow {
  return {
    id: row.id,
    departmentId: row.department_id,
    decisionId: row.decision_id,
    offenceId: row.offence_id,
    personId: row.person_id,
    personName: row.person_name,
    decisionNumber: row.decision_number,
    decisionState: row.decision_state,
    fineCents: centsFromDatabase(row.fine_cents),
    state: row.state,
    amountCents: centsFromDatabase(row.amount_cents),
    heldCents: row.held_cents === null ? undefined : centsFromDatabase(row.held_cents),
    toStateCents: centsFromDatabase(row.to_state_cents),
    toPayerCents: centsFromDatabase(row.to_payer_cents),
    cdcReference: row.cdc_reference,
    payer: {
      familyName: row.payer_family_name,
      givenNames: row.payer_given_names,
      birthDate: row.payer_birth_date,
      address: row.payer_address,
      iban: row.payer_iban,
      isDebtor: row.payer_is_debtor,
    },
    reason: row.reason,
    announcedOn: row.announced_on,
    letterAnnouncedOn: row.letter_announced_on ?? undefined,
    letterDocumentId: row.letter_document_id ?? undefined,
    lapsesOn: row.lapses_on,
    receivedOn: row.received_on ?? undefined,
    heldOn: row.held_on ?? undefined,
    endedOn: row.ended_on ?? undefined,
    endReason: row.end_reason,
    version: row.version,
  };
}

/** What is written of a deposit that is announced. */
export interface NewDeposit {
  readonly id: DepositId;
  readonly departmentId: DepartmentId;
  readonly decisionId: DecisionId;
  readonly amountCents: Cents;
  readonly cdcReference: string;
  readonly payer: Payer;
  readonly payerKey: string;
  readonly reason: string;
  readonly announcedOn: LegalDate;
  readonly lapsesOn: LegalDate;
  readonly recordedBy: UserId;
}

/** What a step changes; what it does not name stays. */
export interface DepositStep {
  readonly state: DepositState;
  readonly heldCents?: Cents;
  readonly cdcReference?: string;
  readonly letterAnnouncedOn?: LegalDate;
  readonly letterDocumentId?: DocumentId;
  readonly receivedOn?: LegalDate;
  readonly heldOn?: LegalDate;
  readonly endedOn?: LegalDate;
  readonly endReason?: string;
  readonly toStateCents?: Cents;
  readonly toPayerCents?: Cents;
}

/** On what a step rests. */
export interface EvidenceRow {
  readonly step: 'receive' | 'hold' | 'return' | 'document';
  readonly source: EvidenceSource;
  readonly datedOn: LegalDate;
  readonly reference: string;
  readonly documentId: DocumentId | null;
  readonly recordedByName: string;
  readonly recordedAt: Date;
}

/** Which deposits a list shows. */
export interface DepositFilter {
  readonly states: readonly DepositState[];
  readonly departmentId: DepartmentId | undefined;
  /** Only announcements whose days have passed on this day (R3.7). */
  readonly lapsedOn: LegalDate | undefined;
  readonly after: { readonly announcedOn: string; readonly id: string } | undefined;
}

/** SQL of deposits and their evidence. */
@Injectable()
export class DepositsRepository {
  async insert(tx: Tx, row: NewDeposit): Promise<void> {
    const { payer } = row;
    await tx.query(
      `INSERT INTO deposit (id, department_id, decision_id, state, amount_cents, cdc_reference, payer_family_name, payer_given_names, payer_birth_date,
         payer_address, payer_iban, payer_is_debtor, payer_key, reason, announced_on, lapses_on, recorded_by, recorded_at)
       VALUES ($1, $2, $3, 'announced', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
      [
        row.id,
        row.departmentId,
        row.decisionId,
        row.amountCents,
        row.cdcReference,
        payer.familyName,
        payer.givenNames,
        payer.birthDate,
        payer.address,
        payer.iban,
        payer.isDebtor,
        row.payerKey,
        row.reason,
        row.announcedOn,
        row.lapsesOn,
        row.recordedBy,
        tx.now,
      ],
    );
  }

  /** The fine of a deposit that is taken over, under its lock, of whichever department. */
  async lockFine(
    tx: Tx,
    decisionId: DecisionId,
  ): Promise<(Pick<DepositRow, 'departmentId' | 'offenceId' | 'personId'> & { readonly state: string }) | undefined> {
    const [row] = await tx.query<
      Pick<DepositRow, 'departmentId' | 'offenceId' | 'personId'> & { readonly state: string }
    >(
      `SELECT d.department_id AS "departmentId", d.offence_id AS "offenceId", o.person_id AS "personId", d.state
       FROM decision d JOIN offence o ON o.id = d.offence_id WHERE d.id = $1 FOR UPDATE OF d`,
      [decisionId],
    );
    return row;
  }

  async find(tx: Tx, id: DepositId): Promise<DepositRow | undefined> {
    const [row] = await tx.query<DepositSqlRow>(`${SELECTED} WHERE t.id = $1`, [id]);
    return row && depositOf(row);
  }

  /** The deposit under its lock; the locks of its decision and person are taken before. */
  async lock(tx: Tx, id: DepositId): Promise<DepositRow | undefined> {
    const [row] = await tx.query<DepositSqlRow>(`${SELECTED} WHERE t.id = $1 FOR UPDATE OF t`, [id]);
    return row && depositOf(row);
  }

  async ofDecisions(tx: Tx, decisionIds: readonly DecisionId[]): Promise<DepositRow[]> {
    const rows = await tx.query<DepositSqlRow>(
      `${SELECTED} WHERE t.decision_id = ANY($1) ORDER BY t.announced_on, t.id`,
      [decisionIds],
    );
    return rows.map(depositOf);
  }

  /** Those for which money is awaited or lies with the Caisse, for matching; of every department. */
  async standing(tx: Tx): Promise<DepositRow[]> {
    const rows = await tx.query<DepositSqlRow>(`${SELECTED} WHERE t.state = ANY($1) ORDER BY t.announced_on, t.id`, [
      STANDING_STATES,
    ]);
    return rows.map(depositOf);
  }

  /** The oldest announced first. */
  async list(tx: Tx, { states, departmentId, lapsedOn, after }: DepositFilter, limit: number): Promise<DepositRow[]> {
    const rows = await tx.query<DepositSqlRow>(
      `${SELECTED} WHERE t.state = ANY($1) AND ($2::uuid IS NULL OR t.department_id = $2)
         AND ($3::date IS NULL OR (t.state IN ('announced', 'letter-issued') AND t.lapses_on < $3))
         AND ($4::date IS NULL OR (t.announced_on, t.id) > ($4::date, $5::uuid))
       ORDER BY t.announced_on, t.id LIMIT $6`,
      [states, departmentId ?? null, lapsedOn ?? null, after?.announcedOn ?? null, after?.id ?? null, limit],
    );
    return rows.map(depositOf);
  }

  async step(tx: Tx, id: DepositId, step: DepositStep): Promise<void> {
    await tx.query(
      `UPDATE deposit SET state = $2, held_cents = coalesce($3, held_cents), cdc_reference = coalesce($4, cdc_reference),
         letter_announced_on = coalesce($5, letter_announced_on), letter_document_id = coalesce($6, letter_document_id),
         received_on = coalesce($7, received_on), held_on = coalesce($8, held_on), ended_on = coalesce($9, ended_on),
         end_reason = coalesce($10, end_reason), to_state_cents = coalesce($11, to_state_cents), to_payer_cents = coalesce($12, to_payer_cents), version = version + 1
       WHERE id = $1`,
      [
        id,
        step.state,
        step.heldCents ?? null,
        step.cdcReference ?? null,
        step.letterAnnouncedOn ?? null,
        step.letterDocumentId ?? null,
        step.receivedOn ?? null,
        step.heldOn ?? null,
        step.endedOn ?? null,
        step.endReason ?? null,
        step.toStateCents ?? null,
        step.toPayerCents ?? null,
      ],
    );
  }

  /** The advice on which a deposit rested is about none again: a person says about which. */
  async openAdvice(tx: Tx, id: DepositId): Promise<void> {
    await tx.query(
      `UPDATE deposit_advice SET deposit_id = NULL, linked_by = NULL, linked_at = NULL, difference_reason = '', outcome = 'proposed' WHERE deposit_id = $1 AND set_aside_at IS NULL`,
      [id],
    );
  }

  async addEvidence(
    tx: Tx,
    deposit: Pick<DepositRow, 'id' | 'departmentId'>,
    evidence: Omit<EvidenceRow, 'recordedByName' | 'recordedAt'>,
    recordedBy: UserId,
  ): Promise<void> {
    await tx.query(
      `INSERT INTO deposit_evidence (id, department_id, deposit_id, step, source, dated_on, reference, document_id, recorded_by, recorded_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        newId<string>(),
        deposit.departmentId,
        deposit.id,
        evidence.step,
        evidence.source,
        evidence.datedOn,
        evidence.reference,
        evidence.documentId,
        recordedBy,
        tx.now,
      ],
    );
  }

  evidence(tx: Tx, id: DepositId): Promise<EvidenceRow[]> {
    return tx.query<EvidenceRow>(
      `SELECT e.step, e.source, e.dated_on AS "datedOn", e.reference, e.document_id AS "documentId", u.display_name AS "recordedByName", e.recorded_at AS "recordedAt"
       FROM deposit_evidence e JOIN user_account u ON u.id = e.recorded_by WHERE e.deposit_id = $1 ORDER BY e.recorded_at, e.id`,
      [id],
    );
  }

  /** True while a release waits for its decision. */
  async hasOpenRelease(tx: Tx, id: DepositId): Promise<boolean> {
    const rows = await tx.query(`SELECT 1 FROM deposit_release WHERE deposit_id = $1 AND state = 'proposed'`, [id]);
    return rows.length > 0;
  }

  /** What happened to a deposit, from the log; the oldest first. */
  events(tx: Tx, id: DepositId): Promise<{ type: string; at: Date; by: string }[]> {
    return tx.query(
      `SELECT e.type, e.occurred_at AS at, coalesce(u.display_name, e.actor_id) AS by
       FROM event_log e LEFT JOIN user_account u ON e.actor_kind = 'user' AND u.id::text = e.actor_id
       WHERE e.subject_kind = 'deposit' AND e.subject_id = $1 ORDER BY e.position`,
      [id],
    );
  }
}
