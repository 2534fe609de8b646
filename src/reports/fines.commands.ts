import { Id, OneOf, Optional, Text, WholeNumber } from '../platform/http/fields';

export const FINE_STATES = ['draft', 'submitted', 'signed', 'notified', 'cancelled', 'withdrawn', 'annulled'] as const;

/** Looks for fines; what is given must all hold. Sensitive, hence a body and never a path or a query. */
export class QueryFines {
  @Optional()
  @Text({ max: 40 })
  decisionNumber?: string;

  @Optional()
  @OneOf(FINE_STATES)
  state?: (typeof FINE_STATES)[number];

  @Optional()
  @Id()
  personId?: string;

  @Optional()
  @WholeNumber({ min: 1, max: 100 })
  pageSize?: number;

  /** `nextCursor` of the page before. */
  @Optional()
  @Text({ max: 1024 })
  cursor?: string;
}
