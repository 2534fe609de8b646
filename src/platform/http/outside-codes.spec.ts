import fc from 'fast-check';
import { innerCode, withInnerCodes, withOutsideCodes } from './outside-codes';
import { camelCase } from './problem';

describe('codes of the API', () => {
  const word = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
  const code = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join('-'));

  it('come back from outside as they went', () => {
    fc.assert(fc.property(code, (inner) => innerCode(camelCase(inner)) === inner));
  });

  it('have one spelling outside: the inner one is no code of ours any more', () => {
    fc.assert(
      fc.property(code, (inner) => {
        fc.pre(inner.includes('-'));
        expect(innerCode(inner)).not.toBe(inner);
      }),
    );
  });

  it('are changed in the named fields only', () => {
    const body = { crossingSite: 'authorisedPoint', place: 'Zeebrugge, quayB' };
    expect(withInnerCodes(body, ['crossingSite'])).toEqual({ ...body, crossingSite: 'authorised-point' });
    expect(withOutsideCodes({ outcome: 'no-fine', place: 'a-b', amount: 1 }, ['outcome'])).toEqual({
      outcome: 'noFine',
      place: 'a-b',
      amount: 1,
    });
  });

  it.each([null, undefined, 'text', 12, [1]])('leave what is no object for the command to refuse: %p', (body) => {
    expect(withInnerCodes(body, ['state'])).toBe(body);
  });
});
