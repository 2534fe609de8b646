import { EnterOffence } from '../../src/entry/entry.commands';
import type { DecisionId, OffenceId, PersonId } from '../../src/kernel/ids';
import { parseCommand } from '../../src/platform/http/fields';
import { EntryInvitations } from '../../src/entry/entry-invitations.service';
import { HearingInvitations } from '../../src/hearings/hearing-invitations.service';
import { FileService } from '../../src/reports/file.service';
import { readPdf } from '../support/pdf-reader';
import type { DecisionResult } from '../../src/decisions/decisions.service';
import { DecisionSheets } from '../../src/decisions/decision-sheets.service';
import { LetterTemplates } from '../../src/decisions/letter-templates.service';
import type { UserActor } from '../support/actors';
import { ADDRESS, CROSSING, FineDesk, PRESENCE, TODAY } from '../support/fine-desk';
import { annulByJudgment } from '../support/annulment';
import { carrierOf, FIRM, LiableSteps, MINOR, parentOf } from '../support/liable-steps';
import { booksHoldAfterEach } from '../support/proven-books';
import { refusalsOf } from '../support/refusals';
import { runSql } from '../support/run-sql';

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

/** The same stay, found again by another report, heard again. */
const AGAIN = {
  ...PRESENCE,
  factsOn: '2026-11-25',
  reportOn: '2026-11-25',
  reportReference: 'PV-2026-2',
  hearingOn: '2026-11-26',
};

describe('hearings and repeat offences on file', () => {
  let desk: FineDesk;
  let agent: UserActor;
  let signatory: UserActor;

  beforeAll(async () => {
    desk = await FineDesk.open();
    agent = await desk.actor('agent.residence');
    signatory = await desk.actor('signatory.residence');
  }, 60_000);
  beforeEach(() => desk.goTo(TODAY));
  booksHoldAfterEach(() => desk);
  afterAll(() => desk.close());

  const submitted = (id: DecisionId): Promise<DecisionResult> =>
    desk.decisions.editAndSubmit(agent, id, { version: 1, language: 'fr', motivation: 'Motivation propre à ce cas.' });

  /** A fine of the person, signed on TODAY and, unless said otherwise, notified two days later. */
  async function fined(personId: PersonId, isNotified = true): Promise<DecisionId> {
    const { decisionId } = await desk.enter(agent, personId, PRESENCE);
    if (decisionId === undefined) throw new Error('no decision was drafted');
    const { version } = await submitted(decisionId);
    const signed = await desk.decisions.sign(signatory, decisionId, { version });
    if (!isNotified) return decisionId;
    desk.goTo('2026-11-22');
    await desk.notifications.handOver(agent, decisionId, {
      version: signed.version,
      handedOverOn: '2026-11-22',
      receipt: 'signed',
    });
    return decisionId;
  }

  const enteringAgain = (personId: PersonId, changes = {}): Promise<string[]> =>
    refusalsOf(desk.enter(agent, personId, { ...AGAIN, ...changes }));

  describe('the hearing', () => {
    it('trap 8: silence carries a decision once the invitation and its term are on file and over', async () => {
      const person = await desk.person();
      // Posted on Monday 2 November: there on the 5th, ten days end on the 15th.
      const found = { factsOn: '2026-11-02', reportOn: '2026-11-02' };
      const entering = (changes: Readonly<Record<string, string | undefined>>): Promise<string[]> =>
        refusalsOf(desk.enter(agent, person, { ...CROSSING, ...found, ...SILENT, ...changes }));
      expect(await entering({})).toContain('hearingInvitedOn: required');
      expect(await entering({ ...INVITED, hearingInvitationEvidence: undefined })).toEqual([
        'hearingInvitationEvidence: required',
      ]);
      expect(await entering({ ...INVITED, hearingInvitedFor: TODAY })).toEqual([
        'hearingInvitedFor: hearing-term-running',
      ]);
      expect(await entering({ ...INVITED, hearingInvitedFor: '2026-11-14' })).toEqual([
        'hearingInvitedFor: hearing-term-short',
      ]);
      expect(await entering(INVITED)).toEqual([]);
    });

    it('R2.8, trap 27: the term is that of the day of the invitation, not of the facts', async () => {
      const { superuserUrl } = desk.app.database;
      await runSql(superuserUrl, `UPDATE legal_parameter SET valid_to = '2027-02-28' WHERE code = 'hearing-term-days'`);
      await runSql(
        superuserUrl,
        `INSERT INTO legal_parameter (id, code, value, valid_from, source, state, entered_at)
         VALUES (gen_random_uuid(), 'hearing-term-days', '15', '2027-03-01', 'a later policy', 'confirmed', now())`,
      );
      desk.goTo('2027-04-01');
      const person = await desk.person();
      const found = { factsOn: '2027-02-20', reportOn: '2027-02-20', hearingInvitedFor: '2027-03-15' };
      const invitedOn = (hearingInvitedOn: string): Promise<string[]> =>
        refusalsOf(desk.enter(agent, person, { ...CROSSING, ...SILENT, ...INVITED, ...found, hearingInvitedOn }));
      expect(await invitedOn('2027-03-01')).toEqual(['hearingInvitedFor: hearing-term-short']);
      expect(await invitedOn('2027-02-26')).toEqual([]);
    });

    it('trap 8: an argument is kept with its answer, and none without one', async () => {
      const personId = await desk.person();
      const command = (answer: string): EnterOffence =>
        parseCommand(EnterOffence, {
          ...CROSSING,
          personId,
          hearingArguments: [{ argument: ' The sign was gone.\r\nI saw none. ', answer }],
        });
      expect(await refusalsOf(desk.entry.enter(agent, command(' ')))).toEqual([
        'hearingArguments.0.answer: argument-without-answer',
      ]);
      const { offenceId } = await desk.entry.enter(agent, command('Two others stand at the quay.'));
      const { offence } = await desk.entry.offence(agent, offenceId);
      expect(offence).toMatchObject({
        hearingHeard: 'person',
        hearingArguments: [{ argument: 'The sign was gone.\nI saw none.', answer: 'Two others stand at the quay.' }],
      });
    });

    it('trap 8: the database refuses what nobody said, and an argument without its answer', async () => {
      const { offenceId } = await desk.enter(agent, await desk.person());
      const refused = (sql: string): Promise<unknown> => desk.rows(sql, [offenceId]);
      await expect(refused(`UPDATE offence SET hearing_kind = 'invited-no-answer' WHERE id = $1`)).rejects.toThrow(
        'ck_offence_hearing',
      );
      await expect(refused(`UPDATE offence SET hearing_statement = ' ' WHERE id = $1`)).rejects.toThrow(
        'ck_offence_hearing',
      );
      await expect(
        refused(
          `INSERT INTO hearing_argument (offence_id, ordinal, department_id, argument, answer) SELECT id, 1, department_id, 'A', ' ' FROM offence WHERE id = $1`,
        ),
      ).rejects.toThrow('ck_hearing_argument_answer');
    });
  });

  describe('the letter of invitation', () => {
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
      const command = {
        version: draft.version,
        language: 'fr',
        invitedTo: 'written',
        invitedFor: '2026-12-10',
      } as const;
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
      const invited = { language: 'fr', invitedTo: 'written', invitedFor: '2026-12-10' } as const;
      const { version } = await desk.app.app.get(EntryInvitations).issue(agent, draftId, { ...draft, ...invited });
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
      const command = { version: 1, language: 'fr', invitedTo: 'written', invitedFor: '2026-12-10' } as const;
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

    it('R2.8: says what there is to answer to, and leaves time for it', async () => {
      const draft = await desk.drafts.begin(agent, await desk.person(), { obligationCode: '41bis-report-presence' });
      const command = { version: 1, language: 'nl', invitedTo: 'interview', invitedFor: TODAY } as const;
      expect(await refusalsOf(desk.app.app.get(EntryInvitations).issue(agent, draft.draftId, command))).toEqual([
        'invitedFor: invitation-day-past',
        'at: required',
        'place: required',
        ': invitation-without-facts',
      ]);
    });
  });

  describe('a breach that goes on', () => {
    it('trap 21: is not fined again before the first fine is notified, on old facts, or unheard', async () => {
      const person = await desk.person({ nationality: 'FR' });
      await fined(person, false);
      desk.goTo('2026-11-27');
      expect(await enteringAgain(person)).toEqual(['factsOn: continuing-breach', 'reportReference: continuing-breach']);
      desk.goTo(TODAY);
      const other = await desk.person({ nationality: 'FR' });
      await fined(other);
      desk.goTo('2026-11-27');
      expect(await enteringAgain(other, { reportReference: 'PV-2026-1' })).toEqual([
        'reportReference: continuing-breach',
      ]);
      const waived = { hearingKind: 'waived', hearingWaiverReason: 'Parti sans adresse.', hearingOn: undefined };
      expect(await enteringAgain(other, waived)).toEqual(['hearingOn: continuing-breach']);
      // Another day of entry for the same stay changes nothing.
      expect(await enteringAgain(other, { entryOn: '2026-10-05', reportReference: 'PV-2026-1' })).toEqual([
        'reportReference: continuing-breach',
      ]);
    });

    it('trap 21: is signed only with the signatory’s own reason, and tells which fine it follows', async () => {
      const person = await desk.person({ nationality: 'FR' });
      const first = await fined(person);
      desk.goTo('2026-11-27');
      const { decisionId } = await desk.enter(agent, person, AGAIN);
      if (decisionId === undefined) throw new Error('no decision was drafted');
      const { version } = await submitted(decisionId);
      const signing = (reason?: string, by = signatory): Promise<string[]> =>
        refusalsOf(
          desk.decisions.sign(by, decisionId, { version, ...(reason && { continuingApprovalReason: reason }) }),
        );
      expect(await signing()).toEqual(['continuingApprovalReason: continuing-approval-missing']);
      expect(await signing('Averti deux fois.', agent)).toEqual([': signer-drafted']);
      expect(await signing('Averti deux fois, sans réaction.')).toEqual([]);
      const sheet = await desk.app.app.get(DecisionSheets).read(agent, decisionId);
      expect(sheet.decision).toMatchObject({ continuingOf: first, repeatOrder: 2 });
      const shown = await desk.app.app.get(LetterTemplates).withFile(agent, 'decision/fr/1', decisionId);
      expect((await readPdf(shown)).text).toContain('Le même manquement a fait l’objet de la décision');
      expect(sheet.order).toMatchObject({ order: 2, counted: [{ isElsewhere: false }], dropped: [] });
      expect(sheet.continuing).toMatchObject({
        approvalReason: 'Averti deux fois, sans réaction.',
        gone: undefined,
        conditions: [{ state: 'met' }, { state: 'met' }, { state: 'met' }, { state: 'met' }],
      });
      await expect(
        desk.rows('UPDATE decision SET continuing_approval_reason = NULL WHERE id = $1', [decisionId]),
      ).rejects.toThrow('ck_decision_continuing_approval');
      await expect(
        desk.rows('UPDATE decision SET continuing_approved_by = drafted_by WHERE id = $1', [decisionId]),
      ).rejects.toThrow('ck_decision_continuing_approval');
    });

    it('stands on its own facts when the earlier one is annulled, which the pages tell', async () => {
      const person = await desk.person({ nationality: 'FR' });
      const first = await fined(person);
      desk.goTo('2026-11-27');
      const { decisionId } = await desk.enter(agent, person, AGAIN);
      if (decisionId === undefined) throw new Error('no decision was drafted');
      await annulByJudgment(desk.app.transactions, first, agent, signatory);
      const sheet = await desk.app.app.get(DecisionSheets).read(agent, decisionId);
      expect(sheet.continuing).toMatchObject({ gone: 'annulled' });
      expect(sheet.order).toMatchObject({ order: 1, counted: [], dropped: [{ reason: 'annulled' }] });
      expect(sheet.decision.state).toBe('draft');
    });

    it('trap 21: of two who enter it at once, one is refused', async () => {
      const person = await desk.person({ nationality: 'FR' });
      await fined(person);
      desk.goTo('2026-11-28');
      const outcomes = await Promise.all([
        enteringAgain(person),
        enteringAgain(person, { factsOn: '2026-11-26', reportOn: '2026-11-26', reportReference: 'PV-2026-3' }),
      ]);
      expect(outcomes.filter((refusals) => refusals.length === 0)).toHaveLength(1);
      expect(outcomes.flat()).toContain('factsOn: continuing-breach');
    });

    it('D32: a fine of another department is told by its number and date, without a way to its file', async () => {
      const person = await desk.person({ nationality: 'FR' });
      await fined(person);
      desk.goTo('2026-11-27');
      const elsewhere = await desk.actor('agent.border');
      const entered = await desk.enter(elsewhere, person, AGAIN);
      const sheet = await desk.app.app.get(DecisionSheets).read(elsewhere, entered.decisionId as DecisionId);
      expect(sheet.order.counted).toMatchObject([{ href: undefined, isElsewhere: true, signedOn: TODAY }]);
      expect(sheet.continuing?.earlier).toMatchObject({ href: undefined, isElsewhere: true });
      expect(entered.offenceId satisfies OffenceId).toBeDefined();
    });
  });
});
