import type { DecisionId, NotificationAttemptId, NotificationFactId } from '../../src/kernel/ids';
import type { RegisterVerb } from '../../src/notifications/register-change.rules';
import { ReturnedMail } from '../../src/notifications/returned-mail.service';
import { NotificationRegister } from '../../src/notifications/register.service';
import type { UserActor } from '../support/actors';
import { FineDesk, TODAY } from '../support/fine-desk';
import { refusalsOf } from '../support/refusals';
import { booksHoldAfterEach } from '../support/proven-books';

describe('the register of attempts', () => {
  let desk: FineDesk;
  let agent: UserActor;
  let register: NotificationRegister;
  let returned: ReturnedMail;

  beforeAll(async () => {
    desk = await FineDesk.open();
    agent = await desk.actor('agent.border');
    register = desk.app.app.get(NotificationRegister);
    returned = desk.app.app.get(ReturnedMail);
  }, 60_000);
  beforeEach(() => desk.goTo(TODAY));
  booksHoldAfterEach(() => desk);
  afterAll(() => desk.close());

  const sending = (version: number, changes: object = {}): RegisterVerb => ({
    verb: 'send',
    command: { version, channel: 'registered-ar', sentOn: TODAY, itemNumber: 'RR 1', ...changes },
  });
  const fact = (attemptId: NotificationAttemptId, version: number, kind: string, changes: object = {}): RegisterVerb =>
    ({
      verb: 'record',
      attemptId,
      command: { version, kind, happenedOn: '2026-11-24', ...changes },
    }) as RegisterVerb;
  const correcting = (factId: NotificationFactId, version: number, happenedOn: string): RegisterVerb => ({
    verb: 'correct',
    factId,
    command: { version, happenedOn, reason: 'Date mal lue sur l’avis de réception.' },
  });
  const attempted = async (
    changes: object = {},
  ): Promise<{ id: DecisionId; attemptId: NotificationAttemptId; version: number }> => {
    const { decisionId: id, version } = await desk.signed();
    const sent = await register.act(agent, id, sending(version, changes));
    return { id, attemptId: sent.attemptId!, version: sent.version };
  };
  const standing = (id: DecisionId): Promise<object[]> =>
    desk.rows(
      'SELECT channel, acted_on, last_day FROM notification WHERE decision_id = $1 AND superseded_by IS NULL ORDER BY acted_on',
      [id],
    );
  const decision = async (
    id: DecisionId,
  ): Promise<{ state: string; payableFrom: string | undefined; version: number }> =>
    (await desk.decisions.read(agent, id)).decision;

  it('4A point 2: registered with acknowledgement tells of nothing until it is presented, and from then the month runs', async () => {
    const { id, attemptId, version } = await attempted();
    expect(await decision(id)).toMatchObject({ state: 'signed' });
    expect(await standing(id)).toEqual([]);
    desk.goTo('2026-11-30');
    await register.act(agent, id, fact(attemptId, version, 'presented'));
    expect(await decision(id)).toMatchObject({ state: 'notified', payableFrom: '2026-11-24' });
    expect(await standing(id)).toEqual([{ channel: 'registered-ar', acted_on: '2026-11-24', last_day: '2026-12-24' }]);
  });

  it('D27: not collected, it runs from its presentation, which comes with the return where it is not known', async () => {
    const { id, attemptId, version } = await attempted();
    desk.goTo('2026-12-10');
    const back = { happenedOn: '2026-12-10' };
    expect(await refusalsOf(register.act(agent, id, fact(attemptId, version, 'not-collected', back)))).toEqual([
      'presentedOn: presentation-day-missing',
    ]);
    await register.act(agent, id, fact(attemptId, version, 'not-collected', { ...back, presentedOn: '2026-11-24' }));
    expect(await standing(id)).toMatchObject([{ acted_on: '2026-11-24', last_day: '2026-12-24' }]);
  });

  it.each(['unknown', 'moved'])('D27: returned as %s, no month runs, and it is work to follow up', async (kind) => {
    const { id, attemptId, version } = await attempted({ channel: 'registered', itemNumber: `RP ${kind}` });
    expect(await standing(id)).toMatchObject([{ channel: 'post', acted_on: TODAY }]);
    desk.goTo('2026-11-30');
    const result = await register.act(agent, id, fact(attemptId, version, kind));
    expect(result.changes).toMatchObject([{ before: { lastDay: '2026-12-24' }, after: { reason: 'returned' } }]);
    expect(await standing(id)).toEqual([]);
    expect(await decision(id)).toMatchObject({ state: 'notified', payableFrom: '2026-11-25' });
    const again = await register.act(agent, id, sending(result.version, { sentOn: '2026-11-30', itemNumber: 'RR 2' }));
    expect(again.changes).toMatchObject([{ after: { reason: 'awaited' } }]);
    desk.goTo('2026-12-05');
    await register.act(agent, id, fact(again.attemptId!, again.version, 'presented', { happenedOn: '2026-12-02' }));
    expect(await standing(id)).toMatchObject([{ acted_on: '2026-12-02', last_day: '2027-01-04' }]);
    const charged = await desk.rows(`SELECT FROM event_log WHERE subject_id = $1 AND type = 'fine.charged'`, [id]);
    expect(charged).toHaveLength(1);
  });

  it('trap 9: a corrected day gives another window, before and after are shown first, and the earlier record stays', async () => {
    const { id, attemptId, version } = await attempted();
    desk.goTo('2026-12-10');
    const told = await register.act(agent, id, fact(attemptId, version, 'presented'));
    const verb = correcting(told.factId, told.version, '2026-12-01');
    const outlook = await register.preview(agent, id, verb);
    const expected = [
      {
        before: { notifiedOn: '2026-11-24', payableFrom: '2026-11-24', lastDay: '2026-12-24', finalOn: '2027-01-23' },
        after: { notifiedOn: '2026-12-01', payableFrom: '2026-12-01', lastDay: '2027-01-04', finalOn: '2027-02-03' },
      },
    ];
    expect(outlook.changes).toMatchObject(expected);
    expect(await standing(id)).toMatchObject([{ acted_on: '2026-11-24' }]);
    expect((await register.act(agent, id, verb)).changes).toMatchObject(expected);
    expect(await standing(id)).toMatchObject([{ acted_on: '2026-12-01', last_day: '2027-01-04' }]);
    expect(await decision(id)).toMatchObject({ payableFrom: '2026-12-01' });
    const facts = await desk.rows(
      `SELECT happened_on, correction_reason IS NOT NULL AS corrected FROM notification_fact WHERE decision_id = $1 AND kind = 'presented' ORDER BY recorded_at, id`,
      [id],
    );
    expect(facts).toEqual([
      { happened_on: '2026-11-24', corrected: false },
      { happened_on: '2026-12-01', corrected: true },
    ]);
    const [event] = await desk.rows(
      `SELECT detail->'windows'->0->>'beforeLastDay' AS was, detail->'windows'->0->>'afterLastDay' AS is FROM event_log WHERE subject_id = $1 AND type = 'notification.day-corrected'`,
      [id],
    );
    expect(event).toEqual({ was: '2026-12-24', is: '2027-01-04' });
  });

  it('trap 11: without its remedies clause a decision has no window, told again or not, until the contrary is found', async () => {
    const { decisionId: id, version } = await desk.signed();
    const command = { version, handedOverOn: TODAY, receipt: 'signed' };
    const told = await desk.notifications.notify(agent, id, { channel: 'hand', command });
    const stating = (seen: number, remedies: 'missing' | 'stated'): RegisterVerb => ({
      verb: 'state-remedies',
      command: { version: seen, remedies, reason: 'La page deux manque à la copie remise.' },
    });
    expect(await refusalsOf(register.act(agent, id, stating(told.version, 'stated')))).toEqual([
      'remedies: remedies-known-so',
    ]);
    const missing = await register.act(agent, id, stating(told.version, 'missing'));
    expect(missing.changes).toMatchObject([
      { before: { lastDay: '2026-12-21' }, after: { reason: 'remedies-missing' } },
    ]);
    expect(await standing(id)).toEqual([]);
    expect(await decision(id)).toMatchObject({ state: 'notified', payableFrom: TODAY });
    const again = { version: missing.version, handedOverOn: TODAY, receipt: 'signed' };
    expect(await refusalsOf(desk.notifications.notify(agent, id, { channel: 'hand', command: again }))).toEqual([
      ': remedies-missing-still',
    ]);
    await register.act(agent, id, stating(missing.version, 'stated'));
    expect(await standing(id)).toMatchObject([{ acted_on: TODAY, last_day: '2026-12-21' }]);
  });

  it('R2.10, 4A point 4: handed over by the police, refused to sign, told as by hand', async () => {
    const { id, attemptId, version } = await attempted({ channel: 'police', itemNumber: '' });
    desk.goTo('2026-11-24');
    const act = (note: string): RegisterVerb => fact(attemptId, version, 'handed-over', { receipt: 'refused', note });
    expect(await refusalsOf(register.act(agent, id, act('')))).toEqual(['note: required']);
    await register.act(agent, id, act('A refusé de signer devant deux agents.'));
    expect(await standing(id)).toMatchObject([{ channel: 'hand', acted_on: '2026-11-24' }]);
  });

  it.each([
    ['the e-Box, which no law opens yet', { channel: 'e-box' }, ['channel: channel-not-open']],
    ['registered mail without its number', { itemNumber: '' }, ['itemNumber: required']],
    ['tomorrow', { sentOn: '2026-11-21' }, ['sentOn: notified-in-future']],
    ['before the signature', { sentOn: '2026-11-19' }, ['sentOn: notified-before-signature']],
  ])('refuses a sending by or on %s', async (_what, changes, expected) => {
    const { decisionId, version } = await desk.signed();
    expect(await refusalsOf(register.preview(agent, decisionId, sending(version, changes)))).toEqual(expected);
    expect(await refusalsOf(register.act(agent, decisionId, sending(version, changes)))).toEqual(expected);
  });

  it('4A point 4: refuses what the channel does not tell, what is out of order, and the same again', async () => {
    const { id, attemptId, version } = await attempted();
    const of = (kind: string, changes: object = {}): Promise<string[]> =>
      refusalsOf(register.act(agent, id, fact(attemptId, version, kind, { happenedOn: TODAY, ...changes })));
    expect(await of('handed-over', { receipt: 'signed' })).toEqual(['kind: fact-not-of-channel']);
    expect(await of('presented', { happenedOn: '2026-11-19' })).toEqual(['happenedOn: notified-before-signature']);
    expect(await of('mistaken', { note: 'non' })).toEqual(['note: reason-too-short']);
    expect(await of('presented')).toEqual([]);
    const seen = (await decision(id)).version;
    expect(
      await refusalsOf(register.act(agent, id, fact(attemptId, seen, 'presented', { happenedOn: TODAY }))),
    ).toEqual(['kind: fact-recorded-already']);
  });

  it('of two at once one is recorded; the same request again records nothing again', async () => {
    const { id, attemptId, version } = await attempted();
    desk.goTo('2026-11-24');
    const outcomes = await Promise.all([
      refusalsOf(register.act(agent, id, fact(attemptId, version, 'presented'))),
      refusalsOf(register.act(agent, id, fact(attemptId, version, 'unknown'))),
    ]);
    expect(outcomes.sort()).toEqual([[], [': changed-since-read']]);
    const { decisionId, version: seen } = await desk.signed();
    const once = desk.once(agent, 'register-key-0001', { decisionId });
    const first = await register.act(once, decisionId, sending(seen, { itemNumber: 'RR 9', sentOn: '2026-11-24' }));
    expect(await register.act(once, decisionId, sending(seen, { itemNumber: 'RR 9', sentOn: '2026-11-24' }))).toEqual(
      first,
    );
  });

  it('D32: is the own department’s business', async () => {
    const { id, attemptId, version } = await attempted();
    const elsewhere = await desk.actor('agent.residence');
    expect(await refusalsOf(register.read(elsewhere, id))).toEqual([': other-department']);
    expect(await refusalsOf(register.act(elsewhere, id, fact(attemptId, version, 'presented')))).toEqual([
      ': other-department',
    ]);
  });

  it('D27: the reference in the window finds the letter that came back', async () => {
    const { id } = await attempted({ channel: 'post', itemNumber: '' });
    const [row] = await desk.rows('SELECT number FROM decision WHERE id = $1', [id]);
    const number = (row as { number: string }).number;
    desk.goTo('2026-11-30');
    const command = { reference: `${number}/1`, reason: 'moved', returnedOn: '2026-11-27' } as const;
    const back = await returned.record(agent, command);
    expect(back).toMatchObject({ decisionId: id, letter: { number, kind: 'decision' } });
    expect(await standing(id)).toEqual([]);
    expect(await refusalsOf(returned.record(agent, command))).toEqual(['reference: return-without-sending']);
    expect(await refusalsOf(returned.record(agent, { ...command, reference: `${number}/9` }))).toEqual([
      'reference: return-letter-unknown',
    ]);
    expect(await refusalsOf(returned.record(agent, { ...command, reference: 'x' }))).toEqual([
      'reference: return-reference',
    ]);
  });
});
