import { borderDecision, presenceDecision } from '../../test/support/letter-samples';
import { differingPixels, picturesOf } from '../../test/support/page-pictures';
import { legalDate } from '../kernel/legal-date';
import { correctionLetter } from './correction-letter';
import { coverSheet } from './cover-sheet';
import { decisionLetter, informationCopy } from './decision-letter';
import type { DecisionLetterData } from './decision-letter.data';
import { depositLetter } from './deposit-letter';
import type { DocumentBearer } from './decision-letter.ground';
import { handoverReceipt } from './handover-receipt';
import { LETTER_LANGUAGES, type LetterContent, type LetterLanguage } from './letter-content';
import { previewOf } from './letter-marks';
import { renderLetter } from './letter-pdf';
import {
  sampleCertificate,
  sampleDeposit,
  sampleReceipt,
  sampleRefund,
  sampleRefundOfNoFine,
  sampleRefundRequest,
  sampleRefusedRefund,
} from './letter-samples.money';
import { sampleTexts, sampleWords } from './letter-samples.texts';
import { SAMPLE_CASES, SAMPLE_OBLIGATIONS, sampleDecision } from './letter-samples';
import { paymentCertificate } from './payment-certificate';
import { paymentReceipt } from './payment-receipt';
import { refundLetter } from './refund-letter';
import { refundRefusalLetter } from './refund-refusal-letter';
import { refundRequestForm } from './refund-request-form';

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

/** A decision under article 41 §4 towards somebody else than a citizen of the Union. */
function towards(bearer: DocumentBearer, language: LetterLanguage): DecisionLetterData {
  const data = sampleDecision('41-4-document-at-border', language);
  if (data.ground.article !== '41') throw new Error('sample');
  return { ...data, ground: { ...data.ground, facts: { ...data.ground.facts, bearer } } };
}

/** A point that did not open on the day of the facts. */
function closedAllDay(language: LetterLanguage): DecisionLetterData {
  const data = borderDecision(language);
  if (data.ground.article !== '4bis') throw new Error('sample');
  const breach = { kind: 'outsideHours', crossingPoint: sampleWords(language).point } as const;
  return { ...data, ground: { ...data.ground, facts: { ...data.ground.facts, breach } } };
}

/** A name that the window holds in small type only. */
function withLongName(data: DecisionLetterData): DecisionLetterData {
  const latinSurname = 'Papadopoulou-Konstantinidou van der Voorbeeldstraten de los Ejemplos';
  const latinFirstName = 'Alexandra Wilhelmina Theodora Maria Magdalena Eléonore';
  const identity = {
    kind: 'person',
    surname: latinSurname,
    firstName: latinFirstName,
    latinSurname,
    latinFirstName,
  } as const;
  const party = { capacity: 'offender', identity, addressLines: data.addressee.addressLines } as const;
  return {
    ...data,
    offender: { ...data.offender, ...identity },
    addressee: { ...data.addressee, identity },
    liableParties: [party],
  };
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

/** What goes with a deposit, what proves a payment, what tells of a refund. */
function aboutMoney(language: LetterLanguage): Shown[] {
  const data = borderDecision(language);
  const letters = {
    'deposit-letter': depositLetter(sampleDeposit(data)),
    'payment-receipt': paymentReceipt(sampleReceipt(data)),
    'payment-certificate': paymentCertificate(sampleCertificate(data)),
    'refund-letter': refundLetter(sampleRefund(data)),
    'refund-letter-no-fine': refundLetter(sampleRefundOfNoFine(data)),
    'refund-refusal': refundRefusalLetter(sampleRefusedRefund(data)),
  };
  return [
    ...Object.entries(letters).map(([name, content]) => ({ name: `${name}-${language}`, content, pages: [1] })),
    {
      name: `refund-request-form-${language}`,
      content: refundRequestForm(sampleRefundRequest(data)),
      pages: [1, 2],
    },
  ];
}

/** Where a letter goes whose window shows another address. */
const COVERED = {
  reference: 'BIF-2026-000123-45/1',
  recipient: 'Exemple Ada',
  addressLines: ['Kerkstraat 99', '9000 Gent'],
  preparedOn: legalDate('2026-03-12'),
};

/** A correction that opens a new month: what was wrong, and how to appeal. */
function corrected(language: LetterLanguage): Shown {
  const { decidedOn: correctedOn, ...decision } = borderDecision(language);
  const items = [
    { field: 'latinFamilyName', stood: 'Paradigmatidis', becomes: 'Paradeigmatidis' },
    { field: 'addressLine', stood: 'Kerkstraat 9', becomes: 'Kerkstraat 99' },
  ] as const;
  const effect = { effect: 'new-window', effectReason: sampleTexts(language).waiver } as const;
  const data = { ...decision, decidedOn: correctedOn, correctedOn, items, reason: decision.motivation, ...effect };
  return { name: `correction-new-window-${language}`, content: correctionLetter(data), pages: [1, 2] };
}

const SHOWN: readonly Shown[] = [
  ...LETTER_LANGUAGES.flatMap((language) => [
    ...SAMPLE_OBLIGATIONS.map((name) => act(`${name}-${language}`, sampleDecision(name, language))),
    corrected(language),
    {
      name: `cover-sheet-${language}`,
      content: coverSheet({ ...borderDecision(language), ...COVERED }),
      pages: [1],
    },
    act(`payment-${language}`, borderDecision(language), [3]),
    { name: `receipt-${language}`, content: handoverReceipt(borderDecision(language)), pages: [1] },
    ...aboutMoney(language),
  ]),
  ...SAMPLE_CASES.map((name) => act(`${name}-fr`, sampleDecision(name, 'fr'), name === 'continuing' ? [3] : [1])),
  act('hearing-arguments-nl', sampleDecision('arguments', 'nl'), [2]),
  act('deposit-confirmed-de', presenceDecision('de'), [3]),
  act('carrier-of-minor-nl', sampleDecision('carrier-of-minor', 'nl')),
  act('parents-de', sampleDecision('parents', 'de'), [1, 2, 3]),
  act('carrier-heard-fr', sampleDecision('carrier', 'fr'), [2]),
  act('minor-alone-fr', sampleDecision('in-charge', 'fr'), [2]),
  act('carrier-not-heard-nl', sampleDecision('carrier-of-minor', 'nl'), [2]),
  act('briton-fr', towards('withdrawalAgreement', 'fr'), [3]),
  act('family-of-belgian-nl', towards('familyOfBelgian', 'nl'), [3]),
  act('closed-all-day-de', closedAllDay('de'), [2]),
  act('long-name-fr', withLongName(borderDecision('fr'))),
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
