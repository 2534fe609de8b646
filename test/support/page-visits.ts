import type { DemonstrationSubject } from '../../src/access/demonstration-users';
import type { TestApp } from './app';

/** A page of the demonstration: its route, who opens it, and where its ids are. */
export interface PageVisit {
  readonly route: string;
  readonly as: DemonstrationSubject;
  /** Columns named as the parameters of the route (and of `query`); the page of each row is opened. */
  readonly rows?: string;
  /** Behind the address, with `:name` for a column. */
  readonly query?: string;
}

/** What answers no page of its own, and why it is not looked at. */
export const NOT_A_PAGE: Readonly<Record<string, string>> = {
  '/administration': 'leads on to the accounts',
  '/entry/:draftId': 'leads on to the first open step',
  '/language': 'leads back to where one was',
  '/sign-in': 'leads on to the issuer',
  '/sign-in/callback': 'comes from the issuer',
  '/documents/:documentId': 'answers a PDF',
  '/hearing-invitations/:invitationId': 'answers a PDF',
  '/letters/templates/sample.pdf': 'answers a PDF',
  '/letters/templates/file.pdf': 'answers a PDF',
  '/decisions/:decisionId/preview.pdf': 'answers a PDF',
  '/refund-batches/:batchId/file': 'answers the file for the bank',
  '/mail-batches/:batchId/letters.pdf': 'answers a PDF',
  '/mail-batches/:batchId/list.pdf': 'answers a PDF',
  '/mail-batches/:batchId/list.csv': 'answers a CSV',
  '/statements/:statementId/file': 'answers the file of the bank',
  '/recovery/batches/:batchId/csv': 'answers a file',
  '/recovery/batches/:batchId/xml': 'answers a file',
};

/** Pages that are looked at on the way through the sign-in and out of it. */
export const AT_THE_DOOR: readonly string[] = ['/sign-in/demonstration/:uid', '/signed-out'];

const DRAFT = `SELECT d.id AS "draftId" FROM offence_draft d JOIN person p ON p.id = d.person_id WHERE p.office_file_number = 'DEMO-301'`;
/** The demonstration has no proof of payment: one is shown for an open fine the first time. */
const SHOWN_PROOF = `WITH shown AS (
    INSERT INTO payment_proof (id, department_id, decision_id, kind, shown_on, until_on, amount_cents, recorded_by, recorded_at)
    SELECT gen_random_uuid(), d.department_id, d.id, 'transfer-slip', d.notified_on, d.notified_on + 10, 20000, (SELECT min(id::text)::uuid FROM user_account), now()
    FROM decision d JOIN department o ON o.id = d.department_id AND o.code = 'BIF'
    WHERE d.state = 'notified' AND d.notified_on IS NOT NULL AND NOT EXISTS (SELECT FROM payment_proof) ORDER BY d.id LIMIT 1 RETURNING decision_id, id)
  SELECT decision_id AS "decisionId", id AS "proofId" FROM shown UNION ALL SELECT decision_id, id FROM payment_proof`;
const decisionIn = (department: string, states: string): string =>
  `SELECT DISTINCT ON (d.state, o.obligation_code) d.id AS "decisionId" FROM decision d JOIN offence o ON o.id = d.offence_id
   JOIN department p ON p.id = o.department_id WHERE p.code = '${department}' AND o.origin = 'office' AND d.state IN (${states})`;
/** The demonstration holds recovery for nobody: one person is said to be insolvent the first time. */
const FLAGGED = `WITH flagged AS (
    INSERT INTO person_flag (id, person_id, department_id, kind, since, evidence, recorded_by, recorded_at)
    SELECT gen_random_uuid(), p.id, d.id, 'insolvency', '2026-11-01', 'Modèle', (SELECT min(id::text)::uuid FROM user_account), now()
    FROM person p CROSS JOIN department d WHERE p.office_file_number = 'DEMO-009' AND d.code = 'BIF' AND NOT EXISTS (SELECT FROM person_flag) RETURNING person_id, id)
  SELECT person_id AS "personId", id AS "flagId" FROM flagged UNION ALL SELECT person_id, id FROM person_flag`;
const appealIn = (department: string): string =>
  `SELECT x.appeal_id AS "appealId", x.decision_id AS "decisionId", j.id AS "judgmentId" FROM appeal_decision x JOIN department p ON p.id = x.department_id
   LEFT JOIN judgment j ON j.decision_id = x.decision_id WHERE p.code = '${department}'`;
const filesOf = (numbers: string): string =>
  `SELECT o.id AS "fileId" FROM offence o JOIN person p ON p.id = o.person_id WHERE p.office_file_number IN (${numbers})`;
const personKnownAs = (numbers: string): string =>
  `SELECT id AS "personId" FROM person WHERE office_file_number IN (${numbers})`;

const PAIR = `SELECT a.id AS "personId", b.id AS "otherId" FROM person a, person b
  WHERE a.office_file_number = 'DEMO-201' AND b.office_file_number = 'DEMO-202'`;
const PAPERS = `SELECT person_id AS "personId", 'aliases' AS papers, id AS "paperId" FROM person_alias
  UNION ALL SELECT person_id, 'documents', id FROM person_document`;

const PAID_FINES = `SELECT DISTINCT ON (d.state) d.id AS "fineId" FROM decision d JOIN department p ON p.id = d.department_id
  LEFT JOIN allocation l ON l.decision_id = d.id WHERE p.code = 'BIF' AND d.number IS NOT NULL ORDER BY d.state, l.id NULLS LAST`;

const ATTEMPTS = `SELECT DISTINCT ON (a.channel, f.kind, x.action) a.decision_id AS "decisionId", x.action, CASE x.action WHEN 'correct' THEN f.id ELSE a.id END AS of
  FROM notification_attempt a JOIN notification_fact f ON f.attempt_id = a.id JOIN department p ON p.id = a.department_id
    CROSS JOIN unnest(ARRAY['record', 'correct', 'evidence']) AS x (action) WHERE p.code = 'BIF'`;

const OF_AGENT: readonly PageVisit[] = (
  [
    { route: '/' },
    { route: '/help' },
    { route: '/accessibility' },
    { route: '/obligations' },
    { route: '/persons' },
    { route: '/persons/new' },
    { route: '/persons/new', query: '?kind=legal' },
    { route: '/persons/:personId', rows: personKnownAs("'DEMO-002', 'DEMO-011', 'DEMO-105', 'DEMO-201'") },
    { route: '/persons/:personId/edit', rows: personKnownAs("'DEMO-012'") },
    { route: '/persons/:personId/flags', rows: personKnownAs("'DEMO-012'") },
    { route: '/persons/:personId/flags', rows: FLAGGED },
    { route: '/persons/:personId/flags/:flagId/files', rows: FLAGGED },
    { route: '/persons/duplicates' },
    { route: '/persons/:personId/duplicates', rows: personKnownAs("'DEMO-201'") },
    { route: '/persons/:personId/compare/:otherId', rows: PAIR },
    { route: '/merges/:mergeId', rows: 'SELECT id AS "mergeId" FROM person_merge' },
    { route: '/persons/:personId/aliases/new', rows: personKnownAs("'DEMO-002'") },
    { route: '/persons/:personId/documents/new', rows: personKnownAs("'DEMO-002'") },
    { route: '/persons/:personId/:papers/:paperId/ending', rows: PAPERS },
    { route: '/corrections/:correctionId', rows: 'SELECT id AS "correctionId" FROM decision_correction' },
    { route: '/decisions/:decisionId/corrections/new', rows: decisionIn('BIF', "'notified'") },
    { route: '/offences/new' },
    { route: '/offences/new', query: '?person=:personId', rows: personKnownAs("'DEMO-009'") },
    { route: '/entry/:draftId/:step', rows: DRAFT.replace('SELECT', 'SELECT s AS step,').replace(' JOIN', " CROSS JOIN unnest(ARRAY['obligation', 'facts', 'hearing']) s JOIN") }, // prettier-ignore
    { route: '/entry/:draftId/liable', rows: DRAFT },
    { route: '/entry/:draftId/invitation', rows: DRAFT },
    { route: '/entry/:draftId/check', rows: DRAFT },
    { route: '/entry/:draftId/persons', rows: DRAFT },
    { route: '/entries/:groupId', rows: 'SELECT id AS "groupId" FROM entry_group' },
    { route: '/decisions/:decisionId', rows: decisionIn('BIF', "'signed', 'notified'") },
    { route: '/decisions/:decisionId/notification', rows: decisionIn('BIF', "'signed'") },
    { route: '/decisions/:decisionId/register', rows: decisionIn('BIF', "'signed', 'notified'") },
    { route: '/decisions/:decisionId/register', query: '?action=send', rows: decisionIn('BIF', "'signed'") },
    {
      route: '/decisions/:decisionId/register',
      query: '?action=state-remedies',
      rows: decisionIn('BIF', "'notified'"),
    },
    { route: '/decisions/:decisionId/register', query: '?action=:action&of=:of', rows: ATTEMPTS },
    { route: '/mail-batches' },
    { route: '/mail-batches/:batchId', rows: 'SELECT id AS "batchId" FROM mail_batch' },
    { route: '/returned-mail' },
    { route: '/decisions/:decisionId/withdrawal', rows: decisionIn('BIF', "'notified'") },
    { route: '/decisions/:decisionId/refund-requests', rows: decisionIn('BIF', "'notified'") },
    { route: '/fines/:fineId/payment-papers', rows: PAID_FINES },
    { route: '/appeals' },
    { route: '/appeals', query: '?list=month-passed' },
    { route: '/appeals/windows-to-check' },
    { route: '/appeals/:appealId', rows: appealIn('BIF') },
    { route: '/appeals/:appealId', query: '?action=judge&on=:decisionId', rows: appealIn('BIF') },
    { route: '/appeals/:appealId', query: '?action=withdraw&on=:decisionId', rows: appealIn('BIF') },
    { route: '/appeals/:appealId', query: '?action=mark-mistaken&on=:decisionId', rows: appealIn('BIF') },
    { route: '/appeals/:appealId/correction', rows: appealIn('BIF') },
    { route: '/decisions/:decisionId/appeals/new', rows: decisionIn('BIF', "'signed', 'notified'") },
    { route: '/decisions/:decisionId/registry-checks', rows: decisionIn('BIF', "'notified'") },
    { route: '/deposits' },
    { route: '/decisions/:decisionId/deposits/new', rows: decisionIn('BIF', "'notified'") },
    { route: '/decisions/:decisionId/proofs', rows: decisionIn('BIF', "'notified'") },
    {
      route: '/decisions/:decisionId/proofs/:proofId/files',
      rows: SHOWN_PROOF,
    },
    { route: '/files/:fileId', rows: filesOf("'DEMO-002', 'DEMO-007', 'DEMO-008', 'DEMO-011', 'DEMO-012'") },
    { route: '/files/:fileId/reason', rows: filesOf("'DEMO-009'") },
    { route: '/files/:fileId/liability', rows: filesOf("'DEMO-004', 'DEMO-008'") },
    { route: '/files/:fileId/entry', rows: filesOf("'DEMO-004', 'DEMO-007'") },
    { route: '/parameters' },
    { route: '/parameters/holidays' },
    { route: '/letters/templates' },
    { route: '/parameters/changes' },
  ] as const
).map((visit) => ({ as: 'agent.border', ...visit }));

const WAITING = `SELECT id AS "movementId" FROM movement WHERE state = 'suspense' AND direction = 'credit' ORDER BY confidence DESC NULLS LAST, id`;

const OF_MONEY: readonly PageVisit[] = (
  [
    { route: '/' },
    { route: '/statements' },
    { route: '/statements/:statementId', rows: 'SELECT id AS "statementId" FROM statement' },
    { route: '/refunds' },
    { route: '/refunds', query: '?state=proposed' },
    { route: '/refunds/:refundId', rows: 'SELECT id AS "refundId" FROM refund' },
    { route: '/refund-batches' },
    { route: '/refund-batches/:batchId', rows: 'SELECT id AS "batchId" FROM refund_batch' },
    { route: '/write-offs' },
    { route: '/write-offs/:writeOffId', rows: 'SELECT id AS "writeOffId" FROM write_off' },
    { route: '/take-over' },
    { route: '/take-over/:fileId', rows: 'SELECT id AS "fileId" FROM takeover_file' },
    { route: '/recovery' },
    { route: '/recovery/batches' },
    { route: '/recovery/reconciliation' },
    { route: '/recovery/batches/:batchId', rows: 'SELECT id AS "batchId" FROM recovery_batch' },
    {
      route: '/decisions/:decisionId/recovery',
      rows: `SELECT id AS "decisionId" FROM decision WHERE state = 'notified' LIMIT 3`,
    },
    { route: '/deposits' },
    { route: '/deposits', query: '?list=all' },
    { route: '/deposits/:depositId', rows: 'SELECT id AS "depositId" FROM deposit' },
    {
      route: '/deposits/:depositId',
      query: '?action=:action',
      rows: `SELECT id AS "depositId", unnest(CASE state WHEN 'held' THEN ARRAY['return', 'propose'] ELSE ARRAY['receive', 'hold', 'return', 'cancel'] END) AS action FROM deposit`,
    },
    { route: '/deposits/reconciliation' },
    { route: '/deposits/wrong-account' },
    { route: '/suspense' },
    { route: '/suspense', query: '?group=none&owner=nobody' },
    { route: '/suspense/acceptances', query: '?chosen=:movementId', rows: `${WAITING} LIMIT 1` },
    { route: '/suspense/:movementId/split', rows: `${WAITING} LIMIT 1` },
    { route: '/suspense/:movementId/remittance', rows: `${WAITING} LIMIT 1` },
    { route: '/suspense/:movementId/verdict', rows: `${WAITING} LIMIT 1` },
    { route: '/suspense/:movementId/return', rows: `${WAITING} LIMIT 1` },
    {
      route: '/suspense/:movementId/reallocations/:allocationId',
      rows: 'SELECT movement_id AS "movementId", id AS "allocationId" FROM allocation WHERE reversed_at IS NULL LIMIT 1',
    },
    { route: '/persons/:personId/payer-accounts', rows: personKnownAs("'DEMO-012'") },
    { route: '/suspense/:movementId', rows: `SELECT id AS "movementId" FROM movement WHERE state = 'suspense'` },
    {
      route: '/suspense/:movementId/undoing',
      rows: `SELECT id AS "movementId" FROM movement WHERE state = 'suspense' LIMIT 1`,
    },
    {
      route: '/suspense/:movementId/booking',
      query: '?choice=other&decisionNumber=:number',
      rows: `SELECT m.id AS "movementId", d.number FROM movement m, decision d JOIN offence o ON o.id = d.offence_id
        JOIN person p ON p.id = o.person_id WHERE m.state = 'suspense' AND m.direction = 'credit' AND p.office_file_number = 'DEMO-012' LIMIT 2`,
    },
    {
      route: '/suspense/:movementId/reversals/:allocationId',
      rows: 'SELECT movement_id AS "movementId", id AS "allocationId" FROM allocation LIMIT 1',
    },
  ] as const
).map((visit) => ({ as: 'cashier', ...visit }));

const ITEMS = `SELECT * FROM (VALUES ('number', 'fine-amount-cents'), ('obligation', '4bis-1-border-crossing'), ('crossing-point', 'air-deurne'),
  ('crossing-hours', 'air-wevelgem'), ('department', 'BIF')) AS item(kind, code)
  UNION ALL (SELECT 'court', code FROM court LIMIT 1) UNION ALL (SELECT 'court-division', code FROM court_division LIMIT 1)
  UNION ALL (SELECT kind, code FROM parameter_change WHERE kind = 'delegation')`;
const NEW_KINDS = `SELECT unnest(ARRAY['crossing-point', 'court', 'court-division', 'department', 'delegation']) AS kind`;

const OF_TREASURER: readonly PageVisit[] = [{ as: 'treasurer', route: '/ledger/checks' }];

const OF_ADMINISTRATOR: readonly PageVisit[] = (
  [
    { route: '/' },
    { route: '/parameters' },
    { route: '/parameters/accounts/new' },
    { route: '/parameters/items/:kind/new', rows: NEW_KINDS },
    { route: '/parameters/items/:kind/:code', rows: ITEMS },
    { route: '/parameters/items/:kind/:code/change', rows: ITEMS },
    { route: '/parameters/items/:kind/:code/end', rows: `${ITEMS} LIMIT 3 OFFSET 2` },
    { route: '/parameters/changes' },
    { route: '/parameters/changes/:changeId', rows: 'SELECT id AS "changeId" FROM parameter_change' },
    { route: '/administration/users' },
    { route: '/administration/machine-keys' },
    { route: '/administration/users/new' },
    { route: '/administration/users/:userId', rows: `SELECT id AS "userId" FROM user_account WHERE subject IN ('deputy.border', 'administrator')` }, // prettier-ignore
    { route: '/administration/departments' },
    { route: '/administration/delegations' },
  ] as const
).map((visit) => ({ as: 'administrator', ...visit }));

const WAITING_ACCOUNT = `SELECT id AS "accountId" FROM bank_account WHERE state = 'entered'`;

/** Every page, as somebody who may open it; those of one person follow one another. */
export const PAGE_VISITS: readonly PageVisit[] = [
  ...OF_AGENT,
  { route: '/', as: 'agent.residence' },
  {
    route: '/files/:fileId',
    as: 'agent.residence',
    rows: filesOf("'DEMO-001', 'DEMO-005', 'DEMO-010', 'DEMO-013', 'DEMO-015'"),
  },
  { route: '/decisions/:decisionId', as: 'agent.residence', rows: decisionIn('EUR', "'draft', 'signed'") },
  { route: '/appeals/:appealId', as: 'agent.residence', rows: appealIn('EUR') },
  { route: '/appeals/:appealId/correction', as: 'agent.residence', rows: appealIn('EUR') },
  { route: '/appeals/:appealId', as: 'agent.residence', query: '?action=attach&on=:judgmentId', rows: appealIn('EUR') },
  { route: '/', as: 'signatory.border' },
  { route: '/decisions/to-sign', as: 'signatory.border' },
  { route: '/decisions/:decisionId', as: 'signatory.border', rows: decisionIn('BIF', "'submitted'") },
  { route: '/parameters/changes/:changeId', as: 'signatory.border', rows: `SELECT id AS "changeId" FROM parameter_change WHERE state = 'proposed'` }, // prettier-ignore
  { route: '/decisions/to-sign', as: 'signatory.residence' },
  { route: '/appeals', as: 'signatory.residence', query: '?list=to-confirm' },
  {
    route: '/appeals/:appealId',
    as: 'signatory.residence',
    query: '?action=decide&on=:judgmentId',
    rows: appealIn('EUR'),
  },
  { route: '/decisions/:decisionId', as: 'signatory.residence', rows: decisionIn('EUR', "'submitted'") },
  { route: '/files/:fileId', as: 'auditor', rows: filesOf("'DEMO-002'") },
  { route: '/exports', as: 'auditor' },
  { route: '/exports', as: 'auditor', query: '?list=refunds' },
  { route: '/files/:fileId/report', as: 'auditor', rows: filesOf("'DEMO-002'") },
  ...OF_MONEY,
  ...OF_ADMINISTRATOR,
  ...OF_TREASURER,
  { route: '/parameters/accounts/:accountId/confirmation', as: 'treasurer', rows: WAITING_ACCOUNT },
];

/** The addresses of a visit in the database as it stands. Throws when there is nothing to visit. */
export async function addressesOf({ dataSource }: TestApp, visit: PageVisit): Promise<string[]> {
  const { route, query = '', rows } = visit;
  const found = rows === undefined ? [{}] : await dataSource.query<Readonly<Record<string, string>>[]>(rows);
  if (found.length === 0) throw new Error(`the demonstration has nothing to show at ${route}`);
  return found.map((row: Readonly<Record<string, string>>) =>
    `${route}${query}`.replace(/:([A-Za-z]+)/g, (_, name: string) => encodeURIComponent(row[name] ?? name)),
  );
}
