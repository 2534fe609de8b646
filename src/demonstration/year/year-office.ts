import type { INestApplicationContext, Type } from '@nestjs/common';
import { actorOf } from '../../access/actor';
import type { DemonstrationSubject } from '../../access/demonstration-users';
import { FINANCE_CLIENT } from '../../access/machine-keys.repository';
import { FINANCE_PERMISSIONS } from '../../access/permissions';
import { UsersService } from '../../access/users.service';
import { newId, type AppealId, type ClaimId, type DecisionId, type DepositId, type JudgmentId, type NotificationAttemptId, type NotificationFactId, type OffenceId, type PersonId, type RefundId } from '../../kernel/ids'; // prettier-ignore
import { brusselsDay, type LegalDate } from '../../kernel/legal-date';
import type { TestClock } from '../../platform/clock/clock';
import { Transactions, type Actor } from '../../platform/database/transactions';
import { systemActor } from '../../platform/jobs/jobs';
import type { RefundRequestId } from '../../refunds/refund-requests.repository';
import type { TransferId } from '../../recovery/transfers.repository';
import type { YearStory } from './year-story.types';

const YEAR = systemActor('demonstration-year');

/** One fine of a story. */
export interface YearFine {
  readonly offenceId: OffenceId;
  readonly decisionId: DecisionId;
}

/** What a story has in hand so far: the ids that its next steps need. */
export interface YearFile {
  readonly story: YearStory;
  readonly fines: YearFine[];
  personId?: PersonId;
  partyId?: PersonId;
  attemptId?: NotificationAttemptId;
  factId?: NotificationFactId;
  depositId?: DepositId;
  appeal?: { readonly id: AppealId; readonly version: number };
  judgmentId?: JudgmentId;
  refundId?: RefundId;
  orderId?: string;
  requestId?: RefundRequestId;
  transferId?: TransferId;
  claimId?: ClaimId;
}

/** What a story must have by now; a description that is out of order is a defect of ours. */
export function inHand<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`the story has no ${what} yet`);
  return value;
}

/** The product, its clock, and its people as actors. */
export class YearOffice {
  constructor(
    private readonly app: INestApplicationContext,
    private readonly clock: TestClock,
  ) {}

  get<T>(service: Type<T>): T {
    return this.app.get(service, { strict: false });
  }

  /** Noon of a day, in winter; one in the afternoon in summer: the same day in Brussels. */
  goTo(day: string): void {
    this.clock.stopAt(new Date(`${day}T11:00:00Z`));
  }

  get today(): LegalDate {
    return brusselsDay(this.clock.now());
  }

  actor(subject: DemonstrationSubject): Promise<Actor> {
    return this.get(Transactions).view(YEAR, async (tx) => {
      const user = await this.get(UsersService).bySubject(tx, subject);
      if (user === undefined) throw new Error(`no demonstration user ${subject}`);
      return actorOf(user, { remoteAddress: 'demonstration', traceId: newId<string>() });
    });
  }

  /** FPS Finance, as it stands behind its token. */
  finance(): Actor {
    const origin = { remoteAddress: 'demonstration', traceId: newId<string>() };
    return { kind: 'machine', id: FINANCE_CLIENT, permissions: FINANCE_PERMISSIONS, origin };
  }
}
