import { Controller, Get, Param, Post } from '@nestjs/common';
import type { AllocationId, DecisionId } from '../kernel/ids';
import type { Refusal } from '../kernel/outcome';
import type { Actor } from '../platform/database/transactions';
import { idParameter, parseCommand } from '../platform/http/fields';
import { page, redirect, submitted, type PageResult } from '../platform/http/page-result';
import { CurrentForm, type PostedForm } from '../platform/http/posted-form';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { Form } from '../ui/form';
import { IssueReceipt } from './payment-papers.commands';
import { PaymentPapersService, type IssuedPaper } from './payment-papers.service';

/** The page of a fine's payments, from which receipts and certificates are issued. */
@Controller('fines/:fineId/payment-papers')
export class PaymentPapersWebController {
  constructor(private readonly papers: PaymentPapersService) {}

  @Get()
  @Requires('file.read')
  show(@CurrentActor() actor: Actor, @Param('fineId') fineId: string): Promise<PageResult> {
    return this.page(actor, idParameter<DecisionId>(fineId), []);
  }

  @Post('receipts')
  @Requires('payment.certify')
  receipt(@Param('fineId') fineId: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    const id = idParameter<DecisionId>(fineId);
    return this.answer(form.actor, id, () => {
      const command = parseCommand(IssueReceipt, form.typed);
      return this.papers.receipt(form.once(), id, command.allocationId as AllocationId);
    });
  }

  @Post('certificates')
  @Requires('payment.certify')
  certificate(@Param('fineId') fineId: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    const id = idParameter<DecisionId>(fineId);
    return this.answer(form.actor, id, () => {
      form.refuseFieldsBut();
      return this.papers.certificate(form.once(), id);
    });
  }

  private answer(actor: Actor, id: DecisionId, issue: () => Promise<IssuedPaper>): Promise<PageResult> {
    return submitted(
      async () => {
        const { kind } = await issue();
        return redirect(`/fines/${id}/payment-papers`, { kind: 'success', key: `payment-papers.flash.${kind}` });
      },
      (refusals) => this.page(actor, id, refusals),
    );
  }

  private async page(actor: Actor, id: DecisionId, refusals: readonly Refusal[]): Promise<PageResult> {
    const { decision, offenceId, money, papers } = await this.papers.read(actor, id);
    const form = refusals.length === 0 ? undefined : Form.refused('payment-papers.field', {}, refusals);
    return page('payment-papers/papers', { decision, offenceId, money, papers, form });
  }
}
