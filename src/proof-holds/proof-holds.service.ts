import { Injectable } from '@nestjs/common';
import { CaseAccess } from '../audit/case-access.service';
import type { EvidenceRow } from '../documents/evidence.repository';
import { EvidenceService, type AttachedEvidence } from '../documents/evidence.service';
import type { EvidenceFile } from '../documents/evidence.commands';
import { newId, type DecisionId } from '../kernel/ids';
import { legalDate, type LegalDate } from '../kernel/legal-date';
import { cents } from '../kernel/money';
import { ParametersService } from '../parameters/parameters.service';
import { checkDepartment } from '../platform/department';
import { actingUser, Transactions, type Actor, type DomainEvent, type Tx } from '../platform/database/transactions';
import { orRefuse, Refused } from '../platform/refused';
import { decideProof } from './proof.rules';
import type { EndProof, RecordProof } from './proofs.commands';
import { ProofsRepository, type FineOfProof, type PaymentProof } from './proofs.repository';

/** Why recovery of a fine waits, and until when. */
export interface ProofHold {
  readonly decisionId: DecisionId;
  readonly kind: 'payment-proof';
  readonly from: LegalDate;
  readonly until: LegalDate;
  /** The kind of the proof. */
  readonly reason: string;
}

/** What evidence about a proof is about. */
const SUBJECT = 'payment-proof';

/** A scan of a proof, and what people call it; without a title it bears the name of the file. */
export interface ProofScan {
  readonly file: EvidenceFile;
  readonly title: string;
}

/** A fine with every proof that was shown for it. */
export interface ProofPage {
  readonly fine: FineOfProof;
  readonly proofs: readonly PaymentProof[];
  /** The scans of each proof, by its id. */
  readonly scans: Readonly<Record<string, readonly EvidenceRow[]>>;
  /** How long a proof may hold, in days from the day on which it was shown. */
  readonly holdDays: number;
  readonly today: LegalDate;
}

/** Proofs of payment that were shown before the money stands on a statement: dated holds that move no money. */
@Injectable()
export class ProofHoldsService {
  constructor(
    private readonly transactions: Transactions,
    private readonly proofs: ProofsRepository,
    private readonly parameters: ParametersService,
    private readonly access: CaseAccess,
    private readonly evidence: EvidenceService,
  ) {}

  /** The holds that stand today on these fines: neither ended, nor overtaken by the payment, nor by their day. */
  async holds(tx: Tx, decisionIds: readonly DecisionId[]): Promise<ProofHold[]> {
    const proofs = await this.proofs.ofDecisions(tx, decisionIds);
    return proofs
      .filter(({ state }) => state === 'standing')
      .map(({ decisionId, shownOn, untilOn, kind }) => ({
        decisionId,
        kind: 'payment-proof',
        from: shownOn,
        until: untilOn,
        reason: kind,
      }));
  }

  /** Every proof of a fine, the oldest first, whatever has become of it. The caller notes the look. */
  ofDecision(tx: Tx, decisionId: DecisionId): Promise<PaymentProof[]> {
    return this.proofs.ofDecisions(tx, [decisionId]);
  }

  /** A fine with its proofs; the look is noted. Refuses `not-found`, `other-department`, `access-reason-needed`. */
  read(actor: Actor, decisionId: DecisionId): Promise<ProofPage> {
    return this.transactions.view(actor, async (tx) => {
      const fine = await this.fine(tx, decisionId, false);
      const reason = await this.access.reasonFor(tx, fine.offenceId);
      const { personId, offenceId } = fine;
      tx.recordAccess({ operation: 'payment-proof.read', reason, personIds: [personId], caseIds: [offenceId] });
      const holdDays = await this.parameters.proofHoldDays(tx, tx.today);
      const proofs = await this.ofDecision(tx, decisionId);
      const scans: Record<string, readonly EvidenceRow[]> = {};
      for (const { id } of proofs) scans[id] = await this.evidence.ofSubject(tx, { kind: SUBJECT, id });
      return { fine, holdDays, today: tx.today, proofs, scans };
    });
  }

  /**
   * Records a proof, with its scan when there is one. Refuses `not-found`, `other-department`, `proof-recorded-already`, and what
   * `decideProof` and `EvidenceService.attach` refuse.
   */
  record(actor: Actor, decisionId: DecisionId, command: RecordProof, scan?: ProofScan): Promise<PaymentProof> {
    return this.transactions.run(actor, async (tx) => {
      const fine = await this.fine(tx, decisionId, true);
      const shown = {
        kind: command.kind,
        shownOn: legalDate(command.shownOn),
        paidOn: command.paidOn === undefined ? undefined : legalDate(command.paidOn),
        untilOn: command.untilOn === undefined ? undefined : legalDate(command.untilOn),
        amountCents: cents(command.amountCents),
        note: command.note ?? '',
      };
      const decided = orRefuse(decideProof(fine, shown, tx.today, await this.parameters.proofHoldDays(tx, tx.today)));
      const id = newId<string>();
      await this.proofs.insert(tx, fine, { ...decided, id, recordedBy: actingUser(tx.actor).id });
      const { kind, shownOn, untilOn, amountCents, note } = decided;
      if (scan !== undefined) await this.keepScan(tx, decisionId, id, scan);
      tx.record(proofEvent('proof.shown', fine, { proofId: id, kind, shownOn, untilOn, amountCents }, note));
      return this.found(tx, id);
    });
  }

  /**
   * Keeps a scan that comes later with a proof, standing or not; it moves nothing. Refuses `not-found`, `other-department`, and what
   * `EvidenceService.attach` refuses.
   */
  addScan(actor: Actor, id: string, { file, title }: ProofScan): Promise<AttachedEvidence> {
    return this.transactions.run(actor, async (tx) => {
      const { decisionId } = await this.found(tx, id);
      await this.fine(tx, decisionId, true);
      return this.keepScan(tx, decisionId, id, { file, title });
    });
  }

  /** One proof of a fine, as its page names it; the look is noted. Refuses like `read`, and `not-found` for the proof of another fine. */
  async readOne(
    actor: Actor,
    decisionId: DecisionId,
    id: string,
  ): Promise<Pick<ProofPage, 'fine'> & { readonly proof: PaymentProof }> {
    const { fine, proofs } = await this.read(actor, decisionId);
    const proof = proofs.find((each) => each.id === id);
    if (proof === undefined) throw new Refused({ code: 'not-found', params: { kind: 'payment-proof' } });
    return { fine, proof };
  }

  /** Ends a standing proof with a reason. Refuses `not-found`, `other-department`, `proof-not-standing`. */
  end(actor: Actor, id: string, command: EndProof): Promise<PaymentProof> {
    return this.transactions.run(actor, async (tx) => {
      const { decisionId } = await this.found(tx, id);
      const fine = await this.fine(tx, decisionId, true);
      const { state, kind } = await this.found(tx, id);
      if (state !== 'standing') throw new Refused({ code: 'proof-not-standing', params: { state } });
      await this.proofs.end(tx, id, actingUser(tx.actor).id, command.reason);
      tx.record(proofEvent('proof.ended', fine, { proofId: id, kind }, command.reason));
      return this.found(tx, id);
    });
  }

  private keepScan(tx: Tx, decisionId: DecisionId, id: string, { file, title }: ProofScan): Promise<AttachedEvidence> {
    return this.evidence.attach(tx, { kind: 'evidence', decisionId, subject: { kind: SUBJECT, id }, file, title });
  }

  private async fine(tx: Tx, decisionId: DecisionId, isLocked: boolean): Promise<FineOfProof> {
    const fine = await this.proofs.fine(tx, decisionId, isLocked);
    if (fine === undefined) throw new Refused({ code: 'not-found', field: 'decisionId' });
    checkDepartment(tx, fine.departmentId);
    return fine;
  }

  private async found(tx: Tx, id: string): Promise<PaymentProof> {
    const proof = await this.proofs.find(tx, id);
    if (proof === undefined) throw new Refused({ code: 'not-found', params: { kind: 'payment-proof' } });
    return proof;
  }
}

function proofEvent(
  type: 'proof.shown' | 'proof.ended',
  fine: FineOfProof,
  detail: Readonly<Record<string, unknown>>,
  words: string,
): DomainEvent {
  return {
    type,
    subjectKind: 'decision',
    subjectId: fine.decisionId,
    caseId: fine.offenceId,
    personId: fine.personId,
    departmentId: fine.departmentId,
    detail,
    ...(words !== '' && { personal: { words } }),
  };
}
