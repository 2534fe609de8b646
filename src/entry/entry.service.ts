import { Injectable } from '@nestjs/common';
import { CaseAccess } from '../audit/case-access.service';
import { checkLetterLanguage } from '../decisions/decision.rules';
import { continuingPanel, type ContinuingPanel } from '../decisions/repeat-order.view';
import { DecisionsService } from '../decisions/decisions.service';
import { newId, type DecisionId, type OffenceId, type PersonId } from '../kernel/ids';
import { isLegalDate, type LegalDate } from '../kernel/legal-date';
import type { Cents } from '../kernel/money';
import type { Refusal } from '../kernel/outcome';
import type { CheckedOffence } from '../offences/offence.rules';
import { OffencesService, type ExaminedOffence, type OffenceFile } from '../offences/offences.service';
import { ParametersService, type NamedCrossingPoint, type ObligationInForce } from '../parameters/parameters.service';
import type { PersonSummary } from '../persons/person.view';
import { PersonsService } from '../persons/persons.service';
import { checkDepartment } from '../platform/department';
import { actingUser, Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { parseCommand } from '../platform/http/fields';
import { checkVersion } from '../platform/http/preconditions';
import { Refused } from '../platform/refused';
import { EntryDraftsRepository, type EntryDraftOfPerson, type EntryDraftRow } from './entry-drafts.repository';
import { EnterOffence } from './entry.commands';
import { compactArguments, foldArguments } from '../hearings/hearing-form.rules';
import { countingAnswers, type EntryAnswers } from './entry.rules';

/** What the entry gave: the file, and the draft of its decision when a fine is to be made. */
export interface Entered {
  readonly offenceId: OffenceId;
  readonly decisionId?: DecisionId;
}

/** A draft at one version. */
export interface EntryDraftVersion {
  readonly draftId: string;
  readonly version: number;
}

/** What a page of the entry shows beside the answers: who it is about, and the law of the day of the facts. */
export interface EntryGround {
  readonly person: PersonSummary;
  readonly today: LegalDate;
  /** The day whose law is shown: that of the facts, today's as long as it is not known. */
  readonly lawOf: LegalDate;
  readonly obligations: readonly ObligationInForce[];
  readonly crossingPoints: readonly NamedCrossingPoint[];
}

export interface EntryOnDesk extends EntryGround {
  readonly draft: EntryDraftRow;
}

/** What recording would give. */
export interface EntryFinding {
  readonly checked: CheckedOffence;
  /** Absent when no fine is made. */
  readonly amountCents?: Cents;
  readonly repeatOrder?: number;
  /** The breach was fined before and goes on: which fine this one would follow, and each condition (D10). */
  readonly continuing?: ContinuingPanel;
}

const ANSWER_MAX_LENGTH = 20_000;
const ANSWERS_MAX = 120;

/** Fields about which the law says the same on every day. */
const TIMELESS = new Set<string | undefined>(['obligationCode', 'nationality', 'sponsorNationality', 'ground']);

/** The guided entry: from the first answer, kept as a draft, to the recorded offence and the draft of its decision. */
@Injectable()
export class EntryService {
  constructor(
    private readonly transactions: Transactions,
    private readonly drafts: EntryDraftsRepository,
    private readonly offences: OffencesService,
    private readonly decisions: DecisionsService,
    private readonly persons: PersonsService,
    private readonly parameters: ParametersService,
    private readonly access: CaseAccess,
  ) {}

  /** Records the offence and drafts its decision in one transaction. Throws every refusal. */
  enter(actor: Actor, command: EnterOffence): Promise<Entered> {
    return this.transactions.run(actor, (tx) => this.record(tx, command));
  }

  /** Records what the draft holds, as it was seen at its check; the draft is gone with it. */
  enterDraft(actor: Actor, { draftId, version }: EntryDraftVersion): Promise<Entered> {
    return this.transactions.run(actor, async (tx) => {
      const draft = await this.lockDraft(tx, draftId);
      checkVersion(draft, version);
      const entered = await this.record(tx, await this.commandOf(tx, draft));
      await this.offences.cameFrom(tx, entered.offenceId, draftId);
      await this.drafts.delete(tx, draftId);
      return entered;
    });
  }

  /** What recording the draft would give. Throws every refusal that recording would, with the names of the entry's fields. */
  preview(actor: Actor, draftId: string): Promise<EntryFinding> {
    return this.transactions.view(actor, async (tx) => {
      const draft = await this.find(tx, draftId);
      const [first, ...others] = await this.refusalsOf(tx, draft);
      if (first !== undefined) throw new Refused(first, ...others);
      const command = await this.commandOf(tx, draft);
      const examined = await this.offences.examine(tx, command);
      const checked = accepted(command, examined);
      if (checked.outcome === 'no-fine') return { checked };
      return {
        checked,
        amountCents: await this.parameters.fineAmount(tx, command.factsOn as LegalDate),
        repeatOrder: await this.decisions.orderOf(tx, newId<DecisionId>(), {
          personId: draft.personId,
          article: checked.article,
        }),
        ...(examined.continuing && {
          continuing: continuingPanel({ ...examined.continuing, approvalReason: undefined }, actingUser(actor)),
        }),
      };
    });
  }

  /** Everything that stands against the draft so far, of its form and of the law alike; empty when it can be recorded. */
  refusals(actor: Actor, draftId: string): Promise<readonly Refusal[]> {
    return this.transactions.view(actor, async (tx) => this.refusalsOf(tx, await this.find(tx, draftId)));
  }

  /** A recorded offence with its liable parties; the look is noted. */
  offence(actor: Actor, id: OffenceId): Promise<OffenceFile> {
    return this.transactions.view(actor, async (tx) => {
      const file = await this.offences.file(tx, id);
      tx.recordAccess({
        operation: 'offence.read',
        reason: await this.access.reasonFor(tx, id),
        personIds: [file.offence.personId],
        caseIds: [id],
      });
      return file;
    });
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
      const merged = checkedAnswers(compactArguments({ ...draft.answers, ...answers }));
      await this.drafts.save(tx, draftId, merged['obligationCode'] ?? null, merged);
      tx.record({
        type: 'offence-draft.saved',
        subjectKind: 'offence-draft',
        subjectId: draftId,
        personId: draft.personId,
      });
      return { draftId, version: version + 1 };
    });
  }

  /** Drops an entry that leads to nothing. Refuses one that changed since it was seen. */
  drop(actor: Actor, { draftId, version }: EntryDraftVersion): Promise<void> {
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
    });
  }

  /** The entry as it stands. A colleague of the department may go on with it, having said why (D32). */
  draft(actor: Actor, draftId: string): Promise<EntryOnDesk> {
    return this.transactions.view(actor, async (tx) => {
      const draft = await this.find(tx, draftId);
      tx.recordAccess({
        operation: 'entry.read',
        reason: await this.access.reasonFor(tx, draftId),
        personIds: [draft.personId],
      });
      return { draft, ...(await this.groundOf(tx, draft.personId, draft.answers['factsOn'])) };
    });
  }

  /** What a page needs to begin an entry for a person; the look is noted. */
  ground(actor: Actor, personId: PersonId): Promise<EntryGround> {
    return this.transactions.view(actor, async (tx) => {
      tx.recordAccess({ operation: 'entry.begin', reason: 'own-case', personIds: [personId] });
      return this.groundOf(tx, personId, undefined);
    });
  }

  /** Entries that the actor has begun and not finished, the latest first. */
  ownDrafts(actor: Actor): Promise<EntryDraftOfPerson[]> {
    return this.transactions.view(actor, async (tx) => {
      const drafts = await this.drafts.ofUser(tx, actingUser(actor).id);
      tx.recordAccess({ operation: 'entry.list', reason: 'list', personIds: drafts.map((draft) => draft.personId) });
      return drafts;
    });
  }

  private async record(tx: Tx, command: EnterOffence): Promise<Entered> {
    const { decisionLanguage, decisionLanguageReason = '', ...offenceCommand } = command;
    const person = await this.persons.lock(tx, command.personId as PersonId);
    const examined = await this.offences.examine(tx, offenceCommand);
    const checked = accepted(command, examined);
    const offence = await this.offences.record(tx, offenceCommand, { checked, obligation: examined.obligation });
    if (offence.outcome === 'no-fine') return { offenceId: offence.id };
    const language = decisionLanguage ?? person.language;
    const decisionId = await this.decisions.draft(tx, offence, { language, languageReason: decisionLanguageReason });
    return { offenceId: offence.id, decisionId };
  }

  private async answersOf(tx: Tx, { answers, personId }: EntryDraftRow): Promise<Readonly<Record<string, unknown>>> {
    const { obligations } = await this.groundOf(tx, personId, answers['factsOn']);
    const obligation = obligations.find(({ code }) => code === answers['obligationCode']);
    return { personId, ...foldArguments(countingAnswers(answers, obligation)) };
  }

  private async commandOf(tx: Tx, draft: EntryDraftRow): Promise<EnterOffence> {
    return parseCommand(EnterOffence, await this.answersOf(tx, draft));
  }

  /** The form of every answer, and beside that what the law says of those that can be read. */
  private async refusalsOf(tx: Tx, draft: EntryDraftRow): Promise<readonly Refusal[]> {
    const answers = await this.answersOf(tx, draft);
    const malformed = await refusalsIn(() => parseCommand(EnterOffence, answers));
    const wrong = new Set(malformed.map(({ field }) => field?.split('.')[0]));
    const sound = Object.fromEntries(Object.entries(answers).filter(([field]) => !wrong.has(field)));
    if (sound['obligationCode'] === undefined) return malformed;
    const command = { ...sound, factsOn: sound['factsOn'] ?? tx.today } as unknown as Readonly<EnterOffence>;
    const ofLaw = await refusalsIn(async () => accepted(command, await this.offences.examine(tx, command)));
    // Without the day of the facts the law can only be asked about the person, the ground and what is missing.
    const isTimeless = ({ code, field }: Refusal): boolean => code === 'required' || TIMELESS.has(field);
    const told = sound['factsOn'] === undefined ? ofLaw.filter(isTimeless) : ofLaw;
    return [...malformed, ...told.filter(({ field }) => !wrong.has(field))];
  }

  private async groundOf(tx: Tx, personId: PersonId, factsOn: string | undefined): Promise<EntryGround> {
    const lawOf = factsOn !== undefined && isLegalDate(factsOn) ? (factsOn as LegalDate) : tx.today;
    const inForce = await this.parameters.obligationsOn(tx, lawOf);
    return {
      person: await this.persons.identity(tx, personId),
      today: tx.today,
      lawOf,
      // On a day before the law there is nothing to choose; today's list then lets the rule say from when it is in force.
      obligations: inForce.length > 0 ? inForce : await this.parameters.obligationsOn(tx, tx.today),
      crossingPoints: await this.parameters.crossingPoints(tx, lawOf),
    };
  }

  private async find(tx: Tx, draftId: string): Promise<EntryDraftRow> {
    return visible(tx, await this.drafts.find(tx, draftId));
  }

  private async lockDraft(tx: Tx, draftId: string): Promise<EntryDraftRow> {
    return visible(tx, await this.drafts.lock(tx, draftId));
  }
}

/** The refusals that the work throws; none when it goes through. */
async function refusalsIn(work: () => unknown): Promise<readonly Refusal[]> {
  try {
    await work();
    return [];
  } catch (error) {
    if (error instanceof Refused) return error.refusals;
    throw error;
  }
}

function visible(tx: Tx, draft: EntryDraftRow | undefined): EntryDraftRow {
  if (draft === undefined) throw new Refused({ code: 'not-found', params: { kind: 'entry' } });
  checkDepartment(tx, draft.departmentId);
  return draft;
}

/** The finding, or every refusal at once: of the offence, and of the language of its decision (D14, D25). */
function accepted(command: Readonly<EnterOffence>, { verdict, person }: ExaminedOffence): CheckedOffence {
  const ofLanguage = languageRefusals(command, person);
  if (!verdict.ok) throw new Refused(...verdict.refusals, ...ofLanguage);
  const [first, ...others] = ofLanguage;
  if (first !== undefined) throw new Refused(first, ...others);
  return verdict.value;
}

/** Rules speak of the decision's `language`; the entry asks for it as `decisionLanguage`. */
function languageRefusals(command: Readonly<EnterOffence>, person: PersonSummary): Refusal[] {
  if (command.outcome !== 'fine') return [];
  const { decisionLanguage = person.language, decisionLanguageReason = '' } = command;
  const checked = checkLetterLanguage(decisionLanguage, person.language, decisionLanguageReason);
  if (checked.ok) return [];
  const field = checked.refusal.field === 'language' ? 'decisionLanguage' : 'decisionLanguageReason';
  return [{ ...checked.refusal, field }];
}

function checkedAnswers(answers: EntryAnswers): EntryAnswers {
  const entries = Object.entries(answers);
  if (entries.length > ANSWERS_MAX) throw new Refused({ code: 'too-many-answers', params: { max: ANSWERS_MAX } });
  const long = entries.find(([, value]) => value.length > ANSWER_MAX_LENGTH);
  if (long) throw new Refused({ code: 'too-long', field: long[0], params: { max: ANSWER_MAX_LENGTH } });
  return answers;
}
