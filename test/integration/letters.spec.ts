import { DocumentsService } from '../../src/documents/documents.service';
import type { DecisionId, DocumentId, PersonId } from '../../src/kernel/ids';
import { LetterTemplates } from '../../src/decisions/letter-templates.service';
import { EnterOffence } from '../../src/entry/entry.commands';
import { parseCommand } from '../../src/platform/http/fields';
import { CROSSING, FineDesk } from '../support/fine-desk';
import { readPdf } from '../support/pdf-reader';
import { signIn } from '../support/sign-in';
import { booksHoldAfterEach } from '../support/proven-books';

interface Kept {
  readonly id: DocumentId;
  readonly kind: string;
  readonly language: string;
  readonly addressee_id: PersonId;
  readonly addressee_ordinal: number;
  readonly bytes: Buffer;
}

describe('letters of a decision', () => {
  let desk: FineDesk;

  beforeAll(async () => {
    desk = await FineDesk.open();
  }, 60_000);
  booksHoldAfterEach(() => desk);
  afterAll(() => desk.close());

  async function signed(decisionId: DecisionId): Promise<{ number: string }> {
    const { version } = await desk.submitted(decisionId);
    return desk.decisions.sign(await desk.actor('signatory.border'), decisionId, { version });
  }

  const kept = (decisionId: DecisionId): Promise<Kept[]> =>
    desk.rows<Kept>(
      'SELECT id, kind, language, addressee_id, addressee_ordinal, bytes FROM document WHERE decision_id = $1 ORDER BY addressee_ordinal, kind',
      [decisionId],
    );

  async function ofMinor(): Promise<{ readonly decisionId: DecisionId; readonly parents: readonly PersonId[] }> {
    const minor = await desk.person({ birthDate: '21/08/2010' });
    const parents = [await desk.person(), await desk.person({ language: 'en' })];
    const liableParties = parents.map((personId) => ({
      personId,
      capacity: 'legal-representative',
      basis: 'Autorité parentale, acte de naissance au dossier.',
    }));
    const command = parseCommand(EnterOffence, {
      ...CROSSING,
      hearingHeard: 'representative',
      hearingHeardName: 'Les parents',
      personId: minor,
      liableParties,
    });
    const { decisionId } = await desk.entry.enter(await desk.actor('agent.border'), command);
    if (decisionId === undefined) throw new Error('no decision was drafted');
    return { decisionId, parents };
  }

  it('R1.0.7: each legal representative has a copy of the same act, with a reference of its own; the minor has none', async () => {
    const { decisionId, parents } = await ofMinor();
    const { number } = await signed(decisionId);
    const letters = await kept(decisionId);
    const acts = letters.filter(({ kind }) => kind === 'decision');
    expect(acts.map(({ addressee_id }) => addressee_id).sort()).toEqual([...parents].sort());
    expect(letters.filter(({ kind }) => kind === 'receipt')).toHaveLength(2);
    const [first, second] = await Promise.all(acts.map(({ bytes }) => readPdf(bytes)));
    expect(first?.text).toContain(`${number}/1`);
    expect(second?.text).toContain(`${number}/2`);
    expect(second?.pages.slice(1)).toEqual(first?.pages.slice(1));
    expect(first?.text).toContain('mineure le jour des faits');
  });

  it('trap 22: an English copy goes beside the act to whoever uses English, and to nobody else', async () => {
    const { decisionId, parents } = await ofMinor();
    await signed(decisionId);
    const letters = await kept(decisionId);
    const english = letters.filter(({ language }) => language === 'en');
    expect(english.map(({ kind, addressee_id }) => [kind, addressee_id])).toEqual([['information-copy', parents[1]]]);
    expect(letters.filter(({ kind }) => kind === 'decision').every(({ language }) => language === 'fr')).toBe(true);
    const { text } = await readPdf(english[0]?.bytes ?? Buffer.alloc(0));
    expect(text).toContain('without legal force');
  });

  it('trap 22: the database keeps no act in English, and no copy for information in another language', async () => {
    const decisionId = await desk.draft();
    await signed(decisionId);
    const copied = (kind: string, language: string): Promise<unknown> =>
      desk.rows(
        `INSERT INTO document (id, department_id, decision_id, kind, language, template_version, media_type, bytes, sha256, created_at)
         SELECT gen_random_uuid(), department_id, decision_id, $2, $3, template_version, media_type, bytes, sha256, created_at
         FROM document WHERE decision_id = $1 AND kind = 'decision'`,
        [decisionId, kind, language],
      );
    await expect(copied('decision', 'en')).rejects.toThrow('ck_document_information_copy');
    await expect(copied('information-copy', 'nl')).rejects.toThrow('ck_document_information_copy');
  });

  it('a letter is served as it was issued, whatever becomes of the person', async () => {
    const decisionId = await desk.draft();
    await signed(decisionId);
    const [letter] = (await kept(decisionId)).filter(({ kind }) => kind === 'decision');
    if (letter === undefined) throw new Error('no letter');
    await desk.rows(`UPDATE person SET family_name = 'Autre', latin_family_name = 'Autre' WHERE id = $1`, [
      letter.addressee_id,
    ]);
    const documents = desk.app.app.get(DocumentsService);
    const served = await documents.read(await desk.actor('agent.border'), letter.id);
    expect(served.bytes.equals(letter.bytes)).toBe(true);
    await expect(desk.rows(`UPDATE document SET bytes = 'x' WHERE id = $1`, [letter.id])).rejects.toThrow();
  });

  it('a name that no font shows is refused at signature, whoever typed it, and nothing is kept', async () => {
    const decisionId = await desk.draft();
    const { version } = await desk.submitted(decisionId);
    const signer = await desk.actor('signatory.border');
    const rename = (name: string): Promise<unknown> =>
      desk.rows('UPDATE user_account SET display_name = $2 WHERE id = $1', [signer.id, name]);
    await rename('王小明');
    await expect(desk.decisions.sign(signer, decisionId, { version })).rejects.toMatchObject({
      refusals: [{ code: 'text-not-printable', params: { characters: 'U+738B, U+5C0F, U+660E' } }],
    });
    expect(await kept(decisionId)).toEqual([]);
    await rename('Sofie Voorbeeld');
    await expect(desk.decisions.sign(signer, decisionId, { version })).resolves.toMatchObject({ state: 'signed' });
  });

  it('R2.4: a motivation in which a passage still has a gap is not handed over', async () => {
    const agent = await desk.actor('agent.border');
    const id = await desk.draft();
    const { version } = (await desk.decisions.read(agent, id)).decision;
    await expect(
      desk.decisions.editAndSubmit(agent, id, { version, language: 'fr', motivation: 'Il ressort que […].' }),
    ).rejects.toMatchObject({ refusals: [{ code: 'motivation-incomplete', field: 'motivation' }] });
  });

  it('a template is shown with a file, marked on each page, and the look is noted', async () => {
    const decisionId = await desk.draft();
    const { number } = await signed(decisionId);
    const agent = await desk.actor('agent.border');
    const templates = desk.app.app.get(LetterTemplates);
    const before = await kept(decisionId);
    for (const letter of ['decision/nl/1', 'information-copy/en/1', 'receipt/de/1']) {
      const { pages, text } = await readPdf(await templates.withFile(agent, letter, number));
      expect(text).toContain(number);
      for (const page of pages) expect(page).toMatch(/Voorbeeld zonder|without legal force|Vorschau ohne/);
    }
    expect(await kept(decisionId)).toHaveLength(before.length);
    const looks = await desk.rows<{ n: number }>(
      `SELECT count(*)::int AS n FROM access_log WHERE operation = 'letter.preview'`,
    );
    expect(looks).toEqual([{ n: 3 }]);
  });

  it('shows a template with a file that is not signed, by its id or the address of its page', async () => {
    const decisionId = await desk.draft();
    const agent = await desk.actor('agent.border');
    const templates = desk.app.app.get(LetterTemplates);
    for (const named of [decisionId, `https://fines.example/decisions/${decisionId}`]) {
      const { text } = await readPdf(await templates.withFile(agent, 'decision/fr/1', named));
      expect(text).toContain('-000000-00');
    }
    const invitation = await readPdf(await templates.withFile(agent, 'hearing-invitation/fr/1', decisionId));
    expect(invitation.text).toContain('entendu');
  });

  it('refuses a template, a sample and a number that do not exist', async () => {
    const agent = await desk.actor('agent.border');
    const templates = desk.app.app.get(LetterTemplates);
    const code = (refused: string): object => ({ refusals: [expect.objectContaining({ code: refused })] });
    await expect(templates.sample(agent, 'decision/en/1', 'carrier')).rejects.toMatchObject(
      code('letter-template-unknown'),
    );
    await expect(templates.sample(agent, 'decision/fr/1', 'x')).rejects.toMatchObject(code('letter-sample-unknown'));
    await expect(templates.withFile(agent, 'decision/fr/1', 'BIF-2026-999999-13')).rejects.toMatchObject({
      refusals: [expect.anything()],
    });
  });

  it('the page lists every template with its first day, and shows a sample', async () => {
    desk.app.clock.release();
    const agent = await signIn(desk.app, 'agent.border');
    const { text } = await agent.get('/letters/templates');
    expect(text).toContain('decision/fr/1');
    expect(text).toContain('appeal');
    const pdf = await agent.get('/letters/templates/sample.pdf?letter=decision%2Fde%2F1&sample=carrier');
    expect(pdf.status).toBe(200);
  });
});
