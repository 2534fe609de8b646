import { createHash } from 'node:crypto';
import type { DecisionId } from '../../src/kernel/ids';
import { DocumentsService } from '../../src/documents/documents.service';
import type { UserActor } from '../support/actors';
import { CROSSING, FineDesk, PRESENCE, TODAY } from '../support/fine-desk';
import { readPdf } from '../support/pdf-reader';
import { refusalsOf } from '../support/refusals';
import { runSql } from '../support/run-sql';
import { booksHoldAfterEach } from '../support/proven-books';

const MOTIVATION = 'Motivation propre à ce cas.';

describe('a decision until its signature', () => {
  let desk: FineDesk;
  let agent: UserActor;
  let signatory: UserActor;

  beforeAll(async () => {
    desk = await FineDesk.open();
    agent = await desk.actor('agent.border');
    signatory = await desk.actor('signatory.border');
  }, 60_000);
  beforeEach(() => desk.goTo(TODAY));
  booksHoldAfterEach(() => desk);
  afterEach(async () => {
    expect(await numbersGiven()).toEqual(await counterOf());
  });
  afterAll(() => desk.close());

  const counters = async (sql: string): Promise<number> => (await desk.rows<{ n: number }>(sql))[0]?.n ?? 0;
  const counterOf = (): Promise<number> =>
    counters(`SELECT coalesce(max(last_number), 0)::int AS n FROM decision_counter`);
  const numbersGiven = (): Promise<number> =>
    counters('SELECT count(*)::int AS n FROM decision WHERE number IS NOT NULL');
  const stateOf = async (id: DecisionId): Promise<string> => (await desk.decisions.read(agent, id)).decision.state;

  describe('draft', () => {
    it('R2.4: cannot be submitted without a motivation', async () => {
      const id = await desk.draft();
      expect(await refusalsOf(desk.decisions.submit(agent, id, { version: 1 }))).toEqual(['motivation: required']);
      const blank = { version: 1, language: 'fr', motivation: ' \n ' };
      expect(await refusalsOf(desk.decisions.editAndSubmit(agent, id, blank))).toEqual(['motivation: required']);
      expect((await desk.decisions.read(agent, id)).decision).toMatchObject({ state: 'draft', version: 1 });
    });

    it('D14, D25, trap 22: is in a language of an act, another than the person’s with its reason', async () => {
      const id = await desk.draft();
      const edit = (language: string, languageReason = ''): Promise<string[]> =>
        refusalsOf(desk.decisions.edit(agent, id, { version: 1, language, languageReason, motivation: MOTIVATION }));
      expect(await edit('en')).toEqual(['language: language-of-act']);
      expect(await edit('nl')).toEqual(['languageReason: language-reason-missing']);
      expect(await edit('nl', 'La personne l’a demandé.')).toEqual([]);
    });

    it('takes the change of one of two who write at once', async () => {
      const id = await desk.draft();
      const edit = { version: 1, language: 'fr', motivation: MOTIVATION };
      const outcomes = await Promise.all([
        refusalsOf(desk.decisions.edit(agent, id, edit)),
        refusalsOf(desk.decisions.edit(agent, id, edit)),
      ]);
      expect(outcomes.sort()).toEqual([[], [': changed-since-read']]);
    });

    it('D22: given up, with its reason, it frees its facts', async () => {
      const personId = await desk.person();
      const { offenceId, decisionId } = await desk.enter(agent, personId);
      const cancel = { version: 1, reason: 'Heure des faits erronée.' };
      expect(await refusalsOf(desk.decisions.cancel(agent, decisionId!, { ...cancel, reason: ' ' }))).toEqual([
        'reason: required',
      ]);
      await desk.decisions.cancel(agent, decisionId!, cancel);
      expect((await desk.recorded.read(agent, offenceId)).offence.state).toBe('void');
      const again = await desk.enter(agent, personId);
      expect((await desk.decisions.read(agent, again.decisionId!)).decision.repeatOrder).toBe(1);
      expect(await refusalsOf(desk.decisions.cancel(agent, decisionId!, { ...cancel, version: 2 }))).toEqual([
        ': illegal-transition',
      ]);
    });

    it('D32: is nobody’s business in another department', async () => {
      const id = await desk.draft();
      const elsewhere = await desk.actor('signatory.residence');
      expect(await refusalsOf(desk.decisions.read(elsewhere, id))).toEqual([': other-department']);
      expect(await refusalsOf(desk.decisions.sign(elsewhere, id, { version: 1 }))).toEqual([': other-department']);
    });
  });

  describe('submitted', () => {
    it('can be returned with a reason, changed and submitted again', async () => {
      const { decisionId, version } = await desk.submitted();
      const edit = { version, language: 'fr', motivation: MOTIVATION };
      expect(await refusalsOf(desk.decisions.edit(agent, decisionId, edit))).toEqual([': illegal-transition']);
      const back = { version, reason: 'Répondez à l’argument sur l’avarie.' };
      await desk.decisions.returnToDrafter(signatory, decisionId, back);
      const { decision } = await desk.decisions.read(agent, decisionId);
      expect(decision).toMatchObject({ state: 'draft', returnReason: back.reason, motivation: MOTIVATION });
      await desk.submitted(decisionId);
      expect((await desk.decisions.read(agent, decisionId)).decision.returnReason).toBe(back.reason);
    });

    it('stands in the list of those who may sign it, and in no other', async () => {
      const { decisionId } = await desk.submitted();
      const listed = async (subject: Parameters<FineDesk['actor']>[0]): Promise<boolean> =>
        (await desk.sheets.toSign(await desk.actor(subject))).sheets.some(({ decision }) => decision.id === decisionId);
      expect(await listed('signatory.border')).toBe(true);
      expect(await listed('deputy.border')).toBe(true);
      expect(await listed('signatory.residence')).toBe(false);
    });

    it('can be looked at as a letter that bears no number, no communication of a fine and no signatory', async () => {
      const { decisionId } = await desk.submitted();
      const { text } = await readPdf(await desk.decisions.preview(agent, decisionId));
      expect(text).toContain('BIF-2026-000000-00');
      expect(text).toContain('+++000/0000/00097+++');
      expect(text).not.toContain('Exemple Signataire');
      const { text: forSigner } = await readPdf(await desk.decisions.preview(signatory, decisionId));
      expect(forSigner).toContain('Exemple Signataire');
      expect(await desk.decisions.documents(agent, decisionId)).toEqual([]);
    });
  });

  describe('signature', () => {
    it('gives the number, fixes signer, grade and order, and keeps letter and receipt with their hashes (D33)', async () => {
      const signed = await desk.signed();
      expect(signed.number).toMatch(/^BIF-2026-\d{6}-\d{2}$/);
      const { decision } = await desk.decisions.read(agent, signed.decisionId);
      expect(decision).toMatchObject({
        state: 'signed',
        number: signed.number,
        signedOn: TODAY,
        signerName: 'Exemple Signataire',
        signerGrade: 'Conseiller',
      });
      const documents = await desk.decisions.documents(agent, signed.decisionId);
      expect(documents.map(({ kind }) => kind).sort()).toEqual(['decision', 'receipt']);
      const letter = await desk.app.app.get(DocumentsService).read(agent, documents[0]!.id);
      expect(createHash('sha256').update(letter.bytes).digest('hex')).toBe(letter.sha256Hex);
      const [event] = await desk.rows<{ detail: object }>(
        `SELECT detail FROM event_log WHERE type = 'decision.signed' AND subject_id = $1`,
        [signed.decisionId],
      );
      expect(event?.detail).toMatchObject({ number: signed.number, documentId: signed.documentId });
    });

    it('R2.2, D33: is never the drafter’s own, in the service and in the database', async () => {
      const deputy = await desk.actor('deputy.border');
      const { decisionId } = await desk.enter(deputy, await desk.person());
      const submitted = await desk.decisions.editAndSubmit(deputy, decisionId!, {
        version: 1,
        language: 'fr',
        motivation: MOTIVATION,
      });
      const own = desk.decisions.sign(deputy, decisionId!, { version: submitted.version });
      expect(await refusalsOf(own)).toEqual([': signer-drafted']);
      const byHand = `UPDATE decision SET signed_by = drafted_by WHERE id = '${decisionId}'`;
      await expect(runSql(desk.app.database.ownerUrl, byHand)).rejects.toMatchObject({
        constraint: 'ck_decision_signer_is_no_author',
      });
    });

    it('D33: is not that of whoever changed or submitted a colleague’s draft either', async () => {
      const deputy = await desk.actor('deputy.border');
      const id = await desk.draft();
      const edit = { version: 1, language: 'fr', motivation: MOTIVATION };
      const submitted = await desk.decisions.editAndSubmit(deputy, id, edit);
      expect(await refusalsOf(desk.decisions.sign(deputy, id, { version: submitted.version }))).toEqual([
        ': signer-drafted',
      ]);
    });

    it('R2.2: needs a delegation for the article', async () => {
      const id = await desk.draft(PRESENCE, { nationality: 'FR' });
      const { version } = await desk.submitted(id);
      expect(await refusalsOf(desk.decisions.sign(signatory, id, { version }))).toEqual([': delegation-missing']);
    });

    it('R2.2, trap 23: is refused the day after the delegation ended, and on no number is used up', async () => {
      const { decisionId, version } = await desk.submitted();
      const end = (day: string | null): Promise<unknown> =>
        desk.rows('UPDATE signature_delegation SET valid_to = $2 WHERE user_id = $1', [signatory.id, day]);
      const before = await counterOf();
      await end('2026-11-19');
      try {
        expect(await refusalsOf(desk.decisions.sign(signatory, decisionId, { version }))).toEqual([
          ': delegation-ended',
        ]);
        expect((await desk.sheets.toSign(signatory)).sheets).toEqual([]);
        await end(TODAY);
        expect(await counterOf()).toBe(before);
        await desk.decisions.sign(signatory, decisionId, { version });
      } finally {
        await end(null);
      }
    });

    it('is given by one of two at once; the other is told, and one number is given', async () => {
      const { decisionId, version } = await desk.submitted();
      const before = await counterOf();
      const deputy = await desk.actor('deputy.border');
      const outcomes = await Promise.all([
        refusalsOf(desk.decisions.sign(signatory, decisionId, { version })),
        refusalsOf(desk.decisions.sign(deputy, decisionId, { version })),
      ]);
      expect(outcomes.sort()).toEqual([[], [': changed-since-read']]);
      expect(await counterOf()).toBe(before + 1);
    });

    it('numbers several that are signed at once one after the other, without a gap', async () => {
      const submitted = await Promise.all([1, 2, 3, 4].map(async () => desk.submitted()));
      const before = await counterOf();
      const signed = await Promise.all(
        submitted.map(({ decisionId, version }) => desk.decisions.sign(signatory, decisionId, { version })),
      );
      const counted = signed.map(({ number }) => Number(number.slice(9, 15))).sort((one, other) => one - other);
      expect(counted).toEqual([1, 2, 3, 4].map((offset) => before + offset));
    });

    it('leaves no gap behind one that could not be carried out', async () => {
      const { decisionId, version } = await desk.submitted();
      const before = await counterOf();
      await desk.rows(`UPDATE bank_account SET valid_to = '2026-11-01' WHERE purpose = 'payment'`);
      const noAccount = await refusalsOf(desk.decisions.sign(signatory, decisionId, { version }));
      await desk.rows(`UPDATE bank_account SET valid_to = NULL WHERE purpose = 'payment'`);
      expect(noAccount).toEqual([': no-payment-account']);
      expect(await counterOf()).toBe(before);
      expect(await stateOf(decisionId)).toBe('submitted');
      await desk.decisions.sign(signatory, decisionId, { version });
    });

    it('gives the same number again for the same request', async () => {
      const { decisionId, version } = await desk.submitted();
      const once = desk.once(signatory, 'sign-key-0001', { decisionId });
      const first = await desk.decisions.sign(once, decisionId, { version });
      expect(await desk.decisions.sign(once, decisionId, { version })).toEqual(first);
    });

    it('is final: what was signed is neither changed, nor returned, nor given up', async () => {
      const { decisionId, version } = await desk.signed();
      const edit = { version, language: 'fr', motivation: 'Autre motivation.' };
      const reason = { version, reason: 'Erreur de saisie.' };
      expect(await refusalsOf(desk.decisions.edit(agent, decisionId, edit))).toEqual([': illegal-transition']);
      expect(await refusalsOf(desk.decisions.returnToDrafter(signatory, decisionId, reason))).toEqual([
        ': illegal-transition',
      ]);
      expect(await refusalsOf(desk.decisions.cancel(agent, decisionId, reason))).toEqual([': illegal-transition']);
    });

    it('R6.1, D10: fixes the order among the decisions that are signed', async () => {
      const personId = await desk.person();
      const first = await desk.enter(agent, personId);
      const second = await desk.enter(agent, personId, { ...CROSSING, factsOn: '2026-11-17' });
      for (const { decisionId } of [second, first]) {
        const { version } = await desk.submitted(decisionId);
        await desk.decisions.sign(signatory, decisionId!, { version });
      }
      const order = async (id: DecisionId): Promise<number> =>
        (await desk.decisions.read(agent, id)).decision.repeatOrder;
      expect([await order(second.decisionId!), await order(first.decisionId!)]).toEqual([1, 2]);
    });
  });
});
