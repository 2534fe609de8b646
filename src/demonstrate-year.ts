import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { seedDemonstrationUsers } from './access/demonstration-users';
import { YearOffice } from './demonstration/year/year-office';
import { YEAR_STORIES } from './demonstration/year/year-stories';
import { tellYear } from './demonstration/year/year-teller.view';
import { YEAR, YearWalk } from './demonstration/year/year-walk';
import { openOffice, type Office } from './office';
import { openOwnDatabase } from './own-database';
import { ensureReferenceData } from './parameters/reference-data';
import { TestClock } from './platform/clock/clock';
import { readConfig, type Config } from './platform/config/config';
import { Transactions } from './platform/database/transactions';
import { isLanguage, LANGUAGES, type Language } from './ui/language';
import { LOCALES_FOLDER } from './ui/pages';
import { Translations } from './ui/translator';

/** Standing where the clock of production would be moved. */
class YearInProduction extends Error {
  constructor() {
    super('APP_ENV is "production": the year moves the clock and is played in a demonstration only.');
    this.name = 'YearInProduction';
  }
}

function languageOf(given: readonly string[]): Language {
  const { values } = parseArgs({
    args: [...given],
    options: { year: { type: 'boolean' }, language: { type: 'string' } },
  });
  const { language = 'fr' } = values;
  if (!isLanguage(language)) throw new Error(`--language is "${language}"; accepted: ${LANGUAGES.join(', ')}`);
  return language;
}

/**
 * `npm run demo -- --year [--language fr|nl|de|en]`: plays the stories of a year through the product's services on a database that is
 * gone afterwards, and prints each file's story. Throws in production, on an unknown language, and when the books do not agree.
 */
export async function demonstrateYear(
  given: readonly string[],
  environment: Parameters<typeof readConfig>[0] = process.env,
): Promise<void> {
  if (environment['APP_ENV'] === 'production') throw new YearInProduction();
  const translator = new Translations({ folder: LOCALES_FOLDER }).for(languageOf(given));
  process.stderr.write(`${translator.t('year.working')}\n`);
  const dataDir = mkdtempSync(path.join(tmpdir(), 'fines-year-'));
  const config = { ...readConfig(environment), dataDir };
  const database = await openOwnDatabase(config, dataDir, () => undefined);
  try {
    const office = await openOffice(config, database);
    const played = await playYear(office, config).finally(() => office.close());
    process.stdout.write(`${tellYear(translator, played, YEAR)}\n`);
  } finally {
    await database.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function playYear({ app, clock }: Office, config: Config): ReturnType<YearWalk['play']> {
  if (!(clock instanceof TestClock)) throw new YearInProduction();
  const year = new YearOffice(app, clock);
  year.goTo(`${YEAR}-01-01`);
  await seedDemonstrationUsers(app.get(Transactions), config);
  await ensureReferenceData(app.get(Transactions), config);
  return new YearWalk(year).play(YEAR_STORIES);
}
