import { addDays, compareDates } from '../kernel/legal-calendar';
import type { UserId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import { accept, refuse, verdict, type Outcome, type Refusal, type Verdict } from '../kernel/outcome';
import type { Change, ChangeKind, Proposal, Version } from './change.types';

/** Who may propose and who may confirm, by kind (architecture: a second administrator or signatory; accounts: the treasurer). */
export const CHANGE_PERMISSIONS: Readonly<Record<ChangeKind, { readonly propose: string; readonly confirm: string }>> =
  {
    number: { propose: 'parameter.propose', confirm: 'parameter.confirm' },
    obligation: { propose: 'parameter.propose', confirm: 'parameter.confirm' },
    'crossing-point': { propose: 'parameter.propose', confirm: 'parameter.confirm' },
    'crossing-hours': { propose: 'parameter.propose', confirm: 'parameter.confirm' },
    court: { propose: 'parameter.propose', confirm: 'parameter.confirm' },
    'court-division': { propose: 'parameter.propose', confirm: 'parameter.confirm' },
    department: { propose: 'parameter.propose', confirm: 'parameter.confirm' },
    delegation: { propose: 'delegation.propose', confirm: 'delegation.confirm' },
    account: { propose: 'account.enter', confirm: 'account.confirm' },
  };

/**
 * True for what is law of the day of the facts: amount, obligations, crossing points and their hours (D2, trap 27). The rest is
 * read on the day on which somebody acts.
 */
export function isLawOfTheFacts(kind: ChangeKind, code: string): boolean {
  if (kind === 'number') return code === 'fine-amount-cents';
  return kind === 'obligation' || kind === 'crossing-point' || kind === 'crossing-hours';
}

/** What is known when a change is proposed, and again when it is confirmed. */
export interface ChangeSituation {
  /** Every version of the thing, confirmed and dated, in the order in which they begin. */
  readonly versions: readonly Version[];
  readonly today: LegalDate;
  /** Recorded files whose facts the change would reach back to. */
  readonly affectedFiles: number;
}

/** What is done to the versions when the change takes effect. */
export interface ChangeEffect {
  /** The version that ends, and its new last day. */
  readonly ends: { readonly version: Version; readonly lastDay: LegalDate } | undefined;
  /** Validity of the version that is added; undefined for an end. */
  readonly adds: { readonly validFrom: LegalDate; readonly validTo: LegalDate | null } | undefined;
}

/**
 * Whether a change may take effect on its day (trap 27): a version is ended the day before and followed, never overwritten.
 * Refuses `change-code-taken`, `change-nothing-to-end`, `change-before-version` (params `validFrom`), `change-without-difference`;
 * `change-last-day-before` (params `validFrom`) when the version would be over before it begins;
 * `change-alters-recorded-facts` (params `count`) when the law of the day of recorded facts would be another;
 * `change-not-ahead` (params `earliest`) when what people act upon would change behind them.
 */
export function decideEffect(proposal: Proposal, situation: ChangeSituation): Verdict<ChangeEffect> {
  const last = situation.versions.at(-1);
  const refusals = [orderRefusal(proposal, last), lastDayRefusal(proposal), dayRefusal(proposal, situation)].filter(
    (each) => each !== undefined,
  );
  const eve = addDays(proposal.effectiveOn, -1);
  const isOpen = last !== undefined && (last.validTo === null || compareDates(last.validTo, eve) > 0);
  return verdict(refusals, {
    ends: last !== undefined && isOpen ? { version: last, lastDay: eve } : undefined,
    adds: proposal.operation === 'end' ? undefined : { validFrom: proposal.effectiveOn, validTo: proposal.lastDay },
  });
}

function orderRefusal(proposal: Proposal, last: Version | undefined): Refusal | undefined {
  const { operation, effectiveOn } = proposal;
  if (operation === 'add') {
    return last === undefined ? undefined : refuse('change-code-taken', { field: 'code', rule: 'D2' }).refusal;
  }
  const field = fieldOfDay(proposal);
  const isOver = last?.validTo != null && compareDates(last.validTo, effectiveOn) < 0;
  if (last === undefined || (operation === 'end' && isOver)) {
    return refuse('change-nothing-to-end', { field, rule: 'D2' }).refusal;
  }
  if (compareDates(effectiveOn, last.validFrom) <= 0) {
    const params = { validFrom: last.validFrom };
    return refuse('change-before-version', { field, rule: 'D2', params }).refusal;
  }
  const isSame =
    operation === 'replace' && proposal.lastDay === last.validTo && sameContent(proposal.payload, last.payload);
  return isSame ? refuse('change-without-difference', { rule: 'D2' }).refusal : undefined;
}

function lastDayRefusal({ effectiveOn, lastDay }: Proposal): Refusal | undefined {
  if (lastDay === null || compareDates(lastDay, effectiveOn) >= 0) return undefined;
  return refuse('change-last-day-before', { field: 'lastDay', rule: 'D2', params: { validFrom: effectiveOn } }).refusal;
}

function dayRefusal(proposal: Proposal, { versions, today, affectedFiles }: ChangeSituation): Refusal | undefined {
  const { kind, code, effectiveOn } = proposal;
  const field = fieldOfDay(proposal);
  if (isLawOfTheFacts(kind, code)) {
    if (affectedFiles === 0) return undefined;
    return refuse('change-alters-recorded-facts', { field, rule: 'D2', params: { count: affectedFiles } }).refusal;
  }
  const isReference = kind === 'court' || kind === 'court-division' || kind === 'department';
  if (isReference && versions.length === 0) return undefined;
  // R2.2: power is never given for days that are over; whoever signed on them had none.
  const earliest = kind === 'delegation' && proposal.operation !== 'end' ? today : addDays(today, 1);
  if (compareDates(effectiveOn, earliest) >= 0) return undefined;
  const asked = proposal.operation === 'end' ? addDays(earliest, -1) : earliest;
  return refuse('change-not-ahead', { field, rule: 'D2', params: { earliest: asked } }).refusal;
}

function fieldOfDay({ operation }: Proposal): string {
  return operation === 'end' ? 'lastDay' : 'validFrom';
}

/** Equal values at every depth, whatever the order of the names; dates and source of a stored definition do not count. */
function sameContent(one: unknown, other: unknown): boolean {
  const text = (value: unknown): string =>
    JSON.stringify(value, (name, inner: unknown) => {
      if (name === 'validFrom' || name === 'validTo' || name === 'source') return undefined;
      if (inner === null || typeof inner !== 'object' || Array.isArray(inner)) return inner;
      return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
    });
  return text(one) === text(other);
}

/**
 * Whether this person may confirm the change now: once, never who proposed it, never whom it gives power (R2.2), and only
 * while the version that it follows is still the last one. Refuses `change-already-decided`, `change-confirmer-proposed`,
 * `change-confirmer-benefits`, `change-basis-changed`.
 */
export function decideConfirmation(
  change: Pick<Change, 'state' | 'proposedBy' | 'beneficiaryId' | 'replacesId'>,
  confirmer: UserId,
  versions: readonly Version[],
): Outcome<'confirmed'> {
  if (change.state !== 'proposed') return refuse('change-already-decided', { rule: 'D2' });
  if (change.proposedBy === confirmer) return refuse('change-confirmer-proposed', { rule: 'D2' });
  if (change.beneficiaryId === confirmer) return refuse('change-confirmer-benefits', { rule: 'R2.2' });
  if ((versions.at(-1)?.id ?? null) !== change.replacesId) return refuse('change-basis-changed', { rule: 'D2' });
  return accept('confirmed');
}

/** Rejecting and withdrawing are one: whoever may confirm, and who proposed it. Refuses `change-already-decided`. */
export function decideRejection(change: Pick<Change, 'state'>): Outcome<'rejected'> {
  if (change.state !== 'proposed') return refuse('change-already-decided', { rule: 'D2' });
  return accept('rejected');
}
