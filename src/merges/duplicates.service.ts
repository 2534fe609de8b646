import { Injectable } from '@nestjs/common';
import type { PersonId } from '../kernel/ids';
import { duplicateScore, LIKELY_DUPLICATE, type DuplicateScore } from '../persons/duplicate.rules';
import type { Person } from '../persons/person.rules';
import { summaryOf, type PersonSummary } from '../persons/person.view';
import { PersonsService } from '../persons/persons.service';
import { Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { Refused } from '../platform/refused';
import { DuplicatesRepository } from './duplicates.repository';
import type { MergeRow } from './merges.repository';
import type { MergeOutlook } from './merges.service';
import { MergesService } from './merges.service';

/** Two records that may be one person. */
export interface DuplicatePair extends DuplicateScore {
  readonly one: PersonSummary;
  readonly other: PersonSummary;
}

/** One record with those that may be the same person, and the merges in which it took part. */
export interface PersonDuplicates {
  readonly person: PersonSummary;
  readonly pairs: readonly DuplicatePair[];
  readonly merges: readonly MergeRow[];
}

/** Two records side by side, with how likely they are one and what joining them would do. */
export interface Comparison extends DuplicateScore {
  readonly outlook: MergeOutlook;
  /** Why somebody has said that they are two people. */
  readonly distinctReason: string | undefined;
}

/** So many pairs are scored for a page at most. */
const MAX_PAIRS = 2_000;
const MAX_SHOWN = 100;

/** Records that may be one person: found, scored, compared, told apart. */
@Injectable()
export class DuplicatesService {
  constructor(
    private readonly transactions: Transactions,
    private readonly repository: DuplicatesRepository,
    private readonly persons: PersonsService,
    private readonly merges: MergesService,
  ) {}

  /** The pairs that score `LIKELY_DUPLICATE` or more among what was written last, the likeliest first; the look is noted. */
  pairs(actor: Actor): Promise<DuplicatePair[]> {
    return this.transactions.view(actor, async (tx) => {
      const pairs = (await this.every(tx, MAX_PAIRS)).slice(0, MAX_SHOWN);
      this.noteList(tx, pairs);
      return pairs;
    });
  }

  /** The same to their end, or of so many that are scored at most, inside the caller's transaction, who notes the look. */
  async every(tx: Tx, limit?: number): Promise<DuplicatePair[]> {
    const found = await this.repository.pairs(tx, limit);
    const ids = [...new Set(found.flatMap(({ oneId, otherId }) => [oneId, otherId]))];
    const records = new Map((await this.persons.records(tx, ids)).map((each) => [each.id, each]));
    const signs = await this.persons.signsOf(tx, ids);
    return found
      .flatMap(({ oneId, otherId }) => {
        const [one, other] = [records.get(oneId), records.get(otherId)];
        if (one === undefined || other === undefined) return [];
        const score = duplicateScore({ ...one, ...signs.get(oneId) }, { ...other, ...signs.get(otherId) });
        return [{ one: summaryOf(one), other: summaryOf(other), ...score }];
      })
      .filter(({ score }) => score >= LIKELY_DUPLICATE)
      .sort((a, b) => b.score - a.score || (a.one.id < b.one.id ? -1 : 1));
  }

  /** The records that may be the same person as one, the likeliest first; the look is noted. Refuses `not-found`. */
  ofPerson(actor: Actor, id: PersonId): Promise<PersonDuplicates> {
    return this.transactions.view(actor, async (tx) => {
      const [record] = await this.persons.records(tx, [id]);
      if (record === undefined) throw new Refused({ code: 'not-found' });
      const signs = (await this.persons.signsOf(tx, [id])).get(id);
      const found = await this.persons.likelyDuplicates(tx, record, signs);
      const person = summaryOf(record);
      const pairs = found
        .filter((candidate) => candidate.person.id !== id)
        .map(({ person: other, score, signs: why }) => ({ one: person, other: summaryOf(other), score, signs: why }));
      this.noteList(tx, pairs);
      return { person, pairs, merges: await this.merges.ofPerson(tx, id) };
    });
  }

  /** Two records side by side; the look is noted. Refuses `not-found` and `merge-same-record`. */
  compare(actor: Actor, one: PersonId, other: PersonId): Promise<Comparison> {
    return this.transactions.view(actor, async (tx) => {
      if (one === other) throw new Refused({ code: 'merge-same-record', field: 'mergedId' });
      tx.recordAccess({ operation: 'person.compare', reason: 'identity', personIds: [one, other] });
      const outlook = await this.merges.preview(tx, one, other, []);
      const signs = await this.persons.signsOf(tx, [one, other]);
      const full = (record: Person): Parameters<typeof duplicateScore>[0] => ({ ...record, ...signs.get(record.id) });
      return {
        outlook,
        ...duplicateScore(full(outlook.survivor), full(outlook.merged)),
        distinctReason: await this.repository.distinctReason(tx, one, other),
      };
    });
  }

  /** Keeps that two records are two people, with the reason: they are not shown as a pair again. Refuses `not-found`. */
  declareDistinct(actor: Actor, one: PersonId, other: PersonId, reason: string): Promise<{ readonly id: PersonId }> {
    return this.transactions.run(actor, async (tx) => {
      if (one === other) throw new Refused({ code: 'merge-same-record', field: 'otherId' });
      if ((await this.persons.lockRecords(tx, [one, other])).size !== 2) throw new Refused({ code: 'not-found' });
      await this.persons.keepDistinct(tx, one, other, reason);
      tx.record({
        type: 'person.told-apart',
        subjectKind: 'person',
        subjectId: one,
        personId: one,
        detail: { otherId: other },
        personal: { reason },
      });
      return { id: one };
    });
  }

  private noteList(tx: Tx, pairs: readonly DuplicatePair[]): void {
    const personIds = [...new Set(pairs.flatMap(({ one, other }) => [one.id, other.id]))];
    tx.recordAccess({ operation: 'person.duplicates', reason: 'list', personIds });
  }
}
