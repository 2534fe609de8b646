import fc from 'fast-check';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  credit,
  debit,
  edit,
  OFFICE_ACCOUNT,
  OFFICE_IBAN,
  StatementChain,
  statementDraft,
} from '../../test/support/coda-builder';
import { legalDate } from '../kernel/legal-date';
import { cents } from '../kernel/money';
import {
  checkContinuity,
  checkTotals,
  findAccount,
  type AccountPosition,
  type ContinuityVerdict,
} from './acceptance.rules';
import { readCoda, type WholeStatement } from '../../test/support/whole-statements';
import { writeCoda, type CodaStatementDraft } from './coda-writer';
import { fileFingerprint } from './statement-fingerprint';

const account = { iban: OFFICE_IBAN, currency: 'EUR', knownFrom: legalDate('2020-01-01') };
const unseen = { isKnownContent: false, isKnownIdentity: false, isDuplicateConfirmed: false } as const;

function statementsOf(bytes: Uint8Array): readonly WholeStatement[] {
  const outcome = readCoda(bytes);
  if (!outcome.ok) throw new Error(outcome.refusal.code);
  return outcome.value.statements;
}

function statementOf(changes: Partial<CodaStatementDraft> = {}): WholeStatement {
  return statementsOf(writeCoda([statementDraft(changes)]))[0]!;
}

/** The books after a statement was accepted. */
function after(statement: WholeStatement): AccountPosition {
  const { closingCents, sequenceNumber, statementYear } = statement;
  return {
    ...unseen,
    lastAccepted: { closingCents, statementYear, ...(sequenceNumber === undefined ? {} : { sequenceNumber }) },
  };
}

describe('totals (formats, acceptance 1 to 4)', () => {
  it('says both figures and the line of each fault, first line first', () => {
    const bytes = edit(edit(writeCoda([statementDraft()]), 6, 43, '000000010200010'), 7, 17, '000009');
    const read = readCoda(bytes);
    const checked = read.ok ? checkTotals(read.value) : read;
    expect(checked.ok).toBe(false);
    expect(checked.ok ? [] : checked.refusal).toMatchObject({
      code: 'coda-balance',
      params: { line: 6, statedCents: 1_020_001, computedCents: 1_020_000 },
      defects: [
        { code: 'coda-balance', params: { line: 6 } },
        { code: 'coda-record-count', params: { line: 7, stated: 9, read: 5 } },
      ],
    });
  });

  it('never accepts a file whose money was changed in one place', () => {
    const bytes = writeCoda([statementDraft({ movements: [credit(), debit({ amountCents: cents(123) })] })]);
    const places = [[2, 44], [3, 33], [6, 33], [9, 43], [10, 23], [10, 38]] as const; // prettier-ignore
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.nat(14), fc.nat(9), ([line, from], offset, digit) => {
        const changed = edit(bytes, line, from + offset, digit.toString());
        fc.pre(!Buffer.from(changed).equals(bytes));
        const read = readCoda(changed);
        expect(read.ok && checkTotals(read.value).ok).toBe(false);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the account (formats, acceptance 4)', () => {
  it('finds the account of the Office, in whatever form the bank writes it', () => {
    for (const structure of ['0', '2', '3', ' '] as const) {
      expect(findAccount(statementOf({ account: { ...OFFICE_ACCOUNT, structure } }), [account])).toEqual({
        ok: true,
        value: account,
      });
    }
  });

  it.each([
    [
      'an account that is not ours',
      { account: { ...OFFICE_ACCOUNT, number: 'BE58679200303279' } },
      'coda-account-unknown',
      OFFICE_IBAN,
    ],
    ['a currency other than EUR', { account: { ...OFFICE_ACCOUNT, currency: 'USD' } }, 'coda-currency', 'EUR'],
  ])('refuses %s and says what is accepted', (_, changes, code, accepted) => {
    expect(findAccount(statementOf(changes), [account])).toMatchObject({
      ok: false,
      refusal: { code, field: 'file', params: { line: 2, accepted } },
    });
  });

  it('refuses the number that the page prints one digit short (D3): it has no IBAN and belongs to nobody', () => {
    const statement = statementOf({ account: { ...OFFICE_ACCOUNT, number: 'BE5867920030327' } });
    expect(findAccount(statement, [account, { ...account, iban: 'BE58679200303279' }])).toMatchObject({
      ok: false,
      refusal: { code: 'coda-account-unknown' },
    });
  });

  it('refuses a statement from before the books of the account', () => {
    const old = statementOf({ closingOn: legalDate('2019-12-31') });
    expect(findAccount(old, [account])).toMatchObject({
      ok: false,
      refusal: { code: 'coda-before-account', params: { knownFrom: '2020-01-01', closingOn: '2019-12-31' } },
    });
  });
});

describe('continuity (quality.md, bank statements 1 to 3)', () => {
  const chain = new StatementChain(statementDraft({ sequenceNumber: 41 }));
  const [s41, s42, s43] = [1, 2, 3].map(() => statementsOf(chain.next([credit()]))[0]!) as [
    WholeStatement,
    WholeStatement,
    WholeStatement,
  ];
  const kindOf = (statement: WholeStatement, position: AccountPosition): ContinuityVerdict['kind'] =>
    checkContinuity(statement, position).kind;

  it('R9: asks a person to confirm the opening balance of the first statement, and then accepts it', () => {
    expect(checkContinuity(s41, unseen)).toEqual({ kind: 'confirm-opening', openingCents: 1_000_000 });
    expect(kindOf(s41, { ...unseen, openingConfirmedCents: cents(1_000_000) })).toBe('accept');
    expect(kindOf(s41, { ...unseen, openingConfirmedCents: cents(999_999) })).toBe('wait');
  });

  it('R9: 41, then 43 waits with the gap shown, then 42, then 43', () => {
    expect(checkContinuity(s43, after(s41))).toEqual({
      kind: 'wait',
      gap: { expectedOpeningCents: 1_020_000, openingCents: 1_040_000, lastSequenceNumber: 41, sequenceNumber: 43 },
    });
    expect(kindOf(s42, after(s41))).toBe('accept');
    expect(kindOf(s43, after(s42))).toBe('accept');
  });

  it('R9: a balance that fits is not enough when the number skips, nor a number when the balance does not fit', () => {
    const empty = statementOf({ sequenceNumber: 43, openingCents: s41.closingCents, movements: [] });
    expect(kindOf(empty, after(s41))).toBe('wait');
    expect(kindOf(statementOf({ sequenceNumber: 42, openingCents: cents(1) }), after(s41))).toBe('wait');
  });

  it('R7: known content has no effect, also when the bank marks it as a duplicate', () => {
    expect(kindOf(s41, { ...after(s43), isKnownContent: true, isKnownIdentity: true })).toBe('already-imported');
    const marked = statementOf({ sequenceNumber: 41, duplicate: true });
    expect(marked.fingerprint).toBe(s41.fingerprint);
  });

  it('sets the same number with other content aside, and a number that the books have passed', () => {
    expect(checkContinuity(s42, { ...after(s43), isKnownIdentity: true })).toEqual({
      kind: 'conflict',
      reason: 'same-number-other-content',
    });
    expect(checkContinuity(s41, after(s42))).toEqual({ kind: 'conflict', reason: 'number-already-passed' });
  });

  it('R9: a file marked as a duplicate that was never seen waits for a person, then is accepted', () => {
    const marked = { ...s42, duplicate: true };
    expect(kindOf(marked, after(s41))).toBe('confirm-duplicate');
    expect(kindOf(marked, { ...after(s41), isDuplicateConfirmed: true })).toBe('accept');
  });

  it('R9: the new year restarts at 001, and the same number of another year is another statement', () => {
    const last = statementOf({ sequenceNumber: 365, closingOn: legalDate('2026-12-31') });
    const first = statementOf({
      sequenceNumber: 1,
      openingCents: last.closingCents,
      closingOn: legalDate('2027-01-04'),
    });
    expect(kindOf(first, after(last))).toBe('accept');
    expect(kindOf({ ...first, sequenceNumber: 366 }, after(last))).toBe('wait');
    // camt.053 knows no restart.
    const ofCamt = (sequenceNumber: number): unknown =>
      checkContinuity({ ...first, sequenceNumber, mayCountOn: true }, after(last)).kind;
    expect([366, 367].map(ofCamt)).toEqual(['accept', 'wait']);
    // Nothing moved for a year: the balance fits, and nobody could bring a statement that never was.
    expect(kindOf({ ...first, statementYear: 2028 }, after(last))).toBe('accept');
    expect(kindOf({ ...first, statementYear: 2028, sequenceNumber: 2 }, after(last))).toBe('wait');
  });

  it('R10: an empty file only advances the number', () => {
    const empty = statementOf({ sequenceNumber: 42, openingCents: s41.closingCents, movements: [], isBare: true });
    expect(kindOf(empty, after(s41))).toBe('accept');
    expect([empty.closingCents, empty.movements]).toEqual([s41.closingCents, []]);
  });

  it('R10: a separate-application file is linked to its total and never booked; with real balances it is an ordinary statement', () => {
    const separate = statementOf({
      openingCents: cents(0),
      separateApplicationCode: '00001',
      movements: [credit(), debit()],
    });
    expect(checkContinuity(separate, after(s41))).toEqual({ kind: 'separate-application', code: '00001' });
    expect(
      kindOf(
        statementOf({ sequenceNumber: 42, openingCents: s41.closingCents, separateApplicationCode: '00001' }),
        after(s41),
      ),
    ).toBe('accept');
  });

  it('follows balances alone when the bank does not number its statements', () => {
    const first = statementOf({ sequenceNumber: 0 });
    expect(kindOf(statementOf({ sequenceNumber: 0, openingCents: first.closingCents }), after(first))).toBe('accept');
    expect(kindOf(statementOf({ sequenceNumber: 0 }), after(first))).toBe('wait');
  });

  it('accepts any chain in order and only in order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 50_000 }), { minLength: 2, maxLength: 8 }),
        fc.integer({ min: 0, max: 6 }),
        (amounts, skip) => {
          const statements = new StatementChain();
          const inOrder = amounts.map(
            (amount) => statementsOf(statements.next([credit({ amountCents: cents(amount) })]))[0]!,
          );
          inOrder
            .slice(1)
            .forEach((statement, index) => expect(kindOf(statement, after(inOrder[index]!))).toBe('accept'));
          const from = skip % (inOrder.length - 1);
          for (const later of inOrder.slice(from + 2)) expect(kindOf(later, after(inOrder[from]!))).toBe('wait');
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('fingerprints (quality.md, bank statements 1)', () => {
  const once = writeCoda([statementDraft(), statementDraft({ sequenceNumber: 2, openingCents: cents(1_020_000) })]);

  it('is the same for a file marked as duplicate in any of its headers, and another for any other change', () => {
    const again = edit(edit(once, 1, 17, 'D'), 8, 17, 'D');
    expect(fileFingerprint(again)).toBe(fileFingerprint(once));
    fc.assert(
      fc.property(fc.nat(once.length - 1), fc.nat(255), (at, value) => {
        fc.pre(once[at] !== value && at !== 16 && at !== 7 * 130 + 16);
        const changed = Uint8Array.from(once);
        changed[at] = value;
        expect(fileFingerprint(changed)).not.toBe(fileFingerprint(once));
      }),
      { numRuns: 500 },
    );
  });

  it('knows a statement that the bank bundles differently or ends its lines differently', () => {
    const [first] = statementsOf(once);
    const [alone] = statementsOf(writeCoda([statementDraft()], { lineEnd: '\n' }));
    expect(alone!.fingerprint).toBe(first!.fingerprint);
  });

  it('has an answer for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) =>
        expect(fileFingerprint(bytes)).toMatch(/^[0-9a-f]{64}$/),
      ),
    );
  });
});

describe('the corpus of consecutive statements', () => {
  const shared = ['../shared', '../../shared']
    .map((path) => resolve(__dirname, '../..', path))
    .find((path) => existsSync(path));
  const folder = join(shared ?? '/', 'data/matching/corpus-a');
  if (!existsSync(folder)) {
    it('is not beside this checkout', () => expect(existsSync(folder)).toBe(false));
    return;
  }

  it('agrees with itself and follows without a gap from 10 000.00', () => {
    let position: AccountPosition = { ...unseen, openingConfirmedCents: cents(1_000_000) };
    for (const name of ['statement-001.cod', 'statement-002.cod', 'statement-003.cod']) {
      const read = readCoda(readFileSync(join(folder, name)));
      expect(read.ok && checkTotals(read.value)).toEqual({ ok: true, value: true });
      for (const statement of read.ok ? read.value.statements : []) {
        expect(findAccount(statement, [account]).ok).toBe(true);
        expect(checkContinuity(statement, position)).toEqual({ kind: 'accept' });
        position = after(statement);
      }
    }
  });
});
