import { Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import type { DecisionId, DepositId, MovementId } from '../kernel/ids';
import type { Config } from '../platform/config/config';
import type { Actor } from '../platform/database/transactions';
import { CurrentCall, type ApiCall } from '../platform/http/api-call';
import { apiLink, withoutNulls } from '../platform/http/api-links';
import { idParameter, OneOf, Optional, parseCommand, Text } from '../platform/http/fields';
import { withInnerCodes } from '../platform/http/outside-codes';
import { camelCase } from '../platform/http/problem';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { CONFIG } from '../platform/platform.module';
import { DepositAdvices } from './deposit-advices.service';
import { DEPOSIT_LISTS, DepositDesk, type DepositList } from './deposit-desk.service';
import { DepositLetters } from './deposit-letters.service';
import { DepositReleases } from './deposit-releases.service';
import { depositItem, depositResource, reconciliationResource } from './deposit.view';
import {
  AnnounceDeposit,
  ConfirmRelease,
  DecideWrongAccount,
  EnterAdvice,
  HoldDeposit,
  IssueDepositLetter,
  LinkAdvice,
  ProposeRelease,
  ReasonedDeposit,
  ReceiveDeposit,
  ReturnDeposit,
} from './deposits.commands';
import { DepositsService, type DepositResult } from './deposits.service';
import { WrongAccounts } from './wrong-account.service';

/** What a list of deposits is asked for. */
class ListDeposits {
  @Optional() @OneOf(DEPOSIT_LISTS) readonly list?: DepositList;
  @Optional() @Text({ max: 1024 }) readonly cursor?: string;
}

const CODES = ['source', 'kind', 'ground', 'choice', 'list'];

/** Deposits with the Caisse des Dépôts over the API (D4, D29). */
@Controller('api/fines/v1')
export class DepositsApiController {
  constructor(
    private readonly desk: DepositDesk,
    private readonly deposits: DepositsService,
    private readonly letters: DepositLetters,
    private readonly releases: DepositReleases,
    private readonly advices: DepositAdvices,
    private readonly wrongAccounts: WrongAccounts,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('deposits')
  @Requires('deposit.read')
  async list(@CurrentActor() actor: Actor, @Query() query: unknown): Promise<object> {
    const { list = 'standing', cursor } = parseCommand(ListDeposits, withInnerCodes(query, CODES));
    const { rows, next } = await this.desk.list(actor, list, cursor);
    return { items: rows.map((row) => depositItem(this.config, row)), ...(next !== undefined && { nextCursor: next }) };
  }

  @Get('deposits/:depositId')
  @Requires('deposit.read')
  async read(@Param('depositId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const file = await this.desk.read(call.actor, idParameter<DepositId>(id));
    call.tagged(file.deposit.version);
    return depositResource(this.config, file);
  }

  @Post('decisions/:decisionId/deposits')
  @Requires('deposit.announce')
  async announce(@Param('decisionId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const command = parseCommand(AnnounceDeposit, call.body);
    return this.done(call, await this.deposits.announce(call.once(), idParameter<DecisionId>(id), command));
  }

  @Post('deposits/:depositId/letters')
  @Requires('deposit.announce')
  async issueLetter(@Param('depositId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const command = commandIn(call, IssueDepositLetter);
    return this.done(call, await this.letters.issue(call.once(), idParameter<DepositId>(id), command));
  }

  @Post('deposits/:depositId/receipts')
  @Requires('deposit.record')
  async receive(@Param('depositId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const command = commandIn(call, ReceiveDeposit);
    return this.done(call, await this.deposits.receive(call.once(), idParameter<DepositId>(id), command));
  }

  @Post('deposits/:depositId/holdings')
  @Requires('deposit.record')
  async hold(@Param('depositId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const command = commandIn(call, HoldDeposit);
    return this.done(call, await this.deposits.hold(call.once(), idParameter<DepositId>(id), command));
  }

  @Post('deposits/:depositId/returns')
  @Requires('deposit.record')
  async return(@Param('depositId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const command = commandIn(call, ReturnDeposit);
    return this.done(call, await this.deposits.return(call.once(), idParameter<DepositId>(id), command));
  }

  @Post('deposits/:depositId/cancellations')
  @Requires('deposit.record')
  async cancel(@Param('depositId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const command = commandIn(call, ReasonedDeposit);
    return this.done(call, await this.deposits.cancel(call.once(), idParameter<DepositId>(id), command));
  }

  @Post('deposits/:depositId/releaseProposals')
  @Requires('deposit.propose')
  async propose(@Param('depositId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const command = commandIn(call, ProposeRelease);
    return this.done(call, await this.releases.propose(call.once(), idParameter<DepositId>(id), command));
  }

  @Post('deposits/:depositId/releaseRefusals')
  @Requires('deposit.decide')
  async refuse(@Param('depositId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const command = commandIn(call, ReasonedDeposit);
    return this.done(call, await this.releases.refuse(call.once(), idParameter<DepositId>(id), command));
  }

  @Post('deposits/:depositId/releases')
  @Requires('deposit.decide')
  async confirm(@Param('depositId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const command = commandIn(call, ConfirmRelease);
    return this.done(call, await this.releases.confirm(call.once(), idParameter<DepositId>(id), command));
  }

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
    const command = parseCommand(LinkAdvice, call.body);
    const linked = await this.advices.link(call.once(), idParameter(id), command.depositId as DepositId);
    call.created(apiLink(this.config, `/deposits/${command.depositId}`));
    return { id: linked.adviceId, outcome: linked.outcome, ...this.depositLink(linked.depositId) };
  }

  @Get('depositReconciliation')
  @Requires('payment.read')
  async reconcile(@CurrentActor() actor: Actor): Promise<object> {
    return reconciliationResource(this.config, await this.advices.reconciliation(actor));
  }

  @Post('movements/:movementId/depositDecisions')
  @Requires('deposit.record')
  async decideWrongAccount(@Param('movementId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const command = parseCommand(DecideWrongAccount, withInnerCodes(call.body, CODES));
    await this.wrongAccounts.decide(call.once(), idParameter<MovementId>(id), command);
    const href = apiLink(this.config, `/movements/${id}`);
    call.created(href);
    return { movement: { href, id }, choice: camelCase(command.choice) };
  }

  private done(call: ApiCall, result: DepositResult): object {
    const { depositId, decisionId, offenceId: _file, decisionNumber, state, version, ...more } = result;
    const self = apiLink(this.config, `/deposits/${depositId}`);
    call.created(self, version);
    const decision = { href: apiLink(this.config, `/decisions/${decisionId}`), id: decisionId };
    return withoutNulls({ self, id: depositId, decision, decisionNumber, state: camelCase(state), version, ...more });
  }

  private depositLink(depositId: DepositId | undefined): object {
    return depositId === undefined
      ? {}
      : { deposit: { href: apiLink(this.config, `/deposits/${depositId}`), id: depositId } };
  }
}

/** The command on a deposit that has been read, its codes in their inner spelling. */
function commandIn<Command extends object>(call: ApiCall, command: new () => Command): Command {
  return parseCommand(command, call.onSeenVersion(withInnerCodes(call.body, CODES)));
}
