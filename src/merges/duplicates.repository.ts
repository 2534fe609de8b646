import { Injectable } from '@nestjs/common';
import type { PersonId } from '../kernel/ids';
import type { Tx } from '../platform/database/transactions';

/** Two records that somebody should compare. */
export interface PairRow {
  readonly oneId: PersonId;
  readonly otherId: PersonId;
}

/** So many records that were written last are compared with all others: what is older was compared when it was new. */
const RECENT = 500;

/** SQL that finds records worth comparing. */
@Injectable()
export class DuplicatesRepository {
  /**
   * Pairs of a recently written record with any other: born in the same year and a name that sounds the same, the same Office
   * file, the same document, or a firm with a name that sounds the same. Those that somebody has told apart are left out.
   */
  pairs(tx: Tx, limit: number | undefined): Promise<PairRow[]> {
    return tx.query<PairRow>(
      `WITH recent AS (SELECT id, kind, birth_year, sound_keys, office_file_number FROM person WHERE merged_into IS NULL
         ORDER BY updated_at DESC, id LIMIT ${RECENT}),
       found AS (
         SELECT r.id AS one, p.id AS other FROM recent r JOIN person p ON p.birth_year = r.birth_year AND p.sound_keys && r.sound_keys
         UNION SELECT r.id, p.id FROM recent r JOIN person p ON r.kind = 'legal' AND p.kind = 'legal' AND p.sound_keys && r.sound_keys
         UNION SELECT r.id, p.id FROM recent r JOIN person p ON p.office_file_number = r.office_file_number
         UNION SELECT r.id, y.person_id FROM recent r JOIN person_document x ON x.person_id = r.id AND x.ended_at IS NULL
           JOIN person_document y ON y.number_key = x.number_key AND y.kind = x.kind AND y.issuer = x.issuer AND y.ended_at IS NULL)
       SELECT DISTINCT least(f.one, f.other) AS "oneId", greatest(f.one, f.other) AS "otherId"
       FROM found f JOIN person p ON p.id = f.other AND p.merged_into IS NULL
       WHERE f.one <> f.other
         AND NOT EXISTS (SELECT FROM person_distinct d WHERE d.person_id = least(f.one, f.other) AND d.other_id = greatest(f.one, f.other))
       LIMIT $1`,
      [limit ?? null],
    );
  }

  /** Why two records were said to be two people; undefined when nobody has said so. */
  async distinctReason(tx: Tx, one: PersonId, other: PersonId): Promise<string | undefined> {
    const [row] = await tx.query<{ reason: string }>(
      'SELECT reason FROM person_distinct WHERE person_id = least($1::uuid, $2::uuid) AND other_id = greatest($1::uuid, $2::uuid)',
      [one, other],
    );
    return row?.reason;
  }
}
