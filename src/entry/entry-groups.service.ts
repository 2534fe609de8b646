import { Injectable } from '@nestjs/common';
import { CaseAccess } from '../audit/case-access.service';
import { newId, type PersonId } from '../kernel/ids';
import type { Cents } from '../kernel/money';
import type { Refusal } from '../kernel/outcome';
import type { PersonSummary } from '../persons/person.view';
import { checkDepartment } from '../platform/department';
import { actingUser, Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { checkVersion } from '../platform/http/preconditions';
import { Refused } from '../platform/refused';
import type { RecordingScope } from './entries-together.commands';
import { EntriesTogether, totalOf, type EntryTogether } from './entries-together.service';
import { EntryDrafts, type EntryDraftVersion } from './entry-drafts.service';
import { EntryDraftsRepository, type EntryDraftRow } from './entry-drafts.repository';
import { carriedToOffence, carriedToPerson, takenOver, tooManyTogether } from './entry-group.rules';
import { EntryGroupsRepository, type EntryGroupRow } from './entry-groups.repository';
import type { EntryAnswers } from './entry.rules';
import { EntryService, type Entered, type JudgedEntry } from './entry.service';

/** A group as somebody has seen it. */
export interface EntryGroupVersion {
  readonly groupId: string;
  readonly version: number;
}

/** One entry of a group, with what recording it would give or what stands against it. */
export interface EntryOfGroup extends EntryTogether {
  readonly draft: EntryDraftRow;
  readonly person: PersonSummary;
}

export interface EntryGroupOnDesk extends EntryGroupVersion {
  readonly entries: readonly EntryOfGroup[];
  /** Of the entries that can be recorded. */
  readonly totalCents: Cents;
}

/** What recording a group gave; `left` entries are still incomplete. */
export interface GroupEntered {
  readonly entered: readonly Entered[];
  readonly left: number;
}

/** Several entries in progress that are recorded in one go: offences of one person (R6.4), persons of one event (R1.1.12). */
@Injectable()
export class EntryGroups {
  constructor(
    private readonly transactions: Transactions,
    private readonly groups: EntryGroupsRepository,
    private readonly drafts: EntryDraftsRepository,
    private readonly desk: EntryDrafts,
    private readonly together: EntriesTogether,
    private readonly entry: EntryService,
    private readonly access: CaseAccess,
  ) {}

  /** Begins another offence of the same person beside a draft. Refuses a draft that changed, and `too-many-offences`. */
  addOffence(actor: Actor, { draftId, version }: EntryDraftVersion): Promise<EntryDraftVersion> {
    return this.transactions.run(actor, async (tx) => {
      const model = await this.desk.lockDraft(tx, draftId);
      checkVersion(model, version);
      return this.join(tx, model, { personId: model.personId, answers: carriedToOffence(model.answers) });
    });
  }

  /** Adds persons to the event of a draft. Refuses `person-already-together` for the same obligation, and `too-many-persons`. */
  addPersons(actor: Actor, draftId: string, personIds: readonly PersonId[]): Promise<readonly EntryDraftVersion[]> {
    return this.transactions.run(actor, async (tx) => {
      if (personIds.length === 0) throw new Refused({ code: 'required', field: 'personId', rule: 'R1.1.12' });
      const begun: EntryDraftVersion[] = [];
      for (const personId of new Set(personIds)) {
        const model = await this.desk.lockDraft(tx, draftId);
        await this.entry.person(tx, personId);
        const beside = model.groupId === null ? [model] : await this.drafts.ofGroup(tx, model.groupId);
        if (beside.some((each) => each.personId === personId && each.obligationCode === model.obligationCode))
          throw new Refused({ code: 'person-already-together', field: 'personId', rule: 'D22' });
        begun.push(await this.join(tx, model, { personId, answers: carriedToPerson(model.answers) }));
      }
      return begun;
    });
  }

  /** The group with what recording would give, entry by entry; the look is noted. */
  read(actor: Actor, groupId: string): Promise<EntryGroupOnDesk> {
    return this.transactions.view(actor, async (tx) => {
      const group = visible(tx, await this.groups.find(tx, groupId));
      const drafts = await this.drafts.ofGroup(tx, groupId);
      const found = await this.judged(tx, drafts);
      tx.recordAccess({
        operation: 'entry.group',
        reason: drafts[0] === undefined ? 'own-case' : await this.access.reasonFor(tx, drafts[0].id),
        personIds: [...new Set(drafts.map(({ personId }) => personId))],
      });
      return { groupId, version: group.version, entries: found, totalCents: totalOf(found) };
    });
  }

  /**
   * Records the entries of a group as they were seen, in one transaction. With `all` everything that stands against one of
   * them is refused and nothing is kept; with `complete` the others wait (`nothing-complete` when there is none).
   */
  record(actor: Actor, { groupId, version }: EntryGroupVersion, scope: RecordingScope): Promise<GroupEntered> {
    return this.transactions.run(actor, async (tx) => {
      await this.lock(tx, groupId, version);
      const drafts = await this.drafts.ofGroup(tx, groupId);
      await this.together.lockPersons(
        tx,
        drafts.map(({ personId }) => personId),
      );
      const judged = await this.judged(tx, drafts);
      const [first, ...others] = judged.flatMap(({ refusals }, index) => refusals.map((each) => at(each, index)));
      if (first !== undefined && scope === 'all') throw new Refused(first, ...others);
      const from = judged.map(({ draft }) => draft.id);
      const entered = (await this.together.record(tx, judged, from)).filter((each) => each !== undefined);
      if (entered.length === 0) throw new Refused({ code: 'nothing-complete' });
      const done = judged.filter(({ found }) => found !== undefined);
      for (const { draft } of done) await this.drafts.delete(tx, draft.id);
      if (!(await this.groups.dissolveUnlessSeveral(tx, groupId))) await this.groups.touch(tx, groupId);
      return { entered, left: judged.length - done.length };
    });
  }

  /** The event as one entry has it, for all the others; what they had of it is overwritten. */
  takeOver(actor: Actor, { groupId, version }: EntryGroupVersion, draftId: string): Promise<void> {
    return this.transactions.run(actor, async (tx) => {
      await this.lock(tx, groupId, version);
      const drafts = await this.drafts.ofGroup(tx, groupId);
      const model = drafts.find(({ id }) => id === draftId);
      if (model === undefined) throw new Refused({ code: 'not-found', params: { kind: 'entry' } });
      for (const other of drafts) {
        if (other.id === model.id) continue;
        const answers = { ...other.answers, ...takenOver(model, other) };
        await this.drafts.save(tx, other.id, answers['obligationCode'] ?? null, answers);
        await this.drafts.carryAuthors(tx, model.id, other.id);
        tx.record({ ...about(other), type: 'offence-draft.saved' });
      }
      await this.groups.touch(tx, groupId);
    });
  }

  /** Drops the whole group. */
  drop(actor: Actor, { groupId, version }: EntryGroupVersion): Promise<void> {
    return this.transactions.run(actor, async (tx) => {
      await this.lock(tx, groupId, version);
      for (const draft of await this.drafts.ofGroup(tx, groupId)) {
        await this.drafts.delete(tx, draft.id);
        tx.record({ ...about(draft), type: 'offence-draft.dropped' });
      }
      await this.groups.dissolveUnlessSeveral(tx, groupId);
    });
  }

  /** Puts a new draft after those of the model's group, which is made when there is none yet. */
  private async join(
    tx: Tx,
    model: EntryDraftRow,
    begun: { readonly personId: PersonId; readonly answers: EntryAnswers },
  ): Promise<EntryDraftVersion> {
    const user = actingUser(tx.actor);
    const groupId = model.groupId ?? newId<string>();
    if (model.groupId === null) {
      await this.groups.insert(tx, { id: groupId, departmentId: model.departmentId, createdBy: user.id });
      await this.drafts.setGroup(tx, model.id, groupId, 1);
    }
    const drafts = await this.drafts.ofGroup(tx, groupId);
    const tooMany = tooManyTogether([...drafts.map(({ personId }) => personId), begun.personId]);
    if (tooMany !== undefined) throw new Refused(tooMany);
    const draft = {
      id: newId<string>(),
      departmentId: model.departmentId,
      ...begun,
      obligationCode: begun.answers['obligationCode'] ?? null,
      createdBy: user.id,
      groupId,
      groupOrder: (drafts.at(-1)?.groupOrder ?? 0) + 1,
    };
    await this.drafts.insert(tx, draft);
    await this.drafts.carryAuthors(tx, model.id, draft.id);
    await this.groups.touch(tx, groupId);
    tx.record({ ...about(draft), type: 'offence-draft.begun' });
    return { draftId: draft.id, version: 1 };
  }

  private async judged(tx: Tx, drafts: readonly EntryDraftRow[]): Promise<EntryOfGroup[]> {
    const judged: JudgedEntry[] = [];
    for (const draft of drafts) judged.push(await this.entry.judge(tx, draft));
    const found = await this.together.sideBySide(tx, judged);
    const entries: EntryOfGroup[] = [];
    for (const [index, draft] of drafts.entries()) {
      const entry = found[index] ?? { refusals: [] };
      entries.push({ draft, person: await this.entry.person(tx, draft.personId), ...entry });
    }
    return entries;
  }

  private async lock(tx: Tx, groupId: string, seenVersion: number): Promise<void> {
    checkVersion(visible(tx, await this.groups.lock(tx, groupId)), seenVersion);
  }
}

/** The refusal with the place of its entry before the name of its field. */
function at(refusal: Refusal, index: number): Refusal {
  return { ...refusal, field: `/offences/${index}/${refusal.field ?? ''}` };
}

function about(draft: Pick<EntryDraftRow, 'id' | 'personId'>): {
  subjectKind: string;
  subjectId: string;
  personId: PersonId;
} {
  return { subjectKind: 'offence-draft', subjectId: draft.id, personId: draft.personId };
}

function visible(tx: Tx, group: EntryGroupRow | undefined): EntryGroupRow {
  if (group === undefined) throw new Refused({ code: 'not-found', params: { kind: 'entry' } });
  checkDepartment(tx, group.departmentId);
  return group;
}
