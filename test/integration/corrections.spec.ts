import { CorrectionsService } from '../../src/corrections/corrections.service';
import { ProposeCorrection } from '../../src/corrections/corrections.commands';
import type { CorrectionId } from '../../src/corrections/corrections.repository';
import { WithdrawalDesk } from '../../src/decisions/withdrawal-desk.service';
import { DocumentsService } from '../../src/documents/documents.service';
import type { DecisionId, DocumentId, PersonId } from '../../src/kernel/ids';
import { HandOverDecision } from '../../src/notifications/notifications.commands';
import { PersonsService } from '../../src/persons/persons.service';
import { parseCommand } from '../../src/platform/http/fields';
import type { UserActor } from '../support/actors';
import { ADDRESS, FineDesk, TODAY } from '../support/fine-desk';
import { carrierOf, FIRM, LiableSteps, MINOR, parentOf, type Named } from '../support/liable-steps';
import { readPdf } from '../support/pdf-reader';
import { booksHoldAfterEach } from '../support/proven-books';
import { refusalsOf } from '../support/refusals';

jest.setTimeout(120_000);

const WHY = {
  reason: 'Faute de frappe relevée par la personne.',
  evidence: 'Copie du passeport.',
  effect: 'no-effect',
  effectReason: 'La personne est identifiée sans doute possible.',
};

describe('corrections of a signed decision', () => {
  let desk: FineDesk;
  let agent: UserActor;
  let signatory: UserActor;
  let corrections: CorrectionsService;
  let persons: PersonsService;

  beforeAll(async () => {
    desk = await FineDesk.open();
    [agent, signatory] = [await desk.actor('agent.border'), await desk.actor('signatory.border')];
    corrections = desk.app.app.get(CorrectionsService);
    persons = desk.app.app.get(PersonsService);
  });
  beforeEach(() => desk.goTo(TODAY));
  booksHoldAfterEach(() => desk);
  afterAll(() => desk.close());

  interface Signed {
    readonly decisionId: DecisionId;
    readonly personId: PersonId;
    readonly version: number;
    readonly documentId: string;
    readonly familyName: string;
  }

  async function signed(notified = false): Promise<Signed> {
    const { decisionId, documentId, version: signedVersion } = await desk.signed();
    if (notified) {
      const command = parseCommand(HandOverDecision, {
        version: signedVersion,
        handedOverOn: TODAY,
        receipt: 'signed',
      });
      await desk.notifications.handOver(agent, decisionId, command);
    }
    const { decision, offence } = await desk.decisions.read(agent, decisionId);
    const { person } = await persons.read(agent, offence.personId);
    const { version } = decision;
    return { decisionId, documentId, version, personId: offence.personId, familyName: person.familyName };
  }

  const propose = (of: Signed, changes: Record<string, unknown>): Promise<CorrectionId> =>
    corrections
      .propose(agent, of.decisionId, parseCommand(ProposeCorrection, { ...WHY, version: of.version, ...changes }))
      .then(({ correctionId }) => correctionId);
  const withdraw = async (of: Signed): Promise<void> => {
    const withdrawals = desk.app.app.get(WithdrawalDesk);
    const { decisionId, version } = of;
    await withdrawals.propose(agent, decisionId, { version, reason: 'La décision repose sur une erreur de fait.' });
    await withdrawals.withdraw(signatory, decisionId, { version });
  };
  const bytesOf = async (id: string): Promise<string> =>
    (await desk.app.app.get(DocumentsService).read(agent, id as DocumentId)).sha256Hex;

  it('keeps the decision as it is, puts the person right, and makes a letter that says both', async () => {
    const of = await signed(true);
    const letter = await bytesOf(of.documentId);
    const right = `${of.familyName}t`;
    const id = await propose(of, { familyName: right, birthDate: '12/03/1986' });
    expect((await persons.read(agent, of.personId)).person.familyName).toBe(of.familyName);
    await corrections.sign(signatory, id, { version: 1 });

    const { person, history } = await persons.read(agent, of.personId);
    expect(person).toMatchObject({ familyName: right, latinFamilyName: right, birthDate: { year: 1986 } });
    expect(history[0]).toMatchObject({ cause: 'decision-correction' });
    expect(await bytesOf(of.documentId)).toBe(letter);
    const after = (await desk.decisions.read(agent, of.decisionId)).decision;
    expect(after.version).toBe(of.version);

    const { correction, decision } = await corrections.read(agent, id);
    expect(decision.stood).toMatchObject({ familyName: right, birthDate: '1986-03-12' });
    const file = await desk.app.app.get(DocumentsService).read(agent, correction.documentId!);
    const { text, unmarkedPainting } = await readPdf(file.bytes);
    expect(unmarkedPainting).toEqual([]);
    for (const said of [of.familyName, right, '12/03/1987', '12/03/1986', 'purement matérielle'])
      expect(text).toContain(said);
    expect(decision.notifications).toHaveLength(1);
  });

  it('R4.1: opens a new window, which runs from the new notification; what is owed does not change', async () => {
    const of = await signed(true);
    desk.goTo('2026-11-30');
    const id = await propose(of, {
      remediesStood: 'Dans les quinze jours.',
      remedies: 'Dans le mois.',
      effect: 'new-window',
    });
    await corrections.sign(signatory, id, { version: 1 });
    const act = (handedOverOn: string) => ({
      channel: 'hand' as const,
      command: parseCommand(HandOverDecision, { version: of.version, handedOverOn, receipt: 'signed' }),
    });
    await expect(refusalsOf(corrections.notify(agent, id, act('2026-11-29')))).resolves.toEqual([
      'handedOverOn: notified-before-signature',
    ]);
    const outcomes = await Promise.all([1, 2].map(() => refusalsOf(corrections.notify(agent, id, act('2026-11-30')))));
    expect(outcomes.flat()).toEqual([': already-notified']);
    const { notifications } = (await corrections.read(agent, id)).decision;
    expect(notifications.map(({ actedOn, lastDay }) => [actedOn, lastDay])).toEqual([['2026-11-30', '2026-12-31']]);
    expect((await desk.decisions.read(agent, of.decisionId)).decision.payableFrom).toBe(TODAY);
    expect(await desk.findings()).toEqual([]);
  });

  describe('goes to everybody to whom the decision went', () => {
    interface Copy {
      readonly addressee_id: PersonId;
      readonly addressee_ordinal: number;
      readonly bytes: Buffer;
    }
    const copiesOf = (id: CorrectionId): Promise<Copy[]> =>
      desk.rows<Copy>(
        `SELECT d.addressee_id, d.addressee_ordinal, d.bytes FROM document d JOIN decision_correction_letter l ON l.document_id = d.id
         WHERE l.correction_id = $1 AND d.kind = 'correction' ORDER BY d.addressee_ordinal`,
        [id],
      );

    async function correctedFor(
      personId: PersonId,
      named: Named,
      changes: object,
    ): Promise<[Signed, Copy[], CorrectionId]> {
      const steps = new LiableSteps(desk, agent);
      const { decisionId, version } = await steps.signed(await steps.enter(personId, named));
      const of = { decisionId, version, personId } as Signed;
      const id = await propose(of, { place: 'Nieuport', ...changes });
      await corrections.sign(signatory, id, { version: 1 });
      return [of, await copiesOf(id), id];
    }

    it('trap 6: to each representative of a minor under the reference of the copy, never to the minor', async () => {
      const minor = await desk.person({ ...MINOR, familyName: 'Enfantexemple' });
      const parents = [
        await desk.person({ familyName: 'Mereexemple' }),
        await desk.person({ familyName: 'Pereexemple' }),
      ];
      const [of, copies] = await correctedFor(minor, { liableParties: parents.map(parentOf) }, {});
      expect(copies.map(({ addressee_id }) => addressee_id).sort()).toEqual([...parents].sort());
      const { number } = (await desk.decisions.read(agent, of.decisionId)).decision;
      for (const { addressee_id, addressee_ordinal, bytes } of copies) {
        const { pages, unmarkedPainting } = await readPdf(bytes);
        const [window] = (pages[0] ?? '').split('Décision n°');
        expect(window).toContain(`${number}/${addressee_ordinal}`);
        expect(window).toContain(addressee_id === parents[0] ? 'MEREEXEMPLE' : 'PEREEXEMPLE');
        expect(pages.join(' ')).toContain('ENFANTEXEMPLE');
        expect(unmarkedPainting).toEqual([]);
        expect(bytes.includes('/ByteRange')).toBe(true);
      }
    });

    it('R1.1.11: to the person and to the carrier; R2.10: at the elected domicile', async () => {
      const line = await desk.person({ ...FIRM, familyName: 'Lignes Correctes' });
      const [person, lawyer] = [await desk.person(), await desk.person({ ...ADDRESS, familyName: 'Conseilexemple' })];
      const mandates = [
        {
          personId: lawyer,
          representedId: person,
          kind: 'lawyer',
          reference: 'M-1',
          givenOn: '2026-11-19',
          electsDomicile: true,
        },
      ];
      const [, copies] = await correctedFor(person, { liableParties: [carrierOf(line)], mandates }, {});
      expect(copies.map(({ addressee_id }) => addressee_id).sort()).toEqual([person, line].sort());
      const texts = await Promise.all(
        copies.map(async ({ addressee_id, bytes }) => [addressee_id, (await readPdf(bytes)).text] as const),
      );
      const textTo = new Map(texts);
      expect(textTo.get(person)).toMatch(/c\/o CONSEILEXEMPLE/);
      expect(textTo.get(person)).toContain('Rue Imaginaire 1');
      expect(textTo.get(line)).not.toContain('c/o');
      expect(textTo.get(line)).toContain('Lignes Correctes');
    });

    it('R4.1, D21: a new month is opened for each by a notification of each, once', async () => {
      const line = await desk.person({ ...FIRM, familyName: 'Lignes Nouvelles' });
      const person = await desk.person();
      const steps = new LiableSteps(desk, agent);
      const { decisionId, version } = await steps.signed(
        await steps.enter(person, { liableParties: [carrierOf(line)] }),
      );
      const hand = (at: number, handedOverOn: string, addresseeId?: string): HandOverDecision =>
        parseCommand(HandOverDecision, { version: at, handedOverOn, receipt: 'signed', addresseeId });
      const first = await desk.notifications.handOver(agent, decisionId, hand(version, TODAY, person));
      const second = await desk.notifications.handOver(agent, decisionId, hand(first.version, TODAY, line));
      const of = { decisionId, version: second.version } as Signed;
      desk.goTo('2026-11-30');
      const id = await propose(of, { remediesStood: 'Quinze jours.', remedies: 'Un mois.', effect: 'new-window' });
      expect((await corrections.read(agent, id)).toTell).toEqual([]);
      await corrections.sign(signatory, id, { version: 1 });
      const tell = (addresseeId?: string): Promise<string[]> =>
        refusalsOf(
          corrections.notify(agent, id, { channel: 'hand', command: hand(second.version, '2026-11-30', addresseeId) }),
        );
      const left = async (): Promise<PersonId[]> => (await corrections.read(agent, id)).toTell.map((each) => each.id);
      expect((await left()).sort()).toEqual([person, line].sort());
      expect(await tell()).toEqual(['addresseeId: addressee-not-liable']);
      expect(await tell(line)).toEqual([]);
      expect(await left()).toEqual([person]);
      expect(await tell(line)).toEqual(['addresseeId: already-notified']);
      expect(await tell()).toEqual([]);
      expect(await tell(person)).toEqual([': already-notified']);
      const { correction, decision } = await corrections.read(agent, id);
      expect(correction.notificationIds).toHaveLength(2);
      expect(decision.notifications.map(({ lastDay }) => lastDay)).toEqual(['2026-12-31', '2026-12-31']);
      expect(await desk.findings()).toEqual([]);
    });
  });

  it('one without effect is not notified again', async () => {
    const of = await signed(true);
    const id = await propose(of, { place: 'Nieuport' });
    await corrections.sign(signatory, id, { version: 1 });
    const command = parseCommand(HandOverDecision, { version: of.version, handedOverOn: TODAY, receipt: 'signed' });
    await expect(refusalsOf(corrections.notify(agent, id, { channel: 'hand', command }))).resolves.toEqual([
      ': correction-opens-no-window',
    ]);
  });

  it('R1.0.7: a birth date that makes the person a minor is refused: the decision has to be withdrawn', async () => {
    const personId = await desk.person({ birthDate: '17/11/2008' });
    const { decisionId } = await desk.enter(agent, personId);
    const { version } = await desk.submitted(decisionId);
    await desk.decisions.sign(signatory, decisionId!, { version });
    const of = { decisionId: decisionId!, version: version + 1 } as Signed;
    await expect(refusalsOf(propose(of, { birthDate: '19/11/2008' }))).resolves.toEqual([
      'birthDate: correction-makes-minor',
    ]);
  });

  it('trap 23: is signed by another person, with a delegation for the article that stands today', async () => {
    const of = await signed();
    const id = await propose(of, { place: 'Nieuport' });
    await expect(refusalsOf(corrections.sign(agent, id, { version: 1 }))).resolves.toEqual([
      ': correction-own-proposal',
    ]);
    await desk.rows(`UPDATE signature_delegation SET valid_to = '2026-11-19' WHERE user_id = $1 AND article = '4bis'`, [
      signatory.id,
    ]);
    await expect(refusalsOf(corrections.sign(signatory, id, { version: 1 }))).resolves.toEqual([': delegation-ended']);
    await desk.rows(`UPDATE signature_delegation SET valid_to = NULL WHERE user_id = $1 AND article = '4bis'`, [
      signatory.id,
    ]);
    const outcomes = await Promise.all([1, 2].map(() => refusalsOf(corrections.sign(signatory, id, { version: 1 }))));
    expect(outcomes.flat()).toEqual([': illegal-transition']);
    const byHand = desk.rows('UPDATE decision_correction SET signed_by = proposed_by WHERE id = $1', [id]);
    await expect(byHand).rejects.toMatchObject({ constraint: 'ck_decision_correction_four_eyes' });
  });

  it('one at a time: two proposals at once, one waits; refused, another may follow', async () => {
    const of = await signed();
    const outcomes = await Promise.all(['Nieuport', 'Nieuwport'].map((place) => refusalsOf(propose(of, { place }))));
    expect(outcomes.flat()).toEqual([': correction-already-proposed']);
    const open = (await corrections.prepare(agent, of.decisionId)).corrections[0]!;
    await corrections.refuse(signatory, open.id, { version: 1, reason: 'Le lieu est juste.' });
    await propose(of, { place: 'Nieupoort' });
  });

  it('R2.12: is not signed once its decision was withdrawn', async () => {
    const of = await signed();
    const id = await propose(of, { place: 'Nieuport' });
    await withdraw(of);
    await expect(refusalsOf(corrections.sign(signatory, id, { version: 1 }))).resolves.toEqual([
      ': correction-not-signed',
    ]);
  });

  it('R2.12: two at once: withdrawn and corrected, whichever comes first, no letter corrects what stands no more', async () => {
    const of = await signed();
    const id = await propose(of, { place: 'Nieuport' });
    const [, refused] = await Promise.all([withdraw(of), refusalsOf(corrections.sign(signatory, id, { version: 1 }))]);
    const [order] = await desk.rows<{ sound: boolean }>(
      `SELECT c.state = 'proposed' OR c.signed_at <= w.decided_at AS sound FROM decision_correction c JOIN withdrawal w USING (decision_id) WHERE c.id = $1`,
      [id],
    );
    expect(refused.filter((each) => each !== ': correction-not-signed')).toEqual([]);
    expect(order).toEqual({ sound: true });
  });

  it('R2.5: is not signed without effect once a letter was posted to the address that it puts right', async () => {
    const personId = await desk.person({
      addressLine: 'Rue Imaginaire 1',
      postalCode: '1000',
      municipality: 'Bruxelles',
    });
    const { decisionId } = await desk.enter(agent, personId);
    const { version } = await desk.submitted(decisionId);
    const done = await desk.decisions.sign(signatory, decisionId!, { version });
    const id = await propose({ decisionId: decisionId!, version: done.version } as Signed, {
      addressLine: 'Rue Imaginaire 11',
    });
    await desk.notifications.post(agent, decisionId!, {
      version: done.version,
      postedOn: TODAY,
      postingReference: 'RR 1',
    });
    await expect(refusalsOf(corrections.sign(signatory, id, { version: 1 }))).resolves.toEqual([
      'effect: correction-needs-new-window',
    ]);
  });

  it('R2.4: place and facts take a typing error, not another place nor the contrary', async () => {
    const of = await signed();
    const refused = (changes: object): Promise<string[]> => refusalsOf(propose(of, { ...changes }));
    expect(await refused({ place: 'Zeebrugge' })).toEqual(['place: correction-not-a-typing-error']);
    expect(await refused({ facts: 'Sortie de nuit à bord d’un voilier.' })).toEqual([
      'facts: correction-not-a-typing-error',
    ]);
    expect(await refused({ facts: 'Entrée de nuit à bord d’un vieux voilier.' })).toEqual([
      'facts: correction-not-a-typing-error',
    ]);
    await propose(of, { facts: 'Entrée de nuit à bord d’un voillier.' });
  });

  it('what stood is what the letter says, though the record was changed since', async () => {
    const of = await signed();
    const { form } = await persons.read(agent, of.personId);
    desk.goTo('2026-11-21');
    const moved = { addressLine: 'Rue Nouvelle 1', postalCode: '8400' };
    await persons.correct(agent, of.personId, 1, { ...form, ...moved } as never);
    expect((await corrections.prepare(agent, of.decisionId)).stood).toMatchObject({
      addressLine: form['addressLine'],
      postalCode: form['postalCode'],
    });
    const id = await propose(of, { addressLine: 'Rue Ancienne 2', familyName: `${of.familyName}s` });
    await corrections.sign(signatory, id, { version: 1 });
    const { person } = await persons.read(agent, of.personId);
    expect(person).toMatchObject({ ...moved, familyName: `${of.familyName}s` });
  });
});
