import { DEMONSTRATION_DEPARTMENTS, type DemonstrationSubject } from '../../src/access/demonstration-users';
import { DECISION_MACHINE } from '../../src/decisions/decision.rules';
import { DecisionsService } from '../../src/decisions/decisions.service';
import { newId, type MovementId, type NotificationAttemptId, type PersonId } from '../../src/kernel/ids';
import { legalDate } from '../../src/kernel/legal-date';
import { cents } from '../../src/kernel/money';
import { nextState } from '../../src/kernel/state-machine';
import { LedgerVerification } from '../../src/ledger/ledger-verification.service';
import { NotificationKeeper } from '../../src/notifications/notification-keeper.service';
import { newFact } from '../../src/notifications/register-change.rules';
import { orRefuse } from '../../src/platform/refused';
import { ensureReferenceData } from '../../src/parameters/reference-data';
import { StatementMatching } from '../../src/payments/statement-matching.service';
import { Undoing } from '../../src/payments/undoing.service';
import type { Actor } from '../../src/platform/database/transactions';
import { systemActor } from '../../src/platform/jobs/jobs';
import type { CodaMovementDraft } from '../../src/statements/coda-movement-writer';
import { ConfirmOpening } from '../../src/statements/statements.commands';
import { StatementsService } from '../../src/statements/statements.service';
import { startTestApp, type TestApp } from '../support/app';
import { OFFICE_IBAN, StatementChain, statementDraft } from '../support/coda-builder';
import { FineBuilder, type BuiltFine } from '../support/fine-builder';
import { groundOf } from '../support/money-desk';
import { SHARED, TODAY, type SharedAccount } from './whole-file.steps';

const BANK_DAY = legalDate('2026-09-02');

/** The product on a database, in which every life begins with fines and money of its own. */
export class WholeFileGround {
  private lives = 0;
  private carrier: PersonId | undefined;
  private readonly chain = new StatementChain(statementDraft({ openingCents: cents(1_000_000) }));

  private constructor(
    readonly app: TestApp,
    readonly fines: FineBuilder,
    readonly actor: (subject: DemonstrationSubject) => Actor,
  ) {}

  static async open(): Promise<WholeFileGround> {
    const app = await startTestApp();
    app.clock.stopAt(new Date(`${TODAY}T09:00:00Z`));
    await ensureReferenceData(app.transactions, app.config);
    await app.transactions.run(systemActor('test'), async (tx) => {
      const id = newId<string>();
      await tx.query(
        `INSERT INTO bank_account (id, department_id, purpose, iban, bic, holder, state, confirmation_reference, valid_from)
         VALUES ($1, $2, 'payment', $3, 'PCHQBEBB', 'OFFICE DES ETRANGERS', 'confirmed', 'test', '2016-01-01')
         ON CONFLICT ON CONSTRAINT uq_bank_account_iban DO NOTHING`,
        [id, DEMONSTRATION_DEPARTMENTS.OFF, OFFICE_IBAN],
      );
      tx.record({ type: 'account.entered', subjectKind: 'bank-account', subjectId: id });
    });
    const built = await groundOf(app);
    const ground = new WholeFileGround(app, new FineBuilder(built, '4bis-1-border-crossing'), built.actor);
    await ground.bring([]);
    ground.carrier = (await ground.fines.build({ isNotified: false, hasAddress: true })).personId;
    return ground;
  }

  /** Whoever must pay every second fine beside its person. */
  get carrierId(): PersonId {
    if (this.carrier === undefined) throw new Error('no carrier');
    return this.carrier;
  }

  /** What tells the payments of one life from those of every other. */
  nextLife(): string {
    this.lives += 1;
    return `LIFE-${this.lives}`;
  }

  /** Nothing happens at the same instant as what was before it. */
  tick(): void {
    this.app.clock.stopAt(new Date(this.app.clock.now().getTime() + 10));
  }

  /** Hands the decision over to one of those who must pay, once, as it is recorded later: the register draws window, claim and what was paid in advance. */
  async tell({ decisionId }: BuiltFine, addresseeId: PersonId, on: string): Promise<void> {
    const [decisions, keeper] = [this.app.app.get(DecisionsService), this.app.app.get(NotificationKeeper)];
    await this.app.transactions.run(this.actor('agent.border'), async (tx) => {
      const file = await decisions.lock(tx, decisionId);
      const register = await keeper.registerOf(tx, decisionId);
      const isFurther = file.decision.state === 'notified' && register.attempts.every((each) => each.addresseeId !== addresseeId); // prettier-ignore
      if (!isFurther) orRefuse(nextState(DECISION_MACHINE, file.decision.state, 'notify'));
      const id = newId<NotificationAttemptId>();
      const attempt = { id, addresseeId, channel: 'hand', isAnew: false, itemNumber: '' } as const;
      const told = { attemptId: id, kind: 'handed-over', happenedOn: legalDate(on), receipt: 'signed' } as const;
      await keeper.keep(tx, file, register, { attempt, facts: [newFact(told)] });
    });
  }

  /** Takes in the next statement, matched; answers its movements in order. */
  async bring(movements: readonly CodaMovementDraft[]): Promise<MovementId[]> {
    const statements = this.app.app.get(StatementsService);
    const bytes = this.chain.next(movements, BANK_DAY);
    const [statement] = (await statements.receive(this.actor('cashier'), { fileName: 'statement.cod', bytes }))
      .statements;
    if (statement === undefined) throw new Error('no statement');
    const { statementId, state } = statement;
    if (state === 'needs-opening') {
      const command = Object.assign(new ConfirmOpening(), { openingCents: 1_000_000, version: 1 });
      await statements.confirmOpening(this.actor('cashier'), statementId, command);
    }
    await this.app.app.get(StatementMatching).run({ statementId }, systemActor('match-statement'));
    if (movements.some(({ rTransaction }) => rTransaction !== undefined))
      await this.app.app.get(Undoing).run({ statementId }, systemActor('undo-movements'));
    const rows = await this.rows<{ id: MovementId }>(
      'SELECT id FROM movement WHERE statement_id = $1 AND counts ORDER BY ordinal',
      [statementId],
    );
    return rows.map(({ id }) => id);
  }

  rows<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    return this.app.dataSource.query(sql, [...parameters]);
  }

  /** What stands on the shared accounts. */
  async shared(): Promise<Readonly<Record<SharedAccount, number>>> {
    const rows = await this.rows<{ kind: SharedAccount; cents: string }>(
      `SELECT a.kind, sum(CASE WHEN p.to_account_id = a.id THEN p.amount_cents ELSE -p.amount_cents END) AS cents
       FROM ledger_account a JOIN ledger_posting p ON a.id IN (p.from_account_id, p.to_account_id)
       WHERE a.kind = ANY($1) GROUP BY a.kind`,
      [SHARED],
    );
    const balances = new Map(rows.map(({ kind, cents: text }) => [kind, Number(text)]));
    return Object.fromEntries(SHARED.map((kind) => [kind, balances.get(kind) ?? 0])) as Record<SharedAccount, number>;
  }

  /** Every violated invariant of the whole database. */
  async findings(): Promise<string[]> {
    const found = await this.app.app.get(LedgerVerification).verify(systemActor('test'));
    return found.map(({ invariant, code, params }) => `${invariant} ${code} ${JSON.stringify(params)}`);
  }

  close(): Promise<void> {
    return this.app.close();
  }
}

/** So many lives share a database: every proof after every step reads all of it, so that few are proven quickly and still lie beside each other. */
const LIVES_TOGETHER = 30;

/** Databases for any number of lives, one after the other. */
export class WholeFileGrounds {
  private ground: WholeFileGround | undefined;
  private lives = 0;

  /** Where the next life is played. */
  async next(): Promise<WholeFileGround> {
    if (this.lives % LIVES_TOGETHER === 0) {
      await this.close();
      this.ground = await WholeFileGround.open();
    }
    this.lives += 1;
    if (this.ground === undefined) throw new Error('no database');
    return this.ground;
  }

  async close(): Promise<void> {
    await this.ground?.close();
    this.ground = undefined;
  }
}
