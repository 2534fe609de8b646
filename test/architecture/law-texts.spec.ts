import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { APPEAL_STEP_TEXTS, APPEAL_STEPS } from '../../src/notifications/appeal-window.rules';
import { DEADLINE_STEP_TEXTS, DEADLINE_STEPS } from '../../src/offences/obligation-deadline.rules';

interface LawTexts {
  readonly appealStep: Readonly<Record<string, string>>;
  readonly deadlineStep: Readonly<Record<string, string>>;
}

describe.each(['fr', 'nl', 'de', 'en'])('the derivations in %s', (language) => {
  const file = resolve(__dirname, '../../templates/locales', language, 'law.json');
  const texts = JSON.parse(readFileSync(file, 'utf8')) as LawTexts;

  it('have a sentence for every step of a window and of a deadline, and no other', () => {
    expect(Object.keys(texts.appealStep)).toEqual([...APPEAL_STEPS]);
    expect(Object.keys(texts.deadlineStep)).toEqual([...DEADLINE_STEPS]);
    expect([APPEAL_STEP_TEXTS, DEADLINE_STEP_TEXTS]).toEqual(['law.appealStep', 'law.deadlineStep']);
  });
});
