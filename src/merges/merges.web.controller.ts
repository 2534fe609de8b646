import { Controller, Get, Param, Post } from '@nestjs/common';
import type { PersonId } from '../kernel/ids';
import type { Refusal } from '../kernel/outcome';
import { summaryOf } from '../persons/person.view';
import type { Actor } from '../platform/database/transactions';
import { idParameter, parseCommand } from '../platform/http/fields';
import type { FormBody } from '../platform/http/form-body';
import { page, redirect, submitted, type PageResult } from '../platform/http/page-result';
import { CurrentForm, type PostedForm } from '../platform/http/posted-form';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { Form } from '../ui/form';
import { DuplicatesService } from './duplicates.service';
import { MERGE_FIELD_NAMES } from './merge.rules';
import { changesSince, comparedFields } from './merge.view';
import { ConfirmMerge, DeclareDistinct, ProposeMerge, ReasonedMerge } from './merges.commands';
import type { MergeId } from './merges.repository';
import { MergesService, type MergeResult } from './merges.service';

const FORM = 'merges.form';

/** The pages on records that may be one person: the list, two side by side, a merge. */
@Controller()
export class MergesWebController {
  constructor(
    private readonly duplicates: DuplicatesService,
    private readonly merges: MergesService,
  ) {}

  @Get('persons/duplicates')
  @Requires('person.read')
  async list(@CurrentActor() actor: Actor): Promise<PageResult> {
    const [pairs, waiting] = [await this.duplicates.pairs(actor), await this.merges.waiting(actor)];
    return page('merges/duplicates', { pairs, merges: waiting, person: undefined });
  }

  @Get('persons/:personId/duplicates')
  @Requires('person.read')
  async ofPerson(@CurrentActor() actor: Actor, @Param('personId') id: string): Promise<PageResult> {
    return page('merges/duplicates', { ...(await this.duplicates.ofPerson(actor, idParameter<PersonId>(id))) });
  }

  @Get('persons/:personId/compare/:otherId')
  @Requires('person.read')
  compare(
    @CurrentActor() actor: Actor,
    @Param('personId') id: string,
    @Param('otherId') otherId: string,
  ): Promise<PageResult> {
    return this.comparison(actor, id, otherId, Form.fresh(FORM));
  }

  /** What the two records are: one person, which is proposed, or two, which is kept. */
  @Post('persons/:personId/compare/:otherId')
  @Requires('person.write')
  decide(
    @Param('personId') id: string,
    @Param('otherId') otherId: string,
    @CurrentForm() form: PostedForm,
  ): Promise<PageResult> {
    return submitted(
      async () => {
        const personId = idParameter<PersonId>(id);
        if (form.action === 'distinct') {
          const { reason } = parseCommand(DeclareDistinct, { otherId, reason: form.typed['reason'] });
          await this.duplicates.declareDistinct(form.once(), personId, idParameter<PersonId>(otherId), reason);
          return redirect('/persons/duplicates', { kind: 'success', key: 'merges.flash.toldApart' });
        }
        const proposed = await this.merges.propose(form.once(), personId, proposalIn(form, otherId));
        return redirect(`/merges/${proposed.mergeId}`, { kind: 'success', key: 'merges.flash.proposed' });
      },
      (refusals) => this.comparison(form.actor, id, otherId, Form.refused(FORM, form.typed, refusals)),
    );
  }

  @Get('merges/:mergeId')
  @Requires('person.read')
  show(@CurrentActor() actor: Actor, @Param('mergeId') id: string): Promise<PageResult> {
    return this.sheet(actor, id, {}, []);
  }

  @Post('merges/:mergeId/confirmation')
  @Requires('person.merge')
  confirm(@Param('mergeId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(id, form, 'confirmed', (once, mergeId, fields) =>
      this.merges.confirm(once, mergeId, parseCommand(ConfirmMerge, fields)),
    );
  }

  @Post('merges/:mergeId/refusal')
  @Requires('person.merge')
  refuse(@Param('mergeId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(id, form, 'refused', (once, mergeId, fields) =>
      this.merges.refuse(once, mergeId, parseCommand(ReasonedMerge, fields)),
    );
  }

  @Post('merges/:mergeId/undoing')
  @Requires('person.merge')
  undo(@Param('mergeId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(id, form, 'undone', (once, mergeId, fields) =>
      this.merges.undo(once, mergeId, parseCommand(ReasonedMerge, fields)),
    );
  }

  /** Runs a verb once for its form and goes to the surviving record; refused, shows the merge again. */
  private act(
    id: string,
    form: PostedForm,
    done: 'confirmed' | 'refused' | 'undone',
    run: (once: Actor, mergeId: MergeId, fields: FormBody) => Promise<MergeResult>,
  ): Promise<PageResult> {
    return submitted(
      async () => {
        const { survivorId } = await run(form.once(), idParameter<MergeId>(id), form.onSeenVersion());
        return redirect(`/persons/${survivorId}`, { kind: 'success', key: `merges.flash.${done}` });
      },
      (refusals) => this.sheet(form.actor, id, form.typed, refusals),
    );
  }

  private async sheet(actor: Actor, id: string, typed: FormBody, refusals: readonly Refusal[]): Promise<PageResult> {
    const { merge, outlook, isOwn, joined, obstacles } = await this.merges.read(actor, idParameter<MergeId>(id));
    const form = refusals.length > 0 ? Form.refused(FORM, typed, refusals) : Form.fresh(FORM);
    return page('merges/merge', {
      merge,
      form,
      isOwn,
      changes: joined ? changesSince(joined, outlook.survivor, mayUseNationalNumber(actor)) : [],
      moves: outlook.moves,
      obstacles,
      survivor: summaryOf(outlook.survivor),
      merged: summaryOf(outlook.merged),
      fields: comparedFields(outlook.survivor, outlook.merged, mayUseNationalNumber(actor)),
    });
  }

  private async comparison(actor: Actor, id: string, otherId: string, form: Form): Promise<PageResult> {
    const found = await this.duplicates.compare(actor, idParameter<PersonId>(id), idParameter<PersonId>(otherId));
    const { survivor, merged, moves, refusals } = found.outlook;
    return page('merges/compare', {
      form,
      score: found.score,
      signs: found.signs,
      distinctReason: found.distinctReason,
      moves,
      obstacles: refusals,
      survivor: summaryOf(survivor),
      merged: summaryOf(merged),
      fields: comparedFields(survivor, merged, mayUseNationalNumber(actor)),
    });
  }
}

function mayUseNationalNumber(actor: Actor): boolean {
  return actor.kind === 'system' || actor.permissions.has('person.national-number');
}

/** The form has one choice a field, `take.<field>`; the command a list of what is taken from the other record. */
function proposalIn({ typed, version }: PostedForm, mergedId: string): ProposeMerge {
  const { mergedVersion, reason, ...choices } = typed;
  const takenFields = MERGE_FIELD_NAMES.filter((field) => choices[`take-${field}`] === 'merged');
  const known = new Set(MERGE_FIELD_NAMES.map((field) => `take-${field}`));
  const others = Object.fromEntries(Object.entries(choices).filter(([name]) => !known.has(name)));
  const fields = { version, mergedVersion: Number(mergedVersion), mergedId, reason, takenFields };
  return parseCommand(ProposeMerge, { ...others, ...fields });
}
