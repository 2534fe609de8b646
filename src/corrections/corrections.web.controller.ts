import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import type { DecisionId, PersonId } from '../kernel/ids';
import type { Refusal } from '../kernel/outcome';
import { typedNotificationAct } from '../notifications/notification-act.commands';
import type { Actor } from '../platform/database/transactions';
import { idParameter, parseCommand } from '../platform/http/fields';
import type { FormBody } from '../platform/http/form-body';
import { page, redirect, submitted, type PageResult } from '../platform/http/page-result';
import { CurrentForm, type PostedForm } from '../platform/http/posted-form';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { Form } from '../ui/form';
import { CORRECTABLE_FIELDS, CORRECTION_EFFECTS, NEVER_CORRECTABLE, type CorrectableField } from './correction.rules';
import { ProposeCorrection, RefuseCorrection, SignCorrection } from './corrections.commands';
import type { CorrectionId } from './corrections.repository';
import { CorrectionsService } from './corrections.service';

const FORM = 'corrections.form';

/** The pages on corrections of signed decisions: proposed, signed, notified again. */
@Controller()
export class CorrectionsWebController {
  constructor(private readonly corrections: CorrectionsService) {}

  @Get('decisions/:decisionId/corrections/new')
  @Requires('decision.draft')
  form(
    @CurrentActor() actor: Actor,
    @Param('decisionId') id: string,
    @Query('person') personId: string | undefined,
  ): Promise<PageResult> {
    return this.proposal(actor, id, Form.fresh(FORM), personId);
  }

  @Post('decisions/:decisionId/corrections/new')
  @Requires('decision.draft')
  propose(@Param('decisionId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return submitted(
      async () => {
        const command = parseCommand(ProposeCorrection, form.onSeenVersion());
        const { correctionId } = await this.corrections.propose(form.once(), idParameter<DecisionId>(id), command);
        return redirect(`/corrections/${correctionId}`, { kind: 'success', key: 'corrections.flash.proposed' });
      },
      (refusals) => this.proposal(form.actor, id, Form.refused(FORM, form.typed, refusals), form.typed['personId']),
    );
  }

  @Get('corrections/:correctionId')
  @Requires('file.read')
  show(@CurrentActor() actor: Actor, @Param('correctionId') id: string): Promise<PageResult> {
    return this.sheet(actor, id, {}, []);
  }

  @Post('corrections/:correctionId/signature')
  @Requires('decision.sign')
  sign(@Param('correctionId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(id, form, 'signed', (once, correctionId, fields) =>
      this.corrections.sign(once, correctionId, parseCommand(SignCorrection, fields)),
    );
  }

  @Post('corrections/:correctionId/refusal')
  @Requires('decision.return')
  refuse(@Param('correctionId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(id, form, 'refused', (once, correctionId, fields) =>
      this.corrections.refuse(once, correctionId, parseCommand(RefuseCorrection, fields)),
    );
  }

  @Post('corrections/:correctionId/notification')
  @Requires('notification.record')
  notify(@Param('correctionId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(id, form, 'notified', (once, correctionId) =>
      this.corrections.notify(once, correctionId, typedNotificationAct(form)),
    );
  }

  /** Runs a verb once for its form; refused, shows the correction again with what was typed. */
  private act(
    id: string,
    form: PostedForm,
    done: 'signed' | 'refused' | 'notified',
    run: (once: Actor, correctionId: CorrectionId, fields: FormBody) => Promise<unknown>,
  ): Promise<PageResult> {
    return submitted(
      async () => {
        await run(form.once(), idParameter<CorrectionId>(id), form.onSeenVersion());
        return redirect(`/corrections/${id}`, { kind: 'success', key: `corrections.flash.${done}` });
      },
      (refusals) => this.sheet(form.actor, id, form.typed, refusals),
    );
  }

  private async proposal(actor: Actor, id: string, form: Form, personId: unknown): Promise<PageResult> {
    const { file, person, people, stood, corrections, notifications } = await this.corrections.prepare(
      actor,
      idParameter<DecisionId>(id),
      typeof personId === 'string' ? idParameter<PersonId>(personId) : undefined,
    );
    // A name in Latin letters is its own Latin form: it is put right once.
    const isOwnLatin = stood.latinFamilyName === stood.familyName && stood.latinGivenNames === stood.givenNames;
    const left: readonly CorrectableField[] = [
      'remedies',
      ...(isOwnLatin ? (['latinFamilyName', 'latinGivenNames'] as const) : []),
      // The decision states nobody else's.
      ...(person.id === file.offence.personId ? [] : (['nationality'] as const)),
    ];
    const fields = CORRECTABLE_FIELDS.filter((field) => !left.includes(field)).map((field) => ({
      field,
      stood: stood[field],
    }));
    return page('corrections/new', {
      form,
      decision: file.decision,
      offence: file.offence,
      person,
      people,
      fields,
      corrections,
      notifications,
      effects: CORRECTION_EFFECTS,
      others: NEVER_CORRECTABLE,
    });
  }

  private async sheet(actor: Actor, id: string, typed: FormBody, refusals: readonly Refusal[]): Promise<PageResult> {
    const { correction, decision, toTell } = await this.corrections.read(actor, idParameter<CorrectionId>(id));
    return page('corrections/correction', {
      form: refusals.length > 0 ? Form.refused(FORM, typed, refusals) : Form.fresh(FORM),
      correction,
      corrected: correction.items,
      decision: decision.file.decision,
      offence: decision.file.offence,
      person: decision.person,
      notifications: decision.notifications,
      toTell,
      isOwn: actor.kind === 'user' && actor.id === correction.proposedBy,
    });
  }
}
