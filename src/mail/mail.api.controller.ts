import { Body, Controller, Get, Headers, Inject, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { MailBatchId } from '../kernel/ids';
import type { Config } from '../platform/config/config';
import type { Actor } from '../platform/database/transactions';
import { apiLink, created, withoutNulls } from '../platform/http/api-links';
import { idParameter, parseCommand } from '../platform/http/fields';
import { withInnerCodes } from '../platform/http/outside-codes';
import { etagOf, onSeenVersion, withIdempotency } from '../platform/http/preconditions';
import { camelCase } from '../platform/http/problem';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { CONFIG } from '../platform/platform.module';
import { DropMailBatch, PostMailBatch, PrepareMailBatch, PrintMailBatch } from './mail.commands';
import type { MailBatchRow } from './mail.repository';
import { MailBatches, type MailBatchResult } from './mail.service';

type Headings = Readonly<Record<string, string | undefined>>;

/** What a verb on a batch is asked with. */
interface AskedVerb {
  readonly noun: string;
  readonly headers: Headings;
  readonly reply: FastifyReply;
}

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
  async read(
    @CurrentActor() actor: Actor,
    @Param('mailingId') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const { batch, items } = await this.batches.read(actor, idParameter<MailBatchId>(id));
    void reply.header('ETag', etagOf(batch.version));
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
  async prepare(
    @CurrentActor() actor: Actor,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const command = parseCommand(PrepareMailBatch, withInnerCodes(body, ['channel']));
    const once = withIdempotency(actor, headers['idempotency-key'], 'POST /mailings', command);
    return this.done(reply, await this.batches.prepare(once, command));
  }

  @Post('mailings/:mailingId/printings')
  @Requires('notification.record')
  print(
    @CurrentActor() actor: Actor,
    @Param('mailingId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const command = parseCommand(PrintMailBatch, onSeenVersion(body, headers['if-match']));
    return this.verb(actor, id, { noun: 'printings', headers, reply }, command, (once, batchId) =>
      this.batches.print(once, batchId, command),
    );
  }

  @Post('mailings/:mailingId/postings')
  @Requires('notification.record')
  post(
    @CurrentActor() actor: Actor,
    @Param('mailingId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const command = parseCommand(PostMailBatch, onSeenVersion(body, headers['if-match']));
    return this.verb(actor, id, { noun: 'postings', headers, reply }, command, (once, batchId) =>
      this.batches.post(once, batchId, command),
    );
  }

  @Post('mailings/:mailingId/droppings')
  @Requires('notification.record')
  drop(
    @CurrentActor() actor: Actor,
    @Param('mailingId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const command = parseCommand(DropMailBatch, onSeenVersion(body, headers['if-match']));
    return this.verb(actor, id, { noun: 'droppings', headers, reply }, command, (once, batchId) =>
      this.batches.drop(once, batchId, command),
    );
  }

  private async verb(
    actor: Actor,
    id: string,
    { noun, headers, reply }: AskedVerb,
    command: object,
    run: (once: Actor, id: MailBatchId) => Promise<MailBatchResult>,
  ): Promise<object> {
    const once = withIdempotency(actor, headers['idempotency-key'], `POST /mailings/${id}/${noun}`, command);
    return this.done(reply, await run(once, idParameter<MailBatchId>(id)));
  }

  private done(reply: FastifyReply, { batchId, ...result }: MailBatchResult): object {
    const self = this.link(batchId);
    created(reply, self, result.version);
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
