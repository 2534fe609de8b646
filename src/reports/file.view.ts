import type { BirthDate } from '../kernel/birth-date';
import { formatOgm, isOgm } from '../kernel/ogm';
import { legalDate, type LegalDate } from '../kernel/legal-date';
import { centsFromDatabase, type Cents } from '../kernel/money';
import { appealWindow, type AppealStep, type AppealWindow } from '../notifications/appeal-window.rules';
import {
  goneOf,
  orderLine,
  orderPanel,
  type OrderLine,
  type OrderPanel,
  type OrderReader,
} from '../decisions/repeat-order.view';
import { procedureRows, type FieldRow } from '../offences/offence-fields.view';
import { repeatOrder, type DecisionInOrder } from '../offences/repeat.rules';
import type { FactsElsewhere } from '../offences/same-facts.rules';
import type { AppealFile } from '../appeals/appeal-files.service';
import type { PaymentProof } from '../proof-holds/proofs.repository';
import type { Message } from '../ui/message';
import { appealsOf, type AppealHrefs, type ShownAppeal } from './file-appeals.view';
import { announceDepositPath, isDeposited, shownDeposit, type ShownDeposit } from './file-deposits.view';
import { sameFactsLines, type SameFactsLines } from './file-same-facts.view';
import { takenOver, type TakenOver } from './file-taken-over.view';
import type { FileRefund } from './file-refunds.repository';
import type { AllocationRow, PostingRow } from './file-money.repository';
import { fileMoney, type FileMoney } from './file-money.view';
import type { EventRow } from './file-timeline.repository';
import { timelineOf, type TimelineItem } from './file-timeline.view';
import type {
  DecisionRow,
  DepositRow,
  DocumentRow,
  FileDecisionInOrder,
  InvitationRow,
  ReturnRow,
  FlagRow,
  LiablePartyRow,
  MandateRow,
  Names,
  NotificationRow,
  OffenceRow,
  PersonRow,
} from './file.repository';
import {
  moneyState,
  moneyWords,
  nextStep,
  notificationPath,
  windowState,
  type DecisionState,
  type MoneyState,
  type NextStep,
  type StepReader,
  type WindowState,
} from './file.rules';

/** Everything that was read of one file. */
export interface FileRecord {
  readonly offence: OffenceRow;
  readonly decision: DecisionRow | undefined;
  readonly deposits: readonly DepositRow[];
  readonly refunds: readonly FileRefund[];
  readonly documents: readonly DocumentRow[];
  readonly invitations: readonly InvitationRow[];
  /** Every decision of the person under the article, this one among them. */
  readonly inOrder: readonly FileDecisionInOrder[];
  readonly returns: readonly ReturnRow[];
  readonly notifications: readonly NotificationRow[];
  readonly liableParties: readonly LiablePartyRow[];
  readonly mandates: readonly MandateRow[];
  readonly flags: readonly FlagRow[];
  readonly postings: readonly PostingRow[];
  readonly allocations: readonly AllocationRow[];
  readonly proofs: readonly PaymentProof[];
  readonly appeals: readonly AppealFile[];
  readonly receivableCents: string | undefined;
  readonly events: readonly EventRow[];
  readonly sameFacts: FactsElsewhere;
}

/** A person as `personBadge` shows one. */
export interface ShownPerson {
  readonly displayName: string;
  readonly nameInLatin: string;
  readonly birthDate: BirthDate | undefined;
  readonly nationality: string;
  readonly href: string;
  readonly officeFileNumber: string | null;
}

/** One dimension of the file: its state as a tag, and one sentence. Dimensions are never merged into one status. */
export interface Dimension {
  readonly name: 'decision' | 'money' | 'window';
  readonly machine: string;
  readonly state: string;
  readonly text: Message;
}

/** The notification that counts, with the month it opens. */
export interface ShownNotification extends NotificationRow {
  /** How the month came about, in the words of `file.window.step`. */
  readonly steps: readonly AppealStep[];
  /** False when the stored days are not what the rule computes from the way and day of notification. */
  readonly agrees: boolean;
}

export interface FilePage extends SameFactsLines {
  readonly fileId: string;
  readonly person: ShownPerson;
  readonly departmentCode: string;
  readonly departmentNames: Names;
  readonly number: string | undefined;
  readonly structuredCommunication: string | undefined;
  readonly dimensions: readonly Dimension[];
  readonly next: NextStep & { readonly title: Message; readonly text: Message };
  readonly offence: OffenceRow & { readonly subject: string; readonly paragraph: string | undefined };
  readonly liableParties: readonly (ShownPerson & Omit<LiablePartyRow, keyof PersonRow>)[];
  readonly mandates: readonly (ShownPerson & Omit<MandateRow, keyof PersonRow>)[];
  /** What holds recovery about somebody in the file (D34). */
  readonly flags: readonly FlagRow[];
  /** Where it is corrected who must pay; absent once the decision is signed. */
  readonly liabilityHref: string | undefined;
  /** Where somebody else who must pay is told, when one was and another not (D21). */
  readonly tellOthersHref: string | undefined;
  readonly decision: (DecisionRow & { readonly amount: Cents; readonly shownState: DecisionState }) | undefined;
  /** With the Caisse des Dépôts, ended ones too (D4). */
  readonly deposits: readonly ShownDeposit[];
  /** What goes back or went back (R5). */
  readonly refunds: readonly FileRefund[];
  /** Where one is announced; absent for a decision that is not signed or has fallen. */
  readonly announceDepositHref: string | undefined;
  readonly documents: readonly (DocumentRow & { readonly href: string; readonly kilobytes: number })[];
  readonly invitations: readonly (InvitationRow & { readonly href: string; readonly kilobytes: number })[];
  /** What an earlier administration has left on file here; absent for the Office's own fines. */
  readonly takenOver: TakenOver | undefined;
  readonly procedure: readonly FieldRow[];
  /** The order of repeat offences and the breach that goes on; absent without a decision. */
  readonly order: OrderPanel | undefined;
  readonly continuing: ContinuingLine | undefined;
  readonly notification: ShownNotification | undefined;
  readonly superseded: readonly NotificationRow[];
  readonly money: FileMoney;
  /** What holds recovery because somebody has shown that they paid. */
  readonly proofs: readonly PaymentProof[];
  readonly appeals: readonly ShownAppeal[];
  readonly appealHrefs: AppealHrefs | undefined;
  readonly timeline: readonly TimelineItem[];
  /** The parts that this file has, in their order; each is a heading of the page. */
  readonly parts: readonly ('offence' | 'decision' | 'notification' | 'postings' | 'timeline')[];
}

function tellOthersHref(record: FileRecord): string | undefined {
  const { decision, offence } = record;
  const isOurs = decision?.state === 'notified' && offence.origin === 'office';
  return isOurs && record.liableParties.some((row) => !row.is_told) ? notificationPath(decision.id) : undefined;
}

/** The file page from what was read. Pure: today and the reader come in. */
export function filePage(record: FileRecord, reader: StepReader & OrderReader, today: LegalDate): FilePage {
  const { offence, decision } = record;
  const money = fileMoney(record.postings, record.allocations, record.receivableCents);
  const current = currentNotification(record.notifications);
  const window = current && windowOf(current);
  const shownState = decision && shownDecisionState(decision);
  const states = {
    money: moneyState(money.amounts, shownState),
    window: windowState(window, today, shownState, record.notifications.length > 0),
  };
  return {
    fileId: offence.id,
    person: shownPerson(offence),
    departmentCode: offence.department_code,
    departmentNames: offence.department_names,
    number: decision?.number ?? undefined,
    structuredCommunication: shownCommunication(decision),
    dimensions: dimensionsOf(record, shownState, money, states, current),
    next: stepWithWords(record, shownState, states, reader, current, today),
    offence: {
      ...offence,
      subject: offence.obligation?.subject ?? 'unknown',
      paragraph: offence.obligation?.paragraph ?? undefined,
    },
    liableParties: record.liableParties.map((row) => ({ ...row, ...shownPerson(row) })),
    mandates: record.mandates.map((row) => ({ ...row, ...shownPerson(row) })),
    flags: record.flags,
    tellOthersHref: tellOthersHref(record),
    liabilityHref: decision?.state === 'draft' || decision?.state === 'submitted' ? `/files/${offence.id}/liability` : undefined, // prettier-ignore
    decision: decision && shownState && { ...decision, amount: centsFromDatabase(decision.amount_cents), shownState },
    refunds: record.refunds,
    deposits: record.deposits.map((row) => shownDeposit(row, today)),
    announceDepositHref: decision && announceDepositPath(decision),
    documents: record.documents.map((row) => ({ ...row, href: documentPath(row.id), ...sizeOf(row) })),
    invitations: record.invitations.map((row) => ({ ...row, href: `/hearing-invitations/${row.id}`, ...sizeOf(row) })),
    takenOver: takenOver(offence, decision),
    procedure: offence.origin === 'taken-over' ? [] : procedureRows(offence.procedure),
    ...repeatsOf(record, reader),
    ...sameFactsLines(record.sameFacts, reader),
    notification: current && { ...current, steps: window?.steps ?? [], agrees: agreesWith(window, current) },
    superseded: record.notifications.filter((row) => row.superseded),
    money,
    proofs: record.proofs.filter(({ state }) => state === 'standing'),
    ...appealsOf(record.appeals, decision),
    timeline: timelineOf(record.events, record),
    parts: [
      'offence',
      ...(decision && offence.origin === 'office' ? (['decision'] as const) : []),
      ...(current ? (['notification'] as const) : []),
      ...(record.postings.length > 0 ? (['postings'] as const) : []),
      'timeline',
    ],
  };
}

function sizeOf({ size_bytes }: { readonly size_bytes: number }): { readonly kilobytes: number } {
  return { kilobytes: Math.ceil(size_bytes / 1000) };
}

/** Recorded as notified, and by what the register says now it reached none of those who must pay (D27). */
function reachedNobody({ offence, liableParties }: FileRecord, state: DecisionState): boolean {
  const isOurs = state === 'notified' && offence.origin === 'office' && liableParties.length > 0;
  return isOurs && liableParties.every((row) => !row.is_reached);
}

/** The decision that this one follows while the breach goes on, and what has become of it. */
export interface ContinuingLine {
  readonly earlier: OrderLine;
  readonly notifiedOn: LegalDate | undefined;
  readonly gone: 'withdrawn' | 'annulled' | undefined;
  readonly approvalReason: string | undefined;
}

function repeatsOf({ decision, inOrder }: FileRecord, reader: OrderReader): Pick<FilePage, 'order' | 'continuing'> {
  const all = inOrder.map(givenOf);
  const own = all.find(({ id }) => id === decision?.id);
  if (decision === undefined || own === undefined) return { order: undefined, continuing: undefined };
  const earlier = all.find(({ id }) => id === decision.continuing_of);
  return {
    order: orderPanel(repeatOrder(own, all), reader),
    continuing: earlier && {
      earlier: orderLine(earlier, reader),
      notifiedOn: earlier.notifiedOn,
      gone: goneOf(earlier.state),
      approvalReason: decision.continuing_approval_reason ?? undefined,
    },
  };
}

function givenOf({ signedAt, number, signedOn, notifiedOn, ...row }: FileDecisionInOrder): DecisionInOrder & {
  readonly notifiedOn: LegalDate | undefined;
} {
  return {
    ...row,
    ...(signedAt !== null && { signedAt }),
    ...(number !== null && { number }),
    ...(signedOn !== null && { signedOn }),
    notifiedOn: notifiedOn ?? undefined,
  };
}

/** Where the bytes of a stored letter are. */
export function documentPath(documentId: string): string {
  return `/documents/${documentId}`;
}

export function shownPerson(row: PersonRow): ShownPerson {
  const latin = [row.latin_family_name, row.latin_given_names].filter((name) => name !== '').join(', ');
  return {
    displayName: [row.family_name, row.given_names].filter((name) => name !== '').join(', '),
    nameInLatin: latin,
    birthDate: knownBirthDate(row),
    nationality: row.nationality,
    href: `/persons/${row.person_id}`,
    officeFileNumber: row.office_file_number,
  };
}

/** Parts that nobody knows are not there. */
function knownBirthDate({ birth_year: year, birth_month: month, birth_day: day }: PersonRow): BirthDate | undefined {
  if (year === null) return undefined;
  return { year, ...(month !== null && { month }), ...(day !== null && { day }) };
}

/** A draft that came back is told apart from one that was never submitted. */
export function shownDecisionState(decision: DecisionRow): DecisionState {
  return decision.state === 'draft' && decision.returned_on !== null ? 'returned' : decision.state;
}

/** With several addressees the latest window governs (D21); a corrected notification no longer counts. */
export function currentNotification(rows: readonly NotificationRow[]): NotificationRow | undefined {
  const standing = rows.filter(({ superseded }) => !superseded);
  return standing.reduce<NotificationRow | undefined>(
    (latest, row) => (latest === undefined || row.adverse_last_day > latest.adverse_last_day ? row : latest),
    undefined,
  );
}

/** The window computed anew from the way and the day; undefined for a day outside the bounds of the rule. */
export function windowOf(row: NotificationRow): AppealWindow | undefined {
  const outcome = appealWindow({ mode: row.channel, date: legalDate(row.acted_on) });
  return outcome.ok ? outcome.value : undefined;
}

function agreesWith(window: AppealWindow | undefined, row: NotificationRow): boolean {
  return (
    window !== undefined &&
    window.firstDay === row.first_day &&
    window.rawEnd === row.raw_end &&
    window.lastDay === row.last_day &&
    window.adverseLastDay === row.adverse_last_day
  );
}

function shownCommunication(decision: DecisionRow | undefined): string | undefined {
  const digits = decision?.structured_communication ?? undefined;
  return digits !== undefined && isOgm(digits) ? formatOgm(digits) : digits;
}

interface States {
  readonly money: MoneyState;
  readonly window: WindowState;
}

function dimensionsOf(
  record: FileRecord,
  shownState: DecisionState | undefined,
  { amounts }: FileMoney,
  states: States,
  notification: NotificationRow | undefined,
): Dimension[] {
  const { offence, decision } = record;
  if (decision === undefined || shownState === undefined) {
    const end = record.sameFacts.recordedAgain === undefined ? offence.state : 'recorded-again';
    const text: Message = { key: `file.dimension.no-decision.${end}` };
    return [{ name: 'decision', machine: 'offence', state: offence.state, text }];
  }
  const dimensions: Dimension[] = [
    {
      name: 'decision',
      machine: 'decision',
      state: decision.state,
      text: decisionSentence(record, decision, shownState),
    },
  ];
  if (decision.number === null) return dimensions;
  const moneyKey = moneyWords(states.money, amounts);
  dimensions.push({
    name: 'money',
    machine: 'money',
    state: states.money,
    text: { key: `file.dimension.money.${moneyKey}`, params: { ...amounts } },
  });
  dimensions.push({
    name: 'window',
    machine: 'appeal-window',
    state: states.window,
    text: {
      key: `file.dimension.window.${offence.origin === 'taken-over' && states.window === 'not-started' ? 'not-on-file' : states.window}`,
      params: notification ? { until: notification.last_day } : {},
    },
  });
  return dimensions;
}

function decisionSentence(record: FileRecord, decision: DecisionRow, state: DecisionState): Message {
  const on =
    { notified: decision.notified_on, signed: decision.signed_on, returned: decision.returned_on }[
      state as 'notified'
    ] ?? decision.drafted_on;
  return { key: `file.dimension.decision.${reachedNobody(record, state) ? 'untold' : state}`, params: { on } };
}

function stepWithWords(
  { offence, decision, deposits, sameFacts }: FileRecord,
  state: DecisionState | undefined,
  states: States,
  reader: StepReader,
  notification: NotificationRow | undefined,
  today: LegalDate,
): FilePage['next'] {
  const step = nextStep(
    {
      offenceState: offence.state,
      decision: decision && state ? { id: decision.id, state, authorIds: decision.author_ids ?? [] } : undefined,
      ...states,
      isTakenOver: offence.origin === 'taken-over',
      isRecordedAgain: sameFacts.recordedAgain !== undefined,
      isDeposited: isDeposited(deposits, today),
    },
    reader,
  );
  const params = notification ? { until: notification.last_day } : {};
  return {
    ...step,
    title: { key: `file.next.${step.code}.title`, params },
    text: { key: `file.next.${step.code}.text`, params },
  };
}
