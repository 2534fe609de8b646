import { checkFreeText, checkStatedReason } from '../kernel/free-text';
import type { Branded, UserId } from '../kernel/ids';
import { compareDates } from '../kernel/legal-calendar';
import type { LegalDate } from '../kernel/legal-date';
import { accept, refuse, type Outcome } from '../kernel/outcome';
import { nextState, type StateMachine } from '../kernel/state-machine';
import { hasOpenGaps } from '../documents/motivation-gaps.rules';
import { isInForce, type Article } from '../offences/obligation.rules';

export const DECISION_STATES = [
  'draft',
  'submitted',
  'signed',
  'notified',
  'cancelled',
  'withdrawn',
  'annulled',
] as const;
export type DecisionState = (typeof DECISION_STATES)[number];

export const DECISION_VERBS = [
  'submit',
  'return',
  'sign',
  'notify',
  'cancel',
  'withdraw',
  'annul',
  'reinstate',
] as const;
export type DecisionVerb = (typeof DECISION_VERBS)[number];

/**
 * The life of a decision. A draft is cancelled, the Office withdraws (R2.12), a court annuls (R4.4): three words that never
 * stand for one another. Only a court's later judgment lets an annulled one stand again (R4.6). Payment, deposit, appeal and recovery are dimensions of their own.
 */
export const DECISION_MACHINE: StateMachine<DecisionState, DecisionVerb> = {
  name: 'decision',
  initial: 'draft',
  transitions: {
    draft: { submit: 'submitted', cancel: 'cancelled' },
    submitted: { return: 'draft', sign: 'signed' },
    signed: { notify: 'notified', withdraw: 'withdrawn' },
    notified: { withdraw: 'withdrawn', annul: 'annulled' },
    cancelled: {},
    withdrawn: {},
    annulled: { reinstate: 'notified' },
  },
};

/** Languages of an act (D14, R2.9). English is only ever an information copy beside one of them (trap 22). */
export const ACT_LANGUAGES = ['fr', 'nl', 'de'] as const;
export type ActLanguage = (typeof ACT_LANGUAGES)[number];

/** Longest motivation, in Unicode code points. */
export const MOTIVATION_MAX_LENGTH = 20_000;

/** Longest reason for a return, a cancellation or a language, in Unicode code points. */
export const REASON_MAX_LENGTH = 2_000;

/** An official's power to sign fines of one article (R2.2). `validTo` is null while it stands. */
export interface SignatureDelegation {
  readonly id: SignatureDelegationId;
  readonly userId: UserId;
  readonly article: Article;
  /** The instrument that gives it. */
  readonly reference: string;
  readonly validFrom: LegalDate;
  readonly validTo: LegalDate | null;
}
export type SignatureDelegationId = Branded<string, 'SignatureDelegationId'>;

/** The language of the act and, where it is not the one that the person used, the reason for it (D25). */
export interface LetterLanguage {
  readonly language: ActLanguage;
  readonly languageReason: string;
}

/**
 * The text of a motivation (R2.4). Refuses `required`, `too-long`, `control-characters` on field `motivation`, and
 * `motivation-incomplete` while a passage taken from a template still has a gap.
 */
export function checkMotivation(motivation: string | undefined): Outcome<string> {
  const checked = checkFreeText(motivation, { field: 'motivation', rule: 'R2.4', max: MOTIVATION_MAX_LENGTH });
  if (!checked.ok || !hasOpenGaps(checked.value)) return checked;
  return refuse('motivation-incomplete', { field: 'motivation', rule: 'R2.4' });
}

/** The reason that goes with a verb; refuses like `checkStatedReason` on its field. */
export function checkReason(reason: string | undefined, field = 'reason', rule = 'R2.7'): Outcome<string> {
  return checkStatedReason(reason, { field, rule, max: REASON_MAX_LENGTH });
}

/** True for a language in which an act can be made. */
export function isActLanguage(language: string): language is ActLanguage {
  return (ACT_LANGUAGES as readonly string[]).includes(language);
}

/**
 * The language of the letter (D14, D25, trap 22). `spoken` is the language that the addressee, the first of those who must pay, used with the Office, as on file (R2.9).
 * Refuses `language-of-act` (field `language`: not fr, nl or de) and `language-reason-missing` (field `languageReason`)
 * when another language than the person's own is taken without a reason; `language-reason-not-needed` when a reason stands
 * beside the person's own language, since the letter would say that it was chosen.
 */
export function checkLetterLanguage(language: string, spoken: string, reason: string): Outcome<LetterLanguage> {
  if (!isActLanguage(language)) {
    const params = { language: language.slice(0, 10), accepted: ACT_LANGUAGES.join(', ') };
    return refuse('language-of-act', { field: 'language', rule: 'D14', params });
  }
  if (language === spoken) {
    if (reason.trim() === '') return accept({ language, languageReason: '' });
    return refuse('language-reason-not-needed', { field: 'languageReason', rule: 'D25', params: { language } });
  }
  const checked = checkReason(reason, 'languageReason', 'D25');
  if (checked.ok) return accept({ language, languageReason: checked.value });
  if (checked.refusal.code !== 'required') return checked;
  return refuse('language-reason-missing', { field: 'languageReason', rule: 'D25', params: { language, spoken } });
}

/** What a submission looks at. */
export interface DraftToSubmit {
  readonly state: DecisionState;
  readonly motivation: string;
  readonly language: string;
  readonly spokenLanguage: string;
  readonly languageReason: string;
}

/** A decision handed to the signatories. */
export interface DecisionSubmitted extends LetterLanguage {
  readonly state: DecisionState;
  readonly motivation: string;
}

/**
 * A draft goes to the signatories. Refuses `illegal-transition`, then the refusals of `checkMotivation` and `checkLetterLanguage`
 * (a form that wants them all calls these two by themselves).
 */
export function decideSubmit(draft: DraftToSubmit): Outcome<DecisionSubmitted> {
  const state = nextState(DECISION_MACHINE, draft.state, 'submit');
  if (!state.ok) return state;
  const motivation = checkMotivation(draft.motivation);
  if (!motivation.ok) return motivation;
  const letter = checkLetterLanguage(draft.language, draft.spokenLanguage, draft.languageReason);
  if (!letter.ok) return letter;
  return accept({ state: state.value, motivation: motivation.value, ...letter.value });
}

/** What a signature looks at. */
export interface DecisionToSign {
  readonly state: DecisionState;
  readonly article: Article;
  /** Who recorded the facts, or drafted, changed or submitted the decision. */
  readonly authorIds: readonly UserId[];
  readonly signerId: UserId;
  readonly signedOn: LegalDate;
  /** The signer's delegations, of whatever article and time. */
  readonly delegations: readonly SignatureDelegation[];
  readonly needsLegalReview: boolean;
  /** The supervisor's reasoned approval, where the ground needs one (D1). */
  readonly legalReviewReason?: string;
  /** Another fine of a breach that was fined and goes on: the supervisor approves it with a reason (D10, D18). */
  readonly isContinuing?: boolean;
  readonly continuingApprovalReason?: string;
}

export interface DecisionSigned {
  readonly state: DecisionState;
  readonly signedOn: LegalDate;
  readonly delegationId: SignatureDelegationId;
  /** As it is kept with the decision; absent where the ground needs none (D1). */
  readonly legalReviewReason?: string;
}

/**
 * The signature. Refuses `illegal-transition`; `signer-drafted` (four eyes); `delegation-missing` (none for the article,
 * R2.2); `delegation-ended` and `delegation-not-in-force` (which one, and when it ended or begins; trap 23);
 * `legal-review-missing` (D1); `continuing-approval-missing` and `continuing-approval-not-asked` (D10, trap 21).
 */
export function decideSign(decision: DecisionToSign): Outcome<DecisionSigned> {
  const state = nextState(DECISION_MACHINE, decision.state, 'sign');
  if (!state.ok) return state;
  if (decision.authorIds.includes(decision.signerId)) return refuse('signer-drafted', { rule: 'R2.2' });
  const delegation = delegationFor(decision);
  if (!delegation.ok) return delegation;
  const review = decision.needsLegalReview ? legalReview(decision.legalReviewReason) : accept({});
  if (!review.ok) return review;
  const continuing = checkContinuingApproval(decision);
  if (!continuing.ok) return continuing;
  const { signedOn } = decision;
  return accept({ state: state.value, signedOn, delegationId: delegation.value.id, ...review.value });
}

/** Without a reason it is no reasoned approval (D1, trap 1). */
function legalReview(reason: string | undefined): Outcome<{ readonly legalReviewReason: string }> {
  const approval = checkReason(reason, 'legalReviewReason', 'D1');
  if (approval.ok) return accept({ legalReviewReason: approval.value });
  if (approval.refusal.code !== 'required') return approval;
  return refuse('legal-review-missing', { field: 'legalReviewReason', rule: 'D1' });
}

/** The signatory is the supervisor of D10: the reason comes with the signature, never from an author and never beforehand. */
function checkContinuingApproval({
  isContinuing = false,
  continuingApprovalReason,
}: Pick<DecisionToSign, 'isContinuing' | 'continuingApprovalReason'>): Outcome<string> {
  const field = 'continuingApprovalReason';
  const reason = checkReason(continuingApprovalReason, field, 'D10');
  if (reason.ok && !isContinuing) return refuse('continuing-approval-not-asked', { field, rule: 'D10' });
  if (reason.ok || !isContinuing) return accept(continuingApprovalReason ?? '');
  return reason.refusal.code === 'required' ? refuse('continuing-approval-missing', { field, rule: 'D10' }) : reason;
}

/** The delegation under which the signer may sign for this article on this day (R2.2, trap 23). */
export function delegationFor(
  decision: Pick<DecisionToSign, 'article' | 'signerId' | 'signedOn' | 'delegations'>,
): Outcome<SignatureDelegation> {
  const { article, signerId, signedOn } = decision;
  const held = decision.delegations.filter((each) => each.userId === signerId && each.article === article);
  const inForce = held.find((each) => isInForce(each, signedOn));
  if (inForce) return accept(inForce);
  const lastEnded = [...held]
    .filter(({ validTo }) => validTo !== null && compareDates(validTo, signedOn) < 0)
    .sort(byEnd)
    .at(-1);
  if (lastEnded?.validTo) {
    const params = { article, signedOn, reference: lastEnded.reference, endedOn: lastEnded.validTo };
    return refuse('delegation-ended', { rule: 'R2.2', params });
  }
  const [nextOne] = [...held].sort((one, other) => compareDates(one.validFrom, other.validFrom));
  if (nextOne === undefined) return refuse('delegation-missing', { rule: 'R2.2', params: { article } });
  const { reference, validFrom } = nextOne;
  return refuse('delegation-not-in-force', { rule: 'R2.2', params: { article, signedOn, reference, validFrom } });
}

function byEnd(one: SignatureDelegation, other: SignatureDelegation): number {
  return compareDates(one.validTo ?? one.validFrom, other.validTo ?? other.validFrom);
}

/** A verb that gives its reason: back to the drafter, or given up. */
export interface DecisionReasoned {
  readonly state: DecisionState;
  readonly reason: string;
}

/**
 * A signatory sends the decision back to its drafter with a reason. Refuses `illegal-transition`, `returner-drafted` (four
 * eyes, like the signature) and those of `checkReason`.
 */
export function decideReturn(decision: {
  readonly state: DecisionState;
  readonly reason: string;
  readonly authorIds: readonly UserId[];
  readonly returnerId: UserId;
}): Outcome<DecisionReasoned> {
  const state = nextState(DECISION_MACHINE, decision.state, 'return');
  if (!state.ok) return state;
  if (decision.authorIds.includes(decision.returnerId)) return refuse('returner-drafted', { rule: 'D33' });
  return decideWithReason(decision, 'return');
}

/** A draft is given up, with a reason. Refuses `illegal-transition` (what was signed is withdrawn, not cancelled) and those of `checkReason`. */
export function decideCancel(decision: {
  readonly state: DecisionState;
  readonly reason: string;
}): Outcome<DecisionReasoned> {
  return decideWithReason(decision, 'cancel');
}

function decideWithReason(
  decision: { readonly state: DecisionState; readonly reason: string },
  verb: 'return' | 'cancel',
): Outcome<DecisionReasoned> {
  const state = nextState(DECISION_MACHINE, decision.state, verb);
  if (!state.ok) return state;
  const reason = checkReason(decision.reason);
  return reason.ok ? accept({ state: state.value, reason: reason.value }) : reason;
}
