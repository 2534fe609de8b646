import { EvidenceService, type AttachedEvidence } from '../../src/documents/evidence.service';
import { newId, type DecisionId } from '../../src/kernel/ids';
import type { UserActor } from '../support/actors';
import { FineDesk, TODAY } from '../support/fine-desk';
import { booksHoldAfterEach } from '../support/proven-books';
import { refusalsOf } from '../support/refusals';
import { signIn } from '../support/sign-in';

const JPEG = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(3000), Buffer.from([0xff, 0xd9])]);

describe('files that people bring as evidence', () => {
  let desk: FineDesk;
  let evidence: EvidenceService;
  let agent: UserActor;
  let decisionId: DecisionId;

  beforeAll(async () => {
    desk = await FineDesk.open();
    evidence = desk.app.app.get(EvidenceService);
    agent = await desk.actor('agent.border');
    ({ decisionId } = await desk.signed());
  }, 60_000);
  beforeEach(() => desk.goTo(TODAY));
  booksHoldAfterEach(() => desk);
  afterAll(() => desk.close());

  const attach = (
    id: string,
    changes: { title?: string; bytes?: Buffer; actor?: UserActor } = {},
  ): Promise<AttachedEvidence> =>
    // prettier-ignore
    desk.app.transactions.run(changes.actor ?? agent, (tx) =>
      evidence.attach(tx, {
        kind: 'evidence',
        decisionId,
        subject: { kind: 'deposit', id },
        file: { name: 'advice.pdf', mediaType: 'application/pdf', bytes: changes.bytes ?? JPEG },
        title: changes.title ?? '',
      }),
    );

  it('is kept as it came, with what it is about, and known by its content', async () => {
    const id = newId();
    const { documentId, sha256Hex } = await attach(id);
    const { documentId: other } = await attach(newId(), { title: 'The same file about something else' });
    expect(other).not.toBe(documentId);
    const found = await desk.app.transactions.view(agent, (tx) => evidence.ofSubject(tx, { kind: 'deposit', id }));
    expect(found).toEqual([
      expect.objectContaining({
        documentId,
        sha256Hex,
        kind: 'evidence',
        title: 'advice.pdf',
        mediaType: 'image/jpeg',
        sizeBytes: JPEG.length,
        attachedByName: expect.any(String) as string,
      }),
    ]);
    const [event] = await desk.rows(`SELECT type, detail->>'sha256' AS sha256 FROM event_log WHERE subject_id = $1`, [
      id,
    ]);
    expect(event).toEqual({ type: 'evidence.attached', sha256: sha256Hex });
  });

  it('the same file about the same thing is refused, also of two at once', async () => {
    const id = newId();
    const both = await Promise.all([refusalsOf(attach(id)), refusalsOf(attach(id))]);
    expect(both.flat()).toEqual(['file: evidence-already-attached']);
    expect(await refusalsOf(attach(id, { bytes: Buffer.from('text') }))).toEqual(['file: evidence-not-accepted']);
  });

  it('D32: is for its own department, and each opening is noted', async () => {
    const other = await desk.actor('agent.residence');
    expect(await refusalsOf(attach(newId(), { actor: other }))).toEqual([': other-department']);
    const { documentId } = await attach(newId());
    const browser = await signIn(desk.app, 'agent.border');
    const read = await browser.request(`/documents/${documentId}`);
    expect([read.status, read.headers.get('Content-Type')]).toEqual([200, 'image/jpeg']);
    expect(Buffer.from(await read.arrayBuffer()).equals(JPEG)).toBe(true);
    const [{ person_id: personId } = { person_id: '' }] = await desk.rows<{ person_id: string }>(
      'SELECT o.person_id FROM decision d JOIN offence o ON o.id = d.offence_id WHERE d.id = $1',
      [decisionId],
    );
    const looks = await desk.rows(
      `SELECT reason FROM access_log WHERE operation = 'document.read' AND $1 = ANY (person_ids)`,
      [personId],
    );
    expect(looks).toHaveLength(1);
  });
});
