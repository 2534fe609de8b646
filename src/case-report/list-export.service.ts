import { Injectable } from '@nestjs/common';
import type { InterfaceLanguage } from '../kernel/language';
import { newId, type PersonId } from '../kernel/ids';
import { Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { PersonsService } from '../persons/persons.service';
import { RECOVERY_LISTS, RecoveryLists } from '../recovery/recovery-lists.service';
import { Refused } from '../platform/refused';
import { Translations } from '../ui/translator';
import type { ExportList } from './case-report.commands';
import { BYTE_ORDER_MARK, csvLine } from './csv-line.rules';
import { writeExport, type ExportFile } from './export-file';
import { columnsOf } from './exported-lists';

import { ListExportRepository, type ListFilter, type ListRow } from './list-export.repository';

/** Whole lists as CSV, for auditors. */
@Injectable()
export class ListExportService {
  constructor(
    private readonly transactions: Transactions,
    private readonly lists: ListExportRepository,
    private readonly translations: Translations,
    private readonly persons: PersonsService,
    private readonly recovery: RecoveryLists,
  ) {}

  /**
   * Writes a list aside and records the export: who, whom, why, which rows, and the hash of the whole. Headings are in `language`.
   * Who does not span departments gets the own one only (D32). Refuses `list-days-order` for a last day before the first,
   * `list-names-persons` for names on another list than that of persons, and what `PersonsService.search` refuses.
   */
  async export(actor: Actor, command: ExportList, language: InterfaceLanguage): Promise<ExportFile> {
    const { from, until } = command;
    if (from !== undefined && until !== undefined && until < from)
      throw new Refused({ code: 'list-days-order', field: 'until', params: { from } });
    const personIds = await this.foundBy(actor, command);
    let written: ExportFile | undefined;
    try {
      return await this.transactions.run(actor, async (tx) => {
        await written?.drop(); // of an attempt that the database gave up
        const shown = { persons: new Set<PersonId>(), lines: 0 };
        written = await writeExport(this.csv(tx, command, language, shown, personIds));
        record(tx, command, { written, shown });
        return written;
      });
    } catch (error) {
      await written?.drop();
      throw error;
    }
  }

  /** Whom the search by names finds, recorded like every search; undefined where nobody asked for names. */
  private async foundBy(actor: Actor, { list, names }: ExportList): Promise<readonly PersonId[] | undefined> {
    if (names === undefined) return undefined;
    if (list !== 'persons') throw new Refused({ code: 'list-names-persons', field: 'names' });
    return (await this.persons.search(actor, { names })).hits.map(({ id }) => id);
  }

  private async *csv(
    tx: Tx,
    command: ExportList,
    language: InterfaceLanguage,
    shown: { persons: Set<PersonId>; lines: number },
    personIds: readonly PersonId[] | undefined,
  ): AsyncGenerator<string, void> {
    const { t } = this.translations.for(language);
    yield BYTE_ORDER_MARK + csvLine(columnsOf(command.list).map((name) => t(`report.column.${name}`)));
    for await (const row of this.rows(tx, command, language, personIds)) {
      shown.lines += 1;
      if (row.person_id !== null) shown.persons.add(row.person_id);
      yield csvLine(row.cells);
    }
  }

  private rows(
    tx: Tx,
    command: ExportList,
    language: InterfaceLanguage,
    personIds: readonly PersonId[] | undefined,
  ): AsyncGenerator<ListRow, void> {
    const filter = { ...filterOf(tx.actor, command), personIds };
    return command.list === 'recoverable'
      ? this.recoverable(tx, filter, language)
      : this.lists.rows(tx, command.list, filter);
  }

  /** The fines that the page of recovery shows, each with what it waits for in words. */
  private async *recoverable(tx: Tx, filter: ListFilter, language: InterfaceLanguage): AsyncGenerator<ListRow, void> {
    const { departmentId, state, from = '', until = '9999-12-31' } = filter;
    const asked = RECOVERY_LISTS.find((each) => each === state);
    if (state !== undefined && asked === undefined) return;
    const { t } = this.translations.for(language);
    for await (const { list, fine, unmet } of this.recovery.every(tx, departmentId, asked)) {
      const { notifiedOn = '', number, debtorName, article, outstandingCents } = fine;
      if (notifiedOn < from || notifiedOn > until) continue;
      const waitsFor = unmet.map(({ check, code, params }) => t(`recovery.check.${check}.${code}`, params)).join(' ');
      yield {
        cells: [number, list, debtorName, article, notifiedOn, outstandingCents, waitsFor],
        person_id: fine.personId,
      };
    }
  }
}

function filterOf(actor: Actor, { state, from, until }: ExportList): Omit<ListFilter, 'personIds'> {
  const departmentId = actor.kind === 'user' && !actor.spansDepartments ? actor.departmentId : undefined;
  return { departmentId, state, from, until };
}

function record(
  tx: Tx,
  { purpose, names, ...asked }: ExportList,
  { written, shown }: { written: ExportFile; shown: { persons: ReadonlySet<PersonId>; lines: number } },
): void {
  const detail = {
    ...asked,
    format: 'csv',
    lines: shown.lines,
    sha256: written.sha256Hex,
    sizeBytes: written.sizeBytes,
  };
  tx.record({
    type: 'list.exported',
    subjectKind: 'list',
    subjectId: newId<string>(),
    detail,
    personal: { purpose, names },
  });
  const personIds = [...shown.persons];
  tx.recordAccess({
    operation: 'list.export',
    reason: `export: ${purpose}`,
    personIds,
    criteria: detail,
    hits: shown.lines,
  });
}
