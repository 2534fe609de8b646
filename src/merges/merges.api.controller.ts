import { Controller, Get, Inject, Param, Post } from '@nestjs/common';
import type { PersonId } from '../kernel/ids';
import type { Config } from '../platform/config/config';
import type { Actor } from '../platform/database/transactions';
import { CurrentCall, type ApiCall } from '../platform/http/api-call';
import { apiLink } from '../platform/http/api-links';
import { idParameter, parseCommand } from '../platform/http/fields';
import { camelCase } from '../platform/http/problem';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { CONFIG } from '../platform/platform.module';
import { personItemJson } from '../persons/person.view';
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
  async tellApart(@Param('personId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const { otherId, reason } = parseCommand(DeclareDistinct, call.body);
    const [one, other] = [idParameter<PersonId>(id), otherId as PersonId];
    const told = await this.duplicates.declareDistinct(call.once(), one, other, reason);
    const href = apiLink(this.config, `/persons/${told.id}`);
    call.created(href);
    return { person: { href, id: told.id } };
  }

  @Post('persons/:personId/merges')
  @Requires('person.write')
  async propose(@Param('personId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const command = parseCommand(ProposeMerge, call.onSeenVersion());
    return this.done(call, await this.merges.propose(call.once(), idParameter<PersonId>(id), command));
  }

  @Get('personMerges/:personMergeId')
  @Requires('person.read')
  async read(@Param('personMergeId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const { merge, outlook, obstacles } = await this.merges.read(call.actor, idParameter<MergeId>(id));
    call.tagged(merge.version);
    return mergeJson(this.config, merge, { moves: outlook.moves, obstacles });
  }

  @Post('personMerges/:personMergeId/confirmations')
  @Requires('person.merge')
  async confirm(@Param('personMergeId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const command = parseCommand(ConfirmMerge, call.onSeenVersion());
    return this.done(call, await this.merges.confirm(call.once(), idParameter<MergeId>(id), command));
  }

  @Post('personMerges/:personMergeId/refusals')
  @Requires('person.merge')
  async refuse(@Param('personMergeId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const command = parseCommand(ReasonedMerge, call.onSeenVersion());
    return this.done(call, await this.merges.refuse(call.once(), idParameter<MergeId>(id), command));
  }

  @Post('personMerges/:personMergeId/undoings')
  @Requires('person.merge')
  async undo(@Param('personMergeId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const command = parseCommand(ReasonedMerge, call.onSeenVersion());
    return this.done(call, await this.merges.undo(call.once(), idParameter<MergeId>(id), command));
  }

  private done(call: ApiCall, result: MergeResult): object {
    const { mergeId, survivorId, state, version } = result;
    const self = apiLink(this.config, `/personMerges/${mergeId}`);
    call.created(self, version);
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
