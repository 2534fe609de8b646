import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/transactions';

/** A column in which some table points at a person. */
export interface PersonReference {
  readonly table: string;
  readonly column: string;
  readonly keyColumns: readonly string[];
}

/** What was said about the two records as such stays; so does every table that only grows: letters, invitations, history. */
const STAYS = ['person', 'person_distinct', 'person_merge'];

/** What a column that names a person does when a merge is undone, for the rows that name the surviving record only since. */
type SinceMerge =
  /** The condition under which a row `t` is of a file that is given back by the merge `$3`, and goes back with it. */
  | { readonly withFile: string }
  /** Why it stays as it is. */
  | { readonly stays: string };

const MERGED_AT = '(SELECT decided_at FROM person_merge WHERE id = $3)';
const OF_FILE = 't.offence_id IN (SELECT files_of_merge($3))';
const OF_DECISION = 't.decision_id IN (SELECT d.id FROM decision d WHERE d.offence_id IN (SELECT files_of_merge($3)))';
const GROWS_ONLY = 'it says to whom it was made out, and only grows; who stands for it is asked of the merges';
const OF_RECORD = 'said of the record and not in a file: whoever said it had that record before them';

/** Every column that names a person, as `table.column`, with what becomes of it; one that is added is decided here. */
export const PERSON_COLUMNS: Readonly<Record<string, SinceMerge>> = {
  'access_log.person_ids': { stays: 'what was looked at, as it was; only grows' },
  'decision_correction.person_id': { withFile: `t.proposed_at >= ${MERGED_AT} AND ${OF_DECISION}` },
  'document.addressee_id': { stays: GROWS_ONLY },
  'event_log.person_id': { stays: 'what happened, as it was told then; only grows' },
  'hearing_invitation.person_id': { stays: GROWS_ONLY },
  'liable_party.person_id': { withFile: OF_FILE },
  'mail_item.addressee_id': {
    withFile: `${OF_DECISION} AND (SELECT b.prepared_at FROM mail_batch b WHERE b.id = t.batch_id) >= ${MERGED_AT}`,
  },
  'mandate.person_id': { withFile: OF_FILE },
  'mandate.represented_id': { withFile: OF_FILE },
  'notification.addressee_id': { withFile: `t.recorded_at >= ${MERGED_AT} AND ${OF_DECISION}` },
  'notification_attempt.addressee_id': { withFile: `t.recorded_at >= ${MERGED_AT} AND ${OF_DECISION}` },
  'offence.person_id': { withFile: 't.id IN (SELECT files_of_merge($3))' },
  'offence_draft.person_id': {
    withFile: `t.created_at >= ${MERGED_AT} AND t.id IN (SELECT o.entry_draft_id FROM offence o WHERE o.id IN (SELECT files_of_merge($3)))`,
  },
  // Where the other record has the account already it stays: one account stands once of a person.
  'payer_account.person_id': {
    withFile: `t.confirmed_at >= ${MERGED_AT}
      AND EXISTS (SELECT FROM allocation a JOIN decision d ON d.id = a.decision_id WHERE a.id = t.from_allocation AND d.offence_id IN (SELECT files_of_merge($3)))
      AND NOT EXISTS (SELECT FROM payer_account own WHERE own.person_id = $1 AND own.iban = t.iban AND own.forgotten_at IS NULL)`,
  },
  'person.merged_into': { stays: 'it is the merge' },
  'person_alias.person_id': { stays: OF_RECORD },
  'person_distinct.other_id': { stays: OF_RECORD },
  'person_distinct.person_id': { stays: OF_RECORD },
  'person_document.person_id': { stays: OF_RECORD },
  'person_flag.person_id': { stays: 'a standing one refuses the undoing: it may be of either, and is lifted first' },
  'person_merge.merged_id': { stays: 'it is the merge' },
  'person_merge.survivor_id': { stays: 'it is the merge' },
  'person_version.person_id': { stays: 'what the record said, as it was; only grows' },
  'takeover_record.person_id': {
    stays: 'under which record a line of a file was loaded; nothing is read from it later',
  },
};

/** The columns that point at a person, as the database itself knows them. */
@Injectable()
export class PersonReferences {
  /** Those of which the rows move: a table that is added later moves too. What stays with its record (`STAYS`) is left out. */
  moving(tx: Tx): Promise<PersonReference[]> {
    return tx.query<PersonReference>(
      `SELECT t.relname AS "table", a.attname AS "column",
         (SELECT array_agg(k.attname::text ORDER BY k.attnum) FROM pg_constraint pk JOIN pg_attribute k ON k.attrelid = t.oid AND k.attnum = ANY(pk.conkey)
          WHERE pk.conrelid = t.oid AND pk.contype = 'p') AS "keyColumns"
       FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = c.conkey[1]
       WHERE c.contype = 'f' AND c.confrelid = 'public.person'::regclass AND t.relname <> ALL($1::text[])
         AND NOT EXISTS (SELECT FROM pg_trigger g JOIN pg_proc p ON p.oid = g.tgfoid AND p.proname = 'refuse_change'
           WHERE g.tgrelid = t.oid AND g.tgtype & 16 <> 0)
       ORDER BY 1, 2`,
      [STAYS],
    );
  }
}

/** A name from the catalogue as an identifier. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** The primary key of a row of `t` as one value. */
export function keyOf({ keyColumns }: PersonReference): string {
  return `jsonb_build_object(${keyColumns.map((column) => `'${column.replaceAll("'", "''")}', t.${quoted(column)}`).join(', ')})`;
}
