import { AppealFactsRepository } from '../../src/appeals/appeal-facts.repository';
import { AppealFacts } from '../../src/appeals/appeal-facts.service';
import { AppealsRepository } from '../../src/appeals/appeals.repository';
import { TakenAppeals } from '../../src/appeals/taken-appeals.service';
import { DepartmentsRepository } from '../../src/access/departments.repository';
import { DepartmentsService } from '../../src/access/departments.service';
import { DepositsRepository } from '../../src/deposits/deposits.repository';
import { TakenDeposits } from '../../src/deposits/taken-deposits.service';
import { ogmFor } from '../../src/kernel/ogm';
import { LedgerRepository } from '../../src/ledger/ledger.repository';
import { LedgerService } from '../../src/ledger/ledger.service';
import { ParametersRepository } from '../../src/parameters/parameters.repository';
import { ParametersService } from '../../src/parameters/parameters.service';
import { ensureReferenceData } from '../../src/parameters/reference-data';
import { PersonsRepository } from '../../src/persons/persons.repository';
import { PersonsService } from '../../src/persons/persons.service';
import { TakenFinesRepository } from '../../src/takeover/taken-fines.repository';
import { TakenPartiesRepository } from '../../src/takeover/taken-parties.repository';
import { TakeoverClashesRepository } from '../../src/takeover/takeover-clashes.repository';
import { TakeoverLoading } from '../../src/takeover/takeover-loading.service';
import { TakeoverOthers } from '../../src/takeover/takeover-others.service';
import { TakeoverRecordsRepository } from '../../src/takeover/takeover-records.repository';
import { TakeoverRecords } from '../../src/takeover/takeover-records.service';
import { TakeoverRepository } from '../../src/takeover/takeover.repository';
import { TakeoverService, type TakeoverCheck } from '../../src/takeover/takeover.service';
import type { TakeoverFile, TakeoverKind } from '../../src/takeover/takeover.types';
import type { TestGround } from './actors';

type Line = Readonly<Record<string, unknown>>;

/** A line of a file of fines that nothing is wrong with; name only what the test is about. */
export function fineLine(ordinal: number, changes: Line = {}): Line {
  const digits = String(ordinal).padStart(6, '0');
  return {
    id: `f${digits}`,
    department: 'BIF',
    departmentName: 'Border Inspection',
    decisionNumber: `BIF-2025-${digits}`,
    structuredCommunication: ogmFor(`9900${digits}`),
    debtor: { surname: `Exemple ${letters(ordinal)}`, firstNames: 'Alix', birthDate: '1987-03-12' },
    article: '41',
    amountCents: 20_000,
    outstandingCents: 20_000,
    notifiedOn: '2026-01-29',
    state: 'open',
    ...changes,
  };
}

/** A word of its own for each number. */
function letters(ordinal: number): string {
  return String(ordinal).replace(/\d/g, (digit) => 'abcdefghij'.charAt(Number(digit)));
}

export function asNdjson(lines: readonly Line[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** The take-over on a test database, with two people. */
export class TakeoverDesk {
  private constructor(
    readonly ground: TestGround,
    readonly takeover: TakeoverService,
  ) {}

  static async open(ground: TestGround, ledger = new LedgerService(new LedgerRepository())): Promise<TakeoverDesk> {
    const { transactions, config } = ground;
    await ensureReferenceData(transactions, config);
    const rows = new TakeoverRepository();
    const persons = new PersonsService(transactions, new PersonsRepository());
    const parameters = new ParametersService(transactions, new ParametersRepository(), config);
    const deposits = new TakenDeposits(new DepositsRepository(), ledger, parameters);
    const facts = new AppealFacts(
      new AppealFactsRepository(),
      parameters,
      new TakeoverRecords(new TakeoverRecordsRepository()),
    );
    const appeals = new TakenAppeals(new AppealsRepository(), facts);
    const others = new TakenPartiesRepository();
    const loading = new TakeoverLoading(rows, new TakenFinesRepository(others), others, persons, ledger);
    const departments = new DepartmentsService(new DepartmentsRepository());
    return new TakeoverDesk(
      ground,
      new TakeoverService(
        transactions,
        rows,
        new TakeoverClashesRepository(),
        departments,
        parameters,
        loading,
        new TakeoverOthers(rows, deposits, appeals),
      ),
    );
  }

  check(text: string | Uint8Array, kind: TakeoverKind = 'fines'): Promise<TakeoverCheck> {
    const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
    return this.takeover.check(this.ground.actor('cashier'), { name: 'open.ndjson', kind, open: () => [bytes] });
  }

  /** The file that was checked; throws with the findings when it was refused. */
  async checked(text: string, kind: TakeoverKind = 'fines'): Promise<TakeoverFile> {
    const outcome = await this.check(text, kind);
    if (outcome.outcome === 'refused') throw new Error(JSON.stringify(outcome.findings));
    return outcome.file;
  }

  /** `line column code` of everything that is wrong. */
  async findings(text: string | Uint8Array, kind: TakeoverKind = 'fines'): Promise<string[]> {
    const outcome = await this.check(text, kind);
    if (outcome.outcome !== 'refused') return [];
    return outcome.findings.map(({ code, field, rule = '', params }) =>
      `${params?.['line'] ?? 0} ${field ?? ''} ${code} ${rule}`.trimEnd(),
    );
  }

  async load(text: string, kind: TakeoverKind = 'fines'): Promise<TakeoverFile> {
    const file = await this.checked(text, kind);
    await this.takeover.load(this.ground.actor('administrator'), file.id, file.version);
    return file;
  }
}
