import { parseBic, parseIban } from '../../kernel/iban';

/** Every environment variable the product reads, with its meaning; README and docker-compose.yml are checked against it. */
export const CONFIG_VARIABLES = {
  APP_ENV: 'demonstration (default) or production',
  PORT: 'port of pages and API; 3000',
  HOST: 'address to listen on; 127.0.0.1, in production 0.0.0.0',
  PUBLIC_URL: 'address under which people reach the product; http://localhost:PORT',
  DATA_DIR: 'folder of the embedded database; ./data',
  DATABASE_URL: 'PostgreSQL 15 or later, the application role; empty starts the embedded server',
  MIGRATION_DATABASE_URL: 'PostgreSQL, the role that owns the tables; empty means DATABASE_URL',
  OIDC_ISSUER: 'issuer of identities; empty mounts the embedded one (demonstration only)',
  OIDC_CLIENT_ID: 'client id at the issuer; fines-office',
  OIDC_CLIENT_SECRET: 'client secret at the issuer',
  OIDC_API_AUDIENCE: 'audience of access tokens for the API; PUBLIC_URL/api',
  SESSION_SECRET: 'at least 32 characters; signs session cookies',
  AUDIT_KEY: 'at least 32 characters; keys the commitments of personal detail in the event log',
  PAYMENT_IBAN: "the Office's account; BE35 6792 0060 9437",
  PAYMENT_BIC: 'its BIC; PCHQBEBB',
  SEALING_CERTIFICATE:
    'file, PEM: the certificate that seals letters and the chain above it; empty: in production letters are not sealed, else a demonstration certificate seals',
  SEALING_KEY: 'file, PEM: its private key, RSA of 2048 bits or more or an elliptic curve',
  SEALING_KEY_PASSPHRASE: 'file that holds the passphrase of SEALING_KEY; empty when the key has none',
  TRUST_PROXY: 'true when a proxy in front sets the forwarded headers',
  CLIENT_CERTIFICATE_HEADER:
    'behind a trusted proxy only: the header in which it passes on the SHA-256 of the client certificate it checked',
  LOG_LEVEL: 'fatal, error, warn, info, debug; info in production, else warn',
} as const;

export type ConfigVariable = keyof typeof CONFIG_VARIABLES;

export interface Config {
  readonly environment: 'demonstration' | 'production' | 'test';
  readonly port: number;
  readonly host: string;
  readonly publicUrl: string;
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
  readonly migrationDatabaseUrl: string | undefined;
  readonly oidc: {
    readonly issuer: string | undefined;
    readonly clientId: string;
    readonly clientSecret: string;
    readonly apiAudience: string;
  };
  readonly sessionSecret: string;
  readonly auditKey: string;
  readonly payment: { readonly iban: string; readonly bic: string };
  /** Files; the first two are given together or not at all (D33). */
  readonly sealing: {
    readonly certificateFile: string | undefined;
    readonly keyFile: string | undefined;
    readonly passphraseFile: string | undefined;
  };
  readonly trustProxy: boolean;
  /** The header in which a trusted proxy passes on the hash of the client certificate that it has checked; tokens of machines are then bound to it. */
  readonly clientCertificateHeader: string | undefined;
  readonly logLevel: string;
}

/** Thrown at boot; names every variable that is wrong and what is accepted. */
export class ConfigRefused extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`The configuration is refused:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'ConfigRefused';
  }
}

const DEFAULT_SECRET = 'demonstration-secret-not-for-production';

type Environment = Readonly<Partial<Record<string, string>>>;

/**
 * Reads the configuration from environment variables (CONFIG_VARIABLES).
 * Throws ConfigRefused when a value is not accepted; in production also for a default secret, the embedded issuer
 * or a missing address. The amount of the fine is not here: it is a dated legal parameter (D2).
 */
export function readConfig(env: Environment): Config {
  const problems: string[] = [];
  const environment = readEnvironment(env, problems);
  const port = readPort(env, problems);
  const publicUrl = env['PUBLIC_URL'] ?? `http://localhost:${port}`;
  const config: Config = {
    environment,
    port,
    host: env['HOST'] ?? (environment === 'production' ? '0.0.0.0' : '127.0.0.1'),
    publicUrl,
    dataDir: env['DATA_DIR'] ?? './data',
    databaseUrl: emptyIsAbsent(env['DATABASE_URL']),
    migrationDatabaseUrl: emptyIsAbsent(env['MIGRATION_DATABASE_URL']) ?? emptyIsAbsent(env['DATABASE_URL']),
    oidc: {
      issuer: emptyIsAbsent(env['OIDC_ISSUER']),
      clientId: env['OIDC_CLIENT_ID'] ?? 'fines-office',
      clientSecret: env['OIDC_CLIENT_SECRET'] ?? DEFAULT_SECRET,
      apiAudience: env['OIDC_API_AUDIENCE'] ?? `${publicUrl}/api`,
    },
    sessionSecret: env['SESSION_SECRET'] ?? DEFAULT_SECRET,
    auditKey: env['AUDIT_KEY'] ?? DEFAULT_SECRET,
    payment: { iban: readPaymentIban(env, problems), bic: readPaymentBic(env, problems) },
    sealing: readSealing(env, problems),
    trustProxy: env['TRUST_PROXY'] === 'true',
    clientCertificateHeader: emptyIsAbsent(env['CLIENT_CERTIFICATE_HEADER'])?.toLowerCase(),
    logLevel: readLogLevel(env, environment, problems),
  };
  if (environment === 'production') problems.push(...productionProblems(config));
  if (problems.length > 0) throw new ConfigRefused(problems);
  return config;
}

function emptyIsAbsent(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value;
}

function readEnvironment(env: Environment, problems: string[]): Config['environment'] {
  const value = env['APP_ENV'] ?? 'demonstration';
  if (value === 'demonstration' || value === 'production' || value === 'test') return value;
  problems.push(`APP_ENV is "${value}"; accepted: demonstration, production`);
  return 'demonstration';
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug'];

function readLogLevel(env: Environment, environment: Config['environment'], problems: string[]): string {
  const value =
    emptyIsAbsent(env['LOG_LEVEL']) ?? { production: 'info', demonstration: 'warn', test: 'error' }[environment];
  if (!LOG_LEVELS.includes(value)) problems.push(`LOG_LEVEL is "${value}"; accepted: ${LOG_LEVELS.join(', ')}`);
  return value;
}

function readPort(env: Environment, problems: string[]): number {
  const value = env['PORT'] ?? '3000';
  const port = Number(value);
  if (/^\d{1,5}$/.test(value) && port <= 65535) return port;
  problems.push(`PORT is "${value}"; accepted: a whole number from 0 to 65535`);
  return 3000;
}

function readPaymentIban(env: Environment, problems: string[]): string {
  const value = env['PAYMENT_IBAN'] ?? 'BE35 6792 0060 9437';
  const iban = parseIban(value);
  if (iban.ok) return iban.value;
  problems.push(
    `PAYMENT_IBAN "${value}" does not validate (${iban.refusal.code}); accepted: an IBAN whose length and check digits agree. It is never repaired (D3)`,
  );
  return value;
}

function readPaymentBic(env: Environment, problems: string[]): string {
  const value = env['PAYMENT_BIC'] ?? 'PCHQBEBB';
  const bic = parseBic(value);
  if (bic.ok) return bic.value;
  problems.push(
    `PAYMENT_BIC "${value}" is no BIC (${bic.refusal.code}); accepted: eight or eleven characters of ISO 9362. It is never repaired (D3)`,
  );
  return value;
}

function readSealing(env: Environment, problems: string[]): Config['sealing'] {
  const certificateFile = emptyIsAbsent(env['SEALING_CERTIFICATE']);
  const keyFile = emptyIsAbsent(env['SEALING_KEY']);
  const passphraseFile = emptyIsAbsent(env['SEALING_KEY_PASSPHRASE']);
  if ((certificateFile === undefined) !== (keyFile === undefined))
    problems.push('SEALING_CERTIFICATE and SEALING_KEY go together; accepted: both, or neither');
  if (passphraseFile !== undefined && keyFile === undefined)
    problems.push('SEALING_KEY_PASSPHRASE is given without SEALING_KEY, whose passphrase it would be');
  return { certificateFile, keyFile, passphraseFile };
}

function productionProblems(config: Config): string[] {
  const problems: string[] = [];
  for (const [name, value] of [
    ['SESSION_SECRET', config.sessionSecret],
    ['AUDIT_KEY', config.auditKey],
    ['OIDC_CLIENT_SECRET', config.oidc.clientSecret],
  ] as const) {
    if (value === DEFAULT_SECRET)
      problems.push(`${name} is the default of the demonstration; in production give your own, at least 32 characters`);
    else if (value.length < 32) problems.push(`${name} has ${value.length} characters; accepted: at least 32`);
  }
  if (config.oidc.issuer === undefined)
    problems.push(
      'OIDC_ISSUER is missing; in production people come from your issuer, the embedded one is for demonstration only',
    );
  if (config.databaseUrl === undefined)
    problems.push(
      'DATABASE_URL is missing; in production the database is a server of yours, the embedded one is for demonstration only',
    );
  if (!config.publicUrl.startsWith('https://'))
    problems.push(`PUBLIC_URL is "${config.publicUrl}"; accepted in production: an address that starts with https://`);
  return problems;
}
