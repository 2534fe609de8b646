import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import type { MovementId } from '../kernel/ids';
import { formatDecimal, parseEuro, cents } from '../kernel/money';
import type { Refusal } from '../kernel/outcome';
import { remainingCents } from '../matching/movement-evidence.rules';
import type { Actor } from '../platform/database/transactions';
import { idParameter, parseCommand } from '../platform/http/fields';
import type { FormBody } from '../platform/http/form-body';
import { page, redirect, submitted, type Flash, type PageResult } from '../platform/http/page-result';
import { CurrentForm, type PostedForm } from '../platform/http/posted-form';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { SURPLUS_GROUNDS } from '../refunds/refund.rules';
import { communicationText } from '../statements/structured-communication.rules';
import { parseTypedDate } from '../ui/date-input';
import { Form } from '../ui/form';
import { AssignMovement, DecideVerdict, ProposeReturn, ReverseVerdict, SplitMovement } from './cashier.commands';
import { proposedShares } from './desk.rules';
import { MovementDesk } from './movement-desk.service';
import { groundOf, movementPage } from './movement-page';
import { OwnersService } from './owners.service';
import { movementHref, onwards, placeIn, type Place } from './place';
import { ReturnsService } from './returns.service';
import { SharedBookings } from './shared-bookings.service';
import { splitValues, sharesIn } from './split-form';
import { CREDIT_VERDICTS, DEBIT_VERDICTS } from './verdict.rules';
import { VerdictsService } from './verdicts.service';

type VerbPage = 'split' | 'verdict' | 'return';

/** What a cashier decides on one movement beside booking it on one fine. */
@Controller('suspense/:movementId')
export class VerbsWebController {
  constructor(
    private readonly desk: MovementDesk,
    private readonly shared: SharedBookings,
    private readonly verdicts: VerdictsService,
    private readonly returns: ReturnsService,
    private readonly owners: OwnersService,
  ) {}

  @Get('split')
  @Requires('payment.allocate')
  splitForm(
    @CurrentActor() actor: Actor,
    @Param('movementId') id: string,
    @Query() query: FormBody,
  ): Promise<PageResult> {
    return this.formPage(actor, id, 'split', { place: placeIn(query, id).place });
  }

  @Post('split')
  @Requires('payment.allocate')
  split(@Param('movementId') id: string, @CurrentForm() sent: PostedForm): Promise<PageResult> {
    const { place, typed } = placeIn(sent.typed, id);
    const form = (refusals: readonly Refusal[]): Form =>
      Form.refused(
        'cashier.split',
        typed,
        refusals.map((refusal) => ({
          ...refusal,
          ...(refusal.field !== undefined && { field: refusal.field.replace('amountCents', 'amount') }),
        })),
      );
    if (sent.action === 'more') return this.formPage(sent.actor, id, 'split', { place, form: form([]), more: 2 });
    return submitted(
      async () => {
        const fields = sent.onSeenVersion({ shares: sharesIn(typed) });
        const done = await this.shared.split(
          sent.once(),
          idParameter<MovementId>(id),
          parseCommand(SplitMovement, fields),
        );
        const params = {
          amountCents: done.bookedCents,
          count: done.bookings.length,
          remainingCents: done.remainingCents,
        };
        return this.done(id, place, { key: 'cashier.flash.split', params });
      },
      (refusals) => this.formPage(sent.actor, id, 'split', { place, form: form(refusals) }),
    );
  }

  @Get('verdict')
  @Requires('payment.allocate')
  verdictForm(
    @CurrentActor() actor: Actor,
    @Param('movementId') id: string,
    @Query() query: FormBody,
  ): Promise<PageResult> {
    return this.formPage(actor, id, 'verdict', { place: placeIn(query, id).place });
  }

  @Post('verdict')
  @Requires('payment.allocate')
  decide(@Param('movementId') id: string, @CurrentForm() sent: PostedForm): Promise<PageResult> {
    const { place, typed } = placeIn(sent.typed, id);
    return submitted(
      async () => {
        const fields = sent.onSeenVersion(typed);
        const done = await this.verdicts.decide(
          sent.once(),
          idParameter<MovementId>(id),
          parseCommand(DecideVerdict, fields),
        );
        return this.done(id, place, { key: 'cashier.flash.decided', params: { amountCents: done.amountCents } });
      },
      (refusals) =>
        this.formPage(sent.actor, id, 'verdict', { place, form: Form.refused('cashier.verdict', typed, refusals) }),
    );
  }

  @Post('verdict/reversal')
  @Requires('payment.allocate')
  reverse(@Param('movementId') id: string, @CurrentForm() sent: PostedForm): Promise<PageResult> {
    const { place, typed } = placeIn(sent.typed, id);
    return submitted(
      async () => {
        const fields = sent.onSeenVersion(typed);
        const done = await this.verdicts.reverse(
          sent.once(),
          idParameter<MovementId>(id),
          parseCommand(ReverseVerdict, fields),
        );
        const flash = {
          kind: 'success',
          key: 'cashier.flash.verdictReversed',
          params: { amountCents: done.amountCents },
        } as const;
        return redirect(movementHref(id, place), flash);
      },
      (refusals) =>
        movementPage(this.desk, sent.actor, id, {
          place,
          form: Form.refused('cashier.verdictReversal', typed, refusals),
        }),
    );
  }

  @Get('return')
  @Requires('payment.allocate')
  returnForm(
    @CurrentActor() actor: Actor,
    @Param('movementId') id: string,
    @Query() query: FormBody,
  ): Promise<PageResult> {
    return this.formPage(actor, id, 'return', { place: placeIn(query, id).place });
  }

  @Post('return')
  @Requires('payment.allocate')
  propose(@Param('movementId') id: string, @CurrentForm() sent: PostedForm): Promise<PageResult> {
    const { place, typed } = placeIn(sent.typed, id);
    return submitted(
      async () => {
        const { amount, returnBy, ...others } = typed;
        const typedAmount = typeof amount === 'string' && amount.trim() !== '' ? amount : undefined;
        const fields = sent.onSeenVersion({
          ...others,
          ...(typedAmount !== undefined && { amountCents: parseEuro(typedAmount) ?? typedAmount }),
          ...(typeof returnBy === 'string' && returnBy !== '' && { returnBy: parseTypedDate(returnBy) ?? returnBy }),
        });
        const done = await this.returns.propose(
          sent.once(),
          idParameter<MovementId>(id),
          parseCommand(ProposeReturn, fields),
        );
        return this.done(id, place, { key: 'cashier.flash.returned', params: { amountCents: done.amountCents } });
      },
      (refusals) =>
        this.formPage(sent.actor, id, 'return', { place, form: Form.refused('cashier.return', typed, refusals) }),
    );
  }

  @Post('owner')
  @Requires('payment.allocate')
  assign(@Param('movementId') id: string, @CurrentForm() sent: PostedForm): Promise<PageResult> {
    const { place, typed } = placeIn(sent.typed, id);
    return submitted(
      async () => {
        const fields = sent.onSeenVersion(typed);
        const done = await this.owners.assign(
          sent.once(),
          idParameter<MovementId>(id),
          parseCommand(AssignMovement, fields),
        );
        const isOwn = sent.actor.kind === 'user' && done.ownerId === sent.actor.id;
        const key = done.ownerName === undefined ? 'released' : isOwn ? 'taken' : 'handedOver';
        return redirect(movementHref(id, place), {
          kind: 'success',
          key: `cashier.flash.${key}`,
          params: { name: done.ownerName ?? '' },
        });
      },
      (refusals) =>
        movementPage(this.desk, sent.actor, id, { place, form: Form.refused('cashier.owner', typed, refusals) }),
    );
  }

  private done(id: string, place: Place, flash: Omit<Flash, 'kind'>): PageResult {
    return redirect(onwards(id, place), { kind: 'success', ...flash });
  }

  private async formPage(
    actor: Actor,
    id: string,
    verb: VerbPage,
    { place, form, more = 0 }: { readonly place: Place; readonly form?: Form; readonly more?: number },
  ): Promise<PageResult> {
    const { movement, candidates } = await this.desk.read(actor, idParameter<MovementId>(id));
    const left = remainingCents(movement);
    const numbers = new Map(candidates.map(({ fine }) => [fine.decisionId, fine]));
    const [best] = movement.reason?.candidates ?? [];
    const proposed =
      best === undefined
        ? []
        : proposedShares(best).map(({ decisionId, amountCents }) => ({
            number: numbers.get(decisionId)?.number ?? '',
            amountCents,
          }));
    const values = {
      split: splitValues(
        proposed.length > 1
          ? proposed
          : candidates.slice(0, 2).map(({ fine }) => ({ number: fine.number, amountCents: undefined })),
      ),
      verdict:
        movement.reason?.code === 'may-be-released-deposit'
          ? { kind: 'released-deposit', decisionNumber: candidates[0]?.fine.number ?? '' }
          : {},
      return: { ground: groundOf(movement.reason?.code), amount: formatDecimal(cents(left)).replace('.', ',') },
    }[verb];
    const shown = form ?? Form.fresh(`cashier.${verb}`, values);
    const filled = Array.from({ length: 20 }, (_, index) => index).filter(
      (index) =>
        shown.getField(`shares.${index}.decisionNumber`).value !== '' ||
        shown.getField(`shares.${index}.amount`).value !== '',
    );
    const rows = Math.min(20, Math.max(2, (filled.at(-1) ?? 0) + 1) + more);
    return page(`suspense/${verb}`, {
      movement,
      words: communicationText(movement.communication),
      remainingCents: left,
      kinds: movement.direction === 'debit' ? DEBIT_VERDICTS : CREDIT_VERDICTS,
      grounds: SURPLUS_GROUNDS,
      candidates,
      rows: Array.from({ length: rows }, (_, index) => index),
      place,
      movementHref: movementHref(id, place),
      form: shown,
    });
  }
}
