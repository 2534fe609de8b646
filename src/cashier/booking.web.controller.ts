import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import { isUuid, type AllocationId, type MovementId } from '../kernel/ids';
import { parseEuro } from '../kernel/money';
import type { Refusal } from '../kernel/outcome';
import type { FineChoice } from '../payments/bookings.service';
import { BookMovement, ChooseFine, ReallocateBooking, ReverseAllocation } from '../payments/payments.commands';
import { PaymentsService } from '../payments/payments.service';
import type { Actor } from '../platform/database/transactions';
import { idParameter, parseCommand } from '../platform/http/fields';
import { withTicked, type FormBody } from '../platform/http/form-body';
import { page, redirect, submitted, type PageResult } from '../platform/http/page-result';
import { CurrentForm, type PostedForm } from '../platform/http/posted-form';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { Refused } from '../platform/refused';
import { Form } from '../ui/form';
import { MovementDesk } from './movement-desk.service';
import { movementPage } from './movement-page';
import { movementHref, onwards, placeIn, wholeNumber } from './place';

const CHOICE = 'payments.choice';
const REVERSAL = 'payments.reversal';
const REALLOCATION = 'cashier.reallocation';
const OTHER = 'other';

/** The pages on one payment: all of it, booking it, taking a booking back, moving a booking to another fine. */
@Controller('suspense')
export class BookingWebController {
  constructor(
    private readonly payments: PaymentsService,
    private readonly desk: MovementDesk,
  ) {}

  @Get(':movementId')
  @Requires('payment.read')
  show(@CurrentActor() actor: Actor, @Param('movementId') id: string, @Query() query: FormBody): Promise<PageResult> {
    const { place } = placeIn(query, id);
    return movementPage(this.desk, actor, id, { place, form: Form.fresh(CHOICE) });
  }

  /** The step before booking: what will happen to the fine that was chosen. Nothing changes yet, so the choice stands in the address. */
  @Get(':movementId/booking')
  @Requires('payment.allocate')
  booking(
    @CurrentActor() actor: Actor,
    @Param('movementId') id: string,
    @Query() query: FormBody,
  ): Promise<PageResult> {
    const { place, typed } = placeIn(query, id);
    return submitted(
      async () => {
        const { choice, amountCents } = choiceIn(parseCommand(ChooseFine, typed));
        const preview = await this.payments.previewBooking(actor, idParameter<MovementId>(id), choice, amountCents);
        return page('suspense/booking', {
          preview,
          place,
          movementHref: movementHref(id, place),
          form: Form.fresh(CHOICE),
        });
      },
      (refusals) => movementPage(this.desk, actor, id, { place, form: Form.refused(CHOICE, typed, refusals) }),
    );
  }

  @Post(':movementId/booking')
  @Requires('payment.allocate')
  book(@Param('movementId') id: string, @CurrentForm() sent: PostedForm): Promise<PageResult> {
    const { place, typed } = placeIn(sent.typed, id);
    return submitted(
      async () => {
        const amountCents = wholeNumber(typed['amountCents']);
        const fields = sent.onSeenVersion({
          ...withTicked(typed, 'rememberPayer', 'refundRest', 'reviveWriteOff'),
          amountCents,
        });
        const command = parseCommand(BookMovement, fields);
        const booked = await this.payments.book(sent.once(), idParameter<MovementId>(id), command);
        const key = booked.isAdvance ? 'advanced' : booked.outstandingCents === 0 ? 'settled' : 'booked';
        const { decisionNumber: number, outstandingCents } = booked;
        const params = { amountCents: booked.amountCents, number, outstandingCents };
        return redirect(onwards(id, place), { kind: 'success', key: `payments.flash.${key}`, params });
      },
      (refusals) => movementPage(this.desk, sent.actor, id, { place, form: Form.refused(CHOICE, {}, refusals) }),
    );
  }

  @Get(':movementId/reversals/:allocationId')
  @Requires('payment.allocate')
  reversal(
    @CurrentActor() actor: Actor,
    @Param('movementId') id: string,
    @Param('allocationId') allocationId: string,
    @Query() query: FormBody,
  ): Promise<PageResult> {
    return this.reversalPage(actor, { id, allocationId }, query, Form.fresh(REVERSAL));
  }

  @Post(':movementId/reversals/:allocationId')
  @Requires('payment.allocate')
  reverse(
    @Param('movementId') id: string,
    @Param('allocationId') allocationId: string,
    @CurrentForm() sent: PostedForm,
  ): Promise<PageResult> {
    const { place, typed } = placeIn(sent.typed, id);
    return submitted(
      async () => {
        const command = parseCommand(ReverseAllocation, sent.onSeenVersion(typed));
        const done = await this.payments.reverse(sent.once(), idParameter<AllocationId>(allocationId), command);
        const { amountCents, decisionNumber: number } = done;
        const flash = { kind: 'success', key: 'payments.flash.reversed', params: { amountCents, number } } as const;
        return redirect(movementHref(id, place), flash);
      },
      (refusals) =>
        this.reversalPage(sent.actor, { id, allocationId }, sent.typed, Form.refused(REVERSAL, typed, refusals)),
    );
  }

  @Get(':movementId/reallocations/:allocationId')
  @Requires('payment.allocate')
  reallocation(
    @CurrentActor() actor: Actor,
    @Param('movementId') id: string,
    @Param('allocationId') allocationId: string,
    @Query() query: FormBody,
  ): Promise<PageResult> {
    return this.reversalPage(actor, { id, allocationId }, query, Form.fresh(REALLOCATION));
  }

  @Post(':movementId/reallocations/:allocationId')
  @Requires('payment.allocate')
  reallocate(
    @Param('movementId') id: string,
    @Param('allocationId') allocationId: string,
    @CurrentForm() sent: PostedForm,
  ): Promise<PageResult> {
    const { place, typed } = placeIn(sent.typed, id);
    return submitted(
      async () => {
        const command = parseCommand(ReallocateBooking, sent.onSeenVersion(typed));
        const done = await this.payments.reallocate(sent.once(), idParameter<AllocationId>(allocationId), command);
        const params = {
          amountCents: done.booked.amountCents,
          from: done.reversed.decisionNumber,
          to: done.booked.decisionNumber,
        };
        return redirect(movementHref(id, place), { kind: 'success', key: 'cashier.flash.reallocated', params });
      },
      (refusals) =>
        this.reversalPage(sent.actor, { id, allocationId }, sent.typed, Form.refused(REALLOCATION, typed, refusals)),
    );
  }

  /** The step before a booking is taken back, or moved: the form tells which. */
  private async reversalPage(
    actor: Actor,
    { id, allocationId }: { readonly id: string; readonly allocationId: string },
    fields: FormBody,
    form: Form,
  ): Promise<PageResult> {
    const { place } = placeIn(fields, id);
    const preview = await this.payments.previewReversal(actor, idParameter<AllocationId>(allocationId));
    const template = form.key === REVERSAL ? 'suspense/reversal' : 'suspense/reallocation';
    return page(template, { ...preview, place, movementHref: movementHref(id, place), form });
  }
}

/** A proposal by its id, or another fine by its number; refuses `fine-not-named`, `amount-format`. */
function choiceIn({ choice, decisionNumber, amount }: ChooseFine): {
  readonly choice: FineChoice;
  readonly amountCents: number | undefined;
} {
  const refusals: Refusal[] = [];
  const chosen: FineChoice =
    choice === OTHER ? (decisionNumber === undefined ? {} : { decisionNumber }) : { decisionId: choice };
  if (choice !== OTHER && !isUuid(choice)) refusals.push({ code: 'fine-not-named', field: 'choice' });
  if (choice === OTHER && decisionNumber === undefined)
    refusals.push({ code: 'fine-not-named', field: 'decisionNumber' });
  const amountCents = amount === undefined ? undefined : parseEuro(amount);
  if (amount !== undefined && amountCents === undefined) refusals.push({ code: 'amount-format', field: 'amount' });
  const [first, ...others] = refusals;
  if (first) throw new Refused(first, ...others);
  return { choice: chosen, amountCents };
}
