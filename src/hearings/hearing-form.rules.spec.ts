import fc from 'fast-check';
import {
  argumentFormField,
  argumentNumbers,
  compactArguments,
  foldArguments,
  numberedField,
} from './hearing-form.rules';

describe('the arguments on a form without script', () => {
  const typed = {
    place: 'Gent',
    hearingArgument1: 'A',
    hearingArgumentAnswer1: '',
    hearingArgument3: ' ',
    hearingArgument4: 'D',
  };

  it('become the list of the command, halves and all', () => {
    expect(foldArguments(typed)).toEqual({
      place: 'Gent',
      hearingArguments: [
        { argument: 'A', answer: '' },
        { argument: 'D', answer: '' },
      ],
    });
    expect(foldArguments({ place: 'Gent' })).toEqual({ place: 'Gent' });
  });

  it('are numbered without gaps, with room for one more', () => {
    expect(argumentNumbers({})).toEqual([1]);
    expect(argumentNumbers(compactArguments(typed))).toEqual([1, 2, 3]);
    expect(compactArguments(typed)).toMatchObject({ hearingArgument1: 'A', hearingArgument2: 'D', place: 'Gent' });
    expect(compactArguments({ place: 'Gent' })).toEqual({ place: 'Gent' });
  });

  it('bear on the form the number that a refusal means', () => {
    expect(argumentFormField('hearingArguments.0.answer')).toBe('hearingArgumentAnswer1');
    expect(argumentFormField('hearingArguments.1.argument')).toBe('hearingArgument2');
    expect(argumentFormField('hearingArguments')).toBe('hearingArgument1');
    expect(argumentFormField('place')).toBe('place');
    expect(numberedField('hearingArgumentAnswer12')).toEqual({ field: 'hearingArgumentAnswer', number: 12 });
    expect(numberedField('hearingAnswer')).toEqual({ field: 'hearingAnswer' });
  });

  it('keep what was said and its order when they are closed up', () => {
    const boxes = fc.array(fc.tuple(fc.string(), fc.string()), { maxLength: 10 });
    fc.assert(
      fc.property(boxes, (pairs) => {
        const answers = Object.fromEntries(
          pairs.flatMap(([argument, answer], index) => [
            [`hearingArgument${String(index + 1)}`, argument],
            [`hearingArgumentAnswer${String(index + 1)}`, answer],
          ]),
        );
        expect(foldArguments(compactArguments(answers))).toEqual(foldArguments(answers));
      }),
    );
  });
});
