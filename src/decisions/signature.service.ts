import { Injectable } from '@nestjs/common';
import { DepartmentsService } from '../access/departments.service';
import type { Delegation } from '../access/users.repository';
import { UsersService } from '../access/users.service';
import { formatDecisionNumber, ogmOf, type DecisionNumber } from '../kernel/decision-number';
import type { DecisionId } from '../kernel/ids';
import { ogmFor } from '../kernel/ogm';
import { ParametersService } from '../parameters/parameters.service';
import type { OffenceRow } from '../offences/offences.repository';
import { isTakenOver } from '../offences/taken-offence.rules';
import { actingUser, type Tx } from '../platform/database/transactions';
import { orRefuse, Refused } from '../platform/refused';
import { aboutDecision } from './decision-event.view';
import { checkLetterLanguage, decideSign, type SignatureDelegation } from './decision.rules';
import type { SignatureOnLetter } from './decision-letter.view';
import { DecisionLetters } from './decision-letters.service';
import type { SignDecision } from './decisions.commands';
import { DecisionsRepository, type DecisionRow } from './decisions.repository';
import { goneOf } from './repeat-order.view';
import { DecisionsService, type DecisionResult, type DecisionWithOffence, type LockedFile } from './decisions.service';

/** Signed: its number is given and its letter is made. */
export interface SignedDecision extends DecisionResult {
  readonly number: DecisionNumber;
  readonly documentId: string;
}

/** What the reader's signature would be today. */
export interface SignatureOutlook {
  /** The reader has a hand in the decision: somebody else signs (D33). */
  readonly isAuthor: boolean;
  /** The reader's power to sign for the article today, if there is one (R2.2). */
  readonly delegation: Delegation | undefined;
  /** Beginning of the number that a signature of today gives. */
  readonly numberSeries: string;
}

/** What a preview prints where only a signature will say it. */
const NOT_YET = '…';

/** Whether a signature needs a reasoned approval: for the ground itself, or for this very case (D1, R1.1.4, R1.1.6). */
export function needsLegalReview(
  { legalReviewGround }: Pick<OffenceRow, 'legalReviewGround'>,
  obligation: { readonly needsLegalReview: boolean } | undefined,
): boolean {
  return legalReviewGround !== null || (obligation?.needsLegalReview ?? false);
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

  /**
   * Signs. Refuses an author's own signature, a missing or ended delegation (R2.2, trap 23), a decision changed since it was
   * read, another fine of the breach than the one it was submitted as following (`continuing-link-changed`, D10), and what the rules of entry and of the language refuse now: the person may have been corrected since the submission.
   */
  async sign(tx: Tx, id: DecisionId, command: Readonly<SignDecision>): Promise<SignedDecision> {
    const user = actingUser(tx.actor);
    const reasons = reasonsIn(command);
    const locked = await this.decisions.lock(tx, id, command.version);
    const { decision, offence } = locked;
    if (decision.state === 'submitted') await this.checkFollowed(tx, locked);
    const delegations = (await this.users.delegationsOf(tx, user.id)) as unknown as readonly SignatureDelegation[];
    const obligation = await this.parameters.obligation(tx, offence.obligationCode, offence.factsOn);
    const signed = orRefuse(
      decideSign({
        state: decision.state,
        article: offence.article,
        authorIds: await this.decisions.authors(tx, id),
        signerId: user.id,
        signedOn: tx.today,
        delegations,
        needsLegalReview: needsLegalReview(offence, obligation),
        isContinuing: decision.continuingOf !== undefined,
        ...reasons,
      }),
    );
    await this.lookAgain(tx, locked);
    const signature = await this.signatureOf(tx, locked, signed.delegationId, await this.nextCounter(tx, decision));
    const { number, structuredCommunication, repeatOrder } = signature;
    const numbered = { number, structuredCommunication, repeatOrder };
    await this.repository.sign(tx, id, {
      signedBy: user.id,
      signerName: signature.signer.displayName,
      signerGrade: signature.signer.grade[decision.language],
      delegationId: signed.delegationId,
      ...numbered,
      legalReviewReason: signed.legalReviewReason,
      continuingApprovalReason: command.continuingApprovalReason,
    });
    const { documentId, sha256Hex, all } = await this.letters.issue(tx, decision, signature);
    tx.record({
      type: 'decision.signed',
      ...aboutDecision({ decision, offence }),
      detail: {
        ...numbered,
        delegationId: signed.delegationId,
        documentId,
        sha256: sha256Hex,
        letters: all.map((letter) => ({ documentId: letter.documentId, sha256: letter.sha256Hex })),
      },
      ...(Object.keys(reasons).length > 0 && { personal: reasons }),
    });
    return {
      decisionId: id,
      offenceId: offence.id,
      state: signed.state,
      version: decision.version + 1,
      number,
      documentId,
    };
  }

  /**
   * The letter as the reader would sign it today; whoever may not sign sees dots for the signatory. Number and communication
   * stand as zeros, of no fine, since none is given before the signature. Refuses `not-found` of a decision that was taken over.
   */
  async preview(tx: Tx, id: DecisionId): Promise<Buffer> {
    const found = await this.decisions.find(tx, id);
    if (isTakenOver(found.offence)) throw new Refused({ code: 'not-found', params: { kind: 'document' } });
    const { delegation } = await this.outlook(tx, found);
    return this.letters.preview(tx, found.decision, await this.signatureOf(tx, found, delegation?.id ?? '', 0));
  }

  /** What a signature of today by the reader would rest on and give: no delegation for one's own decision. */
  async outlook(tx: Tx, { decision, offence }: DecisionWithOffence): Promise<SignatureOutlook> {
    const { id } = actingUser(tx.actor);
    const isAuthor = (await this.decisions.authors(tx, decision.id)).includes(id);
    const department = await this.departments.byId(tx, decision.departmentId);
    return {
      isAuthor,
      delegation: isAuthor ? undefined : await this.users.delegationFor(tx, id, offence.article, tx.today),
      numberSeries: `${department?.code ?? ''}-${tx.today.slice(0, 4)}`,
    };
  }

  /** What the rules of entry and of the language refuse now. */
  private async lookAgain(tx: Tx, locked: LockedFile): Promise<void> {
    const { decision, offence, person } = locked;
    await this.decisions.reexamine(tx, locked);
    const spoken = await this.decisions.languageOf(tx, offence, person);
    orRefuse(checkLetterLanguage(decision.language, spoken, decision.languageReason));
  }

  /** What the motivation says of the earlier fine may be wrong by now: the drafter has to look, not the signatory. */
  private async checkFollowed(tx: Tx, { decision, offence }: DecisionWithOffence): Promise<void> {
    if ((await this.decisions.followed(tx, offence)) !== decision.continuingOf)
      throw new Refused({ code: 'continuing-link-changed', rule: 'D10' });
  }

  /** The earlier decision as the letter names it; it is signed, since it is notified (D10). One that a court annulled is cited no more. */
  private async continuingOf(tx: Tx, offence: OffenceRow): Promise<Pick<SignatureOnLetter, 'continuingOf'>> {
    const followed = await this.decisions.followed(tx, offence);
    if (followed === undefined) return {};
    const { number, signedOn, state } = await this.repository.earlier(tx, followed);
    if (number === undefined || signedOn === undefined || goneOf(state) !== undefined) return {};
    return { continuingOf: { number, decidedOn: signedOn } };
  }

  private async nextCounter(tx: Tx, decision: DecisionRow): Promise<number> {
    return this.repository.nextNumber(tx, decision.departmentId, Number(tx.today.slice(0, 4)));
  }

  private async signatureOf(
    tx: Tx,
    { decision, offence }: DecisionWithOffence,
    delegationId: string,
    counter: number,
  ): Promise<SignatureOnLetter> {
    const user = await this.users.byId(tx, actingUser(tx.actor).id);
    const department = await this.departments.byId(tx, decision.departmentId);
    if (user === undefined || department === undefined)
      throw new Refused({ code: 'not-found', params: { kind: 'decision' } });
    const delegation = (await this.users.delegationsOf(tx, user.id)).find((each) => each.id === delegationId);
    const year = Number(tx.today.slice(0, 4));
    const unsigned = { displayName: NOT_YET, grade: { fr: NOT_YET, nl: NOT_YET, de: NOT_YET } };
    return {
      number:
        counter === 0
          ? (`${department.code}-${year}-000000-00` as DecisionNumber)
          : formatDecisionNumber({ department: department.code, year, counter }),
      structuredCommunication: counter === 0 ? ogmFor('0000000000') : ogmOf({ year, counter }, department.ordinal),
      decidedOn: tx.today,
      repeatOrder: await this.decisions.orderOf(tx, decision.id, offence),
      ...(await this.continuingOf(tx, offence)),
      signer: delegation === undefined ? unsigned : user,
      delegation: delegation ?? { reference: NOT_YET, validFrom: tx.today },
    };
  }
}

/** What the signatory wrote: the reasons that the decision asked for. */
function reasonsIn({
  legalReviewReason,
  continuingApprovalReason,
}: Readonly<SignDecision>): Pick<SignDecision, 'legalReviewReason' | 'continuingApprovalReason'> {
  return {
    ...(legalReviewReason !== undefined && { legalReviewReason }),
    ...(continuingApprovalReason !== undefined && { continuingApprovalReason }),
  };
}
