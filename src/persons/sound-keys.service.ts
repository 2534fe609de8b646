import { Injectable } from '@nestjs/common';
import type { PersonId } from '../kernel/ids';
import { Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { PersonsRepository } from './persons.repository';
import { PersonsService } from './persons.service';

const BATCH = 500;

/** Brings records that are older than the keys of sound up to date, when the office starts. */
@Injectable()
export class SoundKeys {
  constructor(
    private readonly transactions: Transactions,
    private readonly repository: PersonsRepository,
    private readonly persons: PersonsService,
  ) {}

  /**
   * Makes such records be found by how their names sound (trap 25), in batches; answers how many. A second time there is nothing
   * to do, but for names that have no sound, which are few and stay as they are.
   */
  async fill(actor: Actor): Promise<number> {
    let filled = 0;
    for (let after: PersonId | undefined; ;) {
      const ids = await this.transactions.run(actor, (tx) => this.fillBatch(tx, after));
      filled += ids.length;
      if (ids.length < BATCH) return filled;
      after = ids.at(-1);
    }
  }

  private async fillBatch(tx: Tx, after: PersonId | undefined): Promise<PersonId[]> {
    const ids = await this.repository.withoutSoundKeys(tx, after, BATCH);
    for (const id of ids) {
      await this.persons.refreshSearch(tx, id);
      tx.record({ type: 'person.sounds-filled', subjectKind: 'person', subjectId: id, personId: id, detail: {} });
    }
    return ids;
  }
}
