import tseslint from 'typescript-eslint';

/** Outside these places nothing may open a connection or write around `Transactions.run` (quality.md M1). */
const databaseOnly = [
  { name: 'typeorm', importNames: ['DataSource', 'QueryRunner'], message: 'Only platform/database opens connections.' },
];

/** Single statements outside any transaction are for who is asking and the browser's session, before there is an actor. */
const accessOnly = [
  {
    group: ['**/database/autocommit'],
    importNames: ['Autocommit'],
    message: 'Take a Tx from Transactions.run; only access/ reads outside of one.',
  },
];

export default tseslint.config(
  {
    ignores: ['dist/**', 'data/**', '.cache/**', 'node_modules/**', 'coverage/**', 'test-output/**', 'demo-output/**'],
  },
  {
    files: ['src/**/*.ts', 'test/**/*.ts', 'bench/**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      'max-lines': ['error', { max: 400, skipBlankLines: false, skipComments: false }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      // Six collaborators of a service, beside the transactions that all of them run in.
      'max-params': ['error', { max: 7 }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Its authors mark this one to be noticed: plain http to an issuer, outside production only (access/issuer-client).
      '@typescript-eslint/no-deprecated': [
        'error',
        { allow: [{ from: 'package', package: 'openid-client', name: 'allowInsecureRequests' }] },
      ],
      'no-restricted-globals': ['error', { name: 'parseFloat', message: 'Money is parsed in kernel/money.ts only.' }],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Take the time from tx.now or Clock.' },
        { object: 'Math', property: 'random', message: 'Ids come from kernel/ids.ts.' },
        { property: 'toFixed', message: 'Money is formatted in kernel/money.ts only.' },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: 'Take the time from tx.now or Clock.',
        },
        { selector: "NewExpression[callee.property.name='SafeString']", message: 'HTML only in templates/.' },
      ],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: [
      'src/platform/database/**',
      'src/platform/jobs/**',
      'src/**/*.spec.ts',
      'src/cli.ts',
      'src/main.ts',
      // The composition root hands the connection on.
      'src/office.ts',
      'src/app.module.ts',
      'src/platform/platform.module.ts',
    ],
    rules: { 'no-restricted-imports': ['error', { paths: databaseOnly, patterns: accessOnly }] },
  },
  { files: ['src/access/**/*.ts'], rules: { 'no-restricted-imports': ['error', { paths: databaseOnly }] } },
  {
    files: ['src/platform/clock/**', 'src/kernel/ids.ts', 'test/**', 'bench/**', 'src/**/*.spec.ts'],
    rules: { 'no-restricted-properties': 'off', 'no-restricted-syntax': 'off' },
  },
  { files: ['src/kernel/money.ts'], rules: { 'no-restricted-globals': 'off', 'no-restricted-properties': 'off' } },
  {
    files: ['test/**/*.ts', 'src/**/*.spec.ts', 'bench/**/*.ts'],
    rules: {
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unbound-method': 'off',
      // Tests give commands as the plain data that they are.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
    },
  },
);
