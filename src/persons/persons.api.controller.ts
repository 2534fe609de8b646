import { Body, Controller, Get, Headers, HttpCode, Inject, Param, Post, Put, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { PersonId } from '../kernel/ids';
import type { Config } from '../platform/config/config';
import type { Actor } from '../platform/database/transactions';
import { apiLink, created } from '../platform/http/api-links';
import { idParameter, parseCommand } from '../platform/http/fields';
import { withInnerCodes } from '../platform/http/outside-codes';
import { etagOf, versionFromIfMatch, withIdempotency } from '../platform/http/preconditions';
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
  async register(
    @CurrentActor() actor: Actor,
    @Headers('idempotency-key') key: string | undefined,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const keyed = withIdempotency(actor, key, 'POST /persons', body);
    const registered = await this.persons
      .register(keyed, parseCommand(RegisterPerson, body))
      .catch((error: unknown) => this.refuseWithLinks(error));
    const answer = this.versionJson(registered);
    created(reply, answer.self, registered.version);
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
  async read(
    @CurrentActor() actor: Actor,
    @Param('personId') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const file = await this.papers.read(actor, idParameter<PersonId>(id));
    void reply.header('ETag', etagOf(file.person.version));
    return personJson(this.config, file);
  }

  /** The whole person anew; what is left out becomes unknown. */
  @Put(':personId')
  @Requires('person.write')
  async correct(
    @CurrentActor() actor: Actor,
    @Param('personId') id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const personId = idParameter<PersonId>(id);
    const seen = versionFromIfMatch(ifMatch);
    const corrected = await this.persons.correct(actor, personId, seen, parseCommand(PersonCommand, body));
    void reply.header('ETag', etagOf(corrected.version));
    return this.versionJson(corrected);
  }

  @Post(':personId/otherNames')
  @Requires('person.write')
  async addAlias(
    @CurrentActor() actor: Actor,
    @Param('personId') id: string,
    @Headers('idempotency-key') key: string | undefined,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const keyed = withIdempotency(actor, key, `POST /persons/${id}/otherNames`, body);
    const added = await this.papers.addAlias(
      keyed,
      idParameter<PersonId>(id),
      parseCommand(AddAlias, withInnerCodes(body, ['kind'])),
    );
    return this.paperJson(reply, added);
  }

  @Post(':personId/documents')
  @Requires('person.write')
  async addDocument(
    @CurrentActor() actor: Actor,
    @Param('personId') id: string,
    @Headers('idempotency-key') key: string | undefined,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const keyed = withIdempotency(actor, key, `POST /persons/${id}/documents`, body);
    const command = parseCommand(AddDocument, withInnerCodes(body, ['kind']));
    const added = await this.papers
      .addDocument(keyed, idParameter<PersonId>(id), command)
      .catch((error: unknown) => this.refuseWithLinks(error));
    return this.paperJson(reply, added);
  }

  @Post(':personId/otherNames/:otherNameId/endings')
  @Requires('person.write')
  async endAlias(
    @CurrentActor() actor: Actor,
    @Param('personId') id: string,
    @Param('otherNameId') aliasId: string,
    @Headers('idempotency-key') key: string | undefined,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const keyed = withIdempotency(actor, key, `POST /persons/${id}/otherNames/${aliasId}/endings`, body);
    const [personId, paperId] = [idParameter<PersonId>(id), idParameter<string>(aliasId)];
    return this.paperJson(reply, await this.papers.endAlias(keyed, personId, paperId, parseCommand(EndPaper, body)));
  }

  @Post(':personId/documents/:documentId/endings')
  @Requires('person.write')
  async endDocument(
    @CurrentActor() actor: Actor,
    @Param('personId') id: string,
    @Param('documentId') documentId: string,
    @Headers('idempotency-key') key: string | undefined,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const keyed = withIdempotency(actor, key, `POST /persons/${id}/documents/${documentId}/endings`, body);
    const [personId, paperId] = [idParameter<PersonId>(id), idParameter<string>(documentId)];
    return this.paperJson(reply, await this.papers.endDocument(keyed, personId, paperId, parseCommand(EndPaper, body)));
  }

  private paperJson(reply: FastifyReply, added: PaperResult): object {
    const href = apiLink(this.config, `/persons/${added.personId}`);
    created(reply, href);
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
