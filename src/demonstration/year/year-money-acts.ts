import { DecisionDesk } from '../../decisions/decision-desk.service';
import type { RefundId } from '../../kernel/ids';
import { parseCommand } from '../../platform/http/fields';
import { RefundBatches } from '../../refunds/refund-batches.service';
import { RefundList } from '../../refunds/refund-list.service';
import { RefundRequestsService } from '../../refunds/refund-requests.service';
import { ActOnRefund, ChoosePayee, PrepareBatch, ReasonedRefund, ReceiveForm, SendForm } from '../../refunds/refunds.commands'; // prettier-ignore
import { RefundsService } from '../../refunds/refunds.service';
import type { Performers } from './year-acts';
import type { YearBank } from './year-bank';
import { fineOf } from './year-case-acts';
import { inHand, type YearFile, type YearOffice } from './year-office';

type MoneyAct = 'pay' | 'choose-payee' | 'approve-refund' | 'order-refund' | 'debit-refund' | 'send-form' | 'receive-form' | 'grant'; // prettier-ignore

/** Payments on statements, refunds from the choice of the payee to the debit, requests under article 4bis. */
export class YearMoneyActs {
  readonly performers: Performers<MoneyAct> = {
    pay: async (file, step) => {
      const agent = await this.office.actor('agent.border');
      const { decision } = await this.office.get(DecisionDesk).read(agent, fineOf(file, step).decisionId);
      const text = inHand(decision.structuredCommunication, 'structured communication');
      const { amountCents, payer } = step;
      await this.bank.credit(amountCents, payer, { kind: 'structured', type: '101', text });
      return { amountCents, payer };
    },
    'choose-payee': async (file, { payee, name, iban }) => {
      const { id, version, amountCents } = await this.refund(file, 'proposed');
      const reason = 'L’argent venait de ce compte (démonstration).';
      const command = parseCommand(ChoosePayee, { version, payee, name, reason, iban });
      await this.office.get(RefundsService).choosePayee(await this.office.actor('cashier'), id, command);
      file.refundId = id;
      return { amountCents, name, iban: iban.replaceAll(' ', '') };
    },
    'approve-refund': async (file) => {
      const { id, version, amountCents } = await this.refund(file);
      const treasurer = await this.office.actor('treasurer');
      await this.office.get(RefundsService).approve(treasurer, id, parseCommand(ActOnRefund, { version }));
      return { amountCents };
    },
    'order-refund': async (file, { executeOn }) => {
      const { id, amountCents } = await this.refund(file);
      const batches = this.office.get(RefundBatches);
      const [cashier, treasurer] = [await this.office.actor('cashier'), await this.office.actor('treasurer')];
      const prepared = parseCommand(PrepareBatch, { format: 'pain.001.001.09', executeOn, refunds: [{ id }] });
      const { batchId, version } = await batches.prepare(cashier, prepared);
      await batches.release(treasurer, batchId, parseCommand(ActOnRefund, { version }));
      const { lines } = await batches.read(cashier, batchId);
      file.orderId = inHand(lines[0], 'order').order.endToEndId;
      return { amountCents, executeOn };
    },
    'debit-refund': async (file) => {
      const { amountCents } = await this.refund(file);
      await this.bank.debit(amountCents, inHand(file.orderId, 'order'));
      return { amountCents };
    },
    'send-form': async (file, step) => {
      const { decisionId } = fineOf(file, step);
      const command = parseCommand(SendForm, { decisionId, formSentOn: step.on });
      const agent = await this.office.actor('agent.border');
      file.requestId = (await this.office.get(RefundRequestsService).sendForm(agent, command)).requestId;
      return {};
    },
    'receive-form': async (file, step) => {
      const requestReason = 'Le point de passage était ouvert (démonstration).';
      const command = parseCommand(ReceiveForm, { version: 1, receivedOn: step.on, proof: 'payment', requestReason });
      const agent = await this.office.actor('agent.border');
      await this.office.get(RefundRequestsService).receive(agent, inHand(file.requestId, 'request'), command);
      return {};
    },
    grant: async (file) => {
      const command = parseCommand(ReasonedRefund, {
        version: 2,
        reason: 'L’avis affiché était erroné (démonstration).',
      });
      const signatory = await this.office.actor('signatory.border');
      await this.office.get(RefundRequestsService).grant(signatory, inHand(file.requestId, 'request'), command);
      return {};
    },
  };

  constructor(
    private readonly office: YearOffice,
    private readonly bank: YearBank,
  ) {}

  /** The refund of the story in its state of now; the only one that waits to be decided, before it was chosen. */
  private async refund(
    file: YearFile,
    state?: 'proposed',
  ): Promise<{ readonly id: RefundId; readonly version: number; readonly amountCents: number }> {
    const list = this.office.get(RefundList);
    const cashier = await this.office.actor('cashier');
    const id = state === undefined ? inHand(file.refundId, 'refund') : await this.proposed(file);
    const { refund } = await list.read(cashier, id);
    return { id, version: refund.version, amountCents: refund.amountCents };
  }

  private async proposed(file: YearFile): Promise<RefundId> {
    const cashier = await this.office.actor('cashier');
    const { page } = await this.office.get(RefundList).list(cashier, 'proposed', undefined);
    const ids = new Set(file.fines.map(({ decisionId }) => decisionId));
    const found = page.rows.find(({ refund }) => refund.fine !== undefined && ids.has(refund.fine.decisionId));
    return inHand(found, 'proposed refund').refund.id;
  }
}
