import { Controller, Get, Inject, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Config } from '../platform/config/config';
import type { Actor } from '../platform/database/transactions';
import { CurrentCall, type ApiCall } from '../platform/http/api-call';
import { idParameter, parseCommand } from '../platform/http/fields';
import type { FormBody } from '../platform/http/form-body';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { CONFIG } from '../platform/platform.module';
import { Refused } from '../platform/refused';
import { DecideTakeover } from './takeover.commands';
import { TakeoverService, type TakeoverDecision } from './takeover.service';
import { takeoverResource } from './takeover.view';
import { takeoverSourceIn } from './takeover-upload';

type Resource = Readonly<Record<string, unknown>>;

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
  async check(@CurrentCall() call: ApiCall, @Res({ passthrough: true }) reply: FastifyReply): Promise<Resource> {
    const { body } = call;
    const { source, print } = takeoverSourceIn(typeof body === 'object' && body !== null ? (body as FormBody) : {});
    const checked = await this.takeover.check(call.once(print), source);
    if (checked.outcome === 'refused') {
      const [first, ...others] = checked.findings;
      throw new Refused(first ?? { code: 'take-over-empty', field: 'file' }, ...others);
    }
    const { file, outcome } = checked;
    call.created(`${this.url}/${file.id}`, file.version);
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
  async read(@Param('takeOverId') id: string, @CurrentCall() call: ApiCall): Promise<Resource> {
    const file = await this.takeover.read(call.actor, idParameter<string>(id));
    call.tagged(file.version);
    return takeoverResource(file, this.url);
  }

  @Post(':takeOverId/loads')
  @Requires('take-over.load')
  load(@Param('takeOverId') id: string, @CurrentCall() call: ApiCall): Promise<Resource> {
    return this.decide(id, call, 'load');
  }

  @Post(':takeOverId/discards')
  @Requires('take-over.check')
  discard(@Param('takeOverId') id: string, @CurrentCall() call: ApiCall): Promise<Resource> {
    return this.decide(id, call, 'discard');
  }

  private async decide(id: string, call: ApiCall, verb: 'load' | 'discard'): Promise<Resource> {
    const { version } = parseCommand(DecideTakeover, call.onSeenVersion());
    const decided: TakeoverDecision = await this.takeover[verb](call.once(), idParameter<string>(id), version);
    const href = `${this.url}/${decided.id}`;
    call.created(href, decided.version);
    return { href, id: decided.id, state: decided.state };
  }
}
