import { Body, Controller, Get, Headers, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { MovementId } from '../kernel/ids';
import type { Config } from '../platform/config/config';
import type { Actor } from '../platform/database/transactions';
import { idParameter, parseCommand } from '../platform/http/fields';
import { etagOf, onSeenVersion, withIdempotency } from '../platform/http/preconditions';
import { camelCase } from '../platform/http/problem';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { CONFIG } from '../platform/platform.module';
import { movementItem } from '../statements/statement.view';
import { UndoingReversals, type UndoingReversalResult } from './undoing-reversals.service';
import type { UndoingReversalId } from './undoing-reversals.repository';
import { DecideUndoingReversal, ReverseUndoing, UndoMovement } from './undoing.commands';
import { Undoing } from './undoing.service';

type Resource = Readonly<Record<string, unknown>>;

/** What the bank takes back, for other systems. */
@Controller('api/fines/v1/movements/:movementId')
export class UndoingApiController {
  private readonly apiUrl: string;

  constructor(
    private readonly undoing: Undoing,
    private readonly reversals: UndoingReversals,
    @Inject(CONFIG) config: Config,
  ) {
    this.apiUrl = `${config.publicUrl}/api/fines/v1`;
  }

  @Get('undoingCandidates')
  @Requires('payment.read')
  async candidates(@CurrentActor() actor: Actor, @Param('movementId') id: string): Promise<Resource> {
    const { offers } = await this.undoing.read(actor, idParameter<MovementId>(id));
    return {
      items: offers.map(({ movement, agreements }) => ({
        ...movementItem(movement, this.apiUrl),
        agreements: agreements.map(camelCase),
      })),
    };
  }

  @Post('undoings')
  @HttpCode(201)
  @Requires('payment.allocate')
  async undo(
    @CurrentActor() actor: Actor,
    @Param('movementId') id: string,
    @Headers() headers: Readonly<Record<string, string | undefined>>,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource> {
    const command = parseCommand(UndoMovement, onSeenVersion(body, headers['if-match']));
    const keyed = withIdempotency(actor, headers['idempotency-key'], `undo ${id}`, command);
    const result = await this.undoing.undo(keyed, idParameter<MovementId>(id), command);
    const href = `${this.apiUrl}/movements/${result.movementId}`;
    void reply.header('ETag', etagOf(result.version)).header('Location', href);
    return {
      movement: { href, id: result.movementId, version: result.version },
      undoneMovement: { href: `${this.apiUrl}/movements/${result.undoneMovementId}`, id: result.undoneMovementId },
      reversedCount: result.reversedCount,
    };
  }

  @Post('undoingReversals')
  @HttpCode(201)
  @Requires('payment.allocate')
  async propose(
    @CurrentActor() actor: Actor,
    @Param('movementId') id: string,
    @Headers() headers: Readonly<Record<string, string | undefined>>,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource> {
    const command = parseCommand(ReverseUndoing, onSeenVersion(body, headers['if-match']));
    const keyed = withIdempotency(actor, headers['idempotency-key'], `propose to reverse undoing ${id}`, command);
    return this.told(reply, await this.reversals.propose(keyed, idParameter<MovementId>(id), command));
  }

  @Post('undoingReversals/:undoingReversalId/confirmations')
  @HttpCode(201)
  @Requires('undoing.confirm')
  async confirm(
    @CurrentActor() actor: Actor,
    @Param('undoingReversalId') id: string,
    @Headers() headers: Readonly<Record<string, string | undefined>>,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource> {
    const command = parseCommand(DecideUndoingReversal, onSeenVersion(body, headers['if-match']));
    const keyed = withIdempotency(actor, headers['idempotency-key'], `confirm reversal ${id}`, command);
    return this.told(reply, await this.reversals.confirm(keyed, idParameter<UndoingReversalId>(id), command));
  }

  @Post('undoingReversals/:undoingReversalId/cancellations')
  @HttpCode(201)
  @Requires('payment.allocate')
  async drop(
    @CurrentActor() actor: Actor,
    @Param('undoingReversalId') id: string,
    @Headers() headers: Readonly<Record<string, string | undefined>>,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource> {
    const command = parseCommand(DecideUndoingReversal, onSeenVersion(body, headers['if-match']));
    const keyed = withIdempotency(actor, headers['idempotency-key'], `drop reversal ${id}`, command);
    return this.told(reply, await this.reversals.drop(keyed, idParameter<UndoingReversalId>(id), command));
  }

  private told(reply: FastifyReply, result: UndoingReversalResult): Resource {
    const href = `${this.apiUrl}/movements/${result.movementId}`;
    void reply.header('ETag', etagOf(result.version)).header('Location', href);
    return {
      id: result.reversalId,
      state: camelCase(result.state),
      movement: { href, id: result.movementId, version: result.version },
      undoneMovement: { href: `${this.apiUrl}/movements/${result.undoneMovementId}`, id: result.undoneMovementId },
      rebookedCount: result.rebookedCount,
    };
  }
}
