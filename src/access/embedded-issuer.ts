import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Provider } from 'oidc-provider';
import type { Config } from '../platform/config/config';
import { CONFIG } from '../platform/platform.module';
import { Refused } from '../platform/refused';
import { createEmbeddedProvider, ISSUER_PATH } from './embedded-provider';

/**
 * The issuer of the demonstration, in this process and under the product's own address. Not there when another issuer is
 * configured, and never in production.
 */
@Injectable()
export class EmbeddedIssuer implements OnModuleInit {
  readonly url: string;
  private made: Provider | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly host: HttpAdapterHost,
  ) {
    this.url = `${config.publicUrl}${ISSUER_PATH}`;
  }

  async onModuleInit(): Promise<void> {
    if (this.config.oidc.issuer !== undefined || this.config.environment === 'production') return;
    this.made = await createEmbeddedProvider(this.url, this.config);
    mount(this.server, this.made, new URL(this.config.publicUrl));
  }

  /** Refusals: not-found where there is no embedded issuer. */
  get provider(): Provider {
    if (this.made === undefined) throw new Refused({ code: 'not-found' });
    return this.made;
  }

  /**
   * Asks the issuer from inside the process, without the network: the public address need not be reachable from here, and
   * the server need not listen yet.
   */
  async fetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    const request = new Request(input, init);
    const answer = await this.server.inject({
      method: request.method as 'GET' | 'POST',
      url: request.url,
      headers: Object.fromEntries(request.headers),
      payload: Buffer.from(await request.arrayBuffer()),
    });
    const headers = Object.entries(answer.headers).map(([name, value]): [string, string] => [name, String(value)]);
    return new Response(new Uint8Array(answer.rawPayload), { status: answer.statusCode, headers });
  }

  private get server(): FastifyInstance {
    return this.host.httpAdapter.getInstance<FastifyInstance>();
  }
}

/** Hands everything under the issuer's path to it, with the body unread and the public address as the one it was called by. */
function mount(server: FastifyInstance, provider: Provider, publicUrl: URL): void {
  const handle = provider.callback();
  void server.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null));
    const hand = (request: FastifyRequest, reply: FastifyReply): void => {
      reply.hijack();
      const { raw } = request;
      raw.headers['x-forwarded-proto'] = publicUrl.protocol.slice(0, -1);
      raw.headers['x-forwarded-host'] = publicUrl.host;
      const originalUrl = raw.url ?? '';
      Object.assign(raw, { originalUrl, url: originalUrl.slice(ISSUER_PATH.length) });
      void handle(raw, reply.raw);
    };
    scope.route({ method: ['GET', 'POST'], url: `${ISSUER_PATH}/*`, handler: hand });
    done();
  });
}
