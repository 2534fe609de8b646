import { ProposeCorrection } from '../../src/corrections/corrections.commands';
import { CorrectionsService } from '../../src/corrections/corrections.service';
import { WithdrawalDesk } from '../../src/decisions/withdrawal-desk.service';
import type { DecisionId } from '../../src/kernel/ids';
import { parseCommand } from '../../src/platform/http/fields';
import { Refused } from '../../src/platform/refused';
import { Transfers } from '../../src/recovery/transfers.service';
import { RefundRequestsService } from '../../src/refunds/refund-requests.service';
import { WriteOffsService } from '../../src/refunds/write-offs.service';
import { CourtDesk, FINAL } from '../support/court-desk';
import { TODAY } from '../support/fine-desk';
import { booksHoldAfterEach } from '../support/proven-books';
import { refusalsOf } from '../support/refusals';

jest.setTimeout(60_000);

/** A proposal that waits: how another person approves it, and how it is closed. */
interface Waiting {
  approve(): Promise<unknown>;
  close(): Promise<unknown>;
}
type Propose = (decisionId: DecisionId) => Promise<Waiting>;

/** The decision falls; nothing that was proposed about it before can take effect any more, and each is closed by a person with a reason. */
describe('what was proposed about a decision that falls meanwhile (R2.12, R4.4)', () => {
  let court: CourtDesk;

  beforeAll(async () => {
    court = await CourtDesk.open();
  }, 60_000);
  beforeEach(() => court.ground.desk.goTo(TODAY));
  booksHoldAfterEach(() => court.ground.desk);
  afterAll(() => court.ground.desk.close());

  const REASON = 'The decision fell.';
  const versionOf = async (decisionId: DecisionId): Promise<number> =>
    (await court.ground.desk.rows<{ version: number }>('SELECT version FROM decision WHERE id = $1', [decisionId]))[0]!
      .version;

  const proposals: Readonly<Record<string, Propose>> = {
    withdrawal: async (decisionId) => {
      const desk = court.get(WithdrawalDesk);
      await desk.propose(court.agent, decisionId, { version: await versionOf(decisionId), reason: 'The facts were of another day.' }); // prettier-ignore
      return {
        approve: async () => desk.withdraw(court.signatory, decisionId, { version: await versionOf(decisionId) }),
        close: async () => desk.refuse(court.signatory, decisionId, { version: await versionOf(decisionId), reason: REASON }), // prettier-ignore
      };
    },
    correction: async (decisionId) => {
      const service = court.get(CorrectionsService);
      const why = { reason: 'Faute de frappe.', evidence: 'Passeport.', effect: 'no-effect', effectReason: 'Aucun doute.' }; // prettier-ignore
      const { stood } = await service.prepare(court.agent, decisionId);
      const right = { familyName: `${stood.familyName}t`, version: await versionOf(decisionId) };
      const command = parseCommand(ProposeCorrection, { ...why, ...right });
      const { correctionId } = await service.propose(court.agent, decisionId, command);
      return {
        approve: () => service.sign(court.signatory, correctionId, { version: 1 }),
        close: () => service.refuse(court.signatory, correctionId, { version: 1, reason: REASON }),
      };
    },
    'write-off': async (decisionId) => {
      const [cashier, treasurer] = [await court.ground.desk.actor('cashier'), await court.ground.desk.actor('treasurer')]; // prettier-ignore
      const service = court.get(WriteOffsService);
      const given = { decisionId, ground: 'irrecoverable', reason: 'The debtor is insolvent.' };
      await court.ground.flagged(decisionId, 'insolvency');
      const { writeOffId } = await service.propose(cashier, given);
      return {
        approve: () => service.approve(treasurer, writeOffId, { version: 1 }),
        close: () => service.refuse(treasurer, writeOffId, { version: 1, reason: REASON }),
      };
    },
    'request under 4bis': async (decisionId) => {
      const service = court.get(RefundRequestsService);
      const given = { receivedOn: TODAY, proof: 'deposit', requestReason: 'The post was open.' };
      const { requestId } = await service.record(court.agent, { decisionId, ...given });
      return {
        approve: () => service.grant(court.signatory, requestId, { version: 1, reason: 'It was open.' }),
        close: () => service.refuse(court.signatory, requestId, { version: 1, reason: REASON }),
      };
    },
    'early transfer': async (decisionId) => {
      const [cashier, service] = [await court.ground.desk.actor('cashier'), court.get(Transfers)];
      const { transferId } = await service.prepareEarly(cashier, decisionId, 'The person leaves the country for good.');
      return {
        approve: () => service.approve(court.signatory, transferId, 1),
        close: () => service.dissolve(cashier, transferId, 1),
      };
    },
    'release of a deposit': async (decisionId) => {
      const { depositId, version } = await court.ground.held(decisionId);
      await court.ground.proposed(depositId, version, {
        kind: 'to-payment',
        ground: 'debtor-request',
        groundOn: TODAY,
      });
      const treasurer = await court.ground.desk.actor('treasurer');
      return {
        approve: () => court.ground.releases.confirm(treasurer, depositId, { version }),
        close: () => court.ground.releases.refuse(treasurer, depositId, { version, reason: REASON }),
      };
    },
  };

  /** What makes it fall, ready to be done by one call. */
  const falls: Readonly<Record<string, (decisionId: DecisionId) => Promise<() => Promise<unknown>>>> = {
    annulled: async (decisionId) => {
      const appealId = await court.lodged(decisionId);
      const judged = await court.judged({ decisionId, appealId });
      return () => court.confirmed(judged);
    },
    withdrawn: async (decisionId) => {
      court.ground.desk.goTo(FINAL);
      const desk = court.get(WithdrawalDesk);
      const { version } = await desk.propose(court.agent, decisionId, { version: await versionOf(decisionId), reason: 'The facts were of another day.' }); // prettier-ignore
      return () => desk.withdraw(court.deputy, decisionId, { version });
    },
  };

  const pairs = [
    ['withdrawal', 'annulled', 'illegal-transition'],
    ['correction', 'annulled', 'correction-not-signed'],
    ['write-off', 'annulled', 'write-off-rest-changed'],
    ['request under 4bis', 'annulled', 'request-no-claim'],
    ['early transfer', 'annulled', 'recovery-early-not-possible'],
    ['early transfer', 'withdrawn', 'recovery-early-not-possible'],
    ['correction', 'withdrawn', 'correction-not-signed'],
    ['write-off', 'withdrawn', 'write-off-rest-changed'],
    ['request under 4bis', 'withdrawn', 'request-no-claim'],
  ] as const;

  it.each(pairs)(
    'R2.12, R4.4: a %s on a decision that is %s is refused when approved, and closed with a reason',
    async (what, how, code) => {
      const { decisionId } = await court.ground.fine();
      const waiting = await proposals[what]!(decisionId);
      const fall = await falls[how]!(decisionId);
      await fall();
      expect(await court.stateOf(decisionId)).toBe(how);
      expect((await refusalsOf(waiting.approve())).map((refusal) => refusal.split(': ')[1])).toEqual([code]);
      await waiting.close();
      expect((await refusalsOf(waiting.approve())).length).toBe(1);
    },
  );

  it('R2.12: the release that was proposed before gives way to the return of the deposit', async () => {
    const { decisionId } = await court.ground.fine();
    const { depositId, version } = await court.ground.held(decisionId);
    const request = { kind: 'to-payment', ground: 'debtor-request', groundOn: TODAY } as const;
    await court.ground.proposed(depositId, version, request);
    await (
      await falls['withdrawn']!(decisionId)
    )();
    const releases = await court.ground.desk.rows(
      'SELECT kind, ground, state FROM deposit_release WHERE deposit_id = $1 ORDER BY proposed_at, id',
      [depositId],
    );
    expect(releases).toEqual([
      { kind: 'to-payment', ground: 'debtor-request', state: 'stopped' },
      { kind: 'to-debtor', ground: 'withdrawal', state: 'proposed' },
    ]);
  });

  it('R4.4: the release that was proposed before gives way to the one of the judgment', async () => {
    const { decisionId } = await court.ground.fine();
    const waiting = await proposals['release of a deposit']!(decisionId);
    await (
      await falls['annulled']!(decisionId)
    )();
    const releases = await court.ground.desk.rows(
      `SELECT r.kind, r.ground, r.state FROM deposit_release r JOIN deposit t ON t.id = r.deposit_id WHERE t.decision_id = $1 ORDER BY r.proposed_at`,
      [decisionId],
    );
    expect(releases).toEqual([
      { kind: 'to-payment', ground: 'debtor-request', state: 'stopped' },
      { kind: 'to-debtor', ground: 'judgment', state: 'proposed' },
    ]);
    expect(await waiting.approve()).toMatchObject({ toPayerCents: 20_000, toStateCents: 0 });
  });

  it.each(pairs)(
    'R2.12, R4.4: a %s approved while the decision is %s: one after the other, and the books hold',
    async (what, how) => {
      const { decisionId } = await court.ground.fine();
      const waiting = await proposals[what]!(decisionId);
      const fall = await falls[how]!(decisionId);
      const outcomes = await Promise.allSettled([fall(), waiting.approve()]);
      const failures = outcomes.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
      for (const failure of failures) expect(failure).toBeInstanceOf(Refused);
      expect(failures.length).toBeLessThan(2);
    },
  );
});
