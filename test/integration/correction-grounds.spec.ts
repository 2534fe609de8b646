import { ProposeCorrection } from '../../src/corrections/corrections.commands';
import type { CorrectionId } from '../../src/corrections/corrections.repository';
import { CorrectionsService } from '../../src/corrections/corrections.service';
import { DocumentsService } from '../../src/documents/documents.service';
import type { DecisionId, DocumentId, PersonId } from '../../src/kernel/ids';
import { MailBatches } from '../../src/mail/mail.service';
import { MergesService } from '../../src/merges/merges.service';
import { HandOverDecision } from '../../src/notifications/notifications.commands';
import { NotificationRegister } from '../../src/notifications/register.service';
import { PersonCommand } from '../../src/persons/persons.commands';
import { PersonsService } from '../../src/persons/persons.service';
import { parseCommand } from '../../src/platform/http/fields';
import { WorkService } from '../../src/reports/work.service';
import type { UserActor } from '../support/actors';
import { Refused } from '../../src/platform/refused';
import { CROSSING, FineDesk, TODAY } from '../support/fine-desk';
import { carrierOf, FIRM, LiableSteps, MINOR, parentOf, type Named } from '../support/liable-steps';
import { OBLIGATION_CASES } from '../support/obligation-cases';
import { readPdf } from '../support/pdf-reader';
import { booksHoldAfterEach } from '../support/proven-books';
import { refusalsOf } from '../support/refusals';

jest.setTimeout(120_000);

const WHY = { reason: 'Faute de frappe.', evidence: 'Copie du passeport.', effectReason: 'Le délai est examiné.' };

const caseOf = (code: string): object => OBLIGATION_CASES.find((each) => each.code === code)!.offence;

/** What a correction rests on, and what rests on the people whom it puts right. */
describe('the grounds of a correction', () => {
  let desk: FineDesk;
  let agent: UserActor;
  let signatory: UserActor;
  let corrections: CorrectionsService;
  let persons: PersonsService;
  let register: NotificationRegister;

  beforeAll(async () => {
    desk = await FineDesk.open();
    [agent, signatory] = [await desk.actor('agent.border'), await desk.actor('signatory.border')];
    corrections = desk.app.app.get(CorrectionsService);
    persons = desk.app.app.get(PersonsService);
    register = desk.app.app.get(NotificationRegister);
  });
  beforeEach(() => desk.goTo(TODAY));
  booksHoldAfterEach(() => desk);
  afterAll(() => desk.close());

  const versionOf = async (id: DecisionId): Promise<number> => (await desk.decisions.read(agent, id)).decision.version;

  /** A signed decision about a person. */
  async function signed(personId: PersonId, named: Named = {}, offence: object = CROSSING): Promise<DecisionId> {
    const steps = new LiableSteps(desk, agent);
    return (await steps.signed(await steps.enter(personId, named, offence))).decisionId;
  }

  async function handed(decisionId: DecisionId, addresseeId?: PersonId, handedOverOn = TODAY): Promise<void> {
    const command = { version: await versionOf(decisionId), handedOverOn, receipt: 'signed', addresseeId };
    await desk.notifications.handOver(agent, decisionId, parseCommand(HandOverDecision, command));
  }

  async function posted(decisionId: DecisionId, addresseeId?: PersonId, postedOn = TODAY): Promise<void> {
    const version = await versionOf(decisionId);
    const command = { version, postedOn, postingReference: 'RP 1', ...(addresseeId && { addresseeId }) };
    await desk.notifications.post(agent, decisionId, command);
  }

  const propose = async (decisionId: DecisionId, changes: object): Promise<CorrectionId> => {
    const version = await versionOf(decisionId);
    const command = parseCommand(ProposeCorrection, { ...WHY, effect: 'no-effect', version, ...changes });
    return (await corrections.propose(agent, decisionId, command)).correctionId;
  };
  const sign = async (decisionId: DecisionId, changes: object): Promise<CorrectionId> => {
    const id = await propose(decisionId, changes);
    await corrections.sign(signatory, id, { version: 1 });
    return id;
  };
  const notify = async (id: CorrectionId, decisionId: DecisionId, handedOverOn: string): Promise<unknown> => {
    const command = { version: await versionOf(decisionId), handedOverOn, receipt: 'signed' };
    return corrections.notify(agent, id, { channel: 'hand', command: parseCommand(HandOverDecision, command) });
  };
  const letterOf = async (id: CorrectionId): Promise<string> => {
    const { correction } = await corrections.read(agent, id);
    const { bytes } = await desk.app.app.get(DocumentsService).read(agent, correction.documentId as DocumentId);
    return (await readPdf(bytes)).text;
  };
  const windows = (id: DecisionId): Promise<unknown[]> =>
    desk.rows('SELECT acted_on, last_day FROM notification WHERE decision_id = $1 AND superseded_by IS NULL', [id]);

  describe('R2.5, trap 11: the remedies of a decision that is told anew', () => {
    const lacking = async (decisionId: DecisionId): Promise<unknown> => {
      const command = { version: await versionOf(decisionId), remedies: 'missing', reason: 'La page manque.' } as const;
      return register.act(agent, decisionId, { verb: 'state-remedies', command });
    };

    it('are in the letter of a correction that opens a new month: court, form and term; in no other', async () => {
      const decisionId = await signed(await desk.person());
      await posted(decisionId);
      desk.goTo('2026-11-30');
      const id = await sign(decisionId, { addressLine: 'Rue Imaginaire 11', effect: 'new-window' });
      const text = await letterOf(id);
      for (const said of ['tribunal de première instance', 'requête', 'un mois', 'le lendemain de la remise'])
        expect(text).toContain(said);
      const other = await signed(await desk.person());
      expect(await letterOf(await sign(other, { place: 'Nieuport' }))).not.toContain('tribunal');
    });

    it('4A point 11: where the decision lacks them only a correction of the remedies opens a month', async () => {
      const decisionId = await signed(await desk.person());
      await posted(decisionId);
      await lacking(decisionId);
      desk.goTo('2026-11-30');
      const address = { addressLine: 'Rue Imaginaire 11', effect: 'new-window' };
      await expect(refusalsOf(propose(decisionId, address))).resolves.toEqual(['remedies: correction-needs-remedies']);
      const id = await sign(decisionId, { ...address, remedies: 'Voir ci-dessous.' });
      expect(await windows(decisionId)).toEqual([]);
      await notify(id, decisionId, '2026-11-30');
      expect(await windows(decisionId)).toEqual([{ acted_on: '2026-11-30', last_day: '2026-12-31' }]);
    });

    it('4A point 11: a correction of something else does not heal what is found to be missing later', async () => {
      const decisionId = await signed(await desk.person());
      await posted(decisionId);
      desk.goTo('2026-11-30');
      const id = await sign(decisionId, { addressLine: 'Rue Imaginaire 11', effect: 'new-window' });
      await lacking(decisionId);
      await expect(refusalsOf(notify(id, decisionId, '2026-11-30'))).resolves.toEqual([': remedies-missing-still']);
      expect(await windows(decisionId)).toEqual([]);
    });
  });

  describe('R2.5, R2.10: an address put right', () => {
    const withCarrier = async (): Promise<{ decisionId: DecisionId; person: PersonId; line: PersonId }> => {
      const [person, line] = [await desk.person(), await desk.person({ ...FIRM, familyName: 'Lignes Postales' })];
      return { decisionId: await signed(person, { liableParties: [carrierOf(line)] }), person, line };
    };
    const STREET = { addressLine: 'Rue Imaginaire 11' };

    it('opens a new month for whom a letter was posted to it, though somebody else was told by hand since', async () => {
      const { decisionId, person, line } = await withCarrier();
      await posted(decisionId, person);
      desk.goTo('2026-11-23');
      await handed(decisionId, line, '2026-11-23');
      await expect(refusalsOf(propose(decisionId, STREET))).resolves.toEqual(['effect: correction-needs-new-window']);
    });

    it('opens none for whom was told by hand, though a letter went to somebody else since', async () => {
      const { decisionId, person, line } = await withCarrier();
      await handed(decisionId, person);
      desk.goTo('2026-11-23');
      await posted(decisionId, line, '2026-11-23');
      await sign(decisionId, STREET);
      expect(await windows(decisionId)).toHaveLength(2);
    });

    it('R2.10: of the address for service it touches the month of whoever is served there, of the person served it does not', async () => {
      const [person, lawyer] = [await desk.person(), await desk.person({ familyName: 'Conseilexemple' })];
      const mandate = { personId: lawyer, representedId: person, kind: 'lawyer', reference: 'M-1', givenOn: TODAY };
      const decisionId = await signed(person, {
        mandates: [{ ...mandate, givenOn: '2026-11-19', electsDomicile: true }],
      });
      await posted(decisionId, person);
      const ofLawyer = propose(decisionId, { ...STREET, personId: lawyer });
      await expect(refusalsOf(ofLawyer)).resolves.toEqual(['effect: correction-needs-new-window']);
      await sign(decisionId, STREET);
    });

    it('D27: takes its day from a registered letter that is under way to it: the decision is sent again', async () => {
      const decisionId = await signed(await desk.person());
      const command = { version: await versionOf(decisionId), channel: 'registered-ar', sentOn: TODAY, itemNumber: 'RR 9-1' } as const; // prettier-ignore
      const { attemptId } = await register.act(agent, decisionId, { verb: 'send', command });
      desk.goTo('2026-11-23');
      await sign(decisionId, STREET);
      desk.goTo('2026-12-14');
      const version = await versionOf(decisionId);
      const back = { version, kind: 'not-collected', happenedOn: '2026-12-14', presentedOn: '2026-11-24' } as const;
      const recorded = register.act(agent, decisionId, { verb: 'record', attemptId: attemptId!, command: back });
      expect(await refusalsOf(recorded)).toEqual(['presentedOn: fact-after-return']);
      expect(await windows(decisionId)).toEqual([]);
      const waiting = await desk.app.app.get(MailBatches).waiting(agent);
      expect(waiting.filter((each) => each.decisionId === decisionId).map(({ kind }) => kind).sort()).toEqual(['correction', 'decision']); // prettier-ignore
      const { groups } = await desk.app.app.get(WorkService).list(agent, 'department');
      const returned = groups.flatMap(({ items }) => items.filter(({ kind }) => kind === 'letter-returned'));
      expect(returned.map(({ id }) => id)).toContain(decisionId);
    });
  });

  describe('R1.0.7, trap 6: a birth date put right looks at every decision that stands', () => {
    const onDay = (factsOn: string): object => ({
      ...CROSSING,
      factsOn,
      reportOn: factsOn,
      hearingOn: factsOn,
      reportReference: `PV-${factsOn}`,
    });
    const numberOf = async (id: DecisionId): Promise<string> => (await desk.decisions.read(agent, id)).decision.number!;
    const unlawful = async (of: Promise<unknown>, files: string): Promise<void> => {
      await expect(of).rejects.toMatchObject({
        refusals: [{ code: 'correction-other-decision-unlawful', field: 'birthDate', params: { files } }],
      });
    };

    it('of the person: an earlier one would be about a minor', async () => {
      const person = await desk.person({ birthDate: '01/05/2007' });
      const first = await signed(person, {}, onDay('2025-06-02'));
      const second = await signed(person, {}, onDay('2026-11-18'));
      await handed(first);
      await unlawful(propose(second, { birthDate: '01/07/2007' }), await numberOf(first));
      await sign(second, { birthDate: '02/05/2007' });
    });

    it('for which the person must pay: a minor answers for no one', async () => {
      const parent = await desk.person({ birthDate: '17/11/2008' });
      const child = await desk.person({ ...MINOR, familyName: 'Enfantexemple' });
      const paid = await signed(child, { liableParties: [parentOf(parent)] }, onDay('2026-11-17'));
      desk.goTo('2026-11-27');
      const own = await signed(parent, {}, onDay('2026-11-25'));
      await unlawful(propose(own, { birthDate: '19/11/2008' }), await numberOf(paid));
    });
  });

  it('D22: after a merge it says what the letter said, not what the record says that goes on', async () => {
    const [survivor, merged] = [await desk.person({ familyName: 'Dupontel' }), await desk.person({ familyName: 'Dupomtel' })]; // prettier-ignore
    const decisionId = await signed(merged);
    const merges = desk.app.app.get(MergesService);
    const command = { mergedId: merged, version: 1, mergedVersion: 1, takenFields: [], reason: 'Même passeport.' };
    const { mergeId } = await merges.propose(agent, survivor, command);
    await merges.confirm(signatory, mergeId, { version: 1 });
    expect((await corrections.prepare(agent, decisionId)).stood.familyName).toBe('Dupomtel');
    const id = await sign(decisionId, { familyName: 'Dupontel' });
    expect(await letterOf(id)).toContain('Dupomtel');
    expect((await persons.read(agent, survivor)).person.familyName).toBe('Dupontel');
  });

  describe('R2.12: identity', () => {
    it('family and given names that were swapped', async () => {
      const person = await desk.person({ familyName: 'Ada', givenNames: 'Exemplaire' });
      const decisionId = await signed(person);
      await expect(refusalsOf(propose(decisionId, { familyName: 'Exemplaire' }))).resolves.toEqual([
        'familyName: correction-other-person',
      ]);
      await sign(decisionId, { familyName: 'Exemplaire', givenNames: 'Ada' });
      expect((await persons.read(agent, person)).person).toMatchObject({ familyName: 'Exemplaire', latinGivenNames: 'Ada' }); // prettier-ignore
    });

    it('the form of the name in Latin letters, which the letter prints', async () => {
      const names = { familyName: 'Παραδειγματίδης', latinFamilyName: 'Paradigmatidis', givenNames: 'Άντα', latinGivenNames: 'Anda' }; // prettier-ignore
      const person = await desk.person(names);
      const decisionId = await signed(person);
      const id = await sign(decisionId, { latinFamilyName: 'Paradeigmatidis' });
      expect((await persons.read(agent, person)).person).toMatchObject({
        ...names,
        latinFamilyName: 'Paradeigmatidis',
      });
      const text = await letterOf(id);
      for (const said of ['Paradigmatidis', 'Paradeigmatidis', 'lettres latines']) expect(text).toContain(said);
    });

    it('R1.0.5: the nationality, within the same category; the letter names the countries in its language', async () => {
      const person = await desk.person({ nationality: 'MA' });
      const decisionId = await signed(person);
      for (const nationality of ['BE', 'FR'])
        expect(await refusalsOf(propose(decisionId, { nationality }))).toEqual([
          'nationality: correction-changes-category',
        ]);
      const id = await sign(decisionId, { nationality: 'DZ' });
      const text = await letterOf(id);
      for (const said of ['Nationalité', 'La décision indique : Maroc', 'Il faut lire : Algérie'])
        expect(text).toContain(said);
      const { person: is, history } = await persons.read(agent, person);
      expect(is.nationality).toBe('DZ');
      expect(history[0]).toMatchObject({ cause: 'decision-correction' });
      expect((await corrections.prepare(agent, decisionId)).stood.nationality).toBe('DZ');
      const again = propose(decisionId, { nationality: 'DZ' });
      expect(await refusalsOf(again)).toEqual(['nationality: correction-changes-nothing']);
    });

    /** Another fine of the person, for a visa that was to be held beside the passport. */
    const AT_BORDER = {
      ...caseOf('41-4-document-at-border'),
      ...{ documentRequired: 'passport-and-visa', sponsorNationality: 'BE', reportReference: 'PV-41' },
    };
    const foundUnlawful = async (of: Promise<unknown>): Promise<unknown[]> => {
      const refused = await of.then(
        () => new Refused({ code: 'nothing-refused' }),
        (error: unknown) => error as Refused,
      );
      return refused.refusals.map(({ code, field, rule, params }) => ({ code, field, rule, params }));
    };

    it.each(['visa-missing', 'none-held'])(
      'R1.1: not beneath another fine that rests on a visa (%s), whichever of both it is proposed on',
      async (documentDefect) => {
        const person = await desk.person({ nationality: 'MA' });
        const first = await signed(person);
        const second = await signed(person, {}, { ...AT_BORDER, documentDefect });
        const own = propose(second, { nationality: 'US' });
        expect(await refusalsOf(own)).toEqual(['nationality: correction-changes-visa']);
        const params = { files: (await desk.decisions.read(agent, second)).decision.number };
        expect(await foundUnlawful(propose(first, { nationality: 'US' }))).toEqual([
          { code: 'correction-other-changes-visa', field: 'nationality', rule: 'R1.1', params },
        ]);
        expect((await persons.read(agent, person)).person.nationality).toBe('MA');
      },
    );

    it('of a birth date and a nationality put right at once the one at fault is named', async () => {
      const person = await desk.person({ nationality: 'MA', birthDate: '12/03/1987' });
      const first = await signed(person);
      await signed(person, {}, { ...AT_BORDER, documentDefect: 'visa-missing' });
      const both = propose(first, { birthDate: '12/03/1988', nationality: 'DZ' });
      expect(await refusalsOf(both)).toEqual(['nationality: correction-other-changes-visa']);
    });

    it('R1.0.5: not of who pays beside: no decision states it, so that the record is put right as such', async () => {
      const [person, line] = [await desk.person(), await desk.person({ ...FIRM, familyName: 'Lignes Sans Pays' })];
      const decisionId = await signed(person, { liableParties: [carrierOf(line)] });
      const ofLine = propose(decisionId, { personId: line, nationality: 'DZ' });
      expect(await refusalsOf(ofLine)).toEqual(['nationality: correction-nationality-not-stated']);
      const { form, person: is } = await persons.read(agent, line);
      await persons.correct(agent, line, is.version, parseCommand(PersonCommand, { ...form, nationality: 'DZ' }));
      expect((await persons.read(agent, line)).person.nationality).toBe('DZ');
    });

    it('D23: a birth year that is completed says what was decided, or is refused', async () => {
      const person = await desk.person({ birthDate: '2008' });
      const majority = { decided: 'adult', reason: 'Diplôme obtenu en 2024.' };
      const decisionId = await signed(person, { majority });
      await expect(refusalsOf(propose(decisionId, { birthDate: '12/12/2008' }))).resolves.toEqual([
        'birthDate: correction-makes-minor',
      ]);
      await sign(decisionId, { birthDate: '12/03/2008' });
      expect((await persons.read(agent, person)).person.birthDate).toEqual({ year: 2008, month: 3, day: 12 });
    });
  });
});
