import { BYTE_ORDER_MARK, csvLine } from '../case-report/csv-line.rules';
import type { DisclosedClaim } from './finance-disclosure.service';
import { camelCase } from '../platform/http/problem';
import { debtorResource, liabilityOf } from './finance.view';
import type { Transfer } from './transfers.repository';

/** An offered batch with everything that the recovery of its claims needs, and no more (trap 26). */
export interface TransferFile {
  readonly transfer: Transfer;
  readonly claims: readonly DisclosedClaim[];
}

type Cell = string | number | null;
type Fields = Readonly<Record<string, Cell>>;

/** Characters that XML 1.0 has no way to write. */
const NOT_IN_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
const XML: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };
const xml = (value: Cell): string =>
  String(value ?? '')
    .replace(NOT_IN_XML, '\ufffd')
    .replace(/[&<>"']/g, (sign) => XML[sign] ?? sign);

/** What is said of a claim once, whoever pays it. */
function claimFields({ claim, act, debtors }: DisclosedClaim): Fields {
  return {
    claimId: claim.id,
    state: claim.state,
    version: claim.version,
    decisionNumber: act.number,
    language: act.language,
    article: act.article,
    collectionBasis: act.collectionBasis,
    signedOn: act.signedOn,
    notifiedOn: act.notifiedOn,
    payload: claim.payload,
    judgmentFinalOn: claim.judgmentFinalOn ?? null,
    structuredCommunication: act.structuredCommunication,
    documentSha256: act.sha256Hex ?? null,
    liability: camelCase(liabilityOf(debtors)),
  };
}

const AMOUNTS = ['offeredCents', 'outstandingCents'] as const;
const DEBTOR = ['kind', 'familyName', 'givenNames', 'birthDate', 'nationality', 'enterpriseNumber'] as const;
const ADDRESS = ['addressLine', 'postalCode', 'municipality', 'country'] as const;
const CLAIM = ['claimId', 'state', 'version', 'decisionNumber', 'language', 'article', 'collectionBasis', 'signedOn', 'notifiedOn', 'payload', 'judgmentFinalOn', 'structuredCommunication', 'documentSha256', 'liability'] as const; // prettier-ignore
const COLUMNS = [...CLAIM, ...AMOUNTS, 'debtor', 'debtors', ...DEBTOR, ...ADDRESS] as const;

function debtorFields(debtor: DisclosedClaim['debtors'][number]): Fields {
  const { address, ...person } = debtorResource(debtor);
  return { ...person, ...(address as object) } as Fields;
}

/**
 * An offered batch as CSV, for the day on which the interface is not there (docs/recovery-api.md): one line a debtor, and the amounts on the
 * line of the first one only, for it is one debt. UTF-8 with a byte order mark, commas, CRLF; no cell is a formula.
 */
export function transferCsv({ claims }: TransferFile): string {
  const lines = claims.flatMap((each) =>
    each.debtors.map((debtor, at) => {
      const { offeredCents } = each.claim;
      const amounts = at === 0 ? { offeredCents, outstandingCents: each.act.outstandingCents } : {};
      const place = { debtor: at + 1, debtors: each.debtors.length };
      const cells: Fields = { ...claimFields(each), ...amounts, ...place, ...debtorFields(debtor) };
      return csvLine(COLUMNS.map((column) => cells[column] ?? null));
    }),
  );
  return BYTE_ORDER_MARK + [csvLine(COLUMNS), ...lines].join('');
}

function element(name: string, value: Cell | undefined): string {
  return value === undefined || value === null || value === '' ? '' : `<${name}>${xml(value)}</${name}>`;
}

function debtorElement(debtor: DisclosedClaim['debtors'][number]): string {
  const fields = debtorFields(debtor);
  const written = (names: readonly string[]): string => names.map((name) => element(name, fields[name])).join('');
  return `<debtor>${written(DEBTOR)}<address>${written(ADDRESS)}</address></debtor>`;
}

/** The same as XML, in a neutral form of our own: no format of FPS Finance is published (R7.4). The head sums what was offered. */
export function transferXml({ transfer, claims }: TransferFile): string {
  const written = claims.map((each) => {
    const fields = claimFields(each);
    const amounts = `<offeredCents>${each.claim.offeredCents}</offeredCents><outstandingCents>${each.act.outstandingCents}</outstandingCents>`;
    const said = CLAIM.filter((name) => name !== 'claimId').map((name) => element(name, fields[name]));
    return `  <claim id="${each.claim.id}">${said.join('')}${amounts}<debtors>${each.debtors.map(debtorElement).join('')}</debtors></claim>`;
  });
  const offeredCents = claims.reduce((sum, { claim }) => sum + claim.offeredCents, 0);
  const head = `<transfer id="${transfer.id}" department="${xml(transfer.departmentCode)}" count="${claims.length}" offeredCents="${offeredCents}">`;
  return ['<?xml version="1.0" encoding="UTF-8"?>', head, ...written, '</transfer>', ''].join('\n');
}
