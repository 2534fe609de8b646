import { withoutNulls } from '../platform/http/api-links';
import { camelCase } from '../platform/http/problem';
import type { EvidenceRow } from '../documents/evidence.repository';
import type { LegalDate } from '../kernel/legal-date';
import type { AttemptRow, FactRow, ShownRegister } from './register.repository';
import { ATTEMPT_FACTS, lacksRemedies, standingFacts, type RegisterChange, type WindowLine } from './register.rules';
import type { RegisterSheet } from './register.service';

/** A record with what it replaced, newest first. */
export interface ShownFact extends FactRow {
  readonly earlier: readonly FactRow[];
}

/** An attempt with what stands of it, in the order in which it happened. */
export interface ShownAttempt extends AttemptRow {
  readonly facts: readonly ShownFact[];
  readonly files: readonly EvidenceRow[];
  readonly isClosed: boolean;
}

/** What is compared, line by line, on the page before a change is kept. */
const LINES = ['notifiedOn', 'payableFrom', 'lastDay', 'adverseLastDay', 'finalOn'] as const;

/** One addressee's days before and after; `changed` marks what differs. */
export interface ShownChange {
  readonly name: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly lines: readonly {
    readonly name: (typeof LINES)[number];
    readonly before: LegalDate | undefined;
    readonly after: LegalDate | undefined;
    readonly isChanged: boolean;
  }[];
}

function isOfKind(kind: string): number {
  return (ATTEMPT_FACTS as readonly string[]).indexOf(kind);
}

/** The attempts of a register as its page shows them. */
export function shownAttempts(
  { attempts, facts }: ShownRegister,
  files: ReadonlyMap<string, readonly EvidenceRow[]>,
): ShownAttempt[] {
  const standing = standingFacts(facts) as FactRow[];
  return attempts.map((attempt) => {
    const own = standing
      .filter(({ attemptId }) => attemptId === attempt.id)
      .sort((one, other) => isOfKind(one.kind) - isOfKind(other.kind));
    return {
      ...attempt,
      facts: own.map((fact) => ({ ...fact, earlier: replacedBy(fact, facts) })),
      files: files.get(attempt.id) ?? [],
      isClosed: own.some(({ kind }) => ['unknown', 'moved', 'mistaken', 'handed-over'].includes(kind)),
    };
  });
}

function replacedBy(fact: FactRow, facts: readonly FactRow[]): FactRow[] {
  const earlier: FactRow[] = [];
  for (let id = fact.supersedes; id !== undefined;) {
    const found = facts.find((each) => each.id === id);
    if (found === undefined) break;
    earlier.push(found);
    id = found.supersedes;
  }
  return earlier;
}

/** The windows of each addressee, with names, before and after. */
export function shownChanges(
  changes: readonly RegisterChange[],
  addressees: RegisterSheet['addressees'],
): ShownChange[] {
  return changes.map(({ addresseeId, before, after }) => ({
    name: addressees.find(({ id }) => id === addresseeId)?.name ?? '',
    before: stateOf(before),
    after: stateOf(after),
    lines: LINES.map((name) => ({
      name,
      before: before?.[name],
      after: after?.[name],
      isChanged: before?.[name] !== after?.[name],
    })),
  }));
}

/** The state of an addressee's month as a code: why it does not run, `running` where it does. */
function stateOf(line: WindowLine | undefined): string | undefined {
  return line && (line.reason ?? 'running');
}

/** The register as the API gives it. */
export function registerResource(
  sheet: Pick<RegisterSheet, 'decision' | 'register' | 'windows'>,
  self: string,
): Readonly<Record<string, unknown>> {
  const { decision, register, windows } = sheet;
  const lacking = lacksRemedies(register.facts);
  return {
    self,
    id: decision.id,
    version: decision.version,
    remediesMissing: lacking !== undefined,
    attempts: shownAttempts(register, new Map()).map(({ id, addresseeId, channel, isAnew, itemNumber, facts }) =>
      withoutNulls({
        id,
        addresseeId,
        channel: camelCase(channel),
        isAnew,
        itemNumber: itemNumber || undefined,
        facts: facts.map((fact) => factResource(fact)),
      }),
    ),
    windows: windows.map((each) => windowResource(each.addresseeId, each.after)),
  };
}

function factResource(fact: ShownFact): object {
  return withoutNulls({
    id: fact.id,
    kind: camelCase(fact.kind),
    happenedOn: fact.happenedOn,
    receipt: fact.receipt,
    note: fact.note || undefined,
    correctionReason: fact.correctionReason,
    replaced: fact.earlier.length === 0 ? undefined : fact.earlier.map(({ id, happenedOn }) => ({ id, happenedOn })),
  });
}

/** One addressee's month; without days where none runs. */
export function windowResource(addresseeId: string, line: WindowLine | undefined): object {
  if (line === undefined) return { addresseeId, state: 'none' };
  const { reason, ...days } = line;
  return withoutNulls({ addresseeId, state: camelCase(reason ?? 'running'), ...days });
}
