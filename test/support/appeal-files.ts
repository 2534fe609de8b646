import { AppealFactsRepository } from '../../src/appeals/appeal-facts.repository';
import { AppealFacts } from '../../src/appeals/appeal-facts.service';
import { AppealFiles } from '../../src/appeals/appeal-files.service';
import { AppealsRepository } from '../../src/appeals/appeals.repository';
import { ParametersRepository } from '../../src/parameters/parameters.repository';
import { ParametersService } from '../../src/parameters/parameters.service';
import { TakeoverRecordsRepository } from '../../src/takeover/takeover-records.repository';
import { TakeoverRecords } from '../../src/takeover/takeover-records.service';
import type { TestGround } from './actors';

/** The appeals on a ground of its own, as the product wires them. */
export function appealFilesOn({ transactions, config }: Pick<TestGround, 'transactions' | 'config'>): AppealFiles {
  const parameters = new ParametersService(transactions, new ParametersRepository(), config);
  const takenOver = new TakeoverRecords(new TakeoverRecordsRepository());
  return new AppealFiles(new AppealsRepository(), new AppealFacts(new AppealFactsRepository(), parameters, takenOver));
}
