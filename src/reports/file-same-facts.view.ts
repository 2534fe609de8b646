import type { OrderReader } from '../decisions/repeat-order.view';
import type { FactsElsewhere, FileOfSameFacts } from '../offences/same-facts.rules';

/** Another file of the same facts as a page leads to it. */
interface SameFactsLine {
  /** Absent for a file of another department, of which only the number is told (D32). */
  readonly href: string | undefined;
  readonly number: string | undefined;
}

/** Where a file leads whose facts stand in another one too. */
export interface SameFactsLines {
  /** In which file they were recorded again; of one that counts no more (D22). */
  readonly recordedAgain: SameFactsLine | undefined;
  /** In which file, which counts no more, they were recorded before. */
  readonly recordedBefore: SameFactsLine | undefined;
}

/** The ways from a file to that in which its facts were recorded again, and back. */
export function sameFactsLines({ recordedAgain, recordedBefore }: FactsElsewhere, reader: OrderReader): SameFactsLines {
  const line = (file: FileOfSameFacts | undefined): SameFactsLine | undefined =>
    file && {
      href:
        reader.spansDepartments || file.departmentId === reader.departmentId ? `/files/${file.offenceId}` : undefined,
      number: file.number ?? undefined,
    };
  return { recordedAgain: line(recordedAgain), recordedBefore: line(recordedBefore) };
}
