import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { isUuid, type AllocationId, type MovementId } from '../kernel/ids';
import { parseEuro } from '../kernel/money';
import type { Refusal } from '../kernel/outcome';
import type { Actor } from '../platform/database/transactions';
import { idParameter, parseCommand } from '../platform/http/fields';
import { onceKeyIn, typedIn, type FormBody } from '../platform/http/form-body';
import { page, redirect, submitted, type PageResult } from '../platform/http/page-result';
import { withIdempotency } from '../platform/http/preconditions';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { Refused } from '../platform/refused';
import { communicationText, statementNumber } from '../statements/statement.view';
import { Form } from '../ui/form';
import { pageLinks } from '../ui/keyset';
import { localPath } from '../ui/page-context';
import { BookMovement, ChooseFine, ReverseAllocation } from './payments.commands';
import type { FineChoice } from './bookings.service';
import { PaymentsService } from './payments.service';
import { SuspenseService } from './suspense.service';

const CHOICE = 'payments.choice';
const REVERSAL = 'payments.reversal';
const OTHER = 'other';

/** The pages on payments in suspense: the list, one movement, booking it, taking a booking back. */
@Controller('suspense')
export class PaymentsWebController {
  constructor(
    private readonly payments: PaymentsService,
    private readonly suspense: SuspenseService,
  ) {}

  @Get()
  @Requires('payment.read')
  async list(@CurrentActor() actor: Actor, @Query('cursor') cursor?: string): Promise<PageResult> {
    const { page: found, ...totals } = await this.suspense.list(actor, cursor);
    return page('suspense/list', {
      rows: found.rows.map(({ movement, ageDays }) => ({
        ...movement,
        ageDays,
        words: communicationText(movement.communication),
      })),
      totals,
      here: cursor === undefined ? '/suspense' : `/suspense?cursor=${cursor}`,
      links: pageLinks('/suspense', {}, found),
    });
  }

  @Get(':movementId')
  @Requires('payment.read')
  show(
    @CurrentActor() actor: Actor,
    @Param('movementId') id: string,
    @Query('back') back: unknown,
  ): Promise<PageResult> {
    return this.movementPage(actor, id, back, Form.fresh(CHOICE));
  }

  /** The step before booking: what will happen to the fine that was chosen. Nothing changes yet, so the choice stands in the address. */
  @Get(':movementId/booking')
  @Requires('payment.allocate')
  booking(
    @CurrentActor() actor: Actor,
    @Param('movementId') id: string,
    @Query() query: Readonly<Record<string, unknown>>,
  ): Promise<PageResult> {
    const { back, ...typed } = query;
    return submitted(
      async () => {
        const { choice, amountCents } = choiceIn(parseCommand(ChooseFine, typed));
        const movementId = idParameter<MovementId>(id);
        const preview = await this.payments.previewBooking(actor, movementId, choice, amountCents);
        return page('suspense/booking', { preview, back: backTo(back, id), movementHref: movementHref(id, back) });
      },
      (refusals) => this.movementPage(actor, id, back, Form.refused(CHOICE, typed, refusals)),
    );
  }

  @Post(':movementId/booking')
  @Requires('payment.allocate')
  book(
    @CurrentActor() actor: Actor,
    @Param('movementId') id: string,
    @Body() body: FormBody | undefined,
  ): Promise<PageResult> {
    const { back, ...typed } = typedIn(body);
    return submitted(
      async () => {
        const fields = {
          ...typed,
          version: wholeNumber(typed['version']),
          amountCents: wholeNumber(typed['amountCents']),
        };
        const keyed = withIdempotency(actor, onceKeyIn(body), `POST /suspense/${id}/booking`, fields);
        const booked = await this.payments.book(keyed, idParameter<MovementId>(id), parseCommand(BookMovement, fields));
        const key = booked.isAdvance
          ? 'payments.flash.advanced'
          : booked.outstandingCents === 0
            ? 'payments.flash.settled'
            : 'payments.flash.booked';
        const { amountCents, decisionNumber: number, outstandingCents } = booked;
        return redirect(`${backTo(back, id)}#movement-${id}`, {
          kind: 'success',
          key,
          params: { amountCents, number, outstandingCents },
        });
      },
      (refusals) => this.movementPage(actor, id, back, Form.refused(CHOICE, {}, refusals)),
    );
  }

  @Get(':movementId/reversals/:allocationId')
  @Requires('payment.allocate')
  reversal(
    @CurrentActor() actor: Actor,
    @Param('movementId') id: string,
    @Param('allocationId') allocationId: string,
    @Query('back') back: unknown,
  ): Promise<PageResult> {
    return this.reversalPage(actor, id, allocationId, back, Form.fresh(REVERSAL));
  }

  @Post(':movementId/reversals/:allocationId')
  @Requires('payment.allocate')
  reverse(
    @CurrentActor() actor: Actor,
    @Param('movementId') id: string,
    @Param('allocationId') allocationId: string,
    @Body() body: FormBody | undefined,
  ): Promise<PageResult> {
    const { back, ...typed } = typedIn(body);
    return submitted(
      async () => {
        const fields = { ...typed, version: wholeNumber(typed['version']) };
        const keyed = withIdempotency(actor, onceKeyIn(body), `POST /suspense/${id}/reversals/${allocationId}`, fields);
        const command = parseCommand(ReverseAllocation, fields);
        const reversed = await this.payments.reverse(keyed, idParameter<AllocationId>(allocationId), command);
        const { amountCents, decisionNumber: number } = reversed;
        const flash = { kind: 'success', key: 'payments.flash.reversed', params: { amountCents, number } } as const;
        return redirect(movementHref(id, back), flash);
      },
      (refusals) => this.reversalPage(actor, id, allocationId, back, Form.refused(REVERSAL, typed, refusals)),
    );
  }

  private async movementPage(actor: Actor, id: string, back: unknown, form: Form): Promise<PageResult> {
    const file = await this.suspense.read(actor, idParameter<MovementId>(id));
    const { movement, statement } = file;
    return page('suspense/movement', {
      ...file,
      remainingCents: movement.amountCents - movement.allocatedCents,
      words: communicationText(movement.communication),
      information: movement.information.map(communicationText),
      statementNumber: statementNumber(statement),
      back: backTo(back, id),
      isFromList: back !== undefined,
      form,
    });
  }

  private async reversalPage(
    actor: Actor,
    id: string,
    allocationId: string,
    back: unknown,
    form: Form,
  ): Promise<PageResult> {
    const preview = await this.payments.previewReversal(actor, idParameter<AllocationId>(allocationId));
    return page('suspense/reversal', {
      ...preview,
      back: backTo(back, id),
      movementHref: movementHref(id, back),
      form,
    });
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

/** Hidden fields come as text; anything that is no number goes on as it is, to be refused. */
function wholeNumber(text: unknown): unknown {
  return typeof text === 'string' && /^\d{1,15}$/.test(text) ? Number(text) : text;
}

/** The page that the person came from, so that work goes on where it was; else the movement itself. */
function backTo(back: unknown, movementId: string): string {
  const path = localPath(back);
  return /^\/(suspense|statements)(?=[/?]|$)/.test(path) ? path : `/suspense/${movementId}`;
}

function movementHref(movementId: string, back: unknown): string {
  const own = `/suspense/${movementId}`;
  const path = backTo(back, movementId);
  return path === own ? own : `${own}?back=${encodeURIComponent(path)}`;
}
