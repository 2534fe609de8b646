import { Injectable } from '@nestjs/common';
import type { OffenceId, PersonId } from '../kernel/ids';
import { refuse, type Refusal } from '../kernel/outcome';
import { OffencesAsIf } from '../offences/offences-as-if.service';
import { checkIdentityKept, checkPerson, typedFacts, type Person, type PersonFacts } from '../persons/person.rules';
import { summaryOf, type PersonSummary } from '../persons/person.view';
import { PersonsService } from '../persons/persons.service';
import type { Tx } from '../platform/database/transactions';
import {
  changedSinceMerge,
  correctedOtherwise,
  isSameAddress,
  undoneFacts,
  undoRefusals,
  type MergeToUndo,
} from './merge.rules';
import { MergeUndoingRepository, type NamingDecision, type SentSince } from './merge-undoing.repository';
import type { MergeRow, RowsToMove } from './merges.repository';

/** A merge and its two records as they stand. */
export interface StandingMerge {
  readonly merge: MergeRow;
  readonly survivor: Person;
  readonly merged: Person;
}

/** What taking a merge apart would do. */
export interface UndoingOutlook {
  /** What the surviving record said once they were one; absent when that version is not on file any more. */
  readonly joined?: PersonFacts;
  /** The surviving record as it would be; absent when it cannot be told or would not be lawful. */
  readonly apart?: PersonFacts;
  /** What speaks against it now. */
  readonly refusals: readonly Refusal[];
}

/** What the undoing of a merge rests on: the versions of the record, and the decisions that came to rest on the merge. */
@Injectable()
export class MergeUndoing {
  constructor(
    private readonly repository: MergeUndoingRepository,
    private readonly persons: PersonsService,
    private readonly offences: OffencesAsIf,
  ) {}

  /**
   * What taking apart would do, and all that speaks against it: what `undoRefusals` and `checkPerson` of the result refuse, and
   * `merge-undo-version-missing` when the record does not tell any more what it said before.
   */
  async outlook(tx: Tx, standing: StandingMerge, isOwnConfirmation: boolean): Promise<UndoingOutlook> {
    const { merge, survivor } = standing;
    const before = await this.persons.factsAt(tx, merge.survivorId, merge.survivorVersion - 1);
    const isUnchanged = survivor.version === merge.survivorVersion;
    const joined = isUnchanged ? survivor : await this.persons.factsAt(tx, merge.survivorId, merge.survivorVersion);
    if (before === undefined || joined === undefined)
      return { ...(joined && { joined }), refusals: [refuse('merge-undo-version-missing').refusal] };
    const apart = checkPerson(typedFacts(undoneFacts(before, joined, survivor)) as never, tx.today);
    const resting = apart.ok ? await this.restingOn(tx, standing, apart.value) : { identityNamed: [], unlawful: [] };
    const refusals = undoRefusals({
      changedSince: changedSinceMerge(joined, survivor),
      survivorMergedInto: survivor.mergedInto,
      isMergedLater: await this.repository.isMergedLater(tx, merge),
      signedSince: await this.repository.signedSince(tx, merge),
      ...resting,
      ...(await this.onFilesGivenBack(tx, standing)),
      changedTables: await this.repository.changedTables(tx, merge),
      isOwnConfirmation,
    });
    return apart.ok ? { joined, apart: apart.value, refusals } : { joined, refusals: [...refusals, ...apart.refusals] };
  }

  /** Holds, under the lock of both records, what must not go on beneath the undoing. */
  hold(tx: Tx, id: PersonId): Promise<void> {
    return this.repository.holdOpen(tx, id);
  }

  /**
   * Points the rows that the merge moved at the merged record again, and what came since to the files that go back with them: whoever was told of
   * a decision of theirs is told (D21), and what was put right in it is theirs (R2.12). How many of these, by table.
   */
  async giveBack(tx: Tx, merge: MergeRow): Promise<RowsToMove[]> {
    await this.repository.putRowsBack(tx, merge);
    return this.repository.giveBack(tx, merge);
  }

  /** What came since to the files that go back, or to the record, and cannot be given to either without being wrong of one of them. */
  private async onFilesGivenBack(
    tx: Tx,
    { merge, merged }: StandingMerge,
  ): Promise<Pick<MergeToUndo, 'particularsCorrected' | 'sentElsewhere' | 'flagsSince'>> {
    const sentElsewhere: SentSince[] = [];
    for (const sent of await this.repository.sentSince(tx, merge))
      if (!isSameAddress(await this.persons.factsAsOf(tx, merge.survivorId, sent.at), merged)) sentElsewhere.push(sent);
    return {
      particularsCorrected: correctedOtherwise(merged, await this.repository.correctedSince(tx, merge)),
      sentElsewhere,
      flagsSince: await this.repository.flagsSince(tx, merge),
    };
  }

  /**
   * The standing decisions that the undoing would change beneath their letter: each is looked at with the facts of the record on which it will
   * stand, which for a file that goes back is the other. What is refused of one already is no reason against the undoing.
   */
  private async restingOn(
    tx: Tx,
    { merge, survivor, merged }: StandingMerge,
    apart: PersonFacts,
  ): Promise<{ readonly identityNamed: NamingDecision[]; readonly unlawful: NamingDecision[] }> {
    const identityNamed: NamingDecision[] = [];
    const unlawful: NamingDecision[] = [];
    for (const decision of await this.repository.naming(tx, merge)) {
      const { number: name, isOffender } = decision;
      const becomes = decision.isGivenBack ? merged : apart;
      if (decision.isSignedSince && !checkIdentityKept(survivor, becomes, [{ name, isOffender }]).ok)
        identityNamed.push(decision);
      if (await this.isRefusedNewly(tx, decision.offenceId, survivor, becomes)) unlawful.push(decision);
    }
    return { identityNamed, unlawful };
  }

  /** Until the keys go back the file names the surviving record, so that whoever it will name is looked at under that id. */
  private async isRefusedNewly(tx: Tx, id: OffenceId, survivor: Person, becomes: PersonFacts): Promise<boolean> {
    const asIf = (facts: PersonFacts): PersonSummary => {
      const { id: survivorId, departmentId, createdBy, version } = survivor;
      return summaryOf({ ...facts, id: survivorId, departmentId, createdBy, version });
    };
    return (await this.offences.newRefusals(tx, id, [asIf(becomes)], [asIf(survivor)])).length > 0;
  }
}
