import { DemonstrationSeed } from './demonstration/demonstration-seed';
import { TestClock } from './platform/clock/clock';
import { Transactions } from './platform/database/transactions';
import { systemActor } from './platform/jobs/jobs';
import { SoundKeys } from './persons/sound-keys.service';
import { Sealing } from './sealing/sealing.service';
import type { Config } from './platform/config/config';
import type { Office } from './office';
import { demonstrationUsersIn, seedDemonstrationUsers, type DemonstrationUser } from './access/demonstration-users';
import { ensureReferenceData, paymentAccountWarning } from './parameters/reference-data';

/** Thrown at boot in production when the database holds what only a demonstration may. */
class DemonstrationDataInProduction extends Error {
  constructor(count: number) {
    super(`The database holds ${count} demonstration users; production does not start with them.`);
    this.name = 'DemonstrationDataInProduction';
  }
}

/**
 * Fills an empty database with what the law itself gives and, outside production, with demonstration people.
 * Answers the demonstration users, none in production.
 */
export async function prepareOffice(
  office: Office,
  config: Config,
  say: (line: string) => void,
): Promise<readonly DemonstrationUser[]> {
  const transactions = office.app.get(Transactions);
  await prepareSeal(office, say);
  const made = await office.app.get(SoundKeys).fill(systemActor('persons'));
  if (made > 0) say(`Made ${made} older person records searchable by sound.`);
  if (config.environment === 'production') {
    const found = await demonstrationUsersIn(transactions);
    if (found > 0) throw new DemonstrationDataInProduction(found);
    await bringReferenceData(transactions, config, say);
    return [];
  }
  const users = await seedDemonstrationUsers(transactions, config);
  await bringReferenceData(transactions, config, say);
  if (office.clock instanceof TestClock) {
    const files = await new DemonstrationSeed(office.app, office.clock).fill();
    say(files > 0 ? `Demonstration data ready: ${files} files.` : 'Demonstration data is there.');
  }
  return users;
}

/** A certificate that cannot seal ends the start (D33). */
async function prepareSeal(office: Office, say: (line: string) => void): Promise<void> {
  const certificate = await office.app.get(Sealing).open(office.clock.now());
  if (certificate === undefined) say('Warning: no SEALING_CERTIFICATE is set; letters are issued unsealed.');
  else say(`Letters are sealed by ${certificate.subjectName}.`);
}

async function bringReferenceData(
  transactions: Transactions,
  config: Config,
  say: (line: string) => void,
): Promise<void> {
  await ensureReferenceData(transactions, config);
  const warning = await paymentAccountWarning(transactions, config);
  if (warning !== undefined) say(`Warning: ${warning}`);
}
