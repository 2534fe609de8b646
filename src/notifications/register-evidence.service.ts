import { Injectable } from '@nestjs/common';
import { DecisionsService } from '../decisions/decisions.service';
import type { EvidenceRow } from '../documents/evidence.repository';
import { EvidenceService, type AttachedEvidence } from '../documents/evidence.service';
import type { EvidenceFile } from '../documents/evidence.commands';
import type { DecisionId, NotificationAttemptId } from '../kernel/ids';
import { Transactions, type Actor } from '../platform/database/transactions';
import { Refused } from '../platform/refused';
import { RegisterRepository } from './register.repository';

/** The papers that show what became of an attempt: receipts, returned envelopes, what the post wrote. */
@Injectable()
export class RegisterEvidence {
  constructor(
    private readonly transactions: Transactions,
    private readonly repository: RegisterRepository,
    private readonly decisions: DecisionsService,
    private readonly evidence: EvidenceService,
  ) {}

  /** Keeps a file with its attempt. Refuses `not-found` for an attempt of another decision, and what `EvidenceService.attach` refuses. */
  attach(
    actor: Actor,
    decisionId: DecisionId,
    sent: { readonly attemptId: NotificationAttemptId; readonly file: EvidenceFile; readonly title: string },
  ): Promise<AttachedEvidence> {
    const { attemptId, file, title } = sent;
    return this.transactions.run(actor, async (tx) => {
      await this.decisions.lock(tx, decisionId);
      if ((await this.repository.decisionOf(tx, attemptId)) !== decisionId)
        throw new Refused({ code: 'not-found', params: { kind: 'attempt' } });
      const subject = { kind: 'notification', id: attemptId };
      return this.evidence.attach(tx, { kind: 'evidence', decisionId, subject, file, title });
    });
  }

  /** What was brought about each attempt; whoever asks has noted the look at the decision. */
  ofAttempts(
    actor: Actor,
    attempts: readonly { readonly id: NotificationAttemptId }[],
  ): Promise<ReadonlyMap<string, readonly EvidenceRow[]>> {
    return this.transactions.view(actor, async (tx) => {
      const files = new Map<string, readonly EvidenceRow[]>();
      for (const { id } of attempts) files.set(id, await this.evidence.ofSubject(tx, { kind: 'notification', id }));
      return files;
    });
  }
}
