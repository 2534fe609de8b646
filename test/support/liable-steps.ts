import { EnterOffence } from '../../src/entry/entry.commands';
import type { Entered } from '../../src/entry/entry.service';
import type { DecisionId, PersonId } from '../../src/kernel/ids';
import { LiabilityService, type LiableParties } from '../../src/liability/liability.service';
import { parseCommand } from '../../src/platform/http/fields';
import type { UserActor } from './actors';
import { CROSSING, type FineDesk } from './fine-desk';
import { refusalsOf } from './refusals';

/** A day short of eighteen on the day of the facts. */
export const MINOR = { birthDate: '19/11/2008' };
export { ADDRESS } from './fine-desk';
export const FIRM = {
  kind: 'legal',
  givenNames: undefined,
  birthDate: undefined,
  sex: undefined,
  nationality: 'BE',
  enterpriseNumber: '0123.456.749',
};

/** What an entry says of who must pay. */
export interface Named {
  readonly liableParties?: readonly object[];
  readonly mandates?: readonly object[];
  readonly majority?: object;
}

export const carrierOf = (personId: PersonId): object => ({
  personId,
  capacity: 'carrier',
  basis: 'Débarquement sans contrôle.',
});

export const parentOf = (personId: PersonId): object => ({
  personId,
  capacity: 'legal-representative',
  basis: 'Mère, acte de naissance.',
});

/** Those who pay were heard, or a reason says why not; it is looked at only where they pay (R2.8). */
export const HEARD_PARTIES = {
  hearingRepresentativeWaiver: 'Les parents sont à l’étranger.',
  hearingCarrierWaiver: 'Le transporteur est sans siège connu.',
};

/** What tests of liability do over and over, as one agent. */
export class LiableSteps {
  constructor(
    readonly desk: FineDesk,
    readonly agent: UserActor,
  ) {}

  enter(personId: PersonId, named: Named, offence: object = CROSSING): Promise<Entered> {
    return this.desk.entry.enter(
      this.agent,
      parseCommand(EnterOffence, { ...HEARD_PARTIES, ...offence, personId, ...named }),
    );
  }

  refused(personId: PersonId, named: Named, offence: object = CROSSING): Promise<string[]> {
    return refusalsOf(Promise.resolve().then(() => this.enter(personId, named, offence)));
  }

  partiesOf({ offenceId }: Pick<Entered, 'offenceId'>): Promise<LiableParties> {
    const liability = this.desk.app.app.get(LiabilityService);
    return this.desk.app.transactions.view(this.agent, (tx) => liability.partiesOf(tx, offenceId));
  }

  /** Who must pay, as `id capacity`. */
  async debtors(entered: Pick<Entered, 'offenceId'>): Promise<string[]> {
    return (await this.partiesOf(entered)).debtors.map(({ person, capacity }) => `${person.id} ${capacity}`);
  }

  async signed({ decisionId }: Entered): Promise<{ readonly decisionId: DecisionId; readonly version: number }> {
    if (decisionId === undefined) throw new Error('no decision was drafted');
    const { version } = await this.desk.submitted(decisionId);
    return this.desk.decisions.sign(await this.desk.actor('signatory.border'), decisionId, { version });
  }
}
