import type { LegalDate } from '../kernel/legal-date';
import { accept, refuse, type Outcome } from '../kernel/outcome';
import type { StatedToday } from '../platform/database/transactions';

/** Why a person opens a colleague's case; the words are `file.reason.choice.<code>`. */
export const COLLEAGUE_REASONS = ['replacement', 'notification', 'question', 'same-person', 'check', 'other'] as const;
export type ColleagueReason = (typeof COLLEAGUE_REASONS)[number];

/** Where a client of the API states its reason: `code` or `code: motive`. People are asked on a page. */
export const REASON_HEADER = 'FinesOffice-Access-Reason';

/** The longest motive that is kept with an access record, in characters. */
export const MOTIVE_MAX_LENGTH = 200;

/** What a reader has stated about a case today: one of the reasons, with a motive in own words. */
export interface StatedReason {
  readonly code: ColleagueReason;
  readonly motive: string;
}

/** Adds one case to what was stated; what was stated on another day falls away. */
export function statedBeside(
  before: StatedToday | undefined,
  on: LegalDate,
  caseId: string,
  stated: StatedReason,
): StatedToday {
  return { on, byCase: { ...(before?.on === on ? before.byCase : {}), [caseId]: stated } };
}

/** Who wants to read, as far as the reason depends on it. Machines and the product itself have no department. */
export type Reader =
  | { readonly kind: 'machine' | 'system' }
  | {
      readonly kind: 'user';
      readonly id: string;
      readonly departmentId: string;
      readonly roles: readonly string[];
      readonly spansDepartments: boolean;
    };

/** Whose case it is. */
export interface CaseHands {
  readonly caseId: string;
  readonly departmentId: string;
  /** Everybody who recorded, drafted, submitted, returned, signed or notified in it. */
  readonly handledBy: readonly string[];
  readonly awaitsSignature: boolean;
}

/**
 * The reason kept with the access record (quality.md "purpose logging"): `own-case`, `to-sign`, `supervision`, `money`,
 * `machine`, or `colleague-case: <code> <motive>`.
 * Refuses `other-department` to whom D32 closes the file, and `access-reason-needed` when the reader has to state why.
 */
export function accessReason(reader: Reader, file: CaseHands, stated: StatedReason | undefined): Outcome<string> {
  if (reader.kind !== 'user') return accept(reader.kind);
  if (!reader.spansDepartments && reader.departmentId !== file.departmentId)
    return refuse('other-department', { rule: 'D32' });
  if (file.handledBy.includes(reader.id)) return accept('own-case');
  // A decision that waits for a signature lies on the desk of every signatory of the department.
  if (file.awaitsSignature && reader.roles.includes('signatory') && reader.departmentId === file.departmentId)
    return accept('to-sign');
  if (reader.spansDepartments) return accept(reader.roles.includes('auditor') ? 'supervision' : 'money');
  if (stated === undefined)
    return refuse('access-reason-needed', { field: REASON_HEADER, rule: 'D32', params: { caseId: file.caseId } });
  return accept(`colleague-case: ${stated.code}${stated.motive === '' ? '' : ` – ${stated.motive}`}`);
}

/** Reads the header of a client of the API; refuses like `checkStatedReason`, on the header's name. */
export function parseStatedReason(header: string): Outcome<StatedReason> {
  const [code = '', ...motive] = header.split(':');
  const outcome = checkStatedReason(code.trim(), motive.join(':'));
  return outcome.ok ? outcome : { ok: false, refusal: { ...outcome.refusal, field: REASON_HEADER } };
}

/**
 * A stated reason. Refuses `required` where none is given, `access-reason-unknown` for a code that is none (field `reason`); on field `motive`
 * `access-motive-needed` when the reason is `other` and says no more, `access-motive-too-long`.
 */
export function checkStatedReason(code: string, motive: string): Outcome<StatedReason> {
  if (code === '') return refuse('required', { field: 'reason' });
  const known = COLLEAGUE_REASONS.find((each) => each === code);
  if (known === undefined)
    return refuse('access-reason-unknown', { field: 'reason', params: { accepted: COLLEAGUE_REASONS.join(', ') } });
  const words = motive.normalize('NFC').replace(/\s+/gu, ' ').trim();
  if (known === 'other' && words === '') return refuse('access-motive-needed', { field: 'motive' });
  if (Array.from(words).length > MOTIVE_MAX_LENGTH)
    return refuse('access-motive-too-long', { field: 'motive', params: { max: MOTIVE_MAX_LENGTH } });
  return accept({ code: known, motive: words });
}
