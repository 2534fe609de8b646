import fc from 'fast-check';
import type { ReleaseKind } from '../../src/deposits/deposit-release.rules';
import { SAID, type Person, type Step } from './whole-file.steps';

/** Amounts that people pay and that rules turn on: a fine, a part, the cent that is missing, two fines, the cent too much. */
const AMOUNTS = [20_000, 10_000, 19_950, 5_000, 40_000, 20_001, 1] as const;

const fine = fc.nat({ max: 1 });
const credit = fc.nat({ max: 3 });
const debtor = fc.nat({ max: 1 });
const one = fc.nat({ max: 9 });
const by = fc.constantFrom<Person>(0, 1);
const amountCents = fc.constantFrom(...AMOUNTS);
const proof = fc.constantFrom('payment', 'deposit');
const verb = <const Verb extends string>(...verbs: readonly Verb[]): fc.Arbitrary<Verb> => fc.constantFrom(...verbs);

/** The way of a refund is the longest: its steps come twice as often. */
const OF_REFUNDS: readonly fc.Arbitrary<Step>[] = [
  fc.record({ verb: verb('choose-payee'), refund: one, by }),
  fc.record({ verb: verb('approve-refund'), refund: one, by }),
  fc.record({ verb: verb('order-refund'), refund: one, by }),
  fc.record({ verb: verb('reject-refund'), refund: one, by }),
  fc.record({ verb: verb('settle-refund', 'return-refund'), refund: one }),
];

const OF_MONEY: readonly fc.Arbitrary<Step>[] = [
  ...OF_REFUNDS,
  ...OF_REFUNDS,
  fc.record({ verb: verb('notify'), fine, debtor }),
  fc.record({ verb: verb('book'), credit, fine, amountCents }),
  fc.record({ verb: verb('book'), credit, fine, amountCents: fc.constant(20_000) }),
  fc.record({ verb: verb('reverse'), booking: one }),
  fc.record({ verb: verb('take-back', 'name-taken-back', 'name-taken-back'), credit }),
  fc.record({ verb: verb('propose-refund'), credit, amountCents, ground: fc.constantFrom('overpayment', 'not-a-debt'), by }), // prettier-ignore
  fc.record({ verb: verb('send-back-refund', 'refuse-refund', 'cancel-refund'), refund: one, by }),
  fc.record({ verb: verb('propose-withdrawal', 'withdraw'), fine, by }),
];

const OF_DEPOSITS: readonly fc.Arbitrary<Step>[] = [
  fc.record({ verb: verb('announce-deposit', 'return-deposit'), fine }),
  fc.record({ verb: verb('hold-deposit'), fine, amountCents }),
  fc.record({ verb: verb('propose-release'), fine, kind: fc.constantFrom<ReleaseKind>('to-debtor', 'to-payment', 'to-state'), by }), // prettier-ignore
  fc.record({ verb: verb('confirm-release', 'refuse-release'), fine, by }),
  fc.record({ verb: verb('propose-write-off'), fine, ground: fc.constantFrom('irrecoverable', 'small-rest'), by }),
  fc.record({ verb: verb('approve-write-off'), fine, by }),
  fc.record({ verb: verb('refuse-write-off', 'cancel-write-off'), fine, by }),
];

const OF_COURTS: readonly fc.Arbitrary<Step>[] = [
  fc.record({ verb: verb('check-registry'), fine, asked: fc.constantFrom('early', 'after', 'after') }),
  fc.record({ verb: verb('take-back-check'), fine }),
  fc.record({ verb: verb('record-appeal'), fine, debtor, lodged: fc.constantFrom('in-time', 'between', 'late') }),
  fc.record({
    verb: verb('enter-on-roll', 'withdraw-appeal', 'mark-mistaken', 'contest-judgment', 'contest-judgment'),
    fine,
    debtor,
  }),
  fc.record({
    verb: verb('record-judgment'),
    fine,
    debtor,
    stage: fc.constantFrom('first-instance', 'opposition', 'cassation'),
    outcome: fc.constantFrom(...SAID),
    by,
  }),
  fc.record({ verb: verb('finalise-judgment', 'refuse-judgment'), fine, debtor, by }),
  fc.record({ verb: verb('confirm-judgment'), fine, debtor, by }),
];

const OF_FINANCE: readonly fc.Arbitrary<Step>[] = [
  fc.record({ verb: verb('place-hold', 'end-hold', 'end-hold', 'recall-claim', 'dissolve-transfer'), fine }),
  fc.record({ verb: verb('prepare-transfer', 'approve-transfer'), fine, by }),
  fc.record({ verb: verb('acknowledge'), fine, reference: fc.constantFrom('A', 'B') }),
  fc.record({ verb: verb('reject-claim'), fine, code: fc.constantFrom('addressUnknown', 'moonPhase') }),
  fc.record({
    verb: verb('report'),
    fine,
    report: fc.nat({ max: 2 }),
    kind: fc.constantFrom('collected', 'collected', 'plan', 'irrecoverable', 'seizure'),
    amountCents,
  }),
  fc.record({ verb: verb('answer-recall'), fine, answer: fc.constantFrom('accepted', 'refused') }),
];

const OF_REQUESTS: readonly fc.Arbitrary<Step>[] = [
  fc.record({ verb: verb('send-form', 'refuse-request', 'close-request'), fine, by }),
  fc.record({ verb: verb('grant-request'), fine, by }),
  fc.record({ verb: verb('record-request', 'receive-form'), fine, proof, by }),
];

const OF_DRAFTS: readonly fc.Arbitrary<Step>[] = [
  fc.record({ verb: verb('draft-decision', 'return-decision', 'cancel-decision'), by }),
  fc.record({ verb: verb('submit-decision'), by }),
  fc.record({ verb: verb('sign-decision'), by }),
];

/** Any step on anything; whether there is such a thing is seen when its turn comes. */
export const ANY_STEP: readonly fc.Arbitrary<Step>[] = [
  ...OF_MONEY,
  ...OF_DEPOSITS,
  ...OF_COURTS,
  ...OF_FINANCE,
  ...OF_REQUESTS,
];

/** The same, and what happens to decisions before they are signed. */
export const ANY_STEP_OR_DRAFT: readonly fc.Arbitrary<Step>[] = [...ANY_STEP, ...OF_DRAFTS];
