import { Body, Controller, Get, Headers, Inject, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { PersonId } from '../kernel/ids';
import { personItemJson } from '../persons/person.view';
import type { Config } from '../platform/config/config';
import type { Actor } from '../platform/database/transactions';
import { apiLink, created } from '../platform/http/api-links';
import { idParameter, parseCommand } from '../platform/http/fields';
import { etagOf, onSeenVersion, withIdempotency } from '../platform/http/preconditions';
import { camelCase } from '../platform/http/problem';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { CONFIG } from '../platform/platform.module';
import { DuplicatesService, type DuplicatePair } from './duplicates.service';
import { mergeJson } from './merge.view';
import { ConfirmMerge, DeclareDistinct, ProposeMerge, ReasonedMerge } from './merges.commands';
import type { MergeId } from './merges.repository';
import { MergesService, type MergeResult } from './merges.service';

/** Duplicates and merges over the API. */
@Controller('api/fines/v1')
export class MergesApiController {
  constructor(
    private readonly duplicates: DuplicatesService,
    private readonly merges: MergesService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('persons/:personId/duplicates')
  @Requires('person.read')
  async ofPerson(@CurrentActor() actor: Actor, @Param('personId') id: string): Promise<object> {
    const { pairs } = await this.duplicates.ofPerson(actor, idParameter<PersonId>(id));
    return { items: pairs.map((pair) => this.pairJson(pair)) };
  }

  /** Two records were compared and are two people. */
  @Post('persons/:personId/distinctions')
  @Requires('person.write')
  async tellApart(
    @CurrentActor() actor: Actor,
    @Param('personId') id: string,
    @Headers('idempotency-key') key: string | undefined,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const keyed = withIdempotency(actor, key, `POST /persons/${id}/distinctions`, body);
    const { otherId, reason } = parseCommand(DeclareDistinct, body);
    const told = await this.duplicates.declareDistinct(keyed, idParameter<PersonId>(id), otherId as PersonId, reason);
    const href = apiLink(this.config, `/persons/${told.id}`);
    created(reply, href);
    return { person: { href, id: told.id } };
  }

  @Post('persons/:personId/merges')
  @Requires('person.write')
  async propose(
    @CurrentActor() actor: Actor,
    @Param('personId') id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Headers('idempotency-key') key: string | undefined,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const keyed = withIdempotency(actor, key, `POST /persons/${id}/merges`, body);
    const command = parseCommand(ProposeMerge, onSeenVersion(body, ifMatch));
    const proposed = await this.merges.propose(keyed, idParameter<PersonId>(id), command);
    return this.done(reply, proposed);
  }

  @Get('personMerges/:personMergeId')
  @Requires('person.read')
  async read(
    @CurrentActor() actor: Actor,
    @Param('personMergeId') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const { merge, outlook } = await this.merges.read(actor, idParameter<MergeId>(id));
    void reply.header('ETag', etagOf(merge.version));
    return mergeJson(this.config, merge, outlook);
  }

  @Post('personMerges/:personMergeId/confirmations')
  @Requires('person.merge')
  async confirm(
    @CurrentActor() actor: Actor,
    @Param('personMergeId') id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Headers('idempotency-key') key: string | undefined,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const keyed = withIdempotency(actor, key, `POST /personMerges/${id}/confirmations`, body);
    const command = parseCommand(ConfirmMerge, onSeenVersion(body, ifMatch));
    return this.done(reply, await this.merges.confirm(keyed, idParameter<MergeId>(id), command));
  }

  @Post('personMerges/:personMergeId/refusals')
  @Requires('person.merge')
  async refuse(
    @CurrentActor() actor: Actor,
    @Param('personMergeId') id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Headers('idempotency-key') key: string | undefined,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const keyed = withIdempotency(actor, key, `POST /personMerges/${id}/refusals`, body);
    const command = parseCommand(ReasonedMerge, onSeenVersion(body, ifMatch));
    return this.done(reply, await this.merges.refuse(keyed, idParameter<MergeId>(id), command));
  }

  @Post('personMerges/:personMergeId/undoings')
  @Requires('person.merge')
  async undo(
    @CurrentActor() actor: Actor,
    @Param('personMergeId') id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Headers('idempotency-key') key: string | undefined,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const keyed = withIdempotency(actor, key, `POST /personMerges/${id}/undoings`, body);
    const command = parseCommand(ReasonedMerge, onSeenVersion(body, ifMatch));
    return this.done(reply, await this.merges.undo(keyed, idParameter<MergeId>(id), command));
  }

  private done(reply: FastifyReply, result: MergeResult): object {
    const { mergeId, survivorId, state, version } = result;
    const self = apiLink(this.config, `/personMerges/${mergeId}`);
    created(reply, self, version);
    const survivor = { href: apiLink(this.config, `/persons/${survivorId}`), id: survivorId };
    return { self, id: mergeId, survivor, state, version };
  }

  private pairJson({ other, score, signs }: DuplicatePair): object {
    return {
      ...personItemJson(this.config, other),
      score,
      signs: signs.map(({ code, points }) => ({ code: camelCase(code), points })),
    };
  }
}
