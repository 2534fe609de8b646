import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import type { MovementId } from '../kernel/ids';
import type { Actor } from '../platform/database/transactions';
import { idParameter, parseCommand } from '../platform/http/fields';
import { onceKeyIn, typedIn, type FormBody } from '../platform/http/form-body';
import { page, redirect, submitted, type PageResult } from '../platform/http/page-result';
import { withIdempotency } from '../platform/http/preconditions';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { statementNumber } from '../statements/statement.view';
import { communicationText } from '../statements/structured-communication';
import { Form } from '../ui/form';
import { UndoMovement } from './undoing.commands';
import { Undoing } from './undoing.service';

const CHOICE = 'undoing.choice';

/** The page on a movement by which the bank takes another back: which one it was. */
@Controller('suspense')
export class UndoingWebController {
  constructor(private readonly undoing: Undoing) {}

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
    const typed = typedIn(body);
    return submitted(
      async () => {
        const { version } = typed;
        const isNumber = typeof version === 'string' && /^\d{1,10}$/.test(version);
        const fields = { ...typed, version: isNumber ? Number(version) : version };
        const keyed = withIdempotency(actor, onceKeyIn(body), `POST /suspense/${id}/undoing`, fields);
        const command = parseCommand(UndoMovement, fields);
        const { reversedCount } = await this.undoing.undo(keyed, idParameter<MovementId>(id), command);
        return redirect('/suspense', {
          kind: 'success',
          key: 'undoing.flash.undone',
          params: { count: reversedCount },
        });
      },
      (refusals) => this.casePage(actor, id, Form.refused(CHOICE, typed, refusals)),
    );
  }

  private async casePage(actor: Actor, id: string, form: Form): Promise<PageResult> {
    const { movement, statement, offers } = await this.undoing.read(actor, idParameter<MovementId>(id));
    return page('suspense/undoing', {
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
