import { Injectable } from '@nestjs/common';
import type { DecisionState } from '../decisions/decision.rules';
import type { DecisionId, JudgmentId } from '../kernel/ids';
import { centsFromDatabase, type Cents } from '../kernel/money';
import type { Tx } from '../platform/database/transactions';
import type { JudgmentOutcome } from './judgment.rules';

/** The judgment that stands on a decision, and what all judgments together took off its claim. */
export interface StandingJudgment {
  readonly id: JudgmentId;
  readonly outcome: JudgmentOutcome;
  readonly reducedToCents: Cents | undefined;
  readonly decisionState: DecisionState;
  /** Cancelled by judgments on the decision and not restored since. */
  readonly cancelledCents: Cents;
  /** The claim ended under article 4bis paragraph 1: it is never open again (D30). */
  readonly isGranted: boolean;
}

interface StandingSqlRow {
  id: JudgmentId;
  outcome: JudgmentOutcome;
  reduced_to_cents: string | null;
  decision_state: DecisionState;
  cancelled_cents: string;
  is_granted: boolean;
}

/** SQL of judgments that a later stage replaces. Changes are made under the locks of the decision and of the appeal. */
@Injectable()
export class JudgmentReplacementRepository {
  /** The confirmed judgment of the same appeal on the same decision; undefined while there is none. */
  async standing(
    tx: Tx,
    { appealId, decisionId }: { readonly appealId: string; readonly decisionId: DecisionId },
  ): Promise<StandingJudgment | undefined> {
    const [row] = await tx.query<StandingSqlRow>(
      `SELECT j.id, j.outcome, j.reduced_to_cents, d.state AS decision_state,
         (SELECT sum(v.cancelled_cents - coalesce(v.restored_cents, 0)) FROM judgment v WHERE v.decision_id = j.decision_id AND v.state IN ('confirmed', 'replaced')) AS cancelled_cents,
         EXISTS (SELECT FROM refund_request q WHERE q.decision_id = j.decision_id AND q.state = 'granted') AS is_granted
       FROM judgment j JOIN decision d ON d.id = j.decision_id WHERE j.appeal_id = $1 AND j.decision_id = $2 AND j.state = 'confirmed'`,
      [appealId, decisionId],
    );
    return (
      row && {
        id: row.id,
        outcome: row.outcome,
        reducedToCents: row.reduced_to_cents === null ? undefined : centsFromDatabase(row.reduced_to_cents),
        decisionState: row.decision_state,
        cancelledCents: centsFromDatabase(row.cancelled_cents),
        isGranted: row.is_granted,
      }
    );
  }

  /** The least that judgments standing in other appeals leave of the fine: nothing where one annuls; undefined where none takes anything off. */
  async othersLeaveCents(
    tx: Tx,
    { appealId, decisionId }: { readonly appealId: string; readonly decisionId: DecisionId },
  ): Promise<Cents | undefined> {
    const [row] = await tx.query<{ cents: string | null }>(
      `SELECT min(CASE j.outcome WHEN 'annulled' THEN 0 ELSE j.reduced_to_cents END) AS cents
       FROM judgment j WHERE j.decision_id = $1 AND j.appeal_id <> $2 AND j.state = 'confirmed' AND j.outcome IN ('annulled', 'reduced', 'partly')`,
      [decisionId, appealId],
    );
    return row === undefined || row.cents === null ? undefined : centsFromDatabase(row.cents);
  }

  async replace(tx: Tx, id: JudgmentId, replacedBy: JudgmentId): Promise<void> {
    await tx.query(`UPDATE judgment SET state = 'replaced', replaced_by = $2 WHERE id = $1`, [id, replacedBy]);
  }
}
