import { Body, Controller, Headers, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { AllocationId, DecisionId } from '../kernel/ids';
import type { Config } from '../platform/config/config';
import type { Actor } from '../platform/database/transactions';
import { apiLink } from '../platform/http/api-links';
import { idParameter, parseCommand } from '../platform/http/fields';
import { refuseUnknownFields, type FormBody } from '../platform/http/form-body';
import { withIdempotency } from '../platform/http/preconditions';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { CONFIG } from '../platform/platform.module';
import { IssueReceipt } from './payment-papers.commands';
import { PaymentPapersService, type IssuedPaper } from './payment-papers.service';

type Headings = Readonly<Record<string, string | undefined>>;

/** Receipts and certificates of payment for other systems. */
@Controller('api/fines/v1/fines/:fineId')
export class PaymentPapersApiController {
  constructor(
    private readonly papers: PaymentPapersService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post('receipts')
  @HttpCode(201)
  @Requires('payment.certify')
  async receipt(
    @CurrentActor() actor: Actor,
    @Param('fineId') fineId: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const id = idParameter<DecisionId>(fineId);
    const command = parseCommand(IssueReceipt, body);
    const keyed = withIdempotency(actor, headers['idempotency-key'], `receipt ${id}`, command);
    return this.answer(reply, await this.papers.receipt(keyed, id, command.allocationId as AllocationId));
  }

  @Post('certificates')
  @HttpCode(201)
  @Requires('payment.certify')
  async certificate(
    @CurrentActor() actor: Actor,
    @Param('fineId') fineId: string,
    @Headers() headers: Headings,
    @Body() body: FormBody | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const id = idParameter<DecisionId>(fineId);
    refuseUnknownFields(body ?? {}, []);
    const keyed = withIdempotency(actor, headers['idempotency-key'], `certificate ${id}`, {});
    return this.answer(reply, await this.papers.certificate(keyed, id));
  }

  private answer(reply: FastifyReply, { documentId, sha256, kind }: IssuedPaper): object {
    const href = apiLink(this.config, `/documents/${documentId}/content`);
    void reply.header('Location', href);
    return { href, id: documentId, kind: KINDS[kind], sha256 };
  }
}

const KINDS: Readonly<Record<IssuedPaper['kind'], string>> = {
  'payment-receipt': 'paymentReceipt',
  'payment-certificate': 'paymentCertificate',
};
