import { borderDecision, presenceDecision } from '../../test/support/letter-samples';
import { differingPixels, picturesOf } from '../../test/support/page-pictures';
import { legalDate } from '../kernel/legal-date';
import { decisionLetter, informationCopy } from './decision-letter';
import type { DecisionLetterData } from './decision-letter.data';
import { handoverReceipt } from './handover-receipt';
import { LETTER_LANGUAGES, type LetterContent } from './letter-content';
import { previewOf } from './letter-marks';
import { renderLetter } from './letter-pdf';
import { SAMPLE_CASES, SAMPLE_OBLIGATIONS, sampleDecision } from './letter-samples';

const createdAt = new Date('2026-03-12T10:00:00Z');

/** Edges of letters fall a little differently from one painter to the next; a moved line is some hundred pixels. */
const TOLERATED_PIXELS = 60;

interface Shown {
  readonly name: string;
  readonly content: LetterContent;
  readonly pages: readonly number[];
}

function act(name: string, data: DecisionLetterData, pages: readonly number[] = [1]): Shown {
  return { name, content: decisionLetter(data), pages };
}

/** Two pages of reasons: the text goes on under head and foot. */
function withLongMotivation(data: DecisionLetterData): DecisionLetterData {
  const sentence = 'Cette phrase d’essai se répète afin que la motivation continue sur la page suivante. ';
  const motivation = Array.from({ length: 10 }, () => sentence.repeat(6).trim()).join('\n');
  return { ...data, motivation };
}

function withArabicName(data: DecisionLetterData): DecisionLetterData {
  const names = {
    surname: 'العلوي',
    firstName: 'محمد أمين',
    latinSurname: 'El Alaoui',
    latinFirstName: 'Mohamed Amine',
  };
  return { ...data, offender: { ...data.offender, ...names } };
}

const SHOWN: readonly Shown[] = [
  ...LETTER_LANGUAGES.flatMap((language) => [
    ...SAMPLE_OBLIGATIONS.map((name) => act(`${name}-${language}`, sampleDecision(name, language))),
    act(`payment-${language}`, borderDecision(language), [3]),
    { name: `receipt-${language}`, content: handoverReceipt(borderDecision(language)), pages: [1] },
  ]),
  ...SAMPLE_CASES.map((name) => act(`${name}-fr`, sampleDecision(name, 'fr'), name === 'continuing' ? [3] : [1])),
  act('hearing-arguments-nl', sampleDecision('arguments', 'nl'), [2]),
  act('deposit-confirmed-de', presenceDecision('de'), [3]),
  act('arabic-name-fr', withArabicName(borderDecision('fr'))),
  act('long-motivation-fr', withLongMotivation(borderDecision('fr')), [2, 3]),
  {
    name: 'information-copy',
    content: informationCopy(sampleDecision('4bis-1-border-crossing', 'fr', 'en')),
    pages: [1, 2],
  },
  { name: 'preview-nl', content: previewOf(decisionLetter(borderDecision('nl')), legalDate('2026-03-12')), pages: [1] },
];

describe('pictures of letters', () => {
  it.each(SHOWN.map((shown) => [shown.name, shown] as const))(
    '%s looks as approved',
    async (_, { name, content, pages }) => {
      const pictures = await picturesOf(await renderLetter(content, { createdAt }), pages);
      for (const [index, picture] of pictures.entries()) {
        const differing = await differingPixels(picture, `${name}-p${pages[index] ?? 0}`);
        expect(differing).toBeLessThanOrEqual(TOLERATED_PIXELS);
      }
    },
  );

  it('tell a moved line from an approved one', async () => {
    const [picture] = await picturesOf(await renderLetter(decisionLetter(borderDecision('fr')), { createdAt }), [1]);
    if (picture === undefined || process.env['UPDATE_GENERATED'] === '1') return;
    const { width, grey } = picture;
    const moved = { ...picture, grey: Uint8Array.from([...grey.subarray(width * 2), ...grey.subarray(0, width * 2)]) };
    expect(await differingPixels(moved, '4bis-1-border-crossing-fr-p1')).toBeGreaterThan(10 * TOLERATED_PIXELS);
  });
});
