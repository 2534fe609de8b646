import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import { isActLanguage } from '../decisions/decision.rules';
import type { PersonId } from '../kernel/ids';
import { asksLiable, withoutSettledByAge } from '../liability/liable-form.view';
import type { Refusal } from '../kernel/outcome';
import { SearchPersons } from '../persons/persons.commands';
import { PersonsService, type SearchResult } from '../persons/persons.service';
import type { Actor } from '../platform/database/transactions';
import { idParameter, parseCommand } from '../platform/http/fields';
import { page, redirect, submitted, type PageResult } from '../platform/http/page-result';
import { CurrentForm, type PostedForm } from '../platform/http/posted-form';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { Refused } from '../platform/refused';
import { typedDays } from '../ui/date-input';
import { Form } from '../ui/form';
import { groupPath } from './entry-group.view';
import { formOf, summaryForm } from './entry-form';
import { EntryDrafts, type EntryOnDesk } from './entry-drafts.service';
import { EntryService } from './entry.service';
import { DAY_FIELDS, ENTRY_STEPS, FIELDS_OF_STEP, isToldAt, nextStep, openStep } from './entry.rules';
import type { EntryAnswers, EntryStep } from './entry.rules';
import {
  answeredRows,
  draftLines,
  duplicateHref,
  entryPage,
  entryPath,
  errorLines,
  remarkableMonths,
  type DraftLine,
} from './entry.view';

/** Where the labels of the search are: it is that of the persons. */
const SEARCH = 'persons.search';
/** Of how many entries in progress a new person is offered to join the event. */
const JOINABLE_MAX = 5;

/** The guided entry: one page a step, every step one post; the answers wait in a draft between them. */
@Controller()
export class EntryWebController {
  constructor(
    private readonly entry: EntryService,
    private readonly drafts: EntryDrafts,
    private readonly persons: PersonsService,
  ) {}

  /** Chooses whom it is about: the person that the address names, else one to be looked for or a draft to go on with. */
  @Get('offences/new')
  @Requires('offence.record')
  async start(@CurrentActor() actor: Actor, @Query('person') person?: string): Promise<PageResult> {
    if (person === undefined || person === '')
      return page('entry/choose-person', { ...(await this.ownDrafts(actor)), form: Form.fresh(SEARCH) });
    return this.firstPage(actor, idParameter<PersonId>(person), {}, []);
  }

  /** Looks for whom it is about; posted, so that no name stands in an address. */
  @Post('offences/new/persons')
  @Requires('offence.record')
  search(@CurrentForm() { actor, typed }: PostedForm): Promise<PageResult> {
    const show = async (form: Form, result?: SearchResult): Promise<PageResult> =>
      page('entry/choose-person', { ...(await this.ownDrafts(actor)), form, result });
    return submitted(
      async () => show(Form.fresh(SEARCH, typed), await this.persons.search(actor, parseCommand(SearchPersons, typed))),
      (refusals) => show(Form.refused(SEARCH, typed, refusals)),
    );
  }

  @Post('offences/new')
  @Requires('offence.record')
  begin(@CurrentForm() form: PostedForm): Promise<PageResult> {
    const personId = idParameter<PersonId>(form.text('personId'));
    const answers = answersIn(form, 'obligation');
    return submitted(
      async () => {
        if ((answers['obligationCode'] ?? '') === '') throw new Refused({ code: 'required', field: 'obligationCode' });
        const { draftId } = await this.drafts.begin(form.once(), personId, answers);
        return this.afterStep(form.actor, draftId, 'obligation');
      },
      (refusals) => this.firstPage(form.actor, personId, answers, refusals),
    );
  }

  /** Goes on with a draft at the first step that was not answered; with several that are recorded together, where all are seen. */
  @Get('entry/:draftId')
  @Requires('offence.record')
  async goOn(@CurrentActor() actor: Actor, @Param('draftId') draftId: string): Promise<PageResult> {
    const desk = await this.drafts.draft(actor, idParameter<string>(draftId));
    if (desk.draft.groupId !== null) return redirect(groupPath(desk.draft.groupId));
    return redirect(entryPath(draftId, openStep(desk.draft.answers, asksLiable(desk.person, desk.lawOf))));
  }

  @Get('entry/:draftId/check')
  @Requires('offence.record')
  async check(@CurrentActor() actor: Actor, @Param('draftId') draftId: string): Promise<PageResult> {
    const desk = await this.drafts.draft(actor, idParameter<string>(draftId));
    try {
      return this.checkPage(desk, [], await this.drafts.preview(actor, draftId));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return this.checkPage(desk, error.refusals, undefined);
    }
  }

  @Get('entry/:draftId/:step')
  @Requires('offence.record')
  async step(
    @CurrentActor() actor: Actor,
    @Param('draftId') draftId: string,
    @Param('step') stepName: string,
    @Query('told') told?: string,
  ): Promise<PageResult> {
    const step = knownStep(stepName);
    const desk = await this.drafts.draft(actor, idParameter<string>(draftId));
    const all = told === undefined ? [] : await this.drafts.refusals(actor, draftId);
    return stepPage(
      desk,
      step,
      all.filter(({ field }) => isToldAt(step, field)),
    );
  }

  /** Records the offence, and drafts its decision when a fine is to be made. */
  @Post('entry/:draftId/check')
  @Requires('offence.record')
  record(@Param('draftId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    const seen = { draftId: idParameter<string>(id), version: form.version };
    return submitted(
      async () => {
        const { offenceId, decisionId } = await this.drafts.enterDraft(form.once(), seen);
        return decisionId === undefined
          ? redirect(`/files/${offenceId}`, { kind: 'success', key: 'entry.flash.closed' })
          : redirect(`/decisions/${decisionId}`, { kind: 'success', key: 'entry.flash.recorded' });
      },
      async (refusals) => this.checkPage(await this.drafts.draft(form.actor, id), refusals, undefined),
    );
  }

  @Post('entry/:draftId/drop')
  @Requires('offence.record')
  drop(@Param('draftId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    const seen = { draftId: idParameter<string>(id), version: form.version };
    return submitted(
      async () => {
        const { groupId } = await this.drafts.drop(form.once(), seen);
        const to = groupId === undefined ? '/offences/new' : groupPath(groupId);
        return redirect(to, { kind: 'success', key: 'entry.flash.dropped' });
      },
      async (refusals) => this.checkPage(await this.drafts.draft(form.actor, id), refusals, undefined),
    );
  }

  /** Keeps the answers of a step and goes on; when something stands against them, back to the step, where it is told. */
  @Post('entry/:draftId/:step')
  @Requires('offence.record')
  keep(
    @Param('draftId') id: string,
    @Param('step') stepName: string,
    @CurrentForm() form: PostedForm,
  ): Promise<PageResult> {
    const step = knownStep(stepName);
    const draftId = idParameter<string>(id);
    const answers = answersIn(form, step);
    return submitted(
      async () => {
        await this.drafts.save(form.once(), { draftId, version: form.version }, answers);
        return form.action === 'stay'
          ? redirect(entryPath(draftId, step), { kind: 'success', key: 'entry.flash.kept' })
          : this.afterStep(form.actor, draftId, step);
      },
      async (refusals) => {
        const desk = await this.drafts.draft(form.actor, draftId);
        const typed = { ...desk, draft: { ...desk.draft, answers: { ...desk.draft.answers, ...answers } } };
        return stepPage(typed, step, refusals);
      },
    );
  }

  private async afterStep(actor: Actor, draftId: string, step: EntryStep): Promise<PageResult> {
    const refusals = await this.drafts.refusals(actor, draftId);
    const isTold = refusals.some(({ field }) => isToldAt(step, field));
    if (isTold) return redirect(`${entryPath(draftId, step)}?told`);
    // Only after the facts it hangs on the person and the day whether somebody else must pay.
    const desk = step === 'facts' ? await this.drafts.draft(actor, draftId) : undefined;
    return redirect(entryPath(draftId, nextStep(step, desk !== undefined && asksLiable(desk.person, desk.lawOf))));
  }

  private async firstPage(
    actor: Actor,
    personId: PersonId,
    answers: EntryAnswers,
    refusals: readonly Refusal[],
  ): Promise<PageResult> {
    const ground = await this.entry.ground(actor, personId);
    const entry = entryPage(ground, { draftId: undefined, answers }, 'obligation');
    const { drafts } = await this.ownDrafts(actor);
    const joinable = drafts.filter((draft) => draft.obligationCode !== null && draft.personId !== personId);
    const form = formOf({ ground: 'none', ...answers }, refusals);
    return page('entry/obligation', { entry, form, version: 0, joinable: joinable.slice(0, JOINABLE_MAX) });
  }

  private async ownDrafts(actor: Actor): Promise<{ readonly drafts: readonly DraftLine[] }> {
    const { drafts, today } = await this.drafts.ownDrafts(actor);
    return { drafts: draftLines(drafts, today) };
  }

  private checkPage(desk: EntryOnDesk, refusals: readonly Refusal[], finding: object | undefined): PageResult {
    const { draft } = desk;
    const entry = entryPage(desk, { draftId: draft.id, answers: draft.answers }, 'check');
    const ofDraft = { draftId: draft.id, answers: withoutSettledByAge(draft.answers, desk.person, desk.lawOf) };
    return page('entry/check', {
      entry,
      finding,
      version: draft.version,
      groupId: draft.groupId,
      monthsSinceFacts: remarkableMonths(draft.answers['factsOn'], desk.today),
      form: summaryForm(formOf({}, refusals), errorLines(refusals, draft.id, 'check')),
      duplicateHref: duplicateHref(refusals),
      steps: ENTRY_STEPS.filter((step) => step !== 'check').map((step) => ({
        step,
        rows: answeredRows(ofDraft, entry.obligation, step),
      })),
    });
  }
}

function stepPage(desk: EntryOnDesk, step: EntryStep, refusals: readonly Refusal[]): PageResult {
  const { draft, person } = desk;
  const spoken = isActLanguage(person.language) ? { decisionLanguage: person.language } : {};
  const usual = { ground: 'none', hearingHeard: 'person', hearingLanguage: person.language };
  const form = formOf({ ...usual, ...spoken, ...draft.answers }, refusals);
  return page(`entry/${step}`, {
    entry: entryPage(desk, { draftId: draft.id, answers: draft.answers }, step),
    form: summaryForm(form, errorLines(refusals, draft.id, step)),
    duplicateHref: duplicateHref(refusals),
    version: draft.version,
  });
}

/** The posted answers of a step; a day that can be read is kept as `YYYY-MM-DD`. What the page did not ask stays as it was; a field that no
 * page of this step asks is refused. */
function answersIn(form: PostedForm, step: EntryStep): EntryAnswers {
  form.refuseFieldsBut(...FIELDS_OF_STEP[step], ...(step === 'obligation' ? ['personId'] : []));
  return typedDays(form.texts(FIELDS_OF_STEP[step]), DAY_FIELDS);
}

function knownStep(name: string): EntryStep {
  const step = ENTRY_STEPS.find((each) => each === name && each !== 'check');
  if (step === undefined) throw new Refused({ code: 'not-found' });
  return step;
}
