import { ProposeCorrection } from '../../src/corrections/corrections.commands';
import type { CorrectionId } from '../../src/corrections/corrections.repository';
import { CorrectionsService } from '../../src/corrections/corrections.service';
import { WithdrawalDesk } from '../../src/decisions/withdrawal-desk.service';
import { DocumentsService } from '../../src/documents/documents.service';
import type { DecisionId, PersonId } from '../../src/kernel/ids';
import type { MergeField } from '../../src/merges/merge.rules';
import type { MergeId } from '../../src/merges/merges.repository';
import { MergesService } from '../../src/merges/merges.service';
import { PersonCommand } from '../../src/persons/persons.commands';
import { PersonsService } from '../../src/persons/persons.service';
import { parseCommand } from '../../src/platform/http/fields';
import type { UserActor } from '../support/actors';
import { ADDRESS, FineDesk, TODAY } from '../support/fine-desk';
import { carrierOf, FIRM, LiableSteps, parentOf } from '../support/liable-steps';
import { readPdf } from '../support/pdf-reader';
import { booksHoldAfterEach } from '../support/proven-books';
import { refusalsOf } from '../support/refusals';

jest.setTimeout(120_000);

const STANDS = 'person-has-standing-decision';

describe('a person while a signed decision stands (R2.12)', () => {
  let desk: FineDesk;
  let agent: UserActor;
  let signatory: UserActor;
  let persons: PersonsService;
  let steps: LiableSteps;
  let merges: MergesService;

  beforeAll(async () => {
    desk = await FineDesk.open();
    [agent, signatory] = [await desk.actor('agent.border'), await desk.actor('signatory.border')];
    persons = desk.app.app.get(PersonsService);
    steps = new LiableSteps(desk, agent);
    merges = desk.app.app.get(MergesService);
  });
  beforeEach(() => desk.goTo(TODAY));
  booksHoldAfterEach(() => desk);
  afterAll(() => desk.close());

  async function correct(id: PersonId, changes: Record<string, unknown>, actor = agent): Promise<string[]> {
    const { form, person } = await persons.read(agent, id);
    const command = parseCommand(PersonCommand, { ...form, ...changes });
    return refusalsOf(persons.correct(actor, id, person.version, command));
  }

  it('D23: a decision on majority is no longer printed once the birth date is known before the signature', async () => {
    const person = await desk.person({ birthDate: '2008' });
    const majority = { decided: 'adult', reason: 'Permis de conduire étranger.' };
    const entered = await steps.enter(person, { majority });
    const { decisionId } = entered;
    const words = async (): Promise<string> => (await readPdf(await desk.decisions.preview(agent, decisionId!))).text;
    expect(await words()).toContain('n’est connue qu’en partie');
    expect(await correct(person, { birthDate: '12/03/2008' })).toEqual([]);
    const text = await words();
    expect(text).toContain('12/03/2008');
    expect(text).not.toContain('n’est connue qu’en partie');
    expect(text).not.toContain('mineure le jour des faits');
    await steps.signed(entered);
  });

  it('keeps name, birth date and nationality, of the offender and of who must pay beside; the rest stays free', async () => {
    const line = await desk.person({ ...FIRM, familyName: 'Lignes Debout' });
    const person = await desk.person();
    const { decisionId, version } = await steps.signed(await steps.enter(person, { liableParties: [carrierOf(line)] }));
    const other = { familyName: 'Autre', latinFamilyName: 'Autre' };
    const refused = [`familyName: ${STANDS}`, `latinFamilyName: ${STANDS}`];
    expect(await correct(person, other)).toEqual(refused);
    expect(await correct(line, other)).toEqual(refused);
    expect(await correct(person, { birthDate: '13/03/1987', nationality: 'TN' })).toEqual([
      `birthDate: ${STANDS}`,
      `nationality: ${STANDS}`,
    ]);
    expect(await correct(person, { ...ADDRESS, language: 'ar', officeFileNumber: '4711' })).toEqual([]);

    const withdrawals = desk.app.app.get(WithdrawalDesk);
    await withdrawals.propose(agent, decisionId, { version, reason: 'La personne visée est une tout autre personne.' });
    await withdrawals.withdraw(signatory, decisionId, { version });
    expect(await correct(person, other)).toEqual([]);
  });

  it('D32: names the decision to its department, to another only its article', async () => {
    const person = await desk.person();
    await steps.signed(await desk.enter(agent, person));
    const { form, person: seen } = await persons.read(agent, person);
    const command = parseCommand(PersonCommand, { ...form, nationality: 'TN' });
    const filesTold = (actor: UserActor): Promise<unknown> =>
      persons.correct(actor, person, seen.version, command).catch((error: unknown) => error);
    const refusal = (files: unknown): object => ({ refusals: [{ code: STANDS, rule: 'R2.12', params: { files } }] });
    expect(await filesTold(agent)).toMatchObject(refusal(expect.stringMatching(/^BIF-2026-\d{6}-\d{2}$/)));
    expect(await filesTold(await desk.actor('agent.residence'))).toMatchObject(refusal('4bis'));
  });

  it('two at once: signed while its person is renamed, the letter and the record say the same', async () => {
    const person = await desk.person();
    const { decisionId } = await desk.enter(agent, person);
    const { version } = await desk.submitted(decisionId);
    const [, renamed] = await Promise.all([
      refusalsOf(desk.decisions.sign(signatory, decisionId!, { version })),
      correct(person, { familyName: 'Devenue', latinFamilyName: 'Devenue' }),
    ]);
    const { person: now } = await persons.read(agent, person);
    const [{ signed_at: signedAt } = { signed_at: null }] = await desk.rows<{ signed_at: Date | null }>(
      'SELECT signed_at FROM decision WHERE id = $1',
      [decisionId],
    );
    if (renamed.length > 0) expect(now.familyName).not.toBe('Devenue');
    else if (signedAt !== null) {
      const told = await desk.app.transactions.view(agent, (tx) => persons.factsAsOf(tx, person, signedAt));
      expect(told.familyName).toBe(now.familyName);
    }
    expect(await correct(person, { nationality: 'TN' })).toEqual(signedAt === null ? [] : [`nationality: ${STANDS}`]);
  });

  const signedOf = async (id: PersonId): Promise<unknown> => steps.signed(await desk.enter(agent, id));

  async function propose(one: PersonId, two: PersonId, takenFields: readonly MergeField[] = []): Promise<MergeId> {
    const versions = (await persons.sideBySide(agent, [one, two])).map(({ id, version }) => [id, version] as const);
    const at = new Map(versions);
    const command = {
      mergedId: two,
      version: at.get(one)!,
      mergedVersion: at.get(two)!,
      takenFields,
      reason: 'Même passeport présenté.',
    };
    return (await merges.propose(agent, one, command)).mergeId;
  }

  it('R1.0.5, R1.0.7: is not merged when the joined facts make a signed decision unlawful, naming it, at the confirmation too', async () => {
    const [one, belgian] = [await desk.person(), await desk.person({ nationality: 'BE' })];
    await signedOf(one);
    await expect(propose(one, belgian, ['nationality'])).rejects.toMatchObject({
      refusals: [
        {
          code: 'merge-decision-unlawful',
          params: { files: expect.stringMatching(/^BIF-2026-\d{6}-\d{2}$/) as string },
        },
      ],
    });
    await expect(refusalsOf(propose(belgian, one))).resolves.toEqual(['mergedId: merge-decision-unlawful']);
    const child = await desk.person({ birthDate: '19/11/2010' });
    await expect(refusalsOf(propose(one, child, ['birthDate']))).resolves.toEqual([
      'mergedId: merge-decision-unlawful',
    ]);
    const two = await desk.person();
    const id = await propose(two, child, ['birthDate']);
    await signedOf(two);
    await expect(refusalsOf(merges.confirm(signatory, id, { version: 1 }))).resolves.toEqual([
      'mergedId: merge-decision-unlawful',
    ]);
    const [three, same] = [await desk.person(), await desk.person({ nationality: 'BE' })];
    await signedOf(three);
    await merges.confirm(signatory, await propose(three, same), { version: 1 });
  });

  it('R1.0.7: is not merged when who answers for a minor would be a minor', async () => {
    const [child, mother] = [await desk.person({ birthDate: '19/11/2008' }), await desk.person()];
    await steps.signed(await steps.enter(child, { liableParties: [parentOf(mother)] }));
    const young = await desk.person({ birthDate: '19/11/2010' });
    await expect(refusalsOf(propose(mother, young, ['birthDate']))).resolves.toEqual([
      'mergedId: merge-decision-unlawful',
    ]);
    await expect(refusalsOf(propose(young, mother))).resolves.toEqual(['mergedId: merge-decision-unlawful']);
  });

  describe('a material error about who must pay, or acts for them (D21)', () => {
    const WHY = {
      reason: 'Faute de frappe relevée au registre.',
      evidence: 'Extrait du registre.',
      effect: 'no-effect',
      effectReason: 'La personne est identifiée sans doute possible.',
    };
    let corrections: CorrectionsService;
    beforeAll(() => (corrections = desk.app.app.get(CorrectionsService)));

    const propose = async (decisionId: DecisionId, changes: object): Promise<CorrectionId> => {
      const { version } = (await desk.decisions.read(agent, decisionId)).decision;
      const command = parseCommand(ProposeCorrection, { ...WHY, version, ...changes });
      return (await corrections.propose(agent, decisionId, command)).correctionId;
    };

    it('puts a carrier right by an act on the decision, and nobody else', async () => {
      const line = await desk.person({ ...FIRM, familyName: 'Lignez Imaginaires', ...ADDRESS });
      const person = await desk.person();
      const { decisionId } = await steps.signed(await steps.enter(person, { liableParties: [carrierOf(line)] }));
      const { familyName } = (await persons.read(agent, person)).person;
      const id = await propose(decisionId, { personId: line, familyName: 'Lignes Imaginaires' });
      await corrections.sign(signatory, id, { version: 1 });
      expect((await persons.read(agent, line)).person.familyName).toBe('Lignes Imaginaires');
      expect((await persons.read(agent, person)).person.familyName).toBe(familyName);
      const { correction } = await corrections.read(agent, id);
      expect(correction).toMatchObject({ personId: line });
      const letter = await desk.app.app.get(DocumentsService).read(agent, correction.documentIds[0]!);
      const { text } = await readPdf(letter.bytes);
      for (const said of ['Lignez Imaginaires', 'Lignes Imaginaires']) expect(text).toContain(said);
      expect((await corrections.prepare(agent, decisionId)).stood.familyName).toBe(familyName);
      expect((await corrections.prepare(agent, decisionId, line)).stood.familyName).toBe('Lignes Imaginaires');
    });

    it('R1.0.7: refuses a birth date with which a parent could not answer, and a stranger to the decision', async () => {
      const child = await desk.person({ birthDate: '19/11/2010' });
      const mother = await desk.person({ birthDate: '01/02/1988' });
      const { decisionId } = await steps.signed(await steps.enter(child, { liableParties: [parentOf(mother)] }));
      expect(await refusalsOf(propose(decisionId, { personId: mother, birthDate: '2008' }))).not.toEqual([]);
      expect(await refusalsOf(propose(decisionId, { personId: mother, birthDate: '01/02/2018' }))).not.toEqual([]);
      expect(await refusalsOf(propose(decisionId, { personId: await desk.person(), place: 'Nieuport' }))).toEqual([
        'personId: correction-person-not-named',
      ]);
      await corrections.sign(
        signatory,
        await propose(decisionId, { personId: mother, birthDate: '02/01/1988', addressLine: 'Rue Fictive 2' }),
        { version: 1 },
      );
      expect((await persons.read(agent, mother)).person).toMatchObject({ birthDate: { month: 1, day: 2 } });
    });

    it('two at once about two people: one waits', async () => {
      const line = await desk.person({ ...FIRM, familyName: 'Lignes Pareilles' });
      const person = await desk.person();
      const { decisionId } = await steps.signed(await steps.enter(person, { liableParties: [carrierOf(line)] }));
      const outcomes = await Promise.all([
        refusalsOf(propose(decisionId, { personId: line, addressLine: 'Quai 1' })),
        refusalsOf(propose(decisionId, { addressLine: 'Quai 2' })),
      ]);
      expect(outcomes.flat()).toEqual([': correction-already-proposed']);
    });
  });
});
