import type { CorrectionId } from '../../src/corrections/corrections.repository';
import { ProposeCorrection } from '../../src/corrections/corrections.commands';
import { CorrectionsService } from '../../src/corrections/corrections.service';
import type { DecisionId, PersonId } from '../../src/kernel/ids';
import { PersonFlagsService } from '../../src/liability/person-flags.service';
import { MailBatches } from '../../src/mail/mail.service';
import type { MergeField } from '../../src/merges/merge.rules';
import type { MergeId } from '../../src/merges/merges.repository';
import { MergesService } from '../../src/merges/merges.service';
import { NotificationRegister } from '../../src/notifications/register.service';
import { PersonsService } from '../../src/persons/persons.service';
import { parseCommand } from '../../src/platform/http/fields';
import type { UserActor } from '../support/actors';
import { ContractClient } from '../support/contract-client';
import { FineDesk, TODAY, type PersonChanges } from '../support/fine-desk';
import { LiableSteps } from '../support/liable-steps';
import { booksHoldAfterEach } from '../support/proven-books';
import { refusalsOf } from '../support/refusals';
import { bearer, signIn, type TestBrowser } from '../support/sign-in';
import { TakenFines, type TakenFine } from '../support/taken-fines';

jest.setTimeout(60_000);

const WHY = { reason: 'Faute de frappe.', evidence: 'Copie du passeport.', effectReason: 'Le délai est examiné.' };
const CHILD = { debtor: { surname: 'Mineurexemple', firstNames: 'Noor', birthDate: '2012-05-05' } };
const MOTHER = {
  surname: 'Mereexemple',
  firstNames: 'Mara',
  birthDate: '1980-02-03',
  capacity: 'legal-representative',
  basis: 'Mother.',
};

/** What an earlier administration decided is judged only by what it left on file: the article, who owes it, and the days. */
describe('the people of a fine that was taken over', () => {
  let desk: FineDesk;
  let agent: UserActor;
  let other: UserActor;
  let signatory: UserActor;
  let taken: TakenFines;
  let merges: MergesService;
  let persons: PersonsService;

  beforeAll(async () => {
    desk = await FineDesk.open();
    [agent, other] = [await desk.actor('agent.border'), await desk.actor('deputy.border')];
    signatory = await desk.actor('signatory.border');
    taken = new TakenFines(desk);
    merges = desk.app.app.get(MergesService);
    persons = desk.app.app.get(PersonsService);
  }, 60_000);
  beforeEach(() => desk.goTo(TODAY));
  booksHoldAfterEach(() => desk);
  afterAll(() => desk.close());

  const read = async (id: PersonId) => (await persons.read(agent, id)).person;
  const propose = async (one: PersonId, two: PersonId, takenFields: readonly MergeField[] = []): Promise<MergeId> => {
    const [{ version }, { version: mergedVersion }] = [await read(one), await read(two)];
    const command = { mergedId: two, version, mergedVersion, takenFields, reason: 'Même passeport présenté.' };
    return (await merges.propose(agent, one, command)).mergeId;
  };
  const merge = async (one: PersonId, two: PersonId, takenFields: readonly MergeField[] = []): Promise<MergeId> => {
    const id = await propose(one, two, takenFields);
    await merges.confirm(signatory, id, { version: 1 });
    return id;
  };
  const undo = (id: MergeId): Promise<unknown> =>
    merges.undo(other, id, { version: 2, reason: 'Deux personnes, après vérification.' });
  const offenderOf = async ({ offenceId }: TakenFine): Promise<unknown> =>
    (await desk.rows<{ person_id: PersonId }>('SELECT person_id FROM offence WHERE id = $1', [offenceId]))[0]
      ?.person_id;

  describe('a merge (R1.0.5, R1.0.7)', () => {
    const unlawful = async (work: Promise<unknown>, { number }: TakenFine): Promise<void> =>
      expect(work).rejects.toMatchObject({
        refusals: [{ code: 'merge-decision-unlawful', params: { files: number } }],
      });

    it('joins a record that has one with a record that has a fine of the Office, and is undone exactly', async () => {
      const fine = await taken.take();
      const own = await desk.person();
      const steps = new LiableSteps(desk, agent);
      await steps.signed(await steps.enter(own, {}));
      const id = await merge(own, fine.personId);
      expect(await offenderOf(fine)).toBe(own);
      expect((await persons.read(agent, own)).fines).toHaveLength(2);
      await undo(id);
      expect(await offenderOf(fine)).toBe(fine.personId);
    });

    it.each([{}, { factsOn: '2026-01-20' }])(
      'D22: joins two records that have one each: nobody can say that the breach is the same (%j)',
      async (day) => {
        const [one, two] = [await taken.take(day), await taken.take(day)];
        await merge(one.personId, two.personId);
        expect(await offenderOf(two)).toBe(one.personId);
      },
    );

    it('is refused where the adult who owes it alone would have been a child, on the page before too', async () => {
      const fine = await taken.take({ factsOn: '2026-01-20' });
      const child = await desk.person({ birthDate: '21/01/2008' });
      await unlawful(propose(fine.personId, child, ['birthDate']), fine);
      await unlawful(propose(child, fine.personId), fine);
      const grown = await desk.person({ birthDate: '20/01/2008' });
      await merge(grown, fine.personId);
    });

    it('takes the notification for the day of the facts where that is not on file', async () => {
      const fine = await taken.take();
      const child = await desk.person({ birthDate: '30/01/2008' });
      await unlawful(propose(child, fine.personId), fine);
    });

    it('is refused where nobody owes the fine of a child and the child would have been of age', async () => {
      const fine = await taken.take(CHILD);
      await unlawful(propose(await desk.person(), fine.personId), fine);
      await merge(await desk.person({ birthDate: '06/05/2012' }), fine.personId);
    });

    it('is refused where who answers for a child would have been one', async () => {
      const fine = await taken.take({
        debtor: { ...CHILD.debtor, surname: 'Avecmereexemple' },
        representative: MOTHER,
      });
      const [mother] = await desk.rows<{ id: PersonId }>(
        `SELECT person_id AS id FROM liable_party WHERE offence_id = $1`,
        [fine.offenceId],
      );
      const young = await desk.person({ birthDate: '03/02/2010' });
      await unlawful(propose(young, mother!.id), fine);
      await merge(await desk.person({ birthDate: '03/02/1981' }), mother!.id);
    });

    it.each<[string, string, boolean]>([
      ['4bis', 'BE', true],
      ['4bis', 'MA', false],
      ['42', 'MA', false],
      ['42', 'BE', true],
      ['42quinquies', 'FR', true],
      ['42quinquies', 'MA', false],
    ])(
      'trap 20: under article %s into a record of nationality %s: refused %s',
      async (article, nationality, isRefused) => {
        const fine = await taken.take({ article });
        const proposed = propose(await desk.person({ nationality }), fine.personId);
        if (isRefused) await unlawful(proposed, fine);
        else await expect(proposed).resolves.toBeDefined();
      },
    );

    it('R1.0.7: is not taken apart where that would make a child of who owes it', async () => {
      const survivor = await desk.person({ birthDate: '01/02/2012' });
      const id = await merge(survivor, await desk.person({ birthDate: '12/03/1987' }), ['birthDate']);
      const { familyName, givenNames, nationality } = await read(survivor);
      const debtor = { surname: familyName, firstNames: givenNames, birthDate: '1987-03-12', nationality };
      const fine = await taken.take({ debtor });
      expect(await offenderOf(fine)).toBe(survivor);
      expect(await refusalsOf(undo(id))).toEqual([': merge-undo-decision-unlawful']);
    });
  });

  describe('a correction (R2.12)', () => {
    let corrections: CorrectionsService;
    beforeAll(() => (corrections = desk.app.app.get(CorrectionsService)));
    const versionOf = async (id: DecisionId): Promise<number> =>
      (await desk.rows<{ version: number }>('SELECT version FROM decision WHERE id = $1', [id]))[0]!.version;
    const correct = async (decisionId: DecisionId, changes: object): Promise<CorrectionId> => {
      const version = await versionOf(decisionId);
      const command = parseCommand(ProposeCorrection, { ...WHY, effect: 'no-effect', version, ...changes });
      return (await corrections.propose(agent, decisionId, command)).correctionId;
    };
    const joinedWith = async (fine: TakenFine, person: PersonChanges): Promise<DecisionId> => {
      const own = await desk.person(person);
      const steps = new LiableSteps(desk, agent);
      const { decisionId } = await steps.signed(await steps.enter(own, {}));
      await merge(own, fine.personId);
      return decisionId;
    };

    it('R1.0.7: of another decision is refused where the fine taken over would be that of a child', async () => {
      const fine = await taken.take({ factsOn: '2026-01-20' });
      const decisionId = await joinedWith(fine, { birthDate: '12/01/2008' });
      await expect(correct(decisionId, { birthDate: '21/01/2008' })).rejects.toMatchObject({
        refusals: [{ code: 'correction-other-decision-unlawful', field: 'birthDate', params: { files: fine.number } }],
      });
      await correct(decisionId, { birthDate: '13/01/2008' });
    });

    it('R4.1: of itself opens a month by its letter in a mailing; the days of the first telling stay', async () => {
      const address = {
        addressLine: 'Rue Imaginaire 10',
        postalCode: '1000',
        municipality: 'Bruxelles',
        country: 'BE',
      };
      const { decisionId } = await taken.take({
        debtor: { surname: 'Posteexemple', firstNames: 'Alix', birthDate: '1987-03-12', ...address },
      });
      const right = { remediesStood: 'Dans les quinze jours.', remedies: 'Dans le mois.', effect: 'new-window' };
      await corrections.sign(signatory, await correct(decisionId, right), { version: 1 });
      const [letter] = await desk.rows<{ documentId: string }>(
        `SELECT id AS "documentId" FROM document WHERE decision_id = $1 AND kind = 'correction'`,
        [decisionId],
      );
      const batches = desk.app.app.get(MailBatches);
      const { batchId } = await batches.prepare(agent, { channel: 'registered-ar', letters: [letter!] });
      const { version } = await batches.print(agent, batchId, { version: 1 });
      const [item] = (await batches.read(agent, batchId)).items;
      const itemNumbers = [{ id: item!.id, itemNumber: 'RR 7-1' }];
      await batches.post(agent, batchId, { version, postedOn: TODAY, itemNumbers });
      const [attempt] = await desk.rows<{ id: never }>('SELECT id FROM notification_attempt WHERE decision_id = $1', [
        decisionId,
      ]);
      desk.goTo('2026-11-24');
      const command = { version: await versionOf(decisionId), kind: 'presented', happenedOn: '2026-11-24' } as const;
      const register = desk.app.app.get(NotificationRegister);
      await register.act(agent, decisionId, { verb: 'record', attemptId: attempt!.id, command });
      expect(
        await desk.rows('SELECT acted_on, last_day FROM notification WHERE decision_id = $1', [decisionId]),
      ).toEqual([{ acted_on: '2026-11-24', last_day: '2026-12-24' }]);
      const [decision] = await desk.rows('SELECT state, notified_on, payable_from FROM decision WHERE id = $1', [decisionId]); // prettier-ignore
      expect(decision).toEqual({ state: 'notified', notified_on: '2026-01-29', payable_from: '2026-01-29' });
    });

    it('R1.0.7: of itself is refused where who answers for a child would have been one', async () => {
      const debtor = { ...CHILD.debtor, surname: 'Corrigexemple' };
      const fine = await taken.take({ debtor, representative: { ...MOTHER, birthDate: '2000-02-03' } });
      const [mother] = await desk.rows<{ id: PersonId }>(
        'SELECT person_id AS id FROM liable_party WHERE offence_id = $1',
        [fine.offenceId],
      );
      const ofMother = (birthDate: string): Promise<unknown> =>
        correct(fine.decisionId, { personId: mother!.id, birthDate });
      expect(await refusalsOf(ofMother('03/02/2010'))).toEqual(['liableParties.0.personId: party-not-of-age']);
      await ofMother('03/02/2001');
    });
  });

  describe('on its pages', () => {
    let browser: TestBrowser;
    let fine: TakenFine;
    beforeAll(async () => {
      fine = await taken.take();
      desk.app.clock.release();
      browser = await signIn(desk.app, 'agent.border');
      await browser.get('/language?to=en&from=/help');
      desk.goTo(TODAY);
    });
    const words = async (path: string): Promise<string> =>
      (await browser.get(path)).$('main').text().replace(/\s+/g, ' ');

    it('two records are compared without an obstacle, and the API proposes the merge', async () => {
      const own = await desk.person({ nationality: 'BE' });
      const page = await browser.get(`/persons/${own}/compare/${fine.personId}`);
      expect(page.$('main').text()).toContain(fine.number);
      const foreign = await desk.person();
      expect(await words(`/persons/${foreign}/compare/${fine.personId}`)).not.toContain(fine.number);
    });

    it('who must pay is shown and is fixed; the entry says that there is none', async () => {
      const withdrawn = await taken.take({ state: 'withdrawn', outstandingCents: 0 });
      for (const { offenceId } of [fine, withdrawn]) {
        const asked = `/files/${offenceId}/reason?to=${encodeURIComponent('/help')}`;
        await browser.submit(asked, { reason: 'replacement', motive: '' });
        expect(await words(`/files/${offenceId}/liability`)).toContain('who must pay no longer changes here');
      }
      expect(await words(`/files/${fine.offenceId}/entry`)).toContain('A decision rests on these facts');
      expect(await words(`/files/${withdrawn.offenceId}/entry`)).toContain('Record the facts in a new entry');
    });

    it('D34: its decision can be read, a death on file or not, though the day of the facts is not known', async () => {
      const { personId, offenceId, number } = await taken.take();
      const asked = `/files/${offenceId}/reason?to=${encodeURIComponent('/help')}`;
      await browser.submit(asked, { reason: 'replacement', motive: '' });
      const [decision] = await desk.rows<{ id: string }>('SELECT id FROM decision WHERE number = $1', [number]);
      expect(await words(`/decisions/${decision!.id}`)).toContain('They are to be asked of that administration');
      const file = await browser.get(`/files/${offenceId}`);
      expect(file.$(`a[href="/decisions/${decision!.id}"]`)).toHaveLength(1);
      for (const part of ['preview.pdf', 'notification', 'register', 'corrections/new', 'withdrawal'])
        expect((await browser.request(`/decisions/${decision!.id}/${part}`)).status).toBeLessThan(500);
      const death = { kind: 'death', since: '2026-02-01', evidence: 'Acte de décès.' };
      await desk.app.app.get(PersonFlagsService).record(agent, personId, death);
      expect(await words(`/decisions/${decision!.id}`)).toContain(number);
      expect(await words(`/files/${offenceId}`)).toContain('Recovery is held: death');
    });

    it('over the API its offence and its decision say what is on file, and no more', async () => {
      const api = new ContractClient(desk.app, await bearer(desk.app, 'signatory.border'));
      const why = { 'FinesOffice-Access-Reason': 'replacement' };
      const offence = await api.ask('GET', `/offences/${fine.offenceId}`, undefined, why);
      expect(offence.body).toMatchObject({ article: '4bis', hearingKind: 'notOnFile', liableParties: [{ capacity: 'offender' }] }); // prettier-ignore
      for (const absent of ['obligationCode', 'factsOn', 'facts']) expect(offence.body).not.toHaveProperty(absent);
      const decision = await api.ask('GET', `/decisions/${fine.decisionId}`, undefined, why);
      expect(decision.body).toMatchObject({ state: 'notified', decisionNumber: fine.number, notifiedOn: '2026-01-29' });
    });

    it('R3.1: is not notified a second time', async () => {
      const { version } = fine;
      const command = { version, handedOverOn: TODAY, receipt: 'signed' } as const;
      const told = desk.notifications.handOver(agent, fine.decisionId, command);
      expect(await refusalsOf(told)).toEqual([': illegal-transition']);
    });
  });
});
