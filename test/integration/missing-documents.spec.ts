import { EntryGroups } from '../../src/entry/entry-groups.service';
import type { DecisionId, PersonId } from '../../src/kernel/ids';
import type { UserActor } from '../support/actors';
import { FineDesk, PROCEDURE, REPORT, TODAY, type Changes } from '../support/fine-desk';
import { refusalsOf } from '../support/refusals';
import { booksHoldAfterEach } from '../support/proven-books';

/** Nothing held at a control in the territory; the day of entry is not known. */
const NONE_HELD: Changes = {
  ...REPORT,
  ...PROCEDURE,
  factsOn: '2026-11-16',
  reportOn: '2026-11-16',
  obligationCode: '41-document-in-territory',
  documentRequired: 'identity-card-or-passport',
  documentFoundAt: 'control',
  documentDefect: 'none-held',
};
const LATER = { ...NONE_HELD, factsOn: '2026-11-25', reportOn: '2026-11-25', hearingOn: '2026-11-26' };

describe('a document that goes on missing in the territory (D10, R6.3)', () => {
  let desk: FineDesk;
  let agent: UserActor;

  beforeAll(async () => {
    desk = await FineDesk.open();
    agent = await desk.actor('agent.border');
  }, 60_000);
  beforeEach(() => desk.goTo(TODAY));
  booksHoldAfterEach(() => desk);
  afterAll(() => desk.close());

  const french = (): Promise<PersonId> => desk.person({ nationality: 'FR' });
  const refused = (person: PersonId, changes: Changes): Promise<string[]> =>
    refusalsOf(desk.enter(agent, person, { ...NONE_HELD, ...changes }));

  async function fined(person: PersonId): Promise<DecisionId> {
    const { decisionId } = await desk.enter(agent, person, NONE_HELD);
    const { version } = await desk.submitted(decisionId);
    const signed = await desk.decisions.sign(await desk.actor('signatory.border'), decisionId!, { version });
    desk.goTo('2026-11-22');
    await desk.notifications.handOver(agent, decisionId!, {
      version: signed.version,
      handedOverOn: '2026-11-22',
      receipt: 'signed',
    });
    desk.goTo('2026-11-27');
    return decisionId!;
  }

  it('trap 21: is not fined day by day', async () => {
    const person = await french();
    await desk.enter(agent, person, NONE_HELD);
    for (const factsOn of ['2026-11-17', '2026-11-18'])
      expect(await refused(person, { factsOn, reportOn: factsOn })).toEqual([
        'factsOn: continuing-breach',
        'reportReference: continuing-breach',
      ]);
    // A known entry before the first finding is the same stay; one after it is another.
    expect(await refused(person, { factsOn: '2026-11-18', reportOn: '2026-11-18', entryOn: '2026-11-10', entryEvidence: 'Billet' })).toHaveLength(2); // prettier-ignore
    expect(await refused(person, { factsOn: '2026-11-18', reportOn: '2026-11-18', entryOn: '2026-11-17', entryEvidence: 'Billet' })).toEqual([]); // prettier-ignore
  });

  it('trap 21: nor in one go', async () => {
    const answers = Object.fromEntries(Object.entries(NONE_HELD).filter(([, value]) => value)) as Record<
      string,
      string
    >;
    const groups = desk.app.app.get(EntryGroups);
    const first = await desk.drafts.begin(agent, await french(), answers);
    const second = await groups.addOffence(agent, first);
    await desk.drafts.save(agent, second, { ...answers, factsOn: '2026-11-17', reportOn: '2026-11-17' });
    const { draft } = await desk.drafts.draft(agent, first.draftId);
    const { entries } = await groups.read(agent, draft.groupId ?? '');
    expect(entries[1]?.refusals.map(({ code }) => code)).toEqual(['continuing-in-group']);
  });

  it('is fined again after the telling, on a report of its own, heard again and with the signatory’s reason', async () => {
    const person = await french();
    const first = await fined(person);
    expect(await refused(person, LATER)).toEqual(['reportReference: continuing-breach']);
    expect(await refused(person, { ...LATER, reportReference: 'PV-2', hearingOn: '2026-11-25' })).toEqual([]);
    const [second] = await desk.rows<{ id: DecisionId; continuing_of: DecisionId }>(
      `SELECT d.id, d.continuing_of FROM decision d JOIN offence o ON o.id = d.offence_id WHERE o.person_id = $1 AND o.facts_on = '2026-11-25'`,
      [person],
    );
    expect(second?.continuing_of).toBe(first);
    const { version } = await desk.submitted(second!.id);
    const signing = (reason: object): Promise<string[]> =>
      desk
        .actor('signatory.border')
        .then((by) => refusalsOf(desk.decisions.sign(by, second!.id, { version, ...reason })));
    expect(await signing({})).toEqual(['continuingApprovalReason: continuing-approval-missing']);
    expect(await signing({ continuingApprovalReason: 'Averti, sans démarche au consulat.' })).toEqual([]);
  });

  it('R1.1.10: found again after more than a short stay, it is another breach', async () => {
    const person = await french();
    await fined(person);
    desk.goTo('2027-03-01');
    const found = { factsOn: '2027-02-17', reportOn: '2027-02-17', hearingOn: '2027-02-18' };
    expect(await refused(person, found)).toEqual([]);
  });
});
