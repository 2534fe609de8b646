import type { Message } from '../ui/message';
import { DECISION_MACHINE } from './decision.rules';
import type { WithdrawalOutlook } from './withdrawals.service';

/** What the reader may do about a withdrawal, and what it would do. */
export interface WithdrawalPage extends WithdrawalOutlook {
  readonly canPropose: boolean;
  readonly canWithdraw: boolean;
  readonly canRefuse: boolean;
  /** A signatory, but not for this one: its proposer, or without a delegation for the article (R2.2). */
  readonly cannotDecide: 'proposer' | 'delegation' | undefined;
  /** False for a decision that is not signed or that has fallen. */
  readonly isPossible: boolean;
  readonly effects: readonly Message[];
}

/** One page for whoever proposes, decides or reads: what each may do hangs on the proposal and on the permissions. */
export function withdrawalPage(outlook: WithdrawalOutlook, permissions: ReadonlySet<string>): WithdrawalPage {
  const { decision, open, isProposer, hasDelegation } = outlook;
  const isPossible = DECISION_MACHINE.transitions[decision.state].withdraw !== undefined;
  const decides = isPossible && open !== undefined && permissions.has('withdrawal.decide');
  return {
    ...outlook,
    isPossible,
    canPropose: isPossible && open === undefined && permissions.has('withdrawal.propose'),
    canWithdraw: decides && !isProposer && hasDelegation,
    canRefuse: decides && !isProposer,
    cannotDecide: !decides ? undefined : isProposer ? 'proposer' : hasDelegation ? undefined : 'delegation',
    effects: effectsOf(outlook),
  };
}

function effectsOf({ decision, claimCents, bookedCents, heldCents }: WithdrawalOutlook): Message[] {
  const isNotified = decision.state === 'notified';
  return [
    isNotified
      ? { key: 'withdrawal.effect.claim', params: { amountCents: claimCents } }
      : { key: 'withdrawal.effect.noClaim' },
    bookedCents > 0
      ? { key: 'withdrawal.effect.refund', params: { amountCents: bookedCents } }
      : { key: 'withdrawal.effect.noRefund' },
    ...(heldCents > 0 ? [{ key: 'withdrawal.effect.deposit', params: { amountCents: heldCents } }] : []),
    ...(isNotified ? [{ key: 'withdrawal.effect.window' }] : []),
    { key: 'withdrawal.effect.again' },
    { key: 'withdrawal.effect.letter', params: { language: decision.language } },
    { key: 'withdrawal.effect.final' },
  ];
}
