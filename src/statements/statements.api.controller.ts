import { Controller, Get, Headers, Inject, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { StatementId } from '../kernel/ids';
import type { Config } from '../platform/config/config';
import type { Actor } from '../platform/database/transactions';
import { CurrentCall, type ApiCall } from '../platform/http/api-call';
import { idParameter, parseCommand } from '../platform/http/fields';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { CONFIG } from '../platform/platform.module';
import { receivedResource, statementItem, statementResource, statementResultResource } from './statement.view';
import { sentFileIn } from './statement-upload';
import { ConfirmDuplicate, ConfirmOpening, ListStatements, RefuseStatement } from './statements.commands';
import { StatementsService } from './statements.service';

type Resource = Readonly<Record<string, unknown>>;

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
    @Headers('content-disposition') disposition: string | undefined,
    @CurrentCall() call: ApiCall,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource> {
    const file = sentFileIn(call.body, disposition);
    const received = await this.statements.receive(call.once(Buffer.from(file.bytes)), file);
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
  async read(@Param('statementId') id: string, @CurrentCall() call: ApiCall): Promise<Resource> {
    const found = await this.statements.read(call.actor, idParameter<StatementId>(id), undefined);
    call.tagged(found.statement.version);
    return statementResource(found, this.apiUrl);
  }

  @Post(':statementId/openingConfirmations')
  @Requires('statement.import')
  async confirmOpening(@Param('statementId') id: string, @CurrentCall() call: ApiCall): Promise<Resource> {
    const command = parseCommand(ConfirmOpening, call.onSeenVersion());
    const result = await this.statements.confirmOpening(call.once(), idParameter<StatementId>(id), command);
    call.created(`${this.apiUrl}/statements/${id}`, result.version);
    return statementResultResource(result, this.apiUrl);
  }

  @Post(':statementId/duplicateConfirmations')
  @Requires('statement.import')
  async confirmDuplicate(@Param('statementId') id: string, @CurrentCall() call: ApiCall): Promise<Resource> {
    const command = parseCommand(ConfirmDuplicate, call.onSeenVersion());
    const result = await this.statements.confirmDuplicate(call.once(), idParameter<StatementId>(id), command);
    call.created(`${this.apiUrl}/statements/${id}`, result.version);
    return statementResultResource(result, this.apiUrl);
  }

  @Post(':statementId/refusals')
  @Requires('statement.import')
  async refuse(@Param('statementId') id: string, @CurrentCall() call: ApiCall): Promise<Resource> {
    const command = parseCommand(RefuseStatement, call.onSeenVersion());
    const result = await this.statements.refuse(call.once(), idParameter<StatementId>(id), command);
    call.created(`${this.apiUrl}/statements/${id}`, result.version);
    return statementResultResource(result, this.apiUrl);
  }
}
