import type { ClaimEventType, ClaimVerb } from '../claims/claim.rules';

/** Why FPS Finance may reject a claim; whatever else it says is kept and shown to the Office. */
const REJECTION_CODES = [
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

/** What FPS Finance reports of a claim, and what each does to it. */
export const REPORT_KINDS = {
  collected: { type: 'collected', verb: 'report', needsAmount: true },
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
  readonly note?: string | undefined;
}

/** The known kind of a report; undefined for one that nobody here understands, or that lacks its amount: it is kept, never fatal. */
export function readReport({ kind, amountCents }: ReportContent): ReportKind | undefined {
  if (!Object.hasOwn(REPORT_KINDS, kind)) return undefined;
  const known = kind as ReportKind;
  return REPORT_KINDS[known].needsAmount && (amountCents === undefined || amountCents <= 0) ? undefined : known;
}

/** True for a rejection code that is known. */
export function isRejectionCode(code: string): boolean {
  return (REJECTION_CODES as readonly string[]).includes(code);
}

/** Where the two sides do not say the same of a claim. */
export interface HoldingDifference {
  readonly claimId: string;
  readonly kind: 'not-held-there' | 'not-offered-here' | 'collected-differs';
  readonly oursCents?: number;
  readonly theirsCents?: number;
}

/** What differs between the claims that stand by our books and what FPS Finance says it holds. */
export function compareHoldings(
  ours: readonly { readonly claimId: string; readonly collectedCents: number }[],
  theirs: readonly { readonly claimId: string; readonly collectedCents: number }[],
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
  const unknown = theirs.filter(({ claimId }) => !known.has(claimId));
  return [
    ...differences,
    ...unknown.map(({ claimId, collectedCents }): HoldingDifference => ({ claimId, kind: 'not-offered-here', theirsCents: collectedCents })), // prettier-ignore
  ];
}
