import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import { isUuid, type MovementId } from '../kernel/ids';
import { addCents } from '../kernel/money';
import type { Refusal } from '../kernel/outcome';
import { UndoingReversals } from '../payments/undoing-reversals.service';
import { actingUser, type Actor } from '../platform/database/transactions';
import { idParameter, parseCommand } from '../platform/http/fields';
import type { FormBody } from '../platform/http/form-body';
import { page, redirect, submitted, type PageResult } from '../platform/http/page-result';
import { CurrentForm, type PostedForm } from '../platform/http/posted-form';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { Refused } from '../platform/refused';
import { statementNumber } from '../statements/statement.view';
import { communicationText } from '../statements/structured-communication.rules';
import { Form } from '../ui/form';
import { pageLinks } from '../ui/keyset';
import { AcceptProposal, AcceptProposals, ListDesk, ROWS_MAX, UndoBookings } from './cashier.commands';
import { DESK_GROUPS, neighbourOf } from './desk.rules';
import { DeskService, type DeskPage, type ShownMovement } from './desk.service';
import { onwards, placeIn, wholeNumber } from './place';
import { ProposalsService } from './proposals.service';

const DESK = 'cashier.desk';

/** The cashier's page: what waits, in groups; taking proposals up, one or many; taking the last act back. */
@Controller('suspense')
export class DeskWebController {
  constructor(
    private readonly desk: DeskService,
    private readonly proposals: ProposalsService,
    private readonly reversals: UndoingReversals,
  ) {}

  @Get()
  @Requires('payment.read')
  list(@CurrentActor() actor: Actor, @Query() query: FormBody): Promise<PageResult> {
    return this.listPage(actor, query, Form.fresh(DESK, query));
  }

  /** The step before many are booked: each with what would happen to it, and the sum. */
  @Get('acceptances')
  @Requires('payment.allocate')
  preview(@CurrentActor() actor: Actor, @Query() query: FormBody): Promise<PageResult> {
    const { place, typed } = placeIn(query, '');
    const { chosen } = typed;
    return this.previewPage(actor, [chosen].flat(), place.back);
  }

  @Post('acceptances')
  @Requires('payment.allocate')
  acceptAll(@CurrentForm() form: PostedForm): Promise<PageResult> {
    const { actor } = form;
    const { place, typed } = placeIn(form.typed, '');
    const rows = [typed['row']].flat().flatMap(rowIn);
    return submitted(
      async () => {
        const done = await this.proposals.acceptAll(form.once(), parseCommand(AcceptProposals, { rows }));
        const { bookedCount: count, bookedCents: amountCents, refusedCount } = done;
        if (refusedCount === 0)
          return redirect(place.back, {
            kind: 'success',
            key: 'cashier.flash.accepted',
            params: { count, amountCents },
          });
        const ids = done.rows.map(({ movementId }) => movementId);
        const shown = await this.desk.chosen(actor, ids);
        return page('suspense/accepted', { ...done, rows: withOutcome(shown.rows, done.rows), back: place.back });
      },
      (refusals) =>
        this.previewPage(
          actor,
          rows.map(({ movementId }) => movementId),
          place.back,
          refusals,
        ),
    );
  }

  @Post('undo')
  @Requires('payment.allocate')
  undo(@CurrentForm() form: PostedForm): Promise<PageResult> {
    const { actor } = form;
    const { place, typed } = placeIn(form.typed, '');
    const bookings = [typed['allocationId']].flat().map((allocationId) => ({ allocationId }));
    return submitted(
      async () => {
        const { undoneCents, reversals } = await this.proposals.undo(
          form.once(),
          parseCommand(UndoBookings, { bookings }),
        );
        const params = { amountCents: undoneCents, count: reversals.length };
        const [first] = reversals;
        const at = first === undefined ? '' : `#movement-${first.movementId}`;
        return redirect(`${place.back}${at}`, { kind: 'success', key: 'cashier.flash.undone', params });
      },
      (refusals) => this.listPage(actor, queryOf(place.back), Form.refused(DESK, queryOf(place.back), refusals)),
    );
  }

  /** One proposal by one press; the keyboard then stands on the row that follows. */
  @Post(':movementId/acceptance')
  @Requires('payment.allocate')
  accept(@Param('movementId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    const { actor } = form;
    const { place, typed } = placeIn(form.typed, id);
    return submitted(
      async () => {
        const command = parseCommand(AcceptProposal, form.onSeenVersion(typed));
        const booked = await this.proposals.accept(form.once(), idParameter<MovementId>(id), command);
        const params = {
          amountCents: addCents(...booked.map(({ amountCents }) => amountCents)),
          numbers: booked.map(({ decisionNumber }) => decisionNumber).join(', '),
        };
        return redirect(onwards(id, place), { kind: 'success', key: 'cashier.flash.acceptedOne', params });
      },
      (refusals) => this.listPage(actor, queryOf(place.back), Form.refused(DESK, queryOf(place.back), refusals)),
    );
  }

  private async listPage(actor: Actor, query: FormBody, form: Form): Promise<PageResult> {
    const { tick, cursor, account, ...narrowed } = parseCommand(ListDesk, query);
    const filter = { ...narrowed, ...(account !== undefined && { accountId: account }) };
    const desk = await this.desk.page(actor, filter, cursor);
    const filters = { ...narrowed, ...(account !== undefined && { account }) };
    const here = hrefOf({ ...filters, ...(cursor !== undefined && { cursor }) });
    const toTakeApart = actingUser(actor).permissions.has('undoing.confirm') ? await this.reversals.waiting(actor) : [];
    return page('suspense/list', {
      ...desk,
      exceptions: desk.exceptions.map((each) => ({ ...each, number: statementNumber(each) })),
      toTakeApart,
      ...withPlaces(desk, here),
      groupHrefs: Object.fromEntries(desk.totals.map(({ group }) => [group, hrefOf({ ...filters, group })])),
      allHref: hrefOf({ ...filters, group: undefined }),
      tickHref: hrefOf({ ...filters, tick: 'all' }),
      links: desk.groups[0] && pageLinks('/suspense', filters, { ...desk.groups[0], rows: [] }),
      groupNames: DESK_GROUPS,
      filter: filters,
      isTicked: tick === 'all',
      here,
      form,
    });
  }

  private async previewPage(
    actor: Actor,
    chosen: readonly unknown[],
    back: string,
    refusals: readonly Refusal[] = [],
  ): Promise<PageResult> {
    const ids = [...new Set(chosen.filter((id): id is MovementId => typeof id === 'string' && isUuid(id)))];
    if (ids.length > ROWS_MAX) throw new Refused({ code: 'too-many', field: 'rows', params: { max: ROWS_MAX } });
    const list = back.startsWith('/suspense/') ? '/suspense' : back;
    if (ids.length === 0) {
      const nothing = Form.refused(DESK, queryOf(list), [{ code: 'nothing-chosen', field: undefined } as never]);
      return this.listPage(actor, queryOf(list), nothing);
    }
    const { rows, bulkPercent } = await this.desk.chosen(actor, ids);
    const ready = rows.filter(({ proposal }) => proposal !== undefined && proposal.confidence >= bulkPercent);
    return page('suspense/acceptances', {
      rows: ready.map((row) => ({ ...row, words: communicationText(row.movement.communication) })),
      leftOut: rows.filter((row) => !ready.includes(row)),
      totalCents: addCents(...ready.flatMap(({ proposal }) => (proposal === undefined ? [] : [proposal.sumCents]))),
      bulkPercent,
      back: list,
      form: Form.refused(DESK, {}, refusals),
    });
  }
}

/** Each row with its words, and with the row that comes after it, for whoever goes on there. */
function withPlaces(desk: DeskPage, here: string): { readonly groups: readonly unknown[] } {
  const ids = desk.groups.flatMap(({ rows }) => rows.map(({ movementId }) => movementId));
  return {
    groups: desk.groups.map((group) => ({
      ...group,
      rows: group.rows.map((row) => {
        const next = neighbourOf(row.movementId, ids);
        const query = new URLSearchParams({ back: here, ...(next !== undefined && { next }) });
        return {
          ...row,
          next,
          href: `/suspense/${row.movementId}?${query.toString()}`,
          words: communicationText(row.movement.communication),
        };
      }),
    })),
  };
}

function withOutcome(
  shown: readonly ShownMovement[],
  outcomes: readonly { readonly movementId: MovementId }[],
): readonly unknown[] {
  const byId = new Map(shown.map((row) => [row.movementId, row]));
  return outcomes.map((outcome) => ({ ...outcome, movement: byId.get(outcome.movementId)?.movement }));
}

/** A row of the form: movement, version and fine, as the page wrote them. */
function rowIn(
  text: unknown,
): { readonly movementId: string; readonly version: unknown; readonly decisionId: string }[] {
  if (typeof text !== 'string') return [];
  const [movementId = '', version = '', decisionId = ''] = text.split(' ');
  return [{ movementId, version: wholeNumber(version), decisionId }];
}

function hrefOf(filters: Readonly<Record<string, string | undefined>>): string {
  const known = Object.entries(filters).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return known.length === 0 ? '/suspense' : `/suspense?${new URLSearchParams(known).toString()}`;
}

/** The filters in an address of the list; of any other page none. */
function queryOf(path: string): Readonly<Record<string, string>> {
  const [before, query = ''] = path.split('?');
  return before === '/suspense' ? Object.fromEntries(new URLSearchParams(query)) : {};
}
