// One transform for TypeScript and for the ES-module dependencies that jest on Node 20 cannot require.
const esModules = ['@fastify/cookie', 'cookie', 'openid-client', 'oauth4webapi', 'jose', 'oidc-provider', 'temporal-polyfill', 'temporal-utils', 'temporal-spec', 'pdfjs-dist', 'pixelmatch', 'uuid', 'any-ascii', '@hapi/.*', 'pkijs', 'asn1js', 'bytestreamjs', '@peculiar/utils', '@noble/hashes', 'eta', 'nanoid', 'quick-lru', 'koa', '@koa/.*', 'raw-body', 'oidc-token-hash'];
const shared = {
  rootDir: __dirname,
  testEnvironment: 'node',
  transform: { '^.+\\.[mc]?[jt]s$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript', decorators: true }, transform: { legacyDecorator: true, decoratorMetadata: true }, target: 'es2022', keepClassNames: true }, module: { type: 'commonjs' } }] },
  transformIgnorePatterns: [`/node_modules/(?!(${esModules.join('|')})/)`],
  moduleFileExtensions: ['ts', 'mts', 'js', 'mjs', 'cjs', 'json'],
  setupFiles: ['reflect-metadata'],
};
const onPostgres = { ...shared, globalSetup: '<rootDir>/test/support/global-setup.ts', globalTeardown: '<rootDir>/test/support/global-teardown.ts' };
module.exports = {
  maxWorkers: 2,
  testSequencer: '<rootDir>/test/support/longest-first.cjs',
  // Against hanging only: a loaded machine may take its time, nothing here is judged by it.
  testTimeout: 120_000,
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['<rootDir>/src/**/*.spec.ts', '<rootDir>/test/architecture/**/*.spec.ts', '<rootDir>/test/whole-file/**/*.spec.ts'] },
    { ...onPostgres, displayName: 'integration', testMatch: ['<rootDir>/test/integration/**/*.spec.ts'] },
    { ...onPostgres, displayName: 'e2e', testMatch: ['<rootDir>/test/e2e/**/*.spec.ts'] },
  ],
};
