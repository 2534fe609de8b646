import { AppealsService } from '../../src/appeals/appeals.service';
import { RegistryChecks } from '../../src/appeals/registry-checks.service';
import { DepositForfeits } from '../../src/deposits/deposit-forfeits.service';
import type { DecisionId, DepositId } from '../../src/kernel/ids';
import { PersonFlagsService } from '../../src/liability/person-flags.service';
import { WorkService } from '../../src/reports/work.service';
import type { UserActor } from '../support/actors';
import { TakeoverService } from '../../src/takeover/takeover.service';
import { DepositGround } from '../support/deposit-desk';
import { TODAY } from '../support/fine-desk';
import { booksHoldAfterEach } from '../support/proven-books';
import { refusalsOf } from '../support/refusals';
import { runSql } from '../support/run-sql';
import { signIn, type TestBrowser } from '../support/sign-in';

/** Handed over on 20 November 2026: the month ends on 21 December, the margin on 20 January. */
const [ASKED, MARGIN_ENDS, OVER] = ['2026-12-22', '2027-01-20', '2027-01-21'];
const SAID = { courtCode: 'brussels-french', appellant: 'person' } as const;

describe('a deposit after the margin (D6, D7): the night proposes, a person confirms', () => {
  let ground: DepositGround;
  let browser: TestBrowser;
  let [agent, cashier, treasurer] = [] as unknown as UserActor[] as [UserActor, UserActor, UserActor];

  beforeAll(async () => {
    ground = await DepositGround.open();
    agent = await ground.desk.actor('agent.border');
    cashier = await ground.desk.actor('cashier');
    treasurer = await ground.desk.actor('treasurer');
    ground.desk.app.clock.release();
    browser = await signIn(ground.desk.app, 'treasurer');
    await browser.get('/language?to=en&from=/help');
  }, 60_000);
  beforeEach(() => ground.desk.goTo(TODAY));
  booksHoldAfterEach(() => ground.desk);
  afterAll(() => ground.desk.close());

  const held = async (): Promise<{ decisionId: DecisionId; depositId: DepositId; version: number }> => {
    const { decisionId } = await ground.fine();
    const { depositId, version } = await ground.held(decisionId);
    return { decisionId, depositId, version };
  };
  const night = (): Promise<void> => ground.desk.app.app.get(DepositForfeits).run();
  const releasesOf = (id: DepositId): Promise<unknown[]> =>
    ground.desk.rows(
      'SELECT kind, ground, state, proposed_by FROM deposit_release WHERE deposit_id = $1 ORDER BY proposed_at',
      [id],
    );
  const proposal = { kind: 'to-state', ground: 'no-appeal', proposed_by: null } as const;
  const waits = async (who: UserActor, id: DepositId): Promise<boolean> =>
    (await ground.desk.app.app.get(WorkService).list(who, 'department')).groups
      .flatMap(({ items }) => items)
      .some((item) => item.kind === 'deposit-to-decide' && item.id === id);

  it('is proposed for the State the night after the margin, once, and not before', async () => {
    const { depositId, version } = await held();
    ground.desk.goTo(MARGIN_ENDS);
    await night();
    expect(await releasesOf(depositId)).toEqual([]);
    ground.desk.goTo(OVER);
    await night();
    await night();
    expect(await releasesOf(depositId)).toEqual([{ ...proposal, state: 'proposed' }]);
    expect(await waits(treasurer, depositId)).toBe(true);
    expect((await ground.pages.read(treasurer, depositId)).open).toMatchObject({ proposedByName: null });
    const released = await ground.releases.confirm(treasurer, depositId, { version });
    expect(released).toMatchObject({ state: 'released-to-state', toStateCents: 20_000 });
  });

  it('R4.5: is not confirmed by whoever entered the money', async () => {
    const { depositId, version } = await held();
    ground.desk.goTo(OVER);
    await night();
    const own = { ...treasurer, id: cashier.id };
    expect(await refusalsOf(ground.releases.confirm(own, depositId, { version }))).toEqual([
      ': deposit-release-own-entry',
    ]);
    expect(await waits(own, depositId)).toBe(false);
    expect(await ground.releases.confirm(treasurer, depositId, { version })).toMatchObject({
      state: 'released-to-state',
    });
  });

  it('D7, R4.5: taken over as held, it is confirmed neither by who checked the file nor by who loaded it', async () => {
    const takeover = ground.desk.app.app.get(TakeoverService);
    const loader = await ground.desk.actor('administrator');
    const { decisionId, number: decisionNumber } = await ground.fine();
    const line = { id: 'd1', decisionNumber, amountCents: 20_000, state: 'held', receivedOn: TODAY, payer: { surname: 'Exemple' } }; // prettier-ignore
    const bytes = new TextEncoder().encode(`${JSON.stringify(line)}\n`);
    const outcome = await takeover.check(cashier, { name: 'open.ndjson', kind: 'deposits', open: () => [bytes] });
    if (outcome.outcome === 'refused') throw new Error(JSON.stringify(outcome.findings));
    await takeover.load(loader, outcome.file.id, outcome.file.version);
    ground.desk.goTo(OVER);
    await night();
    const [row] = await ground.desk.rows<{ id: DepositId; version: number; proposed_by: string | null }>(
      'SELECT t.id, t.version, r.proposed_by FROM deposit t JOIN deposit_release r ON r.deposit_id = t.id WHERE t.decision_id = $1',
      [decisionId],
    );
    const { id, version } = row!;
    for (const by of [cashier, loader]) {
      const own = { ...treasurer, id: by.id };
      expect(await refusalsOf(ground.releases.confirm(own, id, { version }))).toEqual([': deposit-release-own-entry']);
      expect(await waits(own, id)).toBe(false);
      const byHand = `UPDATE deposit_release SET state = 'confirmed', decided_by = '${by.id}', decided_at = now() WHERE deposit_id = '${id}'`;
      await expect(runSql(ground.desk.app.database.ownerUrl, byHand)).rejects.toMatchObject({ constraint: 'ck_deposit_release_entered' }); // prettier-ignore
    }
    expect(await ground.releases.confirm(treasurer, id, { version })).toMatchObject({ state: 'released-to-state' });
  });

  it('D20: is proposed before the margin ends when the registry was asked after the window', async () => {
    const { decisionId, depositId } = await held();
    ground.desk.goTo(ASKED);
    await night();
    expect(await releasesOf(depositId)).toEqual([]);
    await ground.desk.app.app
      .get(RegistryChecks)
      .record(agent, decisionId, { courtCode: 'brussels-french', checkedOn: ASKED });
    await night();
    expect(await releasesOf(depositId)).toEqual([{ ...proposal, state: 'proposed' }]);
  });

  it('D8: is left where it is while an appeal is open, late or not, and stopped by one that becomes known', async () => {
    const [appealed, learned] = [await held(), await held()];
    const appeals = ground.desk.app.app.get(AppealsService);
    ground.desk.goTo(OVER);
    const late = { lodgedOn: OVER, learnedOn: OVER, ...SAID };
    await appeals.record(agent, { decisions: [{ decisionId: appealed.decisionId }], ...late });
    await night();
    expect(await releasesOf(appealed.depositId)).toEqual([]);
    const timely = { lodgedOn: '2026-12-01', learnedOn: OVER, ...SAID };
    await appeals.record(agent, { decisions: [{ decisionId: learned.decisionId }], ...timely });
    expect(await releasesOf(learned.depositId)).toEqual([{ ...proposal, state: 'stopped' }]);
    await night();
    expect(await releasesOf(learned.depositId)).toHaveLength(1);
  });

  it.each(['death', 'insolvency', 'guardian'] as const)(
    'D34: is left to a person while a flag stands about whoever must pay, which its page shows: %s',
    async (kind) => {
      const { decisionId, depositId, version } = await held();
      const [flag] = await ground.flagged(decisionId, kind);
      ground.desk.goTo(OVER);
      await night();
      expect(await releasesOf(depositId)).toEqual([]);
      const { flags } = await ground.pages.read(treasurer, depositId);
      expect(flags).toMatchObject([{ personId: flag!.personId, kind, since: TODAY }]);
      const { $ } = await browser.get(`/deposits/${depositId}`);
      expect($(`main a[href="/persons/${flag!.personId}/flags"]`).text()).toContain('Recovery is held');
      await ground.proposed(depositId, version, {});
      expect(await releasesOf(depositId)).toEqual([{ ...proposal, proposed_by: cashier.id, state: 'proposed' }]);
    },
  );

  it('D34: is proposed by the night once the flag was lifted', async () => {
    const { decisionId, depositId } = await held();
    const [flag] = await ground.flagged(decisionId, 'insolvency');
    ground.desk.goTo(OVER);
    await night();
    const lifting = { reason: 'Somebody else of this name.' };
    await ground.desk.app.app.get(PersonFlagsService).lift(agent, flag!.personId, flag!.flagId, lifting);
    expect(await releasesOf(depositId)).toEqual([]);
    await night();
    expect(await releasesOf(depositId)).toEqual([{ ...proposal, state: 'proposed' }]);
  });

  it('is not proposed again after a person refused it', async () => {
    const { depositId, version } = await held();
    ground.desk.goTo(OVER);
    await night();
    await ground.releases.refuse(treasurer, depositId, { version, reason: 'The court is asked by letter first.' });
    await night();
    expect(await releasesOf(depositId)).toEqual([{ ...proposal, state: 'refused' }]);
  });

  it('two nights, and a person, at once: one proposal', async () => {
    const { depositId, version } = await held();
    ground.desk.goTo(OVER);
    await Promise.allSettled([night(), night(), ground.proposed(depositId, version, {})]);
    const open = await ground.desk.rows(`SELECT 1 FROM deposit_release WHERE deposit_id = $1 AND state = 'proposed'`, [
      depositId,
    ]);
    expect(open).toHaveLength(1);
  });
});
