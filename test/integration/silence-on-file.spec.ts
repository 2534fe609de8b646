import { EntryInvitations } from '../../src/entry/entry-invitations.service';
import { EntryTakingUp } from '../../src/entry/taking-up.service';
import type { PersonId } from '../../src/kernel/ids';
import { CorrectLiability } from '../../src/liability/liability.commands';
import { LiabilityDesk } from '../../src/liability/liability-desk.service';
import { MergesService } from '../../src/merges/merges.service';
import { PersonCommand } from '../../src/persons/persons.commands';
import { PersonsService } from '../../src/persons/persons.service';
import { parseCommand } from '../../src/platform/http/fields';
import { Refused } from '../../src/platform/refused';
import type { UserActor } from '../support/actors';
import { CROSSING, FineDesk, TODAY } from '../support/fine-desk';
import { LiableSteps, MINOR, parentOf } from '../support/liable-steps';
import { booksHoldAfterEach } from '../support/proven-books';
import { refusalsOf } from '../support/refusals';

const [CHILD, ADULT] = ['19/11/2008', '01/02/2000'];
const [TERM, AFTER] = ['2026-12-10', '2026-12-11'];
const SILENT = {
  hearingKind: 'invited-no-answer',
  hearingInvitedOn: TODAY,
  hearingInvitationMeans: 'registered-mail',
  hearingInvitationEvidence: 'RR 1',
  hearingInvitedTo: 'written',
  hearingInvitedFor: TERM,
};
const { hearingKind: _kind, hearingOn: _on, hearingMeans: _means, hearingStatement: _statement, ...unheard } = CROSSING;
const { hearingAnswer: _answer, ...UNHEARD } = unheard;

type Answers = Readonly<Record<string, string>>;

const parent = (id: PersonId): Answers => ({
  party1Id: id,
  party1Capacity: 'legal-representative',
  party1Basis: 'Acte de naissance.',
});
const NOBODY: Answers = { party1Id: '', party1Capacity: '', party1Basis: '' };

/** Silence is that of whoever had to be invited, as the letters and the files of an entry show it (R2.8, R1.0.7, trap 8). */
describe('silence on an invitation on file', () => {
  let desk: FineDesk;
  let agent: UserActor;
  let persons: PersonsService;
  let child: PersonId;
  let mother: PersonId;

  beforeAll(async () => {
    desk = await FineDesk.open();
    agent = await desk.actor('agent.border');
    persons = desk.app.app.get(PersonsService);
  }, 60_000);
  beforeEach(async () => {
    desk.goTo(TODAY);
    child = await desk.person({ ...MINOR, familyName: 'ENFANT-EXEMPLE' });
    mother = await desk.person({ familyName: 'MERE-EXEMPLE', givenNames: 'Zoé' });
  });
  booksHoldAfterEach(() => desk);
  afterAll(() => desk.close());

  const born = async (id: PersonId, birthDate: string): Promise<void> => {
    const { form, person } = await persons.read(agent, id);
    await persons.correct(agent, id, person.version, parseCommand(PersonCommand, { ...form, birthDate }));
  };
  const versionOf = async (draftId: string): Promise<number> => (await desk.drafts.draft(agent, draftId)).draft.version;
  const invite = async (draftId: string, invitedFor = TERM): Promise<void> => {
    const command = { language: 'fr', invitedTo: 'written', means: 'registered-mail', invitedFor } as const;
    const version = await versionOf(draftId);
    await desk.app.app.get(EntryInvitations).issue(agent, draftId, { ...command, version });
  };
  /** An entry in progress from which a letter was made on TODAY, and whose term is over. */
  const invited = async (answers: Answers): Promise<string> => {
    const { draftId } = await desk.drafts.begin(agent, child, { ...(UNHEARD as Answers), ...answers });
    await invite(draftId);
    await desk.drafts.save(agent, { draftId, version: await versionOf(draftId) }, SILENT);
    return draftId;
  };
  const against = async (draftId: string, answers: Answers = {}): Promise<object[]> => {
    await desk.drafts.save(agent, { draftId, version: await versionOf(draftId) }, answers);
    const refusals = await desk.drafts.refusals(agent, draftId);
    return refusals.map(({ code, field, params }) => ({ code, field, params }));
  };
  const entering = async (draftId: string): ReturnType<typeof desk.drafts.enterDraft> =>
    desk.drafts.enterDraft(agent, { draftId, version: await versionOf(draftId) });
  const somebodyElse = (invitedName: string, toInvite: string): object[] => [
    { code: 'invited-somebody-else', field: 'hearingKind', params: { invited: invitedName, toInvite } },
  ];
  const nameOf = async (id: PersonId): Promise<string> => (await persons.read(agent, id)).person.displayName;

  it('of the mother is not that of the adult whom she was taken to represent, who is invited anew', async () => {
    const draftId = await invited(parent(mother));
    await born(child, ADULT);
    desk.goTo(AFTER);
    expect(await against(draftId, NOBODY)).toMatchObject([{ code: 'silence-of-representative' }]);
    const refused = somebodyElse('MERE-EXEMPLE, Zoé', await nameOf(child));
    expect(await against(draftId, { hearingInvitedName: '' })).toEqual(refused);
    expect(await refusalsOf(entering(draftId))).toEqual(['hearingKind: invited-somebody-else']);
    await desk.drafts.save(
      agent,
      { draftId, version: await versionOf(draftId) },
      { hearingInvitedName: 'MERE-EXEMPLE, Zoé' },
    );
    await invite(draftId, '2027-01-08');
    desk.goTo('2027-01-09');
    // The letter to the person takes the mother's name out of the entry; the term of hers does not count.
    expect(await against(draftId, { hearingInvitedFor: TERM })).toMatchObject([
      { code: 'invitation-term-differs', params: { invitedFor: '2027-01-08' } },
    ]);
    expect(await against(draftId, { hearingInvitedFor: '2027-01-08', hearingInvitedOn: AFTER })).toEqual([]);
    await expect(entering(draftId)).resolves.toHaveProperty('decisionId');
  });

  it('of a child invited as an adult is not that of the mother who pays', async () => {
    await born(child, ADULT);
    const draftId = await invited({});
    await born(child, CHILD);
    desk.goTo(AFTER);
    const named = { ...parent(mother), hearingInvitedName: 'MERE-EXEMPLE, Zoé' };
    expect(await against(draftId, named)).toEqual(somebodyElse(await nameOf(child), 'MERE-EXEMPLE, Zoé'));
    expect(await refusalsOf(entering(draftId))).toEqual(['hearingKind: invited-somebody-else']);
  });

  it('of one parent is not that of the other who pays alone; of two who pay, one is enough', async () => {
    const father = await desk.person({ familyName: 'PERE-EXEMPLE', givenNames: 'Bob' });
    const draftId = await invited(parent(mother));
    desk.goTo(AFTER);
    expect(await against(draftId, parent(father))).toEqual(somebodyElse('MERE-EXEMPLE, Zoé', 'PERE-EXEMPLE, Bob'));
    const both = {
      ...parent(mother),
      party2Id: father,
      party2Capacity: 'legal-representative',
      party2Basis: 'Acte de naissance.',
    };
    expect(await against(draftId, both)).toEqual([]);
  });

  it('of a mother stays hers under the record that hers was joined to', async () => {
    const record = await desk.person({ familyName: 'MERE-EXEMPLAIRE', givenNames: 'Zoé' });
    const draftId = await invited(parent(mother));
    const merges = desk.app.app.get(MergesService);
    const command = { mergedId: mother, version: 1, mergedVersion: 1, takenFields: [], reason: 'Même passeport.' };
    const { mergeId } = await merges.propose(agent, record, command);
    await merges.confirm(await desk.actor('signatory.border'), mergeId, { version: 1 });
    desk.goTo(AFTER);
    expect(await against(draftId, parent(record))).toEqual([]);
  });

  it('of the mother carries no fine of the father, named after it was recorded, nor one that stands so on file', async () => {
    const father = await desk.person({ familyName: 'PERE-EXEMPLE', givenNames: 'Bob' });
    const draftId = await invited(parent(mother));
    desk.goTo(AFTER);
    const entered = await entering(draftId);
    const command = parseCommand(CorrectLiability, { liableParties: [parentOf(father)], version: 1 });
    const naming = desk.app.app.get(LiabilityDesk).correct(agent, entered.offenceId, command);
    const refused = await naming.then(
      () => new Refused({ code: 'nothing-refused' }),
      (error: unknown) => error as Refused,
    );
    expect(refused.refusals).toMatchObject(somebodyElse('MERE-EXEMPLE, Zoé', 'PERE-EXEMPLE, Bob'));
    await desk.rows(`UPDATE liable_party SET person_id = $2 WHERE offence_id = $1`, [entered.offenceId, father]);
    expect(await refusalsOf(desk.submitted(entered.decisionId))).toEqual(['hearingKind: invited-somebody-else']);
    await desk.rows(`UPDATE liable_party SET person_id = $2 WHERE offence_id = $1`, [entered.offenceId, mother]);
    const steps = new LiableSteps(desk, agent);
    await expect(steps.signed(entered)).resolves.toHaveProperty('number');
  });

  describe('that was made outside the product', () => {
    const outside = { ...UNHEARD, factsOn: '2026-11-01', reportOn: '2026-11-01', ...SILENT };
    const sent = { ...outside, hearingInvitedOn: '2026-11-02', hearingInvitedFor: '2026-11-19' };

    /** The entry of a file that was given up, taken up again. */
    const takenUp = async (offence: object, parties: readonly object[]): Promise<string> => {
      const steps = new LiableSteps(desk, agent);
      const { offenceId, decisionId } = await steps.enter(child, { liableParties: parties }, offence);
      await desk.decisions.cancel(agent, decisionId!, { version: 1, reason: 'Date de naissance à vérifier.' });
      const takingUp = desk.app.app.get(EntryTakingUp);
      return (await takingUp.takeUp(agent, offenceId, { version: 2 })).draftId;
    };

    it('counts for whom the agent states, and for nobody else once a file states it', async () => {
      const draftId = await takenUp({ ...sent, hearingInvitedName: 'Zoé Exemple, mère' }, [parentOf(mother)]);
      expect(await against(draftId, { hearingInvitedName: 'Zoé Mère-Exemple, mère' })).toEqual([]);
      await born(child, ADULT);
      expect(await against(draftId, { ...NOBODY, hearingInvitedName: '' })).toEqual(
        somebodyElse('Zoé Exemple, mère', await nameOf(child)),
      );
      const anew = { hearingInvitedOn: '2026-11-03', hearingInvitationEvidence: 'RR 2' };
      expect(await against(draftId, anew)).toEqual([]);
    });

    it('to a person as an adult is none to the mother', async () => {
      await born(child, ADULT);
      const draftId = await takenUp(sent, []);
      await born(child, CHILD);
      const named = { ...parent(mother), hearingInvitedName: 'MERE-EXEMPLE, Zoé' };
      expect(await against(draftId, named)).toEqual(somebodyElse(await nameOf(child), 'MERE-EXEMPLE, Zoé'));
    });
  });
});
