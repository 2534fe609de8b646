import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { camtMessage, type CamtStatementDraft } from '../../test/support/camt-builder';
import { legalDate } from '../kernel/legal-date';
import { checkTotals, findAccount } from './acceptance.rules';
import { readCamt, readStatementFile, type WholeStatement } from '../../test/support/whole-statements';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (...statements: readonly CamtStatementDraft[]): readonly WholeStatement[] => {
  const outcome = readCamt(bytes(camtMessage(...statements)));
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal));
  expect(outcome.value.format).toBe('camt.053');
  return outcome.value.statements;
};
const levels = (draft: CamtStatementDraft): string[] =>
  read(draft).flatMap(({ movements }) => movements.map(({ level, amountCents }) => `${level} ${amountCents}`));
const refused = (text: string | Uint8Array): unknown => {
  const outcome = readCamt(typeof text === 'string' ? bytes(text) : text);
  return outcome.ok ? 'read' : { code: outcome.refusal.code, ...outcome.refusal.params };
};
const defects = (...statements: readonly CamtStatementDraft[]): unknown => {
  const outcome = readCamt(bytes(camtMessage(...statements)));
  const checked = outcome.ok ? checkTotals(outcome.value) : outcome;
  return checked.ok ? [] : 'defects' in checked.refusal && checked.refusal.defects.map(({ code }) => code);
};

describe('camt.053', () => {
  it.each(['02', '04', '08'] as const)('reads version 001.%s alike', (version) => {
    const [statement] = read({ version, entries: [{ text: 'BIF EXEMPLE ALIX 12/03/1987' }] });
    expect(statement).toMatchObject({
      account: { iban: 'BE35679200609437', currency: 'EUR' },
      sequenceNumber: 1,
      openingCents: 0,
      closingCents: 20_000,
      closingOn: '2026-09-01',
      statementYear: 2026,
      duplicate: false,
      totals: { creditReadCents: 20_000, creditStatedCents: 20_000, recordsRead: 1 },
      defects: [],
      movements: [
        {
          sequence: 1,
          detail: 0,
          level: 'movement',
          direction: 'credit',
          amountCents: 20_000,
          communication: { kind: 'free', text: 'BIF EXEMPLE ALIX 12/03/1987' },
          counterparty: { name: 'ALIX EXEMPLE', account: 'BE71096123456769', bic: 'GKCCBEBB' },
          endToEndId: 'E2E1',
          transactionCode: { type: '0', family: '01', transaction: '50', category: '000' },
        },
      ],
    });
  });

  it('takes a Belgian reference as structured communication, with or without its marks, one of ISO 11649 likewise, and any other as text', () => {
    const of = (reference: string): unknown => read({ entries: [{ reference }] })[0]?.movements[0]?.communication;
    expect(of('090933755493')).toEqual({ kind: 'structured', type: '101', text: '090933755493' });
    expect(of('+++090/9337/55493+++')).toEqual({ kind: 'structured', type: '101', text: '090933755493' });
    expect(of('RF18 5390 0754 7034')).toEqual({ kind: 'structured', type: '100', text: 'RF18539007547034' });
    expect(of('RF19539007547034')).toEqual({ kind: 'free', text: 'RF19539007547034' });
  });

  it('keeps a batch as one movement with its details, which are the same money and never counted twice', () => {
    const [statement] = read({
      closing: '300.00',
      entries: [
        { amount: '300.00', batch: [{ amount: '200.00', text: 'one' }, { amount: '100.00', text: 'two' }] }, // prettier-ignore
      ],
    });
    expect(
      statement?.movements.map(({ level, detail, amountCents, transactionCode }) => [
        level,
        detail,
        amountCents,
        transactionCode.type,
      ]),
    ).toEqual([
      ['movement', 0, 30_000, '1'],
      ['detail', 1, 20_000, '5'],
      ['detail', 2, 10_000, '5'],
    ]);
    expect(statement?.totals.creditReadCents).toBe(30_000);
  });

  it('says when the transactions of a batch do not add up to it', () => {
    expect(
      defects({
        closing: '300.00',
        entries: [
          {
            amount: '300.00',
            batch: [
              { amount: '200.00', text: 'one' },
              { amount: '99.99', text: 'two' },
            ],
          },
        ],
      }),
    ).toEqual(['camt-batch-sum']);
  });

  // Whose part of the charges is whose nobody can tell, and the bank is not at fault.
  it.each([
    ['02', { charges: '1.00' }, {}],
    ['04', { charges: '1.00' }, {}],
    ['08', { charges: '1.00' }, {}],
    ['02', {}, { charges: '0.50' }],
    ['08', {}, { charges: '0.50' }],
    ['08', { charges: '1.00' }, { charges: '0.50' }],
  ] as const)(
    'keeps a net batch of gross transactions as a total without details (%s, %j, %j)',
    (version, entry, of) => {
      const each = { amount: '200.00', text: 'one', ...of };
      const draft = { version, closing: '399.00', entries: [{ amount: '399.00', ...entry, batch: [each, each] }] };
      const [statement] = read(draft);
      expect(statement?.movements).toMatchObject([{ level: 'movement', amountCents: 39_900 }]);
      expect(statement?.totals.creditReadCents).toBe(39_900);
      expect(defects(draft)).toEqual([]);
    },
  );

  it('says that a batch differs from its transactions by something else than the charges', () => {
    const batch = [200, 200].map((amount) => ({ amount: `${amount}.00`, text: 'one' }));
    const entry = { amount: '398.99', charges: '1.00', batch };
    expect(defects({ closing: '398.99', entries: [entry] })).toEqual(['camt-batch-sum']);
    const sound = { amount: '400.00', charges: '1.00', batch };
    expect(read({ closing: '400.00', entries: [sound] })[0]?.movements).toHaveLength(3);
  });

  it('reads what undoes an earlier payment as such', () => {
    const [statement] = read({
      entries: [{ direction: 'DBIT', reversal: 'true' }, { returnReason: 'AC04' }],
      closing: '0.00',
    });
    expect(statement?.movements).toMatchObject([
      { direction: 'debit', rTransaction: 'reversal' },
      { rTransaction: 'return', reasonCode: 'AC04' },
    ]);
  });

  it.each([
    ['true', 'reversal'],
    ['1', 'reversal'],
    ['false', undefined],
    ['0', undefined],
  ] as const)('reads the mark of a reversal as XML writes it: %s', (reversal, rTransaction) => {
    const [statement] = read({ entries: [{ direction: 'DBIT', reversal }] });
    expect(statement?.movements[0]?.rTransaction).toBe(rTransaction);
    // A reversal names the parties of what it reverses: the payer of the credit.
    expect(statement?.movements[0]?.counterparty.name).toBe(rTransaction && 'ALIX EXEMPLE');
  });

  it('finds the amounts of the transactions of a batch where each version has them', () => {
    for (const [version, amountIn] of [
      ['02', 'TxAmt'],
      ['02', 'InstdAmt'],
      ['04', 'Amt'],
      ['08', 'Amt'],
      ['08', 'TxAmt'],
    ] as const)
      // prettier-ignore
      expect(
        levels({ version, entries: [{ batch: [{ text: 'a', amount: '150.00', amountIn }, { text: 'b', amount: '50.00', amountIn }] }] }), // prettier-ignore
      ).toEqual(['movement 20000', 'detail 15000', 'detail 5000']);
  });

  it.each([
    ['none of its transactions has an amount', { batch: [{ text: 'one' }, { text: 'two' }] }],
    ['one of them has none', { batch: [{ text: 'one', amount: '100.00' }, { text: 'two' }] }],
    [
      'what was instructed is in another currency',
      {
        batch: ['one', 'two'].map((text) => ({
          text,
          amount: '110.00',
          currency: 'USD',
          amountIn: 'InstdAmt' as const,
        })),
      },
    ],
    ['the bank lists some of them only', { numberOfTransactions: 3, batch: [{ text: 'one', amount: '50.00' }, { text: 'two', amount: '60.00' }] }], // prettier-ignore
    ['the bank lists one of several', { numberOfTransactions: 2, batch: [{ text: 'one', amount: '50.00' }] }],
  ])('keeps a batch as a total without details where %s', (_, entry) => {
    for (const version of ['02', '04', '08'] as const) {
      const draft = { version, entries: [entry] };
      expect(levels(draft)).toEqual(['movement 20000']);
      expect(defects(draft)).toEqual([]);
      // Nobody's name in particular: a total is matched to no payer.
      expect(read(draft)[0]?.movements[0]).toMatchObject({ transactionCode: { type: '1' }, counterparty: {} });
    }
  });

  it('refuses an amount of a transaction that is none', () => {
    const text = camtMessage({
      entries: [
        {
          batch: [
            { text: 'one', amount: '2e2' },
            { text: 'two', amount: '0.00' },
          ],
        },
      ],
    });
    expect(refused(text)).toMatchObject({ code: 'camt-element', element: 'TxDtls/Amt' });
  });

  it.each([
    ['<TtlNtries><NbOfNtries>3</NbOfNtries></TtlNtries>', []],
    ['<TtlNtries><NbOfNtries>1</NbOfNtries></TtlNtries>', []],
    ['<TtlNtries><NbOfNtries>2</NbOfNtries></TtlNtries>', ['camt-entry-count']],
    ['<TtlCdtNtries><Sum>205.00</Sum></TtlCdtNtries><TtlDbtNtries><Sum>7.00</Sum></TtlDbtNtries>', []],
    ['<TtlCdtNtries><Sum>200.00</Sum></TtlCdtNtries><TtlDbtNtries><Sum>0.00</Sum></TtlDbtNtries>', []],
    ['<TtlCdtNtries><Sum>207.00</Sum></TtlCdtNtries>', ['coda-credit-sum']],
    ['<TtlNtries><NbOfNtries>3</NbOfNtries></TtlNtries><TtlCdtNtries><Sum>200.00</Sum></TtlCdtNtries>', []],
  ])('takes a summary that counts what is not booked yet, and one that does not: %s', (totals, expected) => {
    const pending = [{ status: 'PDNG', amount: '5.00' }, { status: 'PDNG', amount: '7.00', direction: 'DBIT' }] as const; // prettier-ignore
    expect(defects({ entries: [{}, ...pending], summary: `<TxsSummry>${totals}</TxsSummry>` })).toEqual(expected);
  });

  it('leaves entries aside that are not booked, since the balance does not hold them', () => {
    expect(read({ entries: [{}, { status: 'PDNG', amount: '5.00' }, { status: 'INFO' }] })[0]?.movements).toHaveLength(
      1,
    );
    expect(defects({ entries: [{}, { status: 'PDNG', amount: '5.00' }] })).toEqual([]);
  });

  it('reads several statements of one message, each by itself', () => {
    const statements = read({}, { sequence: 2, opening: '200.00', closing: '400.00' });
    expect(statements.map(({ sequenceNumber, openingCents }) => [sequenceNumber, openingCents])).toEqual([
      [1, 0],
      [2, 20_000],
    ]);
  });

  it('knows a repetition of the same statement, whatever its mark, its bundle and its white space', () => {
    const [first] = read({});
    const [copy] = read({ copy: 'DUPL' });
    expect(copy?.duplicate).toBe(true);
    expect(copy?.fingerprint).toBe(first?.fingerprint);
    expect(read({ sequence: 9 }, {})[1]?.fingerprint).toBe(first?.fingerprint);
    expect(read({ entries: [{ text: 'other' }] })[0]?.fingerprint).not.toBe(first?.fingerprint);
  });

  it.each([
    ['a balance that is off by a cent', { closing: '200.01' }, ['coda-balance']],
    [
      'a sum that is not the entries’',
      { summary: '<TxsSummry><TtlCdtNtries><Sum>199.99</Sum></TtlCdtNtries></TxsSummry>' },
      ['coda-credit-sum'],
    ],
    [
      'a number of entries that is not theirs',
      { summary: '<TxsSummry><TtlNtries><NbOfNtries>2</NbOfNtries></TtlNtries></TxsSummry>' },
      ['camt-entry-count'],
    ],
    ['a third decimal', { entries: [{ amount: '200.001' }] }, ['coda-third-decimal']],
    ['an entry in another currency', { entries: [{ currency: 'USD' }] }, ['coda-account-differs']],
  ] as const)('reads %s, and the acceptance says so', (_, draft, expected) => {
    expect(defects(draft)).toEqual(expected);
  });

  it('reads negative balances with their sign', () => {
    expect(read({ opening: '-300.00', closing: '-100.00' })[0]).toMatchObject({
      openingCents: -30_000,
      closingCents: -10_000,
    });
  });
});

describe('what is no camt.053', () => {
  const good = camtMessage({});
  it.each([
    ['a document type', good.replace('?>', '?><!DOCTYPE Document>'), 'camt-doctype'],
    [
      'an external entity',
      good.replace('?>', '?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>').replace('S1', '&x;'),
      'camt-doctype',
    ],
    [
      'a billion laughs',
      good.replace('?>', `?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "${'&a;'.repeat(10)}">]>`),
      'camt-doctype',
    ],
    ['an entity that nobody declared', good.replace('S1', '&x;'), 'camt-malformed'],
    ['another encoding', good.replace('UTF-8', 'ISO-8859-1'), 'camt-encoding'],
    ['another version', good.replace('001.08', '001.13'), 'camt-version'],
    ['another message', good.replace(/camt\.053\.001\.08/, 'pain.001.001.09'), 'camt-version'],
    ['another root', '<WholeStatement/>', 'camt-version'],
    ['no namespace', good.replace(/ xmlns="[^"]*"/, ''), 'camt-version'],
    ['a tag without its end', good.replace('</Stmt>', ''), 'camt-malformed'],
    ['a file that stops', good.slice(0, good.length / 2), 'camt-malformed'],
    ['an attribute twice', good.replace('<Amt Ccy="EUR">', '<Amt Ccy="EUR" Ccy="EUR">'), 'camt-malformed'],
    ['a control character', good.replace('S1', 'S\u0001'), 'camt-malformed'],
    ['deep nesting', good.replace('<Id>S1</Id>', '<a>'.repeat(100_000)), 'camt-depth'],
    ['a text without end', good.replace('S1', 'x'.repeat(100_000)), 'camt-text-length'],
    ['a million character references', good.replace('S1', '&#65;'.repeat(1_000_000)), 'camt-text-length'],
    ['no statement', good.replace(/<Stmt>[^]*<\/Stmt>/, ''), 'camt-element'],
    ['no account', good.replace(/<Acct>.*<\/Acct>/, ''), 'camt-element'],
    ['no closing balance', good.replace('CLBD', 'CLAV'), 'camt-element'],
    ['an amount that is none', good.replace('<Amt Ccy="EUR">200.00', '<Amt Ccy="EUR">2e2'), 'camt-element'],
    ['an amount in Arabic digits', good.replace('<Amt Ccy="EUR">200.00', '<Amt Ccy="EUR">٢٠٠'), 'camt-element'],
    ['a direction that is none', good.replace(/CRDT/g, 'CREDIT'), 'camt-element'],
    [
      'a day that does not exist',
      good.replace(/2026-09-01<\/Dt><\/BookgDt>/, '2026-02-30</Dt></BookgDt>').replace(/<ValDt>.*<\/ValDt>/, ''),
      'camt-element',
    ],
  ])('refuses %s', (_, text, code) => {
    expect(refused(text)).toMatchObject({ code, line: expect.any(Number) as number });
  });

  it('refuses bytes that are not UTF-8, and UTF-16', () => {
    expect(refused(Uint8Array.from([...bytes(good.slice(0, 60)), 0xff, 0xfe]))).toMatchObject({
      code: 'camt-encoding',
    });
    expect(readStatementFile(Buffer.from(`\ufeff${good}`, 'utf16le')).ok).toBe(false);
  });

  it('reads white space and a mark before the first tag as XML allows, and takes everything else for CODA', () => {
    expect(readStatementFile(bytes(`\ufeff${good}`)).ok).toBe(true);
    const other = readStatementFile(bytes('0000001…'));
    expect(!other.ok && other.refusal.code).toMatch(/^coda-/);
  });

  it('never throws on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (any) => typeof readCamt(any).ok === 'boolean'),
      { numRuns: 500 },
    );
    const piece = fc.constantFrom(
      '<Stmt>',
      '</Stmt>',
      '<Ntry>',
      '</Ntry>',
      '<Amt Ccy="EUR">1</Amt>',
      '<!DOCTYPE x>',
      '&lt;',
      '&x;',
      '<![CDATA[',
      ']]>',
      '<?x?>',
      '"',
      '\u0000',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), fc.nat(good.length), (pieces, at) => {
        const broken = good.slice(0, at) + pieces.join('') + good.slice(at);
        return typeof readCamt(bytes(broken)).ok === 'boolean';
      }),
      { numRuns: 500 },
    );
  });
});

describe('samples of the format', () => {
  const shared = ['../shared', '../../shared']
    .map((path) => resolve(__dirname, '../..', path))
    .find((path) => existsSync(path));
  const folder = join(shared ?? '/', 'data/bank-statements/camt053');
  if (!existsSync(folder)) {
    it('are not beside this checkout', () => expect(existsSync(folder)).toBe(false));
    return;
  }

  it.each([
    ['camt053.v2.all-balance-types.xml', 1, 1],
    ['camt053.v2.minimal.xml', 1, 1],
    ['camt053.v2.multi.statement.xml', 2, 1],
    ['camt053.v4.xml', 1, 1],
    ['camt053.v8.xml', 1, 1],
  ])('%s is read: %i statements', (name, statements, least) => {
    const outcome = readCamt(readFileSync(join(folder, name)));
    expect(outcome.ok ? outcome.value.statements.length : outcome.refusal).toBe(statements);
    expect(outcome.ok && outcome.value.statements.every(({ movements }) => movements.length >= least - 1)).toBe(true);
  });

  it.each(['v2.all-balance-types', 'v2.minimal', 'v2.multi.statement', 'v4', 'v8'])(
    'camt053.%s.xml is of no account of the Office',
    (name) => {
      const outcome = readCamt(readFileSync(join(folder, `camt053.${name}.xml`)));
      if (!outcome.ok) throw new Error(outcome.refusal.code);
      const ours = [{ iban: 'BE35679200609437', currency: 'EUR', knownFrom: legalDate('2000-01-01') }];
      for (const statement of outcome.value.statements) {
        const found = findAccount(statement, ours);
        expect(found.ok ? 'accepted' : found.refusal.code).toBe('coda-account-unknown');
      }
    },
  );

  it('camt053.v2.wrong.xml is refused', () => {
    expect(readCamt(readFileSync(join(folder, 'camt053.v2.wrong.xml'))).ok).toBe(false);
  });
});
