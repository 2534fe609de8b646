import { borderDecision, presenceDecision } from '../../test/support/letter-samples';
import { isLegalDate, legalDate } from '../kernel/legal-date';
import type { DecisionLetterData, LiableIdentity } from './decision-letter.data';
import { decisionLetter } from './decision-letter';
import { correctionLetter } from './correction-letter';
import { handoverReceipt } from './handover-receipt';
import { LETTER_LANGUAGES, type LetterContent, type LetterLanguage } from './letter-content';
import {
  LetterTemplateError,
  LetterTexts,
  letterTexts,
  longDate,
  templateFile,
  type TemplateFile,
} from './letter-templates';

type Tree = TemplateFile['texts'];

function leaves(tree: Tree, prefix = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[prefix + key, value]] : leaves(value, `${prefix}${key}.`),
  );
}

const placeholders = (text: string): string[] => (text.match(/\{\{\w+\}\}/g) ?? []).sort();

/** Letters in which, together, every text of the templates occurs. */
function everyVariant(language: LetterLanguage): LetterContent[] {
  const border = borderDecision(language);
  const presence = presenceDecision(language);
  const company: LiableIdentity = {
    kind: 'organisation',
    name: 'Navigation Exemple SA',
    enterpriseNumber: '0000.000.097',
  };
  const facts = border.ground.facts;
  const elsewhere: DecisionLetterData =
    border.ground.article === '4bis'
      ? {
          ...border,
          ground: {
            ...border.ground,
            facts: { ...border.ground.facts, direction: 'exit', breach: { kind: 'noAuthorisedPoint' } },
          },
        }
      : border;
  const late: DecisionLetterData =
    presence.ground.article === '41bis'
      ? {
          ...presence,
          ground: { ...presence.ground, facts: { ...presence.ground.facts, reportedOn: legalDate('2026-04-19') } },
        }
      : presence;
  const means = (['interview', 'written', 'policeForm', 'municipalForm'] as const).map((kind): DecisionLetterData => ({
    ...border,
    hearing: {
      kind: 'heard',
      heardOn: facts.occurredOn,
      means: kind,
      interpreterLanguage: 'x',
      statement: 'y',
      answer: 'z',
    },
  }));
  const parties = (['offender', 'legalRepresentative', 'personInCharge', 'guardian', 'carrier'] as const).map(
    (capacity) => ({
      capacity,
      identity: capacity === 'carrier' ? company : border.addressee.identity,
      addressLines: ['Rue Fictive 1'],
    }),
  );
  const several: DecisionLetterData = { ...elsewhere, offenderWasMinor: true, liableParties: parties };
  return [border, presence, late, several, ...means]
    .map(decisionLetter)
    .concat(handoverReceipt(border), corrections(border));
}

/** Every field that can be put right, with and without effect on the window. */
function corrections(decision: DecisionLetterData): LetterContent[] {
  const fields = [
    'familyName',
    'givenNames',
    'birthDate',
    'addressLine',
    'postalCode',
    'municipality',
    'place',
    'facts',
    'remedies',
  ] as const;
  const texts = { reason: 'Faute.', effectReason: 'Sans doute.', correctedOn: legalDate('2026-04-20') };
  const items = fields.map((field) => ({ field, stood: '', becomes: 'x' }));
  return (['no-effect', 'new-window'] as const).map((effect) =>
    correctionLetter({ ...decision, ...texts, items, effect }),
  );
}

function textOf(value: unknown): string {
  if (Array.isArray(value))
    return value
      .map(textOf)
      .join(value.some((item) => typeof item === 'object' && item !== null && 'text' in item) ? '' : ' ');
  if (typeof value === 'object' && value !== null) return Object.values(value).map(textOf).join(' ');
  return typeof value === 'string' ? value : '';
}

describe.each(['decision', 'receipt', 'correction'] as const)('template %s', (name) => {
  const french = leaves(templateFile(name, 'fr').texts);

  it.each(LETTER_LANGUAGES)(
    'D14: has in %s the keys and the values of the others, none empty, its bold passages closed',
    (language) => {
      const own = leaves(templateFile(name, language).texts);
      expect(own.map(([key]) => key)).toEqual(french.map(([key]) => key));
      own.forEach(([key, text], index) => {
        expect([key, placeholders(text)]).toEqual([key, placeholders(french[index]?.[1] ?? '')]);
        expect(text.trim()).toBe(text);
        expect(text).not.toBe('');
        expect(text.split('**').length % 2).toBe(1);
      });
    },
  );

  it.each(LETTER_LANGUAGES)(
    'says in %s its version, its first day, and which texts await the legal service',
    (language) => {
      const file = templateFile(name, language);
      expect(file).toMatchObject({ template: name, language });
      expect(isLegalDate(file.validFrom)).toBe(true);
      expect(file.status).toBe('draft wording, to be replaced by the certified text by the legal service');
      const keys = leaves(file.texts).map(([key]) => key);
      for (const marked of file.forLegalService)
        expect(keys.some((key) => key === marked || key.startsWith(`${marked}.`))).toBe(true);
    },
  );

  it.each(LETTER_LANGUAGES)('has in %s no text that no letter uses', (language) => {
    const printed = textOf(everyVariant(language)).replaceAll('\u00a0', ' ');
    const unused = leaves(templateFile(name, language).texts).filter(([, text]) => {
      const longest = text.split(/\*\*|\{\{\w+\}\}/).sort((a, b) => b.length - a.length)[0] ?? '';
      return !printed.includes(longest.trim());
    });
    expect(unused).toEqual([]);
  });
});

describe('LetterTexts', () => {
  const on = legalDate('2026-03-12');
  const file: TemplateFile = {
    template: 'decision',
    language: 'fr',
    version: '7',
    validFrom: '2026-03-01',
    status: 's',
    forLegalService: [],
    texts: { office: 'Voir **{{name}} : ici** « oui » ; article 4bis', title: 'Sans valeur' },
  };

  it('refuses a missing text, a missing value, and a template that is not yet in force', () => {
    const texts = new LetterTexts<'decision'>(file, on);
    expect(() => texts.plain('office')).toThrow(new LetterTemplateError('decision/fr office wants a value for name'));
    expect(() => texts.plain('payment.heading')).toThrow(
      new LetterTemplateError('decision/fr has no text payment.heading'),
    );
    expect(() => new LetterTexts<'decision'>(file, legalDate('2026-02-28'))).toThrow(/not in force on 2026-02-28/);
  });

  it('D14: has no template in English', () => {
    expect(() => letterTexts('decision', 'en' as LetterLanguage, on)).toThrow(
      new LetterTemplateError('no template decision/en'),
    );
  });

  it('never reads a value for marks, and lets it keep its own look', () => {
    const texts = new LetterTexts<'decision'>(file, on);
    expect(texts.rich('office', { name: '**{{x}}**' })[1]).toEqual({ text: '**{{x}}**', bold: true });
    expect(texts.rich('office', { name: [{ text: 'Γ', language: 'und-Grek' }] })[1]).toEqual({
      text: 'Γ',
      language: 'und-Grek',
      bold: true,
    });
  });

  it('keeps French punctuation and numbers with their word', () => {
    expect(new LetterTexts<'decision'>(file, on).plain('office', { name: 'X' })).toBe(
      'Voir X\u00a0: ici «\u00a0oui\u00a0»\u00a0; article\u00a04bis',
    );
  });
});

describe('longDate', () => {
  it.each([
    ['fr', '2026-03-01', '1er mars 2026'],
    ['fr', '2026-03-11', '11 mars 2026'],
    ['nl', '2026-03-01', '1 maart 2026'],
    ['de', '2026-03-01', '1. März 2026'],
  ] as const)('writes in %s %s as %s', (language, date, expected) => {
    expect(longDate(legalDate(date), language)).toBe(expected.replaceAll(' ', '\u00a0'));
  });
});
