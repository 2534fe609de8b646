import { Injectable } from '@nestjs/common';
import { newId, type UserId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import type { Tx } from '../platform/database/transactions';
import type { ChangeId, ChangeKind, OpeningSpan, Payload, Payloads, Version } from './change.types';

const names = (table: string): string =>
  `jsonb_build_object('fr', ${table}.name_fr, 'nl', ${table}.name_nl, 'de', ${table}.name_de, 'en', ${table}.name_en)`;

/** Id, code, validity, source, payload and change of every version, by kind. */
const VERSIONS: Readonly<Record<ChangeKind, string>> = {
  number: `SELECT id, code, valid_from, valid_to, source, jsonb_build_object('value', value) AS payload, change_id
    FROM legal_parameter WHERE state = 'confirmed'`,
  obligation: `SELECT o.id, o.code, o.valid_from, o.valid_to, coalesce(c.source, '') AS source, o.definition AS payload, o.change_id
    FROM obligation o LEFT JOIN parameter_change c ON c.id = o.change_id`,
  'crossing-point': `SELECT p.id, p.code, p.valid_from, p.valid_to, coalesce(c.source, '') AS source,
      jsonb_build_object('kind', p.kind, 'names', ${names('p')}) AS payload, p.change_id
    FROM crossing_point p LEFT JOIN parameter_change c ON c.id = p.change_id`,
  'crossing-hours': `SELECT min(h.id::text)::uuid AS id, h.crossing_point_code AS code, h.valid_from, h.valid_to, min(h.source) AS source,
      jsonb_build_object('spans', jsonb_agg(jsonb_build_object('weekdays', h.weekdays, 'opensAt', to_char(h.opens_at, 'HH24:MI'),
        'closesAt', CASE WHEN h.closes_at = time '24:00' THEN '24:00' ELSE to_char(h.closes_at, 'HH24:MI') END) ORDER BY h.ordinal)) AS payload,
      min(h.change_id::text)::uuid AS change_id
    FROM crossing_point_hours h GROUP BY h.crossing_point_code, h.valid_from, h.valid_to`,
  court: `SELECT t.id, t.code, t.valid_from, t.valid_to, t.source, jsonb_build_object('district', t.district, 'names', ${names('t')}) AS payload, t.change_id
    FROM court t`,
  'court-division': `SELECT t.id, t.code, t.valid_from, t.valid_to, t.source,
      jsonb_build_object('courtCode', t.court_code, 'names', ${names('t')}) AS payload, t.change_id
    FROM court_division t`,
  department: `SELECT d.id, d.code, d.valid_from,
      least(d.valid_to, (SELECT min(v.valid_from) - 1 FROM department_version v WHERE v.department_id = d.id)) AS valid_to,
      coalesce(c.source, '') AS source, jsonb_build_object('ordinal', d.ordinal, 'names', ${names('d')}, 'address', d.address, 'email', d.email) AS payload, d.change_id
    FROM department d LEFT JOIN parameter_change c ON c.id = d.change_id
    UNION ALL
    SELECT v.id, d.code, v.valid_from, v.valid_to, v.source,
      jsonb_build_object('ordinal', d.ordinal, 'names', ${names('v')}, 'address', v.address, 'email', v.email) AS payload, v.change_id
    FROM department_version v JOIN department d ON d.id = v.department_id`,
  delegation: `SELECT s.id, s.user_id || ':' || s.article AS code, s.valid_from, s.valid_to, s.reference AS source,
      jsonb_build_object('userId', s.user_id, 'userName', u.display_name, 'article', s.article, 'grade', s.grade) AS payload, s.change_id
    FROM signature_delegation s JOIN user_account u ON u.id = s.user_id`,
  account: `SELECT a.id, a.id::text AS code, a.valid_from, a.valid_to, coalesce(a.confirmation_reference, '') AS source,
      jsonb_build_object('iban', a.iban, 'purpose', a.purpose) AS payload, NULL::uuid AS change_id
    FROM bank_account a WHERE a.state = 'confirmed'`,
};

interface VersionRow extends Omit<Version, 'change'> {
  readonly changeId: ChangeId | null;
  readonly proposedByName: string | null;
  readonly decidedByName: string | null;
}

/** SQL of the dated versions: they are ended and followed, never rewritten (trap 27). */
@Injectable()
export class VersionsRepository {
  /** Every version of one thing, in the order in which they begin. */
  of(tx: Tx, kind: ChangeKind, code: string): Promise<Version[]> {
    return this.read(tx, kind, 'WHERE v.code = $1 ORDER BY v.valid_from, v.id', [code]);
  }

  /** Every version of every thing of a kind. */
  all(tx: Tx, kind: ChangeKind): Promise<Version[]> {
    return this.read(tx, kind, 'ORDER BY v.code, v.valid_from', []);
  }

  private async read(tx: Tx, kind: ChangeKind, end: string, parameters: readonly unknown[]): Promise<Version[]> {
    const rows = await tx.query<VersionRow>(
      `SELECT v.id, v.code, v.valid_from AS "validFrom", v.valid_to AS "validTo", v.source, v.payload,
         v.change_id AS "changeId", p.display_name AS "proposedByName", d.display_name AS "decidedByName"
       FROM (${VERSIONS[kind]}) v LEFT JOIN parameter_change c ON c.id = v.change_id
         LEFT JOIN user_account p ON p.id = c.proposed_by LEFT JOIN user_account d ON d.id = c.decided_by ${end}`,
      parameters,
    );
    return rows.map(({ changeId, proposedByName, decidedByName, ...version }) => ({
      ...version,
      change: changeId && { id: changeId, proposedByName: proposedByName ?? '', decidedByName: decidedByName ?? '' },
    }));
  }

  /** The user's name, or undefined when nobody has this id. */
  async userName(tx: Tx, id: UserId): Promise<string | undefined> {
    const [row] = await tx.query<{ name: string }>('SELECT display_name AS name FROM user_account WHERE id = $1', [id]);
    return row?.name;
  }

  /** Gives a version its last day. */
  async end(tx: Tx, kind: ChangeKind, version: Version, lastDay: LegalDate): Promise<void> {
    if (kind === 'crossing-hours') {
      await tx.query(
        'UPDATE crossing_point_hours SET valid_to = $3 WHERE crossing_point_code = $1 AND valid_from = $2',
        [version.code, version.validFrom, lastDay],
      );
    } else if (kind === 'department') {
      await tx.query('UPDATE department_version SET valid_to = $2 WHERE id = $1', [version.id, lastDay]);
    } else {
      await tx.query(`UPDATE ${TABLES[kind]} SET valid_to = $2 WHERE id = $1`, [version.id, lastDay]);
    }
  }

  /** Ends a department as a whole; its last version ends with it. */
  async endDepartment(tx: Tx, code: string, lastDay: LegalDate): Promise<void> {
    await tx.query('UPDATE department SET valid_to = $2 WHERE code = $1', [code, lastDay]);
  }

  /** Adds a version by the change that brings it; the id is new. */
  async add(tx: Tx, kind: ChangeKind, version: NewVersion<Payload>): Promise<void> {
    await ADD[kind](tx, version as never);
  }
}

/** A version to add. */
export interface NewVersion<Content> {
  readonly code: string;
  readonly payload: Content;
  readonly validFrom: LegalDate;
  readonly validTo: LegalDate | null;
  readonly source: string;
  readonly changeId: ChangeId;
}

const TABLES: Readonly<Record<Exclude<ChangeKind, 'crossing-hours' | 'department'>, string>> = {
  number: 'legal_parameter',
  obligation: 'obligation',
  'crossing-point': 'crossing_point',
  court: 'court',
  'court-division': 'court_division',
  delegation: 'signature_delegation',
  account: 'bank_account',
};

type Add = { readonly [Kind in ChangeKind]: (tx: Tx, version: NewVersion<Payloads[Kind]>) => Promise<unknown> };

const dated = ({ code, validFrom, validTo, changeId }: NewVersion<unknown>): unknown[] => [
  newId(),
  code,
  validFrom,
  validTo,
  changeId,
];
const named = ({ fr, nl, de, en }: Readonly<Record<'fr' | 'nl' | 'de' | 'en', string>>): string[] => [fr, nl, de, en];

const ADD: Add = {
  number: (tx, version) =>
    tx.query(
      `INSERT INTO legal_parameter (id, code, valid_from, valid_to, change_id, value, source, state, entered_by, entered_at, confirmed_by, confirmed_at)
       SELECT $1, $2, $3, $4, c.id, $6, $7, 'confirmed', c.proposed_by, c.proposed_at, $8, $9 FROM parameter_change c WHERE c.id = $5`,
      [...dated(version), JSON.stringify(version.payload.value), version.source, tx.actor.id, tx.now],
    ),
  obligation: (tx, version) =>
    tx.query(
      `INSERT INTO obligation (id, code, valid_from, valid_to, change_id, article, definition) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [
        ...dated(version),
        version.payload['article'],
        JSON.stringify({ ...version.payload, validFrom: version.validFrom, validTo: version.validTo }),
      ],
    ),
  'crossing-point': (tx, version) =>
    tx.query(
      `INSERT INTO crossing_point (id, code, valid_from, valid_to, change_id, kind, name_fr, name_nl, name_de, name_en)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [...dated(version), version.payload.kind, ...named(version.payload.names)],
    ),
  'crossing-hours': async (tx, version) => {
    for (const [index, span] of version.payload.spans.entries()) await addSpan(tx, version, index + 1, span);
  },
  court: (tx, version) =>
    tx.query(
      `INSERT INTO court (id, code, valid_from, valid_to, change_id, source, district, name_fr, name_nl, name_de, name_en)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [...dated(version), version.source, version.payload.district, ...named(version.payload.names)],
    ),
  'court-division': (tx, version) =>
    tx.query(
      `INSERT INTO court_division (id, code, valid_from, valid_to, change_id, source, court_code, name_fr, name_nl, name_de, name_en)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [...dated(version), version.source, version.payload.courtCode, ...named(version.payload.names)],
    ),
  department: addDepartment,
  delegation: (tx, version) =>
    tx.query(
      `INSERT INTO signature_delegation (id, department_id, user_id, article, valid_from, valid_to, change_id, reference, grade)
       SELECT $1, u.department_id, u.id, $7, $3, $4, $5, $6, $8 FROM user_account u WHERE u.id = $2`,
      [
        ...dated({ ...version, code: version.payload.userId }),
        version.source,
        version.payload.article,
        version.payload.grade,
      ],
    ),
  account: () => Promise.reject(new Error('an account is entered and confirmed by its own verbs (D3)')),
};

function addSpan(tx: Tx, version: NewVersion<unknown>, ordinal: number, span: OpeningSpan): Promise<unknown> {
  return tx.query(
    `INSERT INTO crossing_point_hours (id, crossing_point_code, valid_from, valid_to, change_id, source, ordinal, weekdays, opens_at, closes_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [...dated(version), version.source, ordinal, span.weekdays, span.opensAt, span.closesAt],
  );
}

/** A new department is founded; of one that is there, a version follows. */
async function addDepartment(tx: Tx, version: NewVersion<Payloads['department']>): Promise<void> {
  const { names: inWords, address, email, ordinal } = version.payload;
  const values = [...dated(version), ...named(inWords), address, email];
  const founded = await tx.query(
    `INSERT INTO department (id, code, valid_from, valid_to, change_id, name_fr, name_nl, name_de, name_en, address, email, ordinal)
     SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12 WHERE NOT EXISTS (SELECT FROM department WHERE code = $2) RETURNING id`,
    [...values, ordinal],
  );
  if (founded.length > 0) return;
  await tx.query(
    `INSERT INTO department_version (id, department_id, valid_from, valid_to, change_id, name_fr, name_nl, name_de, name_en, address, email, source)
     SELECT $1, d.id, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12 FROM department d WHERE d.code = $2`,
    [...values, version.source],
  );
}
