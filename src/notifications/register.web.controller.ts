import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { evidenceNeededIn } from '../documents/evidence.commands';
import type { DecisionId, NotificationAttemptId, NotificationFactId } from '../kernel/ids';
import type { Refusal } from '../kernel/outcome';
import { actingUser, type Actor } from '../platform/database/transactions';
import { idParameter, parseCommand } from '../platform/http/fields';
import { onceKeyIn, typedIn, type FormBody } from '../platform/http/form-body';
import { page, redirect, submitted, type PageResult } from '../platform/http/page-result';
import { withIdempotency } from '../platform/http/preconditions';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { Refused } from '../platform/refused';
import { parseTypedDate, typedDate } from '../ui/date-input';
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
  check(@CurrentActor() actor: Actor, @Param('decisionId') id: string, @Body() body?: FormBody): Promise<PageResult> {
    const typed = typedIn(body);
    return submitted(
      async () => {
        const outlook = await this.register.preview(actor, idParameter<DecisionId>(id), verbIn(typed));
        return page('notification/register-check', {
          outlook,
          changes: shownChanges(outlook.changes, outlook.addressees),
          seen: Object.fromEntries(Object.entries(typed).filter(([, value]) => typeof value === 'string')),
          action: typed['verb'],
          back: `/decisions/${id}/register`,
        });
      },
      (refusals) => this.refused(actor, id, typed, refusals),
    );
  }

  @Post()
  @Requires('notification.record')
  keep(@CurrentActor() actor: Actor, @Param('decisionId') id: string, @Body() body?: FormBody): Promise<PageResult> {
    const typed = typedIn(body);
    return submitted(
      async () => {
        const verb = verbIn(typed);
        const once = withIdempotency(actor, onceKeyIn(body), `register ${id}`, verb);
        await this.register.act(once, idParameter<DecisionId>(id), verb);
        return redirect(`/decisions/${id}/register`, { kind: 'success', key: `register.flash.${verb.verb}` });
      },
      (refusals) => this.refused(actor, id, typed, refusals),
    );
  }

  /** A file that shows what became of an attempt: the receipt, the returned envelope, the paper of the post. */
  @Post('evidence')
  @Requires('notification.record')
  attach(@CurrentActor() actor: Actor, @Param('decisionId') id: string, @Body() body?: FormBody): Promise<PageResult> {
    const typed = typedIn(body);
    return submitted(
      async () => {
        const { file, title, fields, print } = evidenceNeededIn(typed);
        const attemptId = idParameter<NotificationAttemptId>(textOf(fields['of']));
        const once = withIdempotency(actor, onceKeyIn(body), `register evidence ${id}`, print);
        await this.evidence.attach(once, idParameter<DecisionId>(id), { attemptId, file, title });
        return redirect(`/decisions/${id}/register`, { kind: 'success', key: 'register.flash.evidence' });
      },
      (refusals) => this.refused(actor, id, { ...typed, verb: 'evidence' }, refusals),
    );
  }

  private refused(actor: Actor, id: string, typed: FormBody, refusals: readonly Refusal[]): Promise<PageResult> {
    const shown = { action: actionIn(textOf(typed['verb'])), of: textOf(typed['of']) };
    return this.sheet(actor, id, shown, Form.refused(FORM, typed, refusals));
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
function verbIn(typed: FormBody): RegisterVerb {
  const { verb, of, version, ...rest } = typed;
  const fields: Record<string, unknown> = { ...rest, version: Number(textOf(version)) };
  for (const name of ['sentOn', 'happenedOn', 'presentedOn'])
    if (name in rest) fields[name] = parseTypedDate(textOf(rest[name])) ?? textOf(rest[name]);
  switch (verb) {
    case 'send':
      return { verb, command: parseCommand(SendDecision, fields) };
    case 'record':
      return {
        verb,
        attemptId: idParameter<NotificationAttemptId>(textOf(of)),
        command: parseCommand(RecordFact, fields),
      };
    case 'correct':
      return { verb, factId: idParameter<NotificationFactId>(textOf(of)), command: parseCommand(CorrectDay, fields) };
    case 'state-remedies':
      return { verb, command: parseCommand(StateRemedies, fields) };
    default:
      throw new Refused({ code: 'not-one-of', field: 'verb', params: { accepted: ACTIONS.join(', ') } });
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
