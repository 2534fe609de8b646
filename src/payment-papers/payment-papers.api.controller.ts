import { Controller, Inject, Param, Post } from '@nestjs/common';
import type { AllocationId, DecisionId } from '../kernel/ids';
import type { Config } from '../platform/config/config';
import { CurrentCall, type ApiCall } from '../platform/http/api-call';
import { apiLink } from '../platform/http/api-links';
import { idParameter, parseCommand } from '../platform/http/fields';
import { refuseUnknownFields, type FormBody } from '../platform/http/form-body';
import { Requires } from '../platform/http/route-access';
import { CONFIG } from '../platform/platform.module';
import { IssueReceipt } from './payment-papers.commands';
import { PaymentPapersService, type IssuedPaper } from './payment-papers.service';

/** Receipts and certificates of payment for other systems. */
@Controller('api/fines/v1/fines/:fineId')
export class PaymentPapersApiController {
  constructor(
    private readonly papers: PaymentPapersService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post('receipts')
  @Requires('payment.certify')
  async receipt(@Param('fineId') fineId: string, @CurrentCall() call: ApiCall): Promise<object> {
    const id = idParameter<DecisionId>(fineId);
    const command = parseCommand(IssueReceipt, call.body);
    return this.answer(call, await this.papers.receipt(call.once(), id, command.allocationId as AllocationId));
  }

  @Post('certificates')
  @Requires('payment.certify')
  async certificate(@Param('fineId') fineId: string, @CurrentCall() call: ApiCall): Promise<object> {
    const id = idParameter<DecisionId>(fineId);
    refuseUnknownFields((call.body ?? {}) as FormBody, []);
    return this.answer(call, await this.papers.certificate(call.once(), id));
  }

  private answer(call: ApiCall, { documentId, sha256, kind }: IssuedPaper): object {
    const href = apiLink(this.config, `/documents/${documentId}/content`);
    call.created(href);
    return { href, id: documentId, kind: KINDS[kind], sha256 };
  }
}

const KINDS: Readonly<Record<IssuedPaper['kind'], string>> = {
  'payment-receipt': 'paymentReceipt',
  'payment-certificate': 'paymentCertificate',
};
