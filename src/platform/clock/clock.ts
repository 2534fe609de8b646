import { brusselsDay, type LegalDate } from '../../kernel/legal-date';

/** The only source of the present. Services see it as tx.now and tx.today, fixed once per transaction. */
export interface Clock {
  now(): Date;
}

export const CLOCK = Symbol('Clock');

export const systemClock: Clock = { now: () => new Date() };

/** A clock for tests and demonstrations: stands at a moment until it is moved. Never constructed in production. */
export class TestClock implements Clock {
  private offsetMs = 0;
  private fixed: Date | undefined;

  now(): Date {
    return this.fixed ? new Date(this.fixed) : new Date(Date.now() + this.offsetMs);
  }

  /** Stands still at the instant. */
  stopAt(instant: Date): void {
    this.fixed = new Date(instant);
  }

  /** Goes on from the instant at the speed of the wall clock. */
  moveTo(instant: Date): void {
    this.fixed = undefined;
    this.offsetMs = instant.getTime() - Date.now();
  }

  /** Follows the wall clock again. */
  release(): void {
    this.fixed = undefined;
    this.offsetMs = 0;
  }
}

/** Today in Brussels by this clock. */
export function todayOf(clock: Clock): LegalDate {
  return brusselsDay(clock.now());
}
