import type { ReleaseKind } from '../../src/deposits/deposit-release.rules';
import type { RefundGround } from '../../src/refunds/refund.rules';
import type { WriteOffGround } from '../../src/refunds/write-off.rules';

/** Two people who act on the same money; in withdrawals the first is an agent, the second a signatory. */
export type Person = 0 | 1;

/** What a step came to: done, refused by a rule, or refused because what the person had seen has changed since. */
export type Result = 'done' | 'refused' | 'stale';

/** Whose thing a step is about: the last one of the fine. */
interface OnFine {
  readonly fine: number;
}
interface OnFineBy extends OnFine {
  readonly by: Person;
}

/** Whoever must pay the fine: the person, and on the second fine a carrier beside it (D21). */
interface OfDebtor extends OnFine {
  readonly debtor: number;
}
interface OfDebtorBy extends OfDebtor {
  readonly by: Person;
}

/** What the bank tells. */
type BankVerb = 'settle-refund' | 'return-refund';

interface RefundProposed {
  readonly credit: number;
  readonly amountCents: number;
  readonly ground: Extract<RefundGround, 'overpayment' | 'not-a-debt'>;
  readonly by: Person;
}

/** What a court can say: `inadmissible` confirms without hearing the case, `quashed` has another court hear it again. */
export const SAID = ['annulled', 'confirmed', 'reduced', 'partly', 'inadmissible', 'struck-out', 'quashed'] as const;

interface JudgmentSaid {
  readonly stage: 'first-instance' | 'opposition' | 'cassation';
  readonly outcome: (typeof SAID)[number];
}

/** What FPS Finance reports, under one of three ids. */
interface Reported {
  readonly report: number;
  readonly kind: 'collected' | 'plan' | 'irrecoverable' | 'seizure';
  readonly amountCents: number;
}

/** One step for each of these verbs. */
type Each<Verb extends string, What> = Verb extends Verb ? { readonly verb: Verb } & What : never;

/**
 * What can happen to the two fines of a debtor and to the money that came in. Numbers name the n-th fine, credit, booking, refund; whatever
 * else a fine can have is named by its fine, whose last one is meant.
 */
export type Step =
  | Each<(typeof DRAFT_VERBS)[number], { readonly by: Person }>
  | Each<'notify', OfDebtor>
  | Each<'book', OnFine & { readonly credit: number; readonly amountCents: number }>
  | Each<'reverse', { readonly booking: number }>
  | Each<(typeof BANK_VERBS)[number], { readonly credit: number }>
  | Each<'propose-withdrawal' | 'withdraw', OnFineBy>
  | Each<'propose-refund', RefundProposed>
  | Each<Exclude<(typeof REFUND_VERBS)[number], BankVerb>, { readonly refund: number; readonly by: Person }>
  | Each<BankVerb, { readonly refund: number }>
  | Each<'announce-deposit' | 'return-deposit', OnFine>
  | Each<'hold-deposit', OnFine & { readonly amountCents: number }>
  | Each<'propose-release', OnFineBy & { readonly kind: ReleaseKind }>
  | Each<'confirm-release' | 'refuse-release', OnFineBy>
  | Each<'propose-write-off', OnFineBy & { readonly ground: WriteOffGround }>
  | Each<(typeof ON_WRITE_OFF)[number], OnFineBy>
  | Each<'check-registry', OnFine & { readonly asked: keyof typeof ASKED_ON }>
  | Each<'take-back-check', OnFine>
  | Each<'record-appeal', OfDebtor & { readonly lodged: keyof typeof LODGED_ON }>
  | Each<'enter-on-roll' | 'withdraw-appeal' | 'mark-mistaken' | 'contest-judgment', OfDebtor>
  | Each<'record-judgment', OfDebtorBy & JudgmentSaid>
  | Each<'finalise-judgment' | 'refuse-judgment' | 'confirm-judgment', OfDebtorBy>
  | Each<'place-hold' | 'end-hold' | 'dissolve-transfer' | 'recall-claim', OnFine>
  | Each<'prepare-transfer' | 'approve-transfer', OnFineBy>
  | Each<'acknowledge', OnFine & { readonly reference: 'A' | 'B' }>
  | Each<'reject-claim', OnFine & { readonly code: 'addressUnknown' | 'moonPhase' }>
  | Each<'report', OnFine & Reported>
  | Each<'answer-recall', OnFine & { readonly answer: 'accepted' | 'refused' }>
  | Each<'send-form' | 'grant-request' | 'refuse-request' | 'close-request', OnFineBy>
  | Each<'record-request' | 'receive-form', OnFineBy & { readonly proof: 'payment' | 'deposit' }>;

export type StepVerb = Step['verb'];

const ON_DRAFT = ['submit-decision', 'return-decision', 'sign-decision', 'cancel-decision'] as const;
/** Of decisions on their way to a signature, which gives the number; the last one is meant. On PostgreSQL their specs are their own. */
export const DRAFT_VERBS = ['draft-decision', ...ON_DRAFT] as const;
export const REFUND_VERBS = ['choose-payee', 'approve-refund', 'send-back-refund', 'refuse-refund', 'cancel-refund', 'order-refund', 'reject-refund', 'settle-refund', 'return-refund'] as const; // prettier-ignore
/** The bank takes a credit back, by itself where that is certain; else a person says which one it took. */
export const BANK_VERBS = ['take-back', 'name-taken-back'] as const;
const ON_DEPOSIT = ['hold-deposit', 'return-deposit', 'propose-release', 'confirm-release', 'refuse-release'] as const;
export const DEPOSIT_VERBS = ['announce-deposit', ...ON_DEPOSIT] as const;
const ON_WRITE_OFF = ['approve-write-off', 'refuse-write-off', 'cancel-write-off'] as const;
export const WRITE_OFF_VERBS = ['propose-write-off', ...ON_WRITE_OFF] as const;
export const REGISTRY_VERBS = ['check-registry', 'take-back-check'] as const;
const ON_APPEAL = ['enter-on-roll', 'withdraw-appeal', 'mark-mistaken', 'record-judgment'] as const;
export const JUDGMENT_VERBS = ['finalise-judgment', 'contest-judgment', 'refuse-judgment', 'confirm-judgment'] as const;
export const COURT_VERBS = ['record-appeal', ...ON_APPEAL, ...JUDGMENT_VERBS] as const;
const ON_BATCH = ['approve-transfer', 'dissolve-transfer'] as const;
export const ANSWER_VERBS = ['acknowledge', 'reject-claim', 'report', 'answer-recall'] as const;
const ON_CLAIM = ['recall-claim', ...ANSWER_VERBS] as const;
export const FINANCE_VERBS = ['place-hold', 'end-hold', 'prepare-transfer', ...ON_BATCH, ...ON_CLAIM] as const;
const ON_REQUEST = ['receive-form', 'grant-request', 'refuse-request', 'close-request'] as const;
export const REQUEST_VERBS = ['send-form', 'record-request', ...ON_REQUEST] as const;

/** Steps about a thing that must be there, by what it is. */
export const ABOUT = {
  draft: ON_DRAFT,
  deposit: ON_DEPOSIT,
  writeOff: ON_WRITE_OFF,
  appeal: ON_APPEAL,
  judgment: JUDGMENT_VERBS,
  batch: ON_BATCH,
  claim: ON_CLAIM,
  request: ON_REQUEST,
  hold: ['end-hold'],
  check: ['take-back-check'],
} as const satisfies Readonly<Record<string, readonly StepVerb[]>>;

/** Every verb, so that a test can say which of them it reached. */
export const STEP_VERBS: readonly StepVerb[] = [
  ...DRAFT_VERBS,
  'notify',
  'book',
  'reverse',
  ...BANK_VERBS,
  'propose-withdrawal',
  'withdraw',
  'propose-refund',
  ...REFUND_VERBS,
  ...DEPOSIT_VERBS,
  ...WRITE_OFF_VERBS,
  ...REGISTRY_VERBS,
  ...COURT_VERBS,
  ...FINANCE_VERBS,
  ...REQUEST_VERBS,
];

/** The verbs that are taken in memory and on PostgreSQL. */
export const SHARED_VERBS = STEP_VERBS.filter((verb) => !(DRAFT_VERBS as readonly StepVerb[]).includes(verb));

/** One of the steps with these verbs. */
export type StepOf<Verbs extends readonly StepVerb[]> = Extract<Step, { readonly verb: Verbs[number] }>;

/** True for one of the steps with these verbs. */
export function isStep<const Verbs extends readonly StepVerb[]>(verbs: Verbs, step: Step): step is StepOf<Verbs> {
  return (verbs as readonly StepVerb[]).includes(step.verb);
}

/** What the bank tells comes by statement, one after the other. */
const BY_STATEMENT: readonly StepVerb[] = ['settle-refund', 'return-refund', 'take-back'];

/** Steps of one transaction, which two people may take at the same moment. */
export const ONE_TRANSACTION: ReadonlySet<StepVerb> = new Set(
  STEP_VERBS.filter((verb) => !BY_STATEMENT.includes(verb)),
);

/** What stands in the books and what state everything is in: the same for the model and for whatever it is compared with. */
export interface WholeFile {
  readonly receivables: readonly number[];
  readonly advances: readonly number[];
  /** Balances of the shared accounts, as far as these two fines and their money moved them. */
  readonly shared: Readonly<Record<SharedAccount, number>>;
  /** States, last in each text, behind what tells one thing from another. */
  readonly fines: readonly string[];
  /** `number state`, the numbers as they follow those of the fines. */
  readonly drafts: readonly string[];
  /** `credit>fine cents state` */
  readonly bookings: readonly string[];
  /** What the bank took back, in the order of the credits: `credit state`. */
  readonly takings: readonly string[];
  /** `ground cents state`, with who proposed it. */
  readonly refunds: readonly string[];
  /** `fine release state`, the release as it is proposed. */
  readonly deposits: readonly string[];
  /** `fine ground cents state` */
  readonly writeOffs: readonly string[];
  /** Inquiries at the registry: `fine asked state` */
  readonly checks: readonly string[];
  /** `fine debtor state` */
  readonly appeals: readonly string[];
  /** `fine stage state` */
  readonly judgments: readonly string[];
  /** `fine state` */
  readonly requests: readonly string[];
  /** `fine state` */
  readonly batches: readonly string[];
  /** `fine collected state`, cents as FPS Finance reported them. */
  readonly claims: readonly string[];
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
  'finance-clearing',
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
/** What a judgment that reduces a fine, or annuls a part of it, leaves. */
export const LEFT_CENTS: Readonly<Partial<Record<(typeof SAID)[number], number>>> = { reduced: 10_000, partly: 15_000 };
/** The day on which everything happens. */
export const TODAY = '2026-09-30';
/**
 * When each debtor of each fine was told: long enough ago that window and margin are over; but the carrier of the second fine so late that only its window is,
 * and an inquiry at the registry ends the margin (D7, D21).
 */
export const TOLD_ON = [['2026-06-02'], ['2026-06-02', '2026-08-20']] as const;
/** When an appeal was lodged: before any window ended, before that of the carrier did, after all of them. */
export const LODGED_ON = { 'in-time': '2026-06-15', between: '2026-08-25', late: '2026-09-23' } as const;
/** When the registry was asked: before the window of the carrier ended, and after. */
export const ASKED_ON = { early: '2026-08-01', after: '2026-09-29' } as const;
/** When every judgment was given, and when it became res judicata. */
export const JUDGED_ON = '2026-09-25';
export const FINAL_ON = '2026-09-28';

/** How many must pay a fine. */
export function debtorCount(fine: number): number {
  return TOLD_ON[fine]?.length ?? 0;
}

/** The day on which a debtor was told. */
export function toldOn(fine: number, debtor: number): string {
  const on = TOLD_ON[fine]?.[debtor];
  if (on === undefined) throw new Error(`fine ${fine} has no debtor ${debtor}`);
  return on;
}
