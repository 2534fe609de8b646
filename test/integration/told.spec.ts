import { AppealFacts } from '../../src/appeals/appeal-facts.service';
import { AppealListsRepository } from '../../src/appeals/appeal-lists.repository';
import { MailBatches } from '../../src/mail/mail.service';
import type { DecisionId, NotificationAttemptId, NotificationFactId, PersonId } from '../../src/kernel/ids';
import { NotificationRegister, type RegisterResult } from '../../src/notifications/register.service';
import type { AttemptFactKind } from '../../src/notifications/register.rules';
import { FileService } from '../../src/reports/file.service';
import type { FilePage } from '../../src/reports/file.view';
import { WorkService } from '../../src/reports/work.service';
import type { UserActor } from '../support/actors';
import { ADDRESS, CROSSING, FineDesk, PRESENCE, TODAY, type Changes } from '../support/fine-desk';
import { carrierOf, FIRM, LiableSteps } from '../support/liable-steps';
import { booksHoldAfterEach } from '../support/proven-books';
import { refusalsOf } from '../support/refusals';

jest.setTimeout(60_000);

/** The same stay, found again by another report, heard again. */
const AGAIN = {
  ...PRESENCE,
  factsOn: '2026-11-28',
  reportOn: '2026-11-28',
  reportReference: 'PV-2026-2',
  hearingOn: '2026-12-01',
};

describe('who was told, and what hangs on it', () => {
  let desk: FineDesk;
  let border: UserActor;
  let residence: UserActor;

  beforeAll(async () => {
    desk = await FineDesk.open();
    [border, residence] = [await desk.actor('agent.border'), await desk.actor('agent.residence')];
  }, 60_000);
  beforeEach(() => desk.goTo(TODAY));
  booksHoldAfterEach(() => desk);
  afterAll(() => desk.close());

  const register = (): NotificationRegister => desk.app.app.get(NotificationRegister);
  const versionOf = async (id: DecisionId): Promise<number> =>
    (await desk.rows<{ version: number }>('SELECT version FROM decision WHERE id = $1', [id]))[0]!.version;

  async function sign(agent: UserActor, personId: PersonId, offence: Changes): Promise<DecisionId> {
    const { decisionId } = await desk.enter(agent, personId, offence);
    const command = { version: 1, language: 'fr', motivation: 'Motivation propre à ce cas.' };
    const { version } = await desk.decisions.editAndSubmit(agent, decisionId!, command);
    const signatory = await desk.actor(agent === border ? 'signatory.border' : 'signatory.residence');
    await desk.decisions.sign(signatory, decisionId!, { version });
    return decisionId!;
  }

  const post = async (id: DecisionId, itemNumber: string): Promise<RegisterResult> => {
    const command = { version: await versionOf(id), channel: 'registered', sentOn: TODAY, itemNumber } as const;
    return register().act(residence, id, { verb: 'send', command });
  };
  const note = async (
    id: DecisionId,
    attemptId: NotificationAttemptId,
    kind: AttemptFactKind,
    on: string,
  ): Promise<void> => {
    const command = { version: await versionOf(id), kind, happenedOn: on, note: 'Remis à une homonyme.' };
    await register().act(residence, id, { verb: 'record', attemptId, command });
  };
  const correct = async (id: DecisionId, factId: NotificationFactId, happenedOn: string): Promise<void> => {
    const command = { version: await versionOf(id), happenedOn, reason: 'Date mal lue sur l’avis.' };
    await register().act(residence, id, { verb: 'correct', factId, command });
  };
  const enteringAgain = (personId: PersonId): Promise<string[]> => refusalsOf(desk.enter(residence, personId, AGAIN));

  describe('the next fine for a breach that goes on (D10, trap 21)', () => {
    const REFUSED = ['factsOn: continuing-breach', 'reportReference: continuing-breach'];

    it.each(['unknown', 'moved', 'mistaken'] as const)(
      'D27: waits while the first one came back or went wrong: %s',
      async (kind) => {
        const person = await desk.person({ nationality: 'FR' });
        const id = await sign(residence, person, PRESENCE);
        const { attemptId } = await post(id, `RP ${kind}`);
        desk.goTo('2026-12-03');
        await note(id, attemptId!, kind, '2026-11-27');
        expect(await enteringAgain(person)).toEqual(REFUSED);
      },
    );

    it('trap 9: goes by the day that was put right', async () => {
      const person = await desk.person({ nationality: 'FR' });
      const id = await sign(residence, person, PRESENCE);
      const { factId } = await post(id, 'RP day');
      desk.goTo('2026-12-03');
      await correct(id, factId, '2026-12-01');
      expect(await enteringAgain(person)).toEqual(['reportReference: continuing-breach']);
      await correct(id, await lastFact(id), '2026-11-23');
      expect(await enteringAgain(person)).toEqual([]);
    });

    it('trap 21: is not submitted once it is found that the first one reached a namesake, whatever hand writes it', async () => {
      const person = await desk.person({ nationality: 'FR' });
      const id = await sign(residence, person, PRESENCE);
      const { attemptId } = await post(id, 'RP namesake');
      desk.goTo('2026-12-03');
      const { decisionId } = await desk.enter(residence, person, AGAIN);
      await note(id, attemptId!, 'mistaken', '2026-11-27');
      const command = { version: 1, language: 'fr', motivation: 'Motivation propre à ce cas.' };
      expect(await refusalsOf(desk.decisions.editAndSubmit(residence, decisionId!, command))).toEqual(REFUSED);
      await desk.rows('UPDATE decision SET continuing_of = NULL WHERE id = $1', [decisionId]);
      await expect(desk.rows('UPDATE decision SET continuing_of = $2 WHERE id = $1', [decisionId, id])).rejects.toThrow(
        'other fine of a breach without notification',
      );
    });

    const lastFact = async (id: DecisionId): Promise<NotificationFactId> =>
      (
        await desk.rows<{ id: NotificationFactId }>(
          `SELECT id FROM notification_fact WHERE decision_id = $1 ORDER BY recorded_at DESC, id DESC LIMIT 1`,
          [id],
        )
      )[0]!.id;
  });

  describe('what waits for whoever tells (R3.1, D27)', () => {
    const workOf = async (id: DecisionId, agent = residence): Promise<string[]> => {
      const { groups } = await desk.app.app.get(WorkService).list(agent, 'department');
      const kinds = ['decision-to-notify', 'letter-returned'];
      const items = groups.flatMap(({ items: all }) => all);
      return items
        .filter((item) => item.id === id && kinds.includes(item.kind))
        .map(({ kind, dueOn }) => `${kind} ${dueOn}`);
    };

    const fileOf = async (id: DecisionId, agent: UserActor): Promise<FilePage> => {
      const [row] = await desk.rows<{ id: string }>('SELECT offence_id AS id FROM decision WHERE id = $1', [id]);
      return desk.app.app.get(FileService).read(agent, row!.id);
    };
    const sentenceOf = async (id: DecisionId): Promise<unknown> => (await fileOf(id, residence)).dimensions[0]?.text;

    it('lists again what reached a namesake, until something else is sent; what came back has its own list', async () => {
      const id = await sign(residence, await desk.person({ nationality: 'FR' }), PRESENCE);
      expect(await workOf(id)).toEqual(['decision-to-notify 2026-11-27']);
      const { attemptId } = await post(id, 'RP work');
      expect(await workOf(id)).toEqual([]);
      desk.goTo('2026-12-03');
      expect(await sentenceOf(id)).toMatchObject({ key: 'file.dimension.decision.notified' });
      await note(id, attemptId!, 'mistaken', '2026-12-01');
      expect(await workOf(id)).toEqual(['decision-to-notify 2026-12-08']);
      expect(await sentenceOf(id)).toMatchObject({ key: 'file.dimension.decision.untold' });
      const second = await post(id, 'RP work 2');
      expect(await workOf(id)).toEqual([]);
      await note(id, second.attemptId!, 'moved', '2026-12-03');
      expect(await workOf(id)).toEqual(['letter-returned 2026-12-10']);
      const third = await post(id, 'RP work 3');
      expect(await workOf(id)).toEqual([]);
      await note(id, third.attemptId!, 'mistaken', '2026-12-03');
      expect(await workOf(id)).toEqual(['letter-returned 2026-12-10']);
    });

    it('D21: lists the decision for the one of two who must pay to whom nothing was sent', async () => {
      const steps = new LiableSteps(desk, border);
      const [carrier, person] = [await desk.person(FIRM), await desk.person()];
      const { decisionId } = await steps.signed(await steps.enter(person, { liableParties: [carrierOf(carrier)] }));
      const tell = async (addresseeId: PersonId): Promise<void> => {
        const command = {
          version: await versionOf(decisionId),
          handedOverOn: TODAY,
          receipt: 'signed',
          addresseeId,
        } as const;
        await desk.notifications.handOver(border, decisionId, command);
      };
      await tell(person);
      expect(await workOf(decisionId, border)).toEqual(['decision-to-notify 2026-11-27']);
      expect((await fileOf(decisionId, border)).tellOthersHref).toBeDefined();
      await tell(carrier);
      expect((await fileOf(decisionId, border)).tellOthersHref).toBeUndefined();
      expect(await workOf(decisionId, border)).toEqual([]);
    });
  });

  describe('at the address for service (R2.10, D21)', () => {
    it('counts as told: the month ends, the deposit may fall, the registry can be asked, and no further copy waits for the post', async () => {
      const [person, lawyer] = [await desk.person(), await desk.person(ADDRESS)];
      const steps = new LiableSteps(desk, border);
      const mandate = {
        representedId: person,
        personId: lawyer,
        kind: 'lawyer',
        reference: 'M-1',
        givenOn: '2026-11-19',
      };
      const entered = await steps.enter(person, { mandates: [{ ...mandate, electsDomicile: true }] }, CROSSING);
      const { decisionId, version } = await steps.signed(entered);
      const waiting = async (): Promise<boolean> =>
        (await desk.app.app.get(MailBatches).waiting(border)).some((letter) => letter.decisionId === decisionId);
      expect(await waiting()).toBe(true);
      const command = { version, handedOverOn: TODAY, receipt: 'signed', addresseeId: lawyer } as const;
      await desk.notifications.handOver(border, decisionId, command);
      expect(await waiting()).toBe(false);
      const facts = desk.app.app.get(AppealFacts);
      const read = <T>(work: Parameters<typeof desk.app.transactions.view<T>>[1]): Promise<T> =>
        desk.app.transactions.view(border, work);
      desk.goTo('2026-12-22');
      const listed = await read((tx) => new AppealListsRepository().windowsToCheck(tx, undefined, 30, 100));
      expect(listed.map((line) => line.decisionId)).toContain(decisionId);
      desk.goTo('2027-01-21');
      expect(await read((tx) => facts.noAppealInTime(tx, decisionId))).toMatchObject({
        ok: true,
        value: { by: 'margin' },
      });
      const late = await read((tx) => facts.timeliness(tx, decisionId, tx.today));
      expect(late).toMatchObject({ isLate: true, lastDay: '2026-12-21' });
      expect(await desk.rows('SELECT all_debtors_told_on($1) AS on', [decisionId])).toEqual([{ on: TODAY }]);
    });
  });
});
