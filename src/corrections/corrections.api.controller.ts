import { Controller, Get, Inject, Param, Post } from '@nestjs/common';
import type { DecisionId } from '../kernel/ids';
import { notificationActIn } from '../notifications/notification-act.commands';
import type { Config } from '../platform/config/config';
import { CurrentCall, type ApiCall } from '../platform/http/api-call';
import { apiLink } from '../platform/http/api-links';
import { idParameter, parseCommand } from '../platform/http/fields';
import { withInnerCodes } from '../platform/http/outside-codes';
import { Requires } from '../platform/http/route-access';
import { CONFIG } from '../platform/platform.module';
import { correctionJson } from './correction.view';
import { ProposeCorrection, RefuseCorrection, SignCorrection } from './corrections.commands';
import type { CorrectionId } from './corrections.repository';
import { CorrectionsService, type CorrectionResult } from './corrections.service';

/** The fields that hold codes: in lowerCamelCase outside. */
const CODES = ['effect', 'otherError'];

/** Corrections of signed decisions over the API. */
@Controller('api/fines/v1')
export class CorrectionsApiController {
  constructor(
    private readonly corrections: CorrectionsService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post('decisions/:decisionId/corrections')
  @Requires('decision.draft')
  async propose(@Param('decisionId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const command = parseCommand(ProposeCorrection, call.onSeenVersion(withInnerCodes(call.body, CODES)));
    return this.done(call, await this.corrections.propose(call.once(), idParameter<DecisionId>(id), command));
  }

  @Get('corrections/:correctionId')
  @Requires('file.read')
  async read(@Param('correctionId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const { correction } = await this.corrections.read(call.actor, idParameter<CorrectionId>(id));
    call.tagged(correction.version);
    return correctionJson(this.config, correction);
  }

  @Post('corrections/:correctionId/signatures')
  @Requires('decision.sign')
  async sign(@Param('correctionId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const command = parseCommand(SignCorrection, call.onSeenVersion());
    return this.done(call, await this.corrections.sign(call.once(), idParameter<CorrectionId>(id), command));
  }

  @Post('corrections/:correctionId/refusals')
  @Requires('decision.return')
  async refuse(@Param('correctionId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const command = parseCommand(RefuseCorrection, call.onSeenVersion());
    return this.done(call, await this.corrections.refuse(call.once(), idParameter<CorrectionId>(id), command));
  }

  /** If-Match names the version of the decision, which is what is notified again. */
  @Post('corrections/:correctionId/notifications')
  @Requires('notification.record')
  async notify(@Param('correctionId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const act = notificationActIn(call.onSeenVersion());
    const notified = await this.corrections.notify(call.once(), idParameter<CorrectionId>(id), act);
    const { notificationId, decisionId, lastDay, adverseLastDay, version } = notified;
    const self = apiLink(this.config, `/decisions/${decisionId}`);
    call.created(self, version);
    return { decision: { href: self, id: decisionId }, notificationId, lastDay, adverseLastDay, version };
  }

  private done(call: ApiCall, { correctionId, decisionId, state, version }: CorrectionResult): object {
    const self = apiLink(this.config, `/corrections/${correctionId}`);
    call.created(self, version);
    const decision = { href: apiLink(this.config, `/decisions/${decisionId}`), id: decisionId };
    return { self, id: correctionId, decision, state, version };
  }
}
