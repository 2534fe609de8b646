import { Body, Controller, Get, Headers, Inject, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { DepositId, MovementId } from '../kernel/ids';
import type { Config } from '../platform/config/config';
import type { Actor } from '../platform/database/transactions';
import { apiLink, created } from '../platform/http/api-links';
import { idParameter, parseCommand } from '../platform/http/fields';
import { withInnerCodes } from '../platform/http/outside-codes';
import { onSeenVersion, withIdempotency } from '../platform/http/preconditions';
import { camelCase } from '../platform/http/problem';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { CONFIG } from '../platform/platform.module';
import { sentFileIn } from '../statements/statement-upload';
import { DepositAdvices } from './deposit-advices.service';
import { DepositStatements } from './deposit-statements.service';
import { reconciliationResource } from './deposit.view';
import { DecideWrongAccount, EnterAdvice, LinkAdvice } from './deposits.commands';
import { WrongAccounts } from './wrong-account.service';

type Headings = Readonly<Record<string, string | undefined>>;

/** What the Caisse tells of deposits, and money that went to the wrong account, over the API (D29, R5.4). */
@Controller('api/fines/v1')
export class DepositAdvicesApiController {
  constructor(
    private readonly advices: DepositAdvices,
    private readonly statements: DepositStatements,
    private readonly wrongAccounts: WrongAccounts,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post('depositAdvices')
  @Requires('deposit.record')
  async enterAdvice(
    @CurrentActor() actor: Actor,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const command = parseCommand(EnterAdvice, body);
    const keyed = withIdempotency(actor, headers['idempotency-key'], 'POST /depositAdvices', command);
    const { adviceId, outcome, depositId } = await this.advices.enter(keyed, command);
    created(reply, apiLink(this.config, '/depositReconciliation'));
    return { id: adviceId, outcome, ...this.depositLink(depositId) };
  }

  @Post('depositAdvices/:depositAdviceId/links')
  @Requires('deposit.record')
  async link(
    @CurrentActor() actor: Actor,
    @Param('depositAdviceId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const command = parseCommand(LinkAdvice, onSeenVersion(body, headers['if-match']));
    const keyed = withIdempotency(actor, headers['idempotency-key'], `link ${id}`, command);
    const linked = await this.advices.link(keyed, idParameter(id), command);
    created(reply, apiLink(this.config, `/deposits/${command.depositId}`));
    return { id: linked.adviceId, outcome: linked.outcome, ...this.depositLink(linked.depositId) };
  }

  @Post('depositStatements')
  @Requires('deposit.record')
  async receiveStatement(
    @CurrentActor() actor: Actor,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const { bytes } = sentFileIn(body, headers['content-disposition']);
    const keyed = withIdempotency(actor, headers['idempotency-key'], 'POST /depositStatements', Buffer.from(bytes));
    const counts = await this.statements.receive(keyed, bytes);
    created(reply, apiLink(this.config, '/depositReconciliation'));
    return { ...counts };
  }

  @Get('depositReconciliation')
  @Requires('payment.read')
  async reconcile(@CurrentActor() actor: Actor): Promise<object> {
    return reconciliationResource(this.config, await this.advices.reconciliation(actor));
  }

  @Post('movements/:movementId/depositDecisions')
  @Requires('deposit.record')
  async decideWrongAccount(
    @CurrentActor() actor: Actor,
    @Param('movementId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const command = parseCommand(DecideWrongAccount, withInnerCodes(body, ['choice']));
    const keyed = withIdempotency(actor, headers['idempotency-key'], `wrong account ${id}`, command);
    await this.wrongAccounts.decide(keyed, idParameter<MovementId>(id), command);
    const href = apiLink(this.config, `/movements/${id}`);
    created(reply, href);
    return { movement: { href, id }, choice: camelCase(command.choice) };
  }

  private depositLink(depositId: DepositId | undefined): object {
    return depositId === undefined
      ? {}
      : { deposit: { href: apiLink(this.config, `/deposits/${depositId}`), id: depositId } };
  }
}
