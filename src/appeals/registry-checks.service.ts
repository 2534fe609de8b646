import { Injectable } from '@nestjs/common';
import { CaseAccess } from '../audit/case-access.service';
import { DecisionsService } from '../decisions/decisions.service';
import type { DecisionId, OffenceId } from '../kernel/ids';
import { compareDates } from '../kernel/legal-calendar';
import { legalDate, type LegalDate } from '../kernel/legal-date';
import { adverseFinalOn, governingWindow, registryCheckCounts } from '../notifications/appeal-window.rules';
import type { NamedCourt } from '../parameters/parameters.service';
import { actingUser, Transactions, type Actor } from '../platform/database/transactions';
import { Refused } from '../platform/refused';
import { AppealCourts } from './appeal-courts.service';
import { tellAppeal } from './appeal-events';
import { AppealFacts } from './appeal-facts.service';
import type { RecordRegistryCheck } from './appeals.commands';
import { RegistryChecksRepository, type RegistryCheckRow } from './registry-checks.repository';

/** An inquiry at the registry, kept; `counts` when it was made after the window's end (D20). */
export interface RegistryCheckResult {
  readonly registryCheckId: string;
  readonly counts: boolean;
}

/** An inquiry at the registry, as it is shown; `counts` when it was made after the window's end (D20), and nobody took it back. */
export interface ShownCheck extends RegistryCheckRow {
  readonly counts: boolean;
}

/** What is known of the window of a decision when the registry is asked about it. */
export interface RegistryCheckPage {
  readonly decisionId: DecisionId;
  readonly offenceId: OffenceId;
  readonly number: string;
  /** The last day in its later reading (D19); undefined while no month runs. */
  readonly lastDay: LegalDate | undefined;
  /** The last day of the margin (D7). */
  readonly marginEndsOn: LegalDate | undefined;
  readonly checks: readonly ShownCheck[];
  readonly hasOpenAppeal: boolean;
  readonly courts: readonly NamedCourt[];
  readonly today: LegalDate;
}

/** What the registry said when an agent asked whether anybody appealed (D7, D20). */
@Injectable()
export class RegistryChecks {
  constructor(
    private readonly transactions: Transactions,
    private readonly repository: RegistryChecksRepository,
    private readonly facts: AppealFacts,
    private readonly courts: AppealCourts,
    private readonly decisions: DecisionsService,
    private readonly access: CaseAccess,
  ) {}

  /** What is known before the registry is asked; the look is noted. Refuses `not-found`, `other-department`, `access-reason-needed`. */
  read(actor: Actor, id: DecisionId): Promise<RegistryCheckPage> {
    return this.transactions.view(actor, async (tx) => {
      const { decision, offence } = await this.decisions.find(tx, id);
      const reason = await this.access.reasonFor(tx, offence.id);
      tx.recordAccess({ operation: 'appeal.check', reason, personIds: [offence.personId], caseIds: [offence.id] });
      const { windows, marginDays } = await this.facts.noAppealFacts(tx, id);
      const window = governingWindow(windows);
      const checks = await this.repository.ofDecision(tx, id);
      return {
        decisionId: id,
        offenceId: offence.id,
        number: decision.number ?? '',
        lastDay: window?.adverseLastDay,
        marginEndsOn: window && adverseFinalOn(window, marginDays),
        checks: checks.map((check) => ({
          ...check,
          counts: check.mistake === undefined && window !== undefined && registryCheckCounts(window, check.checkedOn),
        })),
        hasOpenAppeal: (await this.facts.holds(tx, [id])).length > 0,
        courts: await this.courts.list(tx, tx.today),
        today: tx.today,
      };
    });
  }

  /** Records that the registry was asked and knew of no appeal; it counts only when asked after the window's end. Refuses `appeal-day-in-future`, `appeal-court-unknown`, `registry-check-appeal`, `registry-check-recorded`. */
  record(actor: Actor, decisionId: DecisionId, command: Readonly<RecordRegistryCheck>): Promise<RegistryCheckResult> {
    return this.transactions.run(actor, async (tx) => {
      const file = await this.decisions.lock(tx, decisionId);
      const checkedOn = legalDate(command.checkedOn);
      const { courtCode, note = '' } = command;
      const { today } = tx;
      if (compareDates(checkedOn, today) > 0)
        throw new Refused({ code: 'appeal-day-in-future', field: 'checkedOn', rule: 'D20', params: { today } });
      if ((await this.facts.holds(tx, [decisionId])).length > 0)
        throw new Refused({ code: 'registry-check-appeal', field: 'checkedOn', rule: 'D7' });
      await this.courts.check(tx, { courtCode, divisionCode: '', on: checkedOn });
      const check = { decisionId, courtCode, checkedOn, note };
      const by = actingUser(tx.actor).id;
      const registryCheckId = await this.repository.insert(tx, file.decision.departmentId, check, by);
      const { registryCheckedOn } = await this.facts.noAppealFacts(tx, decisionId);
      const counts = registryCheckedOn !== undefined && compareDates(checkedOn, registryCheckedOn) >= 0;
      tellAppeal(tx, file, decisionId, 'appeal.registry-checked', { registryCheckId, courtCode, checkedOn, counts });
      return { registryCheckId, counts };
    });
  }
}
