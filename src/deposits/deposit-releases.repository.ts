import { Injectable } from '@nestjs/common';
import { newId, type DecisionId, type DepositId, type PersonId, type UserId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import type { PersonFlagKind } from '../liability/person-flag.rules';
import { SHOWN_IDS } from '../platform/database/debtors';
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
  readonly state: 'proposed' | 'confirmed' | 'refused' | 'stopped';
  /** Null where the product proposed it, after the margin (D7). */
  readonly proposedBy: UserId | null;
  readonly proposedByName: string | null;
  readonly proposedAt: Date;
  readonly decidedByName: string | null;
  readonly decidedAt: Date | null;
  readonly refusalReason: string | null;
}

/** What a proposal writes. */
export type NewRelease = Pick<ReleaseRow, 'kind' | 'ground' | 'groundOn' | 'finalOn' | 'registryCheckedOn' | 'reference' | 'reason'>; // prettier-ignore

/** What holds recovery about the offender or somebody who must pay (D34). */
export interface DepositFlag {
  readonly personId: PersonId;
  readonly personName: string;
  readonly kind: PersonFlagKind;
  readonly since: LegalDate;
}

/** The flags that stand about the offender and whoever must pay the fine of decision `d` and offence `o`, on whichever record of theirs. */
const FLAGS = `SELECT q.id AS "personId", btrim(q.family_name || ' ' || q.given_names) AS "personName", f.kind, f.since
  FROM (SELECT unnest(${SHOWN_IDS}) AS id) w JOIN person q ON q.id = w.id
    JOIN person_flag f ON f.person_id IN (SELECT records_of_person(w.id)) AND f.lifted_on IS NULL`;

/** SQL of releases. */
@Injectable()
export class DepositReleasesRepository {
  async propose(
    tx: Tx,
    deposit: Pick<DepositRow, 'id' | 'departmentId'>,
    release: NewRelease,
    by: UserId | null,
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

  /** An appeal or a judgment overtakes a proposal: nobody has decided on it. */
  async stop(tx: Tx, id: string): Promise<void> {
    await tx.query(`UPDATE deposit_release SET state = 'stopped', decided_at = $2 WHERE id = $1`, [id, tx.now]);
  }

  /** Who entered that the money lies with the Caisse: step by step, or by taking the deposit over. */
  async enteredBy(tx: Tx, depositId: DepositId): Promise<UserId[]> {
    const rows = await tx.query<{ by: UserId }>('SELECT x AS "by" FROM deposit_entered_by($1) x', [depositId]);
    return rows.map(({ by }) => by);
  }

  /**
   * Deposits that are held for a fine whose later last day is past, of which no release waits and none to the State was refused; the oldest first. Where a
   * flag stands about the offender or whoever must pay, nothing is proposed by itself: a person may (D34).
   */
  async perhapsForfeited(tx: Tx): Promise<DepositId[]> {
    const rows = await tx.query<{ id: DepositId }>(
      `SELECT t.id FROM deposit t JOIN decision d ON d.id = t.decision_id JOIN offence o ON o.id = d.offence_id
       WHERE t.state = 'held' AND d.state = 'notified'
         AND NOT EXISTS (SELECT FROM deposit_release r WHERE r.deposit_id = t.id AND (r.state = 'proposed' OR (r.state = 'refused' AND r.ground = 'no-appeal')))
         AND NOT EXISTS (SELECT FROM appeal_decision x WHERE x.decision_id = d.id AND x.state IN ('lodged', 'pending', 'judged'))
         AND EXISTS (SELECT FROM notification n WHERE n.decision_id = d.id AND n.superseded_by IS NULL AND n.adverse_last_day < $1)
         AND NOT EXISTS (${FLAGS})
       ORDER BY t.announced_on, t.id`,
      [tx.today],
    );
    return rows.map(({ id }) => id);
  }

  /** What stands about those whom the fine of a deposit concerns, the earliest first (D34). */
  flags(tx: Tx, decisionId: DecisionId): Promise<DepositFlag[]> {
    return tx.query<DepositFlag>(
      `SELECT w.* FROM decision d JOIN offence o ON o.id = d.offence_id CROSS JOIN LATERAL (${FLAGS}) w WHERE d.id = $1 ORDER BY w.since, w.kind, w."personId"`,
      [decisionId],
    );
  }

  /** Every release of a deposit, the first proposed first. */
  ofDeposit(tx: Tx, depositId: DepositId): Promise<ReleaseRow[]> {
    return tx.query<ReleaseRow>(
      `SELECT r.id, r.kind, r.ground, r.ground_on AS "groundOn", r.final_on AS "finalOn", r.registry_checked_on AS "registryCheckedOn", r.reference, r.reason,
         r.state, r.proposed_by AS "proposedBy", p.display_name AS "proposedByName", r.proposed_at AS "proposedAt", d.display_name AS "decidedByName",
         r.decided_at AS "decidedAt", r.refusal_reason AS "refusalReason"
       FROM deposit_release r LEFT JOIN user_account p ON p.id = r.proposed_by LEFT JOIN user_account d ON d.id = r.decided_by
       WHERE r.deposit_id = $1 ORDER BY r.proposed_at, r.id`,
      [depositId],
    );
  }
}
