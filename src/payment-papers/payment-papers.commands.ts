import { Id } from '../platform/http/fields';

/** A receipt of one booking. */
export class IssueReceipt {
  @Id() allocationId!: string;
}
