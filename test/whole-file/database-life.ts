import type { ClaimId, DecisionId, PersonId } from '../../src/kernel/ids';
import type { Actor } from '../../src/platform/database/transactions';
import type { RefundRequestId } from '../../src/refunds/refund-requests.repository';
import type { BuiltFine } from '../support/fine-builder';
import { there } from './whole-file.parts';
import type { Person } from './whole-file.steps';
import type { WholeFileGround } from './whole-file-ground';

/** The reason that everybody gives for everything. */
export const REASON = 'The facts were not proven after all.';

/** The tables whose rows a fine can have several of, and what their ids are. */
interface IdOf {
  readonly claim: ClaimId;
  readonly registry_check: string;
  readonly recovery_hold: string;
  readonly refund_request: RefundRequestId;
}

/** Two fines on the database, and what each part of the office needs to act on them. */
export class DatabaseLife {
  constructor(
    readonly ground: WholeFileGround,
    readonly fines: readonly BuiltFine[],
  ) {}

  /** Who must pay a fine, by his place among those who must. */
  debtor(at: number, debtor: number): PersonId {
    return debtor === 0 ? this.fine(at).personId : this.ground.carrierId;
  }

  get decisionIds(): DecisionId[] {
    return this.fines.map(({ decisionId }) => decisionId);
  }

  fine(at: number): BuiltFine {
    return there(this.fines[at]);
  }

  person(by: Person): Actor {
    return this.ground.actor(by === 0 ? 'cashier' : 'treasurer');
  }

  service<T>(type: new (...parts: never[]) => T): T {
    return this.ground.app.app.get<T>(type);
  }

  /** The last thing of a fine in a table, with the version that a person has just seen. */
  async last<Table extends keyof IdOf>(
    table: Table,
    at: number,
    version = 'version',
  ): Promise<{ readonly id: IdOf[Table]; readonly version: number }> {
    const [row] = await this.ground.rows<{ id: IdOf[Table]; version: number }>(
      `SELECT id, ${version} AS version FROM ${table} WHERE decision_id = $1 ORDER BY id DESC LIMIT 1`,
      [this.fine(at).decisionId],
    );
    return there(row);
  }

  /** What is said of the things of both fines in a table, in the order in which they were made; of `t` in SQL. */
  async said(table: string, said: string, key = 'id'): Promise<string[]> {
    const rows = await this.ground.rows<{ said: string }>(
      `SELECT array_position($1::uuid[], t.decision_id) - 1 || ' ' || ${said} AS said FROM ${table} t
       WHERE t.decision_id = ANY($1) ORDER BY t.${key}`,
      [this.decisionIds],
    );
    return rows.map(({ said: text }) => text);
  }
}

/** Waits for a step of which only that it was taken is asked. */
export async function done(work: Promise<unknown>): Promise<void> {
  await work;
}
