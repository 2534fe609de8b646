import { EntryInvitations } from '../../src/entry/entry-invitations.service';
import { HearingInvitations } from '../../src/hearings/hearing-invitations.service';
import { FileService } from '../../src/reports/file.service';
import type { UserActor } from '../support/actors';
import { ADDRESS, CROSSING, FineDesk, PRESENCE, TODAY } from '../support/fine-desk';
import { carrierOf, FIRM, LiableSteps, MINOR, parentOf } from '../support/liable-steps';
import { readPdf } from '../support/pdf-reader';
import { booksHoldAfterEach } from '../support/proven-books';
import { refusalsOf } from '../support/refusals';

const INVITED = {
  hearingInvitedOn: '2026-11-02',
  hearingInvitationMeans: 'registered-mail',
  hearingInvitationEvidence: 'RR 0123 456 789 BE',
  hearingInvitedTo: 'written',
  hearingInvitedFor: '2026-11-19',
};
const SILENT = {
  hearingKind: 'invited-no-answer',
  hearingOn: undefined,
  hearingMeans: undefined,
  hearingStatement: undefined,
};

describe('the letter of invitation', () => {
  let desk: FineDesk;
  let agent: UserActor;

  beforeAll(async () => {
    desk = await FineDesk.open();
    agent = await desk.actor('agent.residence');
  }, 60_000);
  beforeEach(() => desk.goTo(TODAY));
  booksHoldAfterEach(() => desk);
  afterAll(() => desk.close());

  const WRITTEN = {
    language: 'fr',
    invitedTo: 'written',
    means: 'registered-mail',
    invitedFor: '2026-12-10',
  } as const;
  const answers = Object.fromEntries(
    Object.entries({
      ...PRESENCE,
      ...INVITED,
      hearingInvitedOn: '2026-11-18',
      hearingInvitedFor: '2026-12-10',
    }).filter(([, value]) => value),
  ) as Record<string, string>;

  it('R2.8: is made once from the entry, and stays with the file that it becomes', async () => {
    const personId = await desk.person({ nationality: 'FR' });
    const draft = await desk.drafts.begin(agent, personId, answers);
    const invitations = desk.app.app.get(EntryInvitations);
    const command = { ...WRITTEN, version: draft.version };
    const outcomes = await Promise.all([
      refusalsOf(invitations.issue(agent, draft.draftId, command)),
      refusalsOf(invitations.issue(agent, draft.draftId, command)),
    ]);
    expect(outcomes.flat()).toEqual([': changed-since-read']);
    const [letter] = await invitations.ofDraft(agent, draft.draftId);
    const stored = await desk.app.app.get(HearingInvitations).read(agent, letter?.id ?? '');
    const pdf = await readPdf(stored.bytes);
    expect(pdf.text).toContain('10 décembre 2026');
    expect(pdf.text).toContain('PV-2026-1');
    await expect(
      desk.rows(`UPDATE hearing_invitation SET invited_to = 'interview' WHERE id = $1`, [stored.id]),
    ).rejects.toThrow('permission denied');
    const { offenceId } = await desk.drafts.enterDraft(agent, { draftId: draft.draftId, version: 2 });
    expect((await desk.app.app.get(FileService).read(agent, offenceId)).invitations).toMatchObject([
      { id: stored.id, language: 'fr' },
    ]);
    expect(await desk.app.app.get(HearingInvitations).read(agent, stored.id)).toMatchObject({ offenceId });
  });

  it('trap 8: silence on a letter about another obligation, day or term carries no decision', async () => {
    const draft = await desk.drafts.begin(agent, await desk.person({ nationality: 'FR' }), answers);
    const { draftId } = draft;
    const { version } = await desk.app.app.get(EntryInvitations).issue(agent, draftId, { ...draft, ...WRITTEN });
    desk.goTo('2026-12-11');
    const silent = { hearingKind: 'invited-no-answer', hearingInvitedOn: TODAY };
    let seen = { draftId, version };
    const against = async (changes: Record<string, string>): Promise<unknown[]> => {
      seen = await desk.drafts.save(agent, seen, changes);
      return (await desk.drafts.refusals(agent, draftId)).map(({ field, code }) => `${field ?? ''}: ${code}`);
    };
    expect(await against(silent)).toEqual([]);
    expect(await against({ factsOn: '2026-11-17' })).toEqual(['hearingKind: invited-about-other-facts']);
    const registration = { obligationCode: '42-4-registration-certificate', entryOn: '2026-07-01' };
    expect(await against({ ...registration, factsOn: '2026-11-18' })).toEqual([
      'hearingKind: invited-about-other-facts',
    ]);
    expect(await refusalsOf(desk.drafts.enterDraft(agent, seen))).toEqual(['hearingKind: invited-about-other-facts']);
    const { obligationCode = '', entryOn = '' } = PRESENCE;
    expect(await against({ obligationCode, entryOn, hearingInvitedFor: '2026-12-05' })).toEqual([
      'hearingInvitedFor: invitation-term-differs',
    ]);
    expect(await against({ hearingInvitedFor: '2026-12-10', hearingInvitedOn: '2026-11-19' })).toEqual([
      'hearingInvitedOn: invitation-before-letter',
    ]);
    expect(await against(silent)).toEqual([]);
    expect(await refusalsOf(desk.drafts.enterDraft(agent, seen))).toEqual([]);
  });

  it('trap 8: a minor is invited through who represents the minor, never alone (R1.0.7)', async () => {
    const child = await desk.person(MINOR);
    const mother = await desk.person({ familyName: 'MERE-EXEMPLE', givenNames: 'Zoé' });
    const crossing = Object.fromEntries(Object.entries(CROSSING).filter(([, value]) => value)) as typeof answers;
    const draft = await desk.drafts.begin(agent, child, crossing);
    const invitations = desk.app.app.get(EntryInvitations);
    const command = { ...WRITTEN, version: 1 };
    expect(await refusalsOf(invitations.issue(agent, draft.draftId, command))).toEqual([
      ': invitation-representative-missing',
    ]);
    const named = { ...crossing, party1Id: mother, party1Capacity: 'legal-representative' };
    const other = await desk.drafts.begin(agent, child, named);
    const { invitationId } = await invitations.issue(agent, other.draftId, command);
    const stored = await desk.app.app.get(HearingInvitations).read(agent, invitationId);
    expect(stored.personId).toBe(mother);
    expect((await readPdf(stored.bytes)).text).toContain('MERE-EXEMPLE');
    // Who was invited goes with the entry: the silence is hers.
    expect((await desk.drafts.draft(agent, other.draftId)).draft.answers).toMatchObject({
      hearingInvitedName: 'MERE-EXEMPLE, Zoé',
    });
  });

  it('R1.0.7: the silence of a minor is that of the representative who was invited, whom the letter names', async () => {
    const steps = new LiableSteps(desk, agent);
    const [child, mother] = [await desk.person(MINOR), await desk.person()];
    const parties = { liableParties: [parentOf(mother)] };
    const earlier = { factsOn: '2026-11-01', reportOn: '2026-11-01' };
    const silent = { ...CROSSING, ...earlier, ...INVITED, ...SILENT, hearingAnswer: undefined };
    expect(await steps.refused(child, parties, silent)).toEqual(['hearingInvitedName: representative-not-invited']);
    const named = { ...silent, hearingInvitedName: 'Zoé Exemple, mère' };
    const { decisionId } = await steps.enter(child, parties, named);
    const { text } = await readPdf(await desk.decisions.preview(agent, decisionId!));
    expect(text.replace(/\s+/g, ' ')).toContain('Représentant invité Zoé Exemple, mère');
  });

  it('trap 8: a child heard alone, or a carrier unheard, carries no fine of others', async () => {
    const steps = new LiableSteps(desk, agent);
    const unheard = { ...CROSSING, hearingRepresentativeWaiver: undefined, hearingCarrierWaiver: undefined };
    const child = await desk.person(MINOR);
    const mother = await desk.person(ADDRESS);
    const parties = { liableParties: [parentOf(mother)] };
    expect(await steps.refused(child, parties, unheard)).toEqual(['hearingHeard: representative-not-heard']);
    const spoken = { ...unheard, hearingHeard: 'representative', hearingHeardName: 'Zoé Exemple, mère' };
    expect(await steps.refused(child, parties, spoken)).toEqual([]);
    const line = await desk.person({ ...FIRM, ...ADDRESS });
    const carried = { liableParties: [carrierOf(line)] };
    const adult = await desk.person();
    expect(await steps.refused(adult, carried, unheard)).toEqual(['hearingCarrierStatement: carrier-not-heard']);
    const said = { hearingCarrierOn: '2026-11-18', hearingCarrierStatement: 'Le quai était gardé.' };
    expect(await steps.refused(adult, carried, { ...unheard, ...said })).toEqual([]);
  });

  it('R2.8, trap 8: is not made with a term after which silence would not count, whatever the person is invited to', async () => {
    const { draftId, version } = await desk.drafts.begin(agent, await desk.person({ nationality: 'FR' }), answers);
    const invitations = desk.app.app.get(EntryInvitations);
    // Posted on Friday 20 November it is there on the 25th, handed over on the same day.
    for (const [means, before, earliest] of [
      ['registered-mail', '2026-12-04', '2026-12-05'],
      ['by-hand', '2026-11-29', '2026-11-30'],
    ] as const) {
      const interview = { invitedTo: 'interview', at: '10:30', place: 'Bureau imaginaire 1' };
      for (const invited of [{}, interview])
        await expect(
          invitations.issue(agent, draftId, { ...WRITTEN, ...invited, version, means, invitedFor: before }),
        ).rejects.toMatchObject({
          refusals: [{ code: 'invitation-term-short', field: 'invitedFor', params: { earliest, days: 10 } }],
        });
    }
    const seen = await invitations.issue(agent, draftId, { ...WRITTEN, version, invitedFor: '2026-12-05' });
    desk.goTo('2026-12-06');
    const silent = { hearingKind: 'invited-no-answer', hearingInvitedOn: TODAY };
    await desk.drafts.save(agent, { draftId, version: seen.version }, silent);
    expect(await desk.drafts.refusals(agent, draftId)).toEqual([]);
  });

  it('R2.8: says what there is to answer to, and leaves time for it', async () => {
    const draft = await desk.drafts.begin(agent, await desk.person(), { obligationCode: '41bis-report-presence' });
    const command = {
      version: 1,
      language: 'nl',
      invitedTo: 'interview',
      means: 'by-hand',
      invitedFor: TODAY,
    } as const;
    expect(await refusalsOf(desk.app.app.get(EntryInvitations).issue(agent, draft.draftId, command))).toEqual([
      'invitedFor: invitation-day-past',
      'at: required',
      'place: required',
      ': invitation-without-facts',
    ]);
  });
});
