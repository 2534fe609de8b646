import { DEMONSTRATION_DEPARTMENTS } from '../../src/access/demonstration-users';
import { birthDateFromIso } from '../../src/kernel/birth-date';
import { formatDecisionNumber, ogmOf, type DecisionNumber } from '../../src/kernel/decision-number';
import { DECISION_MACHINE, type DecisionState } from '../../src/decisions/decision.rules';
import { newId, type DecisionId, type OffenceId, type PersonId } from '../../src/kernel/ids';
import { cents, type Cents } from '../../src/kernel/money';
import type { Ogm } from '../../src/kernel/ogm';
import { LedgerRepository } from '../../src/ledger/ledger.repository';
import { LedgerService } from '../../src/ledger/ledger.service';
import { postingsFor } from '../../src/ledger/posting.rules';
import { nextState } from '../../src/kernel/state-machine';
import { orRefuse } from '../../src/platform/refused';
import type { Tx } from '../../src/platform/database/transactions';
import type { TestGround } from './actors';
import { annulByJudgment } from './annulment';

/** A fine in the database, as the desk would have left it. */
export interface BuiltFine {
  readonly decisionId: DecisionId;
  readonly offenceId: OffenceId;
  readonly personId: PersonId;
  readonly number: DecisionNumber;
  readonly reference: Ogm;
}

export interface FineDraft {
  readonly surname?: string;
  readonly firstNames?: string;
  /** `1987-03-12`, `1987-03` or `1987`. */
  readonly birthDate?: string;
  readonly amountCents?: Cents;
  readonly isNotified?: boolean;
  readonly personId?: PersonId;
  /** Who must pay beside the person (R1.1.11). */
  readonly carrierId?: PersonId;
  /** With an address the person can be reached, and the fine can go to FPS Finance. */
  readonly hasAddress?: boolean;
  /** The decision is on file as a PDF, as signing leaves it: without it nothing goes to FPS Finance (R7.3). */
  readonly isOnPaper?: boolean;
}

const YEAR = 2026;
const BIF = DEMONSTRATION_DEPARTMENTS.BIF;

/** The part of a test's ground that fines are built on. */
export type BuilderGround = Pick<TestGround, 'transactions' | 'actor'>;

/** Writes signed and notified fines straight into the database, with the postings and events that belong to them. */
export class FineBuilder {
  private counter = 0;
  private obligationId: string | undefined;
  private readonly ledger = new LedgerService(new LedgerRepository());

  /** `obligationCode`: one of the catalogue, for fines of which letters are made; without it, one that only these fines have. */
  constructor(
    private readonly ground: BuilderGround,
    private readonly obligationCode = 'test-crossing',
  ) {}

  /** A signed fine of EUR 200, notified unless told otherwise. */
  build(draft: FineDraft = {}): Promise<BuiltFine> {
    const counter = ++this.counter;
    const parts = { department: 'BIF', year: YEAR, counter };
    const fine = {
      decisionId: newId<DecisionId>(),
      offenceId: newId<OffenceId>(),
      personId: draft.personId ?? newId<PersonId>(),
      number: formatDecisionNumber(parts),
      reference: ogmOf(parts, 1),
    };
    const amountCents = draft.amountCents ?? cents(20_000);
    return this.ground.transactions.run(this.ground.actor('agent.border'), async (tx) => {
      if (draft.personId === undefined) await this.insertPerson(tx, fine.personId, draft);
      await this.insertOffence(tx, fine, counter);
      if (draft.carrierId !== undefined) await this.insertCarrier(tx, fine, draft.carrierId);
      await this.insertDecision(tx, fine, amountCents);
      if (draft.isOnPaper === true) await this.insertPaper(tx, fine);
      await this.ledger.openFine(tx, BIF, fine.decisionId);
      if (draft.isNotified !== false) await this.notifyIn(tx, fine.decisionId, amountCents);
      return fine;
    });
  }

  /** Notifies a signed fine: charged, and its advances settled (D26). Refuses, as the product does, what is not signed any more. */
  notify(fine: BuiltFine, amountCents = cents(20_000)): Promise<void> {
    return this.ground.transactions.run(this.ground.actor('agent.border'), (tx) =>
      this.notifyIn(tx, fine.decisionId, amountCents),
    );
  }

  /** The decision falls by a judgment. */
  annul({ decisionId }: BuiltFine): Promise<void> {
    const { transactions, actor } = this.ground;
    return annulByJudgment(transactions, decisionId, actor('agent.border'), actor('signatory.border'));
  }

  private async notifyIn(tx: Tx, decisionId: DecisionId, amountCents: Cents): Promise<void> {
    const cause = { kind: 'notification', id: newId<string>() } as const;
    const [row] = await tx.query<{ state: DecisionState }>('SELECT state FROM decision WHERE id = $1 FOR UPDATE', [
      decisionId,
    ]);
    orRefuse(nextState(DECISION_MACHINE, row?.state ?? 'draft', 'notify'));
    await this.ledger.lockFine(tx, BIF, decisionId);
    await tx.query(`UPDATE decision SET state = 'notified', notified_on = $2, payable_from = $2 WHERE id = $1`, [
      decisionId,
      tx.today,
    ]);
    await this.ledger.post(tx, BIF, cause, postingsFor('charge-fine', { decisionId }, amountCents));
    await this.ledger.settleAdvances(tx, BIF, decisionId, amountCents);
    tx.record({ type: 'notification.recorded', subjectKind: 'decision', subjectId: decisionId });
  }

  private async insertPerson(tx: Tx, id: PersonId, draft: FineDraft): Promise<void> {
    const [surname, firstNames] = [draft.surname ?? `Exemple${this.counter}`, draft.firstNames ?? 'Alix'];
    const born = birthDateFromIso(draft.birthDate ?? '1987-03-12');
    const address = draft.hasAddress === true ? ['Rue Imaginaire 1', 'Bruxelles', 'BE'] : [null, null, null];
    await tx.query(
      `INSERT INTO person (id, department_id, kind, family_name, given_names, latin_family_name, latin_given_names, search_key, birth_year, birth_month, birth_day, nationality,
         sex, language, created_by, created_at, updated_at, address_line, municipality, country)
       VALUES ($1, $2, 'natural', $3, $4, $3, $4, lower($3 || ' ' || $4), $5, $6, $7, 'MA', 'unknown', 'fr', $8, $9, $9, $10, $11, $12)`,
      [
        id,
        BIF,
        surname,
        firstNames,
        born?.year,
        born?.month ?? null,
        born?.day ?? null,
        tx.actor.id,
        tx.now,
        ...address,
      ],
    );
  }

  private async insertOffence(tx: Tx, { offenceId, personId }: BuiltFine, counter: number): Promise<void> {
    this.obligationId ??= await this.obligation(tx);
    await tx.query(
      `INSERT INTO offence (id, department_id, person_id, obligation_code, obligation_id, article, collection_basis, offender_category, facts_on, place, facts, evidence,
         reporting_authority, report_reference, report_on, hearing_kind, hearing_waiver_reason, discretion, outcome, state, recorded_by, recorded_at)
       VALUES ($1, $2, $3, $8, $4, '4bis', '4bis', 'third-country', date '2026-01-01' + $5::integer, 'x', 'x', 'x', 'x', 'x', '2026-01-01', 'waived', 'x', 'x', 'fine', 'recorded', $6, $7)`,
      [offenceId, BIF, personId, this.obligationId, counter, tx.actor.id, tx.now, this.obligationCode],
    );
    await tx.query(
      `INSERT INTO liable_party (offence_id, person_id, department_id, capacity) VALUES ($1, $2, $3, 'offender')`,
      [offenceId, personId, BIF],
    );
  }

  private async insertCarrier(tx: Tx, { offenceId }: BuiltFine, carrierId: PersonId): Promise<void> {
    await tx.query(
      `INSERT INTO liable_party (offence_id, person_id, department_id, capacity, basis) VALUES ($1, $2, $3, 'carrier', 'x')`,
      [offenceId, carrierId, BIF],
    );
  }

  /** The obligation in force, or one made for these fines. */
  private async obligation(tx: Tx): Promise<string> {
    const known = await tx.query<{ id: string }>(
      'SELECT id FROM obligation WHERE code = $1 ORDER BY valid_from DESC LIMIT 1',
      [this.obligationCode],
    );
    const id = known[0]?.id ?? newId<string>();
    if (known.length === 0)
      await tx.query(
        `INSERT INTO obligation (id, code, article, definition, valid_from) VALUES ($1, $2, '4bis', '{}', '2016-01-01')`,
        [id, this.obligationCode],
      );
    return id;
  }

  private async insertPaper(tx: Tx, { decisionId }: BuiltFine): Promise<void> {
    await tx.query(
      `INSERT INTO document (id, department_id, decision_id, kind, language, template_version, media_type, bytes, sha256, created_at)
       VALUES ($1, $2, $3, 'decision', 'fr', '1', 'application/pdf', $4, sha256($4), $5)`,
      [newId(), BIF, decisionId, Buffer.from(`%PDF-1.7 ${decisionId} %%EOF`), tx.now],
    );
  }

  private async insertDecision(tx: Tx, fine: BuiltFine, amountCents: Cents): Promise<void> {
    const [delegation] = await tx.query<{ id: string; user_id: string }>(
      'SELECT id, user_id FROM signature_delegation WHERE user_id <> $1 LIMIT 1',
      [tx.actor.id],
    );
    await tx.query(
      `INSERT INTO decision (id, department_id, offence_id, state, language, motivation, amount_cents, repeat_order, drafted_by, drafted_at, submitted_by, signed_by, signed_at,
         signed_on, delegation_id, number, structured_communication)
       VALUES ($1, $2, $3, 'signed', 'fr', 'x', $4, 1, $5, $6, $5, $7, $6, $8, $9, $10, $11)`,
      [
        fine.decisionId,
        BIF,
        fine.offenceId,
        amountCents,
        tx.actor.id,
        tx.now,
        delegation?.user_id,
        `${YEAR}-06-01`,
        delegation?.id,
        fine.number,
        fine.reference,
      ],
    );
    await tx.query(`INSERT INTO decision_author (decision_id, user_id, department_id, since) VALUES ($1, $2, $3, $4)`, [
      fine.decisionId,
      tx.actor.id,
      BIF,
      tx.now,
    ]);
    await tx.query(
      `INSERT INTO decision_counter (department_id, year, last_number) VALUES ($1, $2, 1)
       ON CONFLICT (department_id, year) DO UPDATE SET last_number = decision_counter.last_number + 1`,
      [BIF, YEAR],
    );
    tx.record({ type: 'decision.signed', subjectKind: 'decision', subjectId: fine.decisionId });
  }
}
