import { Controller, Get, Inject, Param, Patch, Post } from '@nestjs/common';
import type { DecisionId } from '../kernel/ids';
import type { Config } from '../platform/config/config';
import type { Actor } from '../platform/database/transactions';
import { CurrentCall, type ApiCall } from '../platform/http/api-call';
import { apiLink } from '../platform/http/api-links';
import { idParameter, parseCommand } from '../platform/http/fields';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { CONFIG } from '../platform/platform.module';
import { decisionJson, documentsJson } from './decision.view';
import { DecisionDesk } from './decision-desk.service';
import { parseEdit, ReasonedDecision, SignDecision, SubmitDecision } from './decisions.commands';
import type { DecisionResult } from './decisions.service';

interface DecisionResultJson extends Pick<DecisionResult, 'state' | 'version'> {
  readonly self: string;
  readonly id: DecisionId;
}

/** Decisions over the API: verbs are nouns that are posted. */
@Controller('api/fines/v1/decisions/:decisionId')
export class DecisionsApiController {
  constructor(
    private readonly desk: DecisionDesk,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @Requires('file.read')
  async read(@Param('decisionId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const found = await this.desk.read(call.actor, idParameter<DecisionId>(id));
    call.tagged(found.decision.version);
    return decisionJson(this.config, found);
  }

  @Get('documents')
  @Requires('document.read')
  async documents(@CurrentActor() actor: Actor, @Param('decisionId') id: string): Promise<object> {
    const decisionId = idParameter<DecisionId>(id);
    return documentsJson(this.config, decisionId, await this.desk.documents(actor, decisionId));
  }

  @Patch()
  @Requires('decision.draft')
  async edit(@Param('decisionId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const edited = await this.desk.edit(call.actor, idParameter<DecisionId>(id), parseEdit(call.onSeenVersion()));
    call.tagged(edited.version);
    return this.resultJson(edited);
  }

  @Post('submissions')
  @Requires('decision.draft')
  async submit(@Param('decisionId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const command = parseCommand(SubmitDecision, call.onSeenVersion());
    return this.done(call, await this.desk.submit(call.once(), idParameter<DecisionId>(id), command));
  }

  @Post('signatures')
  @Requires('decision.sign')
  async sign(@Param('decisionId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const command = parseCommand(SignDecision, call.onSeenVersion());
    const signed = await this.desk.sign(call.once(), idParameter<DecisionId>(id), command);
    const document = { href: apiLink(this.config, `/documents/${signed.documentId}/content`), id: signed.documentId };
    return { ...this.done(call, signed), decisionNumber: signed.number, document };
  }

  @Post('returns')
  @Requires('decision.return')
  async returnToDrafter(@Param('decisionId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const command = parseCommand(ReasonedDecision, call.onSeenVersion());
    return this.done(call, await this.desk.returnToDrafter(call.once(), idParameter<DecisionId>(id), command));
  }

  @Post('cancellations')
  @Requires('decision.draft')
  async cancel(@Param('decisionId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const command = parseCommand(ReasonedDecision, call.onSeenVersion());
    return this.done(call, await this.desk.cancel(call.once(), idParameter<DecisionId>(id), command));
  }

  private done(call: ApiCall, result: DecisionResult): object {
    const answer = this.resultJson(result);
    call.created(answer.self, result.version);
    return answer;
  }

  private resultJson({ decisionId, state, version }: DecisionResult): DecisionResultJson {
    return { self: apiLink(this.config, `/decisions/${decisionId}`), id: decisionId, state, version };
  }
}
