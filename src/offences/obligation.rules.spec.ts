import { FINES_IN_FORCE_FROM, isInForce, OBLIGATIONS_2016 } from './obligation.rules';

describe('the catalogue', () => {
  it('trap 3: 4bis is collected by itself, all others by 42octies', () => {
    for (const each of OBLIGATIONS_2016) {
      expect(each.collectionBasis).toBe(each.article === '4bis' ? '4bis' : '42octies');
      expect(each.finable).not.toContain('belgian');
      expect(isInForce(each, FINES_IN_FORCE_FROM)).toBe(true);
    }
    expect(new Set(OBLIGATIONS_2016.map((each) => each.code)).size).toBe(OBLIGATIONS_2016.length);
  });

  it('survives its way through JSON, as the database keeps it', () => {
    expect(JSON.parse(JSON.stringify(OBLIGATIONS_2016))).toEqual(OBLIGATIONS_2016);
  });
});
