import { WithdrawalDesk } from '../../src/decisions/withdrawal-desk.service';
import type { PersonId } from '../../src/kernel/ids';
import { PersonCommand } from '../../src/persons/persons.commands';
import { PersonsService } from '../../src/persons/persons.service';
import { parseCommand } from '../../src/platform/http/fields';
import type { UserActor } from '../support/actors';
import { FineDesk, TODAY } from '../support/fine-desk';
import { ADDRESS, carrierOf, FIRM, LiableSteps } from '../support/liable-steps';
import { refusalsOf } from '../support/refusals';

jest.setTimeout(120_000);

const STANDS = 'person-has-standing-decision';

describe('a person while a signed decision stands (R2.12)', () => {
  let desk: FineDesk;
  let agent: UserActor;
  let signatory: UserActor;
  let persons: PersonsService;
  let steps: LiableSteps;

  beforeAll(async () => {
    desk = await FineDesk.open();
    [agent, signatory] = [await desk.actor('agent.border'), await desk.actor('signatory.border')];
    persons = desk.app.app.get(PersonsService);
    steps = new LiableSteps(desk, agent);
  });
  beforeEach(() => desk.goTo(TODAY));
  afterAll(() => desk.close());

  async function correct(id: PersonId, changes: Record<string, unknown>, actor = agent): Promise<string[]> {
    const { form, person } = await persons.read(agent, id);
    const command = parseCommand(PersonCommand, { ...form, ...changes });
    return refusalsOf(persons.correct(actor, id, person.version, command));
  }

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
});
