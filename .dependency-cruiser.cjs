// Who may import whom (docs/architecture in one file). Checked by `npm test`, step "imports".
// `import type` is free, for the shape of a row is no secret and nothing can be called through it; the kernel alone knows
// no shape but its own. Domain modules are the folders of src/ beside the ground they stand on: kernel, platform, ui, access, audit.

const GROUND = 'kernel|platform|ui|access|audit';
const ANY_SPEC = '\\.spec\\.ts$';
/** The pure libraries that kernel, rules and views may use: no framework, no database, no file, no clock. Unpacking bytes is pure. */
const PURE_PACKAGES =
  'node_modules/(temporal-polyfill|temporal-spec|temporal-utils|ibantools|stdnum|any-ascii|uuid|i18next|csv-parse|csv-stringify)/|^zlib$';
/** What the documents module gives away beside its service: the builders of its letters, pure but for the templates they read. */
const LETTER_BUILDERS =
  '^src/documents/(bound-letters|correction-letter|cover-sheet|decision-letter|deposit-letter|handover-receipt|hearing-invitation|letter-(content|fonts|marks|names|pdf|samples|templates)|motivation-blocks|payment-certificate|payment-receipt|recovery-addressee|refund-(letter|refusal-letter|request-form)|return-reference|template-preview|withdrawal-letter)\\.ts$';
/** How a file of a bank is read and taken out of a form: the Caisse's statements come in the same way. */
const STATEMENT_READING = '^src/statements/statement-(reader|upload)\\.ts$';
/** How people type a day: pure, and forms read it wherever they stand. */
const TYPED_DAYS = '^src/ui/date-input\\.ts$';
/** How the API names things: pure, and views write JSON too. */
const API_WORDING = '^src/platform/http/(api-links|outside-codes|problem)\\.ts$';

module.exports = {
  forbidden: [
    {
      name: 'kernel-imports-nothing-of-ours',
      comment: 'The kernel is pure TypeScript: every other part stands on it.',
      severity: 'error',
      from: { path: '^src/kernel/', pathNot: ANY_SPEC },
      to: { path: '^(src|test|bench)/', pathNot: '^src/kernel/' },
    },
    {
      name: 'kernel-and-rules-are-pure',
      comment: 'No framework, database or file in the kernel, in rules and in views: only the libraries listed above.',
      severity: 'error',
      from: { path: '^src/(kernel/|.*\\.(rules|view)\\.ts$)', pathNot: ANY_SPEC },
      to: { dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'core'], pathNot: PURE_PACKAGES },
    },
    {
      name: 'rules-import-only-kernel-and-rules',
      comment:
        'Rules and views decide from what they are given; they fetch nothing. Plain files of the same module (name.ts) may help.',
      severity: 'error',
      from: { path: '^src/(?!kernel/)([^/]+)/.*\\.(rules|view)\\.ts$' },
      to: {
        path: '^(src|test|bench)/',
        pathNot: [
          '^src/(kernel/|.*\\.(rules|view|types|model)\\.ts$)',
          LETTER_BUILDERS,
          API_WORDING,
          TYPED_DAYS,
          '^src/$1/[a-z0-9-]+\\.ts$',
        ],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'repository-of-the-own-service-only',
      comment: 'A repository is called by the services of its module; reports read across modules by SQL of their own.',
      severity: 'error',
      from: { path: '^src/([^/]+)/', pathNot: ANY_SPEC },
      to: { path: '^src/.*\\.repository\\.ts$', pathNot: '^src/$1/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'repository-behind-the-service',
      comment: 'Within a module too: controllers, rules, views and the entry points never see a repository.',
      severity: 'error',
      from: { path: '^src/([^/]+\\.ts$|.*(\\.(rules|view|commands|entity|types|model)|controller)\\.ts$)' },
      to: { path: '^src/.*\\.repository\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'module-by-its-front-door',
      comment:
        'Another domain module is reached by its service, rules, view, commands, types, model or module file. Reports, the demonstration and the evaluation, which fills an office of its own, stand above.',
      severity: 'error',
      from: { path: `^src/(?!(?:reports|demonstration(?:-year)?|evaluation)/)([^/]+)/`, pathNot: ANY_SPEC },
      to: {
        path: `^src/(?!(?:${GROUND})/)[^/]+/`,
        dependencyTypesNot: ['type-only'],
        pathNot: [
          '^src/$1/',
          '\\.(service|rules|view|commands|types|model|module)\\.ts$',
          LETTER_BUILDERS,
          STATEMENT_READING,
        ],
      },
    },
    {
      name: 'no-entity-of-another-module',
      comment: "Entities are the shape of one module's tables. Reports are excepted: they only read.",
      severity: 'error',
      from: { path: '^src/(?!reports/)([^/]+)/', pathNot: ANY_SPEC },
      to: { path: '^src/.*\\.entity\\.ts$', pathNot: '^src/$1/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'controllers-are-leaves',
      comment: 'Only the module file that declares a controller imports it.',
      severity: 'error',
      from: { path: '^src/', pathNot: `\\.module\\.ts$|${ANY_SPEC}` },
      to: { path: '^src/.*controller\\.ts$' },
    },
    {
      name: 'services-know-no-transport',
      comment: 'A service is called by pages, API, jobs and commands alike: it sees no request and no page.',
      severity: 'error',
      from: { path: '\\.(service|repository)\\.ts$', pathNot: '^src/(platform|ui|access)/' },
      to: { path: 'node_modules/(fastify|@fastify|@nestjs/platform-fastify|nunjucks)/' },
    },
    {
      name: 'platform-knows-no-domain',
      comment: 'The platform is the plumbing under every module.',
      severity: 'error',
      from: { path: '^src/platform/', pathNot: ANY_SPEC },
      to: { path: '^src/', pathNot: '^src/(platform|kernel)/' },
    },
    {
      name: 'product-imports-no-tests',
      severity: 'error',
      from: { path: '^src/', pathNot: ANY_SPEC },
      to: { path: `^(test|bench)/|${ANY_SPEC}` },
    },
    {
      name: 'product-runs-without-development-packages',
      severity: 'error',
      from: { path: '^src/', pathNot: ANY_SPEC },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-circle',
      comment: 'Types may look at each other; code may not.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'nothing-unresolved',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // What the browser loads names its neighbours as they are served, not as they lie here.
    exclude: { path: '^src/ui/assets/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['main', 'module', 'types'],
    },
  },
};
