import { Body, Controller, Get, Headers, Inject, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { StatementId } from '../kernel/ids';
import type { Config } from '../platform/config/config';
import type { Actor } from '../platform/database/transactions';
import { created } from '../platform/http/api-links';
import { idParameter, parseCommand } from '../platform/http/fields';
import { etagOf, onSeenVersion, withIdempotency } from '../platform/http/preconditions';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { CONFIG } from '../platform/platform.module';
import { receivedResource, statementItem, statementResource, statementResultResource } from './statement.view';
import { sentFileIn } from './statement-upload';
import { ConfirmDuplicate, ConfirmOpening, ListStatements, RefuseStatement } from './statements.commands';
import { StatementsService } from './statements.service';

type Resource = Readonly<Record<string, unknown>>;
type Headings = Readonly<Record<string, string | undefined>>;

/** Bank statements for other systems. */
@Controller('api/fines/v1/statements')
export class StatementsApiController {
  private readonly apiUrl: string;

  constructor(
    private readonly statements: StatementsService,
    @Inject(CONFIG) config: Config,
  ) {
    this.apiUrl = `${config.publicUrl}/api/fines/v1`;
  }

  /** 201 when something new was received, 200 when all of it had been before. */
  @Post()
  @Requires('statement.import')
  async receive(
    @CurrentActor() actor: Actor,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource> {
    const file = sentFileIn(body, headers['content-disposition']);
    const keyed = withIdempotency(actor, headers['idempotency-key'], 'POST /statements', Buffer.from(file.bytes));
    const received = await this.statements.receive(keyed, file);
    const [first] = received.statements;
    void reply.status(received.outcome === 'received' ? 201 : 200);
    if (first) void reply.header('Location', `${this.apiUrl}/statements/${first.statementId}`);
    return receivedResource(received, this.apiUrl);
  }

  @Get()
  @Requires('statement.read')
  async list(@CurrentActor() actor: Actor, @Query() query: unknown): Promise<Resource> {
    const { cursor } = parseCommand(ListStatements, query ?? {});
    const { rows, next } = await this.statements.list(actor, cursor);
    return {
      items: rows.map((row) => statementItem(row, this.apiUrl)),
      next: next && `${this.apiUrl}/statements?cursor=${encodeURIComponent(next)}`,
    };
  }

  @Get(':statementId')
  @Requires('statement.read')
  async read(
    @CurrentActor() actor: Actor,
    @Param('statementId') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource> {
    const found = await this.statements.read(actor, idParameter<StatementId>(id), undefined);
    void reply.header('ETag', etagOf(found.statement.version));
    return statementResource(found, this.apiUrl);
  }

  @Post(':statementId/openingConfirmations')
  @Requires('statement.import')
  async confirmOpening(
    @CurrentActor() actor: Actor,
    @Param('statementId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource> {
    const command = parseCommand(ConfirmOpening, onSeenVersion(body, headers['if-match']));
    const keyed = withIdempotency(actor, headers['idempotency-key'], `confirm opening ${id}`, command);
    const result = await this.statements.confirmOpening(keyed, idParameter<StatementId>(id), command);
    created(reply, `${this.apiUrl}/statements/${id}`, result.version);
    return statementResultResource(result, this.apiUrl);
  }

  @Post(':statementId/duplicateConfirmations')
  @Requires('statement.import')
  async confirmDuplicate(
    @CurrentActor() actor: Actor,
    @Param('statementId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource> {
    const command = parseCommand(ConfirmDuplicate, onSeenVersion(body, headers['if-match']));
    const keyed = withIdempotency(actor, headers['idempotency-key'], `confirm duplicate ${id}`, command);
    const result = await this.statements.confirmDuplicate(keyed, idParameter<StatementId>(id), command);
    created(reply, `${this.apiUrl}/statements/${id}`, result.version);
    return statementResultResource(result, this.apiUrl);
  }

  @Post(':statementId/refusals')
  @Requires('statement.import')
  async refuse(
    @CurrentActor() actor: Actor,
    @Param('statementId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource> {
    const command = parseCommand(RefuseStatement, onSeenVersion(body, headers['if-match']));
    const keyed = withIdempotency(actor, headers['idempotency-key'], `refuse ${id}`, command);
    const result = await this.statements.refuse(keyed, idParameter<StatementId>(id), command);
    created(reply, `${this.apiUrl}/statements/${id}`, result.version);
    return statementResultResource(result, this.apiUrl);
  }
}
