import { legalDate, type LegalDate } from '../../src/kernel/legal-date';
import { cents } from '../../src/kernel/money';
import type { CodaMovementDraft } from '../../src/statements/coda-movement-writer';
import {
  closingCentsOf,
  writeCoda,
  type CodaAccountDraft,
  type CodaStatementDraft,
} from '../../src/statements/coda-writer';

/** The Office's own public account (rules.md R3.3). */
export const OFFICE_IBAN = 'BE35679200609437';

export const OFFICE_ACCOUNT: CodaAccountDraft = {
  number: OFFICE_IBAN,
  structure: '2',
  currency: 'EUR',
  holder: 'OFFICE DES ETRANGERS',
  bic: 'PCHQBEBB',
};

/** A sound statement of the Office's account; name only what the test is about. */
export function statementDraft(changes: Partial<CodaStatementDraft> = {}): CodaStatementDraft {
  return {
    account: OFFICE_ACCOUNT,
    createdOn: legalDate('2026-09-01'),
    openingOn: legalDate('2026-08-31'),
    closingOn: legalDate('2026-09-01'),
    openingCents: cents(1_000_000),
    sequenceNumber: 1,
    movements: [credit()],
    ...changes,
  };
}

/** A SEPA credit of EUR 200 with free text. */
export function credit(changes: Partial<CodaMovementDraft> = {}): CodaMovementDraft {
  return {
    direction: 'credit',
    amountCents: cents(20_000),
    entryOn: legalDate('2026-09-01'),
    valueOn: legalDate('2026-09-01'),
    communication: 'BORDER INSPECTION EXEMPLE ALIX 12/03/1987',
    bankReference: '000000000037228667560',
    counterparty: { account: 'BE71096123456769', bic: 'GKCCBEBB', name: 'ALIX EXEMPLE' },
    ...changes,
  };
}

export function debit(changes: Partial<CodaMovementDraft> = {}): CodaMovementDraft {
  return credit({ direction: 'debit', communication: 'FRAIS', ...changes });
}

/** Consecutive statements of one account: each opens where the last closed and bears the next number. */
export class StatementChain {
  private last: CodaStatementDraft | undefined;

  constructor(private readonly first: CodaStatementDraft = statementDraft()) {}

  /** The bytes of the next statement, alone in its file. */
  next(movements: readonly CodaMovementDraft[], on?: LegalDate): Uint8Array {
    return writeCoda([this.nextDraft(movements, on)]);
  }

  nextDraft(movements: readonly CodaMovementDraft[], on?: LegalDate): CodaStatementDraft {
    const last = this.last;
    const closingOn = on ?? last?.closingOn ?? this.first.closingOn;
    const isNewYear = last !== undefined && last.closingOn.slice(0, 4) !== closingOn.slice(0, 4);
    const draft: CodaStatementDraft = {
      ...this.first,
      movements,
      closingOn,
      createdOn: closingOn,
      openingOn: last?.closingOn ?? this.first.openingOn ?? closingOn,
      openingCents: last ? closingCentsOf(last) : this.first.openingCents,
      sequenceNumber: last ? (isNewYear ? 1 : last.sequenceNumber + 1) : this.first.sequenceNumber,
    };
    this.last = draft;
    return draft;
  }
}

/** The records of a file, without line ends. */
export function codaLines(bytes: Uint8Array): string[] {
  return Buffer.from(bytes).toString('latin1').split(/\r?\n/).slice(0, -1);
}

export function codaBytes(lines: readonly string[], lineEnd = '\r\n'): Uint8Array {
  return new Uint8Array(Buffer.from(lines.map((line) => line + lineEnd).join(''), 'latin1'));
}

/** Overwrites the positions from `from` (1-based) of line `line` (1-based), as a damaged or forged file would have them. */
export function edit(bytes: Uint8Array, line: number, from: number, text: string): Uint8Array {
  return codaBytes(
    codaLines(bytes).map((content, index) =>
      index === line - 1 ? content.slice(0, from - 1) + text + content.slice(from - 1 + text.length) : content,
    ),
  );
}

export function dropLine(bytes: Uint8Array, line: number): Uint8Array {
  return codaBytes(codaLines(bytes).filter((_, index) => index !== line - 1));
}
