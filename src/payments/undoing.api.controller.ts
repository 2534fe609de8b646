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
import { UndoMovement } from './undoing.commands';
import { Undoing } from './undoing.service';

type Resource = Readonly<Record<string, unknown>>;

/** What the bank takes back, for other systems. */
@Controller('api/fines/v1/movements/:movementId')
export class UndoingApiController {
  private readonly apiUrl: string;

  constructor(
    private readonly undoing: Undoing,
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
}
