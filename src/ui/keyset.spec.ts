import fc from 'fast-check';
import { decodeCursor, encodeCursor, keysetPage, pageLinks, type Cursor } from './keyset';

const anyKey = fc.array(fc.string({ unit: 'grapheme', maxLength: 20 }), { minLength: 1, maxLength: 3 });

/** A repository in miniature: `limit` + 1 rows of a sorted list in the direction of the cursor. */
function read(sorted: readonly string[], limit: number, cursor: Cursor | undefined): string[] {
  const [key = ''] = cursor?.key ?? [];
  if (cursor?.direction === 'previous')
    return sorted
      .filter((row) => row < key)
      .reverse()
      .slice(0, limit + 1);
  return sorted.filter((row) => cursor === undefined || row > key).slice(0, limit + 1);
}

function cursorOf(text: string | undefined): Cursor | undefined {
  const outcome = decodeCursor(text, 1);
  if (!outcome.ok) throw new Error(outcome.refusal.code);
  return outcome.value;
}

describe('cursors', () => {
  test('come back as they were', () => {
    fc.assert(
      fc.property(fc.constantFrom('next' as const, 'previous' as const), anyKey, (direction, key) => {
        const text = encodeCursor({ direction, key });
        expect(text).toMatch(/^[\w-]+$/);
        expect(decodeCursor(text, key.length)).toEqual({ ok: true, value: { direction, key } });
        expect(decodeCursor(text, key.length + 1).ok).toBe(false);
      }),
    );
  });

  test('none is the first page', () => {
    expect([decodeCursor(undefined, 1), decodeCursor('', 1)]).toEqual([
      { ok: true, value: undefined },
      { ok: true, value: undefined },
    ]);
  });

  test('refuse every other text, without throwing', () => {
    const good = encodeCursor({ direction: 'next', key: ['a'] });
    for (const text of [good.slice(1), good.slice(0, -2), `${good}AA`, 'x', 'a'.repeat(2000)]) {
      expect(decodeCursor(text, 1)).toMatchObject({ ok: false, refusal: { code: 'invalid-cursor', field: 'cursor' } });
    }
    fc.assert(fc.property(fc.string(), (text) => void decodeCursor(text, 2)));
  });
});

describe('pages of a list', () => {
  test('walked forward show each row once, and walked back show the same pages', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ minLength: 1, maxLength: 4 }), { maxLength: 30 }),
        fc.integer({ min: 1, max: 7 }),
        (rows, limit) => {
          const sorted = [...rows].sort((one, other) => (one < other ? -1 : 1));
          const show = (cursor: Cursor | undefined) =>
            keysetPage(read(sorted, limit, cursor), limit, cursor, (row) => [row]);
          const forward = [show(undefined)];
          for (let next = forward[0]?.next; next !== undefined; next = forward.at(-1)?.next)
            forward.push(show(cursorOf(next)));
          expect(forward.flatMap((page) => page.rows)).toEqual(sorted);
          const back = [forward.at(-1)!];
          for (let previous = back[0]?.previous; previous !== undefined; previous = back[0]?.previous)
            back.unshift(show(cursorOf(previous)));
          expect(back.map((page) => page.rows)).toEqual(forward.map((page) => page.rows));
        },
      ),
    );
  });

  test('link to their neighbours and keep the filters', () => {
    const page = { rows: [], previous: undefined, next: 'abc' };
    expect(pageLinks('/persons', { nationality: 'B R' }, page)).toEqual({
      previousHref: undefined,
      nextHref: '/persons?nationality=B+R&cursor=abc',
    });
  });
});
