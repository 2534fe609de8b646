import fc from 'fast-check';
import { checkStatedReason, checkFreeText, FREE_TEXT_MAX_LENGTH } from './free-text';

const check = (text: string | undefined): ReturnType<typeof checkFreeText> =>
  checkFreeText(text, { field: 'reason', rule: 'R2.4' });

describe('a free text', () => {
  it('keeps its lines, drops outer white space and composes', () => {
    expect(check(' one\r\ntwo\rthree\tthree \n')).toEqual({ ok: true, value: 'one\ntwo\nthree\tthree' });
    expect(check('Jose\u0301')).toEqual({ ok: true, value: 'José' });
  });

  it.each([
    [undefined, 'required'],
    ['', 'required'],
    [' \n\t ', 'required'],
    ['a\u0000', 'control-characters'],
    ['a\u0085b', 'control-characters'],
    ['a\udc00b', 'control-characters'],
    ['x'.repeat(FREE_TEXT_MAX_LENGTH + 1), 'too-long'],
  ])('refuses %#: %s', (text, code) => {
    expect(check(text)).toMatchObject({ ok: false, refusal: { code, field: 'reason', rule: 'R2.4' } });
  });

  it('counts code points, and says how many', () => {
    expect(check('😀'.repeat(FREE_TEXT_MAX_LENGTH)).ok).toBe(true);
    expect(checkFreeText('four', { field: 'note', max: 3 })).toEqual({
      ok: false,
      refusal: { code: 'too-long', field: 'note', params: { max: 3, length: 4 } },
    });
  });

  it('accepts what it has accepted, unchanged (property)', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        const once = check(text);
        if (once.ok) expect(check(once.value)).toEqual(once);
      }),
    );
  });
});

describe('a stated reason (trap 8)', () => {
  const found = (text: string): string => {
    const checked = checkStatedReason(text, { field: 'reason', rule: 'R2.8' });
    return checked.ok ? 'accepted' : checked.refusal.code;
  };

  it('trap 8: wants ten letters of any script; signs and digits explain nothing', () => {
    expect(['.', '...........', '12.05.2026 12:30', 'Fled.', 'ABCDEFGHI'].map(found)).toEqual(
      Array<string>(5).fill('reason-too-short'),
    );
    expect(['ABCDEFGHIJ', 'Выехал из страны', 'Parti à l’étranger'].map(found)).toEqual(
      Array<string>(3).fill('accepted'),
    );
    expect(found('  ')).toBe('required');
    expect(checkStatedReason('n/a', { field: 'reason', rule: 'R2.8' })).toMatchObject({
      refusal: { code: 'reason-too-short', field: 'reason', rule: 'R2.8', params: { min: 10, letters: 2 } },
    });
  });
});
