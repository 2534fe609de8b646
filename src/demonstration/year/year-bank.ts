import type { StatementId } from '../../kernel/ids';
import { addCents, cents, subtractCents, ZERO_CENTS, type Cents } from '../../kernel/money';
import { StatementMatching } from '../../payments/statement-matching.service';
import { parseCommand } from '../../platform/http/fields';
import { systemActor } from '../../platform/jobs/jobs';
import type { CodaMovementDraft } from '../../statements/coda-movement-writer';
import { writeCoda } from '../../statements/coda-writer';
import { ConfirmOpening } from '../../statements/statements.commands';
import { StatementsService } from '../../statements/statements.service';
import { FIRST_OPENING_CENTS, OFFICE_ACCOUNT } from '../demonstration-account';
import type { YearOffice } from './year-office';

/** Plays the bank: a statement for each day on which something moves, matched as the job does it. */
export class YearBank {
  private balanceCents: Cents = FIRST_OPENING_CENTS;
  private sequenceNumber = 0;

  constructor(private readonly office: YearOffice) {}

  /** The first statement of the account; its opening balance is confirmed by a person. */
  async open(): Promise<void> {
    const statementId = await this.bring([]);
    const command = parseCommand(ConfirmOpening, { version: 1, openingCents: FIRST_OPENING_CENTS });
    await this.office.get(StatementsService).confirmOpening(await this.office.actor('cashier'), statementId, command);
    await this.match(statementId);
  }

  credit(amountCents: number, payer: string, communication: CodaMovementDraft['communication']): Promise<void> {
    const { today } = this.office;
    return this.move({ direction: 'credit', amountCents: cents(amountCents), entryOn: today, valueOn: today, communication, counterparty: { name: payer.toUpperCase() } }); // prettier-ignore
  }

  /** The bank has carried out an order of ours. */
  debit(amountCents: number, endToEndId: string): Promise<void> {
    const { today } = this.office;
    return this.move({ direction: 'debit', amountCents: cents(amountCents), entryOn: today, valueOn: today, endToEndId, communication: endToEndId }); // prettier-ignore
  }

  private async move(movement: CodaMovementDraft): Promise<void> {
    await this.match(await this.bring([movement]));
  }

  private async bring(movements: readonly CodaMovementDraft[]): Promise<StatementId> {
    const { today } = this.office;
    this.sequenceNumber += 1;
    const { sequenceNumber, balanceCents: openingCents } = this;
    const bytes = writeCoda([{ account: OFFICE_ACCOUNT, createdOn: today, closingOn: today, openingCents, sequenceNumber, movements: [...movements] }]); // prettier-ignore
    const signed = movements.map(({ direction, amountCents }) =>
      direction === 'credit' ? amountCents : subtractCents(ZERO_CENTS, amountCents),
    );
    this.balanceCents = addCents(this.balanceCents, ...signed);
    const sent = { fileName: `year-${String(sequenceNumber).padStart(3, '0')}.cod`, bytes };
    const { statements } = await this.office.get(StatementsService).receive(await this.office.actor('cashier'), sent);
    const [statement] = statements;
    if (statement === undefined) throw new Error('the bank brought no statement');
    return statement.statementId;
  }

  private async match(statementId: StatementId): Promise<void> {
    await this.office.get(StatementMatching).run({ statementId }, systemActor('match-statement'));
  }
}
