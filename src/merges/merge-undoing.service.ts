import { Injectable } from '@nestjs/common';
import type { OffenceId } from '../kernel/ids';
import { refuse, type Refusal } from '../kernel/outcome';
import { OffencesAsIf } from '../offences/offences-as-if.service';
import { checkIdentityKept, checkPerson, typedFacts, type Person, type PersonFacts } from '../persons/person.rules';
import { summaryOf, type PersonSummary } from '../persons/person.view';
import { PersonsService } from '../persons/persons.service';
import type { Tx } from '../platform/database/transactions';
import { changedSinceMerge, undoneFacts, undoRefusals } from './merge.rules';
import { MergesRepository, type MergeRow, type NamingDecision } from './merges.repository';

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
    private readonly repository: MergesRepository,
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
      changedTables: await this.repository.changedTables(tx, merge),
      isOwnConfirmation,
    });
    return apart.ok ? { joined, apart: apart.value, refusals } : { joined, refusals: [...refusals, ...apart.refusals] };
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
      const becomes = decision.isMoved ? merged : apart;
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
