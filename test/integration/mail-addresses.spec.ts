import type { DecisionId, MailBatchId } from '../../src/kernel/ids';
import { DispatchLists } from '../../src/mail/dispatch-lists.service';
import { MailBatches } from '../../src/mail/mail.service';
import { PersonCommand } from '../../src/persons/persons.commands';
import { PersonsService } from '../../src/persons/persons.service';
import { parseCommand } from '../../src/platform/http/fields';
import type { UserActor } from '../support/actors';
import { FineDesk, TODAY } from '../support/fine-desk';
import { readPdf } from '../support/pdf-reader';
import { booksHoldAfterEach } from '../support/proven-books';
import { refusalsOf } from '../support/refusals';

const MONDAY = '2026-11-23';
const TUESDAY = '2026-11-24';
const GHENT = { addressLine: 'Kerkstraat 99', postalCode: '9000', municipality: 'Gent' };

describe('R2.5, 4A point 3: a letter goes to the address of the list', () => {
  let desk: FineDesk;
  let agent: UserActor;
  let batches: MailBatches;

  beforeAll(async () => {
    desk = await FineDesk.open();
    agent = await desk.actor('agent.border');
    batches = desk.app.app.get(MailBatches);
  }, 60_000);
  beforeEach(() => desk.goTo(TODAY));
  booksHoldAfterEach(() => desk);
  afterAll(() => desk.close());

  async function movedToGhent(decisionId: DecisionId): Promise<void> {
    const persons = desk.app.app.get(PersonsService);
    const { offence } = await desk.decisions.read(agent, decisionId);
    const { form, person } = await persons.read(agent, offence.personId);
    await persons.correct(agent, person.id, person.version, parseCommand(PersonCommand, { ...form, ...GHENT }));
  }
  const prepared = async (decisionId: DecisionId): Promise<MailBatchId> => {
    const letters = await desk.rows<{ documentId: string }>(
      `SELECT id AS "documentId" FROM document WHERE decision_id = $1 AND kind = 'decision'`,
      [decisionId],
    );
    return (await batches.prepare(agent, { channel: 'registered', letters })).batchId;
  };
  const post = async (id: MailBatchId, itemNumber: string, postedOn: string): Promise<string[]> => {
    const { version } = await batches.print(agent, id, { version: (await batches.read(agent, id)).batch.version });
    const [item] = (await batches.read(agent, id)).items;
    const command = { version, postedOn, itemNumbers: [{ id: item!.id, itemNumber }] };
    return refusalsOf(batches.post(agent, id, command));
  };

  it('on top of an act that shows a former one lies a sheet with that of today; the act stays as it was signed', async () => {
    const { decisionId, number, documentId } = await desk.signed();
    await movedToGhent(decisionId);
    desk.goTo(MONDAY);
    const id = await prepared(decisionId);
    const { pages } = await readPdf(await batches.letters(agent, id));
    const [row] = await desk.rows<{ bytes: Buffer }>('SELECT bytes FROM document WHERE id = $1', [documentId]);
    const act = (await readPdf(row!.bytes)).pages;
    expect(pages.slice(1)).toEqual(act);
    expect(act[0]).toContain('Rue Imaginaire 1');
    for (const said of ['Kerkstraat 99', '9000 Gent', `${number}/1`]) expect(pages[0]).toContain(said);
    expect(pages[0]).not.toContain('Rue Imaginaire');
    const list = (await desk.app.app.get(DispatchLists).csv(agent, id)).toString('utf8');
    expect(list).toContain('Kerkstraat 99, 9000 Gent');
    expect(await post(id, 'RP 8-1', MONDAY)).toEqual([]);
    const sent = await readPdf(await batches.letters(agent, id));
    expect(sent.pages).toEqual(pages);
  });

  it('is not posted to one that changed since it was prepared; in another batch it goes to that of today', async () => {
    const { decisionId } = await desk.signed();
    const id = await prepared(decisionId);
    await movedToGhent(decisionId);
    expect(await post(id, 'RP 8-2', TODAY)).toEqual(['itemNumbers: letter-address-changed']);
    const { version } = (await batches.read(agent, id)).batch;
    await batches.drop(agent, id, { version, reason: 'L’adresse a changé.' });
    const other = await prepared(decisionId);
    expect(await post(other, 'RP 8-2', TODAY)).toEqual([]);
    expect((await batches.read(agent, other)).items[0]!.address).toBe('Kerkstraat 99\n9000 Gent');
  });

  it('went to the address of its day, though the person has moved since', async () => {
    const { decisionId } = await desk.signed();
    const id = await prepared(decisionId);
    desk.goTo(TUESDAY);
    await movedToGhent(decisionId);
    expect(await post(id, 'RP 8-3', TUESDAY)).toEqual(['itemNumbers: letter-address-changed']);
    expect(await post(id, 'RP 8-3', MONDAY)).toEqual([]);
  });
});
