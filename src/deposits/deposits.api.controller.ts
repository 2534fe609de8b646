import { Body, Controller, Get, Headers, Inject, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { DecisionId, DepositId, MovementId } from '../kernel/ids';
import type { Config } from '../platform/config/config';
import type { Actor } from '../platform/database/transactions';
import { apiLink, created, withoutNulls } from '../platform/http/api-links';
import { idParameter, OneOf, Optional, parseCommand, Text } from '../platform/http/fields';
import { withInnerCodes } from '../platform/http/outside-codes';
import { etagOf, onSeenVersion, withIdempotency } from '../platform/http/preconditions';
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

type Headings = Readonly<Record<string, string | undefined>>;

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
  async read(
    @CurrentActor() actor: Actor,
    @Param('depositId') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const file = await this.desk.read(actor, idParameter<DepositId>(id));
    void reply.header('ETag', etagOf(file.deposit.version));
    return depositResource(this.config, file);
  }

  @Post('decisions/:decisionId/deposits')
  @Requires('deposit.announce')
  async announce(
    @CurrentActor() actor: Actor,
    @Param('decisionId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const command = parseCommand(AnnounceDeposit, body);
    const keyed = withIdempotency(actor, headers['idempotency-key'], `POST /decisions/${id}/deposits`, command);
    return this.done(reply, await this.deposits.announce(keyed, idParameter<DecisionId>(id), command));
  }

  @Post('deposits/:depositId/letters')
  @Requires('deposit.announce')
  issueLetter(
    @CurrentActor() actor: Actor,
    @Param('depositId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return this.verb(
      reply,
      id,
      { headers, body, command: IssueDepositLetter, noun: 'letters' },
      (key, depositId, command) => this.letters.issue(key(actor), depositId, command),
    );
  }

  @Post('deposits/:depositId/receipts')
  @Requires('deposit.record')
  receive(
    @CurrentActor() actor: Actor,
    @Param('depositId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return this.verb(
      reply,
      id,
      { headers, body, command: ReceiveDeposit, noun: 'receipts' },
      (key, depositId, command) => this.deposits.receive(key(actor), depositId, command),
    );
  }

  @Post('deposits/:depositId/holdings')
  @Requires('deposit.record')
  hold(
    @CurrentActor() actor: Actor,
    @Param('depositId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return this.verb(reply, id, { headers, body, command: HoldDeposit, noun: 'holdings' }, (key, depositId, command) =>
      this.deposits.hold(key(actor), depositId, command),
    );
  }

  @Post('deposits/:depositId/returns')
  @Requires('deposit.record')
  return(
    @CurrentActor() actor: Actor,
    @Param('depositId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return this.verb(reply, id, { headers, body, command: ReturnDeposit, noun: 'returns' }, (key, depositId, command) =>
      this.deposits.return(key(actor), depositId, command),
    );
  }

  @Post('deposits/:depositId/cancellations')
  @Requires('deposit.record')
  cancel(
    @CurrentActor() actor: Actor,
    @Param('depositId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return this.verb(
      reply,
      id,
      { headers, body, command: ReasonedDeposit, noun: 'cancellations' },
      (key, depositId, command) => this.deposits.cancel(key(actor), depositId, command),
    );
  }

  @Post('deposits/:depositId/releaseProposals')
  @Requires('deposit.propose')
  propose(
    @CurrentActor() actor: Actor,
    @Param('depositId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return this.verb(
      reply,
      id,
      { headers, body, command: ProposeRelease, noun: 'releaseProposals' },
      (key, depositId, command) => this.releases.propose(key(actor), depositId, command),
    );
  }

  @Post('deposits/:depositId/releaseRefusals')
  @Requires('deposit.decide')
  refuse(
    @CurrentActor() actor: Actor,
    @Param('depositId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return this.verb(
      reply,
      id,
      { headers, body, command: ReasonedDeposit, noun: 'releaseRefusals' },
      (key, depositId, command) => this.releases.refuse(key(actor), depositId, command),
    );
  }

  @Post('deposits/:depositId/releases')
  @Requires('deposit.decide')
  confirm(
    @CurrentActor() actor: Actor,
    @Param('depositId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return this.verb(
      reply,
      id,
      { headers, body, command: ConfirmRelease, noun: 'releases' },
      (key, depositId, command) => this.releases.confirm(key(actor), depositId, command),
    );
  }

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
    const command = parseCommand(LinkAdvice, body);
    const keyed = withIdempotency(actor, headers['idempotency-key'], `link ${id}`, command);
    const linked = await this.advices.link(keyed, idParameter(id), command.depositId as DepositId);
    created(reply, apiLink(this.config, `/deposits/${command.depositId}`));
    return { id: linked.adviceId, outcome: linked.outcome, ...this.depositLink(linked.depositId) };
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
    const command = parseCommand(DecideWrongAccount, withInnerCodes(body, CODES));
    const keyed = withIdempotency(actor, headers['idempotency-key'], `wrong account ${id}`, command);
    await this.wrongAccounts.decide(keyed, idParameter<MovementId>(id), command);
    const href = apiLink(this.config, `/movements/${id}`);
    created(reply, href);
    return { movement: { href, id }, choice: camelCase(command.choice) };
  }

  private async verb<Command extends object>(
    reply: FastifyReply,
    id: string,
    given: { headers: Headings; body: unknown; command: new () => Command; noun: string },
    run: (key: (actor: Actor) => Actor, id: DepositId, command: Command) => Promise<DepositResult>,
  ): Promise<object> {
    const { headers, body, noun } = given;
    const command = parseCommand(given.command, onSeenVersion(withInnerCodes(body, CODES), headers['if-match']));
    const key = (actor: Actor): Actor =>
      withIdempotency(actor, headers['idempotency-key'], `POST /deposits/${id}/${noun}`, command);
    return this.done(reply, await run(key, idParameter<DepositId>(id), command));
  }

  private done(reply: FastifyReply, result: DepositResult): object {
    const { depositId, decisionId, offenceId: _file, decisionNumber, state, version, ...more } = result;
    const self = apiLink(this.config, `/deposits/${depositId}`);
    created(reply, self, version);
    const decision = { href: apiLink(this.config, `/decisions/${decisionId}`), id: decisionId };
    return withoutNulls({ self, id: depositId, decision, decisionNumber, state: camelCase(state), version, ...more });
  }

  private depositLink(depositId: DepositId | undefined): object {
    return depositId === undefined
      ? {}
      : { deposit: { href: apiLink(this.config, `/deposits/${depositId}`), id: depositId } };
  }
}
