import { v7 as uuidv7 } from 'uuid';

/** Brands a primitive so that two ids of different things cannot be swapped. */
export type Branded<T, Name extends string> = T & { readonly __brand: Name };

export type PersonId = Branded<string, 'PersonId'>;
export type OffenceId = Branded<string, 'OffenceId'>;
export type DecisionId = Branded<string, 'DecisionId'>;
export type NotificationId = Branded<string, 'NotificationId'>;
export type NotificationAttemptId = Branded<string, 'NotificationAttemptId'>;
export type NotificationFactId = Branded<string, 'NotificationFactId'>;
export type MailBatchId = Branded<string, 'MailBatchId'>;
export type DepartmentId = Branded<string, 'DepartmentId'>;
export type UserId = Branded<string, 'UserId'>;
export type BankAccountId = Branded<string, 'BankAccountId'>;
export type StatementId = Branded<string, 'StatementId'>;
export type MovementId = Branded<string, 'MovementId'>;
export type AllocationId = Branded<string, 'AllocationId'>;
export type DocumentId = Branded<string, 'DocumentId'>;
export type RefundId = Branded<string, 'RefundId'>;
export type DepositId = Branded<string, 'DepositId'>;
export type ClaimId = Branded<string, 'ClaimId'>;
export type AppealId = Branded<string, 'AppealId'>;
export type JudgmentId = Branded<string, 'JudgmentId'>;

/** An id that no row bears yet; the caller names its kind: `newId<PersonId>()`. */
type FreshId<Id extends string> = Id;

/** A new time-ordered id (UUID version 7), made by the application so that a row's id is known before it is written. */
export function newId<Id extends string>(): FreshId<Id> {
  return uuidv7() as Id;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** True when the text is a UUID in its one accepted spelling (lower case, with hyphens). */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
