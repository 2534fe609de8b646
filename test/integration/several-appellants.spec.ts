import { AppealFacts } from '../../src/appeals/appeal-facts.service';
import { WithdrawalDesk } from '../../src/decisions/withdrawal-desk.service';
import { AppealsService } from '../../src/appeals/appeals.service';
import { JudgmentsService } from '../../src/appeals/judgments.service';
import type { AppealId, DecisionId } from '../../src/kernel/ids';
import { systemActor } from '../../src/platform/jobs/jobs';
import { CourtDesk, FINAL } from '../support/court-desk';
import { TODAY } from '../support/fine-desk';
import { booksHoldAfterEach } from '../support/proven-books';
import { refusalsOf } from '../support/refusals';
import { runSql } from '../support/run-sql';

jest.setTimeout(60_000);

const CARRIER = {
  appellant: 'carrier',
  appellantName: 'Exemple Airlines',
  courtCode: 'liege',
  docketNumber: '26/900/A',
} as const;

describe('two who owe one fine appeal each for themselves (R1.1.11, R4.1, D21)', () => {
  let court: CourtDesk;

  beforeAll(async () => {
    court = await CourtDesk.open();
  }, 60_000);
  beforeEach(() => court.ground.desk.goTo(TODAY));
  booksHoldAfterEach(() => court.ground.desk);
  afterAll(() => court.ground.desk.close());

  interface Twice {
    readonly decisionId: DecisionId;
    readonly own: AppealId;
    readonly carriers: AppealId;
  }

  /** A fine against which the person and the carrier have each lodged an appeal, each with a court of its own. */
  async function twice(paidCents = 0): Promise<Twice> {
    const { decisionId, appealId: own } = await court.appealed(paidCents);
    return { decisionId, own, carriers: await court.lodged(decisionId, CARRIER) };
  }

  const holdsOf = (decisionId: DecisionId): Promise<unknown[]> =>
    court.ground.desk.app.transactions.view(systemActor('test'), (tx) =>
      court.get(AppealFacts).holds(tx, [decisionId]),
    );
  const noAppealIn = async (decisionId: DecisionId): Promise<boolean> =>
    (
      await court.ground.desk.app.transactions.view(systemActor('test'), (tx) =>
        court.get(AppealFacts).noAppealInTime(tx, decisionId),
      )
    ).ok;
  const owedOn = (decisionId: DecisionId): Promise<number> => court.ground.owed(decisionId);
  async function takeBack(appealId: AppealId, decisionId: DecisionId): Promise<unknown> {
    const version = await court.versionOf(appealId);
    const back = { version, decisionId, withdrawnOn: FINAL, reason: 'Désistement.' };
    return court.get(AppealsService).withdraw(court.agent, appealId, back);
  }

  it('R4.1: both stand side by side; the one that is left holds what the other no longer does', async () => {
    const { decisionId, own, carriers } = await twice();
    expect(await holdsOf(decisionId)).toMatchObject([{ isLate: false }, { isLate: false }]);
    await takeBack(own, decisionId);
    expect(await holdsOf(decisionId)).toMatchObject([{ isLate: false, reason: 'pending' }]);
    expect(await noAppealIn(decisionId)).toBe(false);
    await takeBack(carriers, decisionId);
    expect(await holdsOf(decisionId)).toEqual([]);
    expect(await noAppealIn(decisionId)).toBe(true);
  });

  it('R4.1: the same appellant, however spelt, or the same case of the same court, is on file once', async () => {
    const { decisionId } = await twice();
    const refused = (changes: Parameters<CourtDesk['lodged']>[1]): Promise<string[]> =>
      refusalsOf(court.lodged(decisionId, changes));
    const again = ['decisionId: appeal-already-open'];
    expect(await refused({ appellantName: 'Whoever' })).toEqual(again);
    expect(await refused({ ...CARRIER, appellantName: 'exemple  AIRLINES', docketNumber: '26/901/A' })).toEqual(again);
    expect(await refused({ ...CARRIER, appellant: 'lawyer', appellantName: 'Me Exemple' })).toEqual([
      'docketNumber: appeal-docket-open',
    ]);
    await court.lodged(decisionId, { appellant: 'liable-party', appellantName: 'Exemple Mère' });
    await court.lodged(decisionId, { appellant: 'liable-party', appellantName: 'Exemple Père' });
    expect(await holdsOf(decisionId)).toHaveLength(4);
  });

  it('R4.4: annulled on one appeal, the fine falls; the other court may say anything and moves nothing', async () => {
    const { decisionId, own, carriers } = await twice(20_000);
    await court.confirmed(await court.judged({ appealId: own, decisionId }));
    expect(await court.stateOf(decisionId)).toBe('annulled');
    const second = await court.judged({ appealId: carriers, decisionId });
    expect(await court.confirmed(second)).toMatchObject({ cancelledCents: 0, owedBackCents: 0, refundIds: [] });
    expect(await court.stateOf(decisionId)).toBe('annulled');
    expect(await court.refundsOf(decisionId)).toMatchObject([{ state: 'proposed', amountCents: 20_000 }]);
    expect(await holdsOf(decisionId)).toEqual([]);
  });

  it('R4.4: confirmed on one appeal, the other still holds, and annuls', async () => {
    const { decisionId, own, carriers } = await twice(20_000);
    await court.confirmed(await court.judged({ appealId: own, decisionId }, { outcome: 'confirmed' }));
    expect(await holdsOf(decisionId)).toMatchObject([{ reason: 'pending' }]);
    await court.confirmed(await court.judged({ appealId: carriers, decisionId }));
    expect(await court.stateOf(decisionId)).toBe('annulled');
    expect(await court.refundsOf(decisionId)).toMatchObject([{ amountCents: 20_000 }]);
  });

  it('R4.6: a judgment that falls in cassation leaves what the other court has taken off', async () => {
    const { decisionId, own, carriers } = await twice(20_000);
    const first = await court.judged({ appealId: own, decisionId });
    await court.confirmed(first);
    await court.confirmed(await court.judged({ appealId: carriers, decisionId }));
    const quashed = await court.later({ appealId: own, decisionId }, first, { outcome: 'quashed' });
    expect(await court.confirmed(quashed)).toMatchObject({ restoredCents: 0 });
    expect(await court.stateOf(decisionId)).toBe('annulled');
    expect(await court.refundsOf(decisionId)).toMatchObject([{ state: 'proposed', amountCents: 20_000 }]);
  });

  it('R4.6: what the other court had left of the fine is what stands again', async () => {
    const { decisionId, own, carriers } = await twice(20_000);
    const reduced = { outcome: 'reduced', reducedToCents: 15_000 } as const;
    await court.confirmed(await court.judged({ appealId: carriers, decisionId }, reduced));
    court.ground.desk.goTo('2027-03-01');
    const first = await court.judged({ appealId: own, decisionId });
    await court.confirmed(first);
    const later = await court.later({ appealId: own, decisionId }, first, { outcome: 'confirmed' });
    expect(await court.confirmed(later)).toMatchObject({ restoredCents: 20_000, cancelledCents: 5_000 });
    expect(await court.stateOf(decisionId)).toBe('notified');
    expect(await owedOn(decisionId)).toBe(0);
    const open = (await court.refundsOf(decisionId)).filter(({ state }) => state === 'proposed');
    expect(open).toMatchObject([{ amountCents: 5_000 }]);
  });

  it('R4.6: whoever writes, no annulment is lifted while the other court has annulled too', async () => {
    const { decisionId, own, carriers } = await twice();
    const first = await court.judged({ appealId: own, decisionId });
    await court.confirmed(first);
    await court.confirmed(await court.judged({ appealId: carriers, decisionId }));
    await court.confirmed(await court.later({ appealId: own, decisionId }, first, { outcome: 'quashed' }));
    const { ownerUrl } = court.ground.desk.app.database;
    const byHand = `UPDATE decision SET state = 'notified' WHERE id = '${decisionId}'`;
    await expect(runSql(ownerUrl, byHand)).rejects.toMatchObject({ constraint: 'ck_decision_reinstated_by_two' });
  });

  it('R4.1: an appeal lodged before its decision was withdrawn has its place when it becomes known afterwards, and moves nothing', async () => {
    const { decisionId, version } = await court.ground.fine();
    const desk = court.get(WithdrawalDesk);
    court.ground.desk.goTo('2026-12-10');
    await desk.propose(court.agent, decisionId, { version, reason: 'Erreur sur la personne.' });
    await desk.withdraw(court.signatory, decisionId, { version });
    const late = { lodgedOn: '2026-12-11', learnedOn: FINAL };
    expect(await refusalsOf(court.lodged(decisionId, late))).toEqual(['lodgedOn: appeal-after-fall']);
    const appealId = await court.lodged(decisionId, { learnedOn: FINAL, docketNumber: '26/77/A' });
    const objectless = {
      outcome: 'struck-out',
      isAdmissible: false,
      isWellFounded: false,
      costsCents: 16_500,
    } as const;
    const judged = await court.judged({ appealId, decisionId }, objectless);
    expect(await court.confirmed(judged)).toMatchObject({ cancelledCents: 0, refundIds: [], releaseIds: [] });
    expect(await court.stateOf(decisionId)).toBe('withdrawn');
    const draft = await court.ground.desk.draft();
    expect(await refusalsOf(court.lodged(draft))).toEqual(['decisionId: appeal-decision-state']);
  });

  it('two at once: two appellants are both on file; two judgments of two appeals that take effect cancel the fine once', async () => {
    const { decisionId } = await court.ground.fine();
    const both = await Promise.all([court.lodged(decisionId), court.lodged(decisionId, CARRIER)]);
    expect(await holdsOf(decisionId)).toHaveLength(2);
    const judged = [];
    for (const appealId of both) judged.push(await court.judged({ appealId, decisionId }));
    const confirmed = await Promise.all(
      judged.map(({ judgmentId, version }) =>
        court.get(JudgmentsService).confirm(court.signatory, judgmentId, { version }),
      ),
    );
    expect(confirmed.map(({ cancelledCents }) => cancelledCents).sort()).toEqual([0, 20_000]);
    expect(await court.stateOf(decisionId)).toBe('annulled');
  });
});
