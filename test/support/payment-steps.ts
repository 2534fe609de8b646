import type { AllocationId, MovementId } from '../../src/kernel/ids';
import { legalDate } from '../../src/kernel/legal-date';
import { BookMovement, ReverseAllocation } from '../../src/payments/payments.commands';
import type { PaymentResult } from '../../src/payments/bookings.service';
import type { MovementFile } from '../../src/payments/suspense.service';
import { systemActor } from '../../src/platform/jobs/jobs';
import type { CodaMovementDraft } from '../../src/statements/coda-movement-writer';
import type { StatementChain } from './coda-builder';
import type { BuiltFine } from './fine-builder';
import type { MoneyDesk } from './money-desk';

/** The job as an actor. */
export const JOB = systemActor('match-statement');

/** What tests of payments do over and over, on one desk and one chain of statements. */
export class PaymentSteps {
  constructor(
    private readonly desk: MoneyDesk,
    private readonly chain: StatementChain,
  ) {}

  /** Takes in the next statement with these movements, matched unless told otherwise; answers its movements in order. */
  async bring(movements: readonly CodaMovementDraft[], isMatched = true): Promise<MovementId[]> {
    const [statement] = (await this.desk.receive(this.chain.next(movements, legalDate('2026-09-02')))).statements;
    if (statement === undefined) throw new Error('no statement');
    const { statementId } = statement;
    if (isMatched) await this.desk.matching.run({ statementId }, JOB);
    const rows = await this.desk.rows<{ id: MovementId }>(
      'SELECT id FROM movement WHERE statement_id = $1 AND counts ORDER BY ordinal',
      [statementId],
    );
    return rows.map(({ id }) => id);
  }

  read(id: MovementId): Promise<MovementFile> {
    return this.desk.suspense.read(this.desk.cashier, id);
  }

  /** What the ledger keeps on the fine's receivable. */
  async outstanding({ decisionId }: BuiltFine): Promise<number> {
    const [row] = await this.desk.rows<{ cents: string }>(
      `SELECT balance_cents AS cents FROM ledger_account WHERE decision_id = $1 AND kind = 'receivable'`,
      [decisionId],
    );
    return Number(row?.cents);
  }

  /** The events of payment in the file of the fine, in order. */
  async events({ decisionId }: BuiltFine): Promise<string[]> {
    const rows = await this.desk.rows<{ type: string }>(
      `SELECT type FROM event_log WHERE subject_id = $1 AND type LIKE 'payment.%' ORDER BY position`,
      [decisionId],
    );
    return rows.map(({ type }) => type);
  }

  book(id: MovementId, fine: BuiltFine, version: number, amountCents?: number): Promise<PaymentResult> {
    return this.bookAs(id, {
      decisionNumber: fine.number,
      version,
      ...(amountCents !== undefined && { amountCents }),
    });
  }

  bookAs(id: MovementId, fields: Partial<BookMovement>): Promise<PaymentResult> {
    return this.desk.payments.book(this.desk.cashier, id, Object.assign(new BookMovement(), fields));
  }

  reverse(id: AllocationId, reason: string, version: number): Promise<PaymentResult> {
    const command = Object.assign(new ReverseAllocation(), { reason, version });
    return this.desk.payments.reverse(this.desk.cashier, id, command);
  }
}
