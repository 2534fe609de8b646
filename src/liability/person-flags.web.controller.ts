import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import type { PersonId } from '../kernel/ids';
import type { Refusal } from '../kernel/outcome';
import type { Actor } from '../platform/database/transactions';
import { idParameter, parseCommand } from '../platform/http/fields';
import { onceKeyIn, typedIn, type FormBody } from '../platform/http/form-body';
import { page, redirect, submitted, type PageResult } from '../platform/http/page-result';
import { withIdempotency } from '../platform/http/preconditions';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { parseTypedDate } from '../ui/date-input';
import { Form } from '../ui/form';
import { LiftFlag, RecordFlag } from './liability.commands';
import { PERSON_FLAG_KINDS } from './person-flag.rules';
import { PersonFlagsService } from './person-flags.service';

const FORM = 'liability.flag';

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
  record(@CurrentActor() actor: Actor, @Param('personId') id: string, @Body() body: FormBody): Promise<PageResult> {
    const personId = idParameter<PersonId>(id);
    const typed = typedIn(body);
    const since = typeof typed['since'] === 'string' ? (parseTypedDate(typed['since']) ?? typed['since']) : undefined;
    return submitted(
      async () => {
        const command = parseCommand(RecordFlag, { ...typed, since });
        await this.flags.record(withIdempotency(actor, onceKeyIn(body), `flag ${id}`, command), personId, command);
        return redirect(`/persons/${id}/flags`, { kind: 'success', key: 'liability.flash.flagRecorded' });
      },
      (refusals) => this.flagsPage(actor, personId, Form.refused(FORM, typed, refusals)),
    );
  }

  @Post(':flagId/lifting')
  @Requires('person.flag')
  lift(
    @CurrentActor() actor: Actor,
    @Param('personId') id: string,
    @Param('flagId') flagId: string,
    @Body() body: FormBody,
  ): Promise<PageResult> {
    const personId = idParameter<PersonId>(id);
    const typed = typedIn(body);
    return submitted(
      async () => {
        const command = parseCommand(LiftFlag, typed);
        const once = withIdempotency(actor, onceKeyIn(body), `lift ${flagId}`, command);
        await this.flags.lift(once, personId, idParameter<string>(flagId), command);
        return redirect(`/persons/${id}/flags`, { kind: 'success', key: 'liability.flash.flagLifted' });
      },
      (refusals: readonly Refusal[]) => this.flagsPage(actor, personId, Form.refused(FORM, typed, refusals)),
    );
  }

  private async flagsPage(actor: Actor, personId: PersonId, form: Form): Promise<PageResult> {
    return page('liability/flags', { ...(await this.flags.read(actor, personId)), form, kinds: PERSON_FLAG_KINDS });
  }
}
