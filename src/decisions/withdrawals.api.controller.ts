import { Body, Controller, Headers, Inject, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { DecisionId } from '../kernel/ids';
import type { Config } from '../platform/config/config';
import type { Actor } from '../platform/database/transactions';
import { apiLink } from '../platform/http/api-links';
import { idParameter, parseCommand } from '../platform/http/fields';
import { typedIn, type FormBody } from '../platform/http/form-body';
import { etagOf, onSeenVersion, withIdempotency } from '../platform/http/preconditions';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { CONFIG } from '../platform/platform.module';
import { ReasonedDecision, SubmitDecision } from './decisions.commands';
import type { DecisionResult } from './decisions.service';
import { scanIn, ScansService } from './scans.service';
import { WithdrawalDesk } from './withdrawal-desk.service';

type Headings = Readonly<Record<string, string | undefined>>;

/** What happens to a signed decision beside its notification: withdrawn by the Office (R2.12), a scan attached (D33). */
@Controller('api/fines/v1/decisions/:decisionId')
export class WithdrawalsApiController {
  constructor(
    private readonly desk: WithdrawalDesk,
    private readonly scans: ScansService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post('withdrawalProposals')
  @Requires('withdrawal.propose')
  async propose(
    @CurrentActor() actor: Actor,
    @Param('decisionId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const command = parseCommand(ReasonedDecision, onSeenVersion(body, headers['if-match']));
    const keyed = withIdempotency(actor, headers['idempotency-key'], `propose withdrawal ${id}`, command);
    return this.answer(reply, await this.desk.propose(keyed, idParameter<DecisionId>(id), command));
  }

  @Post('withdrawalRefusals')
  @Requires('withdrawal.decide')
  async refuse(
    @CurrentActor() actor: Actor,
    @Param('decisionId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const command = parseCommand(ReasonedDecision, onSeenVersion(body, headers['if-match']));
    const keyed = withIdempotency(actor, headers['idempotency-key'], `refuse withdrawal ${id}`, command);
    return this.answer(reply, await this.desk.refuse(keyed, idParameter<DecisionId>(id), command));
  }

  @Post('withdrawals')
  @Requires('withdrawal.decide')
  async withdraw(
    @CurrentActor() actor: Actor,
    @Param('decisionId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const command = parseCommand(SubmitDecision, onSeenVersion(body, headers['if-match']));
    const keyed = withIdempotency(actor, headers['idempotency-key'], `withdraw ${id}`, command);
    const { cancelledCents, owedBackCents, documentId, ...result } = await this.desk.withdraw(
      keyed,
      idParameter<DecisionId>(id),
      command,
    );
    const document = { href: apiLink(this.config, `/documents/${documentId}/content`), id: documentId };
    return { ...this.answer(reply, result), cancelledCents, owedBackCents, document };
  }

  @Post('scans')
  @Requires('document.attach')
  async attach(
    @CurrentActor() actor: Actor,
    @Param('decisionId') id: string,
    @Headers() headers: Headings,
    @Body() body: FormBody | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const bytes = scanIn(typedIn(body));
    const keyed = withIdempotency(actor, headers['idempotency-key'], `attach ${id}`, bytes);
    const { documentId, sha256Hex } = await this.scans.attach(keyed, idParameter<DecisionId>(id), bytes);
    const href = apiLink(this.config, `/documents/${documentId}/content`);
    void reply.status(201).header('Location', href);
    return { href, id: documentId, kind: 'scan', sha256: sha256Hex };
  }

  private answer(reply: FastifyReply, { decisionId, state, version }: DecisionResult): object {
    const self = apiLink(this.config, `/decisions/${decisionId}`);
    void reply.status(201).header('ETag', etagOf(version)).header('Location', self);
    return { self, id: decisionId, state, version };
  }
}
