import type { Entered } from '../../src/entry/entry.service';
import { EntryTakingUp } from '../../src/entry/taking-up.service';
import type { OffenceId, PersonId } from '../../src/kernel/ids';
import { CorrectLiability } from '../../src/liability/liability.commands';
import { LiabilityDesk } from '../../src/liability/liability-desk.service';
import { PersonCommand } from '../../src/persons/persons.commands';
import { PersonsService } from '../../src/persons/persons.service';
import { parseCommand } from '../../src/platform/http/fields';
import type { UserActor } from '../support/actors';
import { CROSSING, FineDesk, TODAY, type Changes } from '../support/fine-desk';
import { LiableSteps, MINOR, parentOf, type Named } from '../support/liable-steps';
import { readPdf } from '../support/pdf-reader';
import { booksHoldAfterEach } from '../support/proven-books';
import { refusalsOf } from '../support/refusals';
import { signIn } from '../support/sign-in';

/** Silence on a registered letter of 2 November about facts of the day before. */
const SILENT: Changes = {
  ...CROSSING,
  factsOn: '2026-11-01',
  reportOn: '2026-11-01',
  hearingKind: 'invited-no-answer',
  hearingOn: undefined,
  hearingMeans: undefined,
  hearingStatement: undefined,
  hearingAnswer: undefined,
  hearingInvitedOn: '2026-11-02',
  hearingInvitationMeans: 'registered-mail',
  hearingInvitationEvidence: 'RR 0123 456 789 BE',
  hearingInvitedTo: 'written',
  hearingInvitedFor: '2026-11-19',
};
const ADULT = '01/02/2000';
const WHY_ALONE = 'Les parents, joints par téléphone, ont renoncé à être entendus.';
const ALONE = 'entendue sans son représentant';

/** The hearing of a fine is that of whoever had to be heard, whatever the birth date said meanwhile (R2.8, R1.0.7, trap 8). */
describe('whose hearing carries a fine', () => {
  let desk: FineDesk;
  let agent: UserActor;
  let steps: LiableSteps;
  let persons: PersonsService;

  beforeAll(async () => {
    desk = await FineDesk.open();
    agent = await desk.actor('agent.border');
    steps = new LiableSteps(desk, agent);
    persons = desk.app.app.get(PersonsService);
  }, 60_000);
  beforeEach(() => desk.goTo(TODAY));
  booksHoldAfterEach(() => desk);
  afterAll(() => desk.close());

  const born = async (id: PersonId, birthDate: string): Promise<void> => {
    const { form, person } = await persons.read(agent, id);
    await persons.correct(agent, id, person.version, parseCommand(PersonCommand, { ...form, birthDate }));
  };
  const answersOf = (offence: Changes): Record<string, string> =>
    Object.fromEntries(Object.entries(offence).filter(([, value]) => value)) as Record<string, string>;
  const letterOf = async ({ decisionId }: Entered): Promise<string> =>
    (await readPdf(await desk.decisions.preview(agent, decisionId!))).text.replace(/\s+/g, ' ');

  const recordedAsMinor = async (offence: Changes): Promise<{ child: PersonId; entered: Entered }> => {
    const child = await desk.person(MINOR);
    const parties = { liableParties: [parentOf(await desk.person())] };
    return { child, entered: await steps.enter(child, parties, offence) };
  };
  const named = (offenceId: OffenceId, who: Named): Promise<string[]> =>
    refusalsOf(
      desk.app.app.get(LiabilityDesk).correct(agent, offenceId, parseCommand(CorrectLiability, { ...who, version: 1 })),
    );
  const debtorsOnly = (offenceId: OffenceId): Promise<unknown> =>
    desk.rows(
      `UPDATE liable_party SET capacity = 'offender', person_id = (SELECT person_id FROM offence WHERE id = $1), basis = '' WHERE offence_id = $1`,
      [offenceId],
    );
  const submitting = async ({ decisionId }: Entered): Promise<string[]> => refusalsOf(desk.submitted(decisionId));

  describe('R2.8, trap 8: an adult, taken for a minor while the hearing was held,', () => {
    const HELD: readonly [what: string, offence: Changes, code: string][] = [
      [
        'on whose behalf the mother kept silent',
        { ...SILENT, hearingInvitedName: 'Zoé Exemple, mère' },
        'hearingKind: silence-of-representative',
      ],
      [
        'for whom the mother spoke',
        { ...CROSSING, hearingHeard: 'representative', hearingHeardName: 'Zoé Exemple, mère' },
        'hearingHeard: heard-through-representative',
      ],
    ];

    it.each(HELD)('%s, is fined at no stage', async (_what, offence, code) => {
      expect(await steps.refused(await desk.person(), {}, offence)).toEqual([code]);
      const { child, entered } = await recordedAsMinor(offence);
      await born(child, ADULT);
      expect(await named(entered.offenceId, {})).toEqual([code]);
      // As a file that named the person before this was looked at.
      await debtorsOnly(entered.offenceId);
      expect(await submitting(entered)).toEqual([code]);
      const waiting = await recordedAsMinor(offence);
      await desk.submitted(waiting.entered.decisionId);
      await born(waiting.child, ADULT);
      await debtorsOnly(waiting.entered.offenceId);
      const signatory = await desk.actor('signatory.border');
      const { version } = (await desk.decisions.read(agent, waiting.entered.decisionId!)).decision;
      expect(await refusalsOf(desk.decisions.sign(signatory, waiting.entered.decisionId!, { version }))).toEqual([
        code,
      ]);
    });

    it('is fined once heard: the draft is given up, and its entry taken up with the new hearing', async () => {
      const { child, entered } = await recordedAsMinor({ ...SILENT, hearingInvitedName: 'Zoé Exemple, mère' });
      await born(child, ADULT);
      const { decision } = await desk.decisions.read(agent, entered.decisionId!);
      await desk.decisions.cancel(agent, entered.decisionId!, {
        version: decision.version,
        reason: 'Majeure le jour des faits.',
      });
      const takingUp = desk.app.app.get(EntryTakingUp);
      const { draftId } = await takingUp.takeUp(agent, entered.offenceId, { version: 2 });
      const nobody = { party1Id: '', party1Capacity: '', party1Basis: '' };
      const { version } = await desk.drafts.save(agent, { draftId, version: 1 }, nobody);
      expect(await refusalsOf(desk.drafts.enterDraft(agent, { draftId, version }))).toEqual([
        'hearingKind: silence-of-representative',
      ]);
      const { hearingKind, hearingOn, hearingMeans, hearingStatement, hearingAnswer } = answersOf(CROSSING);
      const heard = { hearingKind, hearingOn, hearingMeans, hearingStatement, hearingAnswer, hearingInvitedName: '' };
      const seen = await desk.drafts.save(agent, { draftId, version }, heard as Record<string, string>);
      await expect(desk.drafts.enterDraft(agent, seen)).resolves.toHaveProperty('decisionId');
    });
  });

  describe('R2.7: why the representative of a minor was not heard', () => {
    it('is told of a minor who spoke alone, not where the representative spoke', async () => {
      const parties = { liableParties: [parentOf(await desk.person())] };
      const entering = async (changes: Changes): Promise<string> =>
        letterOf(await steps.enter(await desk.person(MINOR), parties, { ...CROSSING, ...changes }));
      const alone = await entering({ hearingRepresentativeWaiver: WHY_ALONE });
      expect(alone).toContain(ALONE);
      expect(alone).toContain(WHY_ALONE);
      const spoken = { hearingHeard: 'representative', hearingHeardName: 'Zoé Exemple, mère' };
      expect(await entering({ ...spoken, hearingRepresentativeWaiver: WHY_ALONE })).not.toContain(ALONE);
    });

    it('leaves the entry once the birth date makes the person an adult, and is not in the letter', async () => {
      const [child, mother] = [await desk.person(MINOR), await desk.person()];
      const party = { party1Id: mother, party1Capacity: 'legal-representative', party1Basis: 'Mère.' };
      const typed = { ...answersOf({ ...CROSSING, hearingRepresentativeWaiver: WHY_ALONE }), ...party };
      const { draftId } = await desk.drafts.begin(agent, child, typed);
      const browser = await signIn(desk.app, 'agent.border');
      const check = async (): Promise<string> => (await browser.get(`/entry/${draftId}/check`)).text;
      const hearing = async (): Promise<string> => (await browser.get(`/entry/${draftId}/hearing`)).text;
      expect(await check()).toContain('renoncé');
      expect(await hearing()).toContain('Le représentant d’un mineur');
      await born(child, ADULT);
      await desk.drafts.save(agent, { draftId, version: 1 }, { party1Id: '' });
      expect(await check()).not.toContain('renoncé');
      for (const asked of ['renoncé', 'Le représentant d’un mineur']) expect(await hearing()).not.toContain(asked);
      const entered = await desk.drafts.enterDraft(agent, { draftId, version: 2 });
      const kept = 'SELECT hearing_representative_waiver AS reason FROM offence WHERE id = $1';
      expect(await desk.rows(kept, [entered.offenceId])).toEqual([{ reason: '' }]);
      const text = await letterOf(entered);
      for (const said of [ALONE, WHY_ALONE]) expect(text).not.toContain(said);
    });

    it('given over the API of an adult, is not in the letter', async () => {
      const entered = await desk.enter(agent, await desk.person(), {
        ...CROSSING,
        hearingRepresentativeWaiver: WHY_ALONE,
      });
      expect(await letterOf(entered)).not.toContain(WHY_ALONE);
    });
  });
});
