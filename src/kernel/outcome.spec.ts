import { accept, refuse, verdict } from './outcome';

describe('outcomes', () => {
  it('carry the value, or one refusal with its details', () => {
    expect(accept(3)).toEqual({ ok: true, value: 3 });
    expect(refuse('too-late')).toEqual({ ok: false, refusal: { code: 'too-late' } });
    expect(refuse('too-late', { field: 'date', rule: 'D5', params: { days: 2 } })).toEqual({
      ok: false,
      refusal: { code: 'too-late', field: 'date', rule: 'D5', params: { days: 2 } },
    });
  });

  it('a verdict carries the value, or every refusal in order', () => {
    const [one, other] = [refuse('one').refusal, refuse('other').refusal];
    expect(verdict([], 'kept')).toEqual({ ok: true, value: 'kept' });
    expect(verdict([one, other], 'kept')).toEqual({ ok: false, refusals: [one, other] });
  });
});
