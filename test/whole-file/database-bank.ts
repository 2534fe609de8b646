import type { MovementId } from '../../src/kernel/ids';
import { cents } from '../../src/kernel/money';
import { Undoing } from '../../src/payments/undoing.service';
import { debit } from '../support/coda-builder';
import { done, type DatabaseLife } from './database-life';
import { there } from './whole-file.parts';
import { CREDITS, type BANK_VERBS, type StepOf } from './whole-file.steps';

/** The bank takes a credit of a life back, and the cashier says which one it was. */
export class DatabaseBank {
  /** The debits, by the credit that they take back. */
  private readonly debits = new Map<number, MovementId>();

  constructor(
    private readonly life: DatabaseLife,
    private readonly name: string,
    private readonly credits: readonly MovementId[],
  ) {}

  async take({ verb, credit }: StepOf<typeof BANK_VERBS>): Promise<void> {
    if (verb === 'name-taken-back') return this.settle(credit);
    const back = { transactionCode: '00149000', rTransaction: 'return', reasonCode: 'AC04' } as const;
    const endToEndId = `${this.name}-PAY-${credit}`;
    const amountCents = cents(CREDITS[credit] ?? 0);
    const line = debit({
      ...back,
      amountCents,
      endToEndId,
      bankReference: `${this.name}-BACK`,
      communication: 'RETOUR',
    });
    const [id] = await this.life.ground.bring([line]);
    this.debits.set(credit, there(id));
  }

  /** `credit state`, in the order of the credits. */
  async said(): Promise<string[]> {
    if (this.debits.size === 0) return [];
    const rows = await this.life.ground.rows<{ id: MovementId; state: string }>(
      `SELECT id, CASE state WHEN 'suspense' THEN 'waiting' WHEN 'not-a-fine' THEN 'settled' ELSE state END AS state FROM movement WHERE id = ANY($1)`,
      [[...this.debits.values()]],
    );
    return [...this.debits].map(([credit, id]) => `${credit} ${rows.find((row) => row.id === id)?.state ?? 'missing'}`).sort(); // prettier-ignore
  }

  private async settle(credit: number): Promise<void> {
    const id = there(this.debits.get(credit));
    const [row] = await this.life.ground.rows<{ version: number }>('SELECT version FROM movement WHERE id = $1', [id]);
    const choice = { undoneMovementId: there(this.credits[credit]), version: there(row).version };
    return done(this.life.service(Undoing).undo(this.life.person(0), id, choice));
  }
}
