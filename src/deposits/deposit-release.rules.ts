import type { UserId } from '../kernel/ids';
import { compareDates } from '../kernel/legal-calendar';
import type { LegalDate } from '../kernel/legal-date';
import { addCents, cents, subtractCents, ZERO_CENTS, type Cents } from '../kernel/money';
import { accept, refuse, type Outcome } from '../kernel/outcome';
import { nextState } from '../kernel/state-machine';
import {
  adverseFinalOn,
  governingWindow,
  registryCheckCounts,
  type AppealWindow,
} from '../notifications/appeal-window.rules';
import { DEPOSIT_MACHINE, type DepositState, type DepositVerb } from './deposit.rules';

/** Where a deposit goes, and on which grounds it can go there. */
export const RELEASE_GROUNDS = {
  'to-debtor': ['judgment', 'withdrawal', 'agreement'],
  'to-state': ['no-appeal', 'judgment'],
  'to-payment': ['debtor-request'],
} as const;
export type ReleaseKind = keyof typeof RELEASE_GROUNDS;
export type ReleaseGround = (typeof RELEASE_GROUNDS)[ReleaseKind][number];
export const RELEASE_KINDS = Object.keys(RELEASE_GROUNDS) as readonly ReleaseKind[];
export const ALL_GROUNDS: readonly ReleaseGround[] = [...new Set(Object.values(RELEASE_GROUNDS).flat())];

const VERB_OF: Readonly<Record<ReleaseKind, DepositVerb>> = {
  'to-debtor': 'release-to-debtor',
  'to-state': 'release-to-state',
  'to-payment': 'move-to-payment',
};

/** What decides whether it is final that nobody appealed in time. */
export interface NoAppealFacts {
  /** The windows of all notifications that stand; the latest governs (D21). */
  readonly windows: readonly AppealWindow[];
  /** Whoever must pay and was not told: for them no month runs (4A point 1). */
  readonly untoldCount: number;
  /** How many must pay (D21). */
  readonly debtorCount: number;
  /** The safety margin, in days (D7). */
  readonly marginDays: number;
  /** An agent asked the registry, which knew of no appeal (D7). */
  readonly registryCheckedOn: LegalDate | undefined;
  /** When the appeal that stands was lodged: an open one, or one in time that was judged (D7). */
  readonly appealLodgedOn: LegalDate | undefined;
  readonly today: LegalDate;
}

/** How it became final. */
export interface NoAppealFinal {
  readonly by: 'margin' | 'registry-check';
  /** The last day of the window in its later reading (D6, D19). */
  readonly adverseLastDay: LegalDate;
}

/**
 * "No appeal in time" is final once the margin after the later last day has passed, or when the registry was asked after that last day
 * (D6, D7, D19, D20), whichever comes first. Refuses `deposit-appeal-stands` (params `lodgedOn`), `deposit-window-not-started`, `deposit-addressee-untold` (params `count`),
 * `deposit-registry-check-early` (field `registryCheckedOn`), `deposit-registry-check-future`, and `deposit-window-open` (params `finalOn`).
 */
export function noAppealFinal(facts: NoAppealFacts): Outcome<NoAppealFinal> {
  const { registryCheckedOn: checkedOn, today } = facts;
  if (facts.appealLodgedOn !== undefined)
    return refuse('deposit-appeal-stands', { rule: 'D7', params: { lodgedOn: facts.appealLodgedOn } });
  const window = governingWindow(facts.windows);
  if (window === undefined) return refuse('deposit-window-not-started', { rule: '4A' });
  if (facts.untoldCount > 0)
    return refuse('deposit-addressee-untold', { rule: 'D21', params: { count: facts.untoldCount } });
  const { adverseLastDay } = window;
  if (checkedOn !== undefined) {
    const field = 'registryCheckedOn';
    if (compareDates(checkedOn, today) > 0)
      return refuse('deposit-day-in-future', { field, rule: 'D20', params: { today } });
    return registryCheckCounts(window, checkedOn)
      ? accept({ by: 'registry-check', adverseLastDay })
      : refuse('deposit-registry-check-early', { field, rule: 'D20', params: { lastDay: adverseLastDay } });
  }
  const finalOn = adverseFinalOn(window, facts.marginDays);
  return compareDates(today, finalOn) > 0
    ? accept({ by: 'margin', adverseLastDay })
    : refuse('deposit-window-open', { rule: 'D7', params: { lastDay: adverseLastDay, finalOn } });
}

/**
 * Whether a judgment on the appeal of one of those who must pay is the last word: it leaves the months of the others (D21, R4.5), which are over as
 * in `noAppealFinal`, whose refusals these are. With one debtor there is nobody else.
 */
export function othersFinal(facts: NoAppealFacts): Outcome<unknown> {
  return facts.debtorCount <= 1 ? accept(facts) : noAppealFinal({ ...facts, appealLodgedOn: undefined });
}

/** A judgment as whoever proposes the release gives it; it is final from `finalOn` on (R4.7). */
interface GivenJudgment {
  readonly groundOn: LegalDate | undefined;
  readonly finalOn: LegalDate | undefined;
  readonly reference: string;
}

/**
 * A judgment releases a deposit once no opposition or appeal is open against it (R4.4, R4.7). Refuses `required` on the field that is
 * missing, `deposit-judgment-order` (final before it was given), and `deposit-judgment-not-final` (params `finalOn`).
 */
function judgmentFinal(judgment: GivenJudgment, today: LegalDate): Outcome<LegalDate> {
  const { groundOn, finalOn, reference } = judgment;
  if (groundOn === undefined) return refuse('required', { field: 'groundOn', rule: 'R4.4' });
  if (finalOn === undefined) return refuse('required', { field: 'finalOn', rule: 'R4.7' });
  if (reference === '') return refuse('required', { field: 'reference', rule: 'R4.4' });
  if (compareDates(finalOn, groundOn) < 0) return refuse('deposit-judgment-order', { field: 'finalOn', rule: 'R4.7' });
  return compareDates(finalOn, today) > 0
    ? refuse('deposit-judgment-not-final', { field: 'finalOn', rule: 'R4.7', params: { finalOn } })
    : accept(finalOn);
}

/** How much goes where; nothing is lost between the two. */
export interface ReleaseSplit {
  readonly toStateCents: Cents;
  readonly toPayerCents: Cents;
}

/**
 * To the State, or into payment, goes what is still owed and never more: a fine that was also paid at the Office is not paid twice (R5.4).
 * The rest goes back to whoever paid it in. Refuses `deposit-nothing-owed` when nothing would be settled.
 */
export function splitOf(kind: ReleaseKind, heldCents: Cents, owedCents: Cents): Outcome<ReleaseSplit> {
  if (kind === 'to-debtor') return accept({ toStateCents: ZERO_CENTS, toPayerCents: heldCents });
  const toStateCents = cents(Math.min(heldCents, owedCents));
  return toStateCents > 0
    ? accept({ toStateCents, toPayerCents: subtractCents(heldCents, toStateCents) })
    : refuse('deposit-nothing-owed', { rule: 'R5.4' });
}

/** What the proposal of a release says. */
export interface ReleaseTerms extends GivenJudgment {
  readonly kind: ReleaseKind;
  readonly ground: ReleaseGround;
  readonly registryCheckedOn: LegalDate | undefined;
}

/** What a release looks at, when it is proposed and again when it is confirmed. */
export interface ReleaseFacts extends NoAppealFacts {
  readonly state: DepositState;
  readonly decisionState: string;
  readonly heldCents: Cents | undefined;
  readonly owedCents: Cents;
}

/** A release that may happen: the state that follows, and the split. */
export interface ReleaseAllowed extends ReleaseSplit {
  readonly nextState: DepositState;
}

/**
 * Whether a deposit may be released so today (R4.4, R4.5, D7, D21, D28). Refuses `illegal-transition`, `deposit-ground-kind` (params `kind`),
 * `deposit-decision-stands` for a withdrawal that did not happen, `deposit-day-in-future`, and those of `noAppealFinal`,
 * `judgmentFinal`, `othersFinal` where it would go to the State, and `splitOf`.
 */
export function decideRelease(terms: ReleaseTerms, facts: ReleaseFacts): Outcome<ReleaseAllowed> {
  const { kind, ground } = terms;
  const next = nextState(DEPOSIT_MACHINE, facts.state, VERB_OF[kind]);
  if (!next.ok) return next;
  if (!(RELEASE_GROUNDS[kind] as readonly ReleaseGround[]).includes(ground))
    return refuse('deposit-ground-kind', { field: 'ground', rule: 'R4.5', params: { kind } });
  const grounded = checkGround(terms, facts);
  if (!grounded.ok) return grounded;
  const split = splitOf(kind, facts.heldCents ?? ZERO_CENTS, facts.owedCents);
  return split.ok ? accept({ nextState: next.value, ...split.value }) : split;
}

function checkGround(terms: ReleaseTerms, facts: ReleaseFacts): Outcome<unknown> {
  switch (terms.ground) {
    case 'no-appeal':
      return noAppealFinal({ ...facts, registryCheckedOn: terms.registryCheckedOn ?? facts.registryCheckedOn });
    case 'judgment':
      return judgmentReleases(terms, facts);
    case 'withdrawal':
      return facts.decisionState === 'withdrawn'
        ? accept(terms.ground)
        : refuse('deposit-decision-stands', { field: 'ground', rule: 'R2.12' });
    case 'agreement':
    case 'debtor-request':
      if (terms.groundOn === undefined) return refuse('required', { field: 'groundOn', rule: 'R4.5' });
      return compareDates(terms.groundOn, facts.today) > 0
        ? refuse('deposit-day-in-future', { field: 'groundOn', rule: 'R4.5', params: { today: facts.today } })
        : accept(terms.ground);
  }
}

function judgmentReleases(terms: ReleaseTerms, facts: ReleaseFacts): Outcome<unknown> {
  const final = judgmentFinal(terms, facts.today);
  return final.ok && terms.kind === 'to-state' ? othersFinal(facts) : final;
}

/**
 * Four eyes: whoever proposed a release does not decide on it; what the product proposed after the margin (D7) is not confirmed by one of those who entered the
 * money, `enteredBy`. Refuses `deposit-release-not-proposed`, `deposit-release-own-proposal`, `deposit-release-own-entry`.
 */
export function checkDecider(
  proposal: { readonly proposedBy: UserId | null } | undefined,
  deciderId: UserId,
  enteredBy: readonly UserId[] = [],
): Outcome<UserId> {
  if (proposal === undefined) return refuse('deposit-release-not-proposed', { rule: 'R4.5' });
  if (proposal.proposedBy === null && enteredBy.includes(deciderId))
    return refuse('deposit-release-own-entry', { rule: 'R4.5' });
  return proposal.proposedBy === deciderId
    ? refuse('deposit-release-own-proposal', { rule: 'R4.5' })
    : accept(deciderId);
}

/** The whole of a split; what was held. */
export function wholeOf({ toStateCents, toPayerCents }: ReleaseSplit): Cents {
  return addCents(toStateCents, toPayerCents);
}
