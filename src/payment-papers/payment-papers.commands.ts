import { Id } from '../platform/http/fields';

/** A receipt of one booking. */
export class IssueReceipt {
  @Id() allocationId!: string;
}

/** A certificate asks nothing: it says what the ledger holds. */
export class IssueCertificate {}
