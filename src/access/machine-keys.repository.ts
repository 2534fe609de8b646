import { Injectable } from '@nestjs/common';
import type { JWK } from 'jose';
import { newId, type UserId } from '../kernel/ids';
import type { Tx } from '../platform/database/transactions';
import { FINANCE_CLIENT } from './permissions';

/** A public key with which a machine proves who it is. */
export interface MachineKey {
  readonly id: string;
  readonly thumbprint: string;
  readonly jwk: JWK;
  readonly state: 'proposed' | 'active' | 'ended';
  readonly note: string;
  readonly proposedBy: UserId;
  readonly proposedByName: string;
  readonly proposedAt: string;
  readonly confirmedByName: string | undefined;
}

interface KeySqlRow {
  id: string;
  thumbprint: string;
  jwk: JWK;
  state: MachineKey['state'];
  note: string;
  proposed_by: UserId;
  proposed_by_name: string;
  proposed_at: Date;
  confirmed_by_name: string | null;
}

const KEYS = `SELECT k.*, u.display_name AS proposed_by_name, v.display_name AS confirmed_by_name
  FROM machine_key k JOIN user_account u ON u.id = k.proposed_by LEFT JOIN user_account v ON v.id = k.confirmed_by`;

function keyOf(row: KeySqlRow): MachineKey {
  return {
    id: row.id,
    thumbprint: row.thumbprint,
    jwk: row.jwk,
    state: row.state,
    note: row.note,
    proposedBy: row.proposed_by,
    proposedByName: row.proposed_by_name,
    proposedAt: row.proposed_at.toISOString(),
    confirmedByName: row.confirmed_by_name ?? undefined,
  };
}

/** A token as it is kept: its hash, never itself. */
export interface KeptToken {
  readonly tokenSha256: Buffer;
  readonly keyId: string;
  readonly scope: string;
  readonly audience: string;
  readonly certificate: string | undefined;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

/** SQL of the keys, assertions and tokens of machines. */
@Injectable()
export class MachineKeysRepository {
  async list(tx: Tx): Promise<MachineKey[]> {
    return (await tx.query<KeySqlRow>(`${KEYS} ORDER BY k.proposed_at DESC, k.id`)).map(keyOf);
  }

  async active(tx: Tx): Promise<MachineKey[]> {
    return (await tx.query<KeySqlRow>(`${KEYS} WHERE k.state = 'active' ORDER BY k.id`)).map(keyOf);
  }

  async lock(tx: Tx, id: string): Promise<MachineKey | undefined> {
    await tx.query('SELECT 1 FROM machine_key WHERE id = $1 FOR UPDATE', [id]);
    const [row] = await tx.query<KeySqlRow>(`${KEYS} WHERE k.id = $1`, [id]);
    return row && keyOf(row);
  }

  async propose(tx: Tx, key: Pick<MachineKey, 'thumbprint' | 'jwk' | 'note'>, by: UserId): Promise<string> {
    const id = newId<string>();
    await tx.query(
      `INSERT INTO machine_key (id, client, thumbprint, jwk, state, note, proposed_by, proposed_at) VALUES ($1, $2, $3, $4, 'proposed', $5, $6, $7)`,
      [id, FINANCE_CLIENT, key.thumbprint, JSON.stringify(key.jwk), key.note, by, tx.now],
    );
    return id;
  }

  async confirm(tx: Tx, id: string, by: UserId): Promise<void> {
    await tx.query(`UPDATE machine_key SET state = 'active', confirmed_by = $2, confirmed_at = $3 WHERE id = $1`, [
      id,
      by,
      tx.now,
    ]);
  }

  /** Ends a key, and with it every token that was given for it. */
  async end(tx: Tx, id: string, by: UserId): Promise<void> {
    await tx.query(`UPDATE machine_key SET state = 'ended', ended_by = $2, ended_at = $3 WHERE id = $1`, [
      id,
      by,
      tx.now,
    ]);
    await tx.query('DELETE FROM machine_token WHERE key_id = $1', [id]);
  }

  /** Notes that an assertion was used; false when it was before. Old ones, which nobody could use again, are forgotten. */
  async useAssertion(tx: Tx, jti: string, expiresAt: Date, now: Date): Promise<boolean> {
    await tx.query("DELETE FROM machine_assertion WHERE expires_at < $1::timestamptz - interval '1 hour'", [now]);
    await tx.query("DELETE FROM machine_token WHERE expires_at < $1::timestamptz - interval '1 hour'", [now]);
    const used = await tx.query(
      'INSERT INTO machine_assertion (client, jti, expires_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING jti',
      [FINANCE_CLIENT, jti, expiresAt],
    );
    return used.length > 0;
  }

  async keepToken(tx: Tx, token: KeptToken): Promise<void> {
    await tx.query(
      `INSERT INTO machine_token (token_sha256, client, key_id, scope, audience, certificate_sha256, issued_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        token.tokenSha256,
        FINANCE_CLIENT,
        token.keyId,
        token.scope,
        token.audience,
        token.certificate ?? null,
        token.issuedAt,
        token.expiresAt,
      ],
    );
  }

  /** The token of a key that is still active. */
  async token(tx: Tx, tokenSha256: Buffer): Promise<Omit<KeptToken, 'issuedAt' | 'keyId' | 'tokenSha256'> | undefined> {
    const [row] = await tx.query<{
      scope: string;
      audience: string;
      certificate_sha256: string | null;
      expires_at: Date;
    }>(
      `SELECT t.* FROM machine_token t JOIN machine_key k ON k.id = t.key_id AND k.state = 'active' WHERE t.token_sha256 = $1`,
      [tokenSha256],
    );
    if (row === undefined) return undefined;
    const { scope, audience, certificate_sha256: certificate, expires_at: expiresAt } = row;
    return { scope, audience, certificate: certificate ?? undefined, expiresAt };
  }
}
