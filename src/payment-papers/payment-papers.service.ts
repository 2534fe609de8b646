import { Injectable } from '@nestjs/common';
import { aboutDecision } from '../decisions/decision-event.view';
import { DecisionLetters } from '../decisions/decision-letters.service';
import type { DecisionRow } from '../decisions/decisions.repository';
import { DecisionsService, type DecisionWithOffence } from '../decisions/decisions.service';
import type { FineLetterData } from '../documents/decision-letter.data';
import { DocumentsService, type IssuedDocument } from '../documents/documents.service';
import type { PaperSigner } from '../documents/paper-signer.view';
import type { LetterContent } from '../documents/letter-content';
import { paymentCertificate, type PaymentCertificateData } from '../documents/payment-certificate';
import { paymentReceipt } from '../documents/payment-receipt';
import type { AllocationId, DecisionId, DocumentId, OffenceId } from '../kernel/ids';
import { refuse } from '../kernel/outcome';
import { LedgerService } from '../ledger/ledger.service';
import { Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { orRefuse, Refused } from '../platform/refused';
import { FineMoneyService } from '../reports/fine-money.service';
import { PaperPeople } from './paper-people.service';
import { finePayments, openCentsOf, type FinePayment, type FinePayments } from './fine-payments.rules';

/** A paper that was issued. */
export interface IssuedPaper {
  readonly documentId: DocumentId;
  readonly sha256: string;
  readonly kind: PaperKind;
  readonly offenceId: OffenceId;
}

export type PaperKind = 'payment-receipt' | 'payment-certificate';

/** The fine, its payments, and the papers that were issued of them. */
export interface PapersOfFine {
  readonly decision: DecisionRow;
  readonly offenceId: OffenceId;
  /** Absent while nothing stands paid. */
  readonly money: FinePayments | undefined;
  readonly papers: readonly IssuedDocument[];
}

/** What a paper is made from, under the lock of the fine's accounts. */
interface PaperGround {
  readonly found: DecisionWithOffence;
  readonly money: FinePayments;
  readonly data: FineLetterData;
  readonly signer: PaperSigner;
}

/** Receipts and certificates of payment: made once from the ledger, kept with their hash, never made again differently. */
@Injectable()
export class PaymentPapersService {
  constructor(
    private readonly transactions: Transactions,
    private readonly decisions: DecisionsService,
    private readonly letters: DecisionLetters,
    private readonly documents: DocumentsService,
    private readonly ledger: LedgerService,
    private readonly money: FineMoneyService,
    private readonly people: PaperPeople,
  ) {}

  /**
   * The receipt of one booking. Refuses `nothing-booked` (nothing stands on the fine, or not this booking), `payments-disagree`,
   * `not-found`, `other-department`.
   */
  receipt(actor: Actor, id: DecisionId, allocationId: AllocationId): Promise<IssuedPaper> {
    return this.transactions.run(actor, async (tx) => {
      const ground = await this.ground(tx, id);
      const payment = ground.money.payments.find((each) => each.allocationId === allocationId);
      if (payment === undefined) throw new Refused({ code: 'nothing-booked', field: 'allocationId', rule: 'R3.2' });
      return this.issue(tx, ground, 'payment-receipt', receiptOf(tx, ground, payment));
    });
  }

  /** The certificate of what is paid and what stays open. Refuses `nothing-booked`, `payments-disagree`, `not-found`, `other-department`. */
  certificate(actor: Actor, id: DecisionId): Promise<IssuedPaper> {
    return this.transactions.run(actor, async (tx) => {
      const ground = await this.ground(tx, id);
      return this.issue(tx, ground, 'payment-certificate', certificateOf(tx, ground));
    });
  }

  /** The payments of a fine and the papers issued of them; the look is noted. Refuses like every look at a case. */
  read(actor: Actor, id: DecisionId): Promise<PapersOfFine> {
    return this.transactions.view(actor, async (tx) => {
      const { decision, offence } = await this.decisions.find(tx, id);
      const reason = await this.people.reasonFor(tx, offence.id);
      const personIds = await this.decisions.personsIn(tx, offence);
      tx.recordAccess({ operation: 'payment-paper.list', reason, personIds, caseIds: [offence.id] });
      const standing = await this.standing(tx, id);
      const papers = (await this.documents.ofDecision(tx, id)).filter(({ kind }) => PAPER_KINDS.has(kind));
      return { decision, offenceId: offence.id, money: standing.ok ? standing.value : undefined, papers };
    });
  }

  /** Locks the fine's accounts, so that what the paper says is what the ledger says when it is issued. */
  private async ground(tx: Tx, id: DecisionId): Promise<PaperGround> {
    const found = await this.decisions.find(tx, id);
    const { decision } = found;
    if (decision.number === undefined) throw new Refused({ code: 'nothing-booked', rule: 'R3.2' });
    await this.ledger.lockFine(tx, decision.departmentId, id);
    const money = orRefuse(await this.standing(tx, id));
    const data = await this.letters.dataOfFine(tx, decision);
    return { found, money, data, signer: await this.people.signer(tx, data.language) };
  }

  private async standing(tx: Tx, id: DecisionId): Promise<ReturnType<typeof finePayments>> {
    const { postings, allocations, receivableCents } = await this.money.of(tx, id);
    if (postings.length === 0) return refuse('nothing-booked', { rule: 'R3.2' });
    return finePayments(postings, allocations, receivableCents);
  }

  private async issue(
    tx: Tx,
    { found: { decision, offence } }: PaperGround,
    kind: PaperKind,
    content: LetterContent,
  ): Promise<IssuedPaper> {
    const [first] = (await this.decisions.partiesOf(tx, offence)).debtors;
    const { documentId, sha256Hex } = await this.documents.issue(tx, {
      decisionId: decision.id,
      departmentId: decision.departmentId,
      kind,
      addressee: first && { id: first.person.id, ordinal: 1 },
      content,
    });
    tx.record({
      type: 'payment.paper-issued',
      ...aboutDecision({ decision, offence }),
      detail: { documentId, kind, sha256: sha256Hex },
    });
    return { documentId, sha256: sha256Hex, kind, offenceId: offence.id };
  }
}

const PAPER_KINDS: ReadonlySet<string> = new Set<PaperKind>(['payment-receipt', 'payment-certificate']);

function common(
  tx: Tx,
  { found, data, signer, money }: PaperGround,
): Pick<
  PaymentCertificateData,
  'language' | 'department' | 'issuedOn' | 'addressee' | 'fine' | 'openCents' | 'signer'
> {
  const { language, department, addressee, amountCents } = data;
  const isNotified = found.decision.notifiedOn !== undefined;
  const openCents = openCentsOf(money, { amountCents, isNotified });
  return { language, department, issuedOn: tx.today, addressee, fine: data, openCents, signer };
}

function receiptOf(tx: Tx, ground: PaperGround, payment: FinePayment): LetterContent {
  const { on, payerName, statementLine, receivedCents, amountCents, asAdvance } = payment;
  const isAdvance = asAdvance && ground.found.decision.notifiedOn === undefined;
  return paymentReceipt({
    ...common(tx, ground),
    payment: { receivedOn: on, payerName, statementLine, receivedCents, bookedCents: amountCents, isAdvance },
  });
}

function certificateOf(tx: Tx, ground: PaperGround): LetterContent {
  const { payments, waivedCents } = ground.money;
  return paymentCertificate({
    ...common(tx, ground),
    bookings: payments,
    waivedCents,
    beforeNotification: ground.found.decision.notifiedOn === undefined,
  });
}
