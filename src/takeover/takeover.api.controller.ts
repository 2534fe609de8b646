import { Body, Controller, Get, Headers, Inject, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Config } from '../platform/config/config';
import type { Actor } from '../platform/database/transactions';
import { created } from '../platform/http/api-links';
import { idParameter, parseCommand } from '../platform/http/fields';
import { etagOf, onSeenVersion, withIdempotency } from '../platform/http/preconditions';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { CONFIG } from '../platform/platform.module';
import { Refused } from '../platform/refused';
import { DecideTakeover } from './takeover.commands';
import { TakeoverService, type TakeoverDecision } from './takeover.service';
import { takeoverResource } from './takeover.view';
import { takeoverSourceIn } from './takeover-upload';

type Resource = Readonly<Record<string, unknown>>;
type Headings = Readonly<Record<string, string | undefined>>;

/** The take-over for other systems: a file is checked, read with its report, and loaded by a second person. */
@Controller('api/fines/v1/takeOvers')
export class TakeoverApiController {
  private readonly url: string;

  constructor(
    private readonly takeover: TakeoverService,
    @Inject(CONFIG) config: Config,
  ) {
    this.url = `${config.publicUrl}/api/fines/v1/takeOvers`;
  }

  /** 201 when the file was checked and kept, 200 when the same bytes had been before; every finding when it is refused. */
  @Post()
  @Requires('take-over.check')
  async check(
    @CurrentActor() actor: Actor,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource> {
    const typed = typeof body === 'object' && body !== null ? (body as Readonly<Record<string, unknown>>) : {};
    const source = takeoverSourceIn(typed);
    const keyed = withIdempotency(actor, headers['idempotency-key'], `POST /takeOvers ${source.kind}`, source.bytes);
    const checked = await this.takeover.check(keyed, source);
    if (checked.outcome === 'refused') {
      const [first, ...others] = checked.findings;
      throw new Refused(first ?? { code: 'take-over-empty', field: 'file' }, ...others);
    }
    const { file, outcome } = checked;
    created(reply, `${this.url}/${file.id}`, file.version);
    if (outcome === 'known') void reply.status(200);
    return takeoverResource(file, this.url);
  }

  @Get()
  @Requires('take-over.read')
  async list(@CurrentActor() actor: Actor): Promise<Resource> {
    return { items: (await this.takeover.list(actor)).map((file) => takeoverResource(file, this.url)) };
  }

  @Get(':takeOverId')
  @Requires('take-over.read')
  async read(
    @CurrentActor() actor: Actor,
    @Param('takeOverId') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource> {
    const file = await this.takeover.read(actor, idParameter<string>(id));
    void reply.header('ETag', etagOf(file.version));
    return takeoverResource(file, this.url);
  }

  @Post(':takeOverId/loads')
  @Requires('take-over.load')
  load(
    @CurrentActor() actor: Actor,
    @Param('takeOverId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource> {
    return this.decide(actor, id, 'load', headers, body, reply);
  }

  @Post(':takeOverId/discards')
  @Requires('take-over.check')
  discard(
    @CurrentActor() actor: Actor,
    @Param('takeOverId') id: string,
    @Headers() headers: Headings,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource> {
    return this.decide(actor, id, 'discard', headers, body, reply);
  }

  private async decide(
    actor: Actor,
    id: string,
    verb: 'load' | 'discard',
    headers: Headings,
    body: unknown,
    reply: FastifyReply,
  ): Promise<Resource> {
    const command = parseCommand(DecideTakeover, onSeenVersion(body, headers['if-match']));
    const keyed = withIdempotency(actor, headers['idempotency-key'], `${verb} take-over ${id}`, command);
    const decided: TakeoverDecision = await this.takeover[verb](keyed, idParameter<string>(id), command.version);
    const href = `${this.url}/${decided.id}`;
    created(reply, href, decided.version);
    return { href, id: decided.id, state: decided.state };
  }
}
