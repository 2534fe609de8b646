import { legalDate } from '../kernel/legal-date';
import { LetterTemplateError, LetterTexts, letterTexts, type TemplateFile } from './letter-templates';

describe('LetterTexts', () => {
  const on = legalDate('2026-03-12');
  const file: TemplateFile = {
    template: 'decision',
    language: 'fr',
    version: '7',
    validFrom: '2026-03-01',
    status: 's',
    forLegalService: [],
    texts: { office: 'Voir **{{name}} : ici** « oui » ; article 4bis', title: 'Sans valeur', subject: ' ' },
  };

  it('refuses a missing text, an empty text, a missing value, and a day on which none is in force', () => {
    const texts = new LetterTexts<'decision'>(file);
    expect(() => texts.plain('office')).toThrow(new LetterTemplateError('decision/fr office wants a value for name'));
    expect(() => texts.plain('payment.heading')).toThrow(
      new LetterTemplateError('decision/fr has no text payment.heading'),
    );
    expect(() => texts.plain('subject')).toThrow(new LetterTemplateError('decision/fr has an empty text subject'));
    expect(() => letterTexts('decision', 'fr', legalDate('2024-12-31'))).toThrow(
      new LetterTemplateError('decision/fr is not in force on 2024-12-31'),
    );
  });

  it('D14: has no template of an act in English', () => {
    expect(() => letterTexts('decision', 'en', on)).toThrow(new LetterTemplateError('no template decision/en'));
  });

  it('says of words in another language which it is, in bold too, and of a value never', () => {
    const texts = new LetterTexts<'decision'>({
      ...file,
      texts: { office: 'See **[[nl|Dienst]] here** or [[fr|Office des étrangers]], {{name}}' },
    });
    expect(texts.rich('office', { name: '[[de|Amt]]' })).toEqual([
      { text: 'See ' },
      { text: 'Dienst', bold: true, language: 'nl' },
      { text: ' here', bold: true },
      { text: ' or ' },
      { text: 'Office des étrangers', language: 'fr' },
      { text: ', ' },
      { text: '[[de|Amt]]' },
    ]);
    expect(texts.plain('office', { name: 'X' })).toBe('See Dienst here or Office des étrangers, X');
  });

  it('never reads a value for marks, and lets it keep its own look', () => {
    const texts = new LetterTexts<'decision'>(file);
    expect(texts.rich('office', { name: '**{{x}}**' })[1]).toEqual({ text: '**{{x}}**', bold: true });
    expect(texts.rich('office', { name: [{ text: 'Γ', language: 'und-Grek' }] })[1]).toEqual({
      text: 'Γ',
      language: 'und-Grek',
      bold: true,
    });
  });

  it('keeps French punctuation and numbers with their word', () => {
    expect(new LetterTexts<'decision'>(file).plain('office', { name: 'X' })).toBe(
      'Voir X\u00a0: ici «\u00a0oui\u00a0»\u202f; article\u00a04bis',
    );
  });
});
