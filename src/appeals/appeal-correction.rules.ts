import { compareDates } from '../kernel/legal-calendar';
import type { LegalDate } from '../kernel/legal-date';
import { accept, refuse, type Outcome } from '../kernel/outcome';
import { OPEN_APPEAL_STATES, type AppealState } from './appeal.rules';
import { hasTakenEffect, type JudgmentState } from './judgment.rules';

/** What of a recorded appeal can be put right: its days, its court, its number. Who appealed against what is another appeal. */
export interface AppealEntries {
  readonly lodgedOn: LegalDate;
  readonly learnedOn: LegalDate;
  readonly courtCode: string;
  readonly divisionCode: string;
  readonly docketNumber: string;
}

const ENTRIES = ['lodgedOn', 'learnedOn', 'courtCode', 'divisionCode', 'docketNumber'] as const;
export type CorrectableEntry = (typeof ENTRIES)[number];

/** An appeal as a correction finds it: what was recorded, its decisions, what the court said of them. */
export interface AppealToCorrect {
  readonly entries: AppealEntries;
  readonly lines: readonly {
    readonly decisionId: string;
    readonly state: AppealState;
    readonly closedOn: LegalDate | null;
  }[];
  readonly judgments: readonly {
    readonly decisionId: string;
    readonly state: JudgmentState;
    readonly judgedOn: LegalDate;
  }[];
}

/** True for the appeal on a decision that is open and on which no judgment has taken effect: only there a correction still changes anything. */
export function isCorrectable(
  line: AppealToCorrect['lines'][number],
  judgments: AppealToCorrect['judgments'],
): boolean {
  const isJudged = judgments.some((each) => each.decisionId === line.decisionId && hasTakenEffect(each));
  return OPEN_APPEAL_STATES.includes(line.state) && !isJudged;
}

/**
 * Whether days and court of an appeal can still be put right: as long as one of its decisions waits for what the court says. Refuses
 * `appeal-correction-judged` once a judgment took effect on those that are open, `appeal-correction-closed`.
 */
export function checkCorrectable({ lines, judgments }: Omit<AppealToCorrect, 'entries'>): Outcome<true> {
  if (lines.some((line) => isCorrectable(line, judgments))) return accept(true);
  return judgments.some(hasTakenEffect)
    ? refuse('appeal-correction-judged', { rule: 'R4.4' })
    : refuse('appeal-correction-closed', { rule: 'R4.1' });
}

/**
 * What a correction changes of an appeal (R4.1); its number, on which nothing hangs, whatever became of it. Refuses what `checkCorrectable` refuses, `appeal-correction-unchanged`, `required` for a number that is
 * taken away, `appeal-correction-roll` for a number that the court has not given yet, `appeal-correction-after-judgment` (params `judgedOn`) and
 * `appeal-correction-after-withdrawal` (params `closedOn`) for a day of lodging after what followed.
 */
export function decideCorrection(right: AppealEntries, appeal: AppealToCorrect): Outcome<readonly CorrectableEntry[]> {
  const changed = ENTRIES.filter((entry) => right[entry] !== appeal.entries[entry]);
  const isNumberOnly = changed.every((entry) => entry === 'docketNumber') && changed.length > 0;
  const correctable = checkCorrectable(appeal);
  if (!isNumberOnly && !correctable.ok) return correctable;
  if (changed.length === 0) return refuse('appeal-correction-unchanged', { field: 'lodgedOn', rule: 'R4.1' });
  if (changed.includes('docketNumber')) {
    if (right.docketNumber === '') return refuse('required', { field: 'docketNumber', rule: 'R4.1' });
    if (appeal.lines.some(({ state }) => state === 'lodged'))
      return refuse('appeal-correction-roll', { field: 'docketNumber', rule: 'R4.1' });
  }
  const given = appeal.judgments.filter(({ state }) => state !== 'refused');
  const judgedOn = given.map((judgment) => judgment.judgedOn).find((on) => compareDates(right.lodgedOn, on) > 0);
  if (judgedOn !== undefined)
    return refuse('appeal-correction-after-judgment', { field: 'lodgedOn', rule: 'R4.3', params: { judgedOn } });
  const ended = appeal.lines.filter(({ state }) => state !== 'mistaken');
  const closedOn = ended.flatMap((line) => line.closedOn ?? []).find((on) => compareDates(right.lodgedOn, on) > 0); // prettier-ignore
  if (closedOn !== undefined)
    return refuse('appeal-correction-after-withdrawal', { field: 'lodgedOn', rule: 'R4.1', params: { closedOn } });
  return accept(changed);
}
