import { Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import type { AllocationId, MovementId } from '../kernel/ids';
import type { Config } from '../platform/config/config';
import type { Actor } from '../platform/database/transactions';
import { CurrentCall, type ApiCall } from '../platform/http/api-call';
import { idParameter, parseCommand } from '../platform/http/fields';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { CONFIG } from '../platform/platform.module';
import { movementItem } from '../statements/statement.view';
import { movementResource, paymentResource } from './payment.view';
import { BookMovement, ListMovements, ReverseAllocation } from './payments.commands';
import { PaymentsService } from './payments.service';
import { SuspenseService } from './suspense.service';

type Resource = Readonly<Record<string, unknown>>;

/** Movements, bookings and reversals for other systems. */
@Controller('api/fines/v1')
export class PaymentsApiController {
  private readonly apiUrl: string;

  constructor(
    private readonly payments: PaymentsService,
    private readonly suspense: SuspenseService,
    @Inject(CONFIG) config: Config,
  ) {
    this.apiUrl = `${config.publicUrl}/api/fines/v1`;
  }

  /** What waits in suspense, the oldest first; `state` names it, so that other states may follow. */
  @Get('movements')
  @Requires('payment.read')
  async list(@CurrentActor() actor: Actor, @Query() query: unknown): Promise<Resource> {
    const { cursor } = parseCommand(ListMovements, query ?? {});
    const { page, count, creditCents, debitCents } = await this.suspense.list(actor, cursor);
    const next = page.next && `${this.apiUrl}/movements?state=suspense&cursor=${encodeURIComponent(page.next)}`;
    return {
      items: page.rows.map(({ movement, ageDays }) => ({ ...movementItem(movement, this.apiUrl), ageDays })),
      total: count,
      creditCents,
      debitCents,
      next,
    };
  }

  @Get('movements/:movementId')
  @Requires('payment.read')
  async read(@Param('movementId') id: string, @CurrentCall() call: ApiCall): Promise<Resource> {
    const file = await this.suspense.read(call.actor, idParameter<MovementId>(id));
    call.tagged(file.movement.version);
    return movementResource(file, this.apiUrl);
  }

  @Post('movements/:movementId/allocations')
  @Requires('payment.allocate')
  async book(@Param('movementId') id: string, @CurrentCall() call: ApiCall): Promise<Resource> {
    const command = parseCommand(BookMovement, call.onSeenVersion());
    const result = await this.payments.book(call.once(), idParameter<MovementId>(id), command);
    call.created(`${this.apiUrl}/movements/${id}`, result.version);
    return paymentResource(result, this.apiUrl);
  }

  @Post('allocations/:allocationId/reversals')
  @Requires('payment.allocate')
  async reverse(@Param('allocationId') id: string, @CurrentCall() call: ApiCall): Promise<Resource> {
    const command = parseCommand(ReverseAllocation, call.onSeenVersion());
    const result = await this.payments.reverse(call.once(), idParameter<AllocationId>(id), command);
    call.created(`${this.apiUrl}/movements/${result.movementId}`, result.version);
    return paymentResource(result, this.apiUrl);
  }
}
