import type { PlacedClaimEvent } from '../claims/claims.repository';
import { RECOVERY_ADDRESSEE } from '../documents/recovery-addressee';
import type { AnswerResult } from './finance-answers.service';
import type { DisclosedClaim } from './finance-disclosure.service';
import type { DebtorToTell, KeptHolding, KeptReport } from './finance.repository';
import type { HoldingDifference } from './report.rules';

type Resource = Readonly<Record<string, unknown>>;

/** kebab-case to the lowerCamelCase that codes have outside. */
function outside(code: string): string {
  return code.replace(/-([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase());
}

function present(resource: Resource): Resource {
  return Object.fromEntries(Object.entries(resource).filter(([, value]) => value !== undefined && value !== null && value !== '')); // prettier-ignore
}

/** A claim in a list. */
export function claimItem(
  row: { readonly id: string; readonly state: string; readonly version: number; readonly offeredOn: string },
  apiUrl: string,
): Resource {
  return { href: `${apiUrl}/claims/${row.id}`, id: row.id, state: outside(row.state), version: row.version, offeredOn: row.offeredOn }; // prettier-ignore
}

/** A claim with everything that its recovery needs: R7.2 names the administration of the law and the one of today apart. */
export function claimResource({ claim, act, debtors }: DisclosedClaim, apiUrl: string): Resource {
  const self = `${apiUrl}/claims/${claim.id}`;
  const { statutoryName, operationalName } = RECOVERY_ADDRESSEE[act.language];
  return present({
    self,
    id: claim.id,
    state: outside(claim.state),
    version: claim.version,
    offeredOn: claim.offeredOn,
    statutoryName,
    operationalRecipient: operationalName,
    payload: claim.payload,
    judgmentFinalOn: claim.judgmentFinalOn,
    decision: {
      number: act.number,
      language: act.language,
      signedOn: act.signedOn ?? undefined,
      notifiedOn: act.notifiedOn,
      article: act.article,
    },
    legalBasis: `Law of 15 December 1980, article ${act.article}`,
    collectionBasis: act.collectionBasis,
    document:
      act.documentId === undefined
        ? undefined
        : { href: `${self}/document`, mediaType: 'application/pdf', sha256: act.sha256Hex },
    offeredCents: claim.offeredCents,
    outstandingCents: act.outstandingCents,
    collectedCents: claim.collectedCents,
    costsCents: claim.costsCents,
    structuredCommunication: act.structuredCommunication,
    financeReference: claim.financeReference,
    recallCause: claim.recallCause && outside(claim.recallCause),
    rejectionCode: claim.rejectCode && outside(claim.rejectCode),
    endedAs: claim.endedAs,
    liability: outside(liabilityOf(debtors)),
    debtors: debtors.map(debtorResource),
  });
}

/** How those who owe a fine answer for it: whoever is alone; the carrier beside others, by the Law; others together. */
export const LIABILITIES = ['sole', 'joint-and-several', 'together'] as const;

/**
 * How the debtors answer for the one debt (trap 7). Beside a carrier they are jointly and severally liable, as article 4bis says (R1.1.11). Of several
 * representatives of a minor the Law says no such word: they owe it together, and what one pays frees the others (R1.0.7).
 */
export function liabilityOf(debtors: readonly Pick<DebtorToTell, 'isCarrier'>[]): (typeof LIABILITIES)[number] {
  if (debtors.length <= 1) return 'sole';
  return debtors.some(({ isCarrier }) => isCarrier) ? 'joint-and-several' : 'together';
}

/** A debtor: who, born when, living where. Nothing about family, nationality apart, and no number of the register. */
export function debtorResource(debtor: DebtorToTell): Resource {
  const { birthYear: year, birthMonth: month, birthDay: day } = debtor;
  const two = (part: number): string => String(part).padStart(2, '0');
  const birthDate = [year, month && two(month), day && two(day)]
    .filter((part) => part !== null && part !== 0)
    .join('-');
  const { addressLine, postalCode, municipality, country } = debtor;
  return present({
    kind: debtor.kind,
    familyName: debtor.familyName,
    givenNames: debtor.givenNames,
    birthDate,
    nationality: debtor.nationality,
    enterpriseNumber: debtor.enterpriseNumber,
    address: present({ addressLine, postalCode, municipality, country }),
  });
}

/** What of the detail of an event the contract names; ids of our own rows, such as that of a movement, stay here. */
const TOLD = ['amountCents', 'outstandingCents', 'receivedOn', 'occurredOn', 'payload', 'isEarly', 'financeReference', 'installmentCount', 'lastDueOn'] as const; // prettier-ignore

function toldOf(detail: PlacedClaimEvent['detail']): Resource {
  const { cause, code } = detail;
  return {
    ...Object.fromEntries(TOLD.map((name) => [name, detail[name]])),
    cause: typeof cause === 'string' ? outside(cause) : undefined,
    rejectionCode: typeof code === 'string' ? outside(code) : undefined,
  };
}

/** An event of the feed as a CloudEvent 1.0: `version` orders the events of one claim, `position` all of them. */
export function cloudEvent(event: PlacedClaimEvent, apiUrl: string): Resource {
  return {
    href: `${apiUrl}/events/${event.id}`,
    specversion: '1.0',
    id: event.id,
    source: apiUrl,
    type: `be.finesOffice.recovery.v1.claims.notify.${outside(event.type)}`,
    subject: event.claimId,
    time: event.recordedAt,
    datacontenttype: 'application/json',
    service: 'recovery',
    data: present({
      claim: { href: `${apiUrl}/claims/${event.claimId}`, id: event.claimId },
      position: event.position,
      version: event.version,
      state: outside(event.state),
      origin: event.origin,
      ...toldOf(event.detail),
    }),
  };
}

/** What became of something that FPS Finance said. */
export function answerResource(result: AnswerResult, apiUrl: string): Resource {
  return {
    claim: { href: `${apiUrl}/claims/${result.claimId}`, id: result.claimId },
    claimState: outside(result.claimState),
    reportState: result.reportState,
    version: result.version,
  };
}

/** Where a report is read again: under the id that FPS Finance gave it. */
export function reportLink(claimId: string, reportId: string, apiUrl: string): string {
  return `${apiUrl}/claims/${claimId}/reports/${encodeURIComponent(reportId)}`;
}

/** A report as it was told, and what became of it. */
export function reportResource(
  { claimId, kind, content, state, receivedAt }: KeptReport,
  reportId: string,
  apiUrl: string,
): Resource {
  return present({
    self: reportLink(claimId, reportId, apiUrl),
    reportId,
    claim: { href: `${apiUrl}/claims/${claimId}`, id: claimId },
    ...content,
    kind,
    reportState: state,
    receivedAt,
  });
}

/** What was said to be held, and how it differed from our books when it was said. */
export function holdingResource(
  { id, statedOn, claimCount, collectedCents, differences }: KeptHolding,
  apiUrl: string,
): Resource {
  const self = `${apiUrl}/holdings/${id}`;
  return { self, id, statedOn, claimCount, collectedCents, differences: differences.map(differenceResource) };
}

export function differenceResource(difference: HoldingDifference): Resource {
  return present({ ...difference, kind: outside(difference.kind) });
}
