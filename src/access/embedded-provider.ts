import { randomBytes } from 'node:crypto';
import { exportJWK, generateKeyPair } from 'jose';
import type { Configuration, JWK, Provider } from 'oidc-provider';
import type { Config } from '../platform/config/config';
import { IssuerMemory } from './embedded-issuer-memory';

/** Where the embedded issuer lives under the product's own address. */
export const ISSUER_PATH = '/idp';

/** The public client of scripts; it comes back to a port of the loopback interface that the script chooses (RFC 8252). */
export const SCRIPT_CLIENT_ID = 'fines-cli';

const MINUTE = 60;

/** The page on which a demonstration user is chosen. */
export function choicePath(uid: string): string {
  return `/sign-in/demonstration/${uid}`;
}

type Library = typeof import('oidc-provider');
type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>;

/**
 * The library, without its remark that a later Node is wanted: the version was measured on the Node of package.json, and only
 * the demonstration loads it.
 */
async function loadLibrary(): Promise<Library> {
  const { warn } = console;
  console.warn = (...parts: unknown[]) => {
    if (!String(parts[0]).includes('Unsupported runtime')) warn(...parts);
  };
  try {
    return await import('oidc-provider');
  } finally {
    console.warn = warn;
  }
}

/** An issuer for demonstrations and tests: real protocol, demonstration users, keys of this process, no password. */
export async function createEmbeddedProvider(issuer: string, config: Config): Promise<Provider> {
  const library = await loadLibrary();
  const memory = new IssuerMemory();
  const provider = new library.Provider(issuer, {
    ...(await keysOf()),
    ...clientsOf(config),
    ...interactionsOf(library),
    ...featuresOf(config),
    adapter: (kind) => memory.adapter(kind),
    pkce: { required: () => true },
    scopes: ['openid'],
    ttl: {
      AccessToken: 10 * MINUTE,
      AuthorizationCode: MINUTE,
      IdToken: 10 * MINUTE,
      Interaction: 30 * MINUTE,
      Grant: 30 * MINUTE,
      Session: 30 * MINUTE,
    },
    // It vouches for whoever was chosen; whether there is an account, and an active one, the product itself decides.
    findAccount: (_context, subject) => ({ accountId: subject, claims: () => ({ sub: subject }) }),
    renderError: (context, { error, error_description: description }) => {
      context.type = 'text/plain';
      context.body = [error, description].filter((part) => part !== undefined).join(': ');
    },
  });
  // The address is ours whatever the way in: see EmbeddedIssuer, which sets the forwarded headers itself.
  provider.proxy = true;
  return provider;
}

/**
 * Forgets who signed in before from the same browser. Otherwise the issuer, told of another person, first wants to sign out
 * the earlier one, by a page with a script of its own, which the policy of our pages does not let run.
 */
export async function forgetEarlierChoice(provider: Provider, interaction: Interaction): Promise<void> {
  const session = interaction.session && (await provider.Session.findByUid(interaction.session.uid));
  if (session === undefined) return;
  session.accountId = undefined;
  session.authorizations = undefined;
  await session.persist();
  interaction.session = undefined;
  await interaction.persist();
}

async function keysOf(): Promise<Pick<Configuration, 'jwks' | 'cookies'>> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const key = { ...(await exportJWK(privateKey)), use: 'sig', alg: 'ES256' } as JWK;
  return { jwks: { keys: [key] }, cookies: { keys: [randomBytes(32).toString('base64url')] } };
}

function clientsOf(config: Config): Pick<Configuration, 'clients'> {
  const flow = {
    response_types: ['code' as const],
    grant_types: ['authorization_code'],
    id_token_signed_response_alg: 'ES256' as const,
  };
  return {
    clients: [
      {
        ...flow,
        client_id: config.oidc.clientId,
        client_secret: config.oidc.clientSecret,
        token_endpoint_auth_method: 'client_secret_post',
        redirect_uris: [`${config.publicUrl}/sign-in/callback`],
      },
      {
        ...flow,
        client_id: SCRIPT_CLIENT_ID,
        application_type: 'native',
        token_endpoint_auth_method: 'none',
        redirect_uris: ['http://localhost/callback', 'http://127.0.0.1/callback'],
      },
    ],
  };
}

/** The person chooses at every sign-in: nobody stays signed in for the colleague who comes next. */
function interactionsOf(library: Library): Pick<Configuration, 'interactions' | 'loadExistingGrant'> {
  const { base, Check } = library.interactionPolicy;
  const policy = base();
  policy
    .get('login')
    ?.checks.add(
      new Check('choice_wanted', 'a demonstration user is chosen at every sign-in', ({ oidc }) =>
        oidc.result?.login === undefined ? Check.REQUEST_PROMPT : Check.NO_NEED_TO_PROMPT,
      ),
    );
  policy.get('consent')?.checks.remove('native_client_prompt');
  return {
    interactions: { policy, url: (_context, interaction) => choicePath(interaction.uid) },
    // Both clients are our own: choosing the user is all there is to agree to.
    loadExistingGrant: async ({ oidc }) => {
      const { client, session, provider } = oidc;
      if (client === undefined || session?.accountId === undefined) return undefined;
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope('openid');
      const resources = [oidc.params?.['resource']].flat().filter((resource) => typeof resource === 'string');
      for (const resource of resources) grant.addResourceScope(resource, 'api');
      await grant.save();
      return grant;
    },
  };
}

function featuresOf(config: Config): Pick<Configuration, 'features'> {
  return {
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      resourceIndicators: {
        enabled: true,
        useGrantedResource: () => true,
        getResourceServerInfo: (_context, resource) => {
          if (resource !== config.oidc.apiAudience) throw new Error('a resource that is not ours');
          return {
            scope: 'api',
            audience: resource,
            accessTokenTTL: 10 * MINUTE,
            accessTokenFormat: 'jwt',
            jwt: { sign: { alg: 'ES256' } },
          };
        },
      },
    },
  };
}
