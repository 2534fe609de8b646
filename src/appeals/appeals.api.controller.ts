import { Controller, Get, Inject, Param, Post } from '@nestjs/common';
import type { AppealId, DecisionId, JudgmentId } from '../kernel/ids';
import type { Config } from '../platform/config/config';
import type { Actor } from '../platform/database/transactions';
import { CurrentCall, type ApiCall } from '../platform/http/api-call';
import { apiLink } from '../platform/http/api-links';
import { idParameter, parseCommand } from '../platform/http/fields';
import { withInnerCodes } from '../platform/http/outside-codes';
import { Requires } from '../platform/http/route-access';
import { CONFIG } from '../platform/platform.module';
import { AppealCorrections } from './appeal-corrections.service';
import { AppealDesk } from './appeal-desk.service';
import { appealResource, registryChecksResource } from './appeal.view';
import {
  ConfirmJudgment,
  CorrectAppeal,
  EnterOnRoll,
  MistakenAppeal,
  ReasonedJudgment,
  RecordAppeal,
  RecordFinality,
  RecordJudgment,
  ContestJudgment,
  MistakenRegistryCheck,
  NumberRemedy,
  RecordRegistryCheck,
  WithdrawAppeal,
} from './appeals.commands';
import { AppealsService, type AppealResult } from './appeals.service';
import { JudgmentsService } from './judgments.service';
import { RegistryChecks } from './registry-checks.service';
import { RegistryMistakes } from './registry-mistakes.service';

const CODES = ['appellant', 'stage', 'outcome'];

/** Appeals, judgments and registry checks over the API (R4.1-R4.9, D7). */
@Controller('api/fines/v1')
export class AppealsApiController {
  constructor(
    private readonly appeals: AppealsService,
    private readonly corrections: AppealCorrections,
    private readonly judgments: JudgmentsService,
    private readonly desk: AppealDesk,
    private readonly checks: RegistryChecks,
    private readonly mistakes: RegistryMistakes,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post('appeals')
  @Requires('appeal.record')
  async record(@CurrentCall() call: ApiCall): Promise<object> {
    const command = parseCommand(RecordAppeal, withInnerCodes(call.body, CODES));
    return this.done(call, await this.appeals.record(call.once(), command));
  }

  @Get('appeals/:appealId')
  @Requires('appeal.read')
  async read(@Param('appealId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const file = await this.desk.find(call.actor, idParameter<AppealId>(id));
    call.tagged(file.appeal.version);
    return appealResource(this.config, file);
  }

  @Post('appeals/:appealId/rollEntries')
  @Requires('appeal.record')
  enterOnRoll(@Param('appealId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    return this.verb(call, EnterOnRoll, (once, command) =>
      this.appeals.enterOnRoll(once, idParameter<AppealId>(id), command),
    );
  }

  @Post('appeals/:appealId/corrections')
  @Requires('appeal.record')
  correct(@Param('appealId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    return this.verb(call, CorrectAppeal, (once, command) =>
      this.corrections.correct(once, idParameter<AppealId>(id), command),
    );
  }

  @Post('appeals/:appealId/withdrawals')
  @Requires('appeal.record')
  withdraw(@Param('appealId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    return this.verb(call, WithdrawAppeal, (once, command) =>
      this.appeals.withdraw(once, idParameter<AppealId>(id), command),
    );
  }

  @Post('appeals/:appealId/mistakes')
  @Requires('appeal.record')
  markMistaken(@Param('appealId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    return this.verb(call, MistakenAppeal, (once, command) =>
      this.appeals.markMistaken(once, idParameter<AppealId>(id), command),
    );
  }

  @Post('appeals/:appealId/judgments')
  @Requires('appeal.record')
  judge(@Param('appealId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    return this.verb(call, RecordJudgment, (once, command) =>
      this.judgments.record(once, idParameter<AppealId>(id), command),
    );
  }

  @Post('judgments/:judgmentId/finalities')
  @Requires('appeal.record')
  becomeFinal(@Param('judgmentId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    return this.verb(call, RecordFinality, (once, command) =>
      this.judgments.becomeFinal(once, idParameter<JudgmentId>(id), command),
    );
  }

  @Post('judgments/:judgmentId/contestations')
  @Requires('appeal.record')
  contest(@Param('judgmentId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    return this.verb(call, ContestJudgment, (once, command) =>
      this.judgments.contest(once, idParameter<JudgmentId>(id), command),
    );
  }

  @Post('judgments/:judgmentId/remedyNumbers')
  @Requires('appeal.record')
  numberRemedy(@Param('judgmentId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    return this.verb(call, NumberRemedy, (once, command) =>
      this.judgments.numberRemedy(once, idParameter<JudgmentId>(id), command),
    );
  }

  @Post('judgments/:judgmentId/confirmations')
  @Requires('judgment.confirm')
  confirm(@Param('judgmentId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    return this.verb(call, ConfirmJudgment, (once, command) =>
      this.judgments.confirm(once, idParameter<JudgmentId>(id), command),
    );
  }

  @Post('judgments/:judgmentId/refusals')
  @Requires('judgment.confirm')
  refuse(@Param('judgmentId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    return this.verb(call, ReasonedJudgment, (once, command) =>
      this.judgments.refuse(once, idParameter<JudgmentId>(id), command),
    );
  }

  @Get('decisions/:decisionId/registryChecks')
  @Requires('appeal.read')
  async listChecks(@Param('decisionId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    return registryChecksResource(this.config, await this.checks.read(call.actor, idParameter<DecisionId>(id)));
  }

  @Post('decisions/:decisionId/registryChecks')
  @Requires('appeal.record')
  async check(@Param('decisionId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const command = parseCommand(RecordRegistryCheck, call.body);
    const { registryCheckId, counts } = await this.checks.record(call.once(), idParameter<DecisionId>(id), command);
    const href = apiLink(this.config, `/decisions/${id}`);
    call.created(href);
    return { id: registryCheckId, decision: { href, id }, counts };
  }

  @Post('decisions/:decisionId/registryChecks/:registryCheckId/mistakes')
  @Requires('appeal.record')
  async takeCheckBack(
    @Param('decisionId') id: string,
    @Param('registryCheckId') checkId: string,
    @CurrentCall() call: ApiCall,
  ): Promise<object> {
    const command = parseCommand(MistakenRegistryCheck, call.body);
    const [decisionId, of] = [idParameter<DecisionId>(id), idParameter<string>(checkId)];
    const { registryCheckId, ...undone } = await this.mistakes.takeBack(call.once(), decisionId, of, command);
    const { stoppedReleaseCount, isRecalled: recalled, forfeitedCount } = undone;
    const href = apiLink(this.config, `/decisions/${id}`);
    call.created(href);
    return { id: registryCheckId, decision: { href, id }, stoppedReleaseCount, recalled, forfeitedCount };
  }

  /** Runs a verb once, on the version that If-Match names. */
  private async verb<Command extends object>(
    call: ApiCall,
    Sent: new () => Command,
    run: (once: Actor, command: Command) => Promise<AppealResult>,
  ): Promise<object> {
    const command = parseCommand(Sent, call.onSeenVersion(withInnerCodes(call.body, CODES)));
    return this.done(call, await run(call.once(), command));
  }

  private done(call: ApiCall, { appealId, version, ...more }: AppealResult): object {
    const self = apiLink(this.config, `/appeals/${appealId}`);
    call.created(self, version);
    return { self, id: appealId, version, ...more };
  }
}
