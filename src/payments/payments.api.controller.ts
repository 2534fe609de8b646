import { Body, Controller, Get, Headers, HttpCode, Inject, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { AllocationId, MovementId } from '../kernel/ids';
import type { Config } from '../platform/config/config';
import type { Actor } from '../platform/database/transactions';
import { idParameter, parseCommand } from '../platform/http/fields';
import { etagOf, onSeenVersion, withIdempotency } from '../platform/http/preconditions';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { CONFIG } from '../platform/platform.module';
import { movementItem } from '../statements/statement.view';
import { movementResource, paymentResource } from './payment.view';
import { BookMovement, ListMovements, ReverseAllocation } from './payments.commands';
import { PaymentsService } from './payments.service';
import { SuspenseService } from './suspense.service';

type Resource = Readonly<Record<string, unknown>>;
type Headings = Readonly<Record<string, string | undefined>>;

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
  async read(
    @CurrentActor() actor: Actor,
    @Param('movementId') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource> {
    const file = await this.suspense.read(actor, idParameter<MovementId>(id));
    void reply.header('ETag', etagOf(file.movement.version));
    return movementResource(file, this.apiUrl);
  }

  @Post('movements/:movementId/allocations')
  @HttpCode(201)
  @Requires('payment.allocate')
  async book(
    @CurrentActor() actor: Actor,
    @Param('movementId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource> {
    const command = parseCommand(BookMovement, onSeenVersion(body, headers['if-match']));
    const keyed = withIdempotency(actor, headers['idempotency-key'], `book ${id}`, command);
    const result = await this.payments.book(keyed, idParameter<MovementId>(id), command);
    void reply.header('ETag', etagOf(result.version)).header('Location', `${this.apiUrl}/movements/${id}`);
    return paymentResource(result, this.apiUrl);
  }

  @Post('allocations/:allocationId/reversals')
  @HttpCode(201)
  @Requires('payment.allocate')
  async reverse(
    @CurrentActor() actor: Actor,
    @Param('allocationId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource> {
    const command = parseCommand(ReverseAllocation, onSeenVersion(body, headers['if-match']));
    const keyed = withIdempotency(actor, headers['idempotency-key'], `reverse ${id}`, command);
    const result = await this.payments.reverse(keyed, idParameter<AllocationId>(id), command);
    void reply
      .header('ETag', etagOf(result.version))
      .header('Location', `${this.apiUrl}/movements/${result.movementId}`);
    return paymentResource(result, this.apiUrl);
  }
}
