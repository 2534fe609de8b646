import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { CONSTRAINT_REFUSALS, refusedByConstraint } from '../../src/platform/database/constraint-refusals';
import { Refused } from '../../src/platform/refused';
import { LANGUAGES } from '../../src/ui/language';
import { refusalMessage } from '../../src/ui/message';
import { LOCALES_FOLDER } from '../../src/ui/pages';
import { Translations } from '../../src/ui/translator';

const MIGRATIONS = path.resolve(__dirname, '../../migrations');
const schema = readdirSync(MIGRATIONS)
  .map((name) => readFileSync(path.join(MIGRATIONS, name), 'utf8'))
  .join('\n');
/** Strict: a value that a sentence asks for and the refusal lacks throws. */
const translations = new Translations({ folder: LOCALES_FOLDER, onMissing: undefined });

describe.each(Object.entries(CONSTRAINT_REFUSALS))('the constraint %s', (constraint, refusal) => {
  it('exists', () => {
    expect(schema).toMatch(new RegExp(`\\b${constraint}\\b`));
  });

  it.each(LANGUAGES)('is told in %s with what the database can say of it, which is nothing', (language) => {
    expect(translations.for(language).message(refusalMessage(refusal))).not.toBe('');
  });

  it('becomes its refusal', () => {
    const refused = refusedByConstraint({ driverError: { constraint } });
    expect(refused).toBeInstanceOf(Refused);
    expect((refused as Refused).refusals).toEqual([refusal]);
  });
});

describe('anything else', () => {
  it.each([[new Error('a defect')], [{ driverError: { constraint: 'ck_of_nobody' } }], [{ driverError: {} }], [null]])(
    'stays what it is: %p',
    (error) => {
      expect(refusedByConstraint(error)).toBe(error);
    },
  );
});
