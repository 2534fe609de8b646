import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { legalDate } from '../../src/kernel/legal-date';
import { camtMessage, type CamtStatementDraft } from '../support/camt-builder';
import { codaLines, credit, edit, OFFICE_ACCOUNT, StatementChain, statementDraft } from '../support/coda-builder';
import { openMoneyDesk, type MoneyDesk } from '../support/money-desk';
import { booksHoldAfterEach } from '../support/proven-books';
import { refusalsOf } from '../support/refusals';

const day = (n: number): ReturnType<typeof legalDate> => legalDate(`2026-09-${String(n).padStart(2, '0')}`);
const message = (...drafts: readonly CamtStatementDraft[]): Uint8Array =>
  new TextEncoder().encode(camtMessage(...drafts));

describe('a statement arrives', () => {
  let desk: MoneyDesk;

  beforeAll(async () => {
    desk = await openMoneyDesk();
  });
  booksHoldAfterEach(() => desk);
  afterAll(async () => {
    await desk.close();
  });

  describe('of an account that is not the Office’s', () => {
    it('camt.053: is refused for its account, also where its totals are off', async () => {
      const other = { iban: 'NL91ABNA0417164300' };
      for (const draft of [other, { ...other, closing: '1.23' }])
        expect(await refusalsOf(desk.receive(message(draft)))).toEqual(['file: coda-account-unknown']);
    });

    it('camt.053: names each statement of the message that is not ours', async () => {
      const drafts = [{}, { iban: 'NL91ABNA0417164300' }, { iban: 'BE71096123456769' }];
      const refused = ['file: coda-account-unknown', 'file: coda-account-unknown'];
      expect(await refusalsOf(desk.receive(message(...drafts)))).toEqual(refused);
    });

    it('camt.053: of ours, the totals are told', async () => {
      expect(await refusalsOf(desk.receive(message({ closing: '1.23' })))).toEqual(['file: coda-balance']);
    });

    it('CODA: a total that is off is told before the account, of which a torn file says nothing sure', async () => {
      const account = { ...OFFICE_ACCOUNT, number: 'BE71096123456769' };
      const bytes = new StatementChain(statementDraft({ account })).next([credit()], day(1));
      expect(await refusalsOf(desk.receive(bytes))).toEqual(['file: coda-account-unknown']);
      const torn = edit(bytes, codaLines(bytes).length - 1, 43, '1'.repeat(12));
      expect(await refusalsOf(desk.receive(torn))).toEqual(['file: coda-balance']);
    });

    const shared = ['../shared', '../../shared']
      .map((path) => resolve(__dirname, '../..', path))
      .find((path) => existsSync(path));
    const folder = join(shared ?? '/', 'data/bank-statements/camt053');
    const samples = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.xml')) : [];
    it('camt.053: so are the samples of the format, where they lie beside this checkout', async () => {
      for (const name of samples) {
        const codes = new Set(await refusalsOf(desk.receive(readFileSync(join(folder, name)), name)));
        const expected = name === 'camt053.v2.wrong.xml' ? [/^file: camt-/] : ['file: coda-account-unknown'];
        expect({ name, codes: [...codes] }).toEqual({
          name,
          codes: expected.map((code) => (typeof code === 'string' ? code : (expect.stringMatching(code) as string))),
        });
      }
      expect(samples).toHaveLength(existsSync(folder) ? 6 : 0);
    });
  });
});
