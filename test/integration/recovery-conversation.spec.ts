import { ClaimDesk, type FineOfDesk } from '../support/claim-desk';
import { FinanceMachine } from '../support/finance-machine';
import { TODAY } from '../support/fine-desk';
import { booksHoldAfterEach } from '../support/proven-books';
import { ReconciliationDesk } from '../../src/recovery/reconciliation.service';
import type { ClaimId } from '../../src/kernel/ids';

const TOMORROW = '2026-11-21';
const UNKNOWN = '01900000-0000-7000-8000-0000000000c1';

interface Told {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

describe('what FPS Finance says, in every order and with every mistake', () => {
  let desk: ClaimDesk;
  let finance: FinanceMachine;

  beforeAll(async () => {
    desk = await ClaimDesk.open();
    finance = await FinanceMachine.register(desk);
  }, 60_000);
  beforeEach(() => desk.desk.goTo(TODAY));
  booksHoldAfterEach(() => desk.desk);
  afterAll(async () => {
    await finance.close();
    await desk.close();
  });

  let reports = 0;
  const report = (id: ClaimId, kind: string, amountCents?: number, changes: object = {}): Promise<Told> =>
    finance.request('POST', `/claims/${id}/reports`, { reportId: `R-${(reports += 1)}`, kind, occurredOn: TODAY, ...(amountCents !== undefined && { amountCents }), ...changes }); // prettier-ignore
  const answerRecall = (id: ClaimId, answer: string): Promise<Told> =>
    finance.request('POST', `/claims/${id}/recallAnswers`, { answer });
  async function offered(): Promise<{ readonly fine: FineOfDesk; readonly id: ClaimId }> {
    const fine = await desk.fine();
    return { fine, id: await desk.offer(fine) };
  }
  const atRecovery = async ({ decisionId }: FineOfDesk): Promise<boolean> =>
    (await desk.desk.rows<{ at: boolean }>('SELECT decision_at_recovery($1) AS at', [decisionId]))[0]!.at;
  const owed = ({ decisionId }: FineOfDesk): Promise<number> => desk.ground.owed(decisionId);
  const issueOf = ({ status, body }: Told): unknown => {
    const [issue] = (body['issues'] ?? []) as { code: string; name: string; in: string }[];
    return [status, issue?.in, issue?.name, issue?.code];
  };

  it('says where a report and a statement of holdings are read again; what is said twice is made once', async () => {
    const { id } = await offered();
    const reportId = `COL/2026 ü ${'x'.repeat(80)}`;
    const told = { reportId, kind: 'seizureOfBoat', occurredOn: TODAY, note: 'On the quay.' };
    const made = await finance.answer('POST', `/claims/${id}/reports`, told);
    const again = await finance.answer('POST', `/claims/${id}/reports`, told);
    const at = made.headers.get('Location') ?? '';
    expect([made.status, again.status, again.headers.get('Location')]).toEqual([201, 200, at]);
    const path = at.slice(`${finance.url}/api/recovery/v1`.length);
    expect((await finance.request('GET', path)).body).toMatchObject({
      self: at,
      reportId,
      claim: { id },
      kind: 'seizureOfBoat',
      occurredOn: TODAY,
      note: 'On the quay.',
      reportState: 'quarantined',
    });
    const statement = await finance.answer('POST', '/holdings', { statedOn: TODAY, claims: [] });
    const { id: holdingId } = statement.body as { id: string };
    expect(statement.headers.get('Location')).toBe(`${finance.url}/api/recovery/v1/holdings/${holdingId}`);
    const verb = await finance.answer('POST', `/claims/${id}/acknowledgements`, { financeReference: 'F-201' });
    expect([verb.status, verb.headers.get('Location')]).toEqual([200, null]);
  });

  describe('a recall refused because it was collected', () => {
    it('R5.4: told before or after the collection, leaves nothing standing, so that the second payment can be refunded', async () => {
      for (const isCollectedFirst of [true, false]) {
        const { fine, id } = await offered();
        await desk.pay(fine.number, 20_000);
        if (isCollectedFirst) await report(id, 'collected', 20_000);
        const refused = await answerRecall(id, 'refused');
        expect(refused.body['claimState']).toBe(isCollectedFirst ? 'closed' : 'recallRefused');
        if (!isCollectedFirst) await report(id, 'collected', 20_000);
        expect(await atRecovery(fine)).toBe(false);
        expect(await owed(fine)).toBe(0);
      }
    });

    it('R7.9: without any collection stays there for a person to see', async () => {
      const { fine, id } = await offered();
      await desk.pay(fine.number, 20_000);
      expect((await answerRecall(id, 'refused')).body['claimState']).toBe('recallRefused');
      expect(await atRecovery(fine)).toBe(true);
      expect((await answerRecall(id, 'accepted')).body['claimState']).toBe('recalled');
    });
  });

  describe('a collection that is reversed', () => {
    it('I2: takes first what was more than owed, then what was booked, which is owed again', async () => {
      const { fine, id } = await offered();
      await report(id, 'collected', 25_000);
      expect([await owed(fine), await desk.ground.balance('finance-clearing')]).toEqual([0, expect.any(Number)]);
      const attention = async (): Promise<string[]> =>
        (await desk.desk.app.app.get(ReconciliationDesk).read(desk.preparer)).attention
          .filter(({ claimId }) => claimId === id)
          .map(({ kind }) => kind);
      expect(await attention()).toEqual(['over-collected']);
      const back = await report(id, 'collectionReversed', 5_000);
      expect(back.body).toMatchObject({ claimState: 'closed', reportState: 'late' });
      expect([await attention(), await owed(fine)]).toEqual([[], 0]);
      await report(id, 'collectionReversed', 8_000);
      expect(await owed(fine)).toBe(8_000);
      expect((await finance.request('GET', `/claims/${id}`)).body).toMatchObject({ state: 'closed', collectedCents: 12_000 }); // prettier-ignore
    });

    it('is quarantined when it is more than was collected', async () => {
      const { fine, id } = await offered();
      await report(id, 'collected', 1_000);
      expect((await report(id, 'collectionReversed', 1_001)).body['reportState']).toBe('quarantined');
      expect((await report(id, 'collectionReversed')).body['reportState']).toBe('quarantined');
      expect(await owed(fine)).toBe(19_000);
    });

    it('two at once take it once each, and never more than there is', async () => {
      const { fine, id } = await offered();
      await report(id, 'collected', 10_000);
      const both = await Promise.all([
        report(id, 'collectionReversed', 6_000),
        report(id, 'collectionReversed', 6_000),
      ]);
      expect(both.map(({ body }) => body['reportState']).sort()).toEqual(['applied', 'quarantined']);
      expect(await owed(fine)).toBe(16_000);
    });
  });

  it.each(['irrecoverable', 'prescribed'] as const)(
    'R20: %s, and then collected after all: booked, and the end stays',
    async (end) => {
      const { fine, id } = await offered();
      expect((await report(id, end)).body).toMatchObject({ claimState: 'closed', reportState: 'applied' });
      expect((await report(id, 'collected', 3_000)).body).toMatchObject({ claimState: 'closed', reportState: 'late' });
      expect(await owed(fine)).toBe(17_000);
      expect((await finance.request('GET', `/claims/${id}`)).body).toMatchObject({
        endedAs: end,
        collectedCents: 3_000,
      });
    },
  );

  it('R20: acknowledged after the recall is kept as late, and the recall still waits', async () => {
    const { fine, id } = await offered();
    await desk.pay(fine.number, 20_000);
    const late = await finance.request('POST', `/claims/${id}/acknowledgements`, { financeReference: 'LATE-1' });
    expect(late.body).toMatchObject({ claimState: 'recallAsked', reportState: 'late' });
    expect((await answerRecall(id, 'accepted')).body['claimState']).toBe('recalled');
  });

  it('R3.10: a plan adds up, or is refused; told twice, in whatever order of its fields, it has one effect', async () => {
    const { id } = await offered();
    const installments = [
      { dueOn: '2027-01-15', amountCents: 10_000 },
      { dueOn: '2027-02-15', amountCents: 10_000 },
    ];
    const plan = { reportId: 'P-1', installments };
    expect(issueOf(await report(id, 'plan', 19_999, plan))).toEqual([400, 'body', 'installments', 'planSumDiffers']);
    expect(issueOf(await report(id, 'costs', 20_000, plan))).toEqual([400, 'body', 'installments', 'planSumDiffers']);
    const unknown = await report(id, 'collectiveDebtSettlement', 20_000, { ...plan, reportId: 'P-0' });
    expect([unknown.status, unknown.body['reportState']]).toEqual([201, 'quarantined']);
    expect((await report(id, 'plan', 1, { installments: [{ dueOn: '2027-02-30', amountCents: 1 }] })).status).toBe(400);
    expect((await report(id, 'plan', 20_000, plan)).body['reportState']).toBe('applied');
    const turned = {
      reportId: 'P-1',
      installments: installments.map(({ dueOn, amountCents }) => ({ amountCents, dueOn })),
    };
    expect((await report(id, 'plan', 20_000, turned)).body['reportState']).toBe('applied');
    expect(await desk.story(id)).toEqual(['offered', 'plan-agreed']);
    const { body } = await finance.request('GET', '/events');
    const last = (body['items'] as { data: object }[]).at(-1);
    expect(last?.data).toMatchObject({ amountCents: 20_000, installmentCount: 2, lastDueOn: '2027-02-15' });
  });

  it('a code has one spelling: with hyphens it is unknown and quarantined', async () => {
    const { id } = await offered();
    const told = await finance.request('POST', `/claims/${id}/rejections`, { code: 'debtor-unknown' });
    expect(told.body).toMatchObject({ claimState: 'offered', reportState: 'quarantined' });
  });

  it('days that do not exist or have not come, amounts below zero or with decimals, half characters: refused by name', async () => {
    const { id } = await offered();
    expect(issueOf(await report(id, 'collected', 1, { occurredOn: '2026-02-30' }))).toEqual([400, 'body', 'occurredOn', 'notADay']); // prettier-ignore
    expect(issueOf(await report(id, 'collected', 1, { occurredOn: TOMORROW }))).toEqual([400, 'body', 'occurredOn', 'reportedDayInFuture']); // prettier-ignore
    for (const amount of [-1, 0.5, '100'])
      expect(issueOf(await report(id, 'collected', 1, { amountCents: amount }))).toEqual([400, 'body', 'amountCents', 'notANumber']); // prettier-ignore
    expect((await report(id, 'plan', undefined, { note: '\u202eevil' })).status).toBe(400);
    expect((await report(id, 'plan', undefined, { note: 'Żółć 漢字 😀' })).body['reportState']).toBe('applied');
    const holding = { statedOn: TOMORROW, claims: [] };
    expect(issueOf(await finance.request('POST', '/holdings', holding))).toEqual([400, 'body', 'statedOn', 'reportedDayInFuture']); // prettier-ignore
  });

  it('a body too large, of another kind or too deep is refused as a problem', async () => {
    const { id } = await offered();
    const send = async (body: string, type = 'application/json'): Promise<readonly unknown[]> => {
      const headers = { Authorization: `Bearer ${await finance.token()}`, 'Content-Type': type, 'Idempotency-Key': `body-${body.length}-of-a-test` }; // prettier-ignore
      const url = `${finance.url}/api/recovery/v1/claims/${id}/acknowledgements`;
      const response = await fetch(url, { method: 'POST', headers, body });
      const { limit } = (await response.json()) as { readonly limit?: number };
      return [response.status, response.headers.get('Content-Type') ?? '', ...(limit === undefined ? [] : [limit])];
    };
    const problem = expect.stringContaining('application/problem+json') as string;
    expect(await send(JSON.stringify({ financeReference: 'x'.repeat(3_000_000) }))).toEqual([413, problem, 2_097_152]);
    expect(await send('<claim/>', 'application/xml')).toEqual([415, problem]);
    expect(await send(`${'['.repeat(200)}${']'.repeat(200)}`)).toEqual([400, problem]);
    expect(await send('{"financeReference":"A","financeReference":"B"}')).toEqual([400, problem]);
  });

  describe('cursors', () => {
    const get = (path: string): Promise<Told> => finance.request('GET', path);

    it('of the feed: any position read before is good, one of the future and what is none are refused', async () => {
      await offered();
      const { body } = await get('/events');
      const last = Number(body['position']);
      const all = (body['items'] as { data: { position: number } }[]).map(({ data }) => data.position);
      for (const from of [0, 1, last - 1, last])
        expect(((await get(`/events?afterPosition=${from}`)).body['items'] as { data: { position: number } }[]).map(({ data }) => data.position)).toEqual(all.slice(from)); // prettier-ignore
      expect(issueOf(await get(`/events?afterPosition=${last + 1}`))).toEqual([400, 'query', 'afterPosition', 'invalidCursor']); // prettier-ignore
      for (const garbage of ['-1', 'abc', '1.5', '99999999999999999999', '1&afterPosition=2'])
        expect([garbage, (await get(`/events?afterPosition=${garbage}`)).status]).toEqual([garbage, 400]);
    });

    it('of claims: one filter said more than once asks for any of its values, page after page [col-filter]', async () => {
      const [{ id: one }, { id: two }, { id: none }] = [await offered(), await offered(), await offered()];
      await finance.request('POST', `/claims/${two}/acknowledgements`, { financeReference: 'OR-2' });
      await finance.request('POST', `/claims/${none}/rejections`, { code: 'debtorDeceased' });
      const found = new Set<unknown>();
      for (let path: string | undefined = '/claims?state=offered&state=acknowledged&pageSize=2'; path !== undefined;) {
        const { body } = await get(path);
        for (const { id, state } of body['items'] as { id: string; state: string }[]) {
          found.add(id);
          expect(['offered', 'acknowledged']).toContain(state);
        }
        path = (body['next'] as string | undefined)?.replace(/^.*\/v1/, '');
      }
      expect([found.has(one), found.has(two), found.has(none)]).toEqual([true, true, false]);
    });

    it('and a query that nothing here takes is refused, not passed over [req-valid]', async () => {
      const { id } = await offered();
      for (const path of [`/claims/${id}`, `/claims/${id}/document`, '/refData', '/refData/claimStates'])
        expect([path, issueOf(await get(`${path}?embed=items`))]).toEqual([path, [400, 'query', 'embed', 'unknownParameter']]); // prettier-ignore
      const posted = await finance.request('POST', `/claims/${id}/acknowledgements?lang=fr`, { financeReference: 'Q' });
      expect(issueOf(posted)).toEqual([400, 'query', 'lang', 'unknownParameter']);
    });

    it('of events: each item has an address, where it is read again [col-repres]', async () => {
      const { id } = await offered();
      const item = ((await get('/events')).body['items'] as Record<string, unknown>[]).find(({ subject }) => subject === id); // prettier-ignore
      const again = await get(String(item?.['href']).replace(/^.*\/v1/, ''));
      expect([again.status, again.body]).toEqual([200, item]);
      expect((await get(`/events/${UNKNOWN}`)).status).toBe(404);
    });

    it('of claims: pages follow each other to the last, which leads nowhere; a claim that is none is refused', async () => {
      for (let count = 0; count < 3; count++) await offered();
      const total = ((await get('/claims')).body['items'] as unknown[]).length;
      const seen: unknown[] = [];
      let path: string | undefined = `/claims?pageSize=${total - 1}`;
      let pages = 0;
      while (path !== undefined) {
        const { body } = await get(path);
        seen.push(...(body['items'] as { id: unknown }[]).map(({ id }) => id));
        path = (body['next'] as string | undefined)?.replace(/^.*\/v1/, '');
        pages += 1;
      }
      expect([pages, seen.length, new Set(seen).size]).toEqual([2, total, total]);
      expect((await get(`/claims?pageSize=${total}`)).body).not.toHaveProperty('next');
      expect(issueOf(await get(`/claims?afterClaim=${UNKNOWN}`))).toEqual([
        400,
        'query',
        'afterClaim',
        'invalidCursor',
      ]);
      for (const wrong of [
        'pageSize=0',
        'pageSize=501',
        'state=lost',
        'state=in-recovery',
        'page=2',
        'state=offered&state=lost',
      ])
        // prettier-ignore
        expect([wrong, (await get(`/claims?${wrong}`)).status]).toEqual([wrong, 400]);
    });
  });

  describe('holdings', () => {
    const state = (claims: readonly object[], statedOn = TODAY): Promise<Told> =>
      finance.request('POST', '/holdings', { statedOn, claims });
    const kindsOf = ({ body }: Told, ids: readonly string[]): unknown[] =>
      ids.map((id) => (body['differences'] as { claimId: string; kind: string }[]).find(({ claimId }) => claimId === id)?.kind); // prettier-ignore

    it('R7: name each kind of difference, and people find the fine behind it', async () => {
      const [silent, unanswered, ended, differs, same] = [await offered(), await offered(), await offered(), await offered(), await offered()]; // prettier-ignore
      for (const { id } of [silent, differs, same])
        await finance.request('POST', `/claims/${id}/acknowledgements`, { financeReference: `H-${id.slice(-6)}` });
      await report(ended.id, 'prescribed');
      await report(differs.id, 'collected', 2_000);
      const claims = [unanswered, ended, differs, same].map(({ id }) => ({ claimId: id, collectedCents: 0 }));
      const told = await state([...claims, { claimId: UNKNOWN, collectedCents: 5 }]);
      const ids = [silent.id, unanswered.id, ended.id, differs.id, same.id, UNKNOWN];
      expect(kindsOf(told, ids)).toEqual(['notHeldThere', 'notAnsweredHere', 'endedHere', 'collectedDiffers', undefined, 'notOfferedHere']); // prettier-ignore
      const { holding } = await desk.desk.app.app.get(ReconciliationDesk).read(desk.preparer);
      const found = holding?.differences.find(({ claimId }) => claimId === ended.id);
      expect(found).toMatchObject({ kind: 'ended-here', decisionId: ended.fine.decisionId, number: ended.fine.number });
    });

    it('refuse a claim that is named twice, and a late statement does not hide a newer one', async () => {
      const twice = { claimId: UNKNOWN, collectedCents: 5 };
      expect(issueOf(await state([twice, twice]))).toEqual([400, 'body', 'claims[1].claimId', 'heldClaimTwice']);
      await state([], TODAY);
      await state([twice], '2026-11-19');
      const { holding } = await desk.desk.app.app.get(ReconciliationDesk).read(desk.preparer);
      expect(holding?.statedOn).toBe(TODAY);
    });
  });
});
