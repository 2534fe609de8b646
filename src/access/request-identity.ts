import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { parseStatedReason, REASON_HEADER } from '../audit/access-reason.rules';
import type { UserId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import { CLOCK, systemClock, todayOf, type Clock } from '../platform/clock/clock';
import type { Config } from '../platform/config/config';
import { CONFIG } from '../platform/platform.module';
import type { RequestOrigin } from '../platform/database/transactions';
import { SESSION_HOURS, type ContextResolver } from '../platform/http/application';
import type { RequestContext } from '../platform/http/request-context';
import { innerCode } from '../platform/http/outside-codes';
import { orRefuse, Refused } from '../platform/refused';
import { actorOf } from './actor';
import { Identities } from './identities';
import { interfaceLanguage } from './interface-language.rules';
import { IssuerClient } from './issuer-client';
import { MACHINE_TOKEN_PREFIX, MachineTokens } from './machine-tokens.service';
import { SessionsRepository } from './sessions.repository';
import type { Identity } from './users.repository';

const MINUTE_MS = 60_000;
/** A session that is not used ends after this time; long enough for a lunch, too short for a night. */
const IDLE_MINUTES = 120;
/** How exact the time of the last use is: it costs a write. */
const SEEN_MINUTES = 5;

const BEARER = /^bearer +(\S+)$/i;

/** Health and the contract of an API answer everybody: a token that is sent along is not looked at, so that an expired one says nothing of the service. */
const NEEDS_NO_TOKEN = /^(?:\/api\/[a-z]+\/v\d+)?\/(?:health|doc)(?:[/?]|$)/;

/** Finds out who asks: the bearer of an access token, or the person whose session the cookie names. */
@Injectable()
export class RequestIdentity implements ContextResolver {
  constructor(
    private readonly identities: Identities,
    private readonly sessions: SessionsRepository,
    private readonly issuer: IssuerClient,
    private readonly machines: MachineTokens,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Refusals: token-expired, token-not-accepted (401); user-unknown, user-inactive (403). */
  async resolve(request: FastifyRequest): Promise<RequestContext> {
    const token = NEEDS_NO_TOKEN.test(request.url) ? undefined : BEARER.exec(request.headers.authorization ?? '')?.[1];
    if (token?.startsWith(MACHINE_TOKEN_PREFIX) === true) return this.machineContext(request, token);
    if (token !== undefined) return this.contextOf(request, await this.bearer(token), 'bearer');
    const identity = await this.ofSession(request);
    return this.contextOf(request, identity, identity ? 'session' : 'none');
  }

  /** The client certificate that the proxy before us has checked, as the header that it sets names it; nobody is believed without a proxy. */
  certificateOf(request: FastifyRequest): string | undefined {
    const { trustProxy, clientCertificateHeader } = this.config;
    if (!trustProxy || clientCertificateHeader === undefined) return undefined;
    const value = request.headers[clientCertificateHeader];
    return typeof value === 'string' && value !== '' ? value : undefined;
  }

  private async machineContext(request: FastifyRequest, token: string): Promise<RequestContext> {
    const certificate = this.certificateOf(request);
    const actor = await this.machines.actorOf(token, request.url, certificate, originOf(request));
    const language = interfaceLanguage(undefined, undefined, request.headers['accept-language']);
    return { actor, person: undefined, language, channel: 'bearer' };
  }

  private contextOf(
    request: FastifyRequest,
    identity: Identity | undefined,
    channel: RequestContext['channel'],
  ): RequestContext {
    const language = interfaceLanguage(
      request.session.language,
      identity?.language,
      request.headers['accept-language'],
    );
    if (identity === undefined) return { actor: undefined, person: undefined, language, channel };
    const { displayName, roles, departmentName } = identity;
    const origin = { ...originOf(request), purpose: purposeOf(request, todayOf(this.clock)) };
    return { actor: actorOf(identity, origin), person: { displayName, roles, departmentName }, language, channel };
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

/** Why the caller opens colleagues' cases: in the header of this request, or on the page that asked for it today (D32). */
function purposeOf(request: FastifyRequest, today: LegalDate): NonNullable<RequestOrigin['purpose']> {
  const header = request.headers[REASON_HEADER.toLowerCase()];
  const stated = request.session.statedReasons;
  return {
    ofRequest:
      typeof header === 'string' ? orRefuse(parseStatedReason(header.replace(/^[^:]*/, innerCode))) : undefined,
    byCase: stated?.on === today ? stated.byCase : undefined,
  };
}
