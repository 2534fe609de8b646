import { Injectable } from '@nestjs/common';
import { DepartmentsService } from '../access/departments.service';
import { UsersService } from '../access/users.service';
import { formatDecisionNumber, ogmOf, type DecisionNumber } from '../kernel/decision-number';
import type { DecisionId } from '../kernel/ids';
import { ParametersService } from '../parameters/parameters.service';
import type { Article } from '../offences/obligation.rules';
import { actingUser, type Tx } from '../platform/database/transactions';
import { orRefuse, Refused } from '../platform/refused';
import { decideSign, type SignatureDelegation } from './decision.rules';
import type { SignatureOnLetter } from './decision-letter.view';
import { DecisionLetters } from './decision-letters.service';
import type { SignDecision } from './decisions.commands';
import { DecisionsRepository, type DecisionRow } from './decisions.repository';
import { DecisionsService, type DecisionResult, type LockedDecision } from './decisions.service';

/** Signed: its number is given and its letter is made. */
export interface SignedDecision extends DecisionResult {
  readonly number: DecisionNumber;
  readonly documentId: string;
}

/** The signature of a decision: four eyes, delegation, number without gaps, letter, in one transaction. */
@Injectable()
export class SignatureService {
  constructor(
    private readonly repository: DecisionsRepository,
    private readonly decisions: DecisionsService,
    private readonly letters: DecisionLetters,
    private readonly users: UsersService,
    private readonly departments: DepartmentsService,
    private readonly parameters: ParametersService,
  ) {}

  /** Signs. Refuses the drafter's own signature, a missing or ended delegation (R2.2, trap 23) and a decision changed since it was read. */
  async sign(tx: Tx, id: DecisionId, command: SignDecision): Promise<SignedDecision> {
    const user = actingUser(tx.actor);
    const locked = await this.decisions.lock(tx, id, command.version);
    const { decision, offence } = locked;
    const delegations = (await this.users.delegationsOf(tx, user.id)) as unknown as readonly SignatureDelegation[];
    const obligation = await this.parameters.obligation(tx, offence.obligationCode, offence.factsOn);
    const signed = orRefuse(
      decideSign({
        state: decision.state,
        article: offence.article as Article,
        authorIds: [decision.draftedBy, ...(decision.submittedBy ? [decision.submittedBy] : [])],
        signerId: user.id,
        signedOn: tx.today,
        delegations,
        needsLegalReview: obligation?.needsLegalReview ?? false,
        ...(command.legalReviewReason !== undefined && { legalReviewReason: command.legalReviewReason }),
      }),
    );
    const signature = await this.signatureOf(tx, locked, signed.delegationId, await this.nextCounter(tx, decision));
    await this.repository.sign(tx, id, {
      signedBy: user.id,
      signerName: signature.signer.displayName,
      signerGrade: signature.signer.grade[decision.language],
      delegationId: signed.delegationId,
      repeatOrder: signature.repeatOrder,
      number: signature.number,
      structuredCommunication: signature.structuredCommunication,
    });
    const { documentId, sha256Hex } = await this.letters.issue(tx, decision, signature);
    tx.record({
      type: 'decision.signed',
      subjectKind: 'decision',
      subjectId: id,
      caseId: offence.id,
      personId: offence.personId,
      departmentId: decision.departmentId,
      detail: {
        number: signature.number,
        structuredCommunication: signature.structuredCommunication,
        repeatOrder: signature.repeatOrder,
        delegationId: signed.delegationId,
        documentId,
        sha256: sha256Hex,
      },
      ...(command.legalReviewReason !== undefined && { personal: { legalReviewReason: command.legalReviewReason } }),
    });
    return {
      decisionId: id,
      offenceId: offence.id,
      state: signed.state,
      version: decision.version + 1,
      number: signature.number,
      documentId,
    };
  }

  /** The letter as the signatory would sign it today; its number stands as zeros, since none is given before the signature. */
  async preview(tx: Tx, id: DecisionId): Promise<Buffer> {
    const found = await this.decisions.find(tx, id);
    const user = actingUser(tx.actor);
    const article = found.offence.article;
    const delegation = await this.users.delegationFor(tx, user.id, article, tx.today);
    return this.letters.preview(tx, found.decision, await this.signatureOf(tx, found, delegation?.id ?? '', 0));
  }

  private async nextCounter(tx: Tx, decision: DecisionRow): Promise<number> {
    return this.repository.nextNumber(tx, decision.departmentId, Number(tx.today.slice(0, 4)));
  }

  private async signatureOf(
    tx: Tx,
    { decision, offence }: LockedDecision,
    delegationId: string,
    counter: number,
  ): Promise<SignatureOnLetter> {
    const user = await this.users.byId(tx, actingUser(tx.actor).id);
    const department = await this.departments.byId(tx, decision.departmentId);
    if (user === undefined || department === undefined)
      throw new Refused({ code: 'not-found', params: { kind: 'decision' } });
    const delegation = (await this.users.delegationsOf(tx, user.id)).find((each) => each.id === delegationId);
    const year = Number(tx.today.slice(0, 4));
    return {
      number:
        counter === 0
          ? (`${department.code}-${year}-000000-00` as DecisionNumber)
          : formatDecisionNumber({ department: department.code, year, counter }),
      structuredCommunication: ogmOf({ year, counter: Math.max(counter, 1) }, department.ordinal),
      decidedOn: tx.today,
      repeatOrder: await this.decisions.orderOf(tx, decision.id, offence),
      signer: user,
      delegation: delegation ?? { reference: '—', validFrom: tx.today },
    };
  }
}
