import { Injectable } from '@nestjs/common';
import { DecisionsService } from '../decisions/decisions.service';
import { newId, type DecisionId, type OffenceId, type PersonId } from '../kernel/ids';
import type { CheckedOffence } from '../offences/offence.rules';
import { OffencesService, type OffenceFile } from '../offences/offences.service';
import { checkDepartment } from '../platform/department';
import { actingUser, Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { checkVersion } from '../platform/http/preconditions';
import { Refused } from '../platform/refused';
import { EntryDraftsRepository, type EntryDraftRow } from './entry-drafts.repository';
import type { EnterOffence } from './entry.commands';

/** What the entry gave: the file, and the draft of its decision when a fine is to be made. */
export interface Entered {
  readonly offenceId: OffenceId;
  readonly decisionId?: DecisionId;
}

/** Answers as typed, field by field; nothing about them is checked but their size. */
export type EntryAnswers = Readonly<Record<string, string>>;

const ANSWER_MAX_LENGTH = 20_000;
const ANSWERS_MAX = 60;

/** The guided entry: from the first answer, kept as a draft, to the recorded offence and the draft of its decision. */
@Injectable()
export class EntryService {
  constructor(
    private readonly transactions: Transactions,
    private readonly drafts: EntryDraftsRepository,
    private readonly offences: OffencesService,
    private readonly decisions: DecisionsService,
  ) {}

  /** Records the offence and drafts its decision in one transaction; the draft that it came from is gone with it. */
  enter(actor: Actor, command: EnterOffence, draftId?: string): Promise<Entered> {
    return this.transactions.run(actor, async (tx) => {
      if (draftId !== undefined) await this.lockOwn(tx, draftId);
      const { decisionLanguage, decisionLanguageReason, ...offenceCommand } = command;
      const offence = await this.offences.record(tx, offenceCommand);
      if (draftId !== undefined) await this.drafts.delete(tx, draftId);
      if (offence.outcome === 'no-fine') return { offenceId: offence.id };
      const decisionId = await this.decisions.draft(tx, offence, {
        language: decisionLanguage,
        languageReason: decisionLanguageReason ?? '',
      });
      return { offenceId: offence.id, decisionId };
    });
  }

  /** What the rules say of an entry before it is recorded: the finding with its deadline. Throws every refusal. */
  preview(actor: Actor, command: EnterOffence): Promise<CheckedOffence> {
    const { decisionLanguage: _language, decisionLanguageReason: _reason, ...offenceCommand } = command;
    return this.transactions.view(actor, async (tx) => (await this.offences.check(tx, offenceCommand)).checked);
  }

  /** A recorded offence with its liable parties; the look is noted. */
  offence(actor: Actor, id: OffenceId): Promise<OffenceFile> {
    return this.transactions.view(actor, async (tx) => {
      const file = await this.offences.file(tx, id);
      tx.recordAccess({
        operation: 'offence.read',
        reason: file.offence.recordedBy === actor.id ? 'own-case' : 'colleague-case',
        personIds: [file.offence.personId],
        caseIds: [id],
      });
      return file;
    });
  }

  /** Begins an entry for a person. */
  begin(actor: Actor, personId: PersonId): Promise<{ readonly draftId: string }> {
    return this.transactions.run(actor, async (tx) => {
      const user = actingUser(tx.actor);
      const id = newId<string>();
      await this.drafts.insert(tx, {
        id,
        departmentId: user.departmentId,
        personId,
        obligationCode: null,
        answers: {},
        createdBy: user.id,
      });
      tx.record({ type: 'offence-draft.begun', subjectKind: 'offence-draft', subjectId: id, personId });
      return { draftId: id };
    });
  }

  /** Keeps the answers of a step beside those that are there. Refuses answers beyond their bounds and a draft that changed meanwhile. */
  save(
    actor: Actor,
    draftId: string,
    seenVersion: number,
    obligationCode: string | undefined,
    answers: EntryAnswers,
  ): Promise<{ readonly version: number }> {
    return this.transactions.run(actor, async (tx) => {
      const draft = await this.lockOwn(tx, draftId);
      checkVersion(draft, seenVersion);
      const merged = { ...draft.answers, ...checkedAnswers(answers) };
      await this.drafts.save(tx, draftId, obligationCode ?? draft.obligationCode, merged);
      tx.record({
        type: 'offence-draft.saved',
        subjectKind: 'offence-draft',
        subjectId: draftId,
        personId: draft.personId,
      });
      return { version: draft.version + 1 };
    });
  }

  /** Drops an entry that leads to nothing. */
  drop(actor: Actor, draftId: string): Promise<void> {
    return this.transactions.run(actor, async (tx) => {
      const draft = await this.lockOwn(tx, draftId);
      await this.drafts.delete(tx, draftId);
      tx.record({
        type: 'offence-draft.dropped',
        subjectKind: 'offence-draft',
        subjectId: draftId,
        personId: draft.personId,
      });
    });
  }

  /** The entry as it stands. A colleague of the department may go on with it. */
  draft(actor: Actor, draftId: string): Promise<EntryDraftRow> {
    return this.transactions.view(actor, async (tx) => {
      const draft = await this.drafts.find(tx, draftId);
      if (draft === undefined) throw new Refused({ code: 'not-found', params: { kind: 'entry' } });
      checkDepartment(tx, draft.departmentId);
      tx.recordAccess({
        operation: 'entry.read',
        reason: draft.createdBy === tx.actor.id ? 'own-case' : 'colleague-case',
        personIds: [draft.personId],
      });
      return draft;
    });
  }

  private async lockOwn(tx: Tx, draftId: string): Promise<EntryDraftRow> {
    const draft = await this.drafts.lock(tx, draftId);
    if (draft === undefined) throw new Refused({ code: 'not-found', params: { kind: 'entry' } });
    checkDepartment(tx, draft.departmentId);
    return draft;
  }
}

function checkedAnswers(answers: EntryAnswers): EntryAnswers {
  const entries = Object.entries(answers);
  if (entries.length > ANSWERS_MAX) throw new Refused({ code: 'too-many-answers', params: { max: ANSWERS_MAX } });
  const long = entries.find(([, value]) => value.length > ANSWER_MAX_LENGTH);
  if (long) throw new Refused({ code: 'too-long', field: long[0], params: { max: ANSWER_MAX_LENGTH } });
  return answers;
}
