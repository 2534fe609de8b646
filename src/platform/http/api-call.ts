import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../database/transactions';
import { created } from './api-links';
import type { FormBody } from './form-body';
import { etagOf, etagOfAnswer, onSeenVersion, versionFromIfMatch, withIdempotency } from './preconditions';
import { actorOf } from './request-context';

/** What a client of the API sent beside the address: the command, the key by which it happens once, the version it has read. */
interface Sent {
  /** Method and address, which the idempotency key is bound to. */
  readonly route: string;
  readonly body: unknown;
  readonly idempotencyKey: string | undefined;
  readonly ifMatch: string | undefined;
}

/** One call of the API: who calls, what was sent, and the headers of the answer. */
export class ApiCall {
  constructor(
    readonly actor: Actor,
    private readonly sent: Sent,
    private readonly reply: FastifyReply,
  ) {}

  get body(): unknown {
    return this.sent.body;
  }

  /**
   * The actor for whom what was sent happens once (Idempotency-Key). The same key with another address, body or If-Match is refused.
   * `print` stands for a body that is, or holds, a file.
   */
  once(print?: Buffer | FormBody): Actor {
    const { idempotencyKey, route, ifMatch, body } = this.sent;
    return withIdempotency(this.actor, idempotencyKey, `${route} ${ifMatch ?? ''}`, print ?? body);
  }

  /** The body, or what was made of it, with the version that If-Match names: a command on a versioned resource. */
  onSeenVersion(body = this.sent.body): unknown {
    return onSeenVersion(body, this.sent.ifMatch);
  }

  /** The version that If-Match names. */
  get seenVersion(): number {
    return versionFromIfMatch(this.sent.ifMatch);
  }

  /** Answers 201 with the place of what was made and, if it has one, its version. */
  created(link: string, version?: number): void {
    created(this.reply, link, version);
  }

  /** Answers 200 with the place of what was made before: the same again makes nothing. */
  known(link: string): void {
    void this.reply.status(200).header('Location', link);
  }

  /** Answers with the version of the resource, as ETag. */
  tagged(version: number): void {
    void this.reply.header('ETag', etagOf(version));
  }

  /** Answers with this representation and a strong validator of it, as ETag, where more can change than a version counts. */
  validated<T extends object>(representation: T): T {
    void this.reply.header('ETag', etagOfAnswer(representation));
    return representation;
  }
}

/** The call that a handler of the API answers. */
export const CurrentCall = createParamDecorator((_data: unknown, context: ExecutionContext): ApiCall => {
  const http = context.switchToHttp();
  const request = http.getRequest<FastifyRequest>();
  const header = (name: 'idempotency-key' | 'if-match'): string | undefined => {
    const value = request.headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
  };
  const sent: Sent = {
    route: `${request.method} ${request.url}`,
    body: request.body,
    idempotencyKey: header('idempotency-key'),
    ifMatch: header('if-match'),
  };
  return new ApiCall(actorOf(request), sent, http.getResponse<FastifyReply>());
});
