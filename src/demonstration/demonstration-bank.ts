import type { INestApplicationContext } from '@nestjs/common';
import type { DecisionRow } from '../decisions/decisions.repository';
import type { LegalDate } from '../kernel/legal-date';
import { cents } from '../kernel/money';
import { StatementMatching } from '../payments/statement-matching.service';
import type { Actor } from '../platform/database/transactions';
import { parseCommand } from '../platform/http/fields';
import { systemActor } from '../platform/jobs/jobs';
import type { CodaMovementDraft } from '../statements/coda-movement-writer';
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
  /** Fines of these persons are open; what is paid for them leaves a doubt that a cashier settles. */
  readonly inDoubt: readonly [DemonstrationPerson, DemonstrationPerson, DemonstrationPerson];
}

/** Plays the bank for a new demonstration: one statement, with a payment for each way of recognising one, and for each way of leaving a doubt. */
export class DemonstrationBank {
  constructor(
    private readonly app: INestApplicationContext,
    private readonly cashier: Actor,
  ) {}

  /** Whether statements have come, whoever brought them. */
  async hasStatements(): Promise<boolean> {
    return (await this.kept()).length > 0;
  }

  /** True once the first statement of the demonstration is there. */
  async hasDelivered(): Promise<boolean> {
    return (await this.kept()).some(({ fileName }) => fileName === FILE_NAME);
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

function firstStatement(today: LegalDate, fines: PaidFines): Uint8Array {
  return writeCoda([
    {
      account: OFFICE_ACCOUNT,
      createdOn: today,
      closingOn: today,
      openingCents: FIRST_OPENING_CENTS,
      sequenceNumber: 1,
      movements: [...plain(today, fines), ...doubtful(today, fines)],
    },
  ]);
}

/** What is booked at once, and money that says nothing. */
function plain(today: LegalDate, { byReference, byName }: PaidFines): CodaMovementDraft[] {
  return [
    { ...creditOf(today, 20_000), communication: referenceOf(byReference), counterparty: { name: 'EXEMPLE AMELIE' } },
    {
      ...creditOf(today, 20_000),
      communication: `BOETE ${wordsOf(byName)} ${byName.birthDate}`,
      counterparty: { name: 'VOORBEELD VRIEND' },
    },
    {
      ...creditOf(today, 7_500),
      communication: 'REMBOURSEMENT VOYAGE',
      counterparty: { name: 'SPECIMEN SPRL' },
    },
  ];
}

/** What a cashier decides: a name alone, a part by names, a fine paid twice, another levy, a deposit on the wrong account, a cost. */
function doubtful(today: LegalDate, { byReference, inDoubt: [named, inPart, levied] }: PaidFines): CodaMovementDraft[] {
  return [
    {
      ...creditOf(today, 20_000),
      communication: `AMENDE ${wordsOf(named)}`,
      counterparty: { name: 'MODELE CAMILLE' },
    },
    {
      ...creditOf(today, 15_000),
      communication: `BUSSGELD ${wordsOf(inPart)} ${inPart.birthDate}`,
      counterparty: { name: wordsOf(inPart).toUpperCase() },
    },
    { ...creditOf(today, 20_000), communication: referenceOf(byReference), counterparty: { name: 'EXEMPLE AMELIE' } },
    {
      ...creditOf(today, 20_000),
      communication: `VISA ${wordsOf(levied)} ${levied.birthDate}`,
      counterparty: { name: 'SPECIMEN SPRL' },
    },
    {
      ...creditOf(today, 20_000),
      communication: 'CONSIGNATION MODELE CAMILLE',
      counterparty: { name: 'MODELE CAMILLE' },
    },
    {
      direction: 'debit',
      amountCents: cents(420),
      valueOn: today,
      entryOn: today,
      transactionCode: BANK_COSTS,
      communication: 'FRAIS DE TENUE DE COMPTE',
    },
  ];
}

/** Costs that the bank takes by themselves (family 80). */
const BANK_COSTS = '08037000';

function creditOf(
  today: LegalDate,
  amountCents: number,
): Pick<CodaMovementDraft, 'direction' | 'amountCents' | 'valueOn' | 'entryOn'> {
  return { direction: 'credit', amountCents: cents(amountCents), valueOn: today, entryOn: today };
}

function referenceOf({ structuredCommunication: text }: PaidFines['byReference']): CodaMovementDraft['communication'] {
  if (text === undefined) throw new Error('a fine that was notified bears a structured communication');
  return { kind: 'structured', type: '101', text };
}

/** A person's names as a payer writes them. */
function wordsOf({ familyName, givenNames, latinFamilyName, latinGivenNames }: DemonstrationPerson): string {
  return `${latinFamilyName ?? familyName} ${latinGivenNames ?? givenNames}`;
}
