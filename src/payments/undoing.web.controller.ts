import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import type { MovementId } from '../kernel/ids';
import { actingUser, type Actor } from '../platform/database/transactions';
import { idParameter, parseCommand } from '../platform/http/fields';
import { onceKeyIn, typedIn, type FormBody } from '../platform/http/form-body';
import { page, redirect, submitted, type PageResult } from '../platform/http/page-result';
import { withIdempotency } from '../platform/http/preconditions';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { statementNumber } from '../statements/statement.view';
import { communicationText } from '../statements/structured-communication.rules';
import { Form } from '../ui/form';
import { UndoingReversals } from './undoing-reversals.service';
import type { UndoingReversalId } from './undoing-reversals.repository';
import { DecideUndoingReversal, ReverseUndoing, UndoMovement } from './undoing.commands';
import { Undoing } from './undoing.service';

const CHOICE = 'undoing.choice';
const REVERSAL = 'undoing.reversal';

/** The page on a movement by which the bank takes another back: which one it was. */
@Controller('suspense')
export class UndoingWebController {
  constructor(
    private readonly undoing: Undoing,
    private readonly reversals: UndoingReversals,
  ) {}

  @Get(':movementId/undoing')
  @Requires('payment.read')
  show(@CurrentActor() actor: Actor, @Param('movementId') id: string): Promise<PageResult> {
    return this.casePage(actor, id, Form.fresh(CHOICE));
  }

  @Post(':movementId/undoing')
  @Requires('payment.allocate')
  undo(
    @CurrentActor() actor: Actor,
    @Param('movementId') id: string,
    @Body() body: FormBody | undefined,
  ): Promise<PageResult> {
    return this.act(actor, id, body, CHOICE, 'undoing', async (keyed, fields) => {
      const command = parseCommand(UndoMovement, fields);
      const { reversedCount } = await this.undoing.undo(keyed, idParameter<MovementId>(id), command);
      return redirect('/suspense', { kind: 'success', key: 'undoing.flash.undone', params: { count: reversedCount } });
    });
  }

  @Post(':movementId/undoing/reversal')
  @Requires('payment.allocate')
  propose(
    @CurrentActor() actor: Actor,
    @Param('movementId') id: string,
    @Body() body: FormBody | undefined,
  ): Promise<PageResult> {
    return this.act(actor, id, body, REVERSAL, 'undoing/reversal', async (keyed, fields) => {
      const command = parseCommand(ReverseUndoing, fields);
      await this.reversals.propose(keyed, idParameter<MovementId>(id), command);
      return redirect(`/suspense/${id}/undoing`, { kind: 'success', key: 'undoing.reversal.flash.proposed' });
    });
  }

  @Post(':movementId/undoing/reversal/:reversalId/confirmation')
  @Requires('undoing.confirm')
  confirm(
    @CurrentActor() actor: Actor,
    @Param('movementId') id: string,
    @Param('reversalId') reversalId: string,
    @Body() body: FormBody | undefined,
  ): Promise<PageResult> {
    return this.act(actor, id, body, REVERSAL, `undoing/reversal/${reversalId}/confirmation`, async (keyed, fields) => {
      const command = parseCommand(DecideUndoingReversal, fields);
      const done = await this.reversals.confirm(keyed, idParameter<UndoingReversalId>(reversalId), command);
      const params = { count: done.rebookedCount };
      return redirect(`/suspense/${id}`, { kind: 'success', key: 'undoing.reversal.flash.confirmed', params });
    });
  }

  @Post(':movementId/undoing/reversal/:reversalId/cancellation')
  @Requires('payment.allocate')
  drop(
    @CurrentActor() actor: Actor,
    @Param('movementId') id: string,
    @Param('reversalId') reversalId: string,
    @Body() body: FormBody | undefined,
  ): Promise<PageResult> {
    return this.act(actor, id, body, REVERSAL, `undoing/reversal/${reversalId}/cancellation`, async (keyed, fields) => {
      const command = parseCommand(DecideUndoingReversal, fields);
      await this.reversals.drop(keyed, idParameter<UndoingReversalId>(reversalId), command);
      return redirect(`/suspense/${id}/undoing`, { kind: 'success', key: 'undoing.reversal.flash.dropped' });
    });
  }

  /** Runs a verb once for its form; refused, shows the page again with what was typed. */
  private act(
    actor: Actor,
    id: string,
    body: FormBody | undefined,
    formKey: string,
    route: string,
    run: (keyed: Actor, fields: FormBody) => Promise<PageResult>,
  ): Promise<PageResult> {
    const typed = typedIn(body);
    return submitted(
      () => {
        const { version } = typed;
        const isNumber = typeof version === 'string' && /^\d{1,10}$/.test(version);
        const fields = { ...typed, version: isNumber ? Number(version) : version };
        return run(withIdempotency(actor, onceKeyIn(body), `POST /suspense/${id}/${route}`, fields), fields);
      },
      (refusals) => this.casePage(actor, id, Form.refused(formKey, typed, refusals)),
    );
  }

  private async casePage(actor: Actor, id: string, form: Form): Promise<PageResult> {
    const { movement, statement, offers } = await this.undoing.read(actor, idParameter<MovementId>(id));
    const standing = await this.reversals.read(actor, movement.id);
    return page('suspense/undoing', {
      standing: standing && { ...standing, statementNumber: statementNumber(standing.statement) },
      isOwnProposal: standing?.open?.proposedBy === actingUser(actor).id,
      movement,
      statementNumber: statementNumber(statement),
      words: communicationText(movement.communication),
      offers: offers.map((offer) => ({
        ...offer,
        statementNumber: statementNumber(offer.statement),
        words: communicationText(offer.movement.communication),
      })),
      form,
    });
  }
}
