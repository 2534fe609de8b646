import { actorOf } from '../access/actor';
import { seedDemonstrationUsers } from '../access/demonstration-users';
import { ensureScratchDepartments } from '../access/scratch-departments';
import { UsersService } from '../access/users.service';
import { newId } from '../kernel/ids';
import { isLegalDate } from '../kernel/legal-date';
import type { Office } from '../office';
import { ensureReferenceData } from '../parameters/reference-data';
import { StatementMatching } from '../payments/statement-matching.service';
import { TestClock } from '../platform/clock/clock';
import type { Config } from '../platform/config/config';
import { Transactions, type Actor } from '../platform/database/transactions';
import { systemActor } from '../platform/jobs/jobs';
import { StatementsService } from '../statements/statements.service';
import { TakeoverService } from '../takeover/takeover.service';
import { corpusFines } from './corpus-folder';
import type { EvaluatedOffice } from './matching-evaluation.service';

const EVALUATION = systemActor('evaluate-matching');

/** Makes an empty office ready for a corpus: the law, its departments, two people, and a day on which all of it has happened. */
export async function openScratchOffice(office: Office, config: Config, finesPath: string): Promise<EvaluatedOffice> {
  const transactions = office.app.get(Transactions);
  const departments = new Map<string, string>();
  let latestOn = '';
  for await (const { department, departmentName, notifiedOn } of corpusFines(finesPath)) {
    if (/^[A-Z]{3}$/.test(department)) departments.set(department, departmentName);
    if (isLegalDate(notifiedOn) && notifiedOn > latestOn) latestOn = notifiedOn;
  }
  const latest = new Date(`${latestOn === '' ? '2016-01-01' : latestOn}T12:00:00Z`);
  if (office.clock instanceof TestClock && office.clock.now() < latest) office.clock.moveTo(latest);
  await seedDemonstrationUsers(transactions, config);
  await ensureScratchDepartments(transactions, config, departments);
  await ensureReferenceData(transactions, config);
  const users = await office.app.get(UsersService).list(EVALUATION);
  const actor = (subject: string): Actor => {
    const user = users.find((each) => each.subject === subject);
    if (user === undefined) throw new Error(`no user ${subject}`);
    return actorOf(user, { remoteAddress: '127.0.0.1', traceId: newId() });
  };
  return {
    transactions,
    takeover: office.app.get(TakeoverService),
    statements: office.app.get(StatementsService),
    matching: office.app.get(StatementMatching),
    cashier: actor('cashier'),
    second: actor('administrator'),
  };
}
