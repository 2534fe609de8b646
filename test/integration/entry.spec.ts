import type { PersonId } from '../../src/kernel/ids';
import { RegisterPerson } from '../../src/persons/persons.commands';
import { PersonsService } from '../../src/persons/persons.service';
import { parseCommand } from '../../src/platform/http/fields';
import type { UserActor } from '../support/actors';
import { CROSSING, FineDesk, PRESENCE, TODAY } from '../support/fine-desk';
import { FIRM } from '../support/liable-steps';
import { refusalsOf } from '../support/refusals';
import { booksHoldAfterEach } from '../support/proven-books';

describe('the entry of an offence', () => {
  let desk: FineDesk;
  let agent: UserActor;

  beforeAll(async () => {
    desk = await FineDesk.open();
    agent = await desk.actor('agent.border');
  }, 60_000);
  beforeEach(() => desk.goTo(TODAY));
  booksHoldAfterEach(() => desk);
  afterAll(() => desk.close());

  const refused = async (
    changes: Record<string, string | undefined>,
    who: Record<string, string> = {},
    base = CROSSING,
  ): Promise<string[]> => refusalsOf(desk.enter(agent, await desk.person(who), { ...base, ...changes }));

  it('keeps the facts, drafts the decision of EUR 200 in the person’s language and opens its accounts', async () => {
    const { offenceId, decisionId } = await desk.enter(agent, await desk.person(), CROSSING);
    const { offence, liable } = await desk.recorded.read(agent, offenceId);
    expect(offence).toMatchObject({ article: '4bis', collectionBasis: '4bis', state: 'recorded', factsAt: '23:15' });
    expect(liable).toEqual([{ personId: offence.personId, capacity: 'offender', basis: '' }]);
    const { decision } = await desk.decisions.read(agent, decisionId!);
    expect(decision).toMatchObject({ state: 'draft', amountCents: 20_000, repeatOrder: 1, language: 'fr' });
    const accounts = await desk.rows('SELECT kind FROM ledger_account WHERE decision_id = $1 ORDER BY kind', [
      decisionId,
    ]);
    expect(accounts).toEqual([{ kind: 'advances' }, { kind: 'receivable' }]);
    const events = await desk.rows<{ type: string }>('SELECT type FROM event_log WHERE case_id = $1 ORDER BY id', [
      offenceId,
    ]);
    expect(events.map(({ type }) => type)).toEqual(['offence.recorded', 'decision.drafted']);
  });

  it('R1.0.5, trap 20: fines nobody of unknown nationality, at the entry and later', async () => {
    const persons = desk.app.app.get(PersonsService);
    const unknown = await desk.person({ nationality: 'unknown' });
    expect(await refusalsOf(desk.enter(agent, unknown))).toEqual(['nationality: nationality-unknown-blocks']);
    const stateless = await desk.person({ nationality: 'stateless' });
    const { decisionId } = await desk.enter(agent, stateless);
    const { form, person } = await persons.read(agent, stateless);
    const corrected = parseCommand(RegisterPerson, { ...form, nationality: 'unknown' });
    await persons.correct(agent, stateless, person.version, corrected);
    expect(await refusalsOf(desk.submitted(decisionId))).toEqual(['nationality: nationality-unknown-blocks']);
  });

  it('R1.0.7, trap 6: refuses a firm as the offender, which nothing of the person’s age can heal', async () => {
    const line = await desk.person({ ...FIRM, nationality: 'MA', enterpriseNumber: undefined, familyName: 'Lignes' });
    expect(await refusalsOf(desk.enter(agent, line, CROSSING))).toEqual(['personId: offender-not-natural']);
    const closed = await desk.enter(agent, line, { ...CROSSING, outcome: 'no-fine' });
    expect(closed).not.toHaveProperty('decisionId');
  });

  it.each([
    ['R1.0.5: a Belgian', {}, { nationality: 'BE' }, ['nationality: offender-belgian']],
    [
      'R1.0.7: a minor on the day of the facts',
      {},
      { birthDate: '19/11/2008' },
      ['liableParties: minor-needs-liable-party'],
    ],
    ['D23: a birth date that leaves majority open', {}, { birthDate: '2008' }, ['majority: majority-unknown']],
    ['R1.1.8: an internal border', { border: 'internal' }, {}, ['border: internal-border']],
    ['R1.1.7: illegal stay', { ground: 'illegal-stay' }, {}, ['ground: never-illegal-stay']],
    [
      'R1.1.6: no paper at the counter',
      { ground: 'no-paper-at-municipality' },
      {},
      ['ground: never-no-paper-at-municipality'],
    ],
    ['R1.1: documents not shown', { ground: 'documents-not-shown' }, {}, ['ground: never-documents-not-shown']],
    [
      'R1.1: hours not known',
      { statedOpensAt: undefined, statedClosesAt: undefined, statedHoursSource: undefined },
      {},
      ['statedOpensAt: crossing-hours-unknown'],
    ],
    ['R1.1: hours that were open', { factsAt: '21:59' }, {}, ['factsAt: crossing-point-open']],
    [
      'R1.1: a point that is none',
      { crossingPointCode: 'sea-atlantis' },
      {},
      ['crossingPointCode: crossing-point-unknown'],
    ],
    ['R2.8: no hearing', { hearingKind: undefined }, {}, ['hearingKind: hearing-missing']],
    ['R2.8: a waiver without reason', { hearingKind: 'waived' }, {}, ['hearingWaiverReason: required']],
    [
      'R2.8: a hearing without day and means',
      { hearingOn: undefined, hearingMeans: undefined },
      {},
      ['hearingOn: required', 'hearingMeans: required'],
    ],
    ['R1.0.2: no discretion', { discretion: '  ' }, {}, ['discretion: required']],
    ['R1.0.3: nothing on force majeure', { forceMajeure: undefined }, {}, ['forceMajeure: required']],
    ['D14: an act in English', { decisionLanguage: 'en' }, {}, ['decisionLanguage: not-one-of']],
    ['D25: a person who speaks no language of an act', {}, { language: 'ar' }, ['decisionLanguage: language-of-act']],
    [
      'D25: another language than the person’s, without reason',
      { decisionLanguage: 'nl' },
      {},
      ['decisionLanguageReason: language-reason-missing'],
    ],
    [
      'facts of tomorrow',
      {
        factsOn: '2026-11-21',
        reportOn: '2026-11-20',
        hearingKind: 'waived',
        hearingWaiverReason: 'Fled the country.',
      },
      {},
      ['factsOn: facts-in-future', 'reportOn: report-before-facts'],
    ],
    [
      'R1.1: what only other obligations ask for',
      { entryOn: '2199-01-01', cardExpiresOn: '2000-01-01', compliedOn: '2199-01-01', sponsorNationality: 'BE' },
      {},
      ['sponsorNationality', 'entryOn', 'cardExpiresOn', 'compliedOn'].map((field) => `${field}: field-not-asked`),
    ],
    [
      'R1.1: hours of a point that was not crossed',
      { crossingSite: 'elsewhere', crossingPointCode: undefined, statedOpensAt: 'zz' },
      {},
      ['statedOpensAt', 'statedClosesAt', 'statedHoursSource'].map((field) => `${field}: field-not-asked`),
    ],
    [
      'R1.1: stated hours that are no times, whatever the outcome',
      { statedOpensAt: 'zz', outcome: 'no-fine' },
      {},
      ['statedOpensAt: crossing-hours-malformed'],
    ],
    ['a day that does not exist', { factsOn: '2026-02-30' }, {}, ['factsOn: not-a-day']],
    ['a time that does not exist', { factsAt: '25:99' }, {}, ['factsAt: not-a-time']],
    ['a sponsor from nowhere', { sponsorNationality: 'ZQ' }, {}, ['sponsorNationality: nationality-unknown-code']],
    ['an obligation that there is not', { obligationCode: '99-nothing' }, {}, ['obligationCode: obligation-unknown']],
    ['a field that there is not', { colour: 'blue' }, {}, ['colour: unknown-field']],
    ['control characters', { facts: 'a\u0007b' }, {}, ['facts: control-characters']],
    ['more than 5 000 characters', { facts: 'a'.repeat(5001) }, {}, ['facts: too-long']],
  ])('refuses %s', async (_what, changes, who, expected) => {
    expect(await refused(changes as Record<string, string>, who)).toEqual(expected);
  });

  it.each([
    [
      'R1.0.5, trap 20: a British national is no citizen of the Union',
      {},
      { nationality: 'GB' },
      ['nationality: offender-not-concerned'],
    ],
    ['R1.2: no entry date', { entryOn: undefined }, { nationality: 'FR' }, ['entryOn: required']],
    [
      'R1.2, trap 19: an entry without evidence',
      { entryEvidence: undefined },
      { nationality: 'FR' },
      ['entryEvidence: required'],
    ],
    ['R1.1.2: exemptions not asked', { exemption: undefined }, { nationality: 'FR' }, ['exemption: required']],
    ['R1.1.2: a stay in a hotel', { exemption: 'registered-lodging' }, { nationality: 'FR' }, ['exemption: exempted']],
    [
      'D24: facts on the last lawful day',
      { factsOn: '2026-10-15' },
      { nationality: 'FR' },
      ['factsOn: not-yet-an-offence'],
    ],
    [
      'R1.1: the facts of a crossing',
      { border: 'external', crossingSite: 'elsewhere' },
      { nationality: 'FR' },
      ['border: field-not-asked', 'crossingSite: field-not-asked'],
    ],
    ['R1.2: reported in time', { compliedOn: '2026-10-15' }, { nationality: 'FR' }, ['compliedOn: complied-in-time']],
  ])('41bis refuses %s', async (_what, changes, who, expected) => {
    expect(await refused(changes as Record<string, string>, who, PRESENCE)).toEqual(expected);
  });

  it('R1.0.6, trap 20: binds a third-country national through a Belgian sponsor', async () => {
    expect(await refused({}, {}, PRESENCE)).toEqual(['nationality: offender-not-concerned']);
    expect(await refused({ sponsorNationality: 'BE' }, {}, PRESENCE)).toEqual([]);
  });

  it('keeps the waiver’s reason, and a chosen language with its reason (R2.8, D25)', async () => {
    const personId = await desk.person({ language: 'ar' });
    const changes = {
      hearingKind: 'waived',
      hearingWaiverReason: 'A quitté le territoire.',
      hearingOn: undefined,
      hearingMeans: undefined,
      hearingStatement: undefined,
    };
    const chosen = { decisionLanguage: 'nl', decisionLanguageReason: 'Langue du port.' };
    const { offenceId, decisionId } = await desk.enter(agent, personId, { ...CROSSING, ...changes, ...chosen });
    expect((await desk.recorded.read(agent, offenceId)).offence).toMatchObject({
      hearingKind: 'waived',
      hearingWaiverReason: 'A quitté le territoire.',
    });
    expect((await desk.decisions.read(agent, decisionId!)).decision).toMatchObject({
      language: 'nl',
      languageReason: 'Langue du port.',
    });
  });

  it('R1.0.2: “no fine” closes the file with its reason and drafts nothing', async () => {
    const belgian = await desk.person({ nationality: 'BE' });
    const entered = await desk.enter(agent, belgian, { ...CROSSING, outcome: 'no-fine' });
    expect(entered).toEqual({ offenceId: entered.offenceId });
    expect((await desk.recorded.read(agent, entered.offenceId)).offence.state).toBe('closed');
  });

  it('D22: refuses the same person, obligation and day a second time, with the file to look at', async () => {
    const personId = await desk.person();
    const { offenceId } = await desk.enter(agent, personId);
    const again = desk.enter(agent, personId);
    await expect(again).rejects.toMatchObject({
      refusals: [{ code: 'duplicate-offence', field: 'factsOn', rule: 'D22', params: { offenceId } }],
    });
    await expect(desk.enter(agent, personId, { ...CROSSING, factsOn: '2026-11-17' })).resolves.toBeDefined();
  });

  it('D22: of two who record the same offence at once, one is told', async () => {
    const personId = await desk.person();
    const outcomes = await Promise.all([
      refusalsOf(desk.enter(agent, personId)),
      refusalsOf(desk.enter(agent, personId)),
    ]);
    expect(outcomes.sort()).toEqual([[], ['factsOn: duplicate-offence']]);
    expect(await desk.rows('SELECT id FROM offence WHERE person_id = $1', [personId])).toHaveLength(1);
  });

  it('gives the same file again for the same request', async () => {
    const personId = await desk.person();
    const once = desk.once(agent, 'entry-key-0001', { personId });
    expect(await desk.enter(once, personId)).toEqual(await desk.enter(once, personId));
  });

  it('D10: counts which fine under the article it is, without those given up', async () => {
    const personId = await desk.person();
    const first = await desk.enter(agent, personId);
    const { version } = await desk.submitted(first.decisionId);
    await desk.decisions.sign(await desk.actor('signatory.border'), first.decisionId!, { version });
    const second = await desk.enter(agent, personId, { ...CROSSING, factsOn: '2026-11-17' });
    expect((await desk.decisions.read(agent, second.decisionId!)).decision.repeatOrder).toBe(2);
  });

  it('D32: shows the content to the own department only', async () => {
    const { offenceId } = await desk.enter(agent, await desk.person());
    const elsewhere = await desk.actor('agent.residence');
    expect(await refusalsOf(desk.recorded.read(elsewhere, offenceId))).toEqual([': other-department']);
    await expect(desk.recorded.read(await desk.actor('auditor'), offenceId)).resolves.toBeDefined();
  });

  describe('kept as a draft', () => {
    const begun = async (personId: PersonId): Promise<{ draftId: string; version: number }> =>
      desk.drafts.begin(agent, personId, { obligationCode: CROSSING['obligationCode']! });
    const answers = (changes: Record<string, string> = {}): Record<string, string> => ({
      ...(Object.fromEntries(Object.entries(CROSSING).filter(([, value]) => value !== undefined)) as Record<
        string,
        string
      >),
      ...changes,
    });

    it('is recorded as it was seen and is gone then', async () => {
      const draft = await begun(await desk.person());
      const saved = await desk.drafts.save(agent, draft, answers());
      expect(await desk.drafts.preview(agent, draft.draftId)).toMatchObject({
        amountCents: 20_000,
        repeatOrder: 1,
        checked: { outcome: 'fine', article: '4bis' },
      });
      expect(await refusalsOf(desk.drafts.enterDraft(agent, draft))).toEqual([': changed-since-read']);
      const { decisionId } = await desk.drafts.enterDraft(agent, saved);
      expect(decisionId).toBeDefined();
      expect(await refusalsOf(desk.drafts.draft(agent, draft.draftId))).toEqual([': not-found']);
    });

    it('tells everything that stands against it so far, and keeps what cannot be read', async () => {
      const draft = await begun(await desk.person({ nationality: 'BE' }));
      expect((await desk.drafts.refusals(agent, draft.draftId)).map(({ field, code }) => `${field}: ${code}`)).toEqual(
        expect.arrayContaining(['factsOn: required', 'nationality: offender-belgian', 'outcome: required']),
      );
      await desk.drafts.save(agent, draft, { factsOn: '31/02/2026' });
      const { draft: kept } = await desk.drafts.draft(agent, draft.draftId);
      expect(kept.answers['factsOn']).toBe('31/02/2026');
      expect(
        (await desk.drafts.refusals(agent, draft.draftId)).filter(({ field }) => field === 'factsOn'),
      ).toMatchObject([{ code: 'not-a-day' }]);
    });

    it('leaves aside what another answer rules out', async () => {
      const draft = await begun(await desk.person());
      const saved = await desk.drafts.save(
        agent,
        draft,
        answers({ crossingSite: 'elsewhere', entryOn: '2026-10-01', ground: 'none' }),
      );
      const { offenceId } = await desk.drafts.enterDraft(agent, saved);
      expect((await desk.recorded.read(agent, offenceId)).offence).toMatchObject({
        crossingPointCode: null,
        statedOpensAt: null,
        entryOn: null,
      });
    });

    it('is saved by one of two at once, and dropped on demand', async () => {
      const draft = await begun(await desk.person());
      const outcomes = await Promise.all(
        ['a', 'b'].map((place) => refusalsOf(desk.drafts.save(agent, draft, { place }))),
      );
      expect(outcomes.sort()).toEqual([[], [': changed-since-read']]);
      expect((await desk.drafts.ownDrafts(agent)).drafts.map(({ id }) => id)).toContain(draft.draftId);
      await desk.drafts.drop(agent, { ...draft, version: draft.version + 1 });
      expect(await refusalsOf(desk.drafts.draft(agent, draft.draftId))).toEqual([': not-found']);
    });

    it('refuses more answers, or longer ones, than a form has, and those of another department', async () => {
      const draft = await begun(await desk.person());
      const many = Object.fromEntries(Array.from({ length: 201 }, (_, index) => [`f${index}`, 'x']));
      expect(await refusalsOf(desk.drafts.save(agent, draft, many))).toEqual([': too-many-answers']);
      expect(await refusalsOf(desk.drafts.save(agent, draft, { facts: 'x'.repeat(20_001) }))).toEqual([
        'facts: too-long',
      ]);
      const elsewhere = await desk.actor('agent.residence');
      expect(await refusalsOf(desk.drafts.draft(elsewhere, draft.draftId))).toEqual([': other-department']);
    });
  });
});
