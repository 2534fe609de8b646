import { ProposeCorrection } from '../../src/corrections/corrections.commands';
import type { CorrectionId } from '../../src/corrections/corrections.repository';
import { CorrectionsService } from '../../src/corrections/corrections.service';
import { EntryTakingUp } from '../../src/entry/taking-up.service';
import type { DecisionId, NotificationAttemptId, OffenceId, PersonId } from '../../src/kernel/ids';
import { PersonFlagsService } from '../../src/liability/person-flags.service';
import { MailBatches } from '../../src/mail/mail.service';
import type { MergeField } from '../../src/merges/merge.rules';
import type { MergeId } from '../../src/merges/merges.repository';
import { MergesService } from '../../src/merges/merges.service';
import { PERSON_COLUMNS } from '../../src/merges/person-references.repository';
import { HandOverDecision } from '../../src/notifications/notifications.commands';
import { NotificationRegister } from '../../src/notifications/register.service';
import { PersonsService } from '../../src/persons/persons.service';
import { parseCommand } from '../../src/platform/http/fields';
import type { UserActor } from '../support/actors';
import { CROSSING, FineDesk, TODAY, type PersonChanges } from '../support/fine-desk';
import { LiableSteps, MINOR, parentOf } from '../support/liable-steps';
import { booksHoldAfterEach } from '../support/proven-books';
import { refusalsOf } from '../support/refusals';

jest.setTimeout(120_000);

describe('a merge that is undone gives back what happened to a file since (D21, R2.12, trap 25)', () => {
  let desk: FineDesk;
  let agent: UserActor;
  let other: UserActor;
  let signatory: UserActor;
  let merges: MergesService;
  let corrections: CorrectionsService;
  let steps: LiableSteps;

  beforeAll(async () => {
    desk = await FineDesk.open();
    [agent, other] = [await desk.actor('agent.border'), await desk.actor('deputy.border')];
    signatory = await desk.actor('signatory.border');
    [merges, corrections] = [desk.app.app.get(MergesService), desk.app.app.get(CorrectionsService)];
    steps = new LiableSteps(desk, agent);
  });
  beforeEach(() => desk.goTo(TODAY));
  booksHoldAfterEach(() => desk);
  afterAll(() => desk.close());

  const recordOf = async (id: PersonId) => (await desk.app.app.get(PersonsService).read(agent, id)).person;
  const merge = async (one: PersonId, two: PersonId, takenFields: readonly MergeField[] = []): Promise<MergeId> => {
    desk.goTo('2026-11-21');
    const [{ version }, { version: mergedVersion }] = [await recordOf(one), await recordOf(two)];
    const command = { mergedId: two, version, mergedVersion, takenFields, reason: 'Même passeport présenté.' };
    const { mergeId } = await merges.propose(agent, one, command);
    await merges.confirm(signatory, mergeId, { version: 1 });
    desk.goTo('2026-11-23');
    return mergeId;
  };
  const undo = (id: MergeId): Promise<unknown> =>
    merges.undo(other, id, { version: 2, reason: 'Deux personnes, après vérification.' });
  const signed = async (personId: PersonId, offence: object = CROSSING): Promise<DecisionId> =>
    (await steps.signed(await steps.enter(personId, {}, offence))).decisionId;
  const versionOf = async (id: DecisionId): Promise<number> => (await desk.decisions.read(agent, id)).decision.version;
  const handOver = async (id: DecisionId, handedOverOn = '2026-11-23'): Promise<unknown> =>
    desk.notifications.handOver(
      agent,
      id,
      parseCommand(HandOverDecision, { version: await versionOf(id), handedOverOn, receipt: 'signed' }),
    );
  const propose = async (id: DecisionId, changes: object): Promise<CorrectionId> => {
    const command = parseCommand(ProposeCorrection, {
      reason: 'Faute de frappe.',
      evidence: 'Copie du passeport.',
      effect: 'no-effect',
      effectReason: 'Examiné.',
      version: await versionOf(id),
      ...changes,
    });
    return (await corrections.propose(agent, id, command)).correctionId;
  };
  const correct = async (id: DecisionId, changes: object): Promise<CorrectionId> => {
    const correctionId = await propose(id, changes);
    await corrections.sign(signatory, correctionId, { version: 1 });
    return correctionId;
  };
  const numberOf = async (id: DecisionId): Promise<string> => (await desk.decisions.read(agent, id)).decision.number!;
  /** Two people taken for one, the second of whom has a signed decision. */
  const finedAndMistaken = async (changes: PersonChanges = {}) => {
    const [survivor, fined] = [await desk.person({ ...SAME, ...changes }), await desk.person(SAME)];
    return { survivor, fined, decisionId: await signed(fined) };
  };
  const SAME = { familyName: 'Homonymexemple', givenNames: 'Ada' };

  it('D21: whoever was told while they were one is told, whoever has nothing to do with the file is not named by it', async () => {
    const { survivor, fined, decisionId } = await finedAndMistaken({ familyName: 'Gardexemple' });
    const id = await merge(survivor, fined);
    await handOver(decisionId);
    await undo(id);
    const told = await desk.rows(
      `SELECT all_debtors_told_on(d.id) AS all, told_on(d.id, $2) AS survivor, told_on(d.id, $3) AS fined,
         (SELECT count(*)::int FROM untold_debtors(d.id)) AS untold FROM decision d WHERE d.id = $1`,
      [decisionId, survivor, fined],
    );
    expect(told).toEqual([{ all: '2026-11-23', survivor: null, fined: '2026-11-23', untold: 0 }]);
    const { addressees } = await desk.app.app.get(NotificationRegister).read(agent, decisionId);
    expect(addressees).toMatchObject([{ id: fined, isToTell: false }]);
    expect(await refusalsOf(handOver(decisionId))).toEqual([': illegal-transition']);
  });

  it('D21: and so is a parent who was told of the fine of a child', async () => {
    const [survivor, parent] = [await desk.person(), await desk.person()];
    const child = await desk.person(MINOR);
    const entered = await steps.enter(child, { liableParties: [parentOf(parent)] });
    const { decisionId } = await steps.signed(entered);
    const id = await merge(survivor, parent);
    await handOver(decisionId);
    await undo(id);
    const named = await desk.rows(
      `SELECT n.addressee_id AS told, a.addressee_id AS attempted FROM notification n JOIN notification_attempt a ON a.decision_id = n.decision_id WHERE n.decision_id = $1`,
      [decisionId],
    );
    expect(named).toEqual([{ told: parent, attempted: parent }]);
  });

  it('R2.10: a letter that waits in a mailing goes to the person of the file', async () => {
    const { survivor, fined, decisionId } = await finedAndMistaken({ familyName: 'Gardexemple' });
    const id = await merge(survivor, fined);
    const [letter] = await desk.rows<{ id: string }>(
      `SELECT id FROM document WHERE decision_id = $1 AND kind = 'decision'`,
      [decisionId],
    );
    await desk.app.app
      .get(MailBatches)
      .prepare(agent, { channel: 'registered-ar', letters: [{ documentId: letter!.id }] });
    await undo(id);
    const items = await desk.rows(`SELECT addressee_id AS id FROM mail_item WHERE decision_id = $1`, [decisionId]);
    expect(items).toEqual([{ id: fined }]);
  });

  it('D27: what went to the address of the other by the post refuses it, until it counts as sent no more', async () => {
    const elsewhere = { familyName: 'Gardexemple', addressLine: 'Rue Autre 2' };
    const { survivor, fined, decisionId } = await finedAndMistaken(elsewhere);
    const id = await merge(survivor, fined);
    const posted = { version: await versionOf(decisionId), postedOn: '2026-11-23', postingReference: 'RP 1' };
    await desk.notifications.post(agent, decisionId, posted);
    const params = { files: await numberOf(decisionId) };
    await expect(undo(id)).rejects.toMatchObject({
      refusals: [{ code: 'merge-undo-sent-elsewhere', rule: 'D27', params }],
    });
    const [attempt] = await desk.rows<{ id: NotificationAttemptId }>(
      'SELECT id FROM notification_attempt WHERE decision_id = $1',
      [decisionId],
    );
    const command = { version: await versionOf(decisionId), kind: 'mistaken', happenedOn: '2026-11-23' } as const;
    const note = 'Envoyé à l’adresse d’une autre personne.';
    const register = desk.app.app.get(NotificationRegister);
    await register.act(agent, decisionId, {
      verb: 'record',
      attemptId: attempt!.id,
      command: { ...command, note },
    });
    await undo(id);
    const untold = await desk.rows('SELECT untold_debtors($1) AS id', [decisionId]);
    expect(untold).toEqual([{ id: fined }]);
  });

  it('what happened to a file of the record that goes on stays with it, and both stay as they are told', async () => {
    const { survivor, fined } = await finedAndMistaken({ familyName: 'Gardexemple' });
    const own = await signed(survivor, { ...CROSSING, factsOn: '2026-11-17', reportReference: 'PV-17' });
    const id = await merge(survivor, fined);
    await handOver(own);
    await undo(id);
    const named = await desk.rows(`SELECT addressee_id AS id FROM notification WHERE decision_id = $1`, [own]);
    expect(named).toEqual([{ id: survivor }]);
  });

  it('R2.12: a correction that is only proposed goes with its file, and can be signed', async () => {
    const { survivor, fined, decisionId } = await finedAndMistaken({ familyName: 'Gardexemple' });
    const id = await merge(survivor, fined);
    const correctionId = await propose(decisionId, { familyName: 'Homonymexempla' });
    await undo(id);
    expect((await corrections.read(agent, correctionId)).correction.personId).toBe(fined);
    await corrections.sign(signatory, correctionId, { version: 1 });
    expect(await recordOf(fined)).toMatchObject({ familyName: 'Homonymexempla' });
    expect(await recordOf(survivor)).toMatchObject({ familyName: 'Gardexemple' });
  });

  it('R2.12: a signed one of what is not the person’s goes with its file, and its letter is that of the person of the file', async () => {
    const { survivor, fined, decisionId } = await finedAndMistaken();
    await handOver(decisionId, TODAY);
    const id = await merge(survivor, fined);
    const correctionId = await correct(decisionId, { place: 'Nieuport' });
    await undo(id);
    expect((await corrections.read(agent, correctionId)).correction.personId).toBe(fined);
    const addressees = await desk.rows(
      `SELECT standing_addressee(t.addressee_id, t.decision_id, t.created_at) AS id FROM document t WHERE t.decision_id = $1 AND t.addressee_id IS NOT NULL GROUP BY 1`,
      [decisionId],
    );
    expect(addressees).toEqual([{ id: fined }]);
  });

  it('R2.12: a signed one of an address that the person’s own record does not have refuses it, with the file', async () => {
    const { survivor, fined, decisionId } = await finedAndMistaken();
    await handOver(decisionId, TODAY);
    const id = await merge(survivor, fined, ['addressLine']);
    await correct(decisionId, { addressLine: 'Rue Imaginaire 99' });
    const params = { files: await numberOf(decisionId) };
    await expect(undo(id)).rejects.toMatchObject({
      refusals: [{ code: 'merge-undo-particulars-corrected', rule: 'R2.12', params }],
    });
  });

  describe('of an entry', () => {
    it('that was recorded while they were one, the file goes back with all who are named in it', async () => {
      const [survivor, two] = [await desk.person(SAME), await desk.person(SAME)];
      const begun = await desk.drafts.begin(agent, two, CROSSING as Record<string, string>);
      const id = await merge(survivor, two);
      const { offenceId } = await desk.drafts.enterDraft(agent, { draftId: begun.draftId, version: begun.version });
      await undo(id);
      expect(await steps.debtors({ offenceId })).toEqual([`${two} offender`]);
      const [file] = await desk.rows(`SELECT person_id AS id FROM offence WHERE id = $1`, [offenceId]);
      expect(file).toEqual({ id: two });
    });

    it('that was taken up again while they were one, it goes back with its file and with who is named in its answers', async () => {
      const [survivor, parent, child] = [await desk.person(SAME), await desk.person(SAME), await desk.person(MINOR)];
      const { offenceId, decisionId } = await steps.enter(child, { liableParties: [parentOf(parent)] });
      const { offenceId: own, decisionId: ownDecision } = await steps.enter(parent, {});
      for (const each of [decisionId!, ownDecision!])
        await desk.decisions.cancel(agent, each, {
          version: await versionOf(each),
          reason: 'Saisie à refaire, erreur de lieu.',
        });
      const id = await merge(survivor, parent);
      const takenUp = async (from: OffenceId): Promise<unknown> => {
        const [file] = await desk.rows<{ version: number }>('SELECT version FROM offence WHERE id = $1', [from]);
        const { draftId } = await desk.app.app.get(EntryTakingUp).takeUp(agent, from, { version: file!.version });
        return draftId;
      };
      const [ofChild, ofParent] = [await takenUp(offenceId), await takenUp(own)];
      await undo(id);
      const drafts = await desk.rows(
        `SELECT id, person_id AS person, answers->>'party1Id' AS party FROM offence_draft WHERE id = ANY($1::uuid[]) ORDER BY id = $2 DESC`,
        [[ofChild, ofParent], ofChild],
      );
      expect(drafts).toEqual([
        { id: ofChild, person: child, party: parent },
        { id: ofParent, person: parent, party: null },
      ]);
    });

    it('that was given up while they were one, nothing hinders', async () => {
      const [survivor, two] = [await desk.person(SAME), await desk.person(SAME)];
      const begun = await desk.drafts.begin(agent, two, CROSSING as Record<string, string>);
      const id = await merge(survivor, two);
      await desk.drafts.drop(agent, begun);
      await undo(id);
      expect((await recordOf(two)).mergedInto).toBeUndefined();
    });
  });

  it('D34: a death recorded while they were one may be of either: it is lifted first', async () => {
    const [survivor, two] = [await desk.person(), await desk.person()];
    const id = await merge(survivor, two);
    const flags = desk.app.app.get(PersonFlagsService);
    const { flagId } = await flags.record(agent, survivor, {
      kind: 'death',
      since: '2026-11-01',
      evidence: 'Acte de décès 11/2026.',
    });
    await expect(undo(id)).rejects.toMatchObject({
      refusals: [{ code: 'merge-undo-flag-standing', rule: 'D34' }],
    });
    await flags.lift(agent, survivor, flagId, { reason: 'Inscrite sur la fiche réunie, à inscrire sur la bonne.' });
    await undo(id);
  });

  it('D21: with a telling in the same moment, told is the person of the file', async () => {
    const { survivor, fined, decisionId } = await finedAndMistaken();
    const id = await merge(survivor, fined);
    const outcomes = await Promise.all([refusalsOf(undo(id)), refusalsOf(handOver(decisionId))]);
    expect(outcomes[0]).toEqual([]);
    const rows = await desk.rows<{ id: PersonId }>(
      `SELECT addressee_id AS id FROM notification WHERE decision_id = $1 UNION ALL SELECT addressee_id FROM notification_attempt WHERE decision_id = $1`,
      [decisionId],
    );
    expect(rows.every((row) => row.id === fined)).toBe(true);
    expect(rows).toHaveLength(outcomes[1].length === 0 ? 2 : 0);
  });

  it('R2.12: with the proposal of a correction in the same moment, it is of the person of the file', async () => {
    const { survivor, fined, decisionId } = await finedAndMistaken();
    const id = await merge(survivor, fined);
    const outcomes = await Promise.all([
      refusalsOf(undo(id)),
      refusalsOf(propose(decisionId, { familyName: 'Homonymexempla' })),
    ]);
    expect(outcomes[0]).toEqual([]);
    const rows = await desk.rows(`SELECT person_id AS id FROM decision_correction WHERE decision_id = $1`, [
      decisionId,
    ]);
    expect(rows).toEqual(outcomes[1].length === 0 ? [{ id: fined }] : []);
  });

  it('R2.12: a signed one whose letter bears the name of the other refuses it, with the file', async () => {
    const { survivor, fined, decisionId } = await finedAndMistaken({ familyName: 'Gardexemple' });
    const id = await merge(survivor, fined);
    await correct(decisionId, { place: 'Nieuport' });
    const params = { files: await numberOf(decisionId) };
    await expect(undo(id)).rejects.toMatchObject({
      refusals: [{ code: 'merge-undo-identity-named', rule: 'R2.12', params }],
    });
  });

  it('R2.12: with the signature of a correction in the same moment, one of the two is refused', async () => {
    const { survivor, fined, decisionId } = await finedAndMistaken({ familyName: 'Gardexemple' });
    const id = await merge(survivor, fined);
    const correctionId = await propose(decisionId, { place: 'Nieuport' });
    const outcomes = await Promise.all([
      refusalsOf(undo(id)),
      refusalsOf(corrections.sign(signatory, correctionId, { version: 1 })),
    ]);
    expect(outcomes.filter((refusals) => refusals.length === 0)).toHaveLength(1);
  });

  it('every column that names a person goes with its file, or stays with its record for a reason', async () => {
    const columns = await desk.rows<{ column: string }>(
      `SELECT conrelid::regclass || '.' || attname AS column FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY(c.conkey)
       WHERE c.contype = 'f' AND c.confrelid = 'person'::regclass
       UNION SELECT table_name || '.' || column_name FROM information_schema.columns
       WHERE table_schema = 'public' AND column_name ~ '^(person|addressee|debtor|survivor|merged|represented|offender)_ids?$' ORDER BY 1`,
    );
    expect(Object.keys(PERSON_COLUMNS).sort()).toEqual(columns.map(({ column }) => column).sort());
  });
});
