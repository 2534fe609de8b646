import { formatOgm, type Ogm } from '../kernel/ogm';
import { offenceRows, type FieldRow } from '../offences/offence-fields.view';
import { isTakenOver } from '../offences/taken-offence.rules';
import type { DecisionSheet } from './decision-sheets.service';

/** What the reader may do with the decision in its state. */
export interface DecisionPage extends DecisionSheet {
  /** Made by an earlier administration: what was found, heard and written is not on file here. */
  readonly isTakenOver: boolean;
  readonly facts: readonly FieldRow[];
  readonly procedure: readonly FieldRow[];
  /** The structured communication as it is printed, once there is one. */
  readonly communication: string | undefined;
  readonly canWrite: boolean;
  /** Somebody else's decision, and a delegation for its article today. */
  readonly canSign: boolean;
  /** The reader signs decisions, but not this one: written by the reader, or no delegation (R2.2). */
  readonly cannotSign: 'author' | 'delegation' | undefined;
  readonly canReturn: boolean;
  readonly canNotify: boolean;
  /** A scan of paper goes with what was signed (D33). */
  readonly canAttach: boolean;
  /** It can be withdrawn, or a withdrawal was proposed (R2.12). */
  readonly canSeeWithdrawal: boolean;
}

/** One page for drafter, signatory and reader: what each may do hangs on the state and on the permissions. */
export function decisionPage(sheet: DecisionSheet, permissions: ReadonlySet<string>): DecisionPage {
  const { decision, isAuthor, delegation } = sheet;
  const isSignatory = decision.state === 'submitted' && permissions.has('decision.sign');
  return {
    ...sheet,
    isTakenOver: isTakenOver(sheet.offence),
    ...(isTakenOver(sheet.offence) ? { facts: [], procedure: [] } : offenceRows(sheet.offence)),
    communication: decision.structuredCommunication && formatOgm(decision.structuredCommunication as Ogm),
    canWrite: decision.state === 'draft' && permissions.has('decision.draft'),
    canSign: isSignatory && !isAuthor && delegation !== undefined,
    cannotSign: !isSignatory ? undefined : isAuthor ? 'author' : delegation === undefined ? 'delegation' : undefined,
    canReturn: decision.state === 'submitted' && !isAuthor && permissions.has('decision.return'),
    canAttach: decision.number !== undefined && permissions.has('document.attach'),
    canSeeWithdrawal: decision.number !== undefined,
    canNotify: decision.state === 'signed' && permissions.has('notification.record'),
  };
}
