import { ClaimsService } from '../../src/claims/claims.service';
import type { PlacedClaimEvent } from '../../src/claims/claims.repository';
import type {
  ClaimId,
  DecisionId,
  DepartmentId,
  MovementId,
  OffenceId,
  PersonId,
  StatementId,
  UserId,
} from '../../src/kernel/ids';
import { legalDate } from '../../src/kernel/legal-date';
import { cents } from '../../src/kernel/money';
import { StatementMatching } from '../../src/payments/statement-matching.service';
import { StatementsService } from '../../src/statements/statements.service';
import type { Actor, Tx } from '../../src/platform/database/transactions';
import { systemActor } from '../../src/platform/jobs/jobs';
import type { UserActor } from './actors';
import { DepositGround } from './deposit-desk';
import { credit, StatementChain, statementDraft } from './coda-builder';
import { TODAY, type FineDesk } from './fine-desk';

/** A fine that can be offered, as the service takes it. */
export interface FineOfDesk {
  readonly decisionId: DecisionId;
  readonly departmentId: DepartmentId;
  readonly offenceId: OffenceId;
  readonly personId: PersonId;
  readonly version: number;
  readonly number: string;
}

/** The whole product with claims that are offered directly, for tests of what follows. */
export class ClaimDesk {
  private readonly chain = new StatementChain(statementDraft({ openingCents: cents(0) }));

  private constructor(
    readonly ground: DepositGround,
    readonly preparer: UserActor,
    readonly approver: UserActor,
  ) {}

  static async open(): Promise<ClaimDesk> {
    const ground = await DepositGround.open();
    const desk = new ClaimDesk(ground, await ground.desk.actor('cashier'), await ground.desk.actor('treasurer'));
    const first = await desk.statement([]);
    const opening = { version: 1, openingCents: 0 };
    await ground.desk.app.app.get(StatementsService).confirmOpening(desk.preparer, first, opening);
    return desk;
  }

  get desk(): FineDesk {
    return this.ground.desk;
  }
  get claims(): ClaimsService {
    return this.desk.app.app.get(ClaimsService);
  }

  close(): Promise<void> {
    return this.desk.close();
  }

  /** A fine that was handed over on the day of the desk. */
  async fine(): Promise<FineOfDesk> {
    const { decisionId, version, number } = await this.ground.fine();
    const [row] = await this.desk.rows<{ department_id: DepartmentId; offence_id: OffenceId; person_id: PersonId }>(
      'SELECT d.department_id, d.offence_id, o.person_id FROM decision d JOIN offence o ON o.id = d.offence_id WHERE d.id = $1',
      [decisionId],
    );
    if (row === undefined) throw new Error('no fine');
    const { department_id: departmentId, offence_id: offenceId, person_id: personId } = row;
    return { decisionId, departmentId, offenceId, personId, version, number };
  }

  /** Runs work on claims in a transaction of its own, the decision locked as every caller locks it. */
  within<T>(decisionId: DecisionId, work: (tx: Tx) => Promise<T>, actor: Actor = systemActor('test')): Promise<T> {
    return this.desk.app.transactions.run(actor, async (tx) => {
      await tx.query('SELECT 1 FROM decision WHERE id = $1 FOR UPDATE', [decisionId]);
      return work(tx);
    });
  }

  offer(fine: FineOfDesk, preparedBy: UserId = this.preparer.id): Promise<ClaimId> {
    return this.within(
      fine.decisionId,
      (tx) => this.claims.offer(tx, fine, { payload: 'decision', preparedBy }),
      this.approver,
    );
  }

  private async statement(movements: Parameters<StatementChain['next']>[0]): Promise<StatementId> {
    const file = { fileName: 'statement.cod', bytes: this.chain.next(movements, legalDate(TODAY)) };
    const { statements } = await this.desk.app.app.get(StatementsService).receive(this.preparer, file);
    const [first] = statements;
    if (first === undefined) throw new Error('no statement');
    return first.statementId;
  }

  /** Money on a statement with the number of a fine, matched as every night; answers its movement. */
  async pay(number: string, amountCents: number): Promise<MovementId> {
    const [id] = await this.payAll([[number, amountCents]]);
    if (id === undefined) throw new Error('no movement');
    return id;
  }

  /** As `pay`, several on one statement; in their order. */
  async payAll(payments: readonly (readonly [number: string, amountCents: number])[]): Promise<MovementId[]> {
    const movements = payments.map(([communication, amount]) => credit({ communication, amountCents: cents(amount) }));
    const statementId = await this.statement(movements);
    await this.desk.app.app.get(StatementMatching).run({ statementId }, systemActor('match-statement'));
    const rows = await this.desk.rows<{ id: MovementId }>(
      'SELECT id FROM movement WHERE statement_id = $1 ORDER BY ordinal',
      [statementId],
    );
    return rows.map(({ id }) => id);
  }

  feed(after = 0, limit = 1000): Promise<PlacedClaimEvent[]> {
    return this.desk.app.transactions.view(systemActor('test'), (tx) => this.claims.feedAfter(tx, after, limit));
  }

  /** The types of the events of one claim, in the order of the feed. */
  async story(id: ClaimId): Promise<string[]> {
    return (await this.feed()).filter(({ claimId }) => claimId === id).map(({ type }) => type);
  }
}
