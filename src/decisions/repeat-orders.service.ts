import { Injectable } from '@nestjs/common';
import { heardOn } from '../hearings/hearing.rules';
import type { LiableParties } from '../liability/liability.service';
import { factsOfOffence } from '../offences/offence.view';
import {
  continuingBreachConditions,
  repeatOrder,
  type ContinuingBreachCondition,
  type RepeatOrder,
} from '../offences/repeat.rules';
import type { CarrierFined } from '../offences/one-debt.rules';
import { OneDebt } from '../offences/one-debt.service';
import type { OffenceRow } from '../offences/offences.repository';
import type { Reopening } from '../offences/reopening.rules';
import { Reopenings } from '../offences/reopenings.service';
import type { Tx } from '../platform/database/transactions';
import type { Message } from '../ui/message';
import { DecisionsRepository, type EarlierDecision } from './decisions.repository';
import { DecisionsService, type DecisionWithOffence } from './decisions.service';

/** The decision that another one follows while the breach goes on, and how D10 stands between the two. */
export interface ContinuingLink {
  /** It may have been withdrawn or annulled since: the later one stands on its own facts. */
  readonly earlier: EarlierDecision;
  readonly conditions: readonly { readonly condition: ContinuingBreachCondition; readonly met: boolean }[];
  readonly approvalReason: string | undefined;
}

/** Where a decision stands among the fines of its person. */
export interface RepeatStanding {
  readonly order: RepeatOrder;
  readonly continuing: ContinuingLink | undefined;
}

/** What came before a decision, for letters and pages: the order of repeat offences, the breach that goes on (D10, R6.1), and a closing without a fine. */
@Injectable()
export class RepeatOrders {
  constructor(
    private readonly repository: DecisionsRepository,
    private readonly decisions: DecisionsService,
    private readonly reopenings: Reopenings,
    private readonly oneDebt: OneDebt,
  ) {}

  /** Files of the same facts that had been closed without a fine and were opened again (R1.0.2). */
  reopenedBefore(tx: Tx, offence: OffenceRow): Promise<Reopening[]> {
    return this.reopenings.before(tx, offence);
  }

  /** Who of those that must pay owes another fine for the same crossing, and in which part (R1.1.11, R1.1.12). */
  carriersFined(tx: Tx, offence: OffenceRow, { debtors }: LiableParties): Promise<readonly CarrierFined[]> {
    const parties = debtors.map(({ person, capacity }) => ({ personId: person.id, capacity }));
    return this.oneDebt.carriersFined(tx, { ...offence, parties }, offence.id);
  }

  /** The same in words, for the pages of those who write and sign. */
  async carrierNotices(tx: Tx, offence: OffenceRow, liable: LiableParties): Promise<readonly Message[]> {
    const { debtors } = liable;
    return (await this.carriersFined(tx, offence, liable)).map(({ personId, as }) => {
      const person = debtors.find((each) => each.person.id === personId)?.person;
      return { key: `decision.carrier.${as}`, params: { name: person?.displayName ?? '' } };
    });
  }

  /** Both, of a decision that was found. */
  async standingOf(tx: Tx, found: DecisionWithOffence): Promise<RepeatStanding> {
    return { order: await this.orderOf(tx, found), continuing: await this.continuingOf(tx, found) };
  }

  /** Which one in order it is, which decisions count and which dropped out, of every department (D32). */
  async orderOf(tx: Tx, { decision, offence }: DecisionWithOffence): Promise<RepeatOrder> {
    const all = await this.decisions.ofPerson(tx, offence);
    const own = all.find(({ id }) => id === decision.id);
    return repeatOrder(own ?? { id: decision.id, article: offence.article, state: decision.state }, all);
  }

  /**
   * The earlier decision of the same breach with each condition of D10; undefined where there is none. Before the signature it is
   * the one that would be followed now.
   */
  async continuingOf(tx: Tx, { decision, offence }: DecisionWithOffence): Promise<ContinuingLink | undefined> {
    const isOpen = decision.state === 'draft' || decision.state === 'submitted';
    const followed = isOpen ? await this.decisions.followed(tx, offence) : decision.continuingOf;
    if (followed === undefined) return undefined;
    const earlier = await this.repository.earlier(tx, followed);
    const heard = heardOn(factsOfOffence(offence).hearing);
    const conditions = continuingBreachConditions({
      ...(earlier.notifiedOn !== undefined && { earlierNotifiedOn: earlier.notifiedOn }),
      ...(heard !== undefined && { heardOn: heard }),
      factsOn: offence.factsOn,
      earlierReportReference: earlier.reportReference,
      reportReference: offence.reportReference,
      supervisorReason: decision.continuingApprovalReason ?? '',
    });
    return { earlier, conditions, approvalReason: decision.continuingApprovalReason };
  }
}
