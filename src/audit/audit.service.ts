import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/transactions';
import { AuditRepository, type RecordedEvent } from './audit.repository';

/** What happened, read back from the event log. The caller has checked that the actor may see the file. */
@Injectable()
export class AuditService {
  constructor(private readonly audit: AuditRepository) {}

  /** Everything that happened in a file (the id of its offence), in the order in which it happened. */
  eventsOf(tx: Tx, caseId: string): Promise<RecordedEvent[]> {
    return this.audit.eventsOfCase(tx, caseId);
  }

  /** Everything that happened to one thing: a statement, a person, a parameter. */
  eventsOfSubject(tx: Tx, subjectId: string): Promise<RecordedEvent[]> {
    return this.audit.eventsOfSubject(tx, subjectId);
  }
}
