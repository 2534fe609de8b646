import { Injectable } from '@nestjs/common';
import { newId, type OffenceId, type PersonId } from '../kernel/ids';
import { nextState } from '../kernel/state-machine';
import { OffencesAsIf } from '../offences/offences-as-if.service';
import { checkPerson, typedFacts, type Person, type PersonFacts } from '../persons/person.rules';
import { summaryOf } from '../persons/person.view';
import { PersonsService } from '../persons/persons.service';
import { actingUser, Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { checkVersion } from '../platform/http/preconditions';
import { orRefuse, Refused } from '../platform/refused';
import type { Refusal } from '../kernel/outcome';
import {
  isOwnConfirmation,
  isOwnProposal,
  MERGE_MACHINE,
  mergedFacts,
  mergeRefusals,
  standingFiles,
  unlawfulRefusals,
  visaRefusals,
  type FileOfRecord,
  type MergeField,
  type MergeVerb,
} from './merge.rules';
import { MergeUndoing } from './merge-undoing.service';
import type { ConfirmMerge, ProposeMerge, ReasonedMerge } from './merges.commands';
import { MergesRepository, type MergeId, type MergeRow, type RowsToMove } from './merges.repository';

/** What a verb on a merge gives back. */
export interface MergeResult {
  readonly mergeId: MergeId;
  readonly survivorId: PersonId;
  readonly state: string;
  readonly version: number;
}

/** Two records and what joining them would do. */
export interface MergeOutlook {
  readonly survivor: Person;
  readonly merged: Person;
  /** The surviving record as it would be. */
  readonly result: PersonFacts;
  readonly moves: readonly RowsToMove[];
  readonly files: readonly FileOfRecord[];
  /** What speaks against it now. */
  readonly refusals: readonly Refusal[];
}

/** A merge with the records as they stand. */
export interface MergeFile {
  readonly merge: MergeRow;
  readonly outlook: MergeOutlook;
  /** The reader proposed it, or confirmed it: somebody else confirms, or takes it apart. */
  readonly isOwn: boolean;
  /** What speaks now against the step that is next: to confirm a proposal, to take apart what was merged. */
  readonly obstacles: readonly Refusal[];
  /** What the surviving record said once they were one; absent unless they are, or when it is not on file any more. */
  readonly joined?: PersonFacts;
}

/**
 * Records of one person brought together: proposed by one, confirmed by another (a merge moves debts and the order of fines),
 * undone exactly while nothing that came later rests on it. Keys move, and each move is kept; the merged record and every
 * letter stay as they were.
 */
@Injectable()
export class MergesService {
  constructor(
    private readonly transactions: Transactions,
    private readonly repository: MergesRepository,
    private readonly persons: PersonsService,
    private readonly offences: OffencesAsIf,
    private readonly undoing: MergeUndoing,
  ) {}

  /**
   * Proposes that `mergedId` is the same person as `survivorId`. Refuses what `mergeRefusals` and `checkPerson` of the result
   * refuse, `merge-decision-unlawful` where the rules of entry refuse the joined facts for a signed decision of either, `merge-changes-visa` where one of them rests on a visa and the nationality changes, records that changed since they were compared, and `merge-already-proposed` when one of them waits in another proposal.
   */
  propose(actor: Actor, survivorId: PersonId, command: Readonly<ProposeMerge>): Promise<MergeResult> {
    return this.transactions.run(actor, async (tx) => {
      const user = actingUser(tx.actor);
      const mergedId = command.mergedId as PersonId;
      const { survivor, merged } = await this.lockBoth(tx, survivorId, mergedId);
      checkVersion(survivor, command.version);
      checkVersion(merged, command.mergedVersion);
      if ((await this.repository.openOf(tx, [survivorId, mergedId])) !== undefined)
        throw new Refused({ code: 'merge-already-proposed', field: 'mergedId' });
      const takenFields = command.takenFields ?? [];
      const { refusals } = await this.outlook(tx, { survivor, merged, takenFields });
      refuseAll(refusals);
      const mergeId = newId<MergeId>();
      await this.repository.insert(tx, {
        id: mergeId,
        departmentId: user.departmentId,
        survivorId,
        mergedId,
        takenFields,
        reason: command.reason,
        proposedBy: user.id,
        survivorVersion: survivor.version,
        mergedVersion: merged.version,
      });
      const detail = { mergeId, mergedId, takenFields };
      recordMerge(tx, survivorId, 'person.merge-proposed', detail, { reason: command.reason });
      return { mergeId, survivorId, state: 'proposed', version: 1 };
    });
  }

  /**
   * Another person confirms: the keys move and the record goes on. Refuses `merge-own-proposal` (four eyes), records that changed
   * since they were compared, and all that `propose` refuses, since files may have come meanwhile.
   */
  confirm(actor: Actor, id: MergeId, command: Readonly<ConfirmMerge>): Promise<MergeResult> {
    return this.transactions.run(actor, async (tx) => {
      const { merge, survivor, merged } = await this.lockMerge(tx, id, command.version, 'confirm');
      const user = actingUser(tx.actor);
      if (isOwnProposal(merge, user.id)) throw new Refused({ code: 'merge-own-proposal' });
      checkVersion(survivor, merge.survivorVersion);
      checkVersion(merged, merge.mergedVersion);
      const { refusals, result, moves } = await this.outlook(tx, { survivor, merged, takenFields: merge.takenFields });
      refuseAll(refusals);
      await this.repository.moveRows(tx, merge);
      await this.persons.setMergedInto(tx, merged.id, survivor.id);
      const { version } = await this.persons.change(tx, survivor, result, 'merge');
      await this.repository.confirm(tx, id, user.id, version);
      await this.persons.refreshSearch(tx, survivor.id);
      recordMerge(tx, survivor.id, 'person.merged', { mergeId: id, mergedId: merged.id, moves });
      return { mergeId: id, survivorId: survivor.id, state: 'merged', version: merge.version + 1 };
    });
  }

  /** A proposal is refused, or taken back by who made it, with a reason. */
  refuse(actor: Actor, id: MergeId, command: Readonly<ReasonedMerge>): Promise<MergeResult> {
    return this.transactions.run(actor, async (tx) => {
      const { merge } = await this.lockMerge(tx, id, command.version, 'refuse');
      await this.repository.refuse(tx, id, actingUser(tx.actor).id, command.reason);
      recordMerge(tx, merge.survivorId, 'person.merge-refused', { mergeId: id }, { reason: command.reason });
      return { mergeId: id, survivorId: merge.survivorId, state: 'refused', version: merge.version + 1 };
    });
  }

  /**
   * Takes a merge apart: each key that it moved goes back with what came to its file since, the surviving record says again what it said, but for what
   * was changed on it since. By anybody who may merge but the one who confirmed it. Refuses what `MergeUndoing.outlook` tells and `national-number-taken` when somebody else was given the number meanwhile.
   */
  undo(actor: Actor, id: MergeId, command: Readonly<ReasonedMerge>): Promise<MergeResult> {
    return this.transactions.run(actor, async (tx) => {
      const locked = await this.lockMerge(tx, id, command.version, 'undo');
      const { merge, survivor } = locked;
      await this.undoing.hold(tx, survivor.id);
      const isOwn = isOwnConfirmation(merge, actingUser(tx.actor).id);
      const { apart, refusals } = await this.undoing.outlook(tx, locked, isOwn);
      refuseAll(refusals);
      if (apart === undefined) throw new Error('an undoing without its result was not refused');
      await this.persons.change(tx, survivor, apart, 'merge-undo');
      await this.persons.setMergedInto(tx, merge.mergedId, null);
      const givenBack = await this.undoing.giveBack(tx, merge);
      await this.repository.undo(tx, id, actingUser(tx.actor).id, command.reason);
      await this.persons.refreshSearch(tx, survivor.id);
      await this.persons.refreshSearch(tx, merge.mergedId);
      const detail = { mergeId: id, mergedId: merge.mergedId, givenBack };
      recordMerge(tx, survivor.id, 'person.merge-undone', detail, { reason: command.reason });
      return { mergeId: id, survivorId: survivor.id, state: 'undone', version: merge.version + 1 };
    });
  }

  /** A merge with its records, for a page or the API; the look is noted. Refuses `not-found`. */
  read(actor: Actor, id: MergeId): Promise<MergeFile> {
    return this.transactions.view(actor, async (tx) => {
      const merge = await this.find(tx, id);
      const { survivorId, mergedId, takenFields } = merge;
      tx.recordAccess({ operation: 'merge.read', reason: 'identity', personIds: [survivorId, mergedId] });
      const outlook = await this.preview(tx, survivorId, mergedId, takenFields);
      const isOwn = actor.kind === 'user' && (merge.state === 'proposed' ? isOwnProposal : isOwnConfirmation)(merge, actor.id); // prettier-ignore
      if (merge.state !== 'merged') return { merge, outlook, isOwn, obstacles: outlook.refusals };
      const { survivor, merged } = outlook;
      const { joined, refusals } = await this.undoing.outlook(tx, { merge, survivor, merged }, isOwn);
      return { merge, outlook, isOwn, obstacles: refusals, ...(joined && { joined }) };
    });
  }

  /** The proposals that wait for a second person; the look is noted. */
  waiting(actor: Actor): Promise<MergeRow[]> {
    return this.transactions.view(actor, async (tx) => {
      const merges = await this.repository.proposed(tx, MAX_WAITING);
      const personIds = merges.flatMap(({ survivorId, mergedId }) => [survivorId, mergedId]);
      tx.recordAccess({ operation: 'merge.list', reason: 'list', personIds });
      return merges;
    });
  }

  /** The merges in which a record took part, newest first; the caller notes the look. */
  ofPerson(tx: Tx, id: PersonId): Promise<MergeRow[]> {
    return this.repository.ofPerson(tx, id);
  }

  /** What joining two records would do; the caller notes the look. Refuses `not-found`. */
  async preview(
    tx: Tx,
    survivorId: PersonId,
    mergedId: PersonId,
    takenFields: readonly MergeField[],
  ): Promise<MergeOutlook> {
    const records = new Map((await this.persons.records(tx, [survivorId, mergedId])).map((each) => [each.id, each]));
    return this.outlook(tx, { ...pairIn(records, survivorId, mergedId), takenFields });
  }

  private async outlook(
    tx: Tx,
    { survivor, merged, takenFields }: { survivor: Person; merged: Person; takenFields: readonly MergeField[] },
  ): Promise<MergeOutlook> {
    const files = await this.repository.filesOf(tx, [survivor.id, merged.id]);
    const filesOf = (id: PersonId): FileOfRecord[] => files.filter(({ personId }) => personId === id);
    const refusals = mergeRefusals(
      { ...survivor, files: filesOf(survivor.id) },
      { ...merged, files: filesOf(merged.id) },
    );
    const joined = mergedFacts(survivor, merged, takenFields);
    const checked = checkPerson(typedFacts(joined) as never, tx.today);
    if (checked.ok && refusals.length === 0) {
      const nationalityOf = (id: PersonId): string => (id === survivor.id ? survivor : merged).nationality;
      refusals.push(...visaRefusals(files, nationalityOf, checked.value));
      refusals.push(...unlawfulRefusals(await this.unlawful(tx, { survivor, merged }, checked.value, files)));
    }
    return {
      survivor,
      merged,
      result: checked.ok ? checked.value : joined,
      moves: await this.repository.countRows(tx, { survivorId: survivor.id, mergedId: merged.id }),
      files,
      refusals: checked.ok ? refusals : [...refusals, ...checked.refusals],
    };
  }

  /** The files whose signed decision could not have been made about the person with the joined facts, for a reason that the records do not give now. */
  private async unlawful(
    tx: Tx,
    { survivor, merged }: { readonly survivor: Person; readonly merged: Person },
    joined: PersonFacts,
    files: readonly FileOfRecord[],
  ): Promise<FileOfRecord[]> {
    const asIf = [survivor, merged].map(({ id, departmentId, createdBy, version }) =>
      summaryOf({ ...joined, id, departmentId, createdBy, version }),
    );
    const found: FileOfRecord[] = [];
    for (const file of standingFiles(files))
      if ((await this.offences.newRefusals(tx, file.offenceId as OffenceId, asIf)).length > 0) found.push(file);
    return found;
  }

  private async find(tx: Tx, id: MergeId): Promise<MergeRow> {
    const merge = await this.repository.find(tx, id);
    if (merge === undefined) throw new Refused({ code: 'not-found', params: { kind: 'merge' } });
    return merge;
  }

  /** Both records by ascending id, then the merge: the order in which everybody locks. */
  private async lockMerge(
    tx: Tx,
    id: MergeId,
    seenVersion: number,
    verb: MergeVerb,
  ): Promise<{ readonly merge: MergeRow; readonly survivor: Person; readonly merged: Person }> {
    const { survivorId, mergedId } = await this.find(tx, id);
    const pair = await this.lockBoth(tx, survivorId, mergedId);
    const merge = await this.repository.lock(tx, id);
    if (merge === undefined) throw new Refused({ code: 'not-found', params: { kind: 'merge' } });
    orRefuse(nextState(MERGE_MACHINE, merge.state, verb));
    checkVersion(merge, seenVersion);
    return { merge, ...pair };
  }

  private async lockBoth(
    tx: Tx,
    survivorId: PersonId,
    mergedId: PersonId,
  ): Promise<{ readonly survivor: Person; readonly merged: Person }> {
    if (survivorId === mergedId) throw new Refused({ code: 'merge-same-record', field: 'mergedId' });
    return pairIn(await this.persons.lockRecords(tx, [survivorId, mergedId]), survivorId, mergedId);
  }
}

const MAX_WAITING = 100;

function pairIn(
  records: ReadonlyMap<PersonId, Person>,
  survivorId: PersonId,
  mergedId: PersonId,
): { readonly survivor: Person; readonly merged: Person } {
  const [survivor, merged] = [records.get(survivorId), records.get(mergedId)];
  if (survivor === undefined || merged === undefined) throw new Refused({ code: 'not-found' });
  return { survivor, merged };
}

function refuseAll(refusals: readonly Refusal[]): void {
  const [first, ...others] = refusals;
  if (first !== undefined) throw new Refused(first, ...others);
}

function recordMerge(
  tx: Tx,
  survivorId: PersonId,
  type: `person.${string}`,
  detail: Readonly<Record<string, unknown>>,
  personal?: Readonly<Record<string, unknown>>,
): void {
  const about = { type, subjectKind: 'person', subjectId: survivorId, personId: survivorId, detail };
  tx.record(personal === undefined ? about : { ...about, personal });
}
