import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import { evidenceNeededIn } from '../documents/evidence.commands';
import type { DecisionId, NotificationAttemptId, NotificationFactId } from '../kernel/ids';
import type { Refusal } from '../kernel/outcome';
import { actingUser, type Actor } from '../platform/database/transactions';
import { idParameter, parseCommand } from '../platform/http/fields';
import { page, redirect, submitted, type PageResult } from '../platform/http/page-result';
import { CurrentForm, type PostedForm } from '../platform/http/posted-form';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { Refused } from '../platform/refused';
import { typedDate, typedDays } from '../ui/date-input';
import { Form } from '../ui/form';
import type { RegisterVerb } from './register-change.rules';
import { CorrectDay, RecordFact, SendDecision, StateRemedies } from './register.commands';
import { lacksRemedies } from './register.rules';
import { RegisterEvidence } from './register-evidence.service';
import { NotificationRegister } from './register.service';
import { shownAttempts, shownChanges } from './register.view';

const FORM = 'register.field';
const ACTIONS = ['send', 'record', 'correct', 'state-remedies', 'evidence'] as const;
type Action = (typeof ACTIONS)[number];

/** The register of attempts of a decision: what is known; what can be added; what a change does before it is kept. */
@Controller('decisions/:decisionId/register')
export class RegisterWebController {
  constructor(
    private readonly register: NotificationRegister,
    private readonly evidence: RegisterEvidence,
  ) {}

  @Get()
  @Requires('file.read')
  show(
    @CurrentActor() actor: Actor,
    @Param('decisionId') id: string,
    @Query('action') action?: string,
    @Query('of') of?: string,
  ): Promise<PageResult> {
    return this.sheet(actor, id, { action: actionIn(action), of: of ?? '' }, undefined);
  }

  /** Shows before and after; nothing is kept. */
  @Post('check')
  @Requires('notification.record')
  check(@Param('decisionId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return submitted(
      async () => {
        const outlook = await this.register.preview(form.actor, idParameter<DecisionId>(id), verbIn(form));
        return page('notification/register-check', {
          outlook,
          changes: shownChanges(outlook.changes, outlook.addressees),
          seen: { ...form.texts(Object.keys(form.typed)), version: form.version },
          action: form.text('verb'),
          back: `/decisions/${id}/register`,
        });
      },
      (refusals) => this.refused(id, form, form.text('verb'), refusals),
    );
  }

  @Post()
  @Requires('notification.record')
  keep(@Param('decisionId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return submitted(
      async () => {
        const verb = verbIn(form);
        await this.register.act(form.once(), idParameter<DecisionId>(id), verb);
        return redirect(`/decisions/${id}/register`, { kind: 'success', key: `register.flash.${verb.verb}` });
      },
      (refusals) => this.refused(id, form, form.text('verb'), refusals),
    );
  }

  /** A file that shows what became of an attempt: the receipt, the returned envelope, the paper of the post. */
  @Post('evidence')
  @Requires('notification.record')
  attach(@Param('decisionId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return submitted(
      async () => {
        const { file, title, print } = evidenceNeededIn(form.typed);
        const attemptId = idParameter<NotificationAttemptId>(form.text('of'));
        await this.evidence.attach(form.once(print), idParameter<DecisionId>(id), { attemptId, file, title });
        return redirect(`/decisions/${id}/register`, { kind: 'success', key: 'register.flash.evidence' });
      },
      (refusals) => this.refused(id, form, 'evidence', refusals),
    );
  }

  private refused(id: string, form: PostedForm, action: string, refusals: readonly Refusal[]): Promise<PageResult> {
    const shown = { action: actionIn(action), of: form.text('of') };
    return this.sheet(form.actor, id, shown, Form.refused(FORM, form.typed, refusals));
  }

  private async sheet(
    actor: Actor,
    id: string,
    { action, of }: { readonly action: Action | undefined; readonly of: string },
    refused: Form | undefined,
  ): Promise<PageResult> {
    const decisionId = idParameter<DecisionId>(id);
    const sheet = await this.register.read(actor, decisionId);
    const { attempts } = sheet.register;
    const files = await this.evidence.ofAttempts(actor, attempts);
    const mayRecord = actingUser(actor).permissions.has('notification.record');
    const isOpen = sheet.decision.state === 'signed' || sheet.decision.state === 'notified';
    const today = typedDate(sheet.today);
    return page('notification/register', {
      sheet,
      attempts: shownAttempts(sheet.register, files),
      windows: shownChanges(sheet.windows, sheet.addressees),
      lacking: lacksRemedies(sheet.register.facts),
      action: mayRecord && isOpen ? action : undefined,
      of,
      addressees: sheet.addressees.filter(({ isToTell }) => isToTell),
      mayAct: mayRecord && isOpen,
      form: refused ?? Form.fresh(FORM, { sentOn: today, happenedOn: action === 'record' ? today : '' }),
    });
  }
}

function actionIn(text: string | undefined): Action | undefined {
  return ACTIONS.find((each) => each === text);
}

/** What was typed, as a verb; the days as people write them. */
function verbIn(form: PostedForm): RegisterVerb {
  const { verb, of: _target, ...typed } = form.typed;
  const fields = form.onSeenVersion(typedDays(typed, ['sentOn', 'happenedOn', 'presentedOn']));
  const target = form.text('of');
  switch (verb) {
    case 'send':
      return { verb, command: parseCommand(SendDecision, fields) };
    case 'record': {
      const attemptId = idParameter<NotificationAttemptId>(target);
      return { verb, attemptId, command: parseCommand(RecordFact, fields) };
    }
    case 'correct':
      return { verb, factId: idParameter<NotificationFactId>(target), command: parseCommand(CorrectDay, fields) };
    case 'state-remedies':
      return { verb, command: parseCommand(StateRemedies, fields) };
    default:
      throw new Refused({ code: 'not-one-of', field: 'verb', params: { accepted: ACTIONS.join(', ') } });
  }
}
