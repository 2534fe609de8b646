import { Controller, Get, Param, Post } from '@nestjs/common';
import type { Refusal } from '../kernel/outcome';
import type { Actor } from '../platform/database/transactions';
import { idParameter } from '../platform/http/fields';
import { page, redirect, submitted, type PageResult } from '../platform/http/page-result';
import { CurrentForm, type PostedForm } from '../platform/http/posted-form';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { Form } from '../ui/form';
import { messageLines } from './quarantine.view';
import { ReconciliationDesk } from './reconciliation.service';

const HERE = '/recovery/reconciliation';

/** Where the Office and FPS Finance are held against each other. */
@Controller('recovery')
export class ReconciliationWebController {
  constructor(private readonly desk: ReconciliationDesk) {}

  @Get('reconciliation')
  @Requires('recovery.read')
  show(@CurrentActor() actor: Actor): Promise<PageResult> {
    return this.shown(actor, []);
  }

  @Post('reports/:reportId/sight')
  @Requires('recovery.hold')
  see(@Param('reportId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return submitted(
      async () => {
        await this.desk.markSeen(form.once(), idParameter(id));
        return redirect(HERE, { kind: 'success', key: 'recovery.balance.flash' });
      },
      (refusals) => this.shown(form.actor, refusals),
    );
  }

  private async shown(actor: Actor, refusals: readonly Refusal[]): Promise<PageResult> {
    const form = refusals.length === 0 ? undefined : Form.refused('recovery.field', {}, refusals);
    const balance = await this.desk.read(actor);
    const quarantined = balance.quarantined.map((each) => ({ ...each, lines: messageLines(each) }));
    return page('recovery/reconciliation', { ...balance, quarantined, form });
  }
}
