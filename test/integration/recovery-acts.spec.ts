import { JudgmentsService } from '../../src/appeals/judgments.service';
import type { ClaimId, DecisionId, JudgmentId } from '../../src/kernel/ids';
import { FinanceDisclosure } from '../../src/recovery/finance-disclosure.service';
import { RecoveryDesk } from '../../src/recovery/recovery-desk.service';
import { Transfers } from '../../src/recovery/transfers.service';
import { CourtDesk, FINAL } from '../support/court-desk';
import { TODAY } from '../support/fine-desk';
import { booksHoldAfterEach } from '../support/proven-books';

jest.setTimeout(60_000);

const PDF = Buffer.from('%PDF-1.4\n%%EOF\n');
/** A photo as far as the check of evidence looks. */
const PHOTO = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(300), Buffer.from([0xff, 0xd9])]);

describe('the paper of a claim that rests on a judgment (R7.3)', () => {
  let court: CourtDesk;

  beforeAll(async () => {
    court = await CourtDesk.open();
  }, 60_000);
  beforeEach(() => court.ground.desk.goTo(TODAY));
  booksHoldAfterEach(() => court.ground.desk);
  afterAll(() => court.ground.desk.close());

  const attach = async (id: JudgmentId, appealVersion: number, bytes: Buffer): Promise<void> => {
    await court.get(JudgmentsService).attachPaper(court.agent, id, appealVersion, {
      file: { name: 'jugement', mediaType: '', bytes },
      title: 'Jugement',
    });
  };
  const actLine = async (decisionId: DecisionId): Promise<unknown> => {
    const { eligibility } = await court.get(RecoveryDesk).read(court.signatory, decisionId);
    return eligibility.lines.find(({ check }) => check === 'act');
  };
  async function upheld(): Promise<{
    file: Awaited<ReturnType<CourtDesk['appealed']>>;
    first: Awaited<ReturnType<CourtDesk['confirmed']>>;
  }> {
    // prettier-ignore
    const file = await court.appealed();
    return { file, first: await court.confirmed(await court.judged(file, { outcome: 'confirmed' })) };
  }
  async function offered(decisionId: DecisionId): Promise<ClaimId> {
    const [cashier, treasurer] = [await court.ground.desk.actor('cashier'), await court.ground.desk.actor('treasurer')];
    const { transferIds } = await court.get(Transfers).prepare(cashier, [decisionId]);
    await court.get(Transfers).approve(treasurer, transferIds[0]!, 1);
    const [claim] = await court.ground.desk.rows<{ id: ClaimId }>('SELECT id FROM claim WHERE decision_id = $1', [decisionId]); // prettier-ignore
    return claim!.id;
  }

  it('R7.3: is a PDF: a photo of the judgment does not make the fine ready, a PDF that comes before or after it does', async () => {
    const { file, first } = await upheld();
    expect(await actLine(file.decisionId)).toMatchObject({ isMet: false, code: 'judgment' });
    await attach(first.judgmentId, await court.versionOf(file.appealId), PHOTO);
    expect(await actLine(file.decisionId)).toMatchObject({ isMet: false, code: 'judgment' });
    await attach(first.judgmentId, await court.versionOf(file.appealId), PDF);
    expect(await actLine(file.decisionId)).toMatchObject({ isMet: true });
    const { bytes } = await court.get(FinanceDisclosure).document(court.signatory, await offered(file.decisionId));
    expect(bytes.equals(PDF)).toBe(true);
  });

  it('R4.6, R7.3: stays what was offered when a later stage replaces the judgment', async () => {
    const { file, first } = await upheld();
    await attach(first.judgmentId, await court.versionOf(file.appealId), PDF);
    const claimId = await offered(file.decisionId);
    const disclosure = court.get(FinanceDisclosure);
    const before = (await disclosure.read(court.signatory, claimId)).act;
    await court.confirmed(await court.later(file, first, { outcome: 'confirmed' }));
    const [judgment] = await court.ground.desk.rows('SELECT state, final_on FROM judgment WHERE id = $1', [first.judgmentId]); // prettier-ignore
    expect(judgment).toEqual({ state: 'replaced', final_on: FINAL });
    const after = await disclosure.read(court.signatory, claimId);
    expect(after.claim).toMatchObject({ payload: 'judgment', judgmentFinalOn: FINAL });
    expect(after.act).toEqual(before);
    expect((await disclosure.document(court.signatory, claimId)).bytes.equals(PDF)).toBe(true);
  });
});
