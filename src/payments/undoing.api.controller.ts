import { Controller, Get, Inject, Param, Post } from '@nestjs/common';
import type { MovementId } from '../kernel/ids';
import type { Config } from '../platform/config/config';
import type { Actor } from '../platform/database/transactions';
import { CurrentCall, type ApiCall } from '../platform/http/api-call';
import { idParameter, parseCommand } from '../platform/http/fields';
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
  @Requires('payment.allocate')
  async undo(@Param('movementId') id: string, @CurrentCall() call: ApiCall): Promise<Resource> {
    const command = parseCommand(UndoMovement, call.onSeenVersion());
    const result = await this.undoing.undo(call.once(), idParameter<MovementId>(id), command);
    const href = `${this.apiUrl}/movements/${result.movementId}`;
    call.created(href, result.version);
    return {
      movement: { href, id: result.movementId, version: result.version },
      undoneMovement: { href: `${this.apiUrl}/movements/${result.undoneMovementId}`, id: result.undoneMovementId },
      reversedCount: result.reversedCount,
    };
  }

  @Post('undoingReversals')
  @Requires('payment.allocate')
  async propose(@Param('movementId') id: string, @CurrentCall() call: ApiCall): Promise<Resource> {
    const command = parseCommand(ReverseUndoing, call.onSeenVersion());
    return this.told(call, await this.reversals.propose(call.once(), idParameter<MovementId>(id), command));
  }

  @Post('undoingReversals/:undoingReversalId/confirmations')
  @Requires('undoing.confirm')
  async confirm(@Param('undoingReversalId') id: string, @CurrentCall() call: ApiCall): Promise<Resource> {
    const command = parseCommand(DecideUndoingReversal, call.onSeenVersion());
    return this.told(call, await this.reversals.confirm(call.once(), idParameter<UndoingReversalId>(id), command));
  }

  @Post('undoingReversals/:undoingReversalId/cancellations')
  @Requires('payment.allocate')
  async drop(@Param('undoingReversalId') id: string, @CurrentCall() call: ApiCall): Promise<Resource> {
    const command = parseCommand(DecideUndoingReversal, call.onSeenVersion());
    return this.told(call, await this.reversals.drop(call.once(), idParameter<UndoingReversalId>(id), command));
  }

  private told(call: ApiCall, result: UndoingReversalResult): Resource {
    const href = `${this.apiUrl}/movements/${result.movementId}`;
    call.created(href, result.version);
    return {
      id: result.reversalId,
      state: camelCase(result.state),
      movement: { href, id: result.movementId, version: result.version },
      undoneMovement: { href: `${this.apiUrl}/movements/${result.undoneMovementId}`, id: result.undoneMovementId },
      rebookedCount: result.rebookedCount,
    };
  }
}
