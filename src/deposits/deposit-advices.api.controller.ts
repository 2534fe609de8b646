import { Controller, Get, Headers, Inject, Param, Post } from '@nestjs/common';
import type { DepositId, MovementId } from '../kernel/ids';
import type { Config } from '../platform/config/config';
import type { Actor } from '../platform/database/transactions';
import { CurrentCall, type ApiCall } from '../platform/http/api-call';
import { apiLink } from '../platform/http/api-links';
import { idParameter, parseCommand } from '../platform/http/fields';
import { withInnerCodes } from '../platform/http/outside-codes';
import { camelCase } from '../platform/http/problem';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { CONFIG } from '../platform/platform.module';
import { sentFileIn } from '../statements/statement-upload';
import { DepositAdvices } from './deposit-advices.service';
import { DepositStatements } from './deposit-statements.service';
import { reconciliationResource } from './deposit.view';
import { DecideWrongAccount, EnterAdvice, LinkAdvice, SetAdviceAside } from './deposits.commands';
import { WrongAccounts } from './wrong-account.service';

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
  async enterAdvice(@CurrentCall() call: ApiCall): Promise<object> {
    const command = parseCommand(EnterAdvice, call.body);
    const { adviceId, outcome, depositId } = await this.advices.enter(call.once(), command);
    call.created(apiLink(this.config, '/depositReconciliation'));
    return { id: adviceId, outcome, ...this.depositLink(depositId) };
  }

  @Post('depositAdvices/:depositAdviceId/links')
  @Requires('deposit.record')
  async link(@Param('depositAdviceId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const command = parseCommand(LinkAdvice, call.onSeenVersion());
    const linked = await this.advices.link(call.once(), idParameter(id), command);
    call.created(apiLink(this.config, `/deposits/${command.depositId}`));
    return { id: linked.adviceId, outcome: linked.outcome, ...this.depositLink(linked.depositId) };
  }

  @Post('depositAdvices/:depositAdviceId/settingsAside')
  @Requires('deposit.record')
  async setAside(@Param('depositAdviceId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const command = parseCommand(SetAdviceAside, call.body);
    const { adviceId } = await this.advices.setAside(call.once(), idParameter(id), command);
    call.created(apiLink(this.config, '/depositReconciliation'));
    return { id: adviceId };
  }

  @Post('depositStatements')
  @Requires('deposit.record')
  async receiveStatement(
    @Headers('content-disposition') disposition: string | undefined,
    @CurrentCall() call: ApiCall,
  ): Promise<object> {
    const { bytes } = sentFileIn(call.body, disposition);
    const counts = await this.statements.receive(call.once(Buffer.from(bytes)), bytes);
    call.created(apiLink(this.config, '/depositReconciliation'));
    return { ...counts };
  }

  @Get('depositReconciliation')
  @Requires('payment.read')
  async reconcile(@CurrentActor() actor: Actor): Promise<object> {
    return reconciliationResource(this.config, await this.advices.reconciliation(actor));
  }

  @Post('movements/:movementId/depositDecisions')
  @Requires('deposit.record')
  async decideWrongAccount(@Param('movementId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const command = parseCommand(DecideWrongAccount, withInnerCodes(call.body, ['choice']));
    await this.wrongAccounts.decide(call.once(), idParameter<MovementId>(id), command);
    const href = apiLink(this.config, `/movements/${id}`);
    call.created(href);
    return { movement: { href, id }, choice: camelCase(command.choice) };
  }

  private depositLink(depositId: DepositId | undefined): object {
    return depositId === undefined
      ? {}
      : { deposit: { href: apiLink(this.config, `/deposits/${depositId}`), id: depositId } };
  }
}
