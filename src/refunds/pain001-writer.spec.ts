import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import type { Bic, Iban } from '../kernel/iban';
import { legalDate } from '../kernel/legal-date';
import { cents } from '../kernel/money';
import { PAIN_FORMATS, writePain001, type CreditTransfer, type TransferBatch } from './pain001-writer';
import { sepaText } from './sepa-text.rules';

const transfer: CreditTransfer = {
  endToEndId: 'RF-1',
  amountCents: cents(20_000),
  payeeName: 'EXEMPLE & FILS',
  payeeIban: 'BE68539007547034' as Iban,
  remittance: 'REFUND BIF-2026-000001',
};
const batch: TransferBatch = {
  format: 'pain.001.001.09',
  messageId: 'RB-1',
  createdAt: '2026-11-22T10:00:00Z',
  executeOn: legalDate('2026-11-23'),
  debtorName: 'OFFICE DES ETRANGERS',
  debtorIban: 'BE35679200609437' as Iban,
  debtorBic: 'PCHQBEBB' as Bic,
  transfers: [transfer],
};

interface Leaf {
  readonly path: string;
  readonly text: string;
}

/** Every element with text, by its path, as an XML parser reads it. */
function leavesOf(bytes: Buffer): Leaf[] {
  const leaves: Leaf[] = [];
  const path: string[] = [];
  let text = '';
  const parser = new SaxesParser({ xmlns: true });
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ local }) => {
    path.push(local);
    text = '';
  });
  parser.on('text', (piece) => (text += piece));
  parser.on('closetag', () => {
    if (text.trim() !== '') leaves.push({ path: path.join('/'), text });
    text = '';
    path.pop();
  });
  parser.write(bytes.toString('utf8')).close();
  return leaves;
}

const textsAt = (leaves: readonly Leaf[], end: string): string[] =>
  leaves.filter(({ path }) => path.endsWith(end)).map(({ text }) => text);

/** The elements of the instruction in the order that both schemas ask for. */
const ORDER = ['PmtInfId', 'PmtMtd', 'BtchBookg', 'NbOfTxs', 'CtrlSum', 'PmtTpInf', 'ReqdExctnDt', 'Dbtr', 'DbtrAcct', 'DbtrAgt', 'ChrgBr', 'CdtTrfTxInf']; // prettier-ignore

describe.each(PAIN_FORMATS)('a message %s', (format) => {
  const leaves = leavesOf(
    writePain001({ ...batch, format, transfers: [transfer, { ...transfer, endToEndId: 'RF-2' }] }),
  );

  it('has its elements in the order of the schema, each where its version wants it', () => {
    const instruction = leaves
      .filter(({ path }) => path.startsWith('Document/CstmrCdtTrfInitn/PmtInf/'))
      .map(({ path }) => path.split('/')[3] ?? '');
    const distinct = instruction.filter((name, index) => instruction.indexOf(name) === index);
    expect(distinct).toEqual(ORDER);
    const is2009 = format === 'pain.001.001.03';
    expect(textsAt(leaves, is2009 ? 'DbtrAgt/FinInstnId/BIC' : 'DbtrAgt/FinInstnId/BICFI')).toEqual(['PCHQBEBB']);
    expect(textsAt(leaves, is2009 ? 'PmtInf/ReqdExctnDt' : 'PmtInf/ReqdExctnDt/Dt')).toEqual(['2026-11-23']);
  });

  it('D15, trap 18: asks for the amounts and nothing beside, counted and summed twice', () => {
    expect(textsAt(leaves, 'NbOfTxs')).toEqual(['2', '2']);
    expect(textsAt(leaves, 'CtrlSum')).toEqual(['400.00', '400.00']);
    expect(textsAt(leaves, 'Amt/InstdAmt')).toEqual(['200.00', '200.00']);
    expect(textsAt(leaves, 'ChrgBr')).toEqual(['SLEV']);
  });

  it('gives every transfer its own debit and its own name at the bank', () => {
    expect(textsAt(leaves, 'BtchBookg')).toEqual(['false']);
    expect(textsAt(leaves, 'PmtId/EndToEndId')).toEqual(['RF-1', 'RF-2']);
    expect(textsAt(leaves, 'CdtrAcct/Id/IBAN')).toEqual(['BE68539007547034', 'BE68539007547034']);
  });
});

describe('any batch', () => {
  it('is well-formed and sums to the cent, whatever stands in its texts', () => {
    const anyTransfer = fc.record({
      name: fc.string({ unit: 'binary', minLength: 1, maxLength: 90 }),
      amount: fc.integer({ min: 1, max: 99_999_999 }),
    });
    fc.assert(
      fc.property(
        fc.array(anyTransfer, { minLength: 1, maxLength: 20 }),
        fc.constantFrom(...PAIN_FORMATS),
        (all, format) => {
          const transfers = all.map(({ name, amount }, index) => ({
            ...transfer,
            endToEndId: `RF-${index}`,
            amountCents: cents(amount),
            payeeName: sepaText(name, 70) || 'X',
          }));
          const leaves = leavesOf(writePain001({ ...batch, format, transfers }));
          const sum = all.reduce((total, { amount }) => total + amount, 0);
          expect(textsAt(leaves, 'GrpHdr/CtrlSum')).toEqual([
            `${Math.trunc(sum / 100)}.${String(sum % 100).padStart(2, '0')}`,
          ]);
          expect(textsAt(leaves, 'Cdtr/Nm')).toEqual(transfers.map(({ payeeName }) => payeeName));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('has transfers', () => {
    expect(() => writePain001({ ...batch, transfers: [] })).toThrow(RangeError);
  });
});

describe('a text for the bank', () => {
  it.each([
    ['Désirée Müller-Łukasz', 'Desiree Muller-Lukasz'],
    ['Петров Иван', 'Petrov Ivan'],
    ['Exemple & Fils / Zonen', 'Exemple Fils / Zonen'],
    ['//a//b//', 'a/b'],
  ])('%s is written %s', (value, expected) => {
    expect(sepaText(value, 70)).toBe(expected);
  });

  it('keeps to its characters and its length', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.integer({ min: 1, max: 140 }), (value, max) => {
        const written = sepaText(value, max);
        expect(written).toMatch(/^[A-Za-z0-9/\-?:().,'+ ]*$/);
        expect(written.length).toBeLessThanOrEqual(max);
        expect(written).not.toMatch(/^[/ ]|[/ ]$|\/\//);
      }),
    );
  });
});
