import { Controller, Inject, Param, Post } from '@nestjs/common';
import type { DecisionId } from '../kernel/ids';
import type { Config } from '../platform/config/config';
import { CurrentCall, type ApiCall } from '../platform/http/api-call';
import { apiLink } from '../platform/http/api-links';
import { idParameter, parseCommand } from '../platform/http/fields';
import { typedIn, type FormBody } from '../platform/http/form-body';
import { Requires } from '../platform/http/route-access';
import { CONFIG } from '../platform/platform.module';
import { ReasonedDecision, SubmitDecision } from './decisions.commands';
import type { DecisionResult } from './decisions.service';
import { scanIn, ScansService } from './scans.service';
import { WithdrawalDesk } from './withdrawal-desk.service';

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
  async propose(@Param('decisionId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const command = parseCommand(ReasonedDecision, call.onSeenVersion());
    return this.done(call, await this.desk.propose(call.once(), idParameter<DecisionId>(id), command));
  }

  @Post('withdrawalRefusals')
  @Requires('withdrawal.decide')
  async refuse(@Param('decisionId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const command = parseCommand(ReasonedDecision, call.onSeenVersion());
    return this.done(call, await this.desk.refuse(call.once(), idParameter<DecisionId>(id), command));
  }

  @Post('withdrawals')
  @Requires('withdrawal.decide')
  async withdraw(@Param('decisionId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const command = parseCommand(SubmitDecision, call.onSeenVersion());
    const { cancelledCents, owedBackCents, documentId, ...result } = await this.desk.withdraw(
      call.once(),
      idParameter<DecisionId>(id),
      command,
    );
    const document = documentId !== undefined && {
      document: { href: apiLink(this.config, `/documents/${documentId}/content`), id: documentId },
    };
    return { ...this.done(call, result), cancelledCents, owedBackCents, ...document };
  }

  @Post('scans')
  @Requires('document.attach')
  async attach(@Param('decisionId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const bytes = scanIn(typedIn(call.body as FormBody));
    const { documentId, sha256Hex } = await this.scans.attach(call.once(bytes), idParameter<DecisionId>(id), bytes);
    const href = apiLink(this.config, `/documents/${documentId}/content`);
    call.created(href);
    return { href, id: documentId, kind: 'scan', sha256: sha256Hex };
  }

  private done(call: ApiCall, { decisionId, state, version }: DecisionResult): object {
    const self = apiLink(this.config, `/decisions/${decisionId}`);
    call.created(self, version);
    return { self, id: decisionId, state, version };
  }
}
