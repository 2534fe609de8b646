import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/transactions';
import type { Finding } from './takeover.types';

interface ClashRow {
  readonly code: string;
  readonly rule: string;
  readonly line: number;
  readonly column: string;
  readonly other: number | null;
}

/** Lines whose value stands on an earlier line of the same file; none where the value is empty. */
const twice = (code: string, rule: string, column: string, kind: string, value: string): string =>
  `SELECT '${code}' AS code, '${rule}' AS rule, line, '${column}' AS "column", first AS other FROM (
     SELECT r.line, min(r.line) OVER (PARTITION BY ${value}) AS first FROM takeover_record r
     WHERE r.file_id = $1 AND r.state = 'checked' AND r.kind = '${kind}' AND coalesce(${value}, '') <> '') x WHERE line <> first`;

/** Lines against which a row of the books stands. */
const standing = (code: string, rule: string, column: string, kind: string, exists: string): string =>
  `SELECT '${code}', '${rule}', r.line, '${column}', NULL::int FROM takeover_record r JOIN decision d ON d.number = r.fine_number
   WHERE r.file_id = $1 AND r.state = 'checked' AND r.kind = '${kind}' AND ${exists}`;

const REFERENCE = `r.content #>> '{record,cdcReference}'`;
const PAYER_OF_FINE = `r.fine_number || ' ' || (r.content->>'payerKey')`;
/** Who appeals, and the case of the court, as the database compares them (R4.1); the person who was fined where a record says nobody else. */
const appellantOf = (record: string): string =>
  `appellant_key(coalesce(${record}.content #>> '{record,appellant}', 'person'), coalesce(${record}.content #>> '{record,appellantName}', ''))`;
const DOCKET = `nullif(r.content #>> '{record,docketNumber}', '')`;

/** What the load would stumble over: found while the file is checked, each with its line. */
const CLASHES = [
  twice('take-over-twice', 'D4', 'cdcReference', 'deposit', REFERENCE),
  twice('take-over-payer-twice', 'R3.4', 'payer.surname', 'deposit', PAYER_OF_FINE),
  standing(
    'take-over-reference-taken',
    'D4',
    'cdcReference',
    'deposit',
    `EXISTS (SELECT FROM deposit t WHERE t.cdc_reference <> '' AND t.cdc_reference = ${REFERENCE} AND t.state <> 'cancelled')`,
  ),
  standing(
    'take-over-deposit-standing',
    'R3.4',
    'payer.surname',
    'deposit',
    `EXISTS (SELECT FROM deposit t WHERE t.decision_id = d.id AND t.payer_key = r.content->>'payerKey' AND t.state IN ('announced', 'letter-issued', 'received', 'held'))`,
  ),
  standing(
    'take-over-fine-paid',
    'D29',
    'decisionNumber',
    'deposit',
    `d.state = 'notified' AND NOT EXISTS (SELECT FROM ledger_account a WHERE a.decision_id = d.id AND a.kind = 'receivable' AND a.balance_cents > 0)`,
  ),
  twice('take-over-appellant-twice', 'R4.1', 'decisionNumber', 'appeal', `r.fine_number || ' ' || ${appellantOf('r')}`),
  twice(
    'take-over-docket-twice',
    'R4.1',
    'docketNumber',
    'appeal',
    `r.fine_number || ' ' || (r.content #>> '{record,court}') || ' ' || ${DOCKET}`,
  ),
  standing(
    'take-over-appeal-standing',
    'R4.1',
    'decisionNumber',
    'appeal',
    `(EXISTS (SELECT FROM appeal_decision x JOIN appeal a ON a.id = x.appeal_id WHERE x.decision_id = d.id AND x.state IN ('lodged', 'pending', 'judged')
          AND (x.appellant_key = ${appellantOf('r')} OR (a.court_code, a.docket_number) = (r.content #>> '{record,court}', ${DOCKET})))
      OR EXISTS (SELECT FROM takeover_record e WHERE e.decision_id = d.id AND e.kind = 'appeal' AND e.state = 'loaded' AND e.content IS NOT NULL AND ${appellantOf('e')} = ${appellantOf('r')}))`,
  ),
  standing(
    'take-over-appeal-early',
    'R4.1',
    'filedOn',
    'appeal',
    `(r.content #>> '{record,filedOn}')::date < d.signed_on`,
  ),
].join(' UNION ALL ');

/** SQL of what deposits and appeals of a file have against each other and against the books; reads only. */
@Injectable()
export class TakeoverClashesRepository {
  /** Every clash of the lines that wait, by line. */
  async find(tx: Tx, fileId: string, limit: number): Promise<Finding[]> {
    const rows = await tx.query<ClashRow>(`${CLASHES} ORDER BY line, "column", code LIMIT $2`, [fileId, limit]);
    return rows.map(({ code, rule, line, column, other }) => ({
      code,
      field: column,
      rule,
      params: { line, column, ...(other !== null && { other }) },
    }));
  }
}
