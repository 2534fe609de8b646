import { compareDates } from '../kernel/legal-calendar';
import type { LegalDate } from '../kernel/legal-date';
import { accept, refuse, type Outcome } from '../kernel/outcome';
import { OPEN_APPEAL_STATES, type AppealState } from './appeal.rules';
import type { JudgmentState } from './judgment.rules';

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
  readonly lines: readonly { readonly state: AppealState; readonly closedOn: LegalDate | null }[];
  readonly judgments: readonly { readonly state: JudgmentState; readonly judgedOn: LegalDate }[];
}

/** Whether anything of an appeal can still be put right. Refuses `appeal-correction-judged` once a judgment took effect, `appeal-correction-closed`. */
export function checkCorrectable({ lines, judgments }: Omit<AppealToCorrect, 'entries'>): Outcome<true> {
  if (judgments.some(({ state }) => state === 'confirmed' || state === 'replaced'))
    return refuse('appeal-correction-judged', { rule: 'R4.4' });
  return lines.some(({ state }) => OPEN_APPEAL_STATES.includes(state))
    ? accept(true)
    : refuse('appeal-correction-closed', { rule: 'R4.1' });
}

/**
 * What a correction changes of an appeal (R4.1). Refuses what `checkCorrectable` refuses, `appeal-correction-unchanged`, `required` for a number that is
 * taken away, `appeal-correction-roll` for a number that the court has not given yet, `appeal-correction-after-judgment` (params `judgedOn`) and
 * `appeal-correction-after-withdrawal` (params `closedOn`) for a day of lodging after what followed.
 */
export function decideCorrection(right: AppealEntries, appeal: AppealToCorrect): Outcome<readonly CorrectableEntry[]> {
  const correctable = checkCorrectable(appeal);
  if (!correctable.ok) return correctable;
  const changed = ENTRIES.filter((entry) => right[entry] !== appeal.entries[entry]);
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
  const closedOn = appeal.lines.flatMap((line) => line.closedOn ?? []).find((on) => compareDates(right.lodgedOn, on) > 0); // prettier-ignore
  if (closedOn !== undefined)
    return refuse('appeal-correction-after-withdrawal', { field: 'lodgedOn', rule: 'R4.1', params: { closedOn } });
  return accept(changed);
}
