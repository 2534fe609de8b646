import {
  createRemoteJWKSet,
  customFetch,
  errors,
  jwtVerify,
  type FetchImplementation,
  type JWTVerifyGetKey,
} from 'jose';
import { Refused } from '../platform/refused';

/** Signatures with a key pair only: never `none`, never a shared secret that a public key could be taken for. */
const ALGORITHMS = ['ES256', 'ES384', 'PS256', 'RS256', 'EdDSA'];

export interface AccessTokenRules {
  readonly issuer: string;
  readonly audience: string;
  /** Where the issuer publishes its keys; asked once, at the first token. */
  readonly jwksUri: () => Promise<URL>;
  readonly fetch: FetchImplementation;
}

/** Checks the access tokens of the API: JSON Web Tokens of our issuer, made for our API, not expired (RFC 9068). */
export class AccessTokens {
  private keys: JWTVerifyGetKey | undefined;

  constructor(private readonly rules: AccessTokenRules) {}

  /** The subject of the token. Refusals: token-expired, token-not-accepted (both 401). */
  async subjectOf(token: string): Promise<string> {
    const keys = (this.keys ??= createRemoteJWKSet(await this.rules.jwksUri(), { [customFetch]: this.rules.fetch }));
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer: this.rules.issuer,
        audience: this.rules.audience,
        algorithms: ALGORITHMS,
        requiredClaims: ['sub', 'exp'],
        clockTolerance: 5,
      });
      if (payload.sub !== undefined) return payload.sub;
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw new Refused({ code: 'token-expired', field: 'Authorization' });
      if (!(error instanceof errors.JOSEError) || error instanceof errors.JWKSTimeout) throw error;
    }
    throw new Refused({ code: 'token-not-accepted', field: 'Authorization' });
  }
}
