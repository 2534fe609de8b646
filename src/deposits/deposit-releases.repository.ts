import { Injectable } from '@nestjs/common';
import { newId, type DecisionId, type DepositId, type UserId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import type { AppealMode } from '../notifications/appeal-window.rules';
import type { Tx } from '../platform/database/transactions';
import type { ReleaseGround, ReleaseKind } from './deposit-release.rules';
import type { DepositRow } from './deposits.repository';

/** A release as it was proposed and decided. */
export interface ReleaseRow {
  readonly id: string;
  readonly kind: ReleaseKind;
  readonly ground: ReleaseGround;
  readonly groundOn: LegalDate | null;
  readonly finalOn: LegalDate | null;
  readonly registryCheckedOn: LegalDate | null;
  readonly reference: string;
  readonly reason: string;
  readonly state: 'proposed' | 'confirmed' | 'refused';
  readonly proposedBy: UserId;
  readonly proposedByName: string;
  readonly proposedAt: Date;
  readonly decidedByName: string | null;
  readonly decidedAt: Date | null;
  readonly refusalReason: string | null;
}

/** What a proposal writes. */
export type NewRelease = Pick<ReleaseRow, 'kind' | 'ground' | 'groundOn' | 'finalOn' | 'registryCheckedOn' | 'reference' | 'reason'>; // prettier-ignore

/** A notification that stands, as far as a window is made from it. */
export interface NotifiedOn {
  readonly mode: AppealMode;
  readonly date: LegalDate;
}

/** SQL of releases, and of what they look at. */
@Injectable()
export class DepositReleasesRepository {
  /** True while an appeal of an earlier administration is on record and nobody has taken it up yet. */
  async hasTakenOverAppeal(tx: Tx, decisionId: DecisionId): Promise<boolean> {
    const rows = await tx.query(
      `SELECT 1 FROM takeover_record WHERE decision_id = $1 AND kind = 'appeal' AND state <> 'discarded' AND content IS NOT NULL LIMIT 1`,
      [decisionId],
    );
    return rows.length > 0;
  }

  async propose(
    tx: Tx,
    deposit: Pick<DepositRow, 'id' | 'departmentId'>,
    release: NewRelease,
    by: UserId,
  ): Promise<string> {
    const id = newId<string>();
    await tx.query(
      `INSERT INTO deposit_release (id, department_id, deposit_id, kind, ground, ground_on, final_on, registry_checked_on, reference, reason, state, proposed_by, proposed_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'proposed', $11, $12)`,
      [
        id,
        deposit.departmentId,
        deposit.id,
        release.kind,
        release.ground,
        release.groundOn,
        release.finalOn,
        release.registryCheckedOn,
        release.reference,
        release.reason,
        by,
        tx.now,
      ],
    );
    return id;
  }

  async decide(tx: Tx, id: string, by: UserId, refusalReason: string | undefined): Promise<void> {
    await tx.query(
      'UPDATE deposit_release SET state = $2, decided_by = $3, decided_at = $4, refusal_reason = $5 WHERE id = $1',
      [id, refusalReason === undefined ? 'confirmed' : 'refused', by, tx.now, refusalReason ?? null],
    );
  }

  /** Every release of a deposit, the first proposed first. */
  ofDeposit(tx: Tx, depositId: DepositId): Promise<ReleaseRow[]> {
    return tx.query<ReleaseRow>(
      `SELECT r.id, r.kind, r.ground, r.ground_on AS "groundOn", r.final_on AS "finalOn", r.registry_checked_on AS "registryCheckedOn", r.reference, r.reason,
         r.state, r.proposed_by AS "proposedBy", p.display_name AS "proposedByName", r.proposed_at AS "proposedAt", d.display_name AS "decidedByName",
         r.decided_at AS "decidedAt", r.refusal_reason AS "refusalReason"
       FROM deposit_release r JOIN user_account p ON p.id = r.proposed_by LEFT JOIN user_account d ON d.id = r.decided_by
       WHERE r.deposit_id = $1 ORDER BY r.proposed_at, r.id`,
      [depositId],
    );
  }

  /** How each addressee was told of the decision. */
  notifications(tx: Tx, decisionId: DecisionId): Promise<NotifiedOn[]> {
    return tx.query<NotifiedOn>(
      `SELECT channel AS mode, acted_on AS date FROM notification WHERE decision_id = $1 AND superseded_by IS NULL ORDER BY acted_on, id`,
      [decisionId],
    );
  }

  /** How many of those who must pay have not been told (D21). */
  async untoldCount(tx: Tx, decisionId: DecisionId): Promise<number> {
    const [row] = await tx.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM liable_party l JOIN decision d ON d.offence_id = l.offence_id
       WHERE d.id = $1 AND NOT EXISTS (SELECT FROM notification n WHERE n.decision_id = d.id AND n.addressee_id = l.person_id AND n.superseded_by IS NULL)`,
      [decisionId],
    );
    return row?.count ?? 0;
  }
}
