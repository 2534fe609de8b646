import { formatDecisionNumber } from '../kernel/decision-number';
import { formatReturnReference, parseReturnReference } from './return-reference';

const number = formatDecisionNumber({ department: 'BIF', year: 2026, counter: 123 });

describe('return reference', () => {
  it('names the decision and the addressee, and is read back', () => {
    const reference = formatReturnReference({ number, ordinal: 2 });
    expect(reference).toBe(`${number}/2`);
    expect(parseReturnReference(` ${reference} `)).toEqual({ ok: true, value: { number, ordinal: 2 } });
  });

  it.each(['', number, `${number}/0`, `${number}/x`, 'BIF-2026-000123-00/1', `${number}/1/2`])('refuses %s', (text) => {
    expect(parseReturnReference(text)).toMatchObject({ ok: false, refusal: { code: 'return-reference' } });
  });
});
