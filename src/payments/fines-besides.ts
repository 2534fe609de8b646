import type { DecisionId } from '../kernel/ids';
import type { Evidence, MovementToMatch } from '../matching/evidence.rules';
import { FineIndex } from '../matching/fine-index.rules';
import type { MatchOutcome } from '../matching/match-outcome.types';
import type { MatchingPolicy } from '../matching/matching-policy.rules';
import { matchMovement } from '../matching/matching.rules';
import { pairsBesides } from '../matching/named-besides.rules';
import { overpaidFines } from '../matching/referenced-fines.rules';
import type { Tx } from '../platform/database/transactions';
import type { PendingMovement } from '../statements/statements.types';
import type { FinesToMatchRepository } from './fines-to-match.repository';
import { inSlices } from './in-slices';
import type { FineAtHand } from './payments.types';

/** A movement that waits, and what it says. */
export interface Asked {
  readonly movement: PendingMovement;
  readonly toMatch: MovementToMatch;
  readonly evidence: Evidence;
}

/**
 * What the movements come to, once the fines are read of whoever else is named where names alone would book one: most texts say no more
 * than the names of the debtor, and of them nothing further is read.
 */
export async function matchedBesides(
  tx: Tx,
  repository: FinesToMatchRepository,
  asked: readonly Asked[],
  { read, policy }: { readonly read: readonly FineAtHand[]; readonly policy: MatchingPolicy },
): Promise<{ readonly fines: readonly FineAtHand[]; readonly matches: readonly MatchOutcome[] }> {
  const index = new FineIndex(read);
  const found = await inSlices(asked, (each) => {
    const match = matchMovement(each.toMatch, index, policy, each.evidence);
    return { each, match, pairs: pairsBesides(match, each.evidence, index) };
  });
  const named = await repository.byNames(tx, [...new Set(found.flatMap(({ pairs }) => pairs))]);
  const unread = named.filter(({ decisionId }) => index.fineById(decisionId) === undefined);
  if (unread.length === 0) return { fines: read, matches: found.map(({ match }) => match) };
  const fines = [...read, ...unread];
  const more = new FineIndex(fines);
  const matches = await inSlices(found, ({ each, match, pairs }) =>
    pairs.length === 0 ? match : matchMovement(each.toMatch, more, policy, each.evidence),
  );
  return { fines, matches };
}

/** With what else is owed by whoever pays more than one fine's debt (rarely anybody); these are only read, and never booked on. */
export async function withFinesBeside(
  tx: Tx,
  repository: FinesToMatchRepository,
  asked: readonly Asked[],
  fines: ReadonlyMap<DecisionId, FineAtHand>,
): Promise<ReadonlyMap<DecisionId, FineAtHand>> {
  const overpaid = overpaidFines(asked, new FineIndex(fines.values()));
  if (overpaid.length === 0) return fines;
  const known = new Map(fines);
  const ids = overpaid.map(({ decisionId }) => decisionId);
  for (const fine of await repository.withFinesBeside(tx, ids)) {
    const locked = fines.get(fine.decisionId);
    known.set(fine.decisionId, locked === undefined ? fine : { ...locked, parties: fine.parties });
  }
  return known;
}
