import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { UserId } from '../kernel/ids';
import { Autocommit } from '../platform/database/autocommit';

/** What is kept of a session under its id. */
export interface KeptSession {
  readonly data: unknown;
  readonly userId: string | undefined;
  readonly expiresAt: Date;
}

/** Only a digest of the id is kept: who reads the table cannot take over anybody's session. */
function digestOf(sessionId: string): string {
  return createHash('sha256').update(sessionId).digest('hex');
}

/**
 * SQL of browser sessions, on the database's own clock: a demonstration may move the office's clock, sessions live in real time.
 * An ended session stays as an expired row until it is cleaned up, so that a request still under way cannot bring it back.
 */
@Injectable()
export class SessionsRepository {
  constructor(private readonly autocommit: Autocommit) {}

  async read(sessionId: string): Promise<unknown> {
    const [row] = await this.autocommit.query<{ data: unknown }>(
      'SELECT data FROM web_session WHERE id = $1 AND expires_at > now()',
      [digestOf(sessionId)],
    );
    return row?.data;
  }

  async write(sessionId: string, session: KeptSession): Promise<void> {
    await this.autocommit.query(
      `INSERT INTO web_session (id, user_id, data, expires_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT (id) DO UPDATE SET user_id = excluded.user_id, data = excluded.data, expires_at = excluded.expires_at
       WHERE web_session.expires_at > now()`,
      [digestOf(sessionId), session.userId ?? null, JSON.stringify(session.data), session.expiresAt],
    );
  }

  async end(sessionId: string): Promise<void> {
    await this.autocommit.query(
      "UPDATE web_session SET data = '{}', expires_at = now() WHERE id = $1 AND expires_at > now()",
      [digestOf(sessionId)],
    );
  }

  /** Ends every session of somebody who has left. */
  async endAllOf(userId: UserId): Promise<void> {
    await this.autocommit.query(
      "UPDATE web_session SET data = '{}', expires_at = now() WHERE user_id = $1 AND expires_at > now()",
      [userId],
    );
  }

  /** Removes what ended more than a day ago. */
  async removeOld(): Promise<void> {
    await this.autocommit.query("DELETE FROM web_session WHERE expires_at < now() - interval '1 day'");
  }
}
