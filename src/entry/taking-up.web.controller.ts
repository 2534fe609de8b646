import { Controller, Get, Param, Post } from '@nestjs/common';
import type { OffenceId } from '../kernel/ids';
import type { Refusal } from '../kernel/outcome';
import { REOPEN_REASON_MAX_LENGTH } from '../offences/reopening.rules';
import type { Actor } from '../platform/database/transactions';
import { idParameter, parseCommand } from '../platform/http/fields';
import type { FormBody } from '../platform/http/form-body';
import { page, redirect, submitted, type PageResult } from '../platform/http/page-result';
import { CurrentForm, type PostedForm } from '../platform/http/posted-form';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { Form } from '../ui/form';
import { TakeUpEntry } from './entry.commands';
import { EntryTakingUp } from './taking-up.service';

/** The page on which the entry of a file that counts no more is taken up again. */
@Controller('files/:fileId/entry')
export class TakingUpWebController {
  constructor(private readonly takingUp: EntryTakingUp) {}

  @Get()
  @Requires('offence.record')
  show(@CurrentActor() actor: Actor, @Param('fileId') fileId: string): Promise<PageResult> {
    return this.takingUpPage(actor, idParameter<OffenceId>(fileId), {}, []);
  }

  /** Opens a closed file again for the reason given, and goes on at the facts with everything that was typed. */
  @Post()
  @Requires('offence.record')
  takeUp(@Param('fileId') fileId: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    const id = idParameter<OffenceId>(fileId);
    const typed = form.only('reason');
    return submitted(
      async () => {
        const command = parseCommand(TakeUpEntry, form.onSeenVersion(typed));
        const { draftId } = await this.takingUp.takeUp(form.once(), id, command);
        return redirect(`/entry/${draftId}/facts`, { kind: 'success', key: 'entry.takeUp.flash' });
      },
      (refusals) => this.takingUpPage(form.actor, id, typed, refusals),
    );
  }

  private async takingUpPage(
    actor: Actor,
    id: OffenceId,
    typed: FormBody,
    refusals: readonly Refusal[],
  ): Promise<PageResult> {
    return page('entry/take-up', {
      file: await this.takingUp.read(actor, id),
      form: Form.refused('entry.takeUp.field', typed, refusals),
      maxReason: REOPEN_REASON_MAX_LENGTH,
    });
  }
}
