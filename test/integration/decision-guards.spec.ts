import type { DecisionId, PersonId } from '../../src/kernel/ids';
import { parseEdit } from '../../src/decisions/decisions.commands';
import type { UserActor } from '../support/actors';
import { CROSSING, FineDesk, PRESENCE, TODAY } from '../support/fine-desk';
import { booksHoldAfterEach } from '../support/proven-books';
import { refusalsOf } from '../support/refusals';
import { runSql } from '../support/run-sql';

const MOTIVATION = 'Motivation propre à ce cas.';

describe('what guards a decision', () => {
  let desk: FineDesk;
  let agent: UserActor;
  let signatory: UserActor;
  let deputy: UserActor;

  beforeAll(async () => {
    desk = await FineDesk.open();
    agent = await desk.actor('agent.border');
    signatory = await desk.actor('signatory.border');
    deputy = await desk.actor('deputy.border');
  });
  beforeEach(() => desk.goTo(TODAY));
  booksHoldAfterEach(() => desk);
  afterAll(() => desk.close());

  const versionOf = async (id: DecisionId): Promise<number> => (await desk.decisions.read(agent, id)).decision.version;

  /** Recorded and written by the deputy, changed and submitted by the agent. */
  async function writtenByTwo(): Promise<{ decisionId: DecisionId; version: number }> {
    const { decisionId } = await desk.enter(deputy, await desk.person());
    const edit = { version: 1, language: 'fr', motivation: MOTIVATION };
    const { version } = await desk.decisions.edit(deputy, decisionId!, edit);
    return desk.decisions.editAndSubmit(agent, decisionId!, { ...edit, version });
  }

  describe('four eyes', () => {
    it('D33: nobody who ever had a hand in it signs, whoever edited last', async () => {
      const { decisionId, version } = await writtenByTwo();
      expect(await refusalsOf(desk.decisions.sign(deputy, decisionId, { version }))).toEqual([': signer-drafted']);
      expect((await desk.sheets.toSign(deputy)).sheets.map(({ decision }) => decision.id)).not.toContain(decisionId);
      expect((await desk.decisions.read(deputy, decisionId)).isAuthor).toBe(true);
      await desk.decisions.sign(signatory, decisionId, { version });
    });

    it('D33: the database refuses an author as signer, another drafter, and the loss of an author', async () => {
      const { decisionId } = await writtenByTwo();
      const byHand = (sql: string): Promise<unknown> => runSql(desk.app.database.ownerUrl, sql);
      const sign = `UPDATE decision SET signed_by = '${deputy.id}' WHERE id = '${decisionId}'`;
      await expect(byHand(sign)).rejects.toMatchObject({ constraint: 'ck_decision_signer_is_no_author' });
      const drafter = `UPDATE decision SET drafted_by = '${signatory.id}' WHERE id = '${decisionId}'`;
      await expect(byHand(drafter)).rejects.toMatchObject({ constraint: 'ck_decision_drafter' });
      await expect(byHand(`DELETE FROM decision_author WHERE decision_id = '${decisionId}'`)).rejects.toThrow();
    });

    it('D33: an author returns nothing either', async () => {
      const { decisionId, version } = await writtenByTwo();
      const back = { version, reason: 'À revoir entièrement.' };
      expect(await refusalsOf(desk.decisions.returnToDrafter(deputy, decisionId, back))).toEqual([
        ': returner-drafted',
      ]);
      await desk.decisions.returnToDrafter(signatory, decisionId, back);
    });
  });

  describe('a person corrected after the entry', () => {
    const correct = (id: PersonId, column: string, value: string): Promise<unknown> =>
      desk.rows(`UPDATE person SET ${column} = $2 WHERE id = $1`, [id, value]);

    it.each([
      ['birth_year', 'R1.0.7', 'liableParties: minor-needs-liable-party'],
      ['nationality', 'R1.0.5', 'nationality: offender-belgian'],
      ['language', 'D25', 'languageReason: language-reason-missing'],
    ])('%s (%s): is looked at again at submission and at signature', async (column, _rule, refusal) => {
      const personId = await desk.person();
      const values: Record<string, [string, string]> = {
        birth_year: ['2015', '1987'],
        nationality: ['BE', 'MA'],
        language: ['nl', 'fr'],
      };
      const [wrong, right] = values[column]!;
      const { decisionId } = await desk.enter(agent, personId);
      const edit = { version: 1, language: 'fr', motivation: MOTIVATION };
      const { version } = await desk.decisions.edit(agent, decisionId!, edit);
      await correct(personId, column, wrong);
      expect(await refusalsOf(desk.decisions.submit(agent, decisionId!, { version }))).toEqual([refusal]);
      await correct(personId, column, right);
      const submitted = await desk.decisions.submit(agent, decisionId!, { version });
      await correct(personId, column, wrong);
      const sign = (): Promise<string[]> =>
        refusalsOf(desk.decisions.sign(signatory, decisionId!, { version: submitted.version }));
      expect(await sign()).toEqual([refusal]);
      await correct(personId, column, right);
      expect(await sign()).toEqual([]);
    });

    it('R1.0.5: is looked at once more before the notification', async () => {
      const { decisionId, offenceId, version } = await desk.signed();
      const { offence } = await desk.recorded.read(agent, offenceId);
      await correct(offence.personId, 'nationality', 'BE');
      const post = { version, postedOn: TODAY, postingReference: 'R-1' };
      expect(await refusalsOf(desk.notifications.post(agent, decisionId, post))).toEqual([
        'nationality: offender-belgian',
      ]);
    });

    it('D10: two decisions of one person signed at once are counted one after the other', async () => {
      const personId = await desk.person();
      const ids = [];
      for (const factsOn of ['2026-11-16', '2026-11-17']) {
        const { decisionId } = await desk.enter(agent, personId, { ...CROSSING, factsOn });
        ids.push((await desk.submitted(decisionId)).decisionId);
      }
      const version = await versionOf(ids[0]!);
      const other = await desk.actor('deputy.border');
      await Promise.all([
        desk.decisions.sign(signatory, ids[0]!, { version }),
        desk.decisions.sign(other, ids[1]!, { version: await versionOf(ids[1]!) }),
      ]);
      const orders = await Promise.all(
        ids.map(async (id) => (await desk.decisions.read(agent, id)).decision.repeatOrder),
      );
      expect(orders.sort()).toEqual([1, 2]);
    });
  });

  it('D10, R6.3, trap 21: a breach that was fined and goes on is not fined day after day', async () => {
    const personId = await desk.person({ nationality: 'FR' });
    await desk.enter(agent, personId, PRESENCE);
    const nextDay = { ...PRESENCE, factsOn: '2026-11-19', reportOn: '2026-11-19', hearingOn: '2026-11-19' };
    expect(await refusalsOf(desk.enter(agent, personId, nextDay))).toEqual([
      'factsOn: continuing-breach',
      'reportReference: continuing-breach',
    ]);
    // Another day of entry given for the same time begins no breach of its own.
    const anotherEntry = { ...nextDay, entryOn: '2026-10-20' };
    expect(await refusalsOf(desk.enter(agent, personId, anotherEntry))).toEqual([
      'factsOn: continuing-breach',
      'reportReference: continuing-breach',
    ]);
  });

  it('R1.1: an unknown obligation is told with those of the day', async () => {
    const unknown = desk.enter(agent, await desk.person(), { ...CROSSING, obligationCode: 'nothing' });
    await expect(unknown).rejects.toMatchObject({
      refusals: [{ code: 'obligation-unknown', params: { accepted: expect.stringContaining('41bis') as string } }],
    });
  });

  it('M16: an entry is dropped only as it was seen', async () => {
    const { draftId, version } = await desk.drafts.begin(agent, await desk.person(), {});
    const saved = await desk.drafts.save(agent, { draftId, version }, { place: 'Nieuwpoort' });
    expect(await refusalsOf(desk.drafts.drop(agent, { draftId, version }))).toEqual([': changed-since-read']);
    await desk.drafts.drop(agent, saved);
  });

  describe('what was written', () => {
    it('R2.7: keeps the reason of every return, also after the next submission', async () => {
      const { decisionId, version } = await desk.submitted();
      await desk.decisions.returnToDrafter(signatory, decisionId, { version, reason: 'Premier motif.' });
      const again = await desk.submitted(decisionId);
      await desk.decisions.returnToDrafter(deputy, decisionId, { version: again.version, reason: 'Second motif.' });
      await desk.submitted(decisionId);
      expect((await desk.decisions.read(agent, decisionId)).decision.returnReason).toBe('Second motif.');
      const kept = await desk.rows<{ reason: string }>(
        'SELECT reason FROM decision_return WHERE decision_id = $1 ORDER BY returned_at, id',
        [decisionId],
      );
      expect(kept.map(({ reason }) => reason)).toEqual(['Premier motif.', 'Second motif.']);
    });

    it('R2.4: an edit leaves alone what it does not name, and empties what it names empty', async () => {
      const id = await desk.draft();
      const edit = async (body: object): Promise<object> => {
        await desk.decisions.edit(agent, id, parseEdit({ version: await versionOf(id), ...body }));
        const { language, languageReason, motivation } = (await desk.decisions.read(agent, id)).decision;
        return { language, languageReason, motivation };
      };
      const written = { language: 'nl', languageReason: 'Elle l’a demandé.', motivation: MOTIVATION };
      expect(await edit(written)).toEqual(written);
      expect(await edit({ motivation: 'Autre.' })).toEqual({ ...written, motivation: 'Autre.' });
      expect(await edit({ motivation: null })).toEqual({ ...written, motivation: '' });
      expect(await edit({ language: 'fr', languageReason: '' })).toEqual({
        language: 'fr',
        languageReason: '',
        motivation: '',
      });
      expect(() => parseEdit({ version: 1, language: null })).toThrow('language: required');
    });

    it('D25: refuses a reason for the person’s own language, which the letter would call chosen', async () => {
      const id = await desk.draft();
      const edit = { version: 1, language: 'fr', languageReason: 'Choix du service.' };
      expect(await refusalsOf(desk.decisions.edit(agent, id, edit))).toEqual([
        'languageReason: language-reason-not-needed',
      ]);
    });
  });
});
