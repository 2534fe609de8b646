import { Body, Controller, Get, HttpCode, Inject, Param, Post, Put } from '@nestjs/common';
import type { PersonId } from '../kernel/ids';
import type { Config } from '../platform/config/config';
import type { Actor } from '../platform/database/transactions';
import { CurrentCall, type ApiCall } from '../platform/http/api-call';
import { apiLink } from '../platform/http/api-links';
import { idParameter, parseCommand } from '../platform/http/fields';
import { withInnerCodes } from '../platform/http/outside-codes';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { CONFIG } from '../platform/platform.module';
import { Refused } from '../platform/refused';
import { personItemJson, personJson } from './person.view';
import { PersonPapersService, type PaperResult } from './person-papers.service';
import { AddAlias, AddDocument, EndPaper, PersonCommand, RegisterPerson, SearchPersons } from './persons.commands';
import { PersonsService, type PersonVersion } from './persons.service';

/** Persons over the API. What is looked for travels in a body, never in an address (quality.md part 3, sens-dat). */
@Controller('api/fines/v1/persons')
export class PersonsApiController {
  constructor(
    private readonly persons: PersonsService,
    private readonly papers: PersonPapersService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post()
  @Requires('person.write')
  async register(@CurrentCall() call: ApiCall): Promise<object> {
    const registered = await this.persons
      .register(call.once(), parseCommand(RegisterPerson, call.body))
      .catch((error: unknown) => this.refuseWithLinks(error));
    const answer = this.versionJson(registered);
    call.created(answer.self, registered.version);
    return answer;
  }

  @Post('query')
  @HttpCode(200)
  @Requires('person.read')
  async query(@CurrentActor() actor: Actor, @Body() body: unknown): Promise<object> {
    const { hits, approximate, more } = await this.persons.search(actor, parseCommand(SearchPersons, body));
    return { items: hits.map((hit) => personItemJson(this.config, hit)), approximate, more };
  }

  @Get(':personId')
  @Requires('person.read')
  async read(@Param('personId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const file = await this.papers.read(call.actor, idParameter<PersonId>(id));
    call.tagged(file.person.version);
    return personJson(this.config, file);
  }

  /** The whole person anew; what is left out becomes unknown. */
  @Put(':personId')
  @Requires('person.write')
  async correct(@Param('personId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const personId = idParameter<PersonId>(id);
    const command = parseCommand(PersonCommand, call.body);
    const corrected = await this.persons.correct(call.actor, personId, call.seenVersion, command);
    call.tagged(corrected.version);
    return this.versionJson(corrected);
  }

  @Post(':personId/otherNames')
  @Requires('person.write')
  async addAlias(@Param('personId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const command = parseCommand(AddAlias, withInnerCodes(call.body, ['kind']));
    return this.paperJson(call, await this.papers.addAlias(call.once(), idParameter<PersonId>(id), command));
  }

  @Post(':personId/documents')
  @Requires('person.write')
  async addDocument(@Param('personId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const command = parseCommand(AddDocument, withInnerCodes(call.body, ['kind']));
    const added = await this.papers
      .addDocument(call.once(), idParameter<PersonId>(id), command)
      .catch((error: unknown) => this.refuseWithLinks(error));
    return this.paperJson(call, added);
  }

  @Post(':personId/otherNames/:otherNameId/endings')
  @Requires('person.write')
  async endAlias(
    @Param('personId') id: string,
    @Param('otherNameId') aliasId: string,
    @CurrentCall() call: ApiCall,
  ): Promise<object> {
    const [personId, paperId] = [idParameter<PersonId>(id), idParameter<string>(aliasId)];
    const command = parseCommand(EndPaper, call.body);
    return this.paperJson(call, await this.papers.endAlias(call.once(), personId, paperId, command));
  }

  @Post(':personId/documents/:documentId/endings')
  @Requires('person.write')
  async endDocument(
    @Param('personId') id: string,
    @Param('documentId') documentId: string,
    @CurrentCall() call: ApiCall,
  ): Promise<object> {
    const [personId, paperId] = [idParameter<PersonId>(id), idParameter<string>(documentId)];
    const command = parseCommand(EndPaper, call.body);
    return this.paperJson(call, await this.papers.endDocument(call.once(), personId, paperId, command));
  }

  private paperJson(call: ApiCall, added: PaperResult): object {
    const href = apiLink(this.config, `/persons/${added.personId}`);
    call.created(href);
    return { id: added.id, person: { href, id: added.personId } };
  }

  private versionJson({ id, version }: PersonVersion): { self: string; id: PersonId; version: number } {
    return { self: apiLink(this.config, `/persons/${id}`), id, version };
  }

  /** Beside the ids of the likely duplicates, where to read them. */
  private refuseWithLinks(error: unknown): never {
    if (!(error instanceof Refused)) throw error;
    const [first, ...others] = error.refusals;
    const { personIds } = first.params ?? {};
    if (typeof personIds !== 'string') throw error;
    const links = personIds.split(',').map((id) => apiLink(this.config, `/persons/${id}`));
    throw new Refused({ ...first, params: { ...first.params, links: links.join(' ') } }, ...others);
  }
}
