import { EntryTakingUp } from '../../src/entry/taking-up.service';
import type { Entered } from '../../src/entry/entry.service';
import type { OffenceId, PersonId } from '../../src/kernel/ids';
import type { UserActor } from '../support/actors';
import { ContractClient } from '../support/contract-client';
import { CROSSING, FineDesk, type Changes } from '../support/fine-desk';
import { carrierOf, LiableSteps, MINOR, parentOf } from '../support/liable-steps';
import { booksHoldAfterEach } from '../support/proven-books';
import { refusalsOf } from '../support/refusals';
import { bearer, signIn, type TestBrowser } from '../support/sign-in';

const SLIP = 'Case « pas d’amende » cochée par erreur.';
const FINED = { outcome: 'fine', discretion: 'Deuxième passage de nuit en un mois.', decisionLanguage: 'fr' };
/** Silence on a registered letter of 2 November. */
const SILENT: Changes = {
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
/** The facts of another day, about which the person was heard all the same: only the day had been typed wrongly. */
const DAY_PUT_RIGHT = { factsOn: '2026-11-17', hearingAbout: '4bis-1-border-crossing 2026-11-17' };
const NO_FINE: Changes = { ...CROSSING, outcome: 'no-fine' };

describe('a file that counts no more is taken up again', () => {
  let desk: FineDesk;
  let agent: UserActor;
  let steps: LiableSteps;
  let takingUp: EntryTakingUp;

  beforeAll(async () => {
    desk = await FineDesk.open();
    agent = await desk.actor('agent.border');
    steps = new LiableSteps(desk, agent);
    takingUp = desk.app.app.get(EntryTakingUp);
  }, 60_000);
  booksHoldAfterEach(() => desk);
  afterAll(() => desk.close());

  const stateOf = async (id: OffenceId): Promise<unknown> =>
    (await desk.rows('SELECT state, outcome, reopen_reason AS reason FROM offence WHERE id = $1', [id]))[0];
  const events = async (id: OffenceId): Promise<string[]> =>
    (
      await desk.rows<{ type: string }>(
        `SELECT type FROM event_log WHERE case_id = $1 AND type LIKE 'offence.%' ORDER BY occurred_at, id`,
        [id],
      )
    ).map(({ type }) => type);
  const givenUp = async (entered: Entered): Promise<OffenceId> => {
    const { decision } = await desk.decisions.read(agent, entered.decisionId!);
    await desk.decisions.cancel(agent, entered.decisionId!, { version: decision.version, reason: 'Faits mal datés.' });
    return entered.offenceId;
  };
  const versionOf = async (id: OffenceId): Promise<number> =>
    (await desk.rows<{ version: number }>('SELECT version FROM offence WHERE id = $1', [id]))[0]!.version;
  const takenUp = async (id: OffenceId, reason?: string): Promise<string> =>
    (await takingUp.takeUp(agent, id, { version: await versionOf(id), ...(reason && { reason }) })).draftId;
  const answersOf = async (draftId: string): Promise<Readonly<Record<string, string>>> =>
    (await desk.drafts.draft(agent, draftId)).draft.answers;

  describe('R1.0.2, D22: closed without a fine by mistake', () => {
    let person: PersonId;
    let closed: OffenceId;
    beforeEach(async () => {
      person = await desk.person();
      closed = (await desk.enter(agent, person, NO_FINE)).offenceId;
    });

    it('is opened again with a reason, and its facts may be fined', async () => {
      expect(await refusalsOf(desk.enter(agent, person))).toEqual(['factsOn: duplicate-offence']);
      expect(await refusalsOf(takingUp.reopen(agent, closed, { version: 1, reason: '  ' }))).toEqual([
        'reason: required',
      ]);
      expect(await takingUp.reopen(agent, closed, { version: 1, reason: SLIP })).toEqual({
        offenceId: closed,
        version: 2,
      });
      expect(await stateOf(closed)).toEqual({ state: 'void', outcome: 'no-fine', reason: SLIP });
      expect(await events(closed)).toEqual(['offence.recorded', 'offence.closed', 'offence.reopened']);
      await expect(desk.enter(agent, person)).resolves.toHaveProperty('decisionId');
      expect(await refusalsOf(takingUp.reopen(agent, closed, { version: 2, reason: SLIP }))).toEqual([
        ': illegal-transition',
      ]);
    });

    it('is not opened again from another department, nor without its reason in the database', async () => {
      const stranger = await desk.actor('agent.residence');
      expect(await refusalsOf(takingUp.reopen(stranger, closed, { version: 1, reason: SLIP }))).toEqual([
        ': other-department',
      ]);
      await expect(desk.rows(`UPDATE offence SET state = 'void' WHERE id = $1`, [closed])).rejects.toMatchObject({
        constraint: 'ck_offence_reopened',
      });
    });

    it('of two at once one is told', async () => {
      const told = await Promise.all([
        refusalsOf(takingUp.takeUp(agent, closed, { version: 1, reason: SLIP })),
        refusalsOf(takingUp.reopen(agent, closed, { version: 1, reason: SLIP })),
      ]);
      expect(told.flat()).toEqual([': changed-since-read']);
      expect((await events(closed)).filter((type) => type === 'offence.reopened')).toHaveLength(1);
    });

    it('gives its entry back, with the outcome to be chosen and reasoned anew', async () => {
      const draftId = await takenUp(closed, SLIP);
      const answers = await answersOf(draftId);
      expect(answers).toMatchObject({ factsAt: '23:15', forceMajeure: NO_FINE['forceMajeure'], hearingKind: 'heard' });
      // What spoke against a fine is no reason for one; who signs reads it beside the reopening.
      for (const weighed of ['outcome', 'discretion']) expect(answers).not.toHaveProperty(weighed);
      await desk.drafts.save(agent, { draftId, version: 1 }, FINED);
      await expect(desk.drafts.enterDraft(agent, { draftId, version: 2 })).resolves.toHaveProperty('decisionId');
    });

    it('D33: whoever closed it or opened it again does not sign the fine, and who signs reads why', async () => {
      const deputy = await desk.actor('deputy.border');
      await takingUp.reopen(deputy, closed, { version: 1, reason: SLIP });
      const { decisionId } = await desk.enter(agent, person);
      const { version } = await desk.submitted(decisionId);
      const { sheets } = await desk.sheets.toSign(await desk.actor('signatory.border'));
      expect(sheets.find(({ decision }) => decision.id === decisionId)?.reopenings).toMatchObject([
        { reason: SLIP, discretion: NO_FINE['discretion'], reopenedOn: '2026-11-20' },
      ]);
      expect(await refusalsOf(desk.decisions.sign(deputy, decisionId!, { version }))).toEqual([': signer-drafted']);
    });
  });

  it('D33: whoever opened it again signs no fine of its entry, whichever day that is given', async () => {
    const deputy = await desk.actor('deputy.border');
    const { offenceId } = await desk.enter(agent, await desk.person(), NO_FINE);
    await takingUp.reopen(deputy, offenceId, { version: 1, reason: SLIP });
    const draftId = await takenUp(offenceId);
    await desk.drafts.save(agent, { draftId, version: 1 }, { ...FINED, ...DAY_PUT_RIGHT });
    const { decisionId } = await desk.drafts.enterDraft(agent, { draftId, version: 2 });
    const { version } = await desk.submitted(decisionId);
    expect(await refusalsOf(desk.decisions.sign(deputy, decisionId!, { version }))).toEqual([': signer-drafted']);
  });

  describe('D22: given up for a slip in the facts', () => {
    it('carries over everything that was typed, who must pay and each argument too', async () => {
      const [child, mother, line] = [await desk.person(MINOR), await desk.person(), await desk.person()];
      const entered = await steps.enter(
        child,
        { liableParties: [parentOf(mother), carrierOf(line)] },
        {
          ...CROSSING,
          hearingAnswer: undefined,
          hearingArguments: [
            { argument: 'Il pleuvait.', answer: 'Cela ne ferme pas un port.' },
            { argument: 'Le poste était vide.', answer: 'Il était occupé.' },
          ],
        },
      );
      const draftId = await takenUp(await givenUp(entered));
      expect(await desk.drafts.refusals(agent, draftId)).toEqual([]);
      await desk.drafts.save(agent, { draftId, version: 1 }, { factsAt: '23:45' });
      const again = await desk.drafts.enterDraft(agent, { draftId, version: 2 });
      expect(await steps.debtors(again)).toEqual([`${mother} legal-representative`, `${line} carrier`]);
      const columns = `to_jsonb(o) - ARRAY['id', 'recorded_at', 'entry_draft_id', 'facts_at', 'state', 'version']`;
      const [before, after] = await desk.rows<{ kept: object }>(
        `SELECT ${columns} || jsonb_build_object('arguments', (SELECT jsonb_agg(ARRAY[a.argument, a.answer] ORDER BY a.ordinal)
           FROM hearing_argument a WHERE a.offence_id = o.id)) AS kept FROM offence o WHERE o.id = ANY($1) ORDER BY recorded_at, id`,
        [[entered.offenceId, again.offenceId]],
      );
      expect(after?.kept).toEqual(before?.kept);
    });

    it('R2.8, trap 8: under the name of its entry, on which the letters of invitation hang', async () => {
      const answers = Object.entries(CROSSING).filter((each): each is [string, string] => each[1] !== undefined);
      const begun = await desk.drafts.begin(agent, await desk.person(), Object.fromEntries(answers));
      expect(await takenUp(await givenUp(await desk.drafts.enterDraft(agent, begun)))).toBe(begun.draftId);
    });

    describe('R2.8, trap 8: silence on a letter that was sent outside the product', () => {
      let draftId: string;
      beforeEach(async () => {
        const silent = { ...CROSSING, ...SILENT, factsOn: '2026-11-01', reportOn: '2026-11-01' };
        draftId = await takenUp(await givenUp(await desk.enter(agent, await desk.person(), silent)));
      });
      const refused = async (answers: Readonly<Record<string, string>>, version = 1): Promise<string[]> => {
        await desk.drafts.save(agent, { draftId, version }, answers);
        const told = (await desk.drafts.refusals(agent, draftId)).map(({ field, code }) => `${field!}: ${code}`);
        const entering = desk.drafts.enterDraft(agent, { draftId, version: version + 1 });
        expect(told.length > 0 ? await refusalsOf(entering) : await entering.then(() => [])).toEqual(told);
        return told;
      };

      it('goes with the facts that the letter told, whatever else is put right', async () => {
        expect(await refused({ factsAt: '23:45', place: 'Zeebruges' })).toEqual([]);
      });

      it('is none on another day or obligation, until there is an invitation of a later day', async () => {
        const others = ['hearingKind: invited-about-other-facts'];
        expect(await refused({ factsOn: '2026-10-31', reportOn: '2026-11-01' })).toEqual(others);
        expect(await refused({ hearingInvitedFor: '2026-11-18' }, 2)).toEqual(others);
        expect(await refused({ hearingInvitedOn: '2026-11-03' }, 3)).toEqual([]);
      });
    });

    describe('R2.8, trap 8: a hearing about other facts than those of the entry', () => {
      let draftId: string;
      beforeEach(async () => {
        draftId = await takenUp(await givenUp(await desk.enter(agent, await desk.person())));
      });
      const told = async (answers: Readonly<Record<string, string>>, version = 1): Promise<unknown[]> => {
        await desk.drafts.save(agent, { draftId, version }, answers);
        return (await desk.drafts.refusals(agent, draftId)).map(({ field, code }) => `${field!}: ${code}`);
      };
      const others = ['hearingAbout: heard-about-other-facts'];

      it('stays with its facts, whatever else is put right', async () => {
        expect(await told({ factsAt: '23:45', place: 'Zeebruges' })).toEqual([]);
      });

      it('is none on another day or obligation, until somebody confirms it for these, which the history tells', async () => {
        expect(await told({ factsOn: '2026-11-17' })).toEqual(others);
        expect(await refusalsOf(desk.drafts.enterDraft(agent, { draftId, version: 2 }))).toEqual(others);
        expect(await told({ hearingAbout: 'others' }, 2)).toEqual(others);
        expect(await told(DAY_PUT_RIGHT, 3)).toEqual([]);
        // What was confirmed of one day is not of the next one.
        expect(await told({ factsOn: '2026-11-16' }, 4)).toEqual(others);
        expect(await told(DAY_PUT_RIGHT, 5)).toEqual([]);
        const { offenceId } = await desk.drafts.enterDraft(agent, { draftId, version: 6 });
        const [event] = await desk.rows<{ detail: object }>(
          `SELECT detail FROM event_log WHERE case_id = $1 AND type = 'hearing.facts-confirmed'`,
          [offenceId],
        );
        expect(event?.detail).toEqual({ factsOn: '2026-11-18', heardOn: '2026-11-18' });
      });

      it('is another one on a later day, and a waiver asks for none', async () => {
        expect(await told({ factsOn: '2026-11-17', hearingOn: '2026-11-19' })).toEqual([]);
        const waived = { hearingKind: 'waived', hearingWaiverReason: 'Partie sans laisser d’adresse.' };
        expect(await told({ ...waived, hearingOn: '2026-11-18' }, 2)).toEqual([]);
      });
    });

    it('once: while it is in progress, and when it has been recorded again, the file says where', async () => {
      const person = await desk.person();
      const id = await givenUp(await desk.enter(agent, person));
      const version = await versionOf(id);
      const told = await Promise.all([
        refusalsOf(takingUp.takeUp(agent, id, { version })),
        refusalsOf(takingUp.takeUp(agent, id, { version })),
      ]);
      expect(told.flat()).toEqual([': entry-taken-up']);
      const { draftId } = await takingUp.read(agent, id);
      const again = await desk.drafts.enterDraft(agent, { draftId: draftId!, version: 1 });
      expect(await takingUp.read(agent, id)).toMatchObject({ successor: again.offenceId });
      await expect(takingUp.takeUp(agent, id, { version })).rejects.toMatchObject({
        refusals: [{ code: 'entry-recorded-again', params: { offenceId: again.offenceId } }],
      });
      expect(await refusalsOf(takingUp.takeUp(agent, again.offenceId, { version: 1 }))).toEqual([': offence-stands']);
    });
  });

  describe('on its pages', () => {
    let browser: TestBrowser;
    beforeAll(async () => {
      desk.app.clock.release();
      browser = await signIn(desk.app, 'agent.border');
      await browser.get('/language?to=en&from=/help');
      desk.goTo('2026-11-20');
    });
    const words = async (path: string): Promise<string> =>
      (await browser.get(path)).$('main').text().replace(/\s+/g, ' ');

    it('R1.0.2: says of a reopened file that its facts may be recorded again, not that they are', async () => {
      const { offenceId } = await desk.enter(agent, await desk.person(), NO_FINE);
      await takingUp.reopen(agent, offenceId, { version: 1, reason: SLIP });
      const file = await words(`/files/${offenceId}`);
      expect(file).toContain('The facts may be recorded again, in another file.');
      expect(file).not.toContain('Nothing to do here');
    });

    it('D22: leads to the file in which the facts were recorded again, and back; over the API too', async () => {
      const [person, api] = [await desk.person(), new ContractClient(desk.app, await bearer(desk.app, 'agent.border'))];
      const { offenceId: closed } = await desk.enter(agent, person, NO_FINE);
      await takingUp.reopen(agent, closed, { version: 1, reason: SLIP });
      const entered = await desk.enter(agent, person);
      const again = entered.offenceId;
      const before = await browser.get(`/files/${closed}`);
      expect(before.$(`a[href="/files/${again}"]`).text()).toBe('The facts were recorded again in another file');
      expect(before.$('main').text()).toContain('Facts recorded again');
      expect(before.$('main').text()).not.toContain('may be recorded');
      const after = await browser.get(`/files/${again}`);
      expect(after.$(`a[href="/files/${closed}"]`).text()).toContain('recorded before, in a file that counts no more');
      const { decisionId } = entered;
      expect((await browser.get(`/decisions/${decisionId!}`)).$(`a[href="/files/${closed}"]`)).toHaveLength(1);
      const read = async (id: OffenceId): Promise<unknown> => (await api.get(`/offences/${id}`)).body;
      expect(await read(closed)).toMatchObject({ state: 'void', recordedAgain: { id: again } });
      expect(await read(again)).toMatchObject({ state: 'recorded', recordedBefore: { id: closed } });
      const told = {
        offence: { id: closed },
        reason: SLIP,
        discretion: NO_FINE['discretion'],
        reopenedOn: '2026-11-20',
      };
      expect((await api.get(`/decisions/${decisionId!}`)).body).toMatchObject({ reopenings: [told] });
    });

    it('D22: leads from a decision that was given up to the file that took its place, though its day was put right', async () => {
      const id = await givenUp(await desk.enter(agent, await desk.person()));
      const draftId = await takenUp(id);
      await desk.drafts.save(agent, { draftId, version: 1 }, DAY_PUT_RIGHT);
      const again = await desk.drafts.enterDraft(agent, { draftId, version: 2 });
      const linked = async (from: OffenceId, to: OffenceId): Promise<string> =>
        (await browser.get(`/files/${from}`)).$(`.app-next a[href="/files/${to}"]`).text();
      expect(await linked(id, again.offenceId)).toBe('The facts were recorded again in another file');
      expect(await linked(again.offenceId, id)).toContain('recorded before');
    });

    it('R2.8: asks about which facts the person was heard where the day was put right', async () => {
      const draftId = await takenUp(await givenUp(await desk.enter(agent, await desk.person())));
      await desk.drafts.save(agent, { draftId, version: 1 }, { factsOn: '2026-11-17' });
      const asked = await browser.get(`/entry/${draftId}/hearing?told`);
      const choice = asked
        .$('input[name=hearingAbout]')
        .toArray()
        .map((each) => each.attribs['value']);
      expect(choice).toEqual([DAY_PUT_RIGHT.hearingAbout, 'others']);
      expect(asked.$('main').text()).toContain('About which facts was the person heard?');
      const { draft } = await desk.drafts.draft(agent, draftId);
      const kept = await browser.submit(`/entry/${draftId}/hearing`, { hearingAbout: DAY_PUT_RIGHT.hearingAbout, action: 'next', version: String(draft.version) }); // prettier-ignore
      expect(kept.url).toMatch(/\/check$/);
    });

    it('R1.0.2: leads from the closed file to the entry, and the history says why', async () => {
      const person = await desk.person();
      const { offenceId } = await desk.enter(agent, person, NO_FINE);
      const path = `/files/${offenceId}/entry`;
      expect((await browser.get(`/files/${offenceId}`)).$(`a[href="${path}"]`).text()).toContain('Reopen the file');
      expect(await words(path)).toContain('Why the file had been closed without a finePremier manquement');
      const refused = await browser.submit(path, { reason: '' });
      expect([refused.status, refused.$('.govuk-error-message').length]).toEqual([400, 1]);
      const entry = await browser.submit(path, { reason: SLIP });
      expect(entry.url).toMatch(/\/entry\/[0-9a-f-]+\/facts$/);
      expect(entry.$('#factsAt').attr('value')).toBe('23:15');
      const file = await words(`/files/${offenceId}`);
      expect(file).toContain('File reopened');
      expect(file).toContain(SLIP);
      expect(await words(path)).toContain('taken up again already and is in progress');
      expect(await words(`/persons/${person}`)).toContain('closed without a fine, then reopened');
    });
  });
});
