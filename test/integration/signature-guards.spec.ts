import { EntryGroups } from '../../src/entry/entry-groups.service';
import { EntryInvitations } from '../../src/entry/entry-invitations.service';
import type { EntryAnswers } from '../../src/entry/entry.rules';
import { WithdrawalDesk } from '../../src/decisions/withdrawal-desk.service';
import type { DecisionResult } from '../../src/decisions/decisions.service';
import { DocumentsService } from '../../src/documents/documents.service';
import type { DecisionId, OffenceId, PersonId } from '../../src/kernel/ids';
import { PersonCommand } from '../../src/persons/persons.commands';
import { PersonsService } from '../../src/persons/persons.service';
import { parseCommand } from '../../src/platform/http/fields';
import { FileService } from '../../src/reports/file.service';
import type { UserActor } from '../support/actors';
import { ADDRESS, CROSSING, FineDesk, NO_ADDRESS, PRESENCE, TODAY } from '../support/fine-desk';
import { carrierOf, FIRM, LiableSteps, parentOf } from '../support/liable-steps';
import { readPdf } from '../support/pdf-reader';
import { refusalsOf } from '../support/refusals';
import { runSql } from '../support/run-sql';
import { booksHoldAfterEach } from '../support/proven-books';

const ANSWERS = { ...CROSSING } as EntryAnswers;

describe('what a signature rests on', () => {
  let desk: FineDesk;
  let agent: UserActor;
  let deputy: UserActor;
  let signatory: UserActor;

  beforeAll(async () => {
    desk = await FineDesk.open();
    agent = await desk.actor('agent.border');
    deputy = await desk.actor('deputy.border');
    signatory = await desk.actor('signatory.border');
  });
  beforeEach(() => desk.goTo(TODAY));
  booksHoldAfterEach(() => desk);
  afterAll(() => desk.close());

  describe('the authors of an entry (D33)', () => {
    /** Submits and has the deputy sign: what the deputy is refused for. */
    async function deputySigns(decisionId: DecisionId | undefined): Promise<string[]> {
      const { version } = await desk.submitted(decisionId);
      const id = decisionId as DecisionId;
      expect((await desk.sheets.toSign(deputy)).sheets.map(({ decision }) => decision.id)).not.toContain(id);
      const refused = await refusalsOf(desk.decisions.sign(deputy, id, { version }));
      const sign = `UPDATE decision SET signed_by = '${deputy.id}' WHERE id = '${id}'`;
      await expect(runSql(desk.app.database.ownerUrl, sign)).rejects.toMatchObject({
        constraint: 'ck_decision_signer_is_no_author',
      });
      await desk.decisions.sign(signatory, id, { version });
      return refused;
    }

    it('D33: whoever began the entry signs nothing that comes of it', async () => {
      const begun = await desk.drafts.begin(deputy, await desk.person(), ANSWERS);
      const { decisionId } = await desk.drafts.enterDraft(agent, begun);
      expect(await deputySigns(decisionId)).toEqual([': signer-drafted']);
    });

    it('D33: nor does whoever wrote one of its answers', async () => {
      const begun = await desk.drafts.begin(agent, await desk.person(), ANSWERS);
      const saved = await desk.drafts.save(deputy, begun, { facts: 'Entrée de nuit, tous feux éteints.' });
      const { decisionId } = await desk.drafts.enterDraft(agent, saved);
      expect(await deputySigns(decisionId)).toEqual([': signer-drafted']);
    });

    it('D33: nor does whoever wrote the answers that another entry took over', async () => {
      const groups = desk.app.app.get(EntryGroups);
      const model = await desk.drafts.begin(deputy, await desk.person(), ANSWERS);
      const [other] = await groups.addPersons(agent, model.draftId, [await desk.person()]);
      const saved = await desk.drafts.save(agent, other!, ANSWERS);
      await desk.drafts.drop(agent, { draftId: model.draftId, version: model.version });
      const { decisionId } = await desk.drafts.enterDraft(agent, saved);
      expect(await deputySigns(decisionId)).toEqual([': signer-drafted']);
    });

    it('D33: nor does whoever wrote the invitation to the hearing', async () => {
      const begun = await desk.drafts.begin(agent, await desk.person(), ANSWERS);
      const { version } = await desk.app.app.get(EntryInvitations).issue(deputy, begun.draftId, {
        version: begun.version,
        language: 'fr',
        invitedTo: 'written',
        means: 'by-hand',
        invitedFor: '2026-12-10',
      });
      const answers = { hearingInvitedTo: '', hearingInvitationMeans: '', hearingInvitedFor: '' };
      const saved = await desk.drafts.save(agent, { draftId: begun.draftId, version }, answers);
      const { decisionId } = await desk.drafts.enterDraft(agent, saved);
      expect(await deputySigns(decisionId)).toEqual([': signer-drafted']);
    });
  });

  describe('a person corrected between the reading and the signature', () => {
    async function rename(by: UserActor, id: PersonId, givenNames: string): Promise<void> {
      const persons = desk.app.app.get(PersonsService);
      const { person, form } = await persons.read(by, id);
      await persons.correct(by, id, person.version, parseCommand(PersonCommand, { ...form, givenNames }));
    }

    it('D33: the decision has changed since it was read, and the corrector is an author', async () => {
      const personId = await desk.person();
      const { decisionId } = await desk.enter(agent, personId);
      const { version } = await desk.submitted(decisionId);
      await rename(await desk.actor('agent.residence'), personId, 'Adèle');
      expect(await refusalsOf(desk.decisions.sign(signatory, decisionId!, { version }))).toEqual([
        ': changed-since-read',
      ]);
      const { decision } = await desk.decisions.read(agent, decisionId!);
      expect(decision.version).toBe(version + 1);
      await desk.decisions.sign(signatory, decisionId!, { version: decision.version });
    });

    it('D33: so it has when it is somebody else who must pay, and a signatory who corrects signs no more', async () => {
      const line = await desk.person({ ...FIRM, ...ADDRESS });
      const steps = new LiableSteps(desk, agent);
      const { decisionId } = await steps.enter(await desk.person(), { liableParties: [carrierOf(line)] });
      const { version } = await desk.submitted(decisionId);
      const persons = desk.app.app.get(PersonsService);
      const { person, form } = await persons.read(deputy, line);
      const command = parseCommand(PersonCommand, { ...form, familyName: 'Lignes Inventées' });
      await persons.correct(deputy, line, person.version, command);
      expect(await refusalsOf(desk.decisions.sign(deputy, decisionId!, { version }))).toEqual([': changed-since-read']);
      expect(await refusalsOf(desk.decisions.sign(deputy, decisionId!, { version: version + 1 }))).toEqual([
        ': signer-drafted',
      ]);
      await desk.decisions.sign(signatory, decisionId!, { version: version + 1 });
    });
  });

  describe('the language of the act (R2.9, D14, D25)', () => {
    it('R2.9: is that of the first who must pay, not that of the child who pays nothing', async () => {
      const child = await desk.person({ birthDate: '19/11/2010' });
      const liableParties = [parentOf(await desk.person({ language: 'nl' }))];
      const steps = new LiableSteps(desk, agent);
      expect(await steps.refused(child, { liableParties }, { ...CROSSING, decisionLanguage: 'fr' })).toEqual([
        'decisionLanguageReason: language-reason-missing',
      ]);
      const { decisionId } = await steps.enter(child, { liableParties });
      expect((await desk.decisions.read(agent, decisionId!)).decision.language).toBe('nl');
      const edit = { version: 1, language: 'fr', motivation: 'Motivation propre à ce cas.' };
      expect(await refusalsOf(desk.decisions.editAndSubmit(agent, decisionId!, edit))).toEqual([
        'languageReason: language-reason-missing',
      ]);
      const languageReason = 'La mère a été entendue en français, à sa demande.';
      const { version } = await desk.decisions.editAndSubmit(agent, decisionId!, { ...edit, languageReason });
      const { text } = await readPdf(await desk.decisions.preview(signatory, decisionId!));
      expect(text.replace(/\s+/g, ' ')).toContain(languageReason);
      expect(await refusalsOf(desk.decisions.sign(signatory, decisionId!, { version }))).toEqual([]);
    });
  });

  it('D32: every look names everyone whom it shows, not the offender alone', async () => {
    const [person, line, mandatary] = [
      await desk.person(),
      await desk.person({ ...FIRM, ...ADDRESS }),
      await desk.person(),
    ] as const;
    const mandate = { representedId: person, kind: 'lawyer', reference: 'BAR-77', givenOn: '2026-11-19' };
    const mandates = [{ ...mandate, personId: mandatary, electsDomicile: true }];
    const steps = new LiableSteps(desk, agent);
    const { decisionId } = await steps.enter(person, { liableParties: [carrierOf(line)], mandates });
    const id = decisionId!;
    const { version } = await desk.submitted(id);
    await desk.sheets.toSign(signatory);
    await desk.sheets.read(agent, id);
    await desk.decisions.preview(agent, id);
    await desk.decisions.sign(signatory, id, { version });
    const [letter] = await desk.decisions.documents(agent, id);
    await desk.app.app.get(DocumentsService).read(agent, letter!.id);
    const looks = await desk.rows<{ operation: string; all: boolean }>(
      `SELECT DISTINCT operation, person_ids @> $1::uuid[] AS all FROM access_log
       WHERE $2 = ANY(person_ids) AND operation = ANY($3) ORDER BY operation`,
      [
        [person, line, mandatary],
        person,
        ['decision.to-sign', 'decision.read', 'decision.preview', 'document.list', 'document.read'],
      ],
    );
    expect(looks).toEqual(
      ['decision.preview', 'decision.read', 'decision.to-sign', 'document.list', 'document.read'].map((operation) => ({
        operation,
        all: true,
      })),
    );
  });

  it('rules.md 4A point 3: nothing is posted to a person without an address, and no window runs', async () => {
    const { decisionId } = await desk.enter(agent, await desk.person(NO_ADDRESS));
    const submitted = await desk.submitted(decisionId);
    const { version } = await desk.decisions.sign(signatory, decisionId!, { version: submitted.version });
    const post = { version, postedOn: TODAY, postingReference: 'RR 1' };
    expect(await refusalsOf(desk.notifications.post(agent, decisionId!, post))).toEqual([
      'addresseeId: posted-without-address',
    ]);
    expect((await desk.decisions.read(agent, decisionId!)).decision.state).toBe('signed');
    const hand = { version, handedOverOn: TODAY, receipt: 'signed' } as const;
    expect(await refusalsOf(desk.notifications.handOver(agent, decisionId!, hand))).toEqual([]);
  });

  describe('a breach that goes on, decided anew (D10, trap 21)', () => {
    let clerk: UserActor;
    let head: UserActor;
    beforeAll(async () => {
      clerk = await desk.actor('agent.residence');
      head = await desk.actor('signatory.residence');
    });

    const AGAIN = {
      ...PRESENCE,
      factsOn: '2026-11-25',
      reportOn: '2026-11-25',
      reportReference: 'PV-2026-2',
      hearingOn: '2026-11-26',
    };

    async function submitted(id: DecisionId | undefined): Promise<DecisionResult> {
      const { version } = (await desk.decisions.read(clerk, id!)).decision;
      const motivation = 'Motivation propre à ce cas.';
      return desk.decisions.editAndSubmit(clerk, id!, { version, language: 'fr', motivation });
    }

    /** The first fine of the breach, told on 22 November. */
    async function told(personId: PersonId, offence: object = PRESENCE): Promise<DecisionId> {
      const { decisionId } = await new LiableSteps(desk, clerk).enter(personId, {}, { ...PRESENCE, ...offence });

      const { version } = await submitted(decisionId);
      const signed = await desk.decisions.sign(head, decisionId!, { version });
      desk.goTo('2026-11-22');
      const handOver = {
        version: signed.version,
        handedOverOn: '2026-11-22',
        receipt: 'signed',
        addresseeId: personId,
      } as const;
      await desk.notifications.handOver(clerk, decisionId!, handOver);
      return decisionId!;
    }

    /** The second fine of the breach, submitted on 27 November. */
    async function again(
      personId: PersonId,
    ): Promise<{ decisionId: DecisionId; offenceId: OffenceId; version: number }> {
      desk.goTo('2026-11-27');
      const { decisionId } = await desk.enter(clerk, personId, AGAIN);
      return submitted(decisionId);
    }

    async function withdraw(decisionId: DecisionId): Promise<void> {
      const desks = desk.app.app.get(WithdrawalDesk);
      const { version } = (await desk.decisions.read(clerk, decisionId)).decision;
      const reason = 'Le procès-verbal concerne une autre personne.';
      const proposed = await desks.propose(clerk, decisionId, { version, reason });
      await desks.withdraw(head, decisionId, { version: proposed.version });
    }

    const APPROVED = 'Avertie deux fois, sans réaction.';
    const signing = (id: DecisionId, version: number, continuingApprovalReason?: string): Promise<string[]> =>
      refusalsOf(
        desk.decisions.sign(head, id, { version, ...(continuingApprovalReason && { continuingApprovalReason }) }),
      );

    it('R6.3: goes back to its drafter when the fine that it follows is withdrawn, and then follows none', async () => {
      const person = await desk.person({ nationality: 'FR' });
      const first = await told(person);
      const { decisionId, version } = await again(person);
      await withdraw(first);
      expect(await signing(decisionId, version, APPROVED)).toEqual([': continuing-link-changed']);
      const back = { version, reason: 'La décision précédente est retirée.' };
      await desk.decisions.returnToDrafter(head, decisionId, back);
      const { text: preview } = await readPdf(await desk.decisions.preview(clerk, decisionId));
      const anew = await submitted(decisionId);
      expect(await signing(decisionId, anew.version)).toEqual([]);
      const { decision } = await desk.decisions.read(clerk, decisionId);
      expect(decision).toMatchObject({ repeatOrder: 1, continuingOf: undefined, continuingApprovalReason: undefined });
      const [{ number }] = (await desk.rows('SELECT number FROM decision WHERE id = $1', [first])) as [
        { number: string },
      ];
      const [letter] = await desk.decisions.documents(clerk, decisionId);
      const { text } = await readPdf((await desk.app.app.get(DocumentsService).read(clerk, letter!.id)).bytes);
      expect([text, preview].map((each) => each.includes(number))).toEqual([false, false]);
    });

    it('R6.3: a breach that turned out to go on is not signed without being approved as such', async () => {
      const [one, other] = [
        await desk.person({ nationality: 'FR' }),
        await desk.person({ nationality: 'FR' }),
      ] as const;
      await told(one);
      const { decisionId, offenceId, version } = await again(other);
      // Both turn out to be one person.
      await desk.rows('UPDATE offence SET person_id = $1 WHERE id = $2', [one, offenceId]);
      await desk.rows('UPDATE liable_party SET person_id = $1 WHERE offence_id = $2', [one, offenceId]);
      expect(await signing(decisionId, version)).toEqual([': continuing-link-changed']);
      await desk.decisions.returnToDrafter(head, decisionId, { version, reason: 'Le manquement dure encore.' });
      const anew = await submitted(decisionId);
      expect(await signing(decisionId, anew.version)).toEqual([
        'continuingApprovalReason: continuing-approval-missing',
      ]);
      expect(await signing(decisionId, anew.version, APPROVED)).toEqual([]);
      expect((await desk.decisions.read(clerk, decisionId)).decision).toMatchObject({ repeatOrder: 2 });
    });

    /** The minor, who owes nothing, and both parents (R1.0.7). */
    async function family(): Promise<{ child: PersonId; mother: PersonId; father: PersonId; liableParties: object[] }> {
      const [mother, father] = [await desk.person({ nationality: 'FR' }), await desk.person({ nationality: 'FR' })];
      const child = await desk.person({ nationality: 'FR', birthDate: '19/11/2010' });
      return { child, mother, father, liableParties: [parentOf(mother), parentOf(father)] };
    }
    async function tell(decisionId: DecisionId, addresseeId: PersonId, handedOverOn: string): Promise<string[]> {
      const { version } = (await desk.decisions.read(clerk, decisionId)).decision;
      const handOver = { version, handedOverOn, receipt: 'signed', addresseeId } as const;
      return refusalsOf(desk.notifications.handOver(clerk, decisionId, handOver));
    }

    it('D10, D21: waits until everyone who must pay the earlier fine was told of it', async () => {
      const { child, mother, father, liableParties } = await family();
      const steps = new LiableSteps(desk, clerk);
      const { decisionId } = await steps.enter(child, { liableParties }, PRESENCE);
      const { version } = await submitted(decisionId);
      await desk.decisions.sign(head, decisionId!, { version });
      desk.goTo('2026-11-22');
      expect(await tell(decisionId!, mother, '2026-11-22')).toEqual([]);
      desk.goTo('2026-11-27');
      expect(await steps.refused(child, { liableParties }, AGAIN)).toEqual([
        'factsOn: continuing-breach',
        'reportReference: continuing-breach',
      ]);
      expect(await tell(decisionId!, father, '2026-11-24')).toEqual([]);
      expect(await steps.refused(child, { liableParties }, AGAIN)).toEqual([]);
    });

    it('D21: a later fine does not keep anybody from being told of an earlier one', async () => {
      const person = await desk.person({ nationality: 'FR' });
      const mandatary = await desk.person(ADDRESS);
      const mandate = { personId: mandatary, representedId: person, kind: 'agent', reference: 'M-1' };
      const first = await told(person, { mandates: [{ ...mandate, givenOn: '2026-11-19', electsDomicile: true }] });
      await again(person);
      expect(await tell(first, mandatary, '2026-11-27')).toEqual([]);
    });

    it('R6.3: signed before the earlier one was withdrawn, it stays and its file tells so', async () => {
      const person = await desk.person({ nationality: 'FR' });
      const first = await told(person);
      const { decisionId, offenceId, version } = await again(person);
      expect(await signing(decisionId, version, APPROVED)).toEqual([]);
      await withdraw(first);
      const file = await desk.app.app.get(FileService).read(clerk, offenceId);
      expect(file.continuing).toMatchObject({ gone: 'withdrawn' });
    });
  });
});
