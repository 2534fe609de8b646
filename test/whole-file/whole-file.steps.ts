import fc from 'fast-check';
import type { RefundGround } from '../../src/refunds/refund.rules';
import type { ReleaseKind } from '../../src/deposits/deposit-release.rules';

/** Two people who act on the same money; in withdrawals the first is an agent, the second a signatory. */
export type Person = 0 | 1;

/** What a step came to: done, refused by a rule, or refused because what the person had seen has changed since. */
export type Result = 'done' | 'refused' | 'stale';

/**
 * What can happen to the two fines of a debtor and to the money that came in. Numbers name the n-th fine, credit, booking, refund; deposits,
 * releases and write-offs are named by their fine, whose last one is meant.
 */
export type Step =
  | { readonly verb: 'notify'; readonly fine: number }
  | { readonly verb: 'book'; readonly credit: number; readonly fine: number; readonly amountCents: number }
  | { readonly verb: 'reverse'; readonly booking: number }
  | {
      readonly verb: 'propose-refund';
      readonly credit: number;
      readonly amountCents: number;
      readonly ground: Extract<RefundGround, 'overpayment' | 'not-a-debt'>;
      readonly by: Person;
    }
  | { readonly verb: 'choose-payee'; readonly refund: number; readonly by: Person }
  | { readonly verb: 'approve-refund'; readonly refund: number; readonly by: Person }
  | { readonly verb: 'cancel-refund'; readonly refund: number; readonly by: Person }
  | { readonly verb: 'order-refund'; readonly refund: number; readonly by: Person }
  | { readonly verb: 'reject-refund'; readonly refund: number; readonly by: Person }
  | { readonly verb: 'settle-refund'; readonly refund: number }
  | { readonly verb: 'return-refund'; readonly refund: number }
  | { readonly verb: 'propose-withdrawal'; readonly fine: number; readonly by: Person }
  | { readonly verb: 'withdraw'; readonly fine: number; readonly by: Person }
  | { readonly verb: 'announce-deposit'; readonly fine: number }
  | { readonly verb: 'hold-deposit'; readonly fine: number; readonly amountCents: number }
  | { readonly verb: 'return-deposit'; readonly fine: number }
  | { readonly verb: 'propose-release'; readonly fine: number; readonly kind: ReleaseKind; readonly by: Person }
  | { readonly verb: 'confirm-release'; readonly fine: number; readonly by: Person }
  | { readonly verb: 'propose-write-off'; readonly fine: number; readonly by: Person }
  | { readonly verb: 'approve-write-off'; readonly fine: number; readonly by: Person };

export type StepVerb = Step['verb'];

/** Amounts that people pay and that rules turn on: a fine, a part, the cent that is missing, two fines, the cent too much. */
const AMOUNTS = [20_000, 10_000, 19_950, 5_000, 40_000, 20_001, 1] as const;

const fine = fc.nat({ max: 1 });
const credit = fc.nat({ max: 3 });
const one = fc.nat({ max: 9 });
const by = fc.constantFrom<Person>(0, 1);
const amountCents = fc.constantFrom(...AMOUNTS);

/** The way of a refund is the longest: its steps come twice as often. */
const OF_REFUNDS: readonly fc.Arbitrary<Step>[] = [
  fc.record({ verb: fc.constant('choose-payee'), refund: one, by }),
  fc.record({ verb: fc.constant('approve-refund'), refund: one, by }),
  fc.record({ verb: fc.constant('order-refund'), refund: one, by }),
  fc.record({ verb: fc.constant('reject-refund'), refund: one, by }),
  fc.record({ verb: fc.constant('settle-refund'), refund: one }),
  fc.record({ verb: fc.constant('return-refund'), refund: one }),
];

/** Any step on anything; whether there is such a thing is seen when its turn comes. */
export const ANY_STEP: readonly fc.Arbitrary<Step>[] = [
  ...OF_REFUNDS,
  ...OF_REFUNDS,
  fc.record({ verb: fc.constant('notify'), fine }),
  fc.record({ verb: fc.constant('book'), credit, fine, amountCents }),
  fc.record({ verb: fc.constant('book'), credit, fine, amountCents: fc.constant(20_000) }),
  fc.record({ verb: fc.constant('reverse'), booking: one }),
  fc.record({
    verb: fc.constant('propose-refund'),
    credit,
    amountCents,
    ground: fc.constantFrom('overpayment', 'not-a-debt'),
    by,
  }),
  fc.record({ verb: fc.constant('cancel-refund'), refund: one, by }),
  fc.record({ verb: fc.constant('propose-withdrawal'), fine, by }),
  fc.record({ verb: fc.constant('withdraw'), fine, by }),
  fc.record({ verb: fc.constant('announce-deposit'), fine }),
  fc.record({ verb: fc.constant('hold-deposit'), fine, amountCents }),
  fc.record({ verb: fc.constant('return-deposit'), fine }),
  fc.record({
    verb: fc.constant('propose-release'),
    fine,
    kind: fc.constantFrom<ReleaseKind>('to-debtor', 'to-payment'),
    by,
  }),
  fc.record({ verb: fc.constant('confirm-release'), fine, by }),
  fc.record({ verb: fc.constant('propose-write-off'), fine, by }),
  fc.record({ verb: fc.constant('approve-write-off'), fine, by }),
];

const REFUNDED: readonly Step[] = [
  { verb: 'propose-refund', credit: 1, amountCents: 20_000, ground: 'overpayment', by: 0 },
  { verb: 'choose-payee', refund: 0, by: 0 },
  { verb: 'approve-refund', refund: 0, by: 1 },
];
const ORDERED: readonly Step[] = [...REFUNDED, { verb: 'order-refund', refund: 0, by: 0 }];
const BOOKED: readonly Step[] = [
  { verb: 'book', credit: 0, fine: 0, amountCents: 10_000 },
  { verb: 'book', credit: 1, fine: 1, amountCents: 20_000 },
];
const HELD: readonly Step[] = [
  { verb: 'announce-deposit', fine: 0 },
  { verb: 'hold-deposit', fine: 0, amountCents: 20_001 },
];

/** Where a life may begin: what takes many steps in the right order is seldom reached by chance. */
export const BEGINNINGS: readonly (readonly Step[])[] = [
  [],
  BOOKED,
  REFUNDED,
  ORDERED,
  [...BOOKED, ...ORDERED, { verb: 'settle-refund', refund: 0 }],
  [...ORDERED, { verb: 'settle-refund', refund: 0 }, { verb: 'return-refund', refund: 0 }],
  [...ORDERED, { verb: 'reject-refund', refund: 0, by: 1 }, { verb: 'cancel-refund', refund: 0, by: 0 }],
  [...BOOKED, { verb: 'propose-withdrawal', fine: 0, by: 0 }],
  [...BOOKED, { verb: 'propose-withdrawal', fine: 1, by: 0 }, { verb: 'withdraw', fine: 1, by: 1 }],
  HELD,
  [...BOOKED, ...HELD, { verb: 'propose-release', fine: 0, kind: 'to-payment', by: 0 }],
  [
    ...BOOKED,
    ...HELD,
    { verb: 'propose-release', fine: 0, kind: 'to-payment', by: 1 },
    { verb: 'confirm-release', fine: 0, by: 0 },
    { verb: 'propose-withdrawal', fine: 0, by: 0 },
  ],
  [
    ...HELD,
    { verb: 'propose-release', fine: 0, kind: 'to-debtor', by: 1 },
    { verb: 'confirm-release', fine: 0, by: 0 },
    { verb: 'notify', fine: 1 },
  ],
  [...HELD, { verb: 'return-deposit', fine: 0 }],
  [...BOOKED, { verb: 'propose-write-off', fine: 0, by: 0 }],
  [
    ...BOOKED,
    { verb: 'propose-write-off', fine: 0, by: 0 },
    { verb: 'approve-write-off', fine: 0, by: 1 },
    { verb: 'reverse', booking: 0 },
  ],
];

/** Every verb, so that a test can say which of them it reached. */
export const STEP_VERBS: readonly StepVerb[] = [
  'notify',
  'book',
  'reverse',
  'propose-refund',
  'choose-payee',
  'approve-refund',
  'cancel-refund',
  'order-refund',
  'reject-refund',
  'settle-refund',
  'return-refund',
  'propose-withdrawal',
  'withdraw',
  'announce-deposit',
  'hold-deposit',
  'return-deposit',
  'propose-release',
  'confirm-release',
  'propose-write-off',
  'approve-write-off',
];

/** Steps of one transaction, which two people may take at the same moment; what the bank tells comes by statement, one after the other. */
export const ONE_TRANSACTION: ReadonlySet<StepVerb> = new Set(
  STEP_VERBS.filter((verb) => verb !== 'settle-refund' && verb !== 'return-refund'),
);

/** What stands in the books and what state everything is in: the same for the model and for whatever it is compared with. */
export interface WholeFile {
  readonly receivables: readonly number[];
  readonly advances: readonly number[];
  /** Balances of the shared accounts, as far as these two fines and their money moved them. */
  readonly shared: Readonly<Record<SharedAccount, number>>;
  /** States, last in each text, behind what tells one thing from another. */
  readonly fines: readonly string[];
  /** `credit>fine cents state` */
  readonly bookings: readonly string[];
  /** `ground cents state`, with who proposed it. */
  readonly refunds: readonly string[];
  /** `fine state` */
  readonly deposits: readonly string[];
  /** `fine cents state` */
  readonly writeOffs: readonly string[];
}

export const SHARED = [
  'suspense',
  'refunds-payable',
  'refunds-in-transit',
  'revenue',
  'claims-raised',
  'claims-cancelled',
  'claims-written-off',
  'deposits-at-cdc',
  'deposits-held-for',
  'deposits-in-transit-to-state',
] as const;
export type SharedAccount = (typeof SHARED)[number];

/** Whatever takes the steps: the rules on a ledger in memory, or the product on PostgreSQL. */
export interface Office {
  take(step: Step): Promise<Result>;
  look(): Promise<WholeFile>;
  /** Every violated invariant (I1-I5); empty when all is well. */
  findings(): Promise<readonly string[]>;
}

/** What came in before anything happened: four credits in suspense, for two fines of EUR 200 of which the second is not notified. */
export const CREDITS = [20_000, 40_000, 19_950, 20_001] as const;
export const FINE_CENTS = 20_000;
