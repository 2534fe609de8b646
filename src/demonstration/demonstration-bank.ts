import type { INestApplicationContext } from '@nestjs/common';
import type { DecisionRow } from '../decisions/decisions.repository';
import type { LegalDate } from '../kernel/legal-date';
import { cents } from '../kernel/money';
import { StatementMatching } from '../payments/statement-matching.service';
import type { Actor } from '../platform/database/transactions';
import { parseCommand } from '../platform/http/fields';
import { systemActor } from '../platform/jobs/jobs';
import { writeCoda } from '../statements/coda-writer';
import { ConfirmOpening } from '../statements/statements.commands';
import { StatementsService } from '../statements/statements.service';
import type { KeptStatement } from '../statements/statements.types';
import type { DemonstrationPerson } from './demonstration-people';
import { FIRST_OPENING_CENTS, OFFICE_ACCOUNT } from './demonstration-account';

const FILE_NAME = 'demonstration-001.cod';

/** The fines that the first statement pays. */
export interface PaidFines {
  /** Paid in full with the structured communication of its letter. */
  readonly byReference: Pick<DecisionRow, 'structuredCommunication'>;
  /** Paid in full by somebody else, who writes for whom. */
  readonly byName: DemonstrationPerson;
}

/** Plays the bank for a new demonstration: one statement, with a payment for each way of recognising one. */
export class DemonstrationBank {
  constructor(
    private readonly app: INestApplicationContext,
    private readonly cashier: Actor,
  ) {}

  /** Whether statements have come, whoever brought them. */
  async hasStatements(): Promise<boolean> {
    return (await this.kept()).length > 0;
  }

  /** The first statement of the account, as the cashier receives it. */
  async deliver(today: LegalDate, fines: PaidFines): Promise<void> {
    const bytes = firstStatement(today, fines);
    await this.app.get(StatementsService).receive(this.cashier, { fileName: FILE_NAME, bytes });
  }

  /** Confirms the opening of the statement that was delivered, and matches it; what is done already is left. */
  async finish(): Promise<void> {
    const delivered = (await this.kept()).find(({ fileName }) => fileName === FILE_NAME);
    if (delivered === undefined || delivered.matchedAt !== undefined) return;
    if (delivered.state === 'needs-opening') await this.confirm(delivered);
    await this.app.get(StatementMatching).run({ statementId: delivered.id }, systemActor('demonstration-seed'));
  }

  private async confirm({ id, version }: KeptStatement): Promise<void> {
    const command = parseCommand(ConfirmOpening, { version, openingCents: FIRST_OPENING_CENTS });
    await this.app.get(StatementsService).confirmOpening(this.cashier, id, command);
  }

  private async kept(): Promise<readonly KeptStatement[]> {
    return (await this.app.get(StatementsService).list(this.cashier, undefined)).rows;
  }
}

function firstStatement(today: LegalDate, { byReference, byName }: PaidFines): Uint8Array {
  const text = byReference.structuredCommunication;
  if (text === undefined) throw new Error('a fine that was notified bears a structured communication');
  const { latinFamilyName = byName.familyName, latinGivenNames = byName.givenNames, birthDate } = byName;
  const credit = { direction: 'credit', valueOn: today, entryOn: today } as const;
  return writeCoda([
    {
      account: OFFICE_ACCOUNT,
      createdOn: today,
      closingOn: today,
      openingCents: FIRST_OPENING_CENTS,
      sequenceNumber: 1,
      movements: [
        {
          ...credit,
          amountCents: cents(20_000),
          communication: { kind: 'structured', type: '101', text },
          counterparty: { name: 'EXEMPLE AMELIE' },
        },
        {
          ...credit,
          amountCents: cents(20_000),
          communication: `BOETE ${latinFamilyName} ${latinGivenNames} ${birthDate}`,
          counterparty: { name: 'VOORBEELD VRIEND' },
        },
        {
          ...credit,
          amountCents: cents(7_500),
          communication: 'REMBOURSEMENT VOYAGE',
          counterparty: { name: 'SPECIMEN SPRL' },
        },
      ],
    },
  ]);
}
