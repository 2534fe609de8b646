import { Controller, Get, Param, Post } from '@nestjs/common';
import type { AppealId } from '../kernel/ids';
import type { Actor } from '../platform/database/transactions';
import { idParameter, parseCommand } from '../platform/http/fields';
import type { FormBody } from '../platform/http/form-body';
import { page, redirect, submitted, type PageResult } from '../platform/http/page-result';
import { CurrentForm, type PostedForm } from '../platform/http/posted-form';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { typedDate } from '../ui/date-input';
import { Form } from '../ui/form';
import { refusalMessage } from '../ui/message';
import { AppealCorrectionDesk } from './appeal-correction-desk.service';
import { correctionTexts } from './appeal-correction.view';
import { AppealCorrections } from './appeal-corrections.service';
import { correctionCommandOf, onForm } from './appeal-form.view';
import { APPEAL_WORDS_MAX_LENGTH, CorrectAppeal } from './appeals.commands';
import type { AppealRow } from './appeals.repository';

const FORM = 'appeals.field';

/** The page on which the days, the court and the number of an appeal are put right. */
@Controller('appeals/:appealId/correction')
export class AppealCorrectionsWebController {
  constructor(
    private readonly desk: AppealCorrectionDesk,
    private readonly corrections: AppealCorrections,
  ) {}

  @Get()
  @Requires('appeal.record')
  show(@CurrentActor() actor: Actor, @Param('appealId') id: string): Promise<PageResult> {
    return this.formPage(actor, idParameter<AppealId>(id), undefined);
  }

  /** First shows what the correction does; kept when the person has seen that. */
  @Post()
  @Requires('appeal.record')
  correct(@Param('appealId') param: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    const id = idParameter<AppealId>(param);
    const { actor } = form;
    const { step, ...typed } = form.typed;
    return submitted(
      async () => {
        if (step === 'edit') return this.formPage(actor, id, Form.fresh(FORM, typed));
        const command = parseCommand(CorrectAppeal, form.onSeenVersion(correctionCommandOf(typed)));
        if (step !== 'record') return await this.checkPage(actor, id, typed, command);
        await this.corrections.correct(form.once(), id, command);
        return redirect(`/appeals/${id}`, { kind: 'success', key: 'appeals.flash.corrected' });
      },
      (refusals) => this.formPage(actor, id, Form.refused(FORM, typed, onForm(refusals))),
    );
  }

  private async formPage(actor: Actor, id: AppealId, form: Form | undefined): Promise<PageResult> {
    const { blocked, ...found } = await this.desk.read(actor, id);
    return page('appeals/correction', {
      found,
      blocked: blocked && refusalMessage(blocked),
      form: form ?? Form.fresh(FORM, typedEntries(found.appeal)),
      maxWords: APPEAL_WORDS_MAX_LENGTH,
    });
  }

  private async checkPage(actor: Actor, id: AppealId, typed: FormBody, command: CorrectAppeal): Promise<PageResult> {
    const foreseen = await this.desk.foresee(actor, id, command);
    const kept = Object.entries(typed).map(([name, value]) => ({ name, value }));
    const shown = { decisions: correctionTexts(foreseen), courtMonthEnd: foreseen.courtMonthEnd };
    return page('appeals/correction-check', { appealId: id, command, shown, kept });
  }
}

/** What stands, as a person types it. */
function typedEntries({ lodgedOn, learnedOn, courtCode, divisionCode, docketNumber }: AppealRow): FormBody {
  const court = divisionCode === '' ? courtCode : `${courtCode}/${divisionCode}`;
  return { lodgedOn: typedDate(lodgedOn), learnedOn: typedDate(learnedOn), court, docketNumber };
}
