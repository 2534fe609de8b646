import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { validateXML } from 'xmllint-wasm';
import type { Bic, Iban } from '../kernel/iban';
import { legalDate } from '../kernel/legal-date';
import { cents } from '../kernel/money';
import { writePain001, type CreditTransfer, type PainFormat, type TransferBatch } from './pain001-writer';
import { sepaText } from './sepa-text.rules';

/** The schemas of the standard are nobody's to copy: they are asked where they lie beside the checkout. */
const SCHEMAS: Readonly<Record<PainFormat, string>> = {
  'pain.001.001.03': 'pain.001.001.03.xsd',
  'pain.001.001.09': 'pain.001.001.09-epc132-08-2023.xsd',
};

describe('a batch of refunds against the schema of its version', () => {
  const folder = ['../shared', '../../shared']
    .map((path) => join(resolve(__dirname, '../..', path), 'data/xsd'))
    .find((path) => existsSync(path));
  if (folder === undefined) {
    it('is not asked: the schemas are not beside this checkout', () => expect(folder).toBeUndefined());
    return;
  }

  const schemaOf = (format: PainFormat): string => readFileSync(join(folder, SCHEMAS[format]), 'utf8');
  const formats = Object.keys(SCHEMAS) as PainFormat[];

  async function faultsOf(format: PainFormat, xml: string): Promise<readonly string[]> {
    const { errors } = await validateXML({ xml, schema: schemaOf(format) });
    return errors.map(({ message }) => message);
  }

  function batchOf(format: PainFormat, transfers: readonly CreditTransfer[]): TransferBatch {
    return {
      format,
      messageId: 'RB-2026-000001',
      createdAt: '2026-11-22T10:00:00Z',
      executeOn: legalDate('2026-11-23'),
      debtorName: 'OFFICE DES ETRANGERS',
      debtorIban: 'BE35679200609437' as Iban,
      debtorBic: 'PCHQBEBB' as Bic,
      transfers,
    };
  }

  const anyTransfer = fc.record({
    name: fc.string({ unit: 'binary', minLength: 1, maxLength: 90 }),
    remittance: fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }),
    amount: fc.integer({ min: 1, max: 99_999_999 }),
  });

  it.each(formats)('%s: is valid, whatever stands in its texts', async (format) => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyTransfer, { minLength: 1, maxLength: 40 }), async (all) => {
        const transfers = all.map(({ name, remittance, amount }, index) => ({
          endToEndId: `RF-${index}`,
          amountCents: cents(amount),
          payeeName: sepaText(name, 70) || 'X',
          payeeIban: 'BE68539007547034' as Iban,
          remittance: sepaText(remittance, 140) || 'X',
        }));
        expect(await faultsOf(format, writePain001(batchOf(format, transfers)).toString('utf8'))).toEqual([]);
      }),
      { numRuns: 8 },
    );
  });

  it.each(formats)('%s: the schema finds what is wrong with a spoilt one', async (format) => {
    const transfer = { endToEndId: 'RF-1', amountCents: cents(20_000), payeeName: 'X', payeeIban: 'BE68539007547034' as Iban, remittance: 'X' }; // prettier-ignore
    const sound = writePain001(batchOf(format, [transfer])).toString('utf8');
    for (const spoilt of [sound.replace('Ccy="EUR"', 'Ccy="euro"'), sound.replace(/<PmtMtd>.*?<\/PmtMtd>/, '')])
      expect(await faultsOf(format, spoilt)).not.toEqual([]);
  });
});
