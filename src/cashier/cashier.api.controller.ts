import { Controller, Get, Inject, Param, Post } from '@nestjs/common';
import type { AllocationId, MovementId } from '../kernel/ids';
import type { PaymentResult } from '../payments/bookings.service';
import { paymentResource } from '../payments/payment.view';
import { ReallocateBooking } from '../payments/payments.commands';
import { PaymentsService } from '../payments/payments.service';
import type { Config } from '../platform/config/config';
import { CurrentCall, type ApiCall } from '../platform/http/api-call';
import { idParameter, parseCommand } from '../platform/http/fields';
import { withInnerCodes } from '../platform/http/outside-codes';
import { camelCase } from '../platform/http/problem';
import { Requires } from '../platform/http/route-access';
import { CONFIG } from '../platform/platform.module';
import {
  AcceptProposal,
  AcceptProposals,
  AssignMovement,
  DecideVerdict,
  ProposeReturn,
  ReceiveRemittance,
  ReverseVerdict,
  SplitMovement,
} from './cashier.commands';
import { OwnersService } from './owners.service';
import { ProposalsService } from './proposals.service';
import { RemittancesService } from './remittances.service';
import { ReturnsService } from './returns.service';
import { SharedBookings } from './shared-bookings.service';
import type { VerdictResult } from './verdict-records';
import { VerdictsService } from './verdicts.service';

type Resource = Readonly<Record<string, unknown>>;

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
    private readonly remittances: RemittancesService,
    @Inject(CONFIG) config: Config,
  ) {
    this.apiUrl = `${config.publicUrl}/api/fines/v1`;
  }

  /** Many proposals at once; what has changed meanwhile is answered with its refusal, the rest is booked. */
  @Post('movementAcceptances')
  @Requires('payment.allocate')
  async acceptAll(@CurrentCall() call: ApiCall): Promise<Resource> {
    const command = parseCommand(AcceptProposals, call.body);
    const { rows, ...sums } = await this.proposals.acceptAll(call.once(), command);
    call.created(`${this.apiUrl}/movements?state=suspense`);
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
  @Requires('payment.allocate')
  async accept(@Param('movementId') id: string, @CurrentCall() call: ApiCall): Promise<Resource> {
    const command = parseCommand(AcceptProposal, call.onSeenVersion());
    return this.outcome(call, await this.proposals.accept(call.once(), idParameter<MovementId>(id), command));
  }

  @Post('movements/:movementId/splits')
  @Requires('payment.allocate')
  async split(@Param('movementId') id: string, @CurrentCall() call: ApiCall): Promise<Resource> {
    const command = parseCommand(SplitMovement, call.onSeenVersion());
    const { bookings } = await this.shared.split(call.once(), idParameter<MovementId>(id), command);
    return this.outcome(call, bookings);
  }

  @Post('allocations/:allocationId/reallocations')
  @Requires('payment.allocate')
  async reallocate(@Param('allocationId') id: string, @CurrentCall() call: ApiCall): Promise<Resource> {
    const command = parseCommand(ReallocateBooking, call.onSeenVersion());
    const { booked } = await this.payments.reallocate(call.once(), idParameter<AllocationId>(id), command);
    return this.outcome(call, [booked]);
  }

  @Post('movements/:movementId/verdicts')
  @Requires('payment.allocate')
  async decide(@Param('movementId') id: string, @CurrentCall() call: ApiCall): Promise<Resource> {
    const command = parseCommand(DecideVerdict, call.onSeenVersion(withInnerCodes(call.body, ['kind'])));
    return this.verdict(call, await this.verdicts.decide(call.once(), idParameter<MovementId>(id), command));
  }

  @Post('movements/:movementId/verdictReversals')
  @Requires('payment.allocate')
  async reverse(@Param('movementId') id: string, @CurrentCall() call: ApiCall): Promise<Resource> {
    const command = parseCommand(ReverseVerdict, call.onSeenVersion());
    return this.verdict(call, await this.verdicts.reverse(call.once(), idParameter<MovementId>(id), command));
  }

  /** What FPS Finance reported as collected and has not paid on, and what of it this movement most likely is. */
  @Get('movements/:movementId/awaitedCollections')
  @Requires('payment.allocate')
  async awaitedCollections(@Param('movementId') id: string, @CurrentCall() call: ApiCall): Promise<Resource> {
    const { awaited, proposed } = await this.remittances.propose(call.actor, idParameter<MovementId>(id));
    const claims = new Set(proposed.map(({ claimId }) => claimId));
    return {
      items: awaited.map(({ claimId, decisionId, decisionNumber, financeReference, reportedOn, dueCents }) => ({
        href: `${this.apiUrl}/fines/${decisionId}`,
        id: claimId,
        decisionNumber,
        ...(financeReference !== '' && { financeReference }),
        reportedOn,
        dueCents,
        isProposed: claims.has(claimId),
      })),
    };
  }

  @Post('movements/:movementId/remittances')
  @Requires('payment.allocate')
  async receive(@Param('movementId') id: string, @CurrentCall() call: ApiCall): Promise<Resource> {
    const command = parseCommand(ReceiveRemittance, call.onSeenVersion());
    const result = await this.remittances.receive(call.once(), idParameter<MovementId>(id), command);
    const { remittedCents, unexplainedCents } = result;
    return { ...this.verdict(call, result), remittedCents, unexplainedCents };
  }

  @Post('movements/:movementId/owners')
  @Requires('payment.allocate')
  async assign(@Param('movementId') id: string, @CurrentCall() call: ApiCall): Promise<Resource> {
    const command = parseCommand(AssignMovement, call.onSeenVersion());
    const { version, ownerId, ownerName } = await this.owners.assign(call.once(), idParameter<MovementId>(id), command);
    call.created(this.href(id), version);
    const owner = ownerId === undefined ? undefined : { id: ownerId, name: ownerName };
    return { movement: { href: this.href(id), id, version }, owner };
  }

  @Post('movements/:movementId/returns')
  @Requires('payment.allocate')
  async propose(@Param('movementId') id: string, @CurrentCall() call: ApiCall): Promise<Resource> {
    const command = parseCommand(ProposeReturn, call.onSeenVersion(withInnerCodes(call.body, ['ground'])));
    const done = await this.returns.propose(call.once(), idParameter<MovementId>(id), command);
    call.created(this.href(id), done.version);
    return {
      movement: { href: this.href(id), id, version: done.version },
      refundId: done.refundId,
      amountCents: done.amountCents,
    };
  }

  /** What was booked of one movement, and the movement as the last booking has left it. */
  private outcome(call: ApiCall, bookings: readonly PaymentResult[]): Resource {
    const last = bookings.at(-1);
    if (last === undefined) throw new Error('a verb that booked nothing');
    const { movementId: id, version, movementState, remainingCents } = last;
    call.created(this.href(id), version);
    return {
      movement: { href: this.href(id), id, state: camelCase(movementState), version },
      remainingCents,
      payments: this.paid(bookings),
    };
  }

  private verdict(call: ApiCall, result: VerdictResult): Resource {
    const { movementId: id, version, movementState, kind, amountCents } = result;
    call.created(this.href(id), version);
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
