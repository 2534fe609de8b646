import { parse } from 'csv-parse/sync';
import { SaxesParser } from 'saxes';
import { Transfers } from '../../src/recovery/transfers.service';
import { FinanceDisclosure } from '../../src/recovery/finance-disclosure.service';
import { transferCsv, transferXml, type TransferFile } from '../../src/recovery/transfer-file';
import type { TransferId } from '../../src/recovery/transfers.repository';
import type { DecisionId, PersonId } from '../../src/kernel/ids';
import type { UserActor } from '../support/actors';
import { ClaimDesk } from '../support/claim-desk';
import { TODAY, type PersonChanges } from '../support/fine-desk';
import { carrierOf, FIRM, LiableSteps, MINOR, parentOf } from '../support/liable-steps';
import { booksHoldAfterEach } from '../support/proven-books';
import { refusalsOf } from '../support/refusals';

const READY = '2027-01-21';

describe('the files of a batch, for the day on which the interface is not there', () => {
  let desk: ClaimDesk;
  let transfers: Transfers;
  let files: FinanceDisclosure;
  let [cashier, treasurer] = [] as unknown as UserActor[] as [UserActor, UserActor];

  beforeAll(async () => {
    desk = await ClaimDesk.open();
    transfers = desk.desk.app.app.get(Transfers);
    files = desk.desk.app.app.get(FinanceDisclosure);
    [cashier, treasurer] = [desk.preparer, desk.approver];
  }, 60_000);
  beforeEach(() => desk.desk.goTo(TODAY));
  booksHoldAfterEach(() => desk.desk);
  afterAll(() => desk.close());

  /** The fine of somebody, handed over to each who must pay. */
  async function fineOf(
    offender: PersonId,
    liableParties: readonly object[],
    debtors: readonly PersonId[],
  ): Promise<DecisionId> {
    const agent = await desk.desk.actor('agent.border');
    const steps = new LiableSteps(desk.desk, agent);
    const { decisionId, ...signed } = await steps.signed(await steps.enter(offender, { liableParties }));
    let { version } = signed;
    for (const addresseeId of debtors) {
      const handedOver = { version, handedOverOn: TODAY, receipt: 'signed', addresseeId } as const;
      ({ version } = await desk.desk.notifications.handOver(agent, decisionId, handedOver));
    }
    return decisionId;
  }

  /** The fine of a child, for whom these persons pay. */
  async function fineOfChild(parents: readonly PersonChanges[]): Promise<DecisionId> {
    const child = await desk.desk.person({ ...MINOR, familyName: 'Jeune', givenNames: 'Exemplaire' });
    const ids: PersonId[] = [];
    for (const parent of parents) ids.push(await desk.desk.person(parent));
    return fineOf(child, ids.map(parentOf), ids);
  }

  async function prepared(ids: readonly DecisionId[]): Promise<TransferId> {
    desk.desk.goTo(READY);
    const [id] = (await transfers.prepare(cashier, ids)).transferIds;
    return id!;
  }
  async function offered(ids: readonly DecisionId[]): Promise<TransferId> {
    const id = await prepared(ids);
    await transfers.approve(treasurer, id, 1);
    return id;
  }
  const disclosed = (id: TransferId): Promise<TransferFile> => files.batch(cashier, id);
  const linesOf = (text: string): Record<string, string>[] =>
    parse(text, { bom: true, columns: true, record_delimiter: '\r\n' });

  it('trap 6, trap 26: name those who must pay for a child, never the child, and the debt once', async () => {
    const id = await offered([await fineOfChild([{ familyName: 'Parente' }, { familyName: 'Parent' }])]);
    const file = await disclosed(id);
    for (const text of [transferCsv(file), transferXml(file)]) {
      expect(text).toContain('Parente');
      expect(text).not.toMatch(/Jeune|Exemplaire|representative|minor|2008/i);
    }
    const lines = linesOf(transferCsv(file));
    expect(lines.map(({ familyName }) => familyName).sort()).toEqual(['Parent', 'Parente']);
    expect(lines.map(({ debtor, debtors }) => `${debtor}/${debtors}`)).toEqual(['1/2', '2/2']);
    expect(lines.map(({ offeredCents }) => offeredCents)).toEqual(['20000', '']);
    expect(lines.map(({ liability }) => liability)).toEqual(['together', 'together']);
    const { items } = await transfers.read(cashier, id);
    expect(items.map(({ debtorName }) => debtorName)).toEqual(['Parent Ada, Parente Ada']);
    // The decision itself names all three, and the look at it is noted with each of them.
    const { claim, debtors } = file.claims[0]!;
    await files.document(cashier, claim.id);
    const [look] = await desk.desk.rows<{ persons: string[] }>(
      `SELECT person_ids AS persons FROM access_log WHERE operation = 'claim.document-disclosed' ORDER BY position DESC LIMIT 1`,
      [],
    );
    expect(new Set(look?.persons)).toEqual(new Set([claim.personId, ...debtors.map(({ personId }) => personId)]));
    expect(look?.persons).toHaveLength(3);
  });

  it('R1.1.11, trap 7: say of a carrier beside the person that they are jointly and severally liable for one debt', async () => {
    const [person, carrier] = [await desk.desk.person(), await desk.desk.person({ ...FIRM, familyName: 'Navigation Exemple' })]; // prettier-ignore
    const file = await disclosed(await offered([await fineOf(person, [carrierOf(carrier)], [person, carrier])]));
    const lines = linesOf(transferCsv(file));
    expect(lines.map(({ liability }) => liability)).toEqual(['jointAndSeveral', 'jointAndSeveral']);
    expect(transferXml(file)).toContain('<liability>jointAndSeveral</liability>');
    expect(transferXml(file)).not.toMatch(/carrier/i);
  });

  it('hold what recovery needs, as it was offered and as it is owed now, and add up', async () => {
    const [one, two] = [await desk.fine(), await desk.fine()];
    const id = await prepared([one.decisionId, two.decisionId]);
    await desk.pay(one.number, 5_000);
    await transfers.approve(treasurer, id, 1);
    await desk.pay(two.number, 1_000);
    const file = await disclosed(id);
    const lines = linesOf(transferCsv(file));
    const [first] = lines.filter(({ decisionNumber }) => decisionNumber === one.number);
    expect(first).toMatchObject({ state: 'offered', article: '4bis', collectionBasis: '4bis', payload: 'decision', offeredCents: '15000', outstandingCents: '15000', birthDate: '1987-03-12', municipality: 'Bruxelles', country: 'BE', notifiedOn: TODAY }); // prettier-ignore
    expect(first!['documentSha256']).toMatch(/^[0-9a-f]{64}$/);
    expect(lines.map((line) => [line['decisionNumber'], line['outstandingCents']])).toContainEqual([two.number, '19000']); // prettier-ignore
    expect(transferXml(file)).toContain('count="2" offeredCents="35000"');
  });

  it('hold no formula, and no sign that XML cannot have', async () => {
    const { decisionId } = await desk.fine();
    const file = await disclosed(await offered([decisionId]));
    const [claim] = file.claims;
    const odd = ['=cmd()', '＝1', '\t@x', '-1', '\n+1', 'a\ufffe & <b>'];
    const claims = odd.map((familyName) => ({ ...claim!, debtors: [{ ...claim!.debtors[0]!, familyName }] }));
    const names = linesOf(transferCsv({ ...file, claims })).map((line) => line['familyName']!);
    expect(names).toHaveLength(odd.length);
    for (const name of names) expect(name).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/);
    const parser = new SaxesParser();
    const read: string[] = [];
    parser.on('text', (text) => read.push(text));
    parser.write(transferXml({ ...file, claims })).close();
    expect(read).toContain('a\ufffd & <b>');
  });

  it('R7.8: leave only once another person has approved the batch', async () => {
    const { decisionId } = await desk.fine();
    const id = await prepared([decisionId]);
    expect(await refusalsOf(disclosed(id))).toEqual([': recovery-batch-not-offered']);
    await transfers.dissolve(cashier, id, 1);
    expect(await refusalsOf(disclosed(id))).toEqual([': recovery-batch-not-offered']);
  });

  it('are noted with every person they show and to whom they go; the list of a batch with those it shows', async () => {
    const parent = { familyName: 'Parentnoté' };
    const id = await offered([await fineOfChild([parent])]);
    const file = await disclosed(id);
    await transfers.read(cashier, id);
    const [fine] = file.claims;
    const debtorId = fine!.debtors[0]!.personId;
    const seen = await desk.desk.rows<{ operation: string; reason: string; person_ids: string[]; case_ids: string[] }>(
      `SELECT operation, reason, person_ids, case_ids FROM access_log WHERE criteria ->> 'transferId' = $1 ORDER BY position`,
      [id],
    );
    expect(seen).toEqual([
      { operation: 'recovery-batch.disclosed', reason: 'recovery: fps-finance', person_ids: [debtorId], case_ids: [fine!.claim.offenceId] },
      { operation: 'recovery-batch.read', reason: 'list', person_ids: [debtorId, fine!.claim.personId].sort(), case_ids: [fine!.claim.offenceId] },
    ]); // prettier-ignore
  });
});
