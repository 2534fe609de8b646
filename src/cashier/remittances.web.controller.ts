import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import type { MovementId } from '../kernel/ids';
import { formatDecimal, parseEuro } from '../kernel/money';
import type { Refusal } from '../kernel/outcome';
import type { Actor } from '../platform/database/transactions';
import { idParameter, parseCommand } from '../platform/http/fields';
import type { FormBody } from '../platform/http/form-body';
import { page, redirect, submitted, type PageResult } from '../platform/http/page-result';
import { CurrentForm, type PostedForm } from '../platform/http/posted-form';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { communicationText } from '../statements/structured-communication.rules';
import { Form } from '../ui/form';
import { ReceiveRemittance } from './cashier.commands';
import { MovementDesk } from './movement-desk.service';
import { movementHref, onwards, placeIn, type Place } from './place';
import { MOST_PARTS } from './remittance.rules';
import { RemittancesService, type RemittanceProposal } from './remittances.service';

/** The page on which a transfer of FPS Finance is laid out over the claims that it collected on. */
@Controller('suspense/:movementId/remittance')
export class RemittancesWebController {
  constructor(
    private readonly desk: MovementDesk,
    private readonly remittances: RemittancesService,
  ) {}

  @Get()
  @Requires('payment.allocate')
  show(@CurrentActor() actor: Actor, @Param('movementId') id: string, @Query() query: FormBody): Promise<PageResult> {
    return this.page(actor, id, placeIn(query, id).place);
  }

  @Post()
  @Requires('payment.allocate')
  receive(@Param('movementId') id: string, @CurrentForm() sent: PostedForm): Promise<PageResult> {
    const { place, typed } = placeIn(sent.typed, id);
    const rows = rowsIn(typed);
    return submitted(
      async () => {
        const parts = rows.map(({ claimId, amount }) => ({ claimId, amountCents: parseEuro(amount) ?? amount }));
        const fields = sent.onSeenVersion({ parts, ...(typed['note'] !== undefined && { note: typed['note'] }) });
        const command = parseCommand(ReceiveRemittance, fields);
        const done = await this.remittances.receive(sent.once(), idParameter<MovementId>(id), command);
        const params = { amountCents: done.remittedCents, count: done.parts.length };
        return redirect(onwards(id, place), { kind: 'success', key: 'cashier.flash.remitted', params });
      },
      (refusals) => this.page(sent.actor, id, place, { typed, refusals: besideRows(refusals, rows) }),
    );
  }

  private async page(
    actor: Actor,
    id: string,
    place: Place,
    refused?: { readonly typed: FormBody; readonly refusals: readonly Refusal[] },
  ): Promise<PageResult> {
    const movementId = idParameter<MovementId>(id);
    const { movement } = await this.desk.read(actor, movementId);
    const proposal = await this.remittances.propose(actor, movementId);
    return page('suspense/remittance', {
      movement,
      words: communicationText(movement.communication),
      awaited: proposal.awaited,
      totalCents: proposal.awaited.reduce((sum, { dueCents }) => sum + dueCents, 0),
      place,
      movementHref: movementHref(id, place),
      form:
        refused === undefined
          ? Form.fresh('cashier.remittance', valuesOf(proposal))
          : Form.refused('cashier.remittance', refused.typed, refused.refusals),
    });
  }
}

const FIELD = 'part.';

/** Each claim has a field of its own, named by its id; an empty one is not of the transfer. */
function rowsIn(typed: FormBody): { readonly claimId: string; readonly amount: string }[] {
  return Object.entries(typed)
    .flatMap(([name, value]) =>
      name.startsWith(FIELD) && typeof value === 'string' && value.trim() !== ''
        ? [{ claimId: name.slice(FIELD.length), amount: value.trim() }]
        : [],
    )
    .slice(0, MOST_PARTS);
}

function valuesOf({ proposed }: RemittanceProposal): Readonly<Record<string, string>> {
  return Object.fromEntries(
    proposed.map(({ claimId, amountCents }) => [`${FIELD}${claimId}`, formatDecimal(amountCents).replace('.', ',')]),
  );
}

/** The refusal of a part beside the field of its claim. */
function besideRows(refusals: readonly Refusal[], rows: readonly { readonly claimId: string }[]): readonly Refusal[] {
  return refusals.map((refusal) => {
    const at = /^parts\.(\d+)\./.exec(refusal.field ?? '')?.[1];
    const row = at === undefined ? undefined : rows[Number(at)];
    return row === undefined ? refusal : { ...refusal, field: `${FIELD}${row.claimId}` };
  });
}
