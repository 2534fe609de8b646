import type { DepartmentId, OffenceId } from '../kernel/ids';

/** Another file of the same facts: of the same entry, or of the same person, obligation and day (D22). */
export interface FileOfSameFacts {
  readonly offenceId: OffenceId;
  readonly departmentId: DepartmentId;
  readonly state: 'recorded' | 'closed' | 'void';
  /** Recorded after the one that is looked at. */
  readonly isLater: boolean;
  /** Of its decision; null before there is one with a number. */
  readonly number: string | null;
}

/** Where the facts of a file stand beside it. */
export interface FactsElsewhere {
  /** In which file they were recorded again, of one that counts no more. */
  readonly recordedAgain: FileOfSameFacts | undefined;
  /** In which file, which counts no more, they were recorded before. */
  readonly recordedBefore: FileOfSameFacts | undefined;
}

/**
 * The file that took the place of one that counts no more, that which stands before one that does not, and the last one whose place a file took
 * (D22). `files` in the order in which they were recorded.
 */
export function factsElsewhere(state: FileOfSameFacts['state'], files: readonly FileOfSameFacts[]): FactsElsewhere {
  const later = files.filter(({ isLater }) => isLater);
  const again = later.find((each) => each.state !== 'void') ?? later.at(-1);
  return {
    recordedAgain: state === 'void' ? again : undefined,
    recordedBefore: files.findLast((each) => !each.isLater && each.state === 'void'),
  };
}
