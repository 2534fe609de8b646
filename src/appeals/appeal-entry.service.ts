import { Injectable } from '@nestjs/common';
import { CaseAccess } from '../audit/case-access.service';
import { DecisionsService, type DecisionWithOffence } from '../decisions/decisions.service';
import type { DecisionId, OffenceId, PersonId } from '../kernel/ids';
import { legalDate, type LegalDate } from '../kernel/legal-date';
import type { NamedCourt } from '../parameters/parameters.service';
import { Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { Refused } from '../platform/refused';
import { AppealCourts } from './appeal-courts.service';
import type { ForfeitedDeposit } from './appeal-facts.repository';
import { AppealFacts } from './appeal-facts.service';
import { courtMonthEnd, type Timeliness } from './appeal.rules';
import { AppealListsRepository } from './appeal-lists.repository';
import type { RecordAppeal } from './appeals.commands';
import type { OtherAppeal } from './appeals.repository';
import { AppealsService } from './appeals.service';
import { hasFallen } from './judgment.rules';

/** What an appeal is recorded from: the fine, the others of the same person, the courts of the day. */
export interface AppealToEnter {
  readonly decisionId: DecisionId;
  readonly offenceId: OffenceId;
  readonly number: string;
  readonly choices: readonly { readonly id: DecisionId; readonly number: string; readonly personName: string }[];
  readonly courts: readonly NamedCourt[];
  readonly today: LegalDate;
}

/** What recording would do, decision by decision. */
export interface AppealForeseen {
  readonly decisions: readonly {
    readonly number: string;
    readonly timeliness: Timeliness;
    /** Proposals to release a deposit that would be stopped. */
    readonly releaseCount: number;
    /** The decision was withdrawn or annulled meanwhile: the appeal moves nothing. */
    readonly isFallen: boolean;
    /** Open appeals that others lodged against the same decision. */
    readonly others: readonly OtherAppeal[];
    /** Deposits that went to the State though this appeal came in time. */
    readonly forfeited: readonly ForfeitedDeposit[];
  }[];
  readonly courtMonthEnd: LegalDate;
}

/** The page on which an appeal is recorded: what it starts from, and what it would do before anybody keeps it. */
@Injectable()
export class AppealEntry {
  constructor(
    private readonly transactions: Transactions,
    private readonly lists: AppealListsRepository,
    private readonly facts: AppealFacts,
    private readonly courts: AppealCourts,
    private readonly decisions: DecisionsService,
    private readonly appeals: AppealsService,
    private readonly access: CaseAccess,
  ) {}

  /** Refuses `not-found`, `other-department`, `access-reason-needed`. */
  read(
    actor: Actor,
    id: DecisionId,
    also: { readonly ticked: readonly string[]; readonly wanted: string } = { ticked: [], wanted: '' },
  ): Promise<AppealToEnter> {
    return this.transactions.view(actor, async (tx) => {
      const [found] = await this.noted(tx, [id]);
      if (found === undefined) throw new Refused({ code: 'not-found', params: { kind: 'decision' } });
      const choices = await this.lists.appealable(tx, id, also);
      if (also.wanted !== '') noteSearch(tx, also.wanted, choices);
      return {
        decisionId: id,
        offenceId: found.offence.id,
        number: found.decision.number ?? '',
        choices: choices.map(({ decisionId, decisionNumber: number, personName }) => ({ id: decisionId, number, personName })), // prettier-ignore
        courts: await this.courts.list(tx, tx.today),
        today: tx.today,
      };
    });
  }

  /** What the same command would do now: in time or late with the reason, what it stops. Keeps nothing. Refuses as `AppealsService.record`. */
  foresee(actor: Actor, command: Readonly<RecordAppeal>): Promise<AppealForeseen> {
    return this.transactions.view(actor, async (tx) => {
      const found = await this.noted(
        tx,
        command.decisions.map(({ decisionId }) => decisionId as DecisionId),
      );
      const lodgedOn = legalDate(command.lodgedOn);
      await this.appeals.check(tx, command, found.map(({ decision }) => decision)); // prettier-ignore
      const decisions: AppealForeseen['decisions'][number][] = [];
      for (const { decision } of found) {
        const timeliness = await this.facts.timeliness(tx, decision.id, lodgedOn);
        decisions.push({
          number: decision.number ?? '',
          timeliness,
          forfeited: await this.facts.forfeitedTooEarly(tx, decision.id, timeliness),
          releaseCount: await this.lists.openReleaseCount(tx, decision.id),
          isFallen: hasFallen(decision.state),
          others: await this.appeals.openOn(tx, decision.id),
        });
      }
      return { decisions, courtMonthEnd: courtMonthEnd(lodgedOn) };
    });
  }

  private async noted(tx: Tx, ids: readonly DecisionId[]): Promise<DecisionWithOffence[]> {
    const found: DecisionWithOffence[] = [];
    let reason = 'own-case';
    for (const id of ids) {
      const each = await this.decisions.find(tx, id);
      reason = await this.access.reasonFor(tx, each.offence.id);
      found.push(each);
    }
    const personIds = found.map(({ offence }) => offence.personId);
    tx.recordAccess({ operation: 'appeal.prepare', reason, personIds, caseIds: found.map(({ offence }) => offence.id) }); // prettier-ignore
    return found;
  }
}

/** Other persons' names are shown to whoever looks for their decisions: that is recorded like every search (D32). */
function noteSearch(tx: Tx, wanted: string, choices: readonly { readonly personId: PersonId }[]): void {
  const personIds = [...new Set(choices.map(({ personId }) => personId))];
  tx.recordAccess({
    operation: 'appeal.search',
    reason: 'search',
    personIds,
    criteria: { wanted },
    hits: choices.length,
  });
}
