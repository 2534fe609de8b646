import { Body, Controller, Headers, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { AllocationId, MovementId } from '../kernel/ids';
import type { PaymentResult } from '../payments/bookings.service';
import { paymentResource } from '../payments/payment.view';
import { ReallocateBooking } from '../payments/payments.commands';
import { PaymentsService } from '../payments/payments.service';
import type { Config } from '../platform/config/config';
import type { Actor } from '../platform/database/transactions';
import { idParameter, parseCommand } from '../platform/http/fields';
import { withInnerCodes } from '../platform/http/outside-codes';
import { etagOf, onSeenVersion, withIdempotency } from '../platform/http/preconditions';
import { camelCase } from '../platform/http/problem';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { CONFIG } from '../platform/platform.module';
import {
  AcceptProposal,
  AcceptProposals,
  AssignMovement,
  DecideVerdict,
  ProposeReturn,
  ReverseVerdict,
  SplitMovement,
} from './cashier.commands';
import { OwnersService } from './owners.service';
import { ProposalsService } from './proposals.service';
import { ReturnsService } from './returns.service';
import { SharedBookings } from './shared-bookings.service';
import { VerdictsService, type VerdictResult } from './verdicts.service';

type Resource = Readonly<Record<string, unknown>>;
type Headings = Readonly<Record<string, string | undefined>>;

/** What a cashier decides on a movement, for other systems. Every verb carries the version that was read, as If-Match. */
@Controller('api/fines/v1')
export class CashierApiController {
  private readonly apiUrl: string;

  constructor(
    private readonly payments: PaymentsService,
    private readonly proposals: ProposalsService,
    private readonly shared: SharedBookings,
    private readonly verdicts: VerdictsService,
    private readonly owners: OwnersService,
    private readonly returns: ReturnsService,
    @Inject(CONFIG) config: Config,
  ) {
    this.apiUrl = `${config.publicUrl}/api/fines/v1`;
  }

  /** Many proposals at once; what has changed meanwhile is answered with its refusal, the rest is booked. */
  @Post('movementAcceptances')
  @HttpCode(201)
  @Requires('payment.allocate')
  async acceptAll(
    @CurrentActor() actor: Actor,
    @Headers('idempotency-key') key: string | undefined,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource> {
    const command = parseCommand(AcceptProposals, body);
    const keyed = withIdempotency(actor, key, 'POST /movementAcceptances', command);
    const { rows, ...sums } = await this.proposals.acceptAll(keyed, command);
    void reply.header('Location', `${this.apiUrl}/movements?state=suspense`);
    return {
      ...sums,
      items: rows.map((row) => ({
        href: this.href(row.movementId),
        id: row.movementId,
        outcome: row.outcome,
        ...(row.outcome === 'booked'
          ? { payments: this.paid(row.bookings) }
          : { refusal: { code: camelCase(row.refusal.code), params: row.refusal.params } }),
      })),
    };
  }

  @Post('movements/:movementId/acceptances')
  @HttpCode(201)
  @Requires('payment.allocate')
  async accept(
    @CurrentActor() actor: Actor,
    @Param('movementId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource> {
    const command = parseCommand(AcceptProposal, onSeenVersion(body, headers['if-match']));
    const keyed = withIdempotency(actor, headers['idempotency-key'], `accept ${id}`, command);
    const booked = await this.proposals.accept(keyed, idParameter<MovementId>(id), command);
    return this.outcome(reply, booked);
  }

  @Post('movements/:movementId/splits')
  @HttpCode(201)
  @Requires('payment.allocate')
  async split(
    @CurrentActor() actor: Actor,
    @Param('movementId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource> {
    const command = parseCommand(SplitMovement, onSeenVersion(body, headers['if-match']));
    const keyed = withIdempotency(actor, headers['idempotency-key'], `split ${id}`, command);
    const { bookings } = await this.shared.split(keyed, idParameter<MovementId>(id), command);
    return this.outcome(reply, bookings);
  }

  @Post('allocations/:allocationId/reallocations')
  @HttpCode(201)
  @Requires('payment.allocate')
  async reallocate(
    @CurrentActor() actor: Actor,
    @Param('allocationId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource> {
    const command = parseCommand(ReallocateBooking, onSeenVersion(body, headers['if-match']));
    const keyed = withIdempotency(actor, headers['idempotency-key'], `reallocate ${id}`, command);
    const { booked } = await this.payments.reallocate(keyed, idParameter<AllocationId>(id), command);
    return this.outcome(reply, [booked]);
  }

  @Post('movements/:movementId/verdicts')
  @HttpCode(201)
  @Requires('payment.allocate')
  async decide(
    @CurrentActor() actor: Actor,
    @Param('movementId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource> {
    const command = parseCommand(DecideVerdict, onSeenVersion(withInnerCodes(body, ['kind']), headers['if-match']));
    const keyed = withIdempotency(actor, headers['idempotency-key'], `decide ${id}`, command);
    return this.verdict(reply, await this.verdicts.decide(keyed, idParameter<MovementId>(id), command));
  }

  @Post('movements/:movementId/verdictReversals')
  @HttpCode(201)
  @Requires('payment.allocate')
  async reverse(
    @CurrentActor() actor: Actor,
    @Param('movementId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource> {
    const command = parseCommand(ReverseVerdict, onSeenVersion(body, headers['if-match']));
    const keyed = withIdempotency(actor, headers['idempotency-key'], `take up ${id}`, command);
    return this.verdict(reply, await this.verdicts.reverse(keyed, idParameter<MovementId>(id), command));
  }

  @Post('movements/:movementId/owners')
  @HttpCode(201)
  @Requires('payment.allocate')
  async assign(
    @CurrentActor() actor: Actor,
    @Param('movementId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource> {
    const command = parseCommand(AssignMovement, onSeenVersion(body, headers['if-match']));
    const keyed = withIdempotency(actor, headers['idempotency-key'], `assign ${id}`, command);
    const { version, ownerId, ownerName } = await this.owners.assign(keyed, idParameter<MovementId>(id), command);
    void reply.header('ETag', etagOf(version)).header('Location', this.href(id));
    const owner = ownerId === undefined ? undefined : { id: ownerId, name: ownerName };
    return { movement: { href: this.href(id), id, version }, owner };
  }

  @Post('movements/:movementId/returns')
  @HttpCode(201)
  @Requires('payment.allocate')
  async propose(
    @CurrentActor() actor: Actor,
    @Param('movementId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource> {
    const command = parseCommand(ProposeReturn, onSeenVersion(withInnerCodes(body, ['ground']), headers['if-match']));
    const keyed = withIdempotency(actor, headers['idempotency-key'], `return ${id}`, command);
    const done = await this.returns.propose(keyed, idParameter<MovementId>(id), command);
    void reply.header('ETag', etagOf(done.version)).header('Location', this.href(id));
    return {
      movement: { href: this.href(id), id, version: done.version },
      refundId: done.refundId,
      amountCents: done.amountCents,
    };
  }

  /** What was booked of one movement, and the movement as the last booking has left it. */
  private outcome(reply: FastifyReply, bookings: readonly PaymentResult[]): Resource {
    const last = bookings.at(-1);
    if (last === undefined) throw new Error('a verb that booked nothing');
    const { movementId: id, version, movementState, remainingCents } = last;
    void reply.header('ETag', etagOf(version)).header('Location', this.href(id));
    return {
      movement: { href: this.href(id), id, state: camelCase(movementState), version },
      remainingCents,
      payments: this.paid(bookings),
    };
  }

  private verdict(reply: FastifyReply, result: VerdictResult): Resource {
    const { movementId: id, version, movementState, kind, amountCents } = result;
    void reply.header('ETag', etagOf(version)).header('Location', this.href(id));
    return {
      movement: { href: this.href(id), id, state: camelCase(movementState), version },
      kind: camelCase(kind),
      amountCents,
    };
  }

  private paid(bookings: readonly PaymentResult[]): readonly Resource[] {
    return bookings.map((booking) => paymentResource(booking, this.apiUrl));
  }

  private href(movementId: string): string {
    return `${this.apiUrl}/movements/${movementId}`;
  }
}
