import type { UserId } from '../kernel/ids';
import type { Message, MessageParams } from '../ui/message';
import type { AppealSheet, JudgmentOutlook } from './appeal-desk.service';
import type { AppealForeseen } from './appeal-entry.service';
import type { AppealOnFile } from './appeal-files.service';
import { checkCorrectable } from './appeal-correction.rules';
import { APPEAL_MACHINE, OPEN_APPEAL_STATES, type Timeliness } from './appeal.rules';
import type { Replacement } from './judgment-replacement.service';
import type { JudgmentRow } from './appeals.repository';
import { givenUpWith, hasRemedy, hasFallen, inOrderOfRecord, isSettled, JUDGMENT_MACHINE, leftStandingBy, takesOff, type Consequences, type GivenUp } from './judgment.rules'; // prettier-ignore

/** What a person may do on the page of an appeal, one at a time. */
export const APPEAL_ACTIONS = [
  'enter-on-roll',
  'judge',
  'withdraw',
  'mark-mistaken',
  'become-final',
  'contest',
  'number-remedy',
  'attach',
  'decide',
] as const;
export type AppealAction = (typeof APPEAL_ACTIONS)[number];

/** An action with the decision or judgment that it is about. */
export interface OfferedAction {
  readonly action: AppealAction;
  readonly target: string;
  /** What it is called where that is not its own name: what is taken back is a remedy, not the appeal. */
  readonly called?: 'end-remedy';
}

/** Who looks. */
export interface AppealReader {
  readonly id: UserId;
  readonly permissions: ReadonlySet<string>;
}

/** One decision of the appeal with what may be done about it. */
export interface ShownLine extends AppealOnFile {
  readonly timelinessText: Message;
  readonly forfeitedTexts: readonly Message[];
  /** What is taken back: the appeal, or a remedy against what the court has said. */
  readonly givesUp: GivenUp;
  /** A judgment can be refused no more: its day stays as it was recorded, and one that follows may need the reason of its own day. */
  readonly isJudged: boolean;
  readonly actions: readonly OfferedAction[];
}

/** One judgment with what it does, or would do, and what may be done about it. */
export interface ShownJudgment extends JudgmentRow {
  readonly decisionNumber: string;
  readonly effects: readonly Message[];
  readonly papers: JudgmentOutlook['papers'];
  /** Why this reader cannot decide on it, when that is for another person. */
  readonly isOwn: boolean;
  /** Its effects stand: a remedy leaves them until a later judgment is confirmed. */
  readonly isInEffect: boolean;
  readonly isContestedInEffect: boolean;
  readonly actions: readonly OfferedAction[];
}

/** An appeal as its page shows it. */
export interface AppealPage {
  readonly sheet: AppealSheet;
  /** The court, with its division, in each language; undefined for one that is no longer known. */
  readonly place: Readonly<Record<string, string>> | undefined;
  readonly lines: readonly ShownLine[];
  readonly judgments: readonly ShownJudgment[];
  readonly actions: readonly OfferedAction[];
  /** Days and court may still be put right, or the number, which the court has given. */
  readonly isCorrectable: boolean;
  /** The one whose form is shown. */
  readonly chosen: OfferedAction | undefined;
  readonly chosenLine: ShownLine | undefined;
  readonly chosenJudgment: ShownJudgment | undefined;
}

/** The page for a reader; `asked` is what the address asks for, and shown only when this reader may do it now. */
export function appealPage(sheet: AppealSheet, reader: AppealReader, asked: Partial<OfferedAction>): AppealPage {
  const mayRecord = reader.permissions.has('appeal.record');
  const lines = sheet.lines.map((line) => shownLine(line, sheet.judgments, mayRecord));
  const judgments = sheet.judgments.map((judgment) => shownJudgment(judgment, sheet, reader));
  const isWaiting = lines.some(({ state }) => state === 'lodged');
  const actions: OfferedAction[] = mayRecord && isWaiting ? [{ action: 'enter-on-roll', target: sheet.appeal.id }] : [];
  const offered = [...actions, ...lines.flatMap((line) => line.actions), ...judgments.flatMap((each) => each.actions)];
  const chosen = offered.find(({ action, target }) => action === asked.action && target === asked.target);
  return {
    sheet,
    place: placeOf(sheet),
    lines,
    judgments,
    actions,
    isCorrectable: mayRecord && (checkCorrectable(sheet).ok || !isWaiting),
    chosen,
    chosenLine: lines.find(({ decisionId }) => decisionId === chosen?.target),
    chosenJudgment: judgments.find(({ id }) => id === chosen?.target),
  };
}

function placeOf({ court, appeal }: AppealSheet): Readonly<Record<string, string>> | undefined {
  const division = court?.divisions.find(({ code }) => code === appeal.divisionCode);
  if (court === undefined || division === undefined) return court && { ...court.names };
  const both = Object.entries(court.names).map(([language, name]) => [
    language,
    `${name} · ${division.names[language as keyof typeof division.names]}`,
  ]);
  return Object.fromEntries(both) as Readonly<Record<string, string>>;
}

function shownLine(line: AppealOnFile, judgments: readonly JudgmentRow[], mayRecord: boolean): ShownLine {
  const verbs = APPEAL_MACHINE.transitions[line.state];
  const isNamed = judgments.some(({ decisionId, state }) => decisionId === line.decisionId && state !== 'refused');
  const possible = (['judge', 'withdraw', 'mark-mistaken'] as const).filter(
    (verb) => mayRecord && verbs[verb] !== undefined && !(verb === 'mark-mistaken' && isNamed),
  );
  const givesUp = givenUpWith(inOrderOfRecord(judgments, line.decisionId));
  return {
    ...line,
    timelinessText: timelinessText(line.timeliness),
    forfeitedTexts: forfeitedTexts(line.forfeited),
    givesUp,
    isJudged: judgments.some((each) => each.decisionId === line.decisionId && isSettled(each)),
    actions: possible.map((action) => ({
      action,
      target: line.decisionId,
      ...(action === 'withdraw' && givesUp !== 'withdraw' && { called: 'end-remedy' }),
    })),
  };
}

function shownJudgment(judgment: JudgmentRow, sheet: AppealSheet, { id, permissions }: AppealReader): ShownJudgment {
  const outlook = sheet.outlooks.find(({ judgmentId }) => judgmentId === judgment.id);
  const line = sheet.lines.find(({ decisionId }) => decisionId === judgment.decisionId);
  const before = inOrderOfRecord(sheet.judgments, judgment.decisionId).filter((each) => each.id < judgment.id);
  const left = leftStandingBy(judgment, before);
  const isInEffect = judgment.state === 'confirmed';
  const verbs = JUDGMENT_MACHINE.transitions[judgment.state];
  const isOwn = judgment.recordedBy === id || judgment.finalisedBy === id;
  const may: Readonly<Record<string, boolean>> = {
    'become-final': permissions.has('appeal.record') && verbs['become-final'] !== undefined,
    contest:
      permissions.has('appeal.record') && verbs.contest !== undefined && line !== undefined && isContestable(line),
    'number-remedy':
      permissions.has('appeal.record') && line !== undefined && hasRemedy({ ...judgment, appealState: line.state }),
    attach: permissions.has('appeal.record'),
    decide: permissions.has('judgment.confirm') && verbs.refuse !== undefined && !isOwn,
  };
  return {
    ...judgment,
    decisionNumber: line?.decisionNumber ?? '',
    isInEffect,
    isContestedInEffect: isInEffect && judgment.outcome !== 'quashed' && line !== undefined && line.state !== 'final',
    effects:
      outlook?.consequences === undefined || line === undefined
        ? []
        : left === undefined
          ? consequenceTexts(judgment, line, outlook.consequences, outlook.replacement)
          : failureTexts(left, line),
    papers: outlook?.papers ?? [],
    isOwn,
    actions: APPEAL_ACTIONS.filter((action) => may[action]).map((action) => ({ action, target: judgment.id })),
  };
}

/** A remedy opens the appeal again only where it is not open: a second one against the same judgment is part of the first (R4.6). */
function isContestable({ state }: AppealOnFile): boolean {
  return APPEAL_MACHINE.transitions[state].contest !== undefined;
}

/** What a judgment takes back of the one that it replaces, in words (R4.6). */
function replacementTexts({ isReinstated, restoredCents, stoppedCents, goneCents }: Replacement): Message[] {
  return [
    text('effect.replaces'),
    ...(isReinstated ? [text('effect.reinstated')] : []),
    ...(restoredCents > 0 ? [text('effect.restored', { amountCents: restoredCents })] : []),
    ...(stoppedCents > 0 ? [text('effect.stopped', { amountCents: stoppedCents })] : []),
    ...(goneCents > 0 && restoredCents > 0 ? [text('effect.owedAgain', { amountCents: goneCents })] : []),
    ...(isReinstated ? [text('effect.orderAgain'), text('effect.recoveryAgain')] : []),
  ];
}

/** What follows where a remedy failed: what was contested stands, in effect or as it was recorded (R4.6). */
function failureTexts({ state, judgedOn }: JudgmentRow, { others }: Pick<AppealOnFile, 'others'>): Message[] {
  return [text('effect.remedyFailed', { on: judgedOn }), state === 'confirmed' ? endText(others) : text('effect.judgmentResumed')]; // prettier-ignore
}

/** The end of the appeal, beside others that may still be open. */
function endText(others: AppealOnFile['others']): Message {
  return text(others.some(({ state }) => OPEN_APPEAL_STATES.includes(state)) ? 'effect.otherHolds' : 'effect.holdEnds');
}

/** What a judgment does in law, in words, each amount with its sense (R4.4-R4.6, R4.8). */
function consequenceTexts(
  { outcome, damagesCents, costsCents }: Pick<JudgmentRow, 'outcome' | 'damagesCents' | 'costsCents'>,
  { decisionState, others }: Pick<AppealOnFile, 'decisionState' | 'others'>,
  { cancelledCents, owedBackCents, takenBackCents, owedAfterCents, deposit, heldCents, isAnnulled }: Consequences,
  replacement: Replacement | undefined,
): Message[] {
  const isLess = takesOff(outcome);
  const end = outcome === 'quashed' ? text('effect.referredBack') : endText(others);
  if (hasFallen(decisionState) && replacement === undefined) return [text('effect.fallen'), end];
  return [
    ...(replacement === undefined ? [] : replacementTexts(replacement)),
    text(isAnnulled ? 'effect.annulled' : isLess ? 'effect.reduced' : 'effect.stands'),
    ...(cancelledCents > 0 ? [text('effect.cancelled', { amountCents: cancelledCents })] : []),
    ...(owedBackCents > 0 ? [text('effect.owedBack', { amountCents: owedBackCents })] : []),
    ...(takenBackCents > 0 ? [text('effect.takenBack', { amountCents: takenBackCents })] : []),
    owedAfterCents > 0 ? text('effect.owedAfter', { amountCents: owedAfterCents }) : text('effect.nothingOwed'),
    ...(deposit === 'none' ? [] : [text(`effect.deposit.${deposit}`, { amountCents: heldCents })]),
    ...(isLess ? [text('effect.recall')] : []),
    ...(isAnnulled ? [text('effect.order')] : []),
    ...(damagesCents + costsCents > 0 ? [text('effect.noted')] : []),
    end,
  ];
}

/** Whether an appeal came in time, and why (4A, D19, D21). */
export function timelinessText({ reason, lastDay, daysLate }: Timeliness): Message {
  return text(`timeliness.${reason}`, {
    ...(lastDay !== undefined && { lastDay }),
    ...(daysLate !== undefined && { count: daysLate }),
  });
}

/** What of a deposit is revenue already, though the appeal came in time (trap 13). */
export function forfeitedTexts(forfeited: AppealOnFile['forfeited']): Message[] {
  return forfeited.map(({ amountCents, on }) => text('foreseen.forfeited', { amountCents, on }));
}

/** What recording an appeal does, decision by decision and in all (4A point 12, D8, R4.2, R4.3, D13). */
export function foreseenTexts({ decisions, courtMonthEnd }: AppealForeseen): {
  readonly decisions: readonly {
    readonly number: string;
    readonly isLate: boolean;
    readonly texts: readonly Message[];
    readonly others: AppealForeseen['decisions'][number]['others'];
  }[];
  readonly effects: readonly Message[];
} {
  return {
    decisions: decisions.map(({ number, timeliness, releaseCount, isFallen, others, forfeited }) => ({
      number,
      isLate: timeliness.isLate,
      texts: [
        timelinessText(timeliness),
        ...(isFallen || timeliness.isLate ? [] : [text('foreseen.recalled')]),
        ...(timeliness.isLate ? [text('foreseen.late')] : []),
        ...(isFallen ? [text('foreseen.fallen')] : []),
        ...(releaseCount > 0 ? [text('foreseen.stopped')] : []),
        ...forfeitedTexts(forfeited),
      ],
      others,
    })),
    effects: [
      ...(decisions.every(({ isFallen }) => isFallen) ? [] : [text('foreseen.holds'), text('foreseen.payable')]),
      text('foreseen.month', { on: courtMonthEnd }),
    ],
  };
}

function text(key: string, params?: MessageParams): Message {
  return { key: `appeals.${key}`, ...(params && { params }) };
}
