import { Injectable } from '@nestjs/common';
import { DecisionsService } from '../decisions/decisions.service';
import { continuingPanel, type ContinuingPanel } from '../decisions/repeat-order.view';
import { newId, type DecisionId, type PersonId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import type { Cents } from '../kernel/money';
import type { CheckedOffence } from '../offences/offence.rules';
import type { FineBeside } from '../offences/one-debt.rules';
import { OneDebt } from '../offences/one-debt.service';
import { ParametersService } from '../parameters/parameters.service';
import { PersonsService } from '../persons/persons.service';
import { actingUser, type Tx } from '../platform/database/transactions';
import type { Message } from '../ui/message';
import type { SoundEntry } from './entry.service';

/** What recording would give. */
export interface EntryFinding {
  readonly checked: CheckedOffence;
  /** Absent when no fine is made. */
  readonly amountCents?: Cents;
  readonly repeatOrder?: number;
  /** The breach was fined before and goes on: which fine this one would follow, and each condition (D10). */
  readonly continuing?: ContinuingPanel;
  /** Who of those that must pay owes another fine for the same crossing (R1.1.11, R1.1.12); none without a fine. */
  readonly carriersFined: readonly Message[];
}

/** What sound entries would give, before they are recorded. */
@Injectable()
export class EntryFindings {
  constructor(
    private readonly decisions: DecisionsService,
    private readonly parameters: ParametersService,
    private readonly persons: PersonsService,
    private readonly oneDebt: OneDebt,
  ) {}

  /** What recording a sound entry would give, were it recorded before every other; `others` are those that are recorded with it. */
  async of(tx: Tx, entry: SoundEntry, others: readonly SoundEntry[] = []): Promise<EntryFinding> {
    const { command, checked, person, continuing } = entry;
    if (checked.outcome === 'no-fine') return { checked, carriersFined: [] };
    return {
      checked,
      amountCents: await this.parameters.fineAmount(tx, command.factsOn as LegalDate),
      repeatOrder: await this.decisions.orderOf(tx, newId<DecisionId>(), {
        personId: person.id,
        article: checked.article,
      }),
      ...(continuing && {
        continuing: continuingPanel({ ...continuing, approvalReason: undefined }, actingUser(tx.actor)),
      }),
      carriersFined: await this.carriersFined(tx, entry, others),
    };
  }

  private async carriersFined(
    tx: Tx,
    { command, checked, person }: SoundEntry,
    others: readonly SoundEntry[],
  ): Promise<Message[]> {
    const { obligationCode, article } = checked;
    const { liableParties: parties = [] } = command;
    const fine = { personId: person.id, factsOn: command.factsOn as LegalDate, obligationCode, article, parties };
    const ofDay = others.filter((each) => each.command.factsOn === fine.factsOn && each.checked.outcome === 'fine');
    const found = await this.oneDebt.carriersFined(tx, fine, undefined, ofDay.map(besideOf));
    const told: Message[] = [];
    for (const { personId, as } of found) {
      const { displayName: name } = await this.persons.identity(tx, personId);
      told.push({ key: `decision.carrier.${as}`, params: { name } });
    }
    return told;
  }
}

function besideOf({ command, checked, person }: SoundEntry): FineBeside {
  const { liableParties = [] } = command;
  return {
    personId: person.id,
    obligationCode: checked.obligationCode,
    article: checked.article,
    carrierIds: liableParties.flatMap((party) => (party.capacity === 'carrier' ? [party.personId as PersonId] : [])),
  };
}
