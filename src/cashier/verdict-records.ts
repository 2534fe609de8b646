import type { MovementId } from '../kernel/ids';
import type { Cents } from '../kernel/money';
import type { DomainEvent } from '../platform/database/transactions';
import type { KeptMovement, MovementChange, MovementState } from '../statements/statements.types';
import type { KeptPart } from './remittances.repository';
import type { AwaitedDeposit, KeptVerdictKind } from './verdict.rules';

/** What a verdict, or taking it back, has made of a movement. */
export interface VerdictResult {
  readonly movementId: MovementId;
  readonly verdictId: string;
  readonly kind: KeptVerdictKind;
  readonly amountCents: number;
  readonly movementState: MovementState;
  readonly version: number;
}

/** What a verdict leaves as it is: what was booked, and how sure the proposals were. */
export function unbooked({
  id,
  allocatedCents,
  confidence,
}: KeptMovement): Pick<MovementChange, 'id' | 'allocatedCents' | 'confidence'> {
  return { id, allocatedCents, ...(confidence !== undefined && { confidence }) };
}

/** What happened to the movement; a person's words are kept as a commitment only. */
export function verdictEvent(
  type: 'movement.set-aside' | 'movement.taken-up-again',
  movement: KeptMovement,
  detail: Readonly<Record<string, unknown>>,
  words: string,
): DomainEvent {
  return {
    type,
    subjectKind: 'movement',
    subjectId: movement.id,
    departmentId: movement.departmentId,
    detail: { ...detail, statementId: movement.statementId },
    ...(words !== '' && { personal: { words } }),
  };
}

/** What a part of a transfer, or taking it back, is in the file of its fine. */
export function partEvent(
  type: 'claim.remitted' | 'claim.remittance-taken-back',
  { claimId, caseId, personId, departmentId, amountCents }: KeptPart,
  movementId: MovementId,
): DomainEvent {
  return {
    type,
    subjectKind: 'claim',
    subjectId: claimId,
    caseId,
    personId,
    departmentId,
    detail: { amountCents, movementId },
  };
}

/** Money of a deposit that came, or a verdict that said so taken back, in the file of its fine. */
export function depositEvent(
  type: 'deposit.money-received' | 'deposit.money-taken-back',
  { depositId, caseId, personId, departmentId }: AwaitedDeposit,
  detail: { readonly movementId: MovementId; readonly amountCents: Cents },
): DomainEvent {
  return { type, subjectKind: 'deposit', subjectId: depositId, caseId, personId, departmentId, detail };
}
