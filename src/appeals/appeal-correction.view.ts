import type { Message } from '../ui/message';
import { forfeitedTexts, timelinessText } from './appeal-page.view';
import type { CorrectionForeseen } from './appeal-correction-desk.service';

/** What a correction does to one decision's appeal, in words: in time or late, and what follows from the difference. */
export interface CorrectionTexts {
  readonly number: string;
  readonly isLate: boolean;
  readonly texts: readonly Message[];
}

/** The consequences of a correction, decision by decision (R4.1, R7.8, D13). */
export function correctionTexts({ decisions }: CorrectionForeseen): CorrectionTexts[] {
  return decisions.map(({ number, before, after, becomesTimely, releaseCount, forfeited }) => ({
    number,
    isLate: after.isLate,
    texts: [
      timelinessText(after),
      ...(before.isLate === after.isLate ? [{ key: 'appeals.correction.sameTimeliness' }] : []),
      ...(after.isLate && !before.isLate ? [{ key: 'appeals.correction.nowLate' }] : []),
      ...(becomesTimely ? [{ key: 'appeals.correction.nowInTime' }, { key: 'appeals.foreseen.recalled' }] : []),
      ...(releaseCount > 0 ? [{ key: 'appeals.foreseen.stopped' }] : []),
      ...forfeitedTexts(forfeited),
    ],
  }));
}
