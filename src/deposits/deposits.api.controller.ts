import { Body, Controller, Get, Headers, Inject, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { evidenceNeededIn } from '../documents/evidence-upload';
import type { DecisionId, DepositId } from '../kernel/ids';
import type { Config } from '../platform/config/config';
import type { Actor } from '../platform/database/transactions';
import { apiLink, created, withoutNulls } from '../platform/http/api-links';
import { refuseUnknownFields, typedIn, type FormBody } from '../platform/http/form-body';
import { idParameter, OneOf, Optional, parseCommand, Text } from '../platform/http/fields';
import { withInnerCodes } from '../platform/http/outside-codes';
import { etagOf, onSeenVersion, withIdempotency } from '../platform/http/preconditions';
import { camelCase } from '../platform/http/problem';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { CONFIG } from '../platform/platform.module';
import { DepositCorrections } from './deposit-corrections.service';
import { DEPOSIT_LISTS, DepositDesk, type DepositList } from './deposit-desk.service';
import { DepositLetters } from './deposit-letters.service';
import { DepositPapers } from './deposit-papers.service';
import { DepositReleases } from './deposit-releases.service';
import { depositItem, depositResource } from './deposit.view';
import {
  AnnounceDeposit,
  ConfirmRelease,
  CorrectAnnouncement,
  HoldDeposit,
  IssueDepositLetter,
  ProposeRelease,
  ReasonedDeposit,
  ReceiveDeposit,
  ReturnDeposit,
} from './deposits.commands';
import { DepositsService, type DepositResult } from './deposits.service';

type Headings = Readonly<Record<string, string | undefined>>;

/** What a list of deposits is asked for. */
class ListDeposits {
  @Optional() @OneOf(DEPOSIT_LISTS) readonly list?: DepositList;
  @Optional() @Text({ max: 1024 }) readonly cursor?: string;
}

const CODES = ['source', 'kind', 'ground', 'list'];

/** Deposits with the Caisse des Dépôts over the API (D4, D29). */
@Controller('api/fines/v1')
export class DepositsApiController {
  constructor(
    private readonly desk: DepositDesk,
    private readonly deposits: DepositsService,
    private readonly letters: DepositLetters,
    private readonly releases: DepositReleases,
    private readonly corrections: DepositCorrections,
    private readonly papers: DepositPapers,
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

  @Post('deposits/:depositId/corrections')
  @Requires('deposit.announce')
  correct(
    @CurrentActor() actor: Actor,
    @Param('depositId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return this.verb(
      reply,
      id,
      { headers, body, command: CorrectAnnouncement, noun: 'corrections' },
      (key, depositId, command) => this.corrections.correct(key(actor), depositId, command),
    );
  }

  /** A file beside a deposit, as a form sends one: `file`, and `fileTitle` if it has a title. */
  @Post('deposits/:depositId/files')
  @Requires('deposit.attach')
  async attach(
    @CurrentActor() actor: Actor,
    @Param('depositId') id: string,
    @Headers() headers: Headings,
    @Body() body: FormBody | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const { file, title, fields, print } = evidenceNeededIn(typedIn(body));
    refuseUnknownFields(fields, []);
    const keyed = withIdempotency(actor, headers['idempotency-key'], `POST /deposits/${id}/files`, print);
    const { documentId, sha256Hex } = await this.papers.attach(keyed, idParameter<DepositId>(id), file, title);
    const href = apiLink(this.config, `/documents/${documentId}/content`);
    created(reply, href);
    return { href, id: documentId, kind: 'evidence', sha256: sha256Hex };
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
}
