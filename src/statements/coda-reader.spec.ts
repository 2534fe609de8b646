import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { closingCentsOf, writeCoda, type CodaStatementDraft } from './coda-writer';
import type { CodaMovementDraft } from './coda-movement-writer';
import { checkTotals } from './acceptance.rules';
import { readCoda, type WholeFile, type WholeStatement } from '../../test/support/whole-statements';
import { MAX_STATEMENT_BYTES } from './coda-lines';
import type { Movement } from './statement.model';
import { legalDate, type LegalDate } from '../kernel/legal-date';
import { cents } from '../kernel/money';
import {
  codaBytes,
  codaLines,
  credit,
  debit,
  edit,
  OFFICE_ACCOUNT,
  statementDraft,
} from '../../test/support/coda-builder';
import { SOUND } from '../../test/fixtures/statements/coda-cases';

function read(bytes: Uint8Array): WholeFile {
  const outcome = readCoda(bytes);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal));
  return outcome.value;
}

function readOne(draft: Partial<CodaStatementDraft>): WholeStatement {
  return read(writeCoda([statementDraft(draft)])).statements[0]!;
}

function readMovement(movement: CodaMovementDraft): Movement {
  return readOne({ movements: [movement] }).movements[0]!;
}

describe('what a statement says', () => {
  it('carries account, balances, dates, number and holder', () => {
    expect(readOne({ duplicate: true, separateApplicationCode: '00001' })).toMatchObject({
      account: { iban: 'BE35679200609437', number: 'BE35679200609437', currency: 'EUR' },
      openingCents: 1_000_000,
      closingCents: 1_020_000,
      openingOn: '2026-08-31',
      closingOn: '2026-09-01',
      createdOn: '2026-09-01',
      sequenceNumber: 1,
      statementYear: 2026,
      holder: 'OFFICE DES ETRANGERS',
      duplicate: true,
      separateApplicationCode: '00001',
      defects: [],
      line: 2,
    });
  });

  it('has no number and no opening day where the bank writes zeros', () => {
    const statement = read(edit(writeCoda([statementDraft({ sequenceNumber: 0 })]), 2, 59, '000000')).statements[0]!;
    expect([statement.sequenceNumber, statement.openingOn]).toEqual([undefined, undefined]);
  });

  it('takes the year of the number from the closing balance, and for an empty file from its creation', () => {
    const old = {
      openingOn: legalDate('2025-12-31'),
      closingOn: legalDate('2026-01-02'),
      createdOn: legalDate('2026-01-03'),
      movements: [],
    };
    expect(readOne(old).statementYear).toBe(2026);
    expect(readOne({ ...old, isBare: true })).toMatchObject({
      statementYear: 2026,
      closingCents: 1_000_000,
      closingOn: '2026-01-03',
    });
  });

  it.each([
    ['0', 'BE35679200609437', { number: '679200609437', iban: 'BE35679200609437' }],
    ['1', '000123456789', { number: '000123456789', iban: undefined }],
    ['2', 'BE35679200609437', { number: 'BE35679200609437', iban: 'BE35679200609437' }],
    ['3', 'LU280019400644750000', { number: 'LU280019400644750000', iban: 'LU280019400644750000' }],
    [' ', 'BE35679200609437', { number: 'BE35679200609437', iban: 'BE35679200609437' }],
  ] as const)('reads the account of structure "%s"', (structure, number, expected) => {
    const { account } = readOne({ account: { ...OFFICE_ACCOUNT, structure, number } });
    expect({ number: account.number, iban: account.iban, currency: account.currency }).toEqual({
      ...expected,
      currency: 'EUR',
    });
  });

  it('reads a Belgian number behind a blank structure digit, and derives no IBAN from one whose check digits fail', () => {
    const bytes = writeCoda([statementDraft({ account: { ...OFFICE_ACCOUNT, structure: '0' } })]);
    expect(read(edit(bytes, 2, 2, ' ')).statements[0]!.account.iban).toBe('BE35679200609437');
    expect(read(edit(bytes, 2, 6, '679200609438')).statements[0]!.account).toEqual({
      number: '679200609438',
      currency: 'EUR',
    });
  });
});

describe('what a movement says', () => {
  it('joins the communication before trimming, for a word can be cut at the edge of a record', () => {
    const text = SOUND['text-over-three-records']!.bytes;
    const movement = read(text).statements[0]!.movements[0]!;
    expect(movement.communication).toEqual({
      kind: 'free',
      text: 'BORDER INSPECTION EXEMPLE-VANDERSCHUEREN MARIE-ALIXANDRA JOSEPHINE 12/03/1987 AMENDE ADMINISTRATIVE DECISION DU 20/08/2026 PAYE PAR SON FRERE A GAND',
    });
  });

  it('keeps a blank at the edge of a record as a blank', () => {
    const text = `${'A'.repeat(52)} BORN 01/02/1990`;
    expect(readMovement(credit({ communication: text })).communication).toEqual({ kind: 'free', text });
  });

  it('separates the type of a structured communication from its text', () => {
    const communication = { kind: 'structured', type: '101', text: '070000003722' } as const;
    expect(readMovement(credit({ communication })).communication).toEqual(communication);
  });

  it('names the counterparty in full and the ultimate debtor from the information records', () => {
    const { counterparty, information } = read(SOUND['information-records']!.bytes).statements[0]!.movements[0]!;
    expect(counterparty).toEqual({
      account: 'BE71096123456769',
      name: 'MARIE-ALIXANDRA JOSEPHINE EXEMPLE-V',
      fullName: 'MARIE-ALIXANDRA JOSEPHINE EXEMPLE-VANDERSCHUEREN',
      ultimateDebtor: 'BLANCHE EXEMPLE',
    });
    expect(information.map((item) => item.kind)).toEqual(['structured', 'structured', 'free', 'free']);
    expect(information[3]!.text).toBe('x'.repeat(268));
  });

  it('says what an R-transaction undoes, and takes NOTPROVIDED for no reference', () => {
    const movement = readMovement(credit({ rTransaction: 'return', reasonCode: 'AC04', endToEndId: 'NOTPROVIDED' }));
    expect([movement.rTransaction, movement.reasonCode, movement.endToEndId]).toEqual(['return', 'AC04', undefined]);
  });

  it('knows a movement from its details, which stay out of the sums', () => {
    const [statement] = read(SOUND['total-with-details']!.bytes).statements;
    expect(
      statement!.movements.map(({ level, amountCents, transactionCode }) => [level, amountCents, transactionCode.type]),
    ).toEqual([
      ['movement', 40_000, '1'],
      ['detail', 20_000, '5'],
      ['detail', 20_000, '5'],
    ]);
    expect(statement!.totals.creditReadCents).toBe(40_000);
  });

  it('goes on past 9999 movements and past 9999 details, whose wrapped numbers are still details', () => {
    const many = readOne({ movements: Array.from({ length: 10_001 }, () => credit({ amountCents: cents(1) })) });
    expect(many.movements.slice(9_998).map(({ sequence, level }) => [sequence, level])).toEqual([
      [9999, 'movement'],
      [0, 'movement'],
      [1, 'movement'],
    ]);
    const bytes = writeCoda([
      statementDraft({
        movements: [
          credit({
            transactionCode: '20150000',
            details: Array.from({ length: 10_001 }, () => credit({ amountCents: cents(2) })),
          }),
        ],
      }),
    ]);
    const file = read(bytes);
    expect(file.statements[0]!.movements.filter(({ level }) => level === 'detail')).toHaveLength(10_001);
    expect(file.statements[0]!.movements.slice(-2).map(({ detail }) => detail)).toEqual([0, 1]);
    expect(checkTotals(file).ok).toBe(true);
  });
});

describe('bounds', () => {
  it('refuses a file above the limit before reading it', () => {
    const outcome = readCoda(new Uint8Array(MAX_STATEMENT_BYTES + 1).fill(0x30));
    expect(outcome.ok ? undefined : [outcome.refusal.code, outcome.refusal.params?.['limit']]).toEqual([
      'coda-too-large',
      MAX_STATEMENT_BYTES,
    ]);
  });

  it('refuses a line without end at once, whatever its length', () => {
    const outcome = readCoda(new Uint8Array(MAX_STATEMENT_BYTES).fill(0x30));
    expect(outcome.ok ? undefined : outcome.refusal).toMatchObject({ code: 'coda-line-length', params: { line: 1 } });
  });

  it('refuses sums that no trailer could state', () => {
    const huge = Array.from({ length: 3 }, () => credit({ amountCents: cents(9_999_999_999_999) }));
    const bytes = writeCoda([statementDraft({ movements: huge })]);
    const swollen = codaBytes(
      codaLines(bytes).map((line) =>
        line.startsWith('21') ? `${line.slice(0, 32)}999999999999990${line.slice(47)}` : line,
      ),
    );
    const outcome = readCoda(swollen);
    expect(outcome.ok ? undefined : outcome.refusal).toMatchObject({ code: 'coda-sum-too-large', params: { line: 6 } });
  });
});

/** Characters that a bank prints: Latin-1 without controls. */
const printable = fc
  .integer({ min: 0x20, max: 0xff })
  .filter((code) => code < 0x7f || code >= 0xa1)
  .map((code) => String.fromCharCode(code));
const text = (maxLength: number) =>
  fc
    .string({ unit: printable, minLength: 1, maxLength })
    .map((value) => value.trim())
    .filter((value) => value !== '');
const day = fc
  .date({ min: new Date('2016-01-01'), max: new Date('2040-12-31'), noInvalidDate: true })
  .map((date): LegalDate => legalDate(date.toISOString().slice(0, 10)));
const communication = fc.oneof(
  text(149),
  fc.record({
    kind: fc.constant('structured' as const),
    type: fc.stringMatching(/^[0-9]{3}$/),
    text: text(60).filter((value) => value.length > 0),
  }),
);
const counterparty = fc.record(
  {
    account: fc.constantFrom('BE71096123456769', 'FR1420041010050500013M02606', '679200609437'),
    bic: fc.constant('GKCCBEBB'),
    name: text(35),
    fullName: text(70),
    ultimateDebtor: text(70),
  },
  { requiredKeys: [] },
);
const simpleMovement = fc.record(
  {
    direction: fc.constantFrom('credit' as const, 'debit' as const),
    amountCents: fc.integer({ min: 1, max: 5_000_000 }).map(cents),
    entryOn: day,
    valueOn: day,
    communication,
    bankReference: text(21),
    endToEndId: text(35).filter((value) => value !== 'NOTPROVIDED'),
    rTransaction: fc.constantFrom(
      'reject' as const,
      'return' as const,
      'refund' as const,
      'reversal' as const,
      'cancellation' as const,
    ),
    counterparty,
    information: fc.array(text(268), { maxLength: 3 }),
  },
  { requiredKeys: ['direction', 'amountCents', 'entryOn', 'communication'] },
);
const movementDraft = fc
  .tuple(simpleMovement, fc.array(simpleMovement, { maxLength: 3 }))
  .map(([movement, details]) => ({ ...movement, details }));
const statement = fc
  .record({
    openingCents: fc.integer({ min: -10_000_000, max: 10_000_000_000 }).map(cents),
    sequenceNumber: fc.integer({ min: 0, max: 999 }),
    createdOn: day,
    closingOn: day,
    openingOn: day,
    movements: fc.array(movementDraft, { maxLength: 6 }),
    messages: fc.array(text(80), { maxLength: 2 }),
    structure: fc.constantFrom('0' as const, '2' as const, '3' as const, ' ' as const),
  })
  .map(({ structure, ...draft }) => statementDraft({ ...draft, account: { ...OFFICE_ACCOUNT, structure } }));

/** What of a draft must come back. */
function expectation(draft: CodaMovementDraft) {
  const written = draft.communication;
  return {
    direction: draft.direction,
    amountCents: draft.amountCents,
    entryOn: draft.entryOn,
    valueOn: draft.valueOn,
    communication: typeof written === 'string' ? { kind: 'free', text: written } : written,
    bankReference: draft.bankReference ?? '',
    endToEndId: draft.endToEndId,
    rTransaction: draft.rTransaction,
    counterparty: draft.counterparty ?? {},
    free: draft.information ?? [],
  };
}

function observation(movement: Movement) {
  const {
    direction,
    amountCents,
    entryOn,
    valueOn,
    communication: read_,
    bankReference,
    endToEndId,
    rTransaction,
    counterparty: party,
  } = movement;
  const free = movement.information.filter(({ kind }) => kind === 'free').map((item) => item.text);
  return {
    direction,
    amountCents,
    entryOn,
    valueOn,
    communication: read_,
    bankReference,
    endToEndId,
    rTransaction,
    counterparty: party,
    free,
  };
}

describe('properties', () => {
  it('reads back whatever the writer writes, and finds it in order', () => {
    fc.assert(
      fc.property(
        fc.array(statement, { minLength: 1, maxLength: 3 }),
        fc.constantFrom('\r\n' as const, '\n' as const),
        (drafts, lineEnd) => {
          const bytes = writeCoda(drafts, { lineEnd });
          // Latin-1 that happens to be well-formed UTF-8 throughout (`Â¡` alone) cannot be told from a converted file: it is refused.
          fc.pre(!isUtf8(bytes) || bytes.every((byte) => byte < 0x80));
          const file = read(bytes);
          expect(checkTotals(file)).toEqual({ ok: true, value: true });
          expect(file.statements).toHaveLength(drafts.length);
          drafts.forEach((draft, index) => {
            const found = file.statements[index]!;
            expect(found.openingCents).toBe(draft.openingCents);
            expect(found.closingCents).toBe(closingCentsOf(draft));
            expect(found.account.iban).toBe('BE35679200609437');
            const written = draft.movements.flatMap((movement) => [movement, ...(movement.details ?? [])]);
            expect(found.movements.map(observation)).toEqual(written.map(expectation));
          });
        },
      ),
      { numRuns: 200 },
    );
  });

  it('never throws on a file with one byte changed', () => {
    const bytes = writeCoda([
      statementDraft({ movements: [credit({ information: ['x'.repeat(200)] }), debit()], messages: ['A'] }),
    ]);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, value) => {
        const damaged = Uint8Array.from(bytes);
        damaged[at] = value;
        const outcome = readCoda(damaged);
        if (outcome.ok) checkTotals(outcome.value);
        else expect(outcome.refusal.params).toHaveProperty('line');
      }),
      { numRuns: 3000 },
    );
  });

  it('never throws on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2_000 }), (bytes) => expect(readCoda(bytes).ok).toBe(false)),
      { numRuns: 500 },
    );
  });

  it('refuses a file cut after any of its lines, or in the middle of one', () => {
    const bytes = writeCoda([
      statementDraft({ movements: [credit({ information: ['x'.repeat(200)] }), debit()] }),
      statementDraft({ sequenceNumber: 2 }),
    ]);
    for (let end = 0; end < bytes.length - 2; end += 1) {
      const outcome = readCoda(bytes.subarray(0, end));
      expect(outcome.ok && checkTotals(outcome.value).ok).toBe(false);
    }
  });

  it('has no line whose loss goes unnoticed', () => {
    const lines = codaLines(
      writeCoda([
        statementDraft({ movements: [credit({ information: ['x'.repeat(200)] }), debit()] }),
        statementDraft({ sequenceNumber: 2 }),
      ]),
    );
    lines.forEach((_, index) => {
      const outcome = readCoda(codaBytes(lines.filter((__, at) => at !== index)));
      expect(outcome.ok && checkTotals(outcome.value).ok).toBe(false);
    });
  });
});
