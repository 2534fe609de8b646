import type { SAID, Step } from './whole-file.steps';

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

const APPEALED: readonly Step[] = [
  { verb: 'record-appeal', fine: 0, debtor: 0, lodged: 'in-time' },
  { verb: 'enter-on-roll', fine: 0, debtor: 0 },
];
const judged = (outcome: (typeof SAID)[number]): readonly Step[] => [
  { verb: 'record-judgment', fine: 0, debtor: 0, stage: 'first-instance', outcome, by: 0 },
  { verb: 'finalise-judgment', fine: 0, debtor: 0, by: 0 },
];
const CONFIRMED: Step = { verb: 'confirm-judgment', fine: 0, debtor: 0, by: 1 };
/** A remedy against the judgment in effect, and what the court said of it. */
const later = (outcome: (typeof SAID)[number]): readonly Step[] => [
  { verb: 'contest-judgment', fine: 0, debtor: 0 },
  { verb: 'record-judgment', fine: 0, debtor: 0, stage: 'cassation', outcome, by: 0 },
  { verb: 'finalise-judgment', fine: 0, debtor: 0, by: 0 },
];
const OFFERED: readonly Step[] = [
  { verb: 'prepare-transfer', fine: 0, by: 0 },
  { verb: 'approve-transfer', fine: 0, by: 1 },
];
const ACKNOWLEDGED: Step = { verb: 'acknowledge', fine: 0, reference: 'A' };
const COLLECTED: Step = { verb: 'report', fine: 0, report: 0, kind: 'collected', amountCents: 5_000 };
const RECALLED: readonly Step[] = [
  { verb: 'place-hold', fine: 0 },
  { verb: 'answer-recall', fine: 0, answer: 'accepted' },
];
const ASKED: Step = { verb: 'send-form', fine: 0, by: 0 };
const CAME: Step = { verb: 'receive-form', fine: 0, proof: 'payment', by: 0 };
const REFUSED: Step = { verb: 'refuse-request', fine: 0, by: 1 };
const GRANTED: Step = { verb: 'grant-request', fine: 0, by: 1 };

const RECALL: Step = { verb: 'recall-claim', fine: 0 };
const RECALL_REFUSED: Step = { verb: 'answer-recall', fine: 0, answer: 'refused' };
const IRRECOVERABLE: Step = { verb: 'report', fine: 0, report: 1, kind: 'irrecoverable', amountCents: 1 };
const GIVEN_UP_BY_FINANCE: readonly Step[] = [...OFFERED, IRRECOVERABLE];
const PLAN: Step = { verb: 'report', fine: 0, report: 2, kind: 'plan', amountCents: 1 };

/** What chance takes too seldom to count on it. */
const SELDOM: readonly (readonly Step[])[] = [
  GIVEN_UP_BY_FINANCE,
  [...OFFERED, ACKNOWLEDGED, RECALL, RECALL, COLLECTED, RECALL_REFUSED, PLAN, RECALL, RECALL_REFUSED, { verb: 'answer-recall', fine: 0, answer: 'accepted' }], // prettier-ignore
  [...OFFERED, RECALL, { verb: 'reject-claim', fine: 0, code: 'addressUnknown' }],
  [...OFFERED, COLLECTED, RECALL, IRRECOVERABLE],
  [...OFFERED, COLLECTED, IRRECOVERABLE],
  [...OFFERED, RECALL, RECALL_REFUSED, IRRECOVERABLE],
  [...APPEALED, ...judged('annulled').slice(0, 1), { verb: 'contest-judgment', fine: 0, debtor: 0 }],
  [...APPEALED, ...judged('annulled'), { verb: 'contest-judgment', fine: 0, debtor: 0 }, { verb: 'withdraw-appeal', fine: 0, debtor: 0 }, { verb: 'finalise-judgment', fine: 0, debtor: 0, by: 1 }], // prettier-ignore
  [...APPEALED, ...judged('annulled').slice(0, 1), { verb: 'refuse-judgment', fine: 0, debtor: 0, by: 1 }],
  [{ verb: 'record-appeal', fine: 0, debtor: 0, lodged: 'in-time' }, ...judged('confirmed')],
  [...APPEALED, { verb: 'withdraw-appeal', fine: 0, debtor: 0 }],
  [...REFUNDED.slice(0, 1), { verb: 'cancel-refund', refund: 0, by: 0 }],
  [...REFUNDED.slice(0, 2), { verb: 'choose-payee', refund: 0, by: 0 }, { verb: 'cancel-refund', refund: 0, by: 0 }],
  [...REFUNDED, { verb: 'cancel-refund', refund: 0, by: 0 }],
  [...REFUNDED, { verb: 'choose-payee', refund: 0, by: 0 }],
  [...BOOKED, ASKED, CAME, { verb: 'close-request', fine: 0, by: 1 }],
  [
    { verb: 'announce-deposit', fine: 0 },
    { verb: 'return-deposit', fine: 0 },
  ],
];

const PAID: Step = { verb: 'book', credit: 0, fine: 0, amountCents: 20_000 };
const ANNULLED: readonly Step[] = [PAID, ...APPEALED, ...judged('annulled'), CONFIRMED];
const PAID_OUT: readonly Step[] = [
  { verb: 'choose-payee', refund: 0, by: 1 },
  { verb: 'approve-refund', refund: 0, by: 0 },
  { verb: 'order-refund', refund: 0, by: 0 },
  { verb: 'settle-refund', refund: 0 },
];

/** A later judgment takes the place of one in effect: the fine stands again, falls, or another part of it is left (R4.6). */
const REPLACED: readonly (readonly Step[])[] = [
  [...ANNULLED, ...later('confirmed'), CONFIRMED],
  [...ANNULLED, ...later('annulled')],
  [...ANNULLED, ...later('struck-out'), CONFIRMED, ...later('confirmed')],
  [...APPEALED, ...judged('annulled'), ...later('inadmissible'), CONFIRMED, { verb: 'finalise-judgment', fine: 0, debtor: 0, by: 0 }], // prettier-ignore
  [...ANNULLED, ...later('partly'), CONFIRMED],
  [...ANNULLED, { verb: 'contest-judgment', fine: 0, debtor: 0 }, { verb: 'withdraw-appeal', fine: 0, debtor: 0 }],
  [PAID, ...APPEALED, ...judged('reduced'), CONFIRMED, ...later('partly'), CONFIRMED],
  [PAID, ...APPEALED, ...judged('partly'), CONFIRMED, ...later('annulled'), CONFIRMED],
  [...HELD, ...APPEALED, ...judged('confirmed'), CONFIRMED, ...later('quashed'), CONFIRMED],
  [...OFFERED, COLLECTED, ...APPEALED, ...judged('annulled'), CONFIRMED, ...later('reduced'), CONFIRMED],
  [...OFFERED, { ...COLLECTED, amountCents: 20_000 }, ...APPEALED, ...judged('partly'), CONFIRMED, ...later('annulled'), CONFIRMED], // prettier-ignore
  [...APPEALED, ...judged('struck-out'), CONFIRMED, ...OFFERED],
  // The money is gone when the fine stands again, and comes back.
  [...ANNULLED, ...PAID_OUT.slice(0, 3), ...later('confirmed'), CONFIRMED],
  [...ANNULLED, ...PAID_OUT, ...later('confirmed'), CONFIRMED],
  [...ANNULLED, ...PAID_OUT, ...later('confirmed'), CONFIRMED, { verb: 'return-refund', refund: 0 }],
  // A second appeal, after the first has ended.
  [
    PAID,
    ...APPEALED,
    ...judged('partly'),
    CONFIRMED,
    ...APPEALED,
    ...judged('reduced'),
    CONFIRMED,
    ...later('confirmed'),
  ],
  [
    { verb: 'record-appeal', fine: 0, debtor: 0, lodged: 'in-time' },
    { verb: 'mark-mistaken', fine: 0, debtor: 0 },
  ],
];

const TAKEN: Step = { verb: 'take-back', credit: 0 };
const NAMED: Step = { verb: 'name-taken-back', credit: 0 };
const PREPARED_BACK: readonly Step[] = [...ANNULLED, ...PAID_OUT.slice(0, 1)];

/** The bank takes a payment back: of a fine that stands, of one that fell, when its refund has come so far, or is gone (R5.4). */
const TAKEN_BACK: readonly (readonly Step[])[] = [
  [PAID, TAKEN],
  [...ANNULLED, TAKEN],
  // Nothing goes out while the debit waits.
  [...PREPARED_BACK, TAKEN, { verb: 'approve-refund', refund: 0, by: 0 }, NAMED],
  [...ANNULLED, ...PAID_OUT.slice(0, 3), TAKEN, NAMED],
  [...ANNULLED, ...PAID_OUT, { verb: 'return-refund', refund: 0 }, TAKEN, NAMED],
  // Reduced and paid in two parts: what was to go back out of the other pays the fine again.
  [
    { verb: 'book', credit: 1, fine: 0, amountCents: 10_000 },
    { verb: 'book', credit: 0, fine: 0, amountCents: 10_000 },
    ...APPEALED,
    ...judged('partly'),
    CONFIRMED,
    { verb: 'take-back', credit: 1 },
    { verb: 'name-taken-back', credit: 1 },
  ],
  // Withdrawn after it was paid in advance.
  [
    { verb: 'book', credit: 1, fine: 1, amountCents: 20_000 },
    { verb: 'propose-withdrawal', fine: 1, by: 0 },
    { verb: 'withdraw', fine: 1, by: 1 },
    { verb: 'take-back', credit: 1 },
    { verb: 'name-taken-back', credit: 1 },
  ],
];

/** A small rest is given up beside what was paid (D31). */
const GIVEN_UP: readonly Step[] = [
  { verb: 'book', credit: 2, fine: 0, amountCents: 19_950 },
  { verb: 'propose-write-off', fine: 0, ground: 'small-rest', by: 0 },
  { verb: 'approve-write-off', fine: 0, by: 1 },
];
const SMALL_RESTS: readonly (readonly Step[])[] = [
  GIVEN_UP,
  [...GIVEN_UP, { verb: 'take-back', credit: 2 }],
  // What the court left of it was said after the rest was given up: it stays given up.
  [
    ...GIVEN_UP,
    ...APPEALED,
    ...judged('reduced'),
    CONFIRMED,
    { verb: 'take-back', credit: 2 },
    { verb: 'name-taken-back', credit: 2 },
  ],
];

/** Two owe the second fine, the one told long after the other: its margin runs, and an inquiry at the registry ends it (D7, D21). */
const TOLD_ONE: Step = { verb: 'notify', fine: 1, debtor: 0 };
const TOLD: readonly Step[] = [TOLD_ONE, { verb: 'notify', fine: 1, debtor: 1 }];
const EARLY: Step = { verb: 'check-registry', fine: 1, asked: 'early' };
const ASKED_AFTER: Step = { verb: 'check-registry', fine: 1, asked: 'after' };
const MISTAKEN: Step = { verb: 'take-back-check', fine: 1 };
const PREPARED: Step = { verb: 'prepare-transfer', fine: 1, by: 0 };
const OFFERED_OF_TWO: readonly Step[] = [PREPARED, { verb: 'approve-transfer', fine: 1, by: 1 }];
const HELD_OF_TWO: readonly Step[] = [
  { verb: 'announce-deposit', fine: 1 },
  { verb: 'hold-deposit', fine: 1, amountCents: 20_000 },
];
const FORFEIT: Step = { verb: 'propose-release', fine: 1, kind: 'to-state', by: 0 };
const RELEASED: Step = { verb: 'confirm-release', fine: 1, by: 0 };
const BOTH_APPEALED: readonly Step[] = [
  { verb: 'record-appeal', fine: 1, debtor: 0, lodged: 'in-time' },
  { verb: 'record-appeal', fine: 1, debtor: 1, lodged: 'between' },
];
const judgedOf = (debtor: number, outcome: (typeof SAID)[number]): readonly Step[] => [
  { verb: 'record-judgment', fine: 1, debtor, stage: 'first-instance', outcome, by: 0 },
  { verb: 'finalise-judgment', fine: 1, debtor, by: 0 },
  { verb: 'confirm-judgment', fine: 1, debtor, by: 1 },
];
/** What is not yet right is tried as well, and refused. */
const OF_TWO: readonly (readonly Step[])[] = [
  [TOLD_ONE, ASKED_AFTER, PREPARED],
  [...TOLD, EARLY, PREPARED, ASKED_AFTER, ...OFFERED_OF_TWO],
  [...TOLD, ASKED_AFTER, ...OFFERED_OF_TWO, MISTAKEN],
  [...TOLD, ...HELD_OF_TWO, EARLY, FORFEIT, ASKED_AFTER, FORFEIT],
  [...TOLD, ...HELD_OF_TWO, ASKED_AFTER, FORFEIT, MISTAKEN, FORFEIT],
  [{ verb: 'book', credit: 1, fine: 1, amountCents: 20_000 }, TOLD_ONE, ...BOTH_APPEALED, ...judgedOf(1, 'annulled')],
  [...TOLD, ...BOTH_APPEALED, ...judgedOf(0, 'confirmed'), PREPARED],
  // The judgment of the one leaves the month of the other.
  [...TOLD, ...BOTH_APPEALED.slice(1), ...judgedOf(1, 'reduced'), PREPARED, ASKED_AFTER, PREPARED],
  [...TOLD, ...HELD_OF_TWO, ...BOTH_APPEALED.slice(1), ...judgedOf(1, 'confirmed')],
  // No judgment is the last word while another court looks at the fine, or once nobody can say that the others did not appeal.
  [...TOLD, ...HELD_OF_TWO, ASKED_AFTER, ...BOTH_APPEALED, ...judgedOf(0, 'confirmed'), RELEASED],
  [...TOLD, ...HELD_OF_TWO, ASKED_AFTER, ...BOTH_APPEALED.slice(1), ...judgedOf(1, 'confirmed'), MISTAKEN, RELEASED],
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
    { verb: 'notify', fine: 1, debtor: 0 },
  ],
  [...HELD, { verb: 'return-deposit', fine: 0 }],
  [...BOOKED, ...GIVEN_UP_BY_FINANCE, { verb: 'propose-write-off', fine: 0, ground: 'irrecoverable', by: 0 }],
  [
    ...BOOKED,
    ...GIVEN_UP_BY_FINANCE,
    { verb: 'propose-write-off', fine: 0, ground: 'irrecoverable', by: 0 },
    { verb: 'approve-write-off', fine: 0, by: 1 },
    { verb: 'reverse', booking: 0 },
  ],
  [...REFUNDED.slice(0, 2), { verb: 'refuse-refund', refund: 0, by: 1 }],
  [...REFUNDED.slice(0, 2), { verb: 'send-back-refund', refund: 0, by: 1 }],
  [...HELD, { verb: 'propose-release', fine: 0, kind: 'to-state', by: 0 }, { verb: 'confirm-release', fine: 0, by: 1 }],
  // An appeal that was learned late stops the release and calls the claim back.
  [...HELD, { verb: 'propose-release', fine: 0, kind: 'to-state', by: 0 }, ...APPEALED],
  [...OFFERED, ACKNOWLEDGED, ...APPEALED, { verb: 'answer-recall', fine: 0, answer: 'refused' }],
  [
    { verb: 'record-appeal', fine: 0, debtor: 0, lodged: 'late' },
    { verb: 'withdraw-appeal', fine: 0, debtor: 0 },
    ...OFFERED,
  ],
  [...BOOKED, ...APPEALED, ...judged('annulled'), CONFIRMED],
  [...BOOKED, ...APPEALED, ...judged('reduced'), CONFIRMED, ...OFFERED.slice(0, 1)],
  [{ verb: 'book', credit: 0, fine: 0, amountCents: 20_000 }, ...APPEALED, ...judged('reduced'), CONFIRMED],
  [...HELD, ...APPEALED, ...judged('annulled'), CONFIRMED, { verb: 'confirm-release', fine: 0, by: 0 }],
  [...HELD, ...APPEALED, ...judged('confirmed'), CONFIRMED, { verb: 'confirm-release', fine: 0, by: 0 }],
  [...APPEALED, ...judged('inadmissible'), CONFIRMED, ...OFFERED, ACKNOWLEDGED],
  [...APPEALED, ...judged('reduced'), { verb: 'contest-judgment', fine: 0, debtor: 0 }],
  [...APPEALED, ...judged('annulled'), { verb: 'refuse-judgment', fine: 0, debtor: 0, by: 1 }],
  [...OFFERED, { verb: 'reject-claim', fine: 0, code: 'addressUnknown' }],
  [...OFFERED, ACKNOWLEDGED, COLLECTED],
  [...OFFERED, COLLECTED, ...APPEALED, ...judged('annulled')],
  [...OFFERED, ACKNOWLEDGED, { verb: 'report', fine: 0, report: 0, kind: 'irrecoverable', amountCents: 1 }],
  [...OFFERED, COLLECTED, ...RECALLED],
  [...OFFERED, ...HELD],
  [...OFFERED, ACKNOWLEDGED, { verb: 'book', credit: 0, fine: 0, amountCents: 20_000 }],
  [...OFFERED.slice(0, 1), { verb: 'dissolve-transfer', fine: 0 }],
  [...BOOKED, ASKED, CAME],
  [...BOOKED, ASKED, CAME, GRANTED],
  [...BOOKED, ...OFFERED, COLLECTED, ...RECALLED, { verb: 'end-hold', fine: 0 }, ASKED, CAME, GRANTED],
  [ASKED, CAME, REFUSED, ...OFFERED],
  [ASKED, { verb: 'close-request', fine: 0, by: 0 }],
  [
    ...GIVEN_UP_BY_FINANCE,
    { verb: 'propose-write-off', fine: 0, ground: 'irrecoverable', by: 0 },
    { verb: 'refuse-write-off', fine: 0, by: 1 },
  ],
  [
    ...GIVEN_UP_BY_FINANCE,
    { verb: 'propose-write-off', fine: 0, ground: 'irrecoverable', by: 0 },
    { verb: 'cancel-write-off', fine: 0, by: 0 },
  ],
  [...HELD, { verb: 'propose-release', fine: 0, kind: 'to-debtor', by: 0 }, { verb: 'refuse-release', fine: 0, by: 1 }],
  [...OFFERED, { verb: 'recall-claim', fine: 0 }],
  [...BOOKED, { verb: 'record-request', fine: 0, proof: 'payment', by: 0 }],
  // What FPS Finance holds is settled by a deposit: it is called back.
  [
    ...OFFERED,
    ...HELD,
    { verb: 'propose-release', fine: 0, kind: 'to-payment', by: 0 },
    { verb: 'confirm-release', fine: 0, by: 1 },
  ],
  [...OFFERED, { verb: 'propose-write-off', fine: 0, ground: 'irrecoverable', by: 0 }],
  // A court looks at what was given up meanwhile, and a hold stands.
  [...GIVEN_UP_BY_FINANCE, { verb: 'propose-write-off', fine: 0, ground: 'irrecoverable', by: 0 }, ...APPEALED],
  [
    ...GIVEN_UP_BY_FINANCE,
    { verb: 'propose-write-off', fine: 0, ground: 'irrecoverable', by: 0 },
    { verb: 'place-hold', fine: 0 },
  ],
  // A claim that falls in two steps: a judgment leaves a part of it, and the Office withdraws the rest.
  [
    { verb: 'book', credit: 0, fine: 0, amountCents: 20_000 },
    ...APPEALED,
    ...judged('reduced'),
    CONFIRMED,
    { verb: 'propose-withdrawal', fine: 0, by: 0 },
    { verb: 'withdraw', fine: 0, by: 1 },
  ],
  ...REPLACED,
  ...TAKEN_BACK,
  ...SMALL_RESTS,
  ...OF_TWO,
  ...SELDOM,
];
