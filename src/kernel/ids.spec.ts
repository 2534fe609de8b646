import { isUuid, newId, type PersonId } from './ids';

describe('ids', () => {
  it('are UUIDs of version 7, each its own, in the order in which they were made', () => {
    const ids = Array.from({ length: 2_000 }, () => newId<PersonId>());
    expect(ids.every((id) => isUuid(id) && id[14] === '7')).toBe(true);
    expect(new Set(ids).size).toBe(ids.length);
    expect([...ids].sort()).toEqual(ids);
  });

  it.each([
    '',
    '0190c0de',
    '0190C0DE-0000-7000-8000-000000000000',
    '{0190c0de-0000-7000-8000-000000000000}',
    'x'.repeat(36),
  ])('%j is none', (text) => {
    expect(isUuid(text)).toBe(false);
  });
});
