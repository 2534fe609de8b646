import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { StatementId } from '../../src/kernel/ids';
import { legalDate } from '../../src/kernel/legal-date';
import { cents } from '../../src/kernel/money';
import { writeCoda } from '../../src/statements/coda-writer';
import type { ReceivedStatement } from '../../src/statements/statements.service';
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

  describe('before the books of its account are open', () => {
    beforeAll(async () => {
      await desk.close();
      desk = await openMoneyDesk();
    });
    const rowOf = async (): Promise<string[]> =>
      (
        await desk.rows<{ text: string }>(
          `SELECT year || '/' || sequence || ' ' || state AS text FROM statement ORDER BY closing_on, sequence`,
        )
      ).map(({ text }) => text);
    const receive = async (bytes: Uint8Array): Promise<StatementId> =>
      (await desk.receive(bytes)).statements[0]!.statementId;

    it('bank statements 3: the opening of a later one is not confirmed while an earlier one waits, so none is lost', async () => {
      const old = new StatementChain(statementDraft({ sequenceNumber: 7, createdOn: legalDate('2025-05-05'), closingOn: legalDate('2025-05-05') })); // prettier-ignore
      const lastYear = await receive(old.next([credit()], legalDate('2025-05-05')));
      const chain = new StatementChain(statementDraft({ openingCents: cents(500_000) }));
      const [one, two, three] = [1, 2, 3].map((n) => chain.next([credit()], day(n)));
      const third = await receive(three!);
      const first = await receive(one!);
      const second = await receive(two!);
      const pages = await Promise.all(
        [lastYear, first, second, third].map((id) => desk.statements.read(desk.cashier, id, undefined)),
      );
      expect(pages.map(({ opensWith }) => opensWith?.id)).toEqual([undefined, lastYear, lastYear, lastYear]);
      expect(await refusalsOf(desk.confirmOpening(third, 540_000))).toEqual([': opening-not-first']);
      // What does not belong into the books is given up by a person, with a reason; then the next one is the first.
      await desk.refuse(lastYear, 'Settled before the books were kept here.');
      expect(await refusalsOf(desk.confirmOpening(second, 520_000))).toEqual([': opening-not-first']);
      expect(await rowOf()).toEqual([
        '2025/7 refused',
        '2026/1 needs-opening',
        '2026/2 needs-opening',
        '2026/3 needs-opening',
      ]);
      expect(await desk.confirmOpening(first, 500_000)).toMatchObject({ state: 'accepted' });
      expect(await rowOf()).toEqual(['2025/7 refused', '2026/1 accepted', '2026/2 accepted', '2026/3 accepted']);
    });
  });

  describe('before the books of its account are open, without numbers', () => {
    beforeAll(async () => {
      await desk.close();
      desk = await openMoneyDesk();
    });

    it('the day of the closing balance tells which is the first, and one marked as a copy counts too', async () => {
      const chain = new StatementChain();
      const unnumbered = async (n: number, duplicate: boolean): Promise<ReceivedStatement> => {
        const draft = { ...chain.nextDraft([credit()], day(n)), sequenceNumber: 0, duplicate };
        return (await desk.receive(writeCoda([draft]))).statements[0]!;
      };
      const { statementId: marked } = await unnumbered(1, true);
      const later = await unnumbered(2, false);
      expect(later.state).toBe('needs-opening');
      expect(await refusalsOf(desk.confirmOpening(later.statementId, 1_020_000))).toEqual([': opening-not-first']);
      expect(await desk.confirmDuplicate(marked)).toMatchObject({ state: 'needs-opening' });
      expect(await desk.confirmOpening(marked, 1_000_000, 2)).toMatchObject({ state: 'accepted' });
      expect(await desk.rows(`SELECT 1 FROM statement WHERE state = 'accepted'`)).toHaveLength(2);
    });
  });
});
