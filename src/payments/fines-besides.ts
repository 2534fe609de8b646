import type { DecisionId } from '../kernel/ids';
import type { Evidence, MovementToMatch } from '../matching/evidence.rules';
import { FineIndex } from '../matching/fine-index.rules';
import type { MatchOutcome } from '../matching/match-outcome.types';
import type { MatchingPolicy } from '../matching/matching-policy.rules';
import { matchMovement } from '../matching/matching.rules';
import { pairsBesides, pairsOfOverpaying } from '../matching/named-besides.rules';
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
 * What the movements come to, once the fines are read of whoever else is named where names alone would book one, and of whom more comes
 * for: most texts say no more than the names of the debtor, and of them nothing further is read.
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
  const byId = new Map(read.map((fine) => [fine.decisionId, fine]));
  const known = new Map(await withFinesBeside(tx, repository, asked, byId));
  for (const fine of await repository.byNames(tx, [...new Set(found.flatMap(({ pairs }) => pairs))]))
    if (!known.has(fine.decisionId)) known.set(fine.decisionId, fine);
  if (known.size === byId.size) return { fines: read, matches: found.map(({ match }) => match) };
  const fines = [...known.values()];
  const more = new FineIndex(fines);
  const matches = await inSlices(found, ({ each, match }) =>
    match.outcome === 'suspense' ? match : matchMovement(each.toMatch, more, policy, each.evidence),
  );
  return { fines, matches };
}

/**
 * With what else is owed by whoever pays more than one fine's debt, and by whoever else such a payment names (rarely anybody); these are
 * only read, and never booked on.
 */
export async function withFinesBeside(
  tx: Tx,
  repository: FinesToMatchRepository,
  asked: readonly Asked[],
  fines: ReadonlyMap<DecisionId, FineAtHand>,
): Promise<ReadonlyMap<DecisionId, FineAtHand>> {
  const index = new FineIndex(fines.values());
  const overpaid = overpaidFines(asked, index);
  if (overpaid.length === 0) return fines;
  const known = new Map(fines);
  const ids = overpaid.map(({ decisionId }) => decisionId);
  const beside = await repository.withFinesBeside(tx, ids);
  const named = await repository.byNames(tx, pairsOfOverpaying(asked, index, new Set(overpaid)));
  for (const fine of [...named, ...beside]) {
    const locked = fines.get(fine.decisionId);
    known.set(fine.decisionId, locked === undefined ? fine : { ...locked, parties: fine.parties });
  }
  return known;
}
