import { Injectable } from '@nestjs/common';
import { checkLetterLanguage } from '../decisions/decision.rules';
import { DecisionsService } from '../decisions/decisions.service';
import { HearingInvitations } from '../hearings/hearing-invitations.service';
import { checkHeardOnFiles, hearingOfOthers } from '../hearings/heard-on-files.rules';
import { isUuid, type DecisionId, type OffenceId, type PersonId } from '../kernel/ids';
import { isLegalDate, type LegalDate } from '../kernel/legal-date';
import type { Refusal } from '../kernel/outcome';
import type { CheckedOffence } from '../offences/offence.rules';
import type { BreachPeriod, ContinuingFinding } from '../offences/repeat.rules';
import { withoutSettledByAge } from '../liability/liable-form.view';
import { HeardParties } from '../offences/heard-parties.service';
import type { OffenceRow } from '../offences/offences.repository';
import { OffencesService, type ExaminedOffence } from '../offences/offences.service';
import { ParametersService, type NamedCrossingPoint, type ObligationInForce } from '../parameters/parameters.service';
import type { PersonSummary } from '../persons/person.view';
import { PersonsService } from '../persons/persons.service';
import { Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { parseCommand } from '../platform/http/fields';
import { Refused } from '../platform/refused';
import type { EntryDraftRow } from './entry-drafts.repository';
import { EnterOffence } from './entry.commands';
import { commandBody, countingAnswers } from './entry.rules';

/** What the entry gave: the file, and the draft of its decision when a fine is to be made. */
export interface Entered {
  readonly offenceId: OffenceId;
  readonly decisionId?: DecisionId;
}

/** What a page of the entry shows beside the answers: who it is about, and the law of the day of the facts. */
export interface EntryGround {
  readonly person: PersonSummary;
  readonly today: LegalDate;
  /** The day whose law is shown: that of the facts, today's as long as it is not known. */
  readonly lawOf: LegalDate;
  readonly obligations: readonly ObligationInForce[];
  readonly crossingPoints: readonly NamedCrossingPoint[];
  /** Those whom the answers name as debtors or mandataries. */
  readonly named: readonly PersonSummary[];
}

/** An entry in progress, as far as it is judged. */
export type TypedEntry = Pick<EntryDraftRow, 'id' | 'personId' | 'answers'>;

/** An entry that can be recorded: what is to be kept, and what the law finds of it. */
export interface SoundEntry {
  readonly command: EnterOffence;
  readonly checked: CheckedOffence;
  readonly person: PersonSummary;
  /** The time that the breach has lasted; absent when it is over at once. */
  readonly breach?: BreachPeriod;
  /** Present when the breach was fined before and goes on (D10). */
  readonly continuing?: ContinuingFinding;
}

/** What an entry comes to: `sound`, or else everything that stands against it. */
export type JudgedEntry =
  | { readonly sound: SoundEntry; readonly refusals: readonly [] }
  | { readonly sound?: never; readonly refusals: readonly [Refusal, ...Refusal[]] };

/** Fields about which the law says the same on every day. */
const TIMELESS = new Set<string | undefined>(['obligationCode', 'nationality', 'sponsorNationality', 'ground']);

/** The entry of an offence: what it comes to, and its recording with the draft of its decision. Entries in progress: `EntryDrafts`; what they would give: `EntryFindings`. */
@Injectable()
export class EntryService {
  constructor(
    private readonly transactions: Transactions,
    private readonly offences: OffencesService,
    private readonly decisions: DecisionsService,
    private readonly persons: PersonsService,
    private readonly parameters: ParametersService,
    private readonly invitations: HearingInvitations,
    private readonly heardParties: HeardParties,
  ) {}

  /** Records the offence and drafts its decision in one transaction. Throws every refusal. */
  enter(actor: Actor, command: EnterOffence): Promise<Entered> {
    return this.transactions.run(actor, (tx) => this.record(tx, command));
  }

  /** What a page needs to begin an entry for a person; the look is noted. */
  ground(actor: Actor, personId: PersonId): Promise<EntryGround> {
    return this.transactions.view(actor, async (tx) => {
      tx.recordAccess({ operation: 'entry.begin', reason: 'own-case', personIds: [personId] });
      return this.groundOf(tx, personId, undefined);
    });
  }

  /** Records one offence inside the caller's transaction, from an entry in progress or at once, and drafts its decision. Throws every refusal. */
  async record(tx: Tx, command: EnterOffence, draftId?: string): Promise<Entered> {
    const { decisionLanguage, decisionLanguageReason = '', hearingAbout: _confirmed, ...offenceCommand } = command;
    await this.offences.lockPeople(tx, command);
    await this.persons.lock(tx, command.personId as PersonId);
    const examined = await this.offences.examine(tx, offenceCommand);
    const checked = accepted(command, examined, await this.refusedHearing(tx, command, draftId, examined));
    const offence = await this.offences.record(tx, offenceCommand, { ...examined, checked });
    if (draftId !== undefined) await this.comeFrom(tx, offence, command, draftId);
    if (offence.outcome === 'no-fine') return { offenceId: offence.id };
    const choice = { language: decisionLanguage, languageReason: decisionLanguageReason };
    const decisionId = await this.decisions.draft(tx, offence, choice);
    return { offenceId: offence.id, decisionId };
  }

  /** What a draft comes to: the form of every answer, and beside that what the law says of those that can be read. */
  async judge(tx: Tx, draft: TypedEntry): Promise<JudgedEntry> {
    const answers = await this.answersOf(tx, draft);
    const malformed = await refusalsIn(() => parseCommand(EnterOffence, answers));
    if (malformed.length === 0) return this.judgeCommand(tx, parseCommand(EnterOffence, answers), draft.id);
    const wrong = new Set(malformed.map(wholeField));
    const readable = Object.fromEntries(Object.entries(answers).filter(([field]) => !wrong.has(field)));
    const ofLaw = readable['obligationCode'] === undefined ? [] : await this.refusalsOfReadable(tx, readable, draft.id);
    const [first, ...others] = [...malformed, ...ofLaw.filter((refusal) => !wrong.has(wholeField(refusal)))];
    if (first === undefined) throw new Error('a malformed entry without a refusal');
    return { refusals: [first, ...others] };
  }

  /** What a command comes to under the law of the day of its facts; from an entry in progress, beside the letters made from that. */
  async judgeCommand(tx: Tx, command: EnterOffence, draftId?: string): Promise<JudgedEntry> {
    try {
      const examined = await this.offences.examine(tx, command);
      const { person, breach, continuing } = examined;
      const checked = accepted(command, examined, await this.refusedHearing(tx, command, draftId, examined));
      const sound = { command, checked, person, ...(breach && { breach }), ...(continuing && { continuing }) };
      return { sound, refusals: [] };
    } catch (error) {
      if (error instanceof Refused) return { refusals: error.refusals };
      throw error;
    }
  }

  private async answersOf(tx: Tx, { answers, personId }: TypedEntry): Promise<Readonly<Record<string, unknown>>> {
    const { obligations, person, lawOf } = await this.groundOf(tx, personId, answers['factsOn']);
    const obligation = obligations.find(({ code }) => code === answers['obligationCode']);
    return { personId, ...commandBody(withoutSettledByAge(countingAnswers(answers, obligation), person, lawOf)) };
  }

  /** Without the day of the facts the law can only be asked about the person, the ground and what is missing. */
  private async refusalsOfReadable(
    tx: Tx,
    readable: Readonly<Record<string, unknown>>,
    draftId: string,
  ): Promise<readonly Refusal[]> {
    const command = { ...readable, factsOn: readable['factsOn'] ?? tx.today } as unknown as EnterOffence;
    const { refusals } = await this.judgeCommand(tx, command, draftId);
    const isTimeless = ({ code, field }: Refusal): boolean => code === 'required' || TIMELESS.has(field);
    return readable['factsOn'] === undefined ? refusals.filter(isTimeless) : refusals;
  }

  /** What the letters of invitation made from an entry have against its silence, or the files that it was taken up from against its hearing (R2.8, trap 8). */
  private async refusedHearing(
    tx: Tx,
    entry: EnterOffence,
    draftId: string | undefined,
    { liability }: Pick<ExaminedOffence, 'liability'>,
  ): Promise<Refusal[]> {
    if (draftId === undefined) return [];
    const heard = checkHeardOnFiles(entry, await this.invitations.hearingsOfFiles(tx, draftId));
    return [...heard, ...(await this.heardParties.silenceOfEntry(tx, entry, draftId, liability))];
  }

  /** Keeps from which entry the offence was recorded, and that its hearing was confirmed where the file before was about other facts. */
  private async comeFrom(tx: Tx, offence: OffenceRow, entry: EnterOffence, draftId: string): Promise<void> {
    const confirmed = hearingOfOthers(entry, await this.invitations.hearingsOfFiles(tx, draftId));
    await this.offences.cameFrom(tx, offence.id, draftId);
    if (confirmed === undefined) return;
    const { id, personId, departmentId } = offence;
    const { factsOn, heardOn } = confirmed;
    const about = { subjectKind: 'offence', subjectId: id, caseId: id, personId, departmentId };
    tx.record({ ...about, type: 'hearing.facts-confirmed', detail: { factsOn, heardOn } });
  }

  /** Who somebody is; refuses `not-found`. */
  person(tx: Tx, id: PersonId): Promise<PersonSummary> {
    return this.persons.identity(tx, id);
  }

  /** Who it is about, and the law of the day of the facts. For other services, which record the access themselves. */
  async groundOf(tx: Tx, personId: PersonId, factsOn: string | undefined): Promise<EntryGround> {
    const lawOf = factsOn !== undefined && isLegalDate(factsOn) ? (factsOn as LegalDate) : tx.today;
    const inForce = await this.parameters.obligationsOn(tx, lawOf);
    return {
      person: await this.persons.identity(tx, personId),
      today: tx.today,
      lawOf,
      // On a day before the law there is nothing to choose; today's list then lets the rule say from when it is in force.
      obligations: inForce.length > 0 ? inForce : await this.parameters.obligationsOn(tx, tx.today),
      crossingPoints: await this.parameters.crossingPoints(tx, lawOf),
      named: [],
    };
  }

  /** Who the named persons are; those that are not there are left out. */
  named(tx: Tx, ids: readonly string[]): Promise<PersonSummary[]> {
    return this.persons.identities(
      tx,
      ids.filter(isUuid).map((id) => id as PersonId),
    );
  }
}

/** The field of the command that a refusal is about, whichever part of it. */
function wholeField({ field }: Refusal): string | undefined {
  return field?.split('.')[0];
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

/** The finding, or every refusal at once: of the offence, of silence on a letter, and of the language of its decision (D14, D25). */
function accepted(
  command: Readonly<EnterOffence>,
  { verdict, addressee }: ExaminedOffence,
  ofSilence: readonly Refusal[],
): CheckedOffence {
  const beside = [...ofSilence, ...languageRefusals(command, addressee)];
  if (!verdict.ok) throw new Refused(...verdict.refusals, ...beside);
  const [first, ...others] = beside;
  if (first !== undefined) throw new Refused(first, ...others);
  return verdict.value;
}

/** Rules speak of the decision's `language`; the entry asks for it as `decisionLanguage`. */
function languageRefusals(command: Readonly<EnterOffence>, addressee: PersonSummary): Refusal[] {
  if (command.outcome !== 'fine') return [];
  const { decisionLanguage = addressee.language, decisionLanguageReason = '' } = command;
  const checked = checkLetterLanguage(decisionLanguage, addressee.language, decisionLanguageReason);
  if (checked.ok) return [];
  const field = checked.refusal.field === 'language' ? 'decisionLanguage' : 'decisionLanguageReason';
  return [{ ...checked.refusal, field }];
}
