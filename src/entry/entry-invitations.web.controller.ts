import { Controller, Get, Param, Post } from '@nestjs/common';
import { isActLanguage } from '../decisions/decision.rules';
import { isLegalDate, type LegalDate } from '../kernel/legal-date';
import type { Refusal } from '../kernel/outcome';
import type { Actor } from '../platform/database/transactions';
import { parseCommand, idParameter } from '../platform/http/fields';
import type { FormBody } from '../platform/http/form-body';
import { page, redirect, submitted, type PageResult } from '../platform/http/page-result';
import { CurrentForm, type PostedForm } from '../platform/http/posted-form';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { typedDate, typedDays } from '../ui/date-input';
import { Form } from '../ui/form';
import { InviteToHearing } from './entry.commands';
import { EntryInvitations } from './entry-invitations.service';
import { EntryDrafts } from './entry-drafts.service';
import { entryPage } from './entry.view';

const FIELDS = ['language', 'invitedTo', 'means', 'invitedFor', 'at', 'place'];

/** The letter that invites the person of an entry to be heard. */
@Controller('entry')
export class EntryInvitationsWebController {
  constructor(
    private readonly drafts: EntryDrafts,
    private readonly invitations: EntryInvitations,
  ) {}

  @Get(':draftId/invitation')
  @Requires('offence.record')
  show(@CurrentActor() actor: Actor, @Param('draftId') draftId: string): Promise<PageResult> {
    return this.invitationPage(actor, draftId, {}, []);
  }

  @Post(':draftId/invitation')
  @Requires('offence.record')
  issue(@Param('draftId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    const draftId = idParameter<string>(id);
    const typed = form.only(...FIELDS);
    return submitted(
      async () => {
        const command = parseCommand(InviteToHearing, form.onSeenVersion(typedDays(typed, ['invitedFor'])));
        await this.invitations.issue(form.once(), draftId, command);
        return redirect(`/entry/${draftId}/invitation`, { kind: 'success', key: 'hearing.letter.issued' });
      },
      (refusals) => this.invitationPage(form.actor, draftId, typed, refusals),
    );
  }

  private async invitationPage(
    actor: Actor,
    draftId: string,
    typed: FormBody,
    refusals: readonly Refusal[],
  ): Promise<PageResult> {
    const desk = await this.drafts.draft(actor, idParameter<string>(draftId));
    const { draft, person } = desk;
    const term = draft.answers['hearingInvitedFor'] ?? '';
    const known = {
      language: draft.answers['decisionLanguage'] ?? (isActLanguage(person.language) ? person.language : ''),
      invitedTo: draft.answers['hearingInvitedTo'] ?? '',
      means: draft.answers['hearingInvitationMeans'] ?? '',
      invitedFor: isLegalDate(term) ? typedDate(term as LegalDate) : term,
    };
    return page('entry/invitation', {
      entry: entryPage(desk, { draftId, answers: draft.answers }, 'hearing'),
      form: Form.refused('hearing.letter.field', { ...known, ...typed }, refusals),
      letters: await this.invitations.ofDraft(actor, draftId),
      version: draft.version,
    });
  }
}
