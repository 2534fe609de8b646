import { Controller, Get, Param, Post } from '@nestjs/common';
import type { MovementId } from '../kernel/ids';
import { actingUser, type Actor } from '../platform/database/transactions';
import { idParameter, parseCommand } from '../platform/http/fields';
import type { FormBody } from '../platform/http/form-body';
import { page, redirect, submitted, type PageResult } from '../platform/http/page-result';
import { CurrentForm, type PostedForm } from '../platform/http/posted-form';
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
  undo(@Param('movementId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(id, form, CHOICE, async (once, fields) => {
      const command = parseCommand(UndoMovement, fields);
      const { reversedCount } = await this.undoing.undo(once, idParameter<MovementId>(id), command);
      return redirect('/suspense', { kind: 'success', key: 'undoing.flash.undone', params: { count: reversedCount } });
    });
  }

  @Post(':movementId/undoing/reversal')
  @Requires('payment.allocate')
  propose(@Param('movementId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(id, form, REVERSAL, async (once, fields) => {
      const command = parseCommand(ReverseUndoing, fields);
      await this.reversals.propose(once, idParameter<MovementId>(id), command);
      return redirect(`/suspense/${id}/undoing`, { kind: 'success', key: 'undoing.reversal.flash.proposed' });
    });
  }

  @Post(':movementId/undoing/reversal/:reversalId/confirmation')
  @Requires('undoing.confirm')
  confirm(
    @Param('movementId') id: string,
    @Param('reversalId') reversalId: string,
    @CurrentForm() form: PostedForm,
  ): Promise<PageResult> {
    return this.act(id, form, REVERSAL, async (once, fields) => {
      const command = parseCommand(DecideUndoingReversal, fields);
      const done = await this.reversals.confirm(once, idParameter<UndoingReversalId>(reversalId), command);
      const params = { count: done.rebookedCount };
      return redirect(`/suspense/${id}`, { kind: 'success', key: 'undoing.reversal.flash.confirmed', params });
    });
  }

  @Post(':movementId/undoing/reversal/:reversalId/cancellation')
  @Requires('payment.allocate')
  drop(
    @Param('movementId') id: string,
    @Param('reversalId') reversalId: string,
    @CurrentForm() form: PostedForm,
  ): Promise<PageResult> {
    return this.act(id, form, REVERSAL, async (once, fields) => {
      const command = parseCommand(DecideUndoingReversal, fields);
      await this.reversals.drop(once, idParameter<UndoingReversalId>(reversalId), command);
      return redirect(`/suspense/${id}/undoing`, { kind: 'success', key: 'undoing.reversal.flash.dropped' });
    });
  }

  /** Runs a verb once for its form; refused, shows the page again with what was typed. */
  private act(
    id: string,
    form: PostedForm,
    formKey: string,
    run: (once: Actor, fields: FormBody) => Promise<PageResult>,
  ): Promise<PageResult> {
    return submitted(
      () => run(form.once(), form.onSeenVersion()),
      (refusals) => this.casePage(form.actor, id, Form.refused(formKey, form.typed, refusals)),
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
