import { Controller, Get, Inject, Param, Post } from '@nestjs/common';
import type { DecisionId, NotificationAttemptId, NotificationFactId, OffenceId } from '../kernel/ids';
import type { Config } from '../platform/config/config';
import { CurrentCall, type ApiCall } from '../platform/http/api-call';
import { apiLink, withoutNulls } from '../platform/http/api-links';
import { idParameter, parseCommand } from '../platform/http/fields';
import { withInnerCodes } from '../platform/http/outside-codes';
import { Requires } from '../platform/http/route-access';
import { CONFIG } from '../platform/platform.module';
import type { RegisterVerb } from './register-change.rules';
import { CorrectDay, RecordFact, RecordReturn, SendDecision, StateRemedies } from './register.commands';
import { NotificationRegister, type RegisterResult } from './register.service';
import { ReturnedMail } from './returned-mail.service';
import { registerResource, windowResource } from './register.view';

const CODES = ['channel', 'kind', 'remedies'];

/** The register of attempts over the API (R2.10, D27). */
@Controller('api/fines/v1')
export class RegisterApiController {
  constructor(
    private readonly register: NotificationRegister,
    private readonly mail: ReturnedMail,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('decisions/:decisionId/register')
  @Requires('file.read')
  async read(@Param('decisionId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const sheet = await this.register.read(call.actor, idParameter<DecisionId>(id));
    call.tagged(sheet.decision.version);
    return registerResource(sheet, this.link(sheet.decision.id));
  }

  @Post('decisions/:decisionId/attempts')
  @Requires('notification.record')
  send(@Param('decisionId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const command = parseCommand(SendDecision, seenIn(call));
    return this.keep(call, idParameter<DecisionId>(id), { verb: 'send', command });
  }

  @Post('attempts/:attemptId/facts')
  @Requires('notification.record')
  async record(@Param('attemptId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const attemptId = idParameter<NotificationAttemptId>(id);
    const command = parseCommand(RecordFact, seenIn(call));
    const decisionId = await this.register.decisionOf(call.actor, attemptId);
    return this.keep(call, decisionId, { verb: 'record', attemptId, command });
  }

  @Post('facts/:factId/corrections')
  @Requires('notification.record')
  async correct(@Param('factId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const factId = idParameter<NotificationFactId>(id);
    const command = parseCommand(CorrectDay, seenIn(call));
    const decisionId = await this.register.decisionOf(call.actor, factId);
    return this.keep(call, decisionId, { verb: 'correct', factId, command });
  }

  @Post('decisions/:decisionId/remediesRecords')
  @Requires('notification.record')
  stateRemedies(@Param('decisionId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const command = parseCommand(StateRemedies, seenIn(call));
    return this.keep(call, idParameter<DecisionId>(id), { verb: 'state-remedies', command });
  }

  @Post('mailReturns')
  @Requires('notification.record')
  async recordReturn(@CurrentCall() call: ApiCall): Promise<object> {
    const command = parseCommand(RecordReturn, withInnerCodes(call.body, ['reason']));
    const { letter, register, decisionId, offenceId } = await this.mail.record(call.once(), command);
    const { documentId } = letter;
    if (register !== undefined) return { ...this.done(call, register), documentId };
    const self = this.link(decisionId);
    call.created(self, letter.version);
    return { self, id: decisionId, offence: this.offence(offenceId), documentId };
  }

  private async keep(call: ApiCall, id: DecisionId, verb: RegisterVerb): Promise<object> {
    return this.done(call, await this.register.act(call.once(), id, verb));
  }

  private done(call: ApiCall, result: RegisterResult): object {
    const { decisionId, offenceId, changes, ...shown } = result;
    const self = this.link(decisionId);
    call.created(self, result.version);
    return withoutNulls({
      self,
      id: decisionId,
      offence: this.offence(offenceId),
      ...shown,
      windows: changes.map(({ addresseeId, after }) => windowResource(addresseeId, after)),
    });
  }

  private offence(id: OffenceId): object {
    return { href: apiLink(this.config, `/offences/${id}`), id };
  }

  private link(id: DecisionId): string {
    return apiLink(this.config, `/decisions/${id}/register`);
  }
}

function seenIn(call: ApiCall): unknown {
  return withInnerCodes(call.onSeenVersion(), CODES);
}
