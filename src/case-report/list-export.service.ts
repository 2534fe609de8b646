import { Injectable } from '@nestjs/common';
import type { InterfaceLanguage } from '../kernel/language';
import { newId, type PersonId } from '../kernel/ids';
import { Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { PersonsService } from '../persons/persons.service';
import { Refused } from '../platform/refused';
import { Translations } from '../ui/translator';
import type { ExportList } from './case-report.commands';
import { BYTE_ORDER_MARK, csvLine } from './csv-line.rules';
import { ComputedLists } from './computed-lists.service';
import { writeExport, type ExportFile } from './export-file';
import { columnsOf, isComputed } from './exported-lists';
import { ListExportRepository, type ListFilter, type ListRow } from './list-export.repository';

/** Whole lists as CSV, for auditors. */
@Injectable()
export class ListExportService {
  constructor(
    private readonly transactions: Transactions,
    private readonly lists: ListExportRepository,
    private readonly translations: Translations,
    private readonly persons: PersonsService,
    private readonly computed: ComputedLists,
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
      for (const id of row.personIds) shown.persons.add(id);
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
    const { list } = command;
    return isComputed(list) ? this.computed.rows(tx, list, filter, language) : this.lists.rows(tx, list, filter);
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
