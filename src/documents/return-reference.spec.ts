import { formatDecisionNumber } from '../kernel/decision-number';
import { formatReturnReference, parseReturnReference } from './return-reference';

const number = formatDecisionNumber({ department: 'BIF', year: 2026, counter: 123 });

describe('return reference', () => {
  it('names the decision and the addressee, and is read back', () => {
    const reference = formatReturnReference({ number, ordinal: 2, letter: 'decision' });
    expect(reference).toBe(`${number}/2`);
    expect(parseReturnReference(` ${reference} `)).toEqual({
      ok: true,
      value: { number, ordinal: 2, letter: 'decision' },
    });
  });

  it.each([
    ['correction', '1C'],
    ['withdrawal', '1W'],
    ['payment-receipt', '1R'],
    ['payment-certificate', '1A'],
    ['refund-refusal', '1F'],
    ['deposit-letter', '1D'],
    ['refund-letter', '1T'],
  ] as const)('D27: tells a %s from the decision', (letter, end) => {
    const reference = formatReturnReference({ number, ordinal: 1, letter });
    expect(reference).toBe(`${number}/${end}`);
    expect(parseReturnReference(reference.toLowerCase())).toEqual({ ok: true, value: { number, ordinal: 1, letter } });
  });

  it.each([
    '',
    number,
    `${number}/0`,
    `${number}/x`,
    'BIF-2026-000123-00/1',
    `${number}/1/2`,
    `${number}/1Z`,
    `${number}/C`,
  ])('refuses %s', (text) => {
    expect(parseReturnReference(text)).toMatchObject({ ok: false, refusal: { code: 'return-reference' } });
  });
});
