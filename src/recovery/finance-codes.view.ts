import {
  CLAIM_ENDS,
  CLAIM_EVENT_TYPES,
  CLAIM_MACHINE,
  CLAIM_ORIGINS,
  CLAIM_PAYLOADS,
  RECALL_CAUSES,
} from '../claims/claim.rules';
import { camelCase } from '../platform/http/problem';
import { ARTICLES } from '../offences/obligation.rules';
import { PERSON_KINDS } from '../persons/person.rules';
import { LIABILITIES } from './finance.view';
import { DIFFERENCE_KINDS, RECALL_ANSWERS, REJECTION_CODES, REPORT_KINDS, REPORT_STATES } from './report.rules';

/** The lists of codes of the interface, under `/refData/<list>`. */
export const CODE_LISTS = ['claimStates', 'claimEnds', 'recallCauses', 'liabilities', 'eventTypes', 'rejectionCodes', 'reportKinds', 'reportStates', 'differenceKinds', 'payloads', 'debtorKinds', 'eventOrigins', 'recallAnswers', 'articles'] as const; // prettier-ignore
export type CodeList = (typeof CODE_LISTS)[number];

/** A code in the spelling of the interface, with the key of the text that names it: the same one that people here read. */
export interface NamedCode {
  readonly code: string;
  readonly key: string;
}

/** The codes of each list. */
export const CODES: Readonly<Record<CodeList, readonly NamedCode[]>> = {
  claimStates: Object.keys(CLAIM_MACHINE.transitions).map((code) => named(code, 'codes.state.claim.')),
  claimEnds: CLAIM_ENDS.map((code) => named(code, 'events.claim.', '.title')),
  recallCauses: RECALL_CAUSES.map((code) => named(code, 'codes.recallCause.')),
  liabilities: LIABILITIES.map((code) => named(code, 'codes.claimLiability.')),
  eventTypes: CLAIM_EVENT_TYPES.map((code) => named(code, 'events.claim.', '.title')),
  rejectionCodes: REJECTION_CODES.map((code) => named(code, 'codes.rejectionCode.')),
  reportKinds: Object.keys(REPORT_KINDS).map((code) => named(code, 'codes.reportKind.')),
  reportStates: REPORT_STATES.map((code) => named(code, 'codes.claimReportState.')),
  differenceKinds: DIFFERENCE_KINDS.map((code) => named(code, 'recovery.balance.kind.')),
  payloads: CLAIM_PAYLOADS.map((code) => named(code, 'codes.claimPayload.')),
  debtorKinds: PERSON_KINDS.map((code) => named(code, 'codes.personKind.')),
  eventOrigins: CLAIM_ORIGINS.map((code) => named(code, 'codes.claimOrigin.')),
  recallAnswers: RECALL_ANSWERS.map((code) => named(code, 'codes.recallAnswer.')),
  articles: ARTICLES.map((code) => named(code, 'codes.article.')),
};

function named(code: string, before: string, after = ''): NamedCode {
  return { code: camelCase(code), key: `${before}${code}${after}` };
}
