import { Injectable } from '@nestjs/common';
import { UsersService } from '../access/users.service';
import { printableText } from '../documents/letter-fonts';
import { newId, type DecisionId, type DepartmentId, type OffenceId, type PersonId, type UserId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import { LedgerService } from '../ledger/ledger.service';
import type { LiableParties } from '../liability/liability.service';
import { PersonFlagsService } from '../liability/person-flags.service';
import type { OffenceRow } from '../offences/offences.repository';
import { OffencesService } from '../offences/offences.service';
import { repeatOrder, type DecisionInOrder } from '../offences/repeat.rules';
import { ParametersService } from '../parameters/parameters.service';
import type { PersonSummary } from '../persons/person.view';
import { PersonsService } from '../persons/persons.service';
import { checkDepartment } from '../platform/department';
import { actingUser, type Tx } from '../platform/database/transactions';
import { checkVersion } from '../platform/http/preconditions';
import { orRefuse, Refused } from '../platform/refused';
import type { Message } from '../ui/message';
import { aboutDecision } from './decision-event.view';
import { deathNotices } from './death-notice.view';
import { checkLetterLanguage, decideCancel, decideReturn, decideSubmit } from './decision.rules';
import type { EditDecision, ReasonedDecision, SubmitDecision } from './decisions.commands';
import { DecisionsRepository, type DecisionRow } from './decisions.repository';

/** What a verb on a decision gives back. */
export interface DecisionResult {
  readonly decisionId: DecisionId;
  readonly offenceId: OffenceId;
  readonly state: string;
  readonly version: number;
}

/** A decision with its offence. */
export interface DecisionWithOffence {
  readonly decision: DecisionRow;
  readonly offence: OffenceRow;
}

/** A decision, its offence and its person, none of which changes until the transaction ends. */
export interface LockedFile extends DecisionWithOffence {
  readonly person: PersonSummary;
}

/**
 * The life of a decision before its signature, inside the caller's transaction: drafted, edited, submitted, returned, cancelled.
 * `DecisionDesk` opens the transactions for people.
 */
@Injectable()
export class DecisionsService {
  constructor(
    private readonly repository: DecisionsRepository,
    private readonly offences: OffencesService,
    private readonly persons: PersonsService,
    private readonly parameters: ParametersService,
    private readonly ledger: LedgerService,
    private readonly users: UsersService,
    private readonly flags: PersonFlagsService,
  ) {}

  /** Drafts the decision of an offence. Without a language it is the addressee's own, when that can be one of an act (D14, D25). */
  async draft(
    tx: Tx,
    offence: OffenceRow,
    choice: { readonly language: string | undefined; readonly languageReason: string },
  ): Promise<DecisionId> {
    const user = actingUser(tx.actor);
    const person = await this.persons.lock(tx, offence.personId);
    const spoken = await this.languageOf(tx, offence, person);
    const letter = orRefuse(checkLetterLanguage(choice.language ?? spoken, spoken, choice.languageReason));
    const decisionId = newId<DecisionId>();
    const amountCents = await this.parameters.fineAmount(tx, offence.factsOn);
    const order = await this.orderOf(tx, decisionId, offence);
    const continuingOf = await this.followed(tx, offence);
    await this.repository.insert(tx, {
      id: decisionId,
      departmentId: offence.departmentId,
      offenceId: offence.id,
      ...letter,
      motivation: '',
      amountCents,
      repeatOrder: order,
      continuingOf,
      draftedBy: user.id,
    });
    for (const author of new Set([offence.recordedBy, user.id]))
      await this.repository.addAuthor(tx, { id: decisionId, departmentId: offence.departmentId }, author);
    await this.repository.addAuthorsOfEntry(tx, decisionId);
    await this.ledger.openFine(tx, offence.departmentId, decisionId);
    tx.record({
      type: 'decision.drafted',
      subjectKind: 'decision',
      subjectId: decisionId,
      caseId: offence.id,
      personId: offence.personId,
      detail: {
        amountCents,
        repeatOrder: order,
        language: letter.language,
        ...(continuingOf && { continuingOf }),
      },
    });
    return decisionId;
  }

  /**
   * Keeps what an author writes, who is one from then on (D33). What the command does not name stays as it is; what it names
   * empty is emptied. Refuses a decision that is no draft
   * any more, and one that changed since it was read.
   */
  async edit(tx: Tx, id: DecisionId, command: Readonly<EditDecision>): Promise<DecisionResult> {
    const { decision, offence, person } = await this.lock(tx, id, command.version);
    if (decision.state !== 'draft')
      throw new Refused({
        code: 'illegal-transition',
        params: { machine: 'decision', state: decision.state, verb: 'edit' },
      });
    const written = { ...decision, ...textsIn(command) };
    const spoken = await this.languageOf(tx, offence, person);
    const letter = orRefuse(checkLetterLanguage(written.language, spoken, written.languageReason));
    const motivation = orRefuse(printableText(written.motivation, 'motivation'));
    orRefuse(printableText(letter.languageReason, 'languageReason'));
    await this.repository.updateDraft(tx, id, { ...letter, motivation });
    await this.repository.addAuthor(tx, decision, actingUser(tx.actor).id);
    tx.record({
      ...aboutDecision({ decision, offence }),
      type: 'decision.edited',
      detail: { language: letter.language },
      personal: { motivation },
    });
    return { decisionId: id, offenceId: offence.id, state: 'draft', version: decision.version + 1 };
  }

  /** Who must pay, and who acts for them. */
  partiesOf(tx: Tx, { id }: Pick<OffenceRow, 'id'>): Promise<LiableParties> {
    return this.offences.partiesOf(tx, id);
  }

  /**
   * Hands a draft to the signatories, as another fine of the breach that goes on now or as none (D10). Refuses a motivation that is empty or keeps a gap of its template (R2.4), a language that is none of an act (D14), and what
   * the rules of entry refuse now: the person may have been corrected since.
   */
  async submit(tx: Tx, id: DecisionId, command: Readonly<SubmitDecision>): Promise<DecisionResult> {
    const { decision, offence, person } = await this.lock(tx, id, command.version);
    const spokenLanguage = await this.languageOf(tx, offence, person);
    const submitted = orRefuse(decideSubmit({ ...decision, spokenLanguage }));
    await this.reexamine(tx, { offence, person });
    const { id: submitter } = actingUser(tx.actor);
    const continuingOf = await this.followed(tx, offence);
    await this.repository.submit(tx, id, submitter, continuingOf);
    await this.repository.addAuthor(tx, decision, submitter);
    tx.record({
      ...aboutDecision({ decision, offence }),
      type: 'decision.submitted',
      detail: { language: submitted.language, ...(continuingOf && { continuingOf }) },
    });
    return { decisionId: id, offenceId: offence.id, state: submitted.state, version: decision.version + 1 };
  }

  /** A signatory gives it back with a reason. Never an author: who has a hand in it does not judge it (D33). */
  async returnToDrafter(tx: Tx, id: DecisionId, command: Readonly<ReasonedDecision>): Promise<DecisionResult> {
    const { decision, offence } = await this.lock(tx, id, command.version);
    const { id: returnerId } = actingUser(tx.actor);
    const authorIds = await this.repository.authors(tx, id);
    const returned = orRefuse(decideReturn({ state: decision.state, reason: command.reason, authorIds, returnerId }));
    const returnId = await this.repository.returnToDrafter(tx, decision, returnerId, returned.reason);
    tx.record({
      ...aboutDecision({ decision, offence }),
      type: 'decision.returned',
      detail: { returnId },
      personal: { reason: returned.reason },
    });
    return { decisionId: id, offenceId: offence.id, state: returned.state, version: decision.version + 1 };
  }

  /** A draft is given up; its facts may be recorded again (D22). */
  async cancel(tx: Tx, id: DecisionId, command: Readonly<ReasonedDecision>): Promise<DecisionResult> {
    const { decision, offence } = await this.lock(tx, id, command.version);
    const cancelled = orRefuse(decideCancel({ state: decision.state, reason: command.reason }));
    await this.repository.cancel(tx, id, actingUser(tx.actor).id, cancelled.reason);
    await this.offences.setVoid(tx, offence.id);
    tx.record({
      ...aboutDecision({ decision, offence }),
      type: 'decision.cancelled',
      personal: { reason: cancelled.reason },
    });
    return { decisionId: id, offenceId: offence.id, state: cancelled.state, version: decision.version + 1 };
  }

  /** Who must pay was named anew: whoever did is an author (D33), and who has read the decision has to read it again. */
  async liabilityChanged(tx: Tx, decision: DecisionRow): Promise<void> {
    await this.repository.addAuthor(tx, decision, actingUser(tx.actor).id);
    await this.repository.touch(tx, decision.id);
  }

  /**
   * The decision was told, or something about the telling was put right: `since` is what the register of attempts makes of it
   * (D21); without it the decision stays as it is, one version on.
   */
  markTold(
    tx: Tx,
    id: DecisionId,
    since: { readonly notifiedOn: LegalDate; readonly payableFrom: LegalDate } | undefined,
  ): Promise<void> {
    return since === undefined ? this.repository.touch(tx, id) : this.repository.notify(tx, id, since);
  }

  /**
   * The decision under its lock and that of its person and of all who must pay, with its offence: the persons first, in every verb, so that nobody is
   * corrected under a verb that looks at them, and that two departments count a person's fines one after the other (D10, D32).
   * Refuses `not-found`, `other-department` and `changed-since-read`.
   */
  async lock(tx: Tx, id: DecisionId, seenVersion?: number): Promise<LockedFile> {
    const { offence } = await this.find(tx, id);
    const person = await this.offences.lockParties(tx, offence);
    const decision = await this.repository.lock(tx, id);
    if (decision === undefined) throw new Refused({ code: 'not-found', params: { kind: 'decision' } });
    if (seenVersion !== undefined) checkVersion(decision, seenVersion);
    // While the lock was waited for, two records may have been put together or taken apart: the file names somebody else then.
    const { offence: now } = await this.find(tx, id);
    if (now.personId !== offence.personId) throw new Refused({ code: 'changed-since-read' });
    return { decision, offence, person };
  }

  /** Refuses what the rules of entry refuse now: the person may have been corrected since the facts were recorded. */
  async reexamine(tx: Tx, { offence, person }: Pick<LockedFile, 'offence' | 'person'>): Promise<void> {
    orRefuse(await this.offences.reexamine(tx, offence, person));
  }

  /** The language that the first of those who must pay used with the Office (R2.9, D14, D25). */
  async languageOf(tx: Tx, offence: OffenceRow, offender: PersonSummary): Promise<string> {
    return (await this.offences.addressee(tx, offence, offender)).language;
  }

  /** Which fine of a breach that goes on this one follows as things stand (D10): the earlier one may have been withdrawn since. */
  async followed(tx: Tx, offence: OffenceRow): Promise<DecisionId | undefined> {
    return (await this.offences.continuingOf(tx, offence))?.earlier.decisionId;
  }

  /** Everyone who has a hand in the decision (D33). */
  authors(tx: Tx, id: DecisionId): Promise<UserId[]> {
    return this.repository.authors(tx, id);
  }

  /** The decision with its offence, to look at. */
  async find(tx: Tx, id: DecisionId): Promise<DecisionWithOffence> {
    const decision = await this.repository.find(tx, id);
    if (decision === undefined) throw new Refused({ code: 'not-found', params: { kind: 'decision' } });
    checkDepartment(tx, decision.departmentId);
    const { offence } = await this.offences.file(tx, decision.offenceId);
    return { decision, offence };
  }

  /** Every decision that was made on an offence, oldest first: at most one of them stands. */
  ofOffence(tx: Tx, offenceId: OffenceId): Promise<DecisionRow[]> {
    return this.repository.ofOffence(tx, offenceId);
  }

  /** Which one in order it is among the person's decisions under the article, in every department (D10, D32). */
  async orderOf(tx: Tx, id: DecisionId, offence: Pick<OffenceRow, 'personId' | 'article'>): Promise<number> {
    const others = await this.ofPerson(tx, offence);
    return repeatOrder({ id, article: offence.article, state: 'draft' }, others).order;
  }

  /** The person's decisions under the article, of every department and under every record of the person (D32). */
  async ofPerson(tx: Tx, offence: Pick<OffenceRow, 'personId' | 'article'>): Promise<DecisionInOrder[]> {
    const records = await this.persons.recordIds(tx, offence.personId);
    return this.repository.ofPersonByArticle(tx, records, offence.article);
  }

  /** Everyone whom a look at the case shows: the offender, who must pay and who acts for them. The access log names them all. */
  async personsIn(tx: Tx, { id, personId }: Pick<OffenceRow, 'id' | 'personId'>): Promise<PersonId[]> {
    const { debtors, mandates } = await this.offences.partiesOf(tx, id);
    const others = [...debtors.map(({ person }) => person.id), ...mandates.map(({ mandatary }) => mandatary.id)];
    return [...new Set([personId, ...others])];
  }

  /** What the death of the offender or of somebody who must pay means, where one is on file (D34). */
  async deathsIn(
    tx: Tx,
    factsOn: LegalDate,
    offender: PersonSummary,
    { debtors: owing }: LiableParties,
  ): Promise<readonly Message[]> {
    const debtors = owing.map(({ person }) => person);
    const deaths = await this.flags.deaths(tx, [...new Set([offender, ...debtors].map(({ id }) => id))]);
    return deathNotices({ factsOn, offender, debtors, deaths });
  }

  /** Who is said to have committed the offence, for pages. */
  offender(tx: Tx, { personId }: Pick<OffenceRow, 'personId'>): Promise<PersonSummary> {
    return this.persons.identity(tx, personId);
  }

  /** Which decisions of a department wait for this signatory, the oldest first. */
  toSign(tx: Tx, departmentId: DepartmentId, signerId: UserId, limit: number): Promise<DecisionId[]> {
    return this.repository.toSign(tx, departmentId, signerId, limit);
  }

  /** Name of whoever drafted or signed, for pages. */
  async nameOf(tx: Tx, userId: DecisionRow['draftedBy']): Promise<string> {
    return (await this.users.byId(tx, userId))?.displayName ?? '';
  }
}

/** What the command says of the decision's texts; a null empties. */
function textsIn(command: EditDecision): Partial<Pick<DecisionRow, 'languageReason' | 'motivation'>> & {
  readonly language?: string;
} {
  const { language, languageReason, motivation } = command;
  return {
    ...(language !== undefined && { language }),
    ...(languageReason !== undefined && { languageReason }),
    ...(motivation !== undefined && { motivation }),
  };
}
