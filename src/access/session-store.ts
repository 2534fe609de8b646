import type { SessionStore } from '@fastify/session';
import { Injectable } from '@nestjs/common';
import type { Session } from 'fastify';
import { systemClock } from '../platform/clock/clock';
import { SESSION_HOURS } from '../platform/http/application';
import type { JobHandler } from '../platform/jobs/jobs';
import { SessionsRepository } from './sessions.repository';

const HOUR_MS = 3_600_000;

/** Sessions of browsers in PostgreSQL, so that every instance of the product knows them and a restart ends none. */
@Injectable()
export class PostgresSessionStore implements SessionStore {
  constructor(private readonly sessions: SessionsRepository) {}

  set(sessionId: string, session: Session, callback: (error?: unknown) => void): void {
    const expiresAt = session.cookie.expires ?? new Date(systemClock.now().getTime() + SESSION_HOURS * HOUR_MS);
    this.sessions
      .write(sessionId, { data: session, userId: session.userId, expiresAt })
      .then(() => callback(), callback);
  }

  get(sessionId: string, callback: (error: unknown, session?: Session | null) => void): void {
    this.sessions.read(sessionId).then(
      (data) => callback(null, (data as Session | undefined) ?? null),
      (error: unknown) => callback(error),
    );
  }

  destroy(sessionId: string, callback: (error?: unknown) => void): void {
    this.sessions.end(sessionId).then(() => callback(), callback);
  }
}

/** Every hour: what ended long ago is removed. */
@Injectable()
export class SessionCleanup implements JobHandler {
  readonly task = 'remove-old-sessions';
  readonly cron = '17 * * * *';

  constructor(private readonly sessions: SessionsRepository) {}

  run(): Promise<void> {
    return this.sessions.removeOld();
  }
}
