import type { ClaimEventType, ClaimState, ClaimVerb } from '../claims/claim.rules';

/** Why FPS Finance may reject a claim; whatever else it says is kept and shown to the Office. */
export const REJECTION_CODES = [
  'debtor-unknown',
  'address-unknown',
  'debtor-deceased',
  'data-incomplete',
  'legal-basis-unclear',
  'amount-unclear',
  'document-unreadable',
  'already-held',
  'not-recoverable-here',
] as const;

/** The codes as the interface spells them, and as they are kept. */
const REJECTION_CODE_BY_SPELLING: ReadonlyMap<string, string> = new Map(
  REJECTION_CODES.map((code) => [code.replace(/-([a-z])/g, (_all, letter: string) => letter.toUpperCase()), code]),
);

/** What became of something that FPS Finance said: it had its effect, it came too late for one, or nobody here understands it. */
export const REPORT_STATES = ['applied', 'late', 'quarantined'] as const;

/** What FPS Finance answers to a recall. */
export const RECALL_ANSWERS = ['accepted', 'refused'] as const;

export type ReportState = (typeof REPORT_STATES)[number];

/** What FPS Finance reports of a claim, by the word that it says, and what each does to it. */
export const REPORT_KINDS = {
  collected: { type: 'collected', verb: 'report', needsAmount: true },
  collectionReversed: { type: 'collection-reversed', verb: 'report', needsAmount: true },
  costs: { type: 'costs-incurred', verb: 'report', needsAmount: true },
  plan: { type: 'plan-agreed', verb: 'report', needsAmount: false },
  irrecoverable: { type: 'irrecoverable', verb: 'end', needsAmount: false },
  prescribed: { type: 'prescribed', verb: 'end', needsAmount: false },
} as const satisfies Readonly<Record<string, { readonly type: ClaimEventType; readonly verb: ClaimVerb; readonly needsAmount: boolean }>>; // prettier-ignore

export type ReportKind = keyof typeof REPORT_KINDS;

/** What a report says, as it was sent. */
export interface ReportContent {
  readonly kind: string;
  readonly occurredOn: string;
  readonly amountCents?: number | undefined;
  /** Of a plan: what is to be paid when. */
  readonly installments?: readonly { readonly dueOn: string; readonly amountCents: number }[] | undefined;
  readonly note?: string | undefined;
}

/** The known kind of a report; undefined for one that nobody here understands, or that lacks its amount: it is kept, never fatal. */
export function readReport({ kind, amountCents }: ReportContent): ReportKind | undefined {
  if (!Object.hasOwn(REPORT_KINDS, kind)) return undefined;
  const known = kind as ReportKind;
  return REPORT_KINDS[known].needsAmount && (amountCents === undefined || amountCents <= 0) ? undefined : known;
}

/** What a plan adds up to; undefined where it names no payments. */
export function planOf({
  installments = [],
}: ReportContent):
  { readonly amountCents: number; readonly installmentCount: number; readonly lastDueOn: string } | undefined {
  const lastDueOn = installments
    .map(({ dueOn }) => dueOn)
    .sort()
    .at(-1);
  if (lastDueOn === undefined) return undefined;
  const amountCents = installments.reduce((sum, each) => sum + each.amountCents, 0);
  return { amountCents, installmentCount: installments.length, lastDueOn };
}

/** True for what is about money that moved: it is kept and booked, however late it is told. */
export function isAboutMoney(kind: ReportKind): boolean {
  return REPORT_KINDS[kind].needsAmount;
}

/** The rejection code behind the one spelling that it has outside; undefined for any other text. */
export function rejectionCodeOf(said: string): string | undefined {
  return REJECTION_CODE_BY_SPELLING.get(said);
}

/**
 * It stands here and is not stated; it is stated and nobody here was told that it is taken, it ended here, or it never was offered; or both
 * sides have another collected amount.
 */
export const DIFFERENCE_KINDS = ['not-held-there', 'not-answered-here', 'ended-here', 'not-offered-here', 'collected-differs'] as const; // prettier-ignore

/** Why somebody should look at a claim: no answer came in time, or one that leaves something to do, more was collected than the fine took, or it was given up with a rest to write off. */
export const CLAIM_CONCERNS = ['unanswered', 'recall-unanswered', 'recall-refused', 'rejected', 'over-collected', 'to-write-off'] as const; // prettier-ignore

/** Where the two sides do not say the same of a claim. */
export interface HoldingDifference {
  readonly claimId: string;
  readonly kind: (typeof DIFFERENCE_KINDS)[number];
  readonly oursCents?: number;
  readonly theirsCents?: number;
}

/** What one side says of a claim. */
export interface HeldAmount {
  readonly claimId: string;
  readonly collectedCents: number;
}

/** What differs between the claims that stand by our books and what FPS Finance says it holds; `others` are our claims that do not stand with it. */
export function compareHoldings(
  ours: readonly HeldAmount[],
  theirs: readonly HeldAmount[],
  others: ReadonlyMap<string, ClaimState> = new Map(),
): HoldingDifference[] {
  const stated = new Map(theirs.map((each) => [each.claimId, each.collectedCents]));
  const known = new Set(ours.map(({ claimId }) => claimId));
  const differences = ours.flatMap(({ claimId, collectedCents }): HoldingDifference[] => {
    const theirsCents = stated.get(claimId);
    if (theirsCents === undefined) return [{ claimId, kind: 'not-held-there', oursCents: collectedCents }];
    return theirsCents === collectedCents
      ? []
      : [{ claimId, kind: 'collected-differs', oursCents: collectedCents, theirsCents }];
  });
  const kindOf = (claimId: string): HoldingDifference['kind'] => {
    const state = others.get(claimId);
    if (state === undefined) return 'not-offered-here';
    return state === 'offered' ? 'not-answered-here' : 'ended-here';
  };
  const unknown = theirs.filter(({ claimId }) => !known.has(claimId));
  return [
    ...differences,
    ...unknown.map(({ claimId, collectedCents }): HoldingDifference => ({ claimId, kind: kindOf(claimId), theirsCents: collectedCents })), // prettier-ignore
  ];
}

/** Under what a report is kept: the id that FPS Finance gave it, apart from the answers to an offer. */
export function reportKeyOf(reportId: string): string {
  return `report:${reportId}`;
}
