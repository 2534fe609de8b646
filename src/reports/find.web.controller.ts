import { Body, Controller, Post } from '@nestjs/common';
import { SearchPersons } from '../persons/persons.commands';
import { PersonsService } from '../persons/persons.service';
import type { Actor } from '../platform/database/transactions';
import { parseCommand } from '../platform/http/fields';
import type { FormBody } from '../platform/http/form-body';
import { page, redirect, submitted, type PageResult } from '../platform/http/page-result';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { Form } from '../ui/form';
import { FinesService } from './fines.service';

const SEARCH = 'persons.search';

/** The search box in the navigation: a decision number or structured communication opens its file, anything else is a name. */
@Controller('find')
export class FindWebController {
  constructor(
    private readonly fines: FinesService,
    private readonly persons: PersonsService,
  ) {}

  @Post()
  @Requires('person.read')
  async find(@CurrentActor() actor: Actor, @Body() body: FormBody | undefined): Promise<PageResult> {
    const text = body?.['text'];
    const names = (typeof text === 'string' ? text : '').trim();
    const found = await this.fines.find(actor, names);
    if (found.kind === 'file') return redirect(`/files/${found.fileId}`);
    if (found.kind === 'unknown-reference') return page('file/found', { reference: found.reference });
    return this.searchPersons(actor, { names });
  }

  /** The persons' own search page, as if the name had been typed there. */
  private searchPersons(actor: Actor, typed: { readonly names: string }): Promise<PageResult> {
    return submitted(
      async () => {
        const result = await this.persons.search(actor, parseCommand(SearchPersons, typed));
        return page('persons/search', { form: Form.fresh(SEARCH, typed), result });
      },
      (refusals) => page('persons/search', { form: Form.refused(SEARCH, typed, refusals) }),
    );
  }
}
