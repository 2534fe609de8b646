import type { DecisionId, OffenceId, PersonId } from '../../src/kernel/ids';
import { TakeoverService } from '../../src/takeover/takeover.service';
import type { FineDesk } from './fine-desk';
import { asNdjson, fineLine } from './takeover-desk';

/** A fine that was taken over, as it stands on file. */
export interface TakenFine {
  readonly decisionId: DecisionId;
  readonly offenceId: OffenceId;
  readonly personId: PersonId;
  readonly number: string;
  readonly version: number;
}

/** Takes over one fine at a time into a whole product: checked by one person, loaded by another. */
export class TakenFines {
  private ordinal = 0;

  constructor(private readonly desk: FineDesk) {}

  /** Under article 4bis unless said otherwise. */
  async take(changes: Readonly<Record<string, unknown>> = {}): Promise<TakenFine> {
    this.ordinal += 1;
    const line = fineLine(this.ordinal, { article: '4bis', ...changes });
    const bytes = new TextEncoder().encode(asNdjson([line]));
    const takeover = this.desk.app.app.get(TakeoverService);
    const cashier = await this.desk.actor('cashier');
    const outcome = await takeover.check(cashier, { name: 'open.ndjson', kind: 'fines', open: () => [bytes] });
    if (outcome.outcome !== 'checked') throw new Error(JSON.stringify(outcome));
    await takeover.load(await this.desk.actor('treasurer'), outcome.file.id, outcome.file.version);
    const [row] = await this.desk.rows<TakenFine>(
      `SELECT d.id AS "decisionId", d.offence_id AS "offenceId", o.person_id AS "personId", d.number, d.version
       FROM decision d JOIN offence o ON o.id = d.offence_id WHERE d.number = $1`,
      [line['decisionNumber']],
    );
    if (row === undefined) throw new Error('the fine was not loaded');
    return row;
  }
}
