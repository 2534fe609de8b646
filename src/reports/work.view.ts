import type { LegalDate } from '../kernel/legal-date';
import { centsFromDatabase, type Cents } from '../kernel/money';
import { camelCase } from '../platform/http/problem';
import { decisionPath, depositPath, notificationPath, registerPath, withdrawalPath } from './file.rules';
import type { WorkRow } from './work.repository';
import { timingOf, URGENCIES, WORK_KINDS, type Timing, type Urgency, type WorkKind } from './work.rules';

/** One piece of work as a line: what to do, about whom, since when. */
export interface WorkItem extends Timing {
  readonly kind: WorkKind;
  readonly id: string;
  /** Where the work is done. */
  readonly href: string;
  readonly fileId: string | undefined;
  readonly personId: string | undefined;
  /** The words of the link: a decision number, a name, a statement. */
  readonly title: string;
  /** A second name for the same thing: the person of a numbered decision. */
  readonly name: string | undefined;
  readonly article: string | undefined;
  readonly sinceOn: LegalDate;
  readonly endsOn: LegalDate | undefined;
  readonly amountCents: Cents | undefined;
  readonly note: string | undefined;
  readonly names: WorkRow['names'];
}

export interface WorkGroup {
  readonly urgency: Urgency;
  readonly items: readonly WorkItem[];
}

export interface WorkList {
  /** Only groups that hold something, the most urgent first. */
  readonly groups: readonly WorkGroup[];
  /** True when a kind had more than is read at once; its oldest are shown. */
  readonly more: boolean;
}

/** Where each kind of work is done. */
const HREF: Readonly<Record<WorkKind, (row: WorkRow) => string>> = {
  'decision-returned': (row) => decisionPath(row.id),
  'decision-draft': (row) => decisionPath(row.id),
  'decision-to-sign': (row) => decisionPath(row.id),
  'withdrawal-to-decide': (row) => withdrawalPath(row.id),
  'correction-to-sign': (row) => `/corrections/${row.id}`,
  'correction-to-tell': (row) => `/corrections/${row.id}`,
  'decision-to-notify': (row) => notificationPath(row.id),
  'letter-returned': (row) => registerPath(row.id),
  'offence-draft': (row) => `/entry/${row.id}`,
  'appeal-window': (row) => `/files/${row.case_id ?? ''}`,
  'judgment-to-confirm': (row) => `/appeals/${row.id}`,
  'court-month-passed': (row) => `/appeals/${row.id}`,
  'window-to-check': (row) => `/decisions/${row.id}/registry-checks`,
  'statement-waiting': (row) => `/statements/${row.id}`,
  'movement-in-suspense': (row) => `/suspense/${row.id}`,
  'file-flagged': (row) => `/decisions/${row.id}/recovery`,
  'partial-payment': (row) => `/files/${row.case_id ?? ''}`,
  'deposit-to-follow': (row) => depositPath(row.id),
  'deposit-to-release': (row) => depositPath(row.id),
  'deposit-to-decide': (row) => depositPath(row.id),
  'change-to-confirm': (row) => `/parameters/changes/${row.id}`,
  'account-to-confirm': (row) => `/parameters/accounts/${row.id}/confirmation`,
};

/** A row as a line of the list. */
export function workItem(kind: WorkKind, row: WorkRow, today: LegalDate): WorkItem {
  const title = row.reference ?? row.name ?? row.note ?? '–';
  return {
    kind,
    id: row.id,
    href: HREF[kind](row),
    fileId: row.case_id ?? undefined,
    personId: row.person_id ?? undefined,
    title,
    name: row.name === title ? undefined : (row.name ?? undefined),
    article: row.article ?? undefined,
    sinceOn: row.since_on,
    endsOn: row.ends_on ?? undefined,
    amountCents: row.amount_cents === null ? undefined : centsFromDatabase(row.amount_cents),
    note: row.note === title ? undefined : (row.note ?? undefined),
    names: row.names,
    ...timingOf(kind, row.since_on, row.ends_on ?? undefined, today),
  };
}

const ORDER_OF_KINDS = Object.keys(WORK_KINDS);

/** Groups by urgency; within a group by the day it is due, then by kind as the rules order them. */
export function workGroups(items: readonly WorkItem[]): WorkGroup[] {
  const ordered = [...items].sort(
    (one, other) =>
      one.dueOn.localeCompare(other.dueOn) ||
      ORDER_OF_KINDS.indexOf(one.kind) - ORDER_OF_KINDS.indexOf(other.kind) ||
      one.id.localeCompare(other.id),
  );
  return URGENCIES.map((urgency) => ({ urgency, items: ordered.filter((item) => item.urgency === urgency) })).filter(
    (group) => group.items.length > 0,
  );
}

/** Where the API has what the work is about; the guided entry of an offence and the administration have pages only. */
const RESOURCE: Readonly<Partial<Record<WorkKind, (item: WorkItem) => string>>> = {
  'decision-returned': ({ id }) => `/decisions/${id}`,
  'decision-draft': ({ id }) => `/decisions/${id}`,
  'decision-to-sign': ({ id }) => `/decisions/${id}`,
  'decision-to-notify': ({ id }) => `/decisions/${id}`,
  'letter-returned': ({ id }) => `/decisions/${id}/register`,
  'appeal-window': ({ fileId }) => `/files/${fileId ?? ''}/timeline`,
  'judgment-to-confirm': ({ id }) => `/appeals/${id}`,
  'court-month-passed': ({ id }) => `/appeals/${id}`,
  'window-to-check': ({ id }) => `/decisions/${id}`,
  'statement-waiting': ({ id }) => `/statements/${id}`,
  'movement-in-suspense': ({ id }) => `/movements/${id}`,
  'file-flagged': ({ fileId }) => `/files/${fileId ?? ''}/timeline`,
  'partial-payment': ({ fileId }) => `/files/${fileId ?? ''}/timeline`,
  'deposit-to-follow': ({ id }) => `/deposits/${id}`,
  'deposit-to-release': ({ id }) => `/deposits/${id}`,
  'deposit-to-decide': ({ id }) => `/deposits/${id}`,
};

function resourceOf(item: WorkItem, apiUrl: string): string | undefined {
  const path = RESOURCE[item.kind]?.(item);
  return path && `${apiUrl}${path}`;
}

/** The list as the API gives it: codes in lowerCamelCase, absent values left out. */
export function workResource(list: WorkList, apiUrl: string): Readonly<Record<string, unknown>> {
  return {
    self: `${apiUrl}/work`,
    items: list.groups.flatMap(({ items }) =>
      items.map((item) => ({
        href: resourceOf(item, apiUrl),
        kind: camelCase(item.kind),
        id: item.id,
        urgency: item.urgency,
        title: item.title,
        name: item.name,
        article: item.article,
        sinceOn: item.sinceOn,
        endsOn: item.endsOn,
        dueOn: item.dueOn,
        ageDays: item.ageDays,
        amountCents: item.amountCents,
        file: item.fileId && { href: `${apiUrl}/files/${item.fileId}/timeline`, id: item.fileId },
        person: item.personId && { href: `${apiUrl}/persons/${item.personId}`, id: item.personId },
      })),
    ),
    complete: !list.more,
  };
}
