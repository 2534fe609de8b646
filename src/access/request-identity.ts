import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { UserId } from '../kernel/ids';
import { systemClock } from '../platform/clock/clock';
import type { RequestOrigin } from '../platform/database/transactions';
import { SESSION_HOURS, type ContextResolver } from '../platform/http/application';
import type { RequestContext } from '../platform/http/request-context';
import { Refused } from '../platform/refused';
import { actorOf } from './actor';
import { Identities } from './identities';
import { interfaceLanguage } from './interface-language.rules';
import { IssuerClient } from './issuer-client';
import { SessionsRepository } from './sessions.repository';
import type { Identity } from './users.repository';

const MINUTE_MS = 60_000;
/** A session that is not used ends after this time; long enough for a lunch, too short for a night. */
const IDLE_MINUTES = 120;
/** How exact the time of the last use is: it costs a write. */
const SEEN_MINUTES = 5;

const BEARER = /^bearer +(\S+)$/i;

/** Finds out who asks: the bearer of an access token, or the person whose session the cookie names. */
@Injectable()
export class RequestIdentity implements ContextResolver {
  constructor(
    private readonly identities: Identities,
    private readonly sessions: SessionsRepository,
    private readonly issuer: IssuerClient,
  ) {}

  /** Refusals: token-expired, token-not-accepted (401); user-unknown, user-inactive (403). */
  async resolve(request: FastifyRequest): Promise<RequestContext> {
    const token = BEARER.exec(request.headers.authorization ?? '')?.[1];
    if (token !== undefined) return contextOf(request, await this.bearer(token), 'bearer');
    const identity = await this.ofSession(request);
    return contextOf(request, identity, identity ? 'session' : 'none');
  }

  private async bearer(token: string): Promise<Identity> {
    return activeIdentity(await this.identities.bySubject(await this.issuer.accessTokens.subjectOf(token)));
  }

  private async ofSession(request: FastifyRequest): Promise<Identity | undefined> {
    const { session } = request;
    if (session.userId === undefined) return undefined;
    const userId = session.userId as UserId;
    const nowMs = systemClock.now().getTime();
    const identity = await this.identities.byId(userId);
    if (!identity?.active) {
      await this.sessions.endAllOf(userId);
      await session.regenerate();
      return undefined;
    }
    if (isOver(session.signedInAtMs ?? 0, session.seenAtMs ?? 0, nowMs)) {
      await session.regenerate();
      return undefined;
    }
    if (nowMs - (session.seenAtMs ?? 0) > SEEN_MINUTES * MINUTE_MS) session.set('seenAtMs', nowMs);
    return identity;
  }
}

function isOver(signedInAtMs: number, seenAtMs: number, nowMs: number): boolean {
  return nowMs - signedInAtMs > SESSION_HOURS * 60 * MINUTE_MS || nowMs - seenAtMs > IDLE_MINUTES * MINUTE_MS;
}

/** The identity of somebody who works here now. Refusals: user-unknown, user-inactive (403). */
export function activeIdentity(identity: Identity | undefined): Identity {
  if (identity === undefined) throw new Refused({ code: 'user-unknown' });
  if (!identity.active) throw new Refused({ code: 'user-inactive' });
  return identity;
}

/** Where a request comes from, as the records of this request keep it. */
export function originOf(request: FastifyRequest): RequestOrigin {
  return { remoteAddress: request.ip, traceId: request.id };
}

function contextOf(
  request: FastifyRequest,
  identity: Identity | undefined,
  channel: RequestContext['channel'],
): RequestContext {
  const language = interfaceLanguage(request.session.language, identity?.language, request.headers['accept-language']);
  if (identity === undefined) return { actor: undefined, person: undefined, language, channel };
  const { displayName, roles, departmentName } = identity;
  return {
    actor: actorOf(identity, originOf(request)),
    person: { displayName, roles, departmentName },
    language,
    channel,
  };
}
