import { createHash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { createLocalJWKSet, errors, jwtVerify, type JWTPayload } from 'jose';
import { systemClock } from '../platform/clock/clock';
import type { Config } from '../platform/config/config';
import { Transactions, type Actor, type RequestOrigin } from '../platform/database/transactions';
import { systemActor } from '../platform/jobs/jobs';
import { CONFIG } from '../platform/platform.module';
import { Refused } from '../platform/refused';
import { MachineKeysRepository, type MachineKey } from './machine-keys.repository';
import { FINANCE_CLIENT, FINANCE_PERMISSIONS } from './permissions';

/** Signatures with a key pair only: `none` and shared secrets are none of them. */
const ASSERTION_ALGORITHMS = ['ES256', 'ES384', 'PS256', 'EdDSA'];

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
/** The only scope that there is. */
const RECOVERY_SCOPE = 'recovery';
/** What the token of a machine begins with, so that it is never taken for one of a person. */
export const MACHINE_TOKEN_PREFIX = 'fo-machine-';
const TOKEN_SECONDS = 300;
const ASSERTION_SECONDS = 300;
const TOLERANCE_SECONDS = 5;

/** Why no token is given, in the words of RFC 6749 section 5.2. */
export class TokenRefused extends Error {
  constructor(readonly code: 'invalid_client' | 'invalid_request' | 'invalid_scope' | 'unsupported_grant_type') {
    super(code);
    this.name = 'TokenRefused';
  }
}

/** A token as its holder gets it, once. */
export interface IssuedToken {
  readonly access_token: string;
  readonly token_type: 'Bearer';
  readonly expires_in: number;
  readonly scope: string;
}

/**
 * Tokens of machines: client credentials with a signed assertion (RFC 7523, private_key_jwt), each assertion used once; opaque tokens of five
 * minutes, kept as hashes, bound to this interface, to the key that asked and, behind a proxy that passes it on, to the client certificate (RFC 8705).
 */
@Injectable()
export class MachineTokens {
  /** Where a token is asked for: the audience of every assertion. */
  readonly tokenUrl: string;
  /** What a token is good for. */
  readonly audience: string;
  /** A proxy checks client certificates: whoever shows none gets no token, so that leaving it out does not loosen the binding. */
  private readonly isCertificateAsked: boolean;

  constructor(
    private readonly transactions: Transactions,
    private readonly repository: MachineKeysRepository,
    @Inject(CONFIG) config: Config,
  ) {
    this.tokenUrl = `${config.publicUrl}/oauth/token`;
    this.audience = `${config.publicUrl}/api/recovery/v1`;
    this.isCertificateAsked = config.trustProxy && config.clientCertificateHeader !== undefined;
  }

  /** Gives a token for an assertion. Throws TokenRefused, which says no more than the standard lets it say. */
  async issue(form: Readonly<Record<string, unknown>>, certificate: string | undefined): Promise<IssuedToken> {
    const { grant_type: grant, client_id: client } = form;
    if (typeof grant !== 'string' || grant === '') throw new TokenRefused('invalid_request');
    if (grant !== 'client_credentials') throw new TokenRefused('unsupported_grant_type');
    // RFC 7521 section 4.2: where it is given, it is whom the assertion is of.
    if (client !== undefined && client !== FINANCE_CLIENT) throw new TokenRefused('invalid_client');
    const { client_assertion: assertion, scope = RECOVERY_SCOPE } = form;
    if (form['client_assertion_type'] !== ASSERTION_TYPE || typeof assertion !== 'string')
      throw new TokenRefused('invalid_request');
    if (scope !== RECOVERY_SCOPE) throw new TokenRefused('invalid_scope');
    if (this.isCertificateAsked && certificate === undefined) throw new TokenRefused('invalid_client');
    const issuedAt = systemClock.now();
    return this.transactions.run(systemActor('machine-token'), async (tx) => {
      const { key, payload } = await this.verified(assertion, await this.repository.active(tx), issuedAt);
      const { jti, exp } = payload;
      if (jti === undefined || exp === undefined || jti.length > 200) throw new TokenRefused('invalid_client');
      if (!(await this.repository.useAssertion(tx, jti, new Date(exp * 1000), issuedAt)))
        throw new TokenRefused('invalid_client');
      const token = MACHINE_TOKEN_PREFIX + randomBytes(32).toString('base64url');
      const expiresAt = new Date(issuedAt.getTime() + TOKEN_SECONDS * 1000);
      const kept = { keyId: key.id, scope, audience: this.audience, certificate, issuedAt, expiresAt };
      await this.repository.keepToken(tx, { ...kept, tokenSha256: hashOf(token) });
      tx.record({ type: 'machine-key.used', subjectKind: 'machine-key', subjectId: key.id, detail: { scope } });
      return { access_token: token, token_type: 'Bearer', expires_in: TOKEN_SECONDS, scope };
    });
  }

  /** The machine behind a token, for this interface only. Refuses `token-not-accepted` and `token-expired`. */
  async actorOf(token: string, path: string, certificate: string | undefined, origin: RequestOrigin): Promise<Actor> {
    const kept = await this.transactions.view(systemActor('machine-token'), (tx) =>
      this.repository.token(tx, hashOf(token)),
    );
    const field = 'Authorization';
    const isForHere = kept?.audience === this.audience && path.startsWith('/api/recovery/v1');
    if (kept === undefined || !isForHere || (kept.certificate !== undefined && kept.certificate !== certificate))
      throw new Refused({ code: 'token-not-accepted', field });
    if (kept.expiresAt <= systemClock.now()) throw new Refused({ code: 'token-expired', field });
    return { kind: 'machine', id: FINANCE_CLIENT, permissions: FINANCE_PERMISSIONS, origin };
  }

  private async verified(
    assertion: string,
    keys: readonly MachineKey[],
    now: Date,
  ): Promise<{ readonly key: MachineKey; readonly payload: JWTPayload }> {
    try {
      const set = createLocalJWKSet({ keys: keys.map(({ jwk, thumbprint }) => ({ ...jwk, kid: thumbprint })) });
      const { payload, protectedHeader } = await jwtVerify(assertion, set, {
        algorithms: ASSERTION_ALGORITHMS,
        issuer: FINANCE_CLIENT,
        subject: FINANCE_CLIENT,
        audience: this.tokenUrl,
        requiredClaims: ['jti', 'exp', 'iat'],
        maxTokenAge: ASSERTION_SECONDS,
        clockTolerance: TOLERANCE_SECONDS,
        currentDate: now,
      });
      const key = keys.find(({ thumbprint }) => thumbprint === protectedHeader.kid);
      const isShort = (payload.exp ?? 0) * 1000 <= now.getTime() + (ASSERTION_SECONDS + TOLERANCE_SECONDS) * 1000;
      if (key !== undefined && isShort) return { key, payload };
    } catch (error) {
      if (!(error instanceof errors.JOSEError)) throw error;
    }
    throw new TokenRefused('invalid_client');
  }
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
