import { Refused } from '../refused';

/** How often somebody may do something within a minute. */
const WINDOW_MS = 60_000;

/**
 * Counts by key, such as a client or an address, in windows of a minute. In the memory of this instance: it keeps one caller from taking
 * the instance from all others, and is no account of what a client did.
 */
export class RequestLimit {
  private startedMs = 0;
  private readonly counts = new Map<string, number>();

  /** `code` is what is refused with: `too-many-requests` or `too-many-failed-requests` (429). */
  constructor(
    private readonly most: number,
    private readonly code: 'too-many-requests' | 'too-many-failed-requests',
  ) {}

  /** Refuses when the key has used up the window, with the limit and the seconds to wait. */
  check(key: string, nowMs: number): void {
    if (nowMs - this.startedMs >= WINDOW_MS || nowMs < this.startedMs) {
      this.startedMs = nowMs;
      this.counts.clear();
    }
    if ((this.counts.get(key) ?? 0) < this.most) return;
    const retryAfterSec = Math.ceil((this.startedMs + WINDOW_MS - nowMs) / 1000);
    throw new Refused({ code: this.code, params: { limit: this.most, retryAfterSec } });
  }

  /** Notes one more. */
  count(key: string): void {
    this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
  }
}
