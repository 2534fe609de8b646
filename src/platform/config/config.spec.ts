import { CONFIG_VARIABLES, ConfigRefused, readConfig, type Config } from './config';

const SECRET = 'a-secret-of-more-than-thirty-two-characters';

/** Everything that production asks for. */
const PRODUCTION = {
  APP_ENV: 'production',
  PUBLIC_URL: 'https://fines.example.test',
  DATABASE_URL: 'postgresql://fines_app@database.example.test/fines',
  OIDC_ISSUER: 'https://issuer.example.test',
  OIDC_CLIENT_SECRET: SECRET,
  SESSION_SECRET: `${SECRET}-session`,
  AUDIT_KEY: `${SECRET}-audit`,
};

type Settings = Readonly<Partial<Record<string, string>>>;

/** What was refused; empty when the configuration was accepted. */
function problemsOf(settings: Settings): readonly string[] {
  try {
    readConfig(settings);
  } catch (error) {
    if (error instanceof ConfigRefused) return error.problems;
    throw error;
  }
  return [];
}

function withoutVariable(settings: Settings, name: string): Settings {
  return Object.fromEntries(Object.entries(settings).filter(([key]) => key !== name));
}

describe('the configuration of a demonstration', () => {
  it('needs nothing: everything has a value of its own', () => {
    expect(readConfig({})).toEqual<Config>({
      environment: 'demonstration',
      port: 3000,
      host: '127.0.0.1',
      publicUrl: 'http://localhost:3000',
      dataDir: './data',
      sealing: { certificateFile: undefined, keyFile: undefined, passphraseFile: undefined },
      databaseUrl: undefined,
      migrationDatabaseUrl: undefined,
      oidc: {
        issuer: undefined,
        clientId: 'fines-office',
        clientSecret: expect.any(String) as string,
        apiAudience: 'http://localhost:3000/api',
      },
      sessionSecret: expect.any(String) as string,
      auditKey: expect.any(String) as string,
      payment: { iban: 'BE35679200609437', bic: 'PCHQBEBB' },
      trustProxy: false,
      clientCertificateHeader: undefined,
      logLevel: 'warn',
    });
  });

  it('derives addresses from the port, and the owner of the tables from the application', () => {
    const config = readConfig({ PORT: '8080', DATABASE_URL: 'postgresql://one/fines' });
    expect(config.publicUrl).toBe('http://localhost:8080');
    expect(config.oidc.apiAudience).toBe('http://localhost:8080/api');
    expect(config.migrationDatabaseUrl).toBe('postgresql://one/fines');
  });

  it('takes an empty variable, as docker-compose gives it, for one that is not given', () => {
    const config = readConfig({ DATABASE_URL: '', MIGRATION_DATABASE_URL: ' ', OIDC_ISSUER: '', LOG_LEVEL: '' });
    expect([config.databaseUrl, config.migrationDatabaseUrl, config.oidc.issuer]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(config.logLevel).toBe('warn');
  });
});

describe('what is refused anywhere', () => {
  it.each([
    ['APP_ENV', 'prod', 'demonstration, production'],
    ['APP_ENV', 'Production', 'demonstration, production'],
    ['LOG_LEVEL', 'verbose', 'fatal, error, warn, info, debug'],
    ['PORT', '', 'a whole number from 0 to 65535'],
    ['PORT', '65536', 'a whole number from 0 to 65535'],
    ['PORT', '-1', 'a whole number from 0 to 65535'],
    ['PORT', '3000.5', 'a whole number from 0 to 65535'],
    ['PORT', '0x50', 'a whole number from 0 to 65535'],
    ['PORT', '3000 ', 'a whole number from 0 to 65535'],
  ])('%s=%j, and what is accepted is said', (name, value, accepted) => {
    const [problem, ...others] = problemsOf({ [name]: value });
    expect(others).toEqual([]);
    expect(problem).toContain(`${name} is "${value}"`);
    expect(problem).toContain(accepted);
  });

  // D3: the account printed with a digit missing must never be completed to one that validates.
  it.each([
    ['one digit short', 'BE58 6792 0030 327', 'iban-length'],
    ['one digit too many', 'BE35 6792 0060 9437 1', 'iban-length'],
    ['two digits exchanged', 'BE35 6792 0060 4937', 'iban-checksum'],
    ['no IBAN at all', '679-2006094-37', 'iban-format'],
    ['empty', '', 'iban-'],
  ])('PAYMENT_IBAN %s, never repaired (D3)', (_what, iban, code) => {
    const [problem, ...others] = problemsOf({ PAYMENT_IBAN: iban });
    expect(others).toEqual([]);
    expect(problem).toContain(`PAYMENT_IBAN "${iban}"`);
    expect(problem).toContain(code);
  });

  it.each(['PCHQ', 'PCHQBEBB1', ''])('PAYMENT_BIC "%s", never repaired (D3)', (bic) => {
    expect(problemsOf({ PAYMENT_BIC: bic })).toEqual([expect.stringContaining(`PAYMENT_BIC "${bic}"`) as string]);
  });

  it('names every variable that is wrong at once', () => {
    const problems = problemsOf({ APP_ENV: 'x', PORT: 'x', LOG_LEVEL: 'x', PAYMENT_IBAN: 'x' });
    expect(problems.map((problem) => problem.split(' ')[0])).toEqual(['APP_ENV', 'PORT', 'PAYMENT_IBAN', 'LOG_LEVEL']);
  });

  it('tells all of it in one message, a line each', () => {
    expect(() => readConfig({ PORT: 'x', LOG_LEVEL: 'x' })).toThrow(/refused:\n {2}- PORT .*\n {2}- LOG_LEVEL .*/);
  });
});

describe('the configuration of production', () => {
  it('is accepted when complete, listens on every address and logs requests', () => {
    expect(problemsOf(PRODUCTION)).toEqual([]);
    const config = readConfig(PRODUCTION);
    expect(config).toMatchObject({ environment: 'production', host: '0.0.0.0', logLevel: 'info' });
  });

  it.each(['SESSION_SECRET', 'AUDIT_KEY', 'OIDC_CLIENT_SECRET'])('does without no %s, nor a short one', (name) => {
    expect(problemsOf(withoutVariable(PRODUCTION, name))).toEqual([
      expect.stringContaining(`${name} is the default of the demonstration`),
    ]);
    expect(problemsOf({ ...PRODUCTION, [name]: 'x'.repeat(31) })).toEqual([
      expect.stringContaining(`${name} has 31 characters; accepted: at least 32`),
    ]);
    expect(problemsOf({ ...PRODUCTION, [name]: 'x'.repeat(32) })).toEqual([]);
  });

  it('never says a secret', () => {
    const problems = problemsOf({ ...PRODUCTION, SESSION_SECRET: 'short-secret' });
    expect(problems.join()).not.toContain('short-secret');
  });

  it.each([
    ['OIDC_ISSUER', 'the embedded one is for demonstration only'],
    ['DATABASE_URL', 'the embedded one is for demonstration only'],
    ['PUBLIC_URL', 'an address that starts with https://'],
  ])('does without no %s', (name, said) => {
    expect(problemsOf(withoutVariable(PRODUCTION, name))).toEqual([expect.stringContaining(said)]);
  });

  it('refuses a public address without encryption', () => {
    expect(problemsOf({ ...PRODUCTION, PUBLIC_URL: 'http://fines.example.test' })).toEqual([
      expect.stringContaining('PUBLIC_URL is "http://fines.example.test"'),
    ]);
  });

  it('refuses everything that a bare demonstration has, each by its name', () => {
    const named = problemsOf({ APP_ENV: 'production' }).map((problem) => problem.split(' ')[0] ?? '');
    expect(named.sort()).toEqual(
      ['AUDIT_KEY', 'DATABASE_URL', 'OIDC_CLIENT_SECRET', 'OIDC_ISSUER', 'PUBLIC_URL', 'SESSION_SECRET'].sort(),
    );
    expect(named.filter((name) => !(name in CONFIG_VARIABLES))).toEqual([]);
  });
});
