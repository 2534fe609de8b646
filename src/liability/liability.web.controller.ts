import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import { isUuid, type OffenceId, type PersonId } from '../kernel/ids';
import { isLegalDate, type LegalDate } from '../kernel/legal-date';
import type { Refusal } from '../kernel/outcome';
import type { Actor } from '../platform/database/transactions';
import { idParameter, parseCommand } from '../platform/http/fields';
import { page, redirect, submitted, type PageResult } from '../platform/http/page-result';
import { CurrentForm, type PostedForm } from '../platform/http/posted-form';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { orRefuse } from '../platform/refused';
import { typedDate, typedDays } from '../ui/date-input';
import { Form } from '../ui/form';
import { CorrectLiability } from './liability.commands';
import { LiabilityDesk } from './liability-desk.service';
import {
  ADDING_FIELDS,
  afterAct,
  LIABLE_DAYS,
  LIABLE_FIELDS,
  liabilityBody,
  liableAct,
  liableAnswers,
  liableField,
  liableLabelKey,
  namedIds,
  type LiableAct,
  type LiableAnswers,
} from './liable-form.rules';
import { liableForm } from './liable-form.view';
import { LiableSearch, type FoundToName } from './liable-search.service';

/** The page on which it is corrected who must pay, before the signature. Nothing is kept until its button is pressed. */
@Controller('files/:fileId/liability')
export class LiabilityWebController {
  constructor(
    private readonly desk: LiabilityDesk,
    private readonly search: LiableSearch,
  ) {}

  @Get()
  @Requires('offence.record')
  async show(
    @CurrentActor() actor: Actor,
    @Param('fileId') fileId: string,
    @Query('chosen') chosen?: string,
  ): Promise<PageResult> {
    return this.correctionPage(actor, idParameter<OffenceId>(fileId), {
      found: await this.search.chosen(actor, chosen),
    });
  }

  @Post()
  @Requires('offence.record')
  correct(@Param('fileId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    const offenceId = idParameter<OffenceId>(id);
    const { actor, version: seen } = form;
    const typed = answersIn(form);
    return submitted(
      async () => {
        const act = liableAct(typed, form.action);
        if (act.kind !== 'go') return this.changed(actor, offenceId, { typed, seen, act });
        const command = parseCommand(CorrectLiability, form.onSeenVersion(liabilityBody(typed)));
        await this.desk.correct(form.once(), offenceId, command);
        return redirect(`/files/${id}`, { kind: 'success', key: 'liability.flash.corrected' });
      },
      (refusals) => this.correctionPage(actor, offenceId, { typed, seen, refusals }),
    );
  }

  /** The same page with somebody looked for, added or taken away; it is not kept yet. */
  private async changed(
    actor: Actor,
    offenceId: OffenceId,
    { typed, seen, act }: { readonly typed: LiableAnswers; readonly seen: number; readonly act: LiableAct },
  ): Promise<PageResult> {
    const found = act.kind === 'find' ? await this.search.byName(actor, act.name) : undefined;
    const { addId: _picked, addName: _looked, ...answers } = orRefuse(afterAct(typed, act));
    return this.correctionPage(actor, offenceId, { typed: act.kind === 'find' ? typed : answers, seen, found });
  }

  private async correctionPage(
    actor: Actor,
    offenceId: OffenceId,
    shown: {
      readonly typed?: LiableAnswers;
      /** The version that the person has seen: after somebody else's correction the page has to be opened anew. */
      readonly seen?: number;
      readonly refusals?: readonly Refusal[];
      readonly found?: FoundToName | undefined;
    },
  ): Promise<PageResult> {
    const { offence, ground, isOpen, entry } = await this.desk.read(actor, offenceId);
    const answers = shown.typed ?? liableAnswers(entry);
    const people = await this.desk.people(
      actor,
      namedIds(answers)
        .filter(isUuid)
        .map((id) => id as PersonId),
    );
    const liable = liableForm(answers, ground, people);
    return page('liability/correct', {
      offence,
      person: ground.offender,
      isOpen,
      liable,
      found: shown.found,
      version: shown.seen ?? offence.version,
      form: labelled(
        formOf({ addRole: liable.roles[0] ?? '', ...pickedOf(shown.found), ...answers }, shown.refusals ?? []),
      ),
    });
  }
}

function pickedOf(found: FoundToName | undefined): LiableAnswers {
  return found?.hits.length === 1 ? { addId: found.hits[0]?.id ?? '' } : {};
}

function formOf(answers: LiableAnswers, refusals: readonly Refusal[]): Form {
  const shown = Object.entries(answers).map(([field, value]): [string, string] => [
    field,
    LIABLE_DAYS.includes(field) && isLegalDate(value) ? typedDate(value as LegalDate) : value,
  ]);
  const beside = (refusal: Refusal): Refusal =>
    refusal.field === undefined ? refusal : { ...refusal, field: liableField(refusal.field) };
  return Form.refused('liability.field', Object.fromEntries(shown), refusals.map(beside));
}

/** The form with a summary that calls each field by its label. */
function labelled(form: Form): object {
  return {
    key: form.key,
    hasErrors: form.hasErrors,
    errorList: form.errorList.map((line) => ({
      ...line,
      labelKey: line.field === undefined ? undefined : liableLabelKey(line.field),
    })),
    getField: (name: string) => form.getField(name),
  };
}

function answersIn(form: PostedForm): LiableAnswers {
  const known = [...LIABLE_FIELDS, ...ADDING_FIELDS];
  form.refuseFieldsBut(...known);
  return typedDays(form.texts(known), LIABLE_DAYS);
}
