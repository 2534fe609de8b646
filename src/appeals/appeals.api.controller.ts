import { Body, Controller, Get, Headers, Inject, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { AppealId, DecisionId, JudgmentId } from '../kernel/ids';
import type { Config } from '../platform/config/config';
import type { Actor } from '../platform/database/transactions';
import { apiLink, created } from '../platform/http/api-links';
import { idParameter, parseCommand } from '../platform/http/fields';
import { withInnerCodes } from '../platform/http/outside-codes';
import { etagOf, onSeenVersion, withIdempotency } from '../platform/http/preconditions';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { CONFIG } from '../platform/platform.module';
import { AppealDesk } from './appeal-desk.service';
import { appealResource } from './appeal.view';
import { ConfirmJudgment, EnterOnRoll, ReasonedJudgment, RecordAppeal, RecordFinality, RecordJudgment, RecordRegistryCheck, WithdrawAppeal } from './appeals.commands'; // prettier-ignore
import { AppealsService, type AppealResult } from './appeals.service';
import { JudgmentsService } from './judgments.service';
import { RegistryChecks } from './registry-checks.service';

type Headings = Readonly<Record<string, string | undefined>>;

const CODES = ['appellant', 'stage', 'outcome'];

/** One verb of the API: what it is sent, and where. */
interface Asked<Command extends object> {
  readonly actor: Actor;
  readonly headers: Headings;
  readonly body: unknown;
  readonly command: new () => Command;
  readonly route: string;
}

/** Appeals, judgments and registry checks over the API (R4.1-R4.9, D7). */
@Controller('api/fines/v1')
export class AppealsApiController {
  constructor(
    private readonly appeals: AppealsService,
    private readonly judgments: JudgmentsService,
    private readonly desk: AppealDesk,
    private readonly checks: RegistryChecks,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post('appeals')
  @Requires('appeal.record')
  async record(
    @CurrentActor() actor: Actor,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    // prettier-ignore
    const command = parseCommand(RecordAppeal, withInnerCodes(body, CODES));
    const keyed = withIdempotency(actor, headers['idempotency-key'], 'POST /appeals', command);
    return this.done(reply, await this.appeals.record(keyed, command));
  }

  @Get('appeals/:appealId')
  @Requires('appeal.read')
  async read(
    @CurrentActor() actor: Actor,
    @Param('appealId') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const file = await this.desk.find(actor, idParameter<AppealId>(id));
    void reply.header('ETag', etagOf(file.appeal.version));
    return appealResource(this.config, file);
  }

  @Post('appeals/:appealId/rollEntries')
  @Requires('appeal.record')
  enterOnRoll(
    @CurrentActor() actor: Actor,
    @Param('appealId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    // prettier-ignore
    const asked = { actor, headers, body, command: EnterOnRoll, route: `POST /appeals/${id}/rollEntries` };
    return this.verb(reply, asked, (by, command) => this.appeals.enterOnRoll(by, idParameter<AppealId>(id), command));
  }

  @Post('appeals/:appealId/withdrawals')
  @Requires('appeal.record')
  withdraw(
    @CurrentActor() actor: Actor,
    @Param('appealId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    // prettier-ignore
    const asked = { actor, headers, body, command: WithdrawAppeal, route: `POST /appeals/${id}/withdrawals` };
    return this.verb(reply, asked, (by, command) => this.appeals.withdraw(by, idParameter<AppealId>(id), command));
  }

  @Post('appeals/:appealId/judgments')
  @Requires('appeal.record')
  judge(
    @CurrentActor() actor: Actor,
    @Param('appealId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    // prettier-ignore
    const asked = { actor, headers, body, command: RecordJudgment, route: `POST /appeals/${id}/judgments` };
    return this.verb(reply, asked, (by, command) => this.judgments.record(by, idParameter<AppealId>(id), command));
  }

  @Post('judgments/:judgmentId/finalities')
  @Requires('appeal.record')
  becomeFinal(
    @CurrentActor() actor: Actor,
    @Param('judgmentId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    // prettier-ignore
    const asked = { actor, headers, body, command: RecordFinality, route: `POST /judgments/${id}/finalities` };
    return this.verb(reply, asked, (by, command) =>
      this.judgments.becomeFinal(by, idParameter<JudgmentId>(id), command),
    );
  }

  @Post('judgments/:judgmentId/contestations')
  @Requires('appeal.record')
  contest(
    @CurrentActor() actor: Actor,
    @Param('judgmentId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    // prettier-ignore
    const asked = { actor, headers, body, command: ReasonedJudgment, route: `POST /judgments/${id}/contestations` };
    return this.verb(reply, asked, (by, command) => this.judgments.contest(by, idParameter<JudgmentId>(id), command));
  }

  @Post('judgments/:judgmentId/confirmations')
  @Requires('judgment.confirm')
  confirm(
    @CurrentActor() actor: Actor,
    @Param('judgmentId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    // prettier-ignore
    const asked = { actor, headers, body, command: ConfirmJudgment, route: `POST /judgments/${id}/confirmations` };
    return this.verb(reply, asked, (by, command) => this.judgments.confirm(by, idParameter<JudgmentId>(id), command));
  }

  @Post('judgments/:judgmentId/refusals')
  @Requires('judgment.confirm')
  refuse(
    @CurrentActor() actor: Actor,
    @Param('judgmentId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    // prettier-ignore
    const asked = { actor, headers, body, command: ReasonedJudgment, route: `POST /judgments/${id}/refusals` };
    return this.verb(reply, asked, (by, command) => this.judgments.refuse(by, idParameter<JudgmentId>(id), command));
  }

  @Post('decisions/:decisionId/registryChecks')
  @Requires('appeal.record')
  async check(
    @CurrentActor() actor: Actor,
    @Param('decisionId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    // prettier-ignore
    const command = parseCommand(RecordRegistryCheck, body);
    const keyed = withIdempotency(actor, headers['idempotency-key'], `POST /decisions/${id}/registryChecks`, command);
    const { registryCheckId, counts } = await this.checks.record(keyed, idParameter<DecisionId>(id), command); // prettier-ignore
    const href = apiLink(this.config, `/decisions/${id}`);
    created(reply, href);
    return { id: registryCheckId, decision: { href, id }, counts };
  }

  private async verb<Command extends object>(
    reply: FastifyReply,
    { actor, headers, body, command: Sent, route }: Asked<Command>,
    run: (by: Actor, command: Command) => Promise<AppealResult>,
  ): Promise<object> {
    const command = parseCommand(Sent, onSeenVersion(withInnerCodes(body, CODES), headers['if-match']));
    return this.done(reply, await run(withIdempotency(actor, headers['idempotency-key'], route, command), command));
  }

  private done(reply: FastifyReply, { appealId, version, ...more }: AppealResult): object {
    const self = apiLink(this.config, `/appeals/${appealId}`);
    created(reply, self, version);
    return { self, id: appealId, version, ...more };
  }
}
