import { EnterOffence } from '../../src/entry/entry.commands';
import type { DecisionId, OffenceId, PersonId } from '../../src/kernel/ids';
import { parseCommand } from '../../src/platform/http/fields';
import { readPdf } from '../support/pdf-reader';
import type { DecisionResult } from '../../src/decisions/decisions.service';
import { DecisionSheets } from '../../src/decisions/decision-sheets.service';
import { LetterTemplates } from '../../src/decisions/letter-templates.service';
import type { UserActor } from '../support/actors';
import { CROSSING, FineDesk, PRESENCE, TODAY } from '../support/fine-desk';
import { annulByJudgment } from '../support/annulment';
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
      const { offence } = await desk.recorded.read(agent, offenceId);
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
