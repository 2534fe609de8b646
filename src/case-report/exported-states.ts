import { APPEAL_MACHINE } from '../appeals/appeal.rules';
import { CLAIM_MACHINE } from '../claims/claim.rules';
import { DEPOSIT_DIFFERENCE_KINDS } from '../deposits/deposit-advice.rules';
import { DECISION_STATES } from '../decisions/decision.rules';
import { DEPOSIT_STATES } from '../deposits/deposit.rules';
import { MAIL_BATCH_MACHINE, POSTED_KINDS } from '../mail/mail-batch.rules';
import { ATTEMPT_FACTS } from '../notifications/register.rules';
import { PERSON_KINDS } from '../persons/person.rules';
import { REFUND_MACHINE } from '../refunds/refund.rules';
import { REFUND_REQUEST_MACHINE } from '../refunds/refund-request.rules';
import { WRITE_OFF_MACHINE } from '../refunds/write-off.rules';
import { REFUND_BATCH_MACHINE } from '../refunds/refund-batch.rules';
import { CLAIM_CONCERNS, DIFFERENCE_KINDS, REPORT_STATES } from '../recovery/report.rules';
import { RECOVERY_LISTS } from '../recovery/recovery-lists.service';
import { TRANSFER_MACHINE } from '../recovery/transfer.rules';
import type { ExportedListId } from './exported-lists';

/** What the rows of each list can be narrowed to, and the group of texts that names each of them. */
export const EXPORTED_STATES: Readonly<
  Record<ExportedListId, { readonly texts: string; readonly codes: readonly string[] }>
> = {
  fines: { texts: 'codes.state.decision', codes: DECISION_STATES },
  payments: { texts: 'codes.state.movement', codes: ['pending', 'booked', 'suspense', 'not-a-fine'] },
  refunds: { texts: 'codes.state.refund', codes: Object.keys(REFUND_MACHINE.transitions) },
  deposits: { texts: 'codes.state.deposit', codes: DEPOSIT_STATES },
  writeOffs: { texts: 'codes.state.write-off', codes: Object.keys(WRITE_OFF_MACHINE.transitions) },
  appeals: { texts: 'codes.state.appeal', codes: Object.keys(APPEAL_MACHINE.transitions) },
  claims: { texts: 'codes.state.claim', codes: Object.keys(CLAIM_MACHINE.transitions) },
  recoverable: { texts: 'recovery.work', codes: RECOVERY_LISTS },
  transfers: { texts: 'codes.state.recovery-batch', codes: Object.keys(TRANSFER_MACHINE.transitions) },
  sendings: { texts: 'register.fact', codes: ATTEMPT_FACTS },
  mailBatches: { texts: 'codes.state.mail-batch', codes: Object.keys(MAIL_BATCH_MACHINE.transitions) },
  refundRequests: { texts: 'codes.state.refund-request', codes: Object.keys(REFUND_REQUEST_MACHINE.transitions) },
  persons: { texts: 'codes.personKind', codes: PERSON_KINDS },
  statements: {
    texts: 'codes.state.statement',
    codes: ['accepted', 'waiting', 'needs-opening', 'needs-confirmation', 'conflict', 'linked', 'refused'],
  },
  claimsToSee: { texts: 'recovery.balance.kind', codes: CLAIM_CONCERNS },
  holdingDifferences: { texts: 'recovery.balance.kind', codes: DIFFERENCE_KINDS },
  claimMessages: { texts: 'codes.claimReportState', codes: REPORT_STATES },
  refundBatches: { texts: 'codes.state.refund-batch', codes: Object.keys(REFUND_BATCH_MACHINE.transitions) },
  depositDifferences: { texts: 'report.depositDifference', codes: DEPOSIT_DIFFERENCE_KINDS },
  takeoverFiles: { texts: 'codes.state.takeover-file', codes: ['checked', 'loaded', 'discarded'] },
  lettersWaiting: { texts: 'codes.documentKind', codes: POSTED_KINDS },
  users: { texts: 'codes.state.user', codes: ['active', 'inactive'] },
  // Nothing about these lists has a state.
  windowsToCheck: { texts: '', codes: [] },
  duplicates: { texts: '', codes: [] },
};
