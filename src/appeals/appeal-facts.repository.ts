import { Injectable } from '@nestjs/common';
import type { AppealId, DecisionId, DepositId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import { centsFromDatabase, type Cents } from '../kernel/money';
import type { AppealMode } from '../notifications/appeal-window.rules';
import type { Tx } from '../platform/database/transactions';
import type { AppealState } from './appeal.rules';

/** A notification that stands, as far as a window is made from it. */
export interface NotifiedOn {
  readonly mode: AppealMode;
  readonly date: LegalDate;
}

/** An appeal on one decision. */
export interface AppealOnDecision {
  readonly appealId: AppealId;
  readonly decisionId: DecisionId;
  readonly state: AppealState;
  readonly lodgedOn: LegalDate;
  readonly recordedAt: Date;
}

/** A deposit that is revenue of the State, since when, and how much of it. */
export interface ForfeitedDeposit {
  readonly depositId: DepositId;
  readonly amountCents: Cents;
  readonly on: LegalDate;
}

/** SQL of what decides on windows, appeals and the registry; reads only. */
@Injectable()
export class AppealFactsRepository {
  /** How each addressee was told of the decision. */
  notifications(tx: Tx, decisionId: DecisionId): Promise<NotifiedOn[]> {
    return tx.query<NotifiedOn>(
      `SELECT channel AS mode, acted_on AS date FROM notification WHERE decision_id = $1 AND superseded_by IS NULL ORDER BY acted_on, id`,
      [decisionId],
    );
  }

  /** How many must pay (D21). */
  async debtorCount(tx: Tx, decisionId: DecisionId): Promise<number> {
    const [row] = await tx.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM liable_party l JOIN decision d ON d.offence_id = l.offence_id WHERE d.id = $1',
      [decisionId],
    );
    return row?.count ?? 0;
  }

  /** How many of those who must pay have not been told, in person or at the address for service (R2.10, D21). */
  async untoldCount(tx: Tx, decisionId: DecisionId): Promise<number> {
    const [row] = await tx.query<{ count: number }>('SELECT count(*)::int AS count FROM untold_debtors($1)', [
      decisionId,
    ]);
    return row?.count ?? 0;
  }

  /** Every appeal on these decisions, the first lodged first. */
  appeals(tx: Tx, decisionIds: readonly DecisionId[]): Promise<AppealOnDecision[]> {
    return tx.query<AppealOnDecision>(
      `SELECT a.id AS "appealId", x.decision_id AS "decisionId", x.state, a.lodged_on AS "lodgedOn", a.recorded_at AS "recordedAt"
       FROM appeal_decision x JOIN appeal a ON a.id = x.appeal_id WHERE x.decision_id = ANY($1) ORDER BY a.lodged_on, a.id`,
      [decisionIds],
    );
  }

  /** What of the deposits of a decision fell to the State because nobody had appealed, the first first. */
  async forfeited(tx: Tx, decisionId: DecisionId): Promise<ForfeitedDeposit[]> {
    const rows = await tx.query<{ depositId: DepositId; cents: string; on: LegalDate }>(
      `SELECT t.id AS "depositId", t.to_state_cents AS cents, t.ended_on AS "on" FROM deposit t
       WHERE t.decision_id = $1 AND t.state = 'released-to-state'
         AND EXISTS (SELECT FROM deposit_release r WHERE r.deposit_id = t.id AND r.state = 'confirmed' AND r.ground = 'no-appeal') ORDER BY t.ended_on, t.id`,
      [decisionId],
    );
    return rows.map(({ depositId, cents, on }) => ({ depositId, amountCents: centsFromDatabase(cents), on }));
  }

  /** The days on which the registry was asked about a decision, the first first. */
  async registryChecks(tx: Tx, decisionId: DecisionId): Promise<LegalDate[]> {
    const rows = await tx.query<{ on: LegalDate }>(
      'SELECT checked_on AS "on" FROM standing_registry_check WHERE decision_id = $1 ORDER BY checked_on',
      [decisionId],
    );
    return rows.map(({ on }) => on);
  }
}
