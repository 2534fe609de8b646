import { Inject, Injectable, Logger, ServiceUnavailableException } from '@nestjs/common';
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  calculatePKCECodeChallenge,
  customFetch,
  discovery,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  type Configuration,
  type CustomFetch,
} from 'openid-client';
import type { Config } from '../platform/config/config';
import { CONFIG } from '../platform/platform.module';
import { AccessTokens } from './access-tokens';
import { EmbeddedIssuer } from './embedded-issuer';

/** What the browser's session keeps of a sign-in under way, to recognise its answer. */
export interface PendingSignIn {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  /** The page the person wanted. */
  readonly to: string;
}

/**
 * The issuer of identities: one of theirs, or the embedded one, by the same protocol (OpenID Connect, code flow with PKCE).
 * Asks the issuer about itself at the first need, not at boot: the product starts while the issuer is down.
 */
@Injectable()
export class IssuerClient {
  private readonly logger = new Logger('sign-in');
  private readonly issuerUrl: string;
  private readonly fetch: typeof fetch;
  private known: Promise<Configuration> | undefined;
  readonly accessTokens: AccessTokens;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    embedded: EmbeddedIssuer,
  ) {
    this.issuerUrl = config.oidc.issuer ?? embedded.url;
    this.fetch = config.oidc.issuer === undefined ? (input, init) => embedded.fetch(input, init) : fetch;
    this.accessTokens = new AccessTokens({
      issuer: this.issuerUrl,
      audience: config.oidc.apiAudience,
      jwksUri: async () => new URL(required((await this.configuration()).serverMetadata().jwks_uri, 'jwks_uri')),
      fetch: (url, options) => this.fetch(url, options),
    });
  }

  /** Where to send the browser, and what to keep in its session until it comes back. */
  async begin(to: string): Promise<{ readonly url: URL; readonly pending: PendingSignIn }> {
    const pending = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier(), to };
    const url = buildAuthorizationUrl(await this.configuration(), {
      redirect_uri: this.redirectUri,
      scope: 'openid',
      state: pending.state,
      nonce: pending.nonce,
      code_challenge: await calculatePKCECodeChallenge(pending.verifier),
      code_challenge_method: 'S256',
    });
    return { url, pending };
  }

  /**
   * The subject that the issuer vouches for, from the address to which the browser came back; undefined when state, nonce,
   * code or signature are not those of this sign-in.
   */
  async finish(pathAndQuery: string, pending: PendingSignIn): Promise<string | undefined> {
    const configuration = await this.configuration();
    const url = new URL(this.redirectUri);
    url.search = new URL(pathAndQuery, this.config.publicUrl).search;
    try {
      const tokens = await authorizationCodeGrant(configuration, url, {
        pkceCodeVerifier: pending.verifier,
        expectedState: pending.state,
        expectedNonce: pending.nonce,
        idTokenExpected: true,
      });
      return tokens.claims()?.sub;
    } catch (error) {
      if (error instanceof TypeError && error.message === 'fetch failed') throw unreachable();
      this.logger.warn(`a sign-in was refused: ${error instanceof Error ? error.message : 'unknown reason'}`);
      return undefined;
    }
  }

  /** Where the issuer ends its own session, when it offers that; undefined also when it cannot be reached. */
  async signOutUrl(): Promise<string | undefined> {
    const configuration = await this.configuration().catch(() => undefined);
    if (configuration?.serverMetadata().end_session_endpoint === undefined) return undefined;
    return buildEndSessionUrl(configuration, { post_logout_redirect_uri: `${this.config.publicUrl}/signed-out` }).href;
  }

  private get redirectUri(): string {
    return `${this.config.publicUrl}/sign-in/callback`;
  }

  private configuration(): Promise<Configuration> {
    this.known ??= this.discover().catch((error: unknown) => {
      this.known = undefined;
      this.logger.warn(`the issuer of identities cannot be reached: ${causeOf(error)}`);
      throw unreachable();
    });
    return this.known;
  }

  private discover(): Promise<Configuration> {
    const { clientId, clientSecret } = this.config.oidc;
    const url = new URL(this.issuerUrl);
    const plain = url.protocol === 'http:' && this.config.environment !== 'production';
    return discovery(url, clientId, clientSecret, undefined, {
      [customFetch]: this.fetch as CustomFetch,
      execute: plain ? [allowInsecureRequests] : [],
    });
  }
}

/** The innermost reason, in one line: which name, which port, which status. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown reason';
  return error.cause instanceof Error ? causeOf(error.cause) : error.message;
}

function unreachable(): ServiceUnavailableException {
  return new ServiceUnavailableException('the issuer of identities cannot be reached');
}

function required(value: string | undefined, name: string): string {
  if (value === undefined) throw new Error(`the issuer does not publish its ${name}`);
  return value;
}
