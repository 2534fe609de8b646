import { Controller, Get, Param, Post } from '@nestjs/common';
import { evidenceIn, evidenceNeededIn } from '../documents/evidence.commands';
import type { PersonId } from '../kernel/ids';
import type { Actor } from '../platform/database/transactions';
import { idParameter, parseCommand } from '../platform/http/fields';
import { refuseUnknownFields } from '../platform/http/form-body';
import { page, redirect, submitted, type PageResult } from '../platform/http/page-result';
import { CurrentForm, type PostedForm } from '../platform/http/posted-form';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { found } from '../platform/refused';
import { typedDays } from '../ui/date-input';
import { Form } from '../ui/form';
import { LiftFlag, RecordFlag } from './liability.commands';
import { PERSON_FLAG_KINDS } from './person-flag.rules';
import { PersonFlagsService } from './person-flags.service';

const FORM = 'liability.flag';
const PAPER = 'liability.paper';

/** What about a person holds recovery: the list, and the forms to record and to lift (D34). */
@Controller('persons/:personId/flags')
export class PersonFlagsWebController {
  constructor(private readonly flags: PersonFlagsService) {}

  @Get()
  @Requires('person.read')
  show(@CurrentActor() actor: Actor, @Param('personId') id: string): Promise<PageResult> {
    return this.flagsPage(actor, idParameter<PersonId>(id), Form.fresh(FORM));
  }

  @Post()
  @Requires('person.flag')
  record(@Param('personId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    const personId = idParameter<PersonId>(id);
    return submitted(
      async () => {
        const { file, title, fields, print } = evidenceIn(form.typed);
        const command = parseCommand(RecordFlag, typedDays(fields, ['since']));
        await this.flags.record(form.once(print), personId, command, file && { file, title });
        return redirect(`/persons/${id}/flags`, { kind: 'success', key: 'liability.flash.flagRecorded' });
      },
      (refusals) => this.flagsPage(form.actor, personId, Form.refused(FORM, form.typed, refusals)),
    );
  }

  @Get(':flagId/files')
  @Requires('person.flag')
  paperForm(
    @CurrentActor() actor: Actor,
    @Param('personId') id: string,
    @Param('flagId') flagId: string,
  ): Promise<PageResult> {
    return this.paperPage(actor, id, flagId, Form.fresh(PAPER));
  }

  @Post(':flagId/files')
  @Requires('person.flag')
  addPaper(
    @Param('personId') id: string,
    @Param('flagId') flagId: string,
    @CurrentForm() form: PostedForm,
  ): Promise<PageResult> {
    return submitted(
      async () => {
        const { file, title, fields, print } = evidenceNeededIn(form.typed);
        refuseUnknownFields(fields, []);
        const [personId, flag] = [idParameter<PersonId>(id), idParameter<string>(flagId)];
        await this.flags.addPaper(form.once(print), personId, flag, { file, title });
        return redirect(`/persons/${id}/flags`, { kind: 'success', key: 'liability.flash.flagPaper' });
      },
      (refusals) => this.paperPage(form.actor, id, flagId, Form.refused(PAPER, form.typed, refusals)),
    );
  }

  @Post(':flagId/lifting')
  @Requires('person.flag')
  lift(
    @Param('personId') id: string,
    @Param('flagId') flagId: string,
    @CurrentForm() form: PostedForm,
  ): Promise<PageResult> {
    const personId = idParameter<PersonId>(id);
    return submitted(
      async () => {
        await this.flags.lift(form.once(), personId, idParameter<string>(flagId), parseCommand(LiftFlag, form.typed));
        return redirect(`/persons/${id}/flags`, { kind: 'success', key: 'liability.flash.flagLifted' });
      },
      (refusals) => this.flagsPage(form.actor, personId, Form.refused(FORM, form.typed, refusals)),
    );
  }

  private async paperPage(actor: Actor, id: string, flagId: string, form: Form): Promise<PageResult> {
    const { person, flags } = await this.flags.read(actor, idParameter<PersonId>(id));
    const flag = found(flags.find((each) => each.id === idParameter<string>(flagId)));
    return page('liability/flag-file', { person, flag, form });
  }

  private async flagsPage(actor: Actor, personId: PersonId, form: Form): Promise<PageResult> {
    return page('liability/flags', { ...(await this.flags.read(actor, personId)), form, kinds: PERSON_FLAG_KINDS });
  }
}
