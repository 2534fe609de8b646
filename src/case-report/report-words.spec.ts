import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { COLLEAGUE_REASONS } from '../audit/access-reason.rules';
import { CLAIM_EVENT_TYPES } from '../claims/claim.rules';
import { LANGUAGES } from '../ui/language';
import { LOCALES_FOLDER } from '../ui/pages';
import { Translations } from '../ui/translator';
import { claimEventInWords, lookInWords, reasonInWords } from './report-words';

const translations = new Translations({ folder: LOCALES_FOLDER });

/** Every operation that an access record is written with, as the source names it. */
function operations(): string[] {
  const folder = path.join(__dirname, '..');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((each) =>
    /\.service\.ts$/.test(each),
  );
  const found = files.flatMap((each) => [
    ...readFileSync(path.join(folder, each), 'utf8').matchAll(/operation(?:: string)?: '([a-z-]+\.[a-z-]+)'/g),
  ]);
  return [...new Set(found.map(([, operation = '']) => operation))];
}

describe.each(LANGUAGES)('the words of the report of a case in %s', (language) => {
  const texts = translations.for(language);

  it('name each look and each reason, never by a code of the program', () => {
    const looks = operations();
    expect(looks.length).toBeGreaterThan(40);
    expect(looks.filter((each) => lookInWords(each, texts).includes(each))).toEqual([]);
    const reasons = [
      'own-case',
      'to-sign',
      'supervision',
      'money',
      'machine',
      'system',
      'list',
      'search',
      'identity',
      'recovery',
    ];
    expect(reasons.filter((each) => !texts.has(`report.paper.reason.${each}`))).toEqual([]);
    for (const code of COLLEAGUE_REASONS)
      expect(reasonInWords(`colleague-case: ${code} – Mme X.`, texts)).toBe(
        `${texts.t('report.paper.reason.colleague-case')} · ${texts.t(`file.reason.choice.${code}`)} · Mme X.`,
      );
    expect(reasonInWords('export: contrôle: dix', texts)).toBe(
      `${texts.t('report.paper.reason.export')} · contrôle: dix`,
    );
    expect(reasonInWords('said in words', texts)).toBe('said in words');
  });

  it('name each event of a claim, its amount and whose word it is', () => {
    for (const type of CLAIM_EVENT_TYPES)
      for (const origin of ['office', 'finance']) {
        const [title, amount, by] = claimEventInWords({ type, origin, detail: { amountCents: 20_000 } }, texts);
        expect([title, amount, by]).toEqual([
          texts.t(`events.claim.${type}.title`),
          texts.money(20_000),
          texts.t(`report.paper.origin.${origin}`),
        ]);
        expect(texts.has(`events.claim.${type}.title`)).toBe(true);
      }
  });
});
