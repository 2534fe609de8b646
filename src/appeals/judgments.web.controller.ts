import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import { evidenceIn, evidenceNeededIn } from '../documents/evidence.commands';
import type { AppealId, JudgmentId } from '../kernel/ids';
import { actingUser, type Actor } from '../platform/database/transactions';
import { idParameter, parseCommand } from '../platform/http/fields';
import { page, redirect, submitted, type PageResult } from '../platform/http/page-result';
import { CurrentForm, type PostedForm } from '../platform/http/posted-form';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { Form } from '../ui/form';
import { AppealDesk } from './appeal-desk.service';
import { readable } from './appeal-form.view';
import { APPEAL_ACTIONS, appealPage, type AppealAction, type OfferedAction } from './appeal-page.view';
import {
  APPEAL_WORDS_MAX_LENGTH,
  ConfirmJudgment,
  EnterOnRoll,
  ContestJudgment,
  MistakenAppeal,
  NumberRemedy,
  ReasonedJudgment,
  RecordFinality,
  RecordJudgment,
  WithdrawAppeal,
} from './appeals.commands';
import { AppealsService } from './appeals.service';
import { JUDGMENT_OUTCOMES, JUDGMENT_STAGES } from './judgment.rules';
import { JudgmentsService } from './judgments.service';

const FORM = 'appeals.field';
type Fields = Record<string, unknown>;

/** The verb of a form: what it is about, and what runs once. */
interface Verb {
  readonly action: AppealAction;
  /** The decision or judgment that it is about; the appeal itself when left out. */
  readonly target?: string;
  readonly flash: string;
  readonly run: (once: Actor, fields: Fields) => Promise<unknown>;
}

/** The page of one appeal: what is known, what the court said, what follows, and who decides. */
@Controller('appeals/:appealId')
export class JudgmentsWebController {
  constructor(
    private readonly desk: AppealDesk,
    private readonly appeals: AppealsService,
    private readonly judgments: JudgmentsService,
  ) {}

  @Get()
  @Requires('appeal.read')
  show(
    @CurrentActor() actor: Actor,
    @Param('appealId') id: string,
    @Query('action') asked?: string,
    @Query('on') target?: string,
  ): Promise<PageResult> {
    const action = APPEAL_ACTIONS.find((each) => each === asked);
    return this.sheet(actor, id, action && { action, target: target ?? id }, Form.fresh(FORM));
  }

  @Post('roll-entry')
  @Requires('appeal.record')
  enterOnRoll(@Param('appealId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(id, form, {
      action: 'enter-on-roll',
      flash: 'enteredOnRoll',
      run: (once, fields) =>
        this.appeals.enterOnRoll(once, idParameter<AppealId>(id), parseCommand(EnterOnRoll, fields)),
    });
  }

  @Post('withdrawal')
  @Requires('appeal.record')
  withdraw(@Param('appealId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(id, form, {
      action: 'withdraw',
      target: form.text('decisionId'),
      flash: 'withdrawn',
      run: (once, fields) =>
        this.appeals.withdraw(once, idParameter<AppealId>(id), parseCommand(WithdrawAppeal, fields)),
    });
  }

  @Post('mistake')
  @Requires('appeal.record')
  markMistaken(@Param('appealId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(id, form, {
      action: 'mark-mistaken',
      target: form.text('decisionId'),
      flash: 'mistaken',
      run: (once, fields) =>
        this.appeals.markMistaken(once, idParameter<AppealId>(id), parseCommand(MistakenAppeal, fields)),
    });
  }

  @Post('judgments')
  @Requires('appeal.record')
  judge(@Param('appealId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(id, form, {
      action: 'judge',
      target: form.text('decisionId'),
      flash: 'judged',
      run: (once, typed) => {
        const { file, title, fields } = evidenceIn(typed);
        const command = parseCommand(RecordJudgment, fields);
        return this.judgments.record(once, idParameter<AppealId>(id), command, file && { file, title });
      },
    });
  }

  @Post('judgments/:judgmentId/finality')
  @Requires('appeal.record')
  becomeFinal(
    @Param('appealId') id: string,
    @Param('judgmentId') judgmentId: string,
    @CurrentForm() form: PostedForm,
  ): Promise<PageResult> {
    return this.act(id, form, {
      action: 'become-final',
      target: judgmentId,
      flash: 'becameFinal',
      run: (once, fields) =>
        this.judgments.becomeFinal(once, idParameter<JudgmentId>(judgmentId), parseCommand(RecordFinality, fields)),
    });
  }

  @Post('judgments/:judgmentId/contestation')
  @Requires('appeal.record')
  contest(
    @Param('appealId') id: string,
    @Param('judgmentId') judgmentId: string,
    @CurrentForm() form: PostedForm,
  ): Promise<PageResult> {
    return this.act(id, form, {
      action: 'contest',
      target: judgmentId,
      flash: 'contested',
      run: (once, fields) =>
        this.judgments.contest(once, idParameter<JudgmentId>(judgmentId), parseCommand(ContestJudgment, fields)),
    });
  }

  @Post('judgments/:judgmentId/remedy-number')
  @Requires('appeal.record')
  numberRemedy(
    @Param('appealId') id: string,
    @Param('judgmentId') judgmentId: string,
    @CurrentForm() form: PostedForm,
  ): Promise<PageResult> {
    return this.act(id, form, {
      action: 'number-remedy',
      target: judgmentId,
      flash: 'remedyNumbered',
      run: (once, fields) =>
        this.judgments.numberRemedy(once, idParameter<JudgmentId>(judgmentId), parseCommand(NumberRemedy, fields)),
    });
  }

  @Post('judgments/:judgmentId/paper')
  @Requires('appeal.record')
  attach(
    @Param('appealId') id: string,
    @Param('judgmentId') judgmentId: string,
    @CurrentForm() form: PostedForm,
  ): Promise<PageResult> {
    return this.act(id, form, {
      action: 'attach',
      target: judgmentId,
      flash: 'attached',
      run: (once, typed) => {
        const { file, title, fields } = evidenceNeededIn(typed);
        const { version } = parseCommand(ConfirmJudgment, fields);
        return this.judgments.attachPaper(once, idParameter<JudgmentId>(judgmentId), version, { file, title });
      },
    });
  }

  @Post('judgments/:judgmentId/confirmation')
  @Requires('judgment.confirm')
  confirm(
    @Param('appealId') id: string,
    @Param('judgmentId') judgmentId: string,
    @CurrentForm() form: PostedForm,
  ): Promise<PageResult> {
    return this.act(id, form, {
      action: 'decide',
      target: judgmentId,
      flash: 'confirmed',
      run: (once, fields) =>
        this.judgments.confirm(once, idParameter<JudgmentId>(judgmentId), parseCommand(ConfirmJudgment, fields)),
    });
  }

  @Post('judgments/:judgmentId/refusal')
  @Requires('judgment.confirm')
  refuse(
    @Param('appealId') id: string,
    @Param('judgmentId') judgmentId: string,
    @CurrentForm() form: PostedForm,
  ): Promise<PageResult> {
    return this.act(id, form, {
      action: 'decide',
      target: judgmentId,
      flash: 'refused',
      run: (once, fields) =>
        this.judgments.refuse(once, idParameter<JudgmentId>(judgmentId), parseCommand(ReasonedJudgment, fields)),
    });
  }

  /** Runs a verb once for its form and shows the appeal; refused, shows the same form again. */
  private act(id: string, form: PostedForm, { action, target = id, flash, run }: Verb): Promise<PageResult> {
    return submitted(
      async () => {
        const { print } = evidenceIn(form.typed);
        await run(form.once({ ...print, version: form.version }), readable(form.onSeenVersion()));
        return redirect(`/appeals/${id}`, { kind: 'success', key: `appeals.flash.${flash}` });
      },
      (refusals) => this.sheet(form.actor, id, { action, target }, Form.refused(FORM, form.typed, refusals)),
    );
  }

  private async sheet(actor: Actor, id: string, asked: OfferedAction | undefined, form: Form): Promise<PageResult> {
    const sheet = await this.desk.sheet(actor, idParameter<AppealId>(id));
    const shown = appealPage(sheet, actingUser(actor), asked ?? {});
    const choices = { stages: JUDGMENT_STAGES, outcomes: JUDGMENT_OUTCOMES };
    return page('appeals/appeal', { shown, form, ...choices, maxWords: APPEAL_WORDS_MAX_LENGTH });
  }
}
