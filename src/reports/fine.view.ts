import { centsFromDatabase } from '../kernel/money';
import { camelCase } from '../platform/http/problem';
import type { Message } from '../ui/message';
import type { TimelineItem } from './file-timeline.view';
import type { FilePage } from './file.view';
import type { FineRow } from './fines.repository';

type Resource = Readonly<Record<string, unknown>>;

/** One fine as the API gives it: amounts in whole cents, codes in lowerCamelCase, what is not known left out. */
export function fineResource(file: FilePage, apiUrl: string): Resource {
  const { decision, money, offence, notification } = file;
  if (decision === undefined) throw new Error('a file without decision has no fine');
  const stateOf = (name: string): string | undefined => {
    const found = file.dimensions.find((dimension) => dimension.name === name);
    return found && camelCase(found.state);
  };
  return {
    self: `${apiUrl}/fines/${decision.id}`,
    id: decision.id,
    decisionNumber: file.number,
    structuredCommunication: decision.structured_communication ?? undefined,
    decisionState: camelCase(decision.state),
    moneyState: stateOf('money'),
    appealWindowState: stateOf('window'),
    person: { href: `${apiUrl}/persons/${offence.person_id}`, id: offence.person_id },
    file: { href: `${apiUrl}/files/${file.fileId}/timeline`, id: file.fileId },
    department: { code: file.departmentCode },
    article: offence.article,
    collectionBasis: offence.collection_basis,
    factsOn: offence.facts_on ?? undefined,
    takenOverOn: decision.taken_over_on ?? undefined,
    language: decision.language,
    repeatOrder: decision.repeat_order,
    signedOn: decision.signed_on ?? undefined,
    notifiedOn: decision.notified_on ?? undefined,
    payableFrom: decision.payable_from ?? undefined,
    amountCents: decision.amount,
    ...money.amounts,
    appealWindow: notification && {
      channel: camelCase(notification.channel),
      actedOn: notification.acted_on,
      firstDay: notification.first_day,
      rawEnd: notification.raw_end,
      lastDay: notification.last_day,
      adverseLastDay: notification.adverse_last_day,
    },
    deposits:
      file.deposits.length > 0
        ? file.deposits.map(({ id, state, isLapsed, amountCents, heldCents }) => ({
            href: `${apiUrl}/deposits/${id}`,
            id,
            state: camelCase(state),
            lapsed: isLapsed,
            amountCents,
            heldCents,
          }))
        : undefined,
    documents: file.documents.map((document) => ({
      href: `${apiUrl}/documents/${document.id}/content`,
      id: document.id,
      kind: camelCase(document.kind),
      language: document.language,
      sha256: document.sha256,
    })),
  };
}

/** One line of a list of fines. */
export function fineItem(row: FineRow, apiUrl: string): Resource {
  return {
    href: `${apiUrl}/fines/${row.id}`,
    id: row.id,
    decisionNumber: row.number ?? undefined,
    decisionState: camelCase(row.state),
    file: { href: `${apiUrl}/files/${row.file_id}/timeline`, id: row.file_id },
    person: { href: `${apiUrl}/persons/${row.person_id}`, id: row.person_id },
    article: row.article,
    factsOn: row.facts_on ?? undefined,
    signedOn: row.signed_on ?? undefined,
    notifiedOn: row.notified_on ?? undefined,
    amountCents: centsFromDatabase(row.amount_cents),
    outstandingCents: row.outstanding_cents === null ? undefined : centsFromDatabase(row.outstanding_cents),
  };
}

/** The story of a file; `say` puts a message into the language of the request. */
export function timelineResource(file: FilePage, apiUrl: string, say: (message: Message) => string): Resource {
  return {
    self: `${apiUrl}/files/${file.fileId}/timeline`,
    items: file.timeline.map((item) => timelineItem(item, say)),
  };
}

function timelineItem(item: TimelineItem, say: (message: Message) => string): Resource {
  return {
    type: camelCase(item.type.replace('.', '-')),
    occurredAt: item.at.toISOString(),
    actor: 'role' in item.by ? { ...item.by, role: item.by.role && camelCase(item.by.role) } : item.by,
    title: say(item.title),
    description: item.details.map(say).join(' '),
    remark: item.words,
  };
}
