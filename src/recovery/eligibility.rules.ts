import type { RecallCause } from '../claims/claim.rules';
import { addDays, compareDates } from '../kernel/legal-calendar';
import type { LegalDate } from '../kernel/legal-date';
import type { Cents } from '../kernel/money';
import type { Refusal } from '../kernel/outcome';

/** What holds recovery, whoever says so: an appeal, a deposit, a proof of payment, a flag about the person, a person of the Office. */
export interface RecoveryHold {
  readonly kind: 'appeal' | 'deposit' | 'deposit-announced' | 'payment-proof' | 'flag' | 'manual' | 'proposal';
  readonly from: LegalDate;
  readonly until?: LegalDate | undefined;
  readonly reason: string;
  /** An appeal after the window: it keeps the fine here, but undoes nothing that was done before (R4.1). */
  readonly isLate?: boolean;
  /** Of an appeal: since when the Office knows it. */
  readonly recordedAt?: Date;
}

/** Everything on which the transfer of one fine rests (D8, D9, R7.9). */
export interface EligibilityFacts {
  readonly decisionState: string;
  readonly notifiedOn: LegalDate | undefined;
  /** It reached somebody who must pay, by what the register says now (D27). */
  readonly isTold: boolean;
  /** An earlier administration decided and notified; the way of it is not on file. */
  readonly isTakenOver: boolean;
  readonly outstandingCents: Cents;
  /** A rest up to here is written off, not recovered (D31). */
  readonly smallRestCents: Cents;
  readonly hasRemedies: boolean;
  /** Final that nobody appealed in time, since when; or why not. */
  readonly noAppeal: { readonly finalOn: LegalDate } | { readonly refusal: Refusal };
  /** A judgment that left something to pay and is res judicata since (R7.3). */
  readonly judgmentFinalOn: LegalDate | undefined;
  /** An appeal was struck out, finally since: the court said nothing of the fine, and the decision is what is recovered. */
  readonly struckOutOn: LegalDate | undefined;
  /** Why somebody else who must pay may still appeal after the one who did (D21). */
  readonly othersOpen: Refusal | undefined;
  /** The decision, or the judgment where that is sent, is on file as a paper. */
  readonly hasAct: boolean;
  readonly patienceDays: number;
  readonly holds: readonly RecoveryHold[];
  /** What of the debtor's data is missing: `birth-date`, `address`, `debtor`. */
  readonly missingData: readonly string[];
  /** A claim on the fine stands with FPS Finance, or waits in a batch. */
  readonly isOffered: boolean;
  /** FPS Finance ended a claim on the fine without having collected it: on which day, and as what; time-barred goes before irrecoverable. */
  readonly givenUp: { readonly as: 'irrecoverable' | 'prescribed'; readonly on: LegalDate } | undefined;
  readonly today: LegalDate;
}

export type EligibilityCheck =
  'notified' | 'remedies' | 'unpaid' | 'not-small' | 'window' | 'no-appeal' | 'no-deposit' | 'no-hold' | 'no-flag' | 'debtor-data' | 'act' | 'not-offered' | 'not-given-up'; // prettier-ignore

/** One line of the explanation: yes or no, and why. `code` chooses the sentence, `params` fill it. */
export interface EligibilityLine {
  readonly check: EligibilityCheck;
  readonly isMet: boolean;
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
  readonly rule: string;
}

/**
 * Whether a reasoned transfer may pass over a line (R7.8): the debt is payable at once, only the wait is the Office's own choice. What was irrecoverable
 * may be so no more; what is time-barred goes no more, for nothing on file says that its limitation was interrupted (R7.7).
 */
function mayPass({ check, code }: EligibilityLine): boolean {
  return check === 'window' || check === 'no-appeal' || (check === 'not-given-up' && code === 'irrecoverable');
}

export interface Eligibility {
  readonly lines: readonly EligibilityLine[];
  /** Ready for FPS Finance (D9). */
  readonly isReady: boolean;
  /** Not ready, but only because of lines that an approved early transfer passes over (R7.8). */
  readonly isReadyEarly: boolean;
  readonly payload: 'decision' | 'judgment';
}

/**
 * Whether a fine may go to FPS Finance, line by line (D8, D9, R7.8, R7.9, D31, D34): every line is answered, the unmet ones with their reason,
 * none is left out. Payability itself does not depend on any of it (trap 12).
 */
export function explainEligibility(facts: EligibilityFacts): Eligibility {
  const lines = [
    notifiedLine(facts),
    line('remedies', facts.hasRemedies, '4A point 11'),
    line('unpaid', facts.outstandingCents > 0, 'R7.9', { outstandingCents: facts.outstandingCents }),
    line('not-small', facts.outstandingCents === 0 || facts.outstandingCents > facts.smallRestCents, 'D31', {
      smallRestCents: facts.smallRestCents,
    }),
    windowLine(facts),
    ...holdLines(facts.holds),
    debtorLine(facts),
    actLine(facts),
    line('not-offered', !facts.isOffered, 'R7.1'),
    givenUpLine(facts),
  ];
  const unmet = lines.filter(({ isMet }) => !isMet);
  return {
    lines,
    isReady: unmet.length === 0,
    isReadyEarly: unmet.length > 0 && unmet.every(mayPass),
    payload: facts.judgmentFinalOn === undefined ? 'decision' : 'judgment',
  };
}

function line(
  check: EligibilityCheck,
  isMet: boolean,
  rule: string,
  params: EligibilityLine['params'] = {},
  code = isMet ? 'met' : 'unmet',
): EligibilityLine {
  return { check, isMet, code, params, rule };
}

/** Notified once, and told to nobody since what was sent came back or went to somebody else: there is nothing to recover on, not even early (R3.1). */
function notifiedLine({ decisionState, notifiedOn, isTold }: EligibilityFacts): EligibilityLine {
  const isNotified = decisionState === 'notified' && notifiedOn !== undefined;
  const params = notifiedOn === undefined ? {} : { on: notifiedOn };
  return isNotified && !isTold
    ? line('notified', false, 'D27', params, 'untold')
    : line('notified', isNotified, 'D9', params);
}

/** Whoever owes the fine is on file, with birth date and address; a minor alone is not (trap 6): nothing goes until a person has looked (D23, D34). */
function debtorLine({ missingData }: EligibilityFacts): EligibilityLine {
  const params = { missing: missingData.join(',') };
  if (missingData.includes('debtor')) return line('debtor-data', false, 'R1.0.7', params, 'nobody');
  return line('debtor-data', missingData.length === 0, 'D9', params);
}

/** FPS Finance is sent the decision or the final judgment: without its paper there is nothing to send (R7.3). */
function actLine({ hasAct, judgmentFinalOn }: EligibilityFacts): EligibilityLine {
  return line('act', hasAct, 'R7.3', {}, judgmentFinalOn === undefined ? 'decision' : 'judgment');
}

/** What FPS Finance gave up is not offered again as if nothing had been said: it is for a person to write off, or to send again with a reason (R7.7, R7.8). */
function givenUpLine({ givenUp }: EligibilityFacts): EligibilityLine {
  return givenUp === undefined
    ? line('not-given-up', true, 'R7.7')
    : line('not-given-up', false, 'R7.7', { on: givenUp.on }, givenUp.as);
}

/** After a judgment there is no window to wait for but that of others who must pay; else the window, the margin and the days of patience (D6, D7, D9, D21). */
function windowLine(facts: EligibilityFacts): EligibilityLine {
  const { isTakenOver, noAppeal, notifiedOn, othersOpen, patienceDays, today } = facts;
  const endedOn = facts.judgmentFinalOn ?? facts.struckOutOn;
  if (endedOn !== undefined && othersOpen !== undefined)
    return line('window', false, 'D21', othersOpen.params ?? {}, othersOpen.code);
  if (endedOn !== undefined)
    return line('window', compareDates(endedOn, today) <= 0, 'R7.3', { on: endedOn }, 'judgment');
  if ('refusal' in noAppeal) {
    const { code, params = {} } = noAppeal.refusal;
    // A decision that an earlier administration notified in a way that is not on file: its month has run, and nobody can say until when.
    if (code === 'deposit-window-not-started' && isTakenOver && notifiedOn !== undefined)
      return line('window', false, 'D7', { on: notifiedOn }, 'way-unknown');
    return line('window', false, 'D7', params, code);
  }
  const readyOn = addDays(noAppeal.finalOn, patienceDays);
  return line('window', compareDates(today, readyOn) > 0, 'D9', { on: readyOn });
}

const HOLD_CHECKS = [
  ['no-appeal', ['appeal'], 'D8'],
  ['no-deposit', ['deposit', 'deposit-announced', 'payment-proof'], 'R7.9'],
  ['no-flag', ['flag'], 'D34'],
  ['no-hold', ['manual', 'proposal'], 'D8'],
] as const satisfies readonly (readonly [EligibilityCheck, readonly RecoveryHold['kind'][], string])[];

function holdLines(holds: readonly RecoveryHold[]): EligibilityLine[] {
  return HOLD_CHECKS.map(([check, kinds, rule]) => {
    const hold = holds.find(({ kind }) => (kinds as readonly RecoveryHold['kind'][]).includes(kind));
    if (hold === undefined) return line(check, true, rule);
    const params = { from: hold.from, reason: hold.reason, ...(hold.until !== undefined && { until: hold.until }) };
    return line(check, false, rule, params, hold.until === undefined ? hold.kind : `${hold.kind}-until`);
  });
}

/** Years after which somebody is alerted: the claim may be time-barred after ten (R7.7); no weekend moves that day (trap 10). */
export const LIMITATION_ALERT_YEARS = 9;

/**
 * Why a claim that stands is to be recalled when something now holds its recovery; undefined when nothing does. A late appeal recalls nothing (R7.8), nor
 * does one that was known when a signatory approved the early transfer at `earlyApprovedAt`: no run of the night undoes that decision (D8).
 */
export function recallCauseOf(holds: readonly RecoveryHold[], earlyApprovedAt?: Date): RecallCause | undefined {
  const isWeighed = ({ kind, isLate, recordedAt }: RecoveryHold): boolean =>
    isLate === true ||
    (kind === 'appeal' && earlyApprovedAt !== undefined && recordedAt !== undefined && recordedAt <= earlyApprovedAt);
  const kinds = new Set(holds.filter((hold) => !isWeighed(hold)).map(({ kind }) => kind));
  if (kinds.has('appeal')) return 'timely-appeal';
  if (kinds.has('deposit')) return 'deposit';
  return kinds.has('flag') || kinds.has('manual') ? 'hold' : undefined;
}
