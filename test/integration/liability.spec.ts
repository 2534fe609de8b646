import type { Entered } from '../../src/entry/entry.service';
import { LiabilityDesk } from '../../src/liability/liability-desk.service';
import type { PersonId } from '../../src/kernel/ids';
import { PersonFlagsService } from '../../src/liability/person-flags.service';
import { CorrectLiability } from '../../src/liability/liability.commands';
import { parseCommand } from '../../src/platform/http/fields';
import type { UserActor } from '../support/actors';
import { ADDRESS, CROSSING, FineDesk, NO_ADDRESS, PRESENCE, TODAY } from '../support/fine-desk';
import { carrierOf, FIRM, LiableSteps, MINOR, parentOf, type Named } from '../support/liable-steps';
import { refusalsOf } from '../support/refusals';
import { booksHoldAfterEach } from '../support/proven-books';

/** Silence on a registered letter of 2 November. */
const SILENT = {
  ...CROSSING,
  factsOn: '2026-11-01',
  reportOn: '2026-11-01',
  hearingKind: 'invited-no-answer',
  hearingOn: undefined,
  hearingMeans: undefined,
  hearingStatement: undefined,
  hearingAnswer: undefined,
  hearingInvitedOn: '2026-11-02',
  hearingInvitationMeans: 'registered-mail',
  hearingInvitationEvidence: 'RR 0123 456 789 BE',
  hearingInvitedTo: 'written',
  hearingInvitedFor: '2026-11-19',
};

describe('who must pay', () => {
  let desk: FineDesk;
  let agent: UserActor;
  let steps: LiableSteps;

  beforeAll(async () => {
    desk = await FineDesk.open();
    agent = await desk.actor('agent.border');
    steps = new LiableSteps(desk, agent);
  }, 60_000);
  beforeEach(() => desk.goTo(TODAY));
  booksHoldAfterEach(() => desk);
  afterAll(() => desk.close());

  describe('at the entry', () => {
    it('R1.0.7, trap 6: the parents of a minor, who is no debtor himself', async () => {
      const [child, mother, father] = [await desk.person(MINOR), await desk.person(), await desk.person()];
      const entered = await steps.enter(child, { liableParties: [parentOf(mother), parentOf(father)] });
      expect((await steps.debtors(entered)).sort()).toEqual(
        [`${mother} legal-representative`, `${father} legal-representative`].sort(),
      );
      const events = await desk.rows<{ detail: { liable: object[] } }>(
        `SELECT detail FROM event_log WHERE case_id = $1 AND type = 'offence.recorded'`,
        [entered.offenceId],
      );
      expect(events[0]?.detail.liable).toHaveLength(2);
      const { liable } = await desk.recorded.read(agent, entered.offenceId);
      expect(liable[0]).toMatchObject({ capacity: 'legal-representative', basis: 'Mère, acte de naissance.' });
    });

    it('R2.9: the language of the act is that of the same parent at the check and on file, whichever is named first', async () => {
      const [inFrench, inDutch] = ['fr', 'nl'].map((decisionLanguage) => ({ ...CROSSING, decisionLanguage }));
      for (const isFrenchFirst of [true, false]) {
        const [first, second] = [await desk.person(), await desk.person({ language: 'nl' })];
        const named = (isFrenchFirst ? [first, second] : [second, first]).map(parentOf);
        const child = await desk.person(MINOR);
        expect(await steps.refused(child, { liableParties: named }, inDutch)).toEqual([
          'decisionLanguageReason: language-reason-missing',
        ]);
        // The father, on file first, gets the first copy.
        expect(await steps.refused(child, { liableParties: named }, inFrench)).toEqual([]);
      }
      const line = await desk.person({ ...FIRM, ...ADDRESS, language: 'nl' });
      const carrierFirst = { liableParties: [carrierOf(line), parentOf(await desk.person())] };
      expect(await steps.refused(await desk.person(MINOR), carrierFirst, inFrench)).toEqual([]);
    });

    it('R2.8: names nobody as invited in the place of an adult', async () => {
      const named = { ...CROSSING, hearingInvitedName: 'Zoé Exemple, mère' };
      expect(await steps.refused(await desk.person(), {}, named)).toEqual([
        'hearingInvitedName: representative-of-adult',
      ]);
    });

    it('R1.0.8, trap 6: a firm in charge, by its enterprise number', async () => {
      const home = await desk.person({ ...FIRM, familyName: 'Foyer Imaginaire asbl' });
      const inCharge = { personId: home, capacity: 'in-charge', basis: 'Placement du 3 mai.' };
      expect(await steps.debtors(await steps.enter(await desk.person(MINOR), { liableParties: [inCharge] }))).toEqual([
        `${home} in-charge`,
      ]);
      const nameless = await desk.person({ ...FIRM, familyName: 'Foyer sans numéro', enterpriseNumber: undefined });
      expect(
        await steps.refused(await desk.person(MINOR), { liableParties: [{ ...inCharge, personId: nameless }] }),
      ).toEqual(['liableParties.0.personId: enterprise-number-missing']);
    });

    it('D34: the guardian, whose appointment holds recovery from the day on which it is known', async () => {
      const [child, guardian] = [await desk.person(MINOR), await desk.person()];
      const party = { personId: guardian, capacity: 'guardian', basis: 'Mineur non accompagné.' };
      expect(await steps.refused(child, { liableParties: [party] })).toEqual([
        'liableParties.0.appointmentReference: required',
        'liableParties.0.appointedOn: required',
      ]);
      const appointed = { ...party, appointmentReference: 'SDT-2026-118', appointedOn: '2026-11-10' };
      const entered = await steps.enter(child, { liableParties: [appointed] });
      expect((await steps.partiesOf(entered)).debtors).toMatchObject([
        { capacity: 'guardian', appointmentReference: 'SDT-2026-118', appointedOn: '2026-11-10' },
      ]);
      const flags = await desk.rows('SELECT kind, since, evidence FROM person_flag WHERE person_id = $1', [child]);
      expect(flags).toEqual([{ kind: 'guardian', since: '2026-11-10', evidence: 'SDT-2026-118' }]);
    });

    it('D23: nobody decides on majority but a person, with the reason, which is kept', async () => {
      const young = await desk.person({ birthDate: '2008' });
      expect(await steps.refused(young, {})).toEqual(['majority: majority-unknown']);
      expect(await steps.refused(young, { majority: { decided: 'adult' } })).toEqual(['majority.reason: required']);
      const majority = { decided: 'adult', reason: 'Permis de conduire étranger.' };
      const { offenceId } = await steps.enter(young, { majority });
      const { offence } = await desk.recorded.read(agent, offenceId);
      expect(offence).toMatchObject({ majorityDecided: 'adult', majorityReason: majority.reason });
      expect(await steps.refused(await desk.person(), { majority })).toEqual(['majority.decided: majority-known']);
    });

    it('trap 7: the carrier beside the person, in one decision and one claim', async () => {
      const [person, line] = [await desk.person(), await desk.person({ ...FIRM, familyName: 'Lignes Imaginaires sa' })];
      const entered = await steps.enter(person, { liableParties: [carrierOf(line)] });
      expect(await steps.debtors(entered)).toEqual([`${person} offender`, `${line} carrier`]);
      const [count] = await desk.rows<{ decisions: number; accounts: number }>(
        `SELECT (SELECT count(*)::int FROM decision WHERE offence_id = $1) AS decisions,
           (SELECT count(*)::int FROM ledger_account WHERE decision_id = $2 AND kind = 'receivable') AS accounts`,
        [entered.offenceId, entered.decisionId],
      );
      expect(count).toEqual({ decisions: 1, accounts: 1 });
      const french = await desk.person({ nationality: 'FR' });
      expect(await steps.refused(french, { liableParties: [carrierOf(line)] }, PRESENCE)).toEqual([
        'liableParties.0.capacity: carrier-not-liable',
      ]);
    });

    it('R1.1.12, trap 7: a carrier may be fined for the own crossing, whichever file came first; who signs is told', async () => {
      const [person, skipper] = [await desk.person(), await desk.person({ familyName: 'Skipperimaginaire' })];
      const files = [
        await steps.enter(person, { liableParties: [carrierOf(skipper)] }),
        await steps.enter(skipper, {}),
      ];
      const other = await desk.person();
      files.push(await steps.enter(other, { liableParties: [carrierOf(skipper)] }));
      expect(await Promise.all(files.map((each) => steps.debtors(each)))).toEqual([
        [`${person} offender`, `${skipper} carrier`],
        [`${skipper} offender`],
        [`${other} offender`, `${skipper} carrier`],
      ]);
      const told = async ({ decisionId }: Entered): Promise<unknown> =>
        (await desk.sheets.read(agent, decisionId!)).carriersFined;
      const params = { name: 'Skipperimaginaire, Ada' };
      expect(await told(files[0]!)).toEqual([{ key: 'decision.carrier.carrier', params }]);
      expect(await told(files[1]!)).toEqual([{ key: 'decision.carrier.offender', params }]);
      // The own fine has no second debtor in oneself, and stays one.
      expect(await steps.refused(skipper, { liableParties: [carrierOf(skipper)] })).toEqual(
        expect.arrayContaining(['liableParties.0.personId: party-is-offender', 'factsOn: duplicate-offence']),
      );
      const submitted = await desk.submitted(files[1]!.decisionId);
      await expect(
        desk.decisions.sign(await desk.actor('signatory.border'), submitted.decisionId, submitted),
      ).resolves.toHaveProperty('number');
    });

    describe('D34: a death on file', () => {
      const die = (personId: PersonId, since: string): Promise<unknown> =>
        desk.app.app
          .get(PersonFlagsService)
          .record(agent, personId, { kind: 'death', since, evidence: 'Acte de décès 12/2026.' });

      it('stops the entry of facts after it, for who did them and for who answers', async () => {
        const [person, child, mother] = [await desk.person(), await desk.person(MINOR), await desk.person()];
        await die(person, '2026-11-17');
        expect(await steps.refused(person, {})).toEqual(['factsOn: facts-after-death']);
        await expect(steps.enter(person, {}, { ...CROSSING, factsOn: '2026-11-17' })).resolves.toBeDefined();
        await die(mother, '2026-11-01');
        expect(await steps.refused(child, { liableParties: [parentOf(mother)] })).toEqual([
          'liableParties.0.personId: party-dead',
        ]);
      });

      it('that becomes known later stops submission and signature', async () => {
        const [drafted, submitted] = [await desk.person(), await desk.person()];
        const draft = await steps.enter(drafted, {});
        const { decisionId, version } = await desk.submitted((await steps.enter(submitted, {})).decisionId);
        await die(drafted, '2026-11-10');
        await die(submitted, '2026-11-10');
        expect(await refusalsOf(desk.submitted(draft.decisionId))).toEqual(['factsOn: facts-after-death']);
        const signatory = await desk.actor('signatory.border');
        expect(await refusalsOf(desk.decisions.sign(signatory, decisionId, { version }))).toEqual([
          'factsOn: facts-after-death',
        ]);
      });
    });

    it('R1.0.8: a foreign carrier by the number of its own register', async () => {
      const firm = { ...FIRM, enterpriseNumber: undefined, nationality: 'IE', familyName: 'Imaginary Air Ltd' };
      const line = await desk.person(firm);
      const named = { ...carrierOf(line) };
      expect(await steps.refused(await desk.person(), { liableParties: [named] })).toEqual([
        'liableParties.0.registerNumber: register-number-missing',
      ]);
      const entered = await steps.enter(await desk.person(), {
        liableParties: [{ ...named, registerNumber: 'IE 104547' }],
      });
      expect((await steps.partiesOf(entered)).debtors[1]).toMatchObject({ registerNumber: 'IE 104547' });
    });

    it('a lawyer with an address, who owes nothing', async () => {
      const person = await desk.person();
      const mandate = {
        representedId: person,
        kind: 'lawyer',
        reference: 'BAR-77',
        givenOn: '2026-11-19',
        electsDomicile: true,
      };
      const nowhere = await desk.person(NO_ADDRESS);
      expect(await steps.refused(person, { mandates: [{ ...mandate, personId: nowhere }] })).toEqual([
        'mandates.0.personId: mandatary-without-address',
      ]);
      const lawyer = await desk.person(ADDRESS);
      const entered = await steps.enter(person, { mandates: [{ ...mandate, personId: lawyer }] });
      expect(await steps.debtors(entered)).toEqual([`${person} offender`]);
      expect((await steps.partiesOf(entered)).mandates).toMatchObject([
        { mandatary: { id: lawyer }, electsDomicile: true },
      ]);
    });

    it.each<[string, Named, string[]]>([
      ['a list that is none', { liableParties: {} as object[] }, ['liableParties: not-a-list']],
      ['too long a list', { liableParties: Array.from({ length: 6 }, () => ({})) }, ['liableParties: too-many']],
      [
        'a party without anything',
        { liableParties: [{}] },
        ['liableParties.0.personId: required', 'liableParties.0.capacity: required'],
      ],
      ['a party that is a text', { liableParties: ['x' as unknown as object] }, ['liableParties.0: not-an-object']],
      [
        'a field that there is not',
        { majority: { decided: 'adult', reason: 'Because of the licence.', colour: 'b' } },
        ['majority.colour: unknown-field'],
      ],
      [
        'somebody who is not on file',
        { liableParties: [{ personId: '01900000-0000-7000-8000-000000000001', capacity: 'carrier', basis: 'b' }] },
        ['liableParties.0.personId: party-unknown'],
      ],
    ])('refuses %s', async (_what, named, expected) => {
      const told = await steps.refused(await desk.person(), named);
      expect(told.slice(0, expected.length)).toEqual(expected);
    });

    it('R1.0.7: refuses an adult with a representative, and a child as one', async () => {
      expect(await steps.refused(await desk.person(), { liableParties: [parentOf(await desk.person())] })).toEqual([
        'liableParties.0.capacity: adult-represented',
      ]);
      const [child, sister] = [await desk.person(MINOR), await desk.person(MINOR)];
      expect(await steps.refused(child, { liableParties: [parentOf(sister)] })).toEqual([
        'liableParties.0.personId: party-not-of-age',
      ]);
      expect(await steps.refused(child, { liableParties: [parentOf(child)] })).toEqual([
        'liableParties.0.personId: party-is-offender',
      ]);
      expect(await steps.refused(child, { liableParties: [{ personId: child, capacity: 'offender' }] })).toEqual([
        'liableParties.0.capacity: minor-never-liable',
        'liableParties: minor-needs-liable-party',
      ]);
    });

    it('trap 6: nobody owes a fine that is not imposed', async () => {
      const offence = { ...CROSSING, outcome: 'no-fine' };
      const child = await desk.person(MINOR);
      expect(await steps.refused(child, { liableParties: [parentOf(await desk.person())] }, offence)).toEqual([
        'liableParties: liable-without-fine',
      ]);
      expect(await steps.debtors(await steps.enter(child, {}, offence))).toEqual([]);
    });

    it('trap 24: an open fine stands in the way of no registration and of no correction of a person', async () => {
      const mother = await desk.person();
      await steps.enter(await desk.person(MINOR), { liableParties: [parentOf(mother)] });
      await steps.enter(mother, {});
      await expect(desk.person({ familyName: 'Autreregistree' })).resolves.toBeDefined();
    });
  });

  describe('corrected before the signature', () => {
    const correct = (entered: Entered, version: number, named: Named, who = agent): Promise<{ version: number }> =>
      desk.app.app
        .get(LiabilityDesk)
        .correct(who, entered.offenceId, parseCommand(CorrectLiability, { ...named, version }));

    it('D33: replaces who must pay, makes its author one, and sends the reader back to the decision', async () => {
      const [person, line] = [await desk.person(), await desk.person({ ...FIRM, familyName: 'Lignes Deux sa' })];
      const entered = await steps.enter(person, {});
      const { version } = await desk.submitted(entered.decisionId);
      const deputy = await desk.actor('deputy.border');
      expect(await correct(entered, 1, { liableParties: [carrierOf(line)] }, deputy)).toMatchObject({ version: 2 });
      expect(await steps.debtors(entered)).toEqual([`${person} offender`, `${line} carrier`]);
      const signatory = await desk.actor('signatory.border');
      expect(await refusalsOf(desk.decisions.sign(signatory, entered.decisionId!, { version }))).toEqual([
        ': changed-since-read',
      ]);
      expect(await refusalsOf(desk.decisions.sign(deputy, entered.decisionId!, { version: version + 1 }))).toEqual([
        ': signer-drafted',
      ]);
      const events = await desk.rows<{ type: string }>(
        `SELECT type FROM event_log WHERE case_id = $1 AND type = 'offence.liability-corrected'`,
        [entered.offenceId],
      );
      expect(events).toHaveLength(1);
      expect(await refusalsOf(correct(entered, 1, {}))).toEqual([': changed-since-read']);
    });

    it('R2.3: is refused after the signature, by the rule and by the database', async () => {
      const entered = await steps.enter(await desk.person(), {});
      await steps.signed(entered);
      expect(await refusalsOf(correct(entered, 1, {}))).toEqual([': liability-fixed']);
      await expect(
        desk.rows('DELETE FROM liable_party WHERE offence_id = $1', [entered.offenceId]),
      ).rejects.toMatchObject({ constraint: 'ck_liable_party_signed' });
    });

    it('of two at once one is told to look again', async () => {
      const entered = await steps.enter(await desk.person(), {});
      const [one, two] = [
        await desk.person({ ...FIRM, familyName: 'Lignes Trois sa' }),
        await desk.person({ ...FIRM, familyName: 'Lignes Quatre sa' }),
      ];
      const told = await Promise.all(
        [one, two].map((line) => refusalsOf(correct(entered, 1, { liableParties: [carrierOf(line)] }))),
      );
      expect(told.flat()).toEqual([': changed-since-read']);
      expect(await steps.debtors(entered)).toHaveLength(2);
    });

    it('at the same time as the signature, one of the two is refused', async () => {
      const entered = await steps.enter(await desk.person(), {});
      const { version } = await desk.submitted(entered.decisionId);
      const line = await desk.person({ ...FIRM, familyName: 'Lignes Cinq sa' });
      const signatory = await desk.actor('signatory.border');
      const [ofSignature, ofCorrection] = await Promise.all([
        refusalsOf(desk.decisions.sign(signatory, entered.decisionId!, { version })),
        refusalsOf(correct(entered, 1, { liableParties: [carrierOf(line)] })),
      ]);
      expect([ofSignature, ofCorrection].filter((each) => each.length === 0)).toHaveLength(1);
      expect([...ofSignature, ...ofCorrection]).toHaveLength(1);
    });

    it('R2.8: the silence of a minor recorded before its representative was asked for carries its fine still', async () => {
      const [child, mother] = [await desk.person(MINOR), await desk.person()];
      const asked = { ...SILENT, hearingInvitedName: 'Zoé Exemple, mère' };
      const entered = await steps.enter(child, { liableParties: [parentOf(mother)] }, asked);
      await desk.rows(`UPDATE offence SET hearing_invited_name = '' WHERE id = $1`, [entered.offenceId]);
      await expect(steps.signed(entered)).resolves.toHaveProperty('decisionId', entered.decisionId);
    });

    it('R1.0.7: a representative found to be a child is told at submission', async () => {
      const mother = await desk.person();
      const entered = await steps.enter(await desk.person(MINOR), { liableParties: [parentOf(mother)] });
      const { version } = await desk.decisions.edit(agent, entered.decisionId!, { version: 1, motivation: 'Motif.' });
      await desk.rows('UPDATE person SET birth_year = 2012 WHERE id = $1', [mother]);
      expect(await refusalsOf(desk.decisions.submit(agent, entered.decisionId!, { version }))).toEqual([
        'liableParties.0.personId: party-not-of-age',
      ]);
    });
  });
});
