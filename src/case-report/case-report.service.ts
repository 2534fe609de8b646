import { Injectable } from '@nestjs/common';
import { CaseAccess } from '../audit/case-access.service';
import type { PersonId } from '../kernel/ids';
import { Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { Translations } from '../ui/translator';
import { DocumentsService } from '../documents/documents.service';
import { FileService } from '../reports/file.service';
import type { FilePage } from '../reports/file.view';
import type { ExportCase, ReportFormat } from './case-report.commands';
import { CaseReportRepository, type ReportDocument, type ReportRow } from './case-report.repository';
import { writeExport, type ExportFile } from './export-file';
import { jsonList, jsonWithContent, REPORT_FORMAT_VERSION, reportItem, usersNamedIn } from './report-json';
import { reportOnPaper } from './report-paper';
import { LISTS_ON_PAPER } from './report-rows';
import { REPORT_SECTIONS } from './report-sections.repository';

/** An export, ready to be given out. */
export interface CaseExport extends ExportFile {
  readonly format: ReportFormat;
  readonly number: string | undefined;
}

/** Everything that the Office holds of one case, for auditors, as it is at the moment of the export. */
@Injectable()
export class CaseReportService {
  constructor(
    private readonly transactions: Transactions,
    private readonly report: CaseReportRepository,
    private readonly files: FileService,
    private readonly access: CaseAccess,
    private readonly letters: DocumentsService,
    private readonly translations: Translations,
  ) {}

  /**
   * Writes the report of a case aside and records the export: who, of whom, why, in which form, with the hash of the whole.
   * What cannot be recorded is not given out. Refuses `not-found` and `other-department` (D32).
   */
  async export(actor: Actor, fileId: string, command: ExportCase): Promise<CaseExport> {
    let written: ExportFile | undefined;
    try {
      return await this.transactions.run(actor, async (tx) => {
        await written?.drop(); // of an attempt that the database gave up
        written = undefined;
        await this.report.fixMoment(tx);
        await this.access.reasonFor(tx, fileId);
        const { page, personIds } = await this.files.content(tx, fileId);
        const parts = command.format === 'pdf' ? this.pdf(tx, page, command) : this.json(tx, fileId, page, command);
        written = await writeExport(parts);
        this.record(tx, { fileId, personIds, command, written });
        return { ...written, format: command.format, number: page.number };
      });
    } catch (error) {
      await written?.drop();
      throw error;
    }
  }

  private record(
    tx: Tx,
    done: { fileId: string; personIds: readonly PersonId[]; command: ExportCase; written: ExportFile },
  ): void {
    const { fileId, personIds, command, written } = done;
    const { purpose, ...form } = command;
    const detail = { ...form, sha256: written.sha256Hex, sizeBytes: written.sizeBytes };
    const subject = { subjectKind: 'offence', subjectId: fileId, caseId: fileId };
    // Purposes are free text and may name somebody: the log keeps their commitment, the access record their words.
    tx.record({ type: 'case-report.exported', ...subject, detail, personal: { purpose } });
    const caseIds = [fileId];
    tx.recordAccess({ operation: 'case.export', reason: `export: ${purpose}`, personIds, caseIds, criteria: detail });
  }

  /** The report as a tagged PDF; its lists are bounded by the case, and its documents are named, not printed. */
  private async *pdf(tx: Tx, page: FilePage, command: ExportCase): AsyncGenerator<Buffer, void> {
    const lists: Record<string, ReportRow[]> = {};
    for (const section of REPORT_SECTIONS.filter(({ name }) => LISTS_ON_PAPER.some((each) => each === name))) {
      const rows: ReportRow[] = (lists[section.name] = []);
      for await (const row of this.report.rows(tx, section, page.fileId, false)) rows.push(reportItem(row));
    }
    const language = command.language ?? 'fr';
    const [user] = tx.actor.kind === 'user' ? await this.report.users(tx, [tx.actor.id]) : [];
    const exportedBy = typeof user?.['display_name'] === 'string' ? user['display_name'] : tx.actor.id;
    const documents = await this.report.documents(tx, page.fileId);
    const report = { language, asOf: tx.now, purpose: command.purpose, exportedBy, page, documents, lists };
    yield this.letters.preview(tx, reportOnPaper(report, this.translations.for(language)));
  }

  /** The report as JSON, part by part (docs/case-report.md). */
  private async *json(
    tx: Tx,
    fileId: string,
    { number }: FilePage,
    { documents = 'embedded' }: ExportCase,
  ): AsyncGenerator<string, void> {
    const head = { format: 'case-report', formatVersion: REPORT_FORMAT_VERSION, asOf: tx.now.toISOString(), fileId };
    yield JSON.stringify(number === undefined ? head : { ...head, number }).slice(0, -1);
    const users = new Set<string>();
    for (const section of REPORT_SECTIONS) {
      yield* jsonList(section.name, itemsOf(this.report.rows(tx, section, fileId, mayNationalNumber(tx.actor)), users));
    }
    yield* jsonList('users', (await this.report.users(tx, [...users])).map(reportItem));
    yield ',\n"documents":[';
    let between = '\n';
    for (const document of await this.report.documents(tx, fileId)) {
      yield between;
      if (documents === 'listed') yield JSON.stringify(documentItem(document));
      else yield* jsonWithContent(documentItem(document), this.report.bytes(tx, document));
      between = ',\n';
    }
    yield ']}\n';
  }
}

async function* itemsOf(rows: AsyncIterable<ReportRow>, users: Set<string>): AsyncGenerator<ReportRow, void> {
  for await (const row of rows) {
    const item = reportItem(row);
    for (const id of usersNamedIn(item)) users.add(id);
    yield item;
  }
}

function documentItem({ created_on: _day, ...document }: ReportDocument): ReportRow {
  return reportItem(document);
}

function mayNationalNumber(actor: Actor): boolean {
  return actor.kind !== 'system' && actor.permissions.has('person.national-number');
}
