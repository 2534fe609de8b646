import { Injectable } from '@nestjs/common';
import { CaseAccess } from '../audit/case-access.service';
import { newId, type PersonId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import type { Refusal } from '../kernel/outcome';
import { namedIds } from '../liability/liable-form.rules';
import { PersonsService } from '../persons/persons.service';
import { checkDepartment } from '../platform/department';
import { actingUser, Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { checkVersion } from '../platform/http/preconditions';
import { Refused } from '../platform/refused';
import { EntryDraftsRepository, type EntryDraftOfPerson, type EntryDraftRow } from './entry-drafts.repository';
import type { EnterOffence } from './entry.commands';
import { compactArguments } from '../hearings/hearing-form.rules';
import { EntryGroupsRepository } from './entry-groups.repository';
import type { EntryAnswers } from './entry.rules';
import { EntryFindings, type EntryFinding } from './entry-findings.service';
import { EntryService, type Entered, type EntryGround } from './entry.service';

/** A draft at one version. */
export interface EntryDraftVersion {
  readonly draftId: string;
  readonly version: number;
}

/** An entry in progress with what its pages show. */
export interface EntryOnDesk extends EntryGround {
  readonly draft: EntryDraftRow;
}

const ANSWER_MAX_LENGTH = 20_000;
const ANSWERS_MAX = 200;

/** Entries in progress: kept from the first answer to the recording, alone or with others. */
@Injectable()
export class EntryDrafts {
  constructor(
    private readonly transactions: Transactions,
    private readonly drafts: EntryDraftsRepository,
    private readonly groups: EntryGroupsRepository,
    private readonly entry: EntryService,
    private readonly findings: EntryFindings,
    private readonly persons: PersonsService,
    private readonly access: CaseAccess,
  ) {}

  /** Records what the draft holds, as it was seen at its check; the draft is gone with it. One of a group goes with its group: refuses `entry-in-group`. */
  enterDraft(actor: Actor, { draftId, version }: EntryDraftVersion): Promise<Entered> {
    return this.transactions.run(actor, async (tx) => {
      const draft = await this.lockDraft(tx, draftId);
      checkVersion(draft, version);
      if (draft.groupId !== null) throw new Refused({ code: 'entry-in-group', rule: 'R6.4' });
      const entered = await this.entry.record(tx, await this.soundCommand(tx, draft), draftId);
      await this.drafts.delete(tx, draftId);
      return entered;
    });
  }

  /** What recording the draft would give. Throws every refusal that recording would, with the names of the entry's fields. */
  preview(actor: Actor, draftId: string): Promise<EntryFinding> {
    return this.transactions.view(actor, async (tx) => {
      const { sound, refusals } = await this.entry.judge(tx, await this.find(tx, draftId));
      if (sound === undefined) throw new Refused(...refusals);
      return this.findings.of(tx, sound);
    });
  }

  /** Everything that stands against the draft so far, of its form and of the law alike; empty when it can be recorded. */
  refusals(actor: Actor, draftId: string): Promise<readonly Refusal[]> {
    return this.transactions.view(
      actor,
      async (tx) => (await this.entry.judge(tx, await this.find(tx, draftId))).refusals,
    );
  }

  /** Begins an entry for a person with the first answers. Refuses `not-found`. */
  begin(actor: Actor, personId: PersonId, answers: EntryAnswers): Promise<EntryDraftVersion> {
    return this.transactions.run(actor, async (tx) => {
      const user = actingUser(tx.actor);
      const draftId = newId<string>();
      await this.persons.identity(tx, personId);
      await this.drafts.insert(tx, {
        id: draftId,
        departmentId: user.departmentId,
        personId,
        obligationCode: answers['obligationCode'] ?? null,
        answers: checkedAnswers(answers),
        createdBy: user.id,
        groupId: null,
        groupOrder: null,
      });
      tx.record({ type: 'offence-draft.begun', subjectKind: 'offence-draft', subjectId: draftId, personId });
      return { draftId, version: 1 };
    });
  }

  /** Keeps the answers of a step beside those that are there. Refuses answers beyond their bounds and a draft that changed meanwhile. */
  save(actor: Actor, { draftId, version }: EntryDraftVersion, answers: EntryAnswers): Promise<EntryDraftVersion> {
    return this.transactions.run(actor, async (tx) => {
      const draft = await this.lockDraft(tx, draftId);
      checkVersion(draft, version);
      await this.keep(tx, draft, answers);
      tx.record({
        type: 'offence-draft.saved',
        subjectKind: 'offence-draft',
        subjectId: draftId,
        personId: draft.personId,
      });
      return { draftId, version: version + 1 };
    });
  }

  /** Drops an entry that leads to nothing; names the group that goes on without it. Refuses one that changed since it was seen. */
  drop(actor: Actor, { draftId, version }: EntryDraftVersion): Promise<{ readonly groupId?: string }> {
    return this.transactions.run(actor, async (tx) => {
      const draft = await this.lockDraft(tx, draftId);
      checkVersion(draft, version);
      await this.drafts.delete(tx, draftId);
      tx.record({
        type: 'offence-draft.dropped',
        subjectKind: 'offence-draft',
        subjectId: draftId,
        personId: draft.personId,
      });
      if (draft.groupId === null || (await this.groups.dissolveUnlessSeveral(tx, draft.groupId))) return {};
      await this.groups.touch(tx, draft.groupId);
      return { groupId: draft.groupId };
    });
  }

  /** The entry as it stands. A colleague of the department may go on with it, having said why (D32). */
  draft(actor: Actor, draftId: string): Promise<EntryOnDesk> {
    return this.transactions.view(actor, async (tx) => {
      const draft = await this.find(tx, draftId);
      const named = await this.entry.named(tx, namedIds(draft.answers));
      tx.recordAccess({
        operation: 'entry.read',
        reason: await this.access.reasonFor(tx, draftId),
        personIds: [draft.personId, ...named.map(({ id }) => id)],
      });
      return { draft, ...(await this.entry.groundOf(tx, draft.personId, draft.answers['factsOn'])), named };
    });
  }

  /** Entries that the actor has begun and not finished, the latest first. */
  ownDrafts(actor: Actor): Promise<{ readonly drafts: readonly EntryDraftOfPerson[]; readonly today: LegalDate }> {
    return this.transactions.view(actor, async (tx) => {
      const drafts = await this.drafts.ofUser(tx, actingUser(actor).id);
      tx.recordAccess({ operation: 'entry.list', reason: 'list', personIds: drafts.map((draft) => draft.personId) });
      return { drafts, today: tx.today };
    });
  }

  private async find(tx: Tx, draftId: string): Promise<EntryDraftRow> {
    return visible(tx, await this.drafts.find(tx, draftId));
  }

  /** The draft under its lock, its group locked before it. Refuses `not-found` and `other-department`. */
  async lockDraft(tx: Tx, draftId: string): Promise<EntryDraftRow> {
    const { groupId } = await this.find(tx, draftId);
    if (groupId !== null) await this.groups.lock(tx, groupId);
    const draft = visible(tx, await this.drafts.lock(tx, draftId));
    // It joined a group, or left one, between the two looks.
    if (draft.groupId !== null && draft.groupId !== groupId) await this.groups.lock(tx, draft.groupId);
    return draft;
  }

  /** Keeps answers beside those of a draft that is locked, in the caller's transaction; what was seen of it and of its group is past. */
  async keep(tx: Tx, draft: EntryDraftRow, answers: EntryAnswers): Promise<void> {
    const merged = checkedAnswers(compactArguments({ ...draft.answers, ...answers }));
    await this.drafts.save(tx, draft.id, merged['obligationCode'] ?? null, merged);
    if (draft.groupId !== null) await this.groups.touch(tx, draft.groupId);
  }

  private async soundCommand(tx: Tx, draft: EntryDraftRow): Promise<EnterOffence> {
    const { sound, refusals } = await this.entry.judge(tx, draft);
    if (sound === undefined) throw new Refused(...refusals);
    return sound.command;
  }
}

function visible(tx: Tx, draft: EntryDraftRow | undefined): EntryDraftRow {
  if (draft === undefined) throw new Refused({ code: 'not-found', params: { kind: 'entry' } });
  checkDepartment(tx, draft.departmentId);
  return draft;
}

function checkedAnswers(answers: EntryAnswers): EntryAnswers {
  const entries = Object.entries(answers);
  if (entries.length > ANSWERS_MAX) throw new Refused({ code: 'too-many-answers', params: { max: ANSWERS_MAX } });
  const long = entries.find(([, value]) => value.length > ANSWER_MAX_LENGTH);
  if (long) throw new Refused({ code: 'too-long', field: long[0], params: { max: ANSWER_MAX_LENGTH } });
  return answers;
}
