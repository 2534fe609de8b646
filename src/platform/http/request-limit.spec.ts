import { Refused } from '../refused';
import { RequestLimit } from './request-limit';

describe('how often something may be done in a minute', () => {
  const refusedAt = (limit: RequestLimit, key: string, nowMs: number): unknown => {
    try {
      limit.check(key, nowMs);
      return undefined;
    } catch (error) {
      return error instanceof Refused ? error.refusals[0] : error;
    }
  };

  it('lets the last one through and no more, each key by itself, and says how long to wait', () => {
    const limit = new RequestLimit(2, 'too-many-requests');
    for (let count = 0; count < 2; count++) {
      expect(refusedAt(limit, 'one', 1_000_000)).toBeUndefined();
      limit.count('one');
    }
    const params = { limit: 2, retryAfterSec: 50 };
    expect(refusedAt(limit, 'one', 1_010_000)).toEqual({ code: 'too-many-requests', params });
    expect(refusedAt(limit, 'other', 1_010_000)).toBeUndefined();
    expect(refusedAt(limit, 'one', 1_060_000)).toBeUndefined();
  });

  it('begins anew when the clock was set back', () => {
    const limit = new RequestLimit(1, 'too-many-failed-requests');
    limit.check('one', 5_000_000);
    limit.count('one');
    expect(refusedAt(limit, 'one', 1_000_000)).toBeUndefined();
  });
});
