import { Controller, Get, Inject, Param, Post } from '@nestjs/common';
import type { MailBatchId } from '../kernel/ids';
import type { Config } from '../platform/config/config';
import type { Actor } from '../platform/database/transactions';
import { CurrentCall, type ApiCall } from '../platform/http/api-call';
import { apiLink, withoutNulls } from '../platform/http/api-links';
import { idParameter, parseCommand } from '../platform/http/fields';
import { withInnerCodes } from '../platform/http/outside-codes';
import { camelCase } from '../platform/http/problem';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { CONFIG } from '../platform/platform.module';
import { DropMailBatch, PostMailBatch, PrepareMailBatch, PrintMailBatch } from './mail.commands';
import type { MailBatchRow } from './mail.repository';
import { MailBatches, type MailBatchResult } from './mail.service';

/** Letters that go to the post together, over the API. */
@Controller('api/fines/v1')
export class MailApiController {
  constructor(
    private readonly batches: MailBatches,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('lettersToSend')
  @Requires('notification.record')
  async waiting(@CurrentActor() actor: Actor): Promise<object> {
    const letters = await this.batches.waiting(actor);
    return {
      items: letters.map(
        ({ documentId, kind, decisionId, reference, recipient, addressLines, language, sha256Hex }) => ({
          documentId,
          kind: camelCase(kind),
          decision: { href: apiLink(this.config, `/decisions/${decisionId}`), id: decisionId },
          reference,
          recipient,
          addressLines,
          language,
          sha256: sha256Hex,
        }),
      ),
    };
  }

  @Get('mailings')
  @Requires('notification.record')
  async list(@CurrentActor() actor: Actor): Promise<object> {
    const batches = await this.batches.list(actor);
    return { items: batches.map((batch) => ({ href: this.link(batch.id), ...this.batchOf(batch) })) };
  }

  @Get('mailings/:mailingId')
  @Requires('notification.record')
  async read(@Param('mailingId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const { batch, items } = await this.batches.read(call.actor, idParameter<MailBatchId>(id));
    call.tagged(batch.version);
    return {
      self: this.link(batch.id),
      ...this.batchOf(batch),
      letters: items.map(({ id: itemId, documentId, position, reference, recipient, address, itemNumber, sha256Hex }) =>
        withoutNulls({
          id: itemId,
          documentId,
          position,
          reference,
          recipient,
          addressLines: address.split('\n'),
          itemNumber: itemNumber || undefined,
          sha256: sha256Hex,
        }),
      ),
    };
  }

  @Post('mailings')
  @Requires('notification.record')
  async prepare(@CurrentCall() call: ApiCall): Promise<object> {
    const command = parseCommand(PrepareMailBatch, withInnerCodes(call.body, ['channel']));
    return this.done(call, await this.batches.prepare(call.once(), command));
  }

  @Post('mailings/:mailingId/printings')
  @Requires('notification.record')
  async print(@Param('mailingId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const command = parseCommand(PrintMailBatch, call.onSeenVersion());
    return this.done(call, await this.batches.print(call.once(), idParameter<MailBatchId>(id), command));
  }

  @Post('mailings/:mailingId/postings')
  @Requires('notification.record')
  async post(@Param('mailingId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const command = parseCommand(PostMailBatch, call.onSeenVersion());
    return this.done(call, await this.batches.post(call.once(), idParameter<MailBatchId>(id), command));
  }

  @Post('mailings/:mailingId/droppings')
  @Requires('notification.record')
  async drop(@Param('mailingId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const command = parseCommand(DropMailBatch, call.onSeenVersion());
    return this.done(call, await this.batches.drop(call.once(), idParameter<MailBatchId>(id), command));
  }

  private done(call: ApiCall, { batchId, ...result }: MailBatchResult): object {
    const self = this.link(batchId);
    call.created(self, result.version);
    return { self, id: batchId, ...result };
  }

  private batchOf(batch: MailBatchRow): object {
    const { id, state, channel, preparedByName, preparedAt, postedOn, dropReason, letterCount, version } = batch;
    const preparedBy = preparedByName;
    return withoutNulls({
      id,
      state,
      channel: camelCase(channel),
      preparedBy,
      preparedAt,
      postedOn,
      dropReason,
      letterCount,
      version,
    });
  }

  private link(id: MailBatchId): string {
    return apiLink(this.config, `/mailings/${id}`);
  }
}
