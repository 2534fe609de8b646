import fc from 'fast-check';
import { EntryGroups, type EntryGroupOnDesk } from '../../src/entry/entry-groups.service';
import { EntryInvitations } from '../../src/entry/entry-invitations.service';
import type { EntryDraftVersion } from '../../src/entry/entry-drafts.service';
import type { DecisionId, PersonId } from '../../src/kernel/ids';
import type { UserActor } from '../support/actors';
import { CROSSING, FineDesk, PRESENCE, TODAY } from '../support/fine-desk';
import { refusalsOf } from '../support/refusals';
import { booksHoldAfterEach } from '../support/proven-books';

type Answers = Record<string, string>;

const typed = (changes: Readonly<Record<string, string | undefined>>): Answers =>
  Object.fromEntries(Object.entries(changes).filter((entry): entry is [string, string] => entry[1] !== undefined));

describe('entries that are recorded together', () => {
  let desk: FineDesk;
  let agent: UserActor;
  let groups: EntryGroups;

  beforeAll(async () => {
    desk = await FineDesk.open();
    agent = await desk.actor('agent.border');
    groups = desk.app.app.get(EntryGroups);
  }, 60_000);
  beforeEach(() => desk.goTo(TODAY));
  booksHoldAfterEach(() => desk);
  afterAll(() => desk.close());

  const french = (): Promise<PersonId> => desk.person({ nationality: 'FR' });

  const begun = async (personId: PersonId, answers: Answers = typed(CROSSING)): Promise<EntryDraftVersion> =>
    desk.drafts.begin(agent, personId, answers);

  /** The draft as it now stands, since joining and saving change versions. */
  const current = async (draftId: string): Promise<EntryDraftVersion & { groupId: string }> => {
    const { draft } = await desk.drafts.draft(agent, draftId);
    return { draftId, version: draft.version, groupId: draft.groupId ?? '' };
  };
  const groupOf = async (draftId: string): Promise<EntryGroupOnDesk> =>
    groups.read(agent, (await current(draftId)).groupId);

  const offences = async (personId: PersonId): Promise<unknown[]> =>
    desk.rows('SELECT id FROM offence WHERE person_id = $1', [personId]);

  describe('several offences of one person (R6.4)', () => {
    it('carries over event, person and hearing, and weighs each decision for itself (R1.0.4)', async () => {
      const first = await begun(await french());
      const second = await groups.addOffence(agent, first);
      const { draft } = await desk.drafts.draft(agent, second.draftId);
      expect(draft.answers).toMatchObject({ factsOn: '2026-11-18', place: 'Nieuwpoort', hearingKind: 'heard' });
      for (const field of ['obligationCode', 'facts', 'evidence', 'forceMajeure', 'discretion', 'outcome', 'exemption'])
        expect(draft.answers).not.toHaveProperty(field);
    });

    it('previews every decision with its order and the total, then records all at once', async () => {
      const personId = await french();
      const first = await begun(personId);
      const second = await groups.addOffence(agent, first);
      await desk.drafts.save(agent, second, typed(PRESENCE));
      const group = await groupOf(first.draftId);
      expect(group.entries.map(({ found }) => found?.finding)).toMatchObject([
        { amountCents: 20_000, repeatOrder: 1, checked: { article: '4bis' } },
        { amountCents: 20_000, repeatOrder: 1, checked: { article: '41bis' } },
      ]);
      expect(group.totalCents).toBe(40_000);
      const { entered, left } = await groups.record(agent, group, 'all');
      expect(left).toBe(0);
      expect(new Set(entered.map(({ decisionId }) => decisionId)).size).toBe(2);
      expect(await offences(personId)).toHaveLength(2);
      expect(await desk.rows('SELECT id FROM entry_group WHERE id = $1', [group.groupId])).toEqual([]);
    });

    it('keeps nothing when one of them is refused, and says which and what', async () => {
      const personId = await french();
      const first = await begun(personId);
      const second = await groups.addOffence(agent, first);
      await desk.drafts.save(agent, second, { ...typed(PRESENCE), discretion: '' });
      const group = await groupOf(first.draftId);
      expect(group.totalCents).toBe(20_000);
      expect(await refusalsOf(groups.record(agent, group, 'all'))).toEqual(['/offences/1/discretion: required']);
      expect(await offences(personId)).toEqual([]);
      expect((await groupOf(first.draftId)).entries).toHaveLength(2);
    });

    it('D22: refuses the same obligation on the same day a second time', async () => {
      const first = await begun(await french());
      const second = await groups.addOffence(agent, first);
      await desk.drafts.save(agent, second, typed(CROSSING));
      const group = await groupOf(first.draftId);
      expect(group.entries[1]?.refusals).toEqual([
        { code: 'duplicate-in-group', field: 'factsOn', rule: 'D22', params: { position: 1 } },
      ]);
      expect(await refusalsOf(groups.record(agent, group, 'all'))).toEqual(['/offences/1/factsOn: duplicate-in-group']);
    });

    it('D10, trap 21: refuses a series of days of one breach', async () => {
      const first = await begun(await french(), typed(PRESENCE));
      const second = await groups.addOffence(agent, first);
      const nextDay = { factsOn: '2026-11-17', reportReference: 'PV-2026-2', hearingOn: '2026-11-19' };
      await desk.drafts.save(agent, second, typed({ ...PRESENCE, ...nextDay }));
      const group = await groupOf(first.draftId);
      expect(group.entries[1]?.refusals).toMatchObject([{ code: 'continuing-in-group', rule: 'D10' }]);
      await expect(groups.record(agent, group, 'complete')).resolves.toMatchObject({ left: 1 });
    });

    it('R2.8: a letter of invitation made from one of them is a change of the group', async () => {
      const first = await begun(await french(), typed(PRESENCE));
      await groups.addOffence(agent, first);
      const seen = await groupOf(first.draftId);
      const letter = { language: 'fr', invitedTo: 'written', means: 'by-hand', invitedFor: '2026-12-10' } as const;
      await desk.app.app
        .get(EntryInvitations)
        .issue(agent, first.draftId, { ...(await current(first.draftId)), ...letter });
      expect(await refusalsOf(groups.record(agent, seen, 'all'))).toEqual([': changed-since-read']);
    });

    it('D10, trap 21: another day of entry for the same time is the same breach, as it is on file', async () => {
      const first = await begun(await french(), typed(PRESENCE));
      const second = await groups.addOffence(agent, first);
      const nextDay = {
        factsOn: '2026-11-17',
        entryOn: '2026-10-02',
        reportReference: 'PV-2026-2',
        hearingOn: '2026-11-19',
      };
      await desk.drafts.save(agent, second, typed({ ...PRESENCE, ...nextDay }));
      const group = await groupOf(first.draftId);
      expect(group.entries[1]?.refusals).toMatchObject([{ code: 'continuing-in-group', rule: 'D10' }]);
      await expect(groups.record(agent, group, 'complete')).resolves.toMatchObject({ left: 1 });
    });

    it('R6.4: refuses to record one of them alone, until it is the last', async () => {
      const first = await begun(await french());
      const second = await groups.addOffence(agent, first);
      expect(await refusalsOf(desk.drafts.enterDraft(agent, await current(first.draftId)))).toEqual([
        ': entry-in-group',
      ]);
      expect(await desk.drafts.drop(agent, second)).toEqual({});
      await expect(desk.drafts.enterDraft(agent, await current(first.draftId))).resolves.toHaveProperty('decisionId');
    });

    it('refuses the twenty-first offence of a person', async () => {
      const first = await begun(await french());
      for (let index = 2; index <= 20; index++) await groups.addOffence(agent, first);
      expect(await refusalsOf(groups.addOffence(agent, first))).toEqual([': too-many-offences']);
    });
  });

  describe('several persons of one event (R1.1.12)', () => {
    const event = async (): Promise<{ lead: EntryDraftVersion; others: readonly EntryDraftVersion[] }> => {
      const lead = await begun(await desk.person());
      const others = await groups.addPersons(agent, lead.draftId, [await desk.person(), await desk.person()]);
      return { lead, others };
    };
    const own = typed(CROSSING);
    const hearing = Object.fromEntries(
      Object.entries(own).filter(([field]) => /^hearing|forceMajeure|discretion|outcome/.test(field)),
    );

    it('carries over event and breach; nobody is heard through somebody else (R2.8)', async () => {
      const { others } = await event();
      const { draft } = await desk.drafts.draft(agent, others[0]?.draftId ?? '');
      expect(draft.answers).toMatchObject({
        obligationCode: own['obligationCode'],
        facts: own['facts'],
        place: 'Nieuwpoort',
      });
      for (const field of Object.keys(hearing)) expect(draft.answers).not.toHaveProperty(field);
    });

    it('records those that are complete, each a decision of its own, and keeps the others', async () => {
      const { lead, others } = await event();
      await desk.drafts.save(agent, others[1]!, hearing);
      const group = await groupOf(lead.draftId);
      expect(group.entries.map(({ refusals }) => refusals.length === 0)).toEqual([true, false, true]);
      expect(group.totalCents).toBe(40_000);
      const { entered, left } = await groups.record(agent, group, 'complete');
      expect([entered.length, left]).toEqual([2, 1]);
      // The one that waits goes on by itself.
      expect((await current(others[0]!.draftId)).groupId).toBe('');
    });

    it('records nothing when nothing is complete, and all or nothing on demand', async () => {
      const { lead, others } = await event();
      await desk.drafts.save(agent, lead, { discretion: '' });
      const none = await groupOf(lead.draftId);
      expect(await refusalsOf(groups.record(agent, none, 'complete'))).toEqual([': nothing-complete']);
      await desk.drafts.save(agent, others[0]!, hearing);
      const group = await groupOf(lead.draftId);
      const told = await refusalsOf(groups.record(agent, group, 'all'));
      expect(told).toContain('/offences/0/discretion: required');
      expect(told.some((each) => each.startsWith('/offences/1/'))).toBe(false);
    });

    it('D22: a person is in the event once, and a merged or corrected one is looked at again when recorded', async () => {
      const { lead, others } = await event();
      const { draft } = await desk.drafts.draft(agent, others[0]!.draftId);
      expect(await refusalsOf(groups.addPersons(agent, lead.draftId, [draft.personId]))).toEqual([
        'personId: person-already-together',
      ]);
      await desk.drafts.save(agent, others[0]!, hearing);
      await desk.rows(`UPDATE person SET nationality = 'BE' WHERE id = $1`, [draft.personId]);
      const told = await refusalsOf(groups.record(agent, await groupOf(lead.draftId), 'all'));
      expect(told).toContain('/offences/1/nationality: offender-belgian');
    });

    it('takes the event of one entry over everywhere, the rest untouched', async () => {
      const { lead, others } = await event();
      await desk.drafts.save(agent, others[0]!, { discretion: 'Propre à la personne.' });
      await desk.drafts.save(agent, lead, { place: 'Ostende' });
      await groups.takeOver(agent, await groupOf(lead.draftId), lead.draftId);
      const { draft } = await desk.drafts.draft(agent, others[0]!.draftId);
      expect(draft.answers).toMatchObject({ place: 'Ostende', discretion: 'Propre à la personne.' });
    });

    it('drops all of them', async () => {
      const { lead, others } = await event();
      await groups.drop(agent, await groupOf(lead.draftId));
      for (const { draftId } of [lead, ...others])
        expect(await refusalsOf(desk.drafts.draft(agent, draftId))).toEqual([': not-found']);
    });
  });

  describe('two at once', () => {
    const pair = async (): Promise<EntryGroupOnDesk> => {
      const first = await begun(await french());
      const second = await groups.addOffence(agent, first);
      await desk.drafts.save(agent, second, typed(PRESENCE));
      return groupOf(first.draftId);
    };

    it('of two who record the same group one is told that it is gone', async () => {
      const group = await pair();
      const outcomes = await Promise.all([
        refusalsOf(groups.record(agent, group, 'all')),
        refusalsOf(groups.record(agent, group, 'all')),
      ]);
      expect(outcomes.sort()).toEqual([[], [': not-found']]);
      expect(await offences(group.entries[0]!.person.id)).toHaveLength(2);
    });

    it('the same request again gives the same result', async () => {
      const group = await pair();
      const once = desk.once(agent, 'entries-key-0001', { group: group.groupId });
      expect(await groups.record(once, group, 'all')).toEqual(await groups.record(once, group, 'all'));
    });

    it('refuses to record what somebody changed meanwhile', async () => {
      const group = await pair();
      const { draft } = group.entries[1]!;
      await desk.drafts.save(agent, { draftId: draft.id, version: draft.version }, { place: 'Bruges' });
      expect(await refusalsOf(groups.record(agent, group, 'all'))).toEqual([': changed-since-read']);
    });

    it('D32: closes a group to another department', async () => {
      const group = await pair();
      const elsewhere = await desk.actor('agent.residence');
      expect(await refusalsOf(groups.read(elsewhere, group.groupId))).toEqual([': other-department']);
      expect(await refusalsOf(groups.record(elsewhere, group, 'all'))).toEqual([': other-department']);
    });
  });

  it('D10: the order numbers of the preview are those given at signature', async () => {
    const signatory = await desk.actor('signatory.border');
    const days = fc.uniqueArray(fc.integer({ min: 1, max: 17 }), { minLength: 2, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(days, fc.boolean(), async (factsDays, hasEarlier) => {
        desk.goTo(TODAY);
        const personId = await french();
        const sign = async (decisionId: DecisionId): Promise<number> => {
          const { version } = await desk.submitted(decisionId);
          await desk.decisions.sign(signatory, decisionId, { version });
          return (await desk.decisions.read(agent, decisionId)).decision.repeatOrder;
        };
        if (hasEarlier) await sign((await desk.enter(agent, personId)).decisionId!);
        const dayAt = (day: number): string => `2026-11-${String(day).padStart(2, '0')}`;
        const [first, ...others] = factsDays.map((day) => typed({ ...CROSSING, factsOn: dayAt(day) }));
        const lead = await begun(personId, first);
        for (const answers of others)
          await desk.drafts.save(agent, await groups.addOffence(agent, await current(lead.draftId)), answers);
        const group = await groupOf(lead.draftId);
        const previewed = group.entries.map(({ found }) => found?.finding.repeatOrder);
        const { entered } = await groups.record(agent, group, 'all');
        const given: number[] = [];
        for (const { decisionId } of entered) given.push(await sign(decisionId!));
        expect(given).toEqual(previewed);
        expect(given).toEqual(factsDays.map((_day, index) => index + (hasEarlier ? 2 : 1)));
      }),
      { numRuns: 5 },
    );
  }, 60_000);

  it('trap 24: records further offences of somebody with open fines', async () => {
    const { personId } = await desk
      .signed()
      .then(({ offenceId }) => desk.recorded.read(agent, offenceId))
      .then(({ offence }) => offence);
    await expect(
      desk.enter(agent, personId, { ...CROSSING, factsOn: '2026-11-16', reportReference: 'PV-2026-9' }),
    ).resolves.toHaveProperty('decisionId');
  });
});
