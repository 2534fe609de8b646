import { Injectable } from '@nestjs/common';
import { UsersService } from '../access/users.service';
import { printableText } from '../documents/letter-fonts';
import { newId, type DecisionId, type OffenceId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import { LedgerService } from '../ledger/ledger.service';
import type { Article } from '../offences/obligation.rules';
import type { OffenceRow } from '../offences/offences.repository';
import { OffencesService } from '../offences/offences.service';
import { repeatOrder } from '../offences/repeat.rules';
import { ParametersService } from '../parameters/parameters.service';
import { PersonsService } from '../persons/persons.service';
import { checkDepartment } from '../platform/department';
import { actingUser, type Tx } from '../platform/database/transactions';
import { checkVersion } from '../platform/http/preconditions';
import { orRefuse, Refused } from '../platform/refused';
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

/** A locked decision with its offence. */
export interface LockedDecision {
  readonly decision: DecisionRow;
  readonly offence: OffenceRow;
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
  ) {}

  /** Drafts the decision of an offence. Without a language it is the person's own, when that can be one of an act (D14, D25). */
  async draft(
    tx: Tx,
    offence: OffenceRow,
    choice: { readonly language: string | undefined; readonly languageReason: string },
  ): Promise<DecisionId> {
    const user = actingUser(tx.actor);
    const person = await this.persons.identity(tx, offence.personId);
    const letter = orRefuse(
      checkLetterLanguage(choice.language ?? person.language, person.language, choice.languageReason),
    );
    const decisionId = newId<DecisionId>();
    const amountCents = await this.parameters.fineAmount(tx, offence.factsOn);
    const order = await this.orderOf(tx, decisionId, offence);
    await this.repository.insert(tx, {
      id: decisionId,
      departmentId: offence.departmentId,
      offenceId: offence.id,
      ...letter,
      motivation: '',
      amountCents,
      repeatOrder: order,
      draftedBy: user.id,
    });
    await this.ledger.openFine(tx, offence.departmentId, decisionId);
    tx.record({
      type: 'decision.drafted',
      subjectKind: 'decision',
      subjectId: decisionId,
      caseId: offence.id,
      personId: offence.personId,
      detail: { amountCents, repeatOrder: order, language: letter.language },
    });
    return decisionId;
  }

  /** Keeps what the drafter writes. Refuses a decision that is no draft any more, and one that changed since it was read. */
  async edit(tx: Tx, id: DecisionId, command: Readonly<EditDecision>): Promise<DecisionResult> {
    const { decision, offence } = await this.lock(tx, id, command.version);
    if (decision.state !== 'draft')
      throw new Refused({
        code: 'illegal-transition',
        params: { machine: 'decision', state: decision.state, verb: 'edit' },
      });
    const person = await this.persons.identity(tx, offence.personId);
    const letter = orRefuse(checkLetterLanguage(command.language, person.language, command.languageReason ?? ''));
    const motivation = orRefuse(printableText(command.motivation ?? '', 'motivation'));
    orRefuse(printableText(letter.languageReason, 'languageReason'));
    await this.repository.updateDraft(tx, id, { ...letter, motivation, draftedBy: actingUser(tx.actor).id });
    tx.record({
      ...this.about(decision, offence),
      type: 'decision.edited',
      detail: { language: letter.language },
      personal: { motivation },
    });
    return { decisionId: id, offenceId: offence.id, state: 'draft', version: decision.version + 1 };
  }

  /** Hands a draft to the signatories. Refuses an empty motivation (R2.4), a language that is none of an act (D14). */
  async submit(tx: Tx, id: DecisionId, command: Readonly<SubmitDecision>): Promise<DecisionResult> {
    const { decision, offence } = await this.lock(tx, id, command.version);
    const person = await this.persons.identity(tx, offence.personId);
    const submitted = orRefuse(decideSubmit({ ...decision, spokenLanguage: person.language }));
    await this.repository.submit(tx, id, actingUser(tx.actor).id);
    tx.record({
      ...this.about(decision, offence),
      type: 'decision.submitted',
      detail: { language: submitted.language },
    });
    return { decisionId: id, offenceId: offence.id, state: submitted.state, version: decision.version + 1 };
  }

  /** A signatory gives it back with a reason. Never the own draft: who wrote it has nothing to return to. */
  async returnToDrafter(tx: Tx, id: DecisionId, command: Readonly<ReasonedDecision>): Promise<DecisionResult> {
    const { decision, offence } = await this.lock(tx, id, command.version);
    const returned = orRefuse(decideReturn({ state: decision.state, reason: command.reason }));
    await this.repository.returnToDrafter(tx, id, actingUser(tx.actor).id, returned.reason);
    tx.record({ ...this.about(decision, offence), type: 'decision.returned', personal: { reason: returned.reason } });
    return { decisionId: id, offenceId: offence.id, state: returned.state, version: decision.version + 1 };
  }

  /** A draft is given up; its facts may be recorded again (D22). */
  async cancel(tx: Tx, id: DecisionId, command: Readonly<ReasonedDecision>): Promise<DecisionResult> {
    const { decision, offence } = await this.lock(tx, id, command.version);
    const cancelled = orRefuse(decideCancel({ state: decision.state, reason: command.reason }));
    await this.repository.cancel(tx, id, actingUser(tx.actor).id, cancelled.reason);
    await this.offences.setVoid(tx, offence.id);
    tx.record({ ...this.about(decision, offence), type: 'decision.cancelled', personal: { reason: cancelled.reason } });
    return { decisionId: id, offenceId: offence.id, state: cancelled.state, version: decision.version + 1 };
  }

  /** The person was told: called by the notifications, which record the event. */
  markNotified(tx: Tx, id: DecisionId, notifiedOn: LegalDate, payableFrom: LegalDate): Promise<void> {
    return this.repository.notify(tx, id, notifiedOn, payableFrom);
  }

  /** The decision under its lock, with its offence. Refuses `not-found`, `other-department` and `changed-since-read`. */
  async lock(tx: Tx, id: DecisionId, seenVersion?: number): Promise<LockedDecision> {
    const decision = await this.repository.lock(tx, id);
    if (decision === undefined) throw new Refused({ code: 'not-found', params: { kind: 'decision' } });
    checkDepartment(tx, decision.departmentId);
    if (seenVersion !== undefined) checkVersion(decision, seenVersion);
    const { offence } = await this.offences.file(tx, decision.offenceId);
    return { decision, offence };
  }

  /** The decision with its offence, to look at. */
  async find(tx: Tx, id: DecisionId): Promise<LockedDecision> {
    const decision = await this.repository.find(tx, id);
    if (decision === undefined) throw new Refused({ code: 'not-found', params: { kind: 'decision' } });
    checkDepartment(tx, decision.departmentId);
    const { offence } = await this.offences.file(tx, decision.offenceId);
    return { decision, offence };
  }

  /** Which one in order it is among the person's decisions under the article, in every department (D10, D32). */
  async orderOf(tx: Tx, id: DecisionId, offence: Pick<OffenceRow, 'personId' | 'article'>): Promise<number> {
    const article = offence.article as Article;
    const others = await this.repository.ofPersonByArticle(tx, offence.personId, article);
    return repeatOrder({ id, article, state: 'draft' }, others).order;
  }

  /** Name of whoever drafted or signed, for pages. */
  async nameOf(tx: Tx, userId: DecisionRow['draftedBy']): Promise<string> {
    return (await this.users.byId(tx, userId))?.displayName ?? '';
  }

  private about(
    decision: DecisionRow,
    offence: OffenceRow,
  ): { subjectKind: string; subjectId: string; caseId: string; personId: string; departmentId: string } {
    return {
      subjectKind: 'decision',
      subjectId: decision.id,
      caseId: offence.id,
      personId: offence.personId,
      departmentId: decision.departmentId,
    };
  }
}
