import { Injectable } from '@nestjs/common';
import type { DecisionWithOffence } from '../decisions/decisions.service';
import type { PersonId } from '../kernel/ids';
import { OffencesService } from '../offences/offences.service';
import type { Tx } from '../platform/database/transactions';
import { Refused } from '../platform/refused';
import { NotificationsRepository } from './notifications.repository';

/** Whoever is to be told of a decision: those who must pay, and the mandataries who are their address for service (D21). */
@Injectable()
export class Addressees {
  constructor(
    private readonly repository: NotificationsRepository,
    private readonly offences: OffencesService,
  ) {}

  /** All of them; and those for whom a notification stands. */
  async of(
    tx: Tx,
    { decision, offence }: DecisionWithOffence,
  ): Promise<{ readonly all: readonly PersonId[]; readonly told: readonly PersonId[] }> {
    const { liable, mandates } = await this.offences.file(tx, offence.id);
    const serving = [...liable, ...mandates.filter(({ electsDomicile }) => electsDomicile)];
    const told = await this.repository.standing(tx, decision.id);
    return {
      all: [...new Set(serving.map(({ personId }) => personId))],
      told: told.map(({ addresseeId }) => addresseeId),
    };
  }

  /** Whether it is known where the addressee's copy goes: to the address for service, where one was elected. */
  async hasAddress(tx: Tx, { offence }: DecisionWithOffence, addresseeId: PersonId): Promise<boolean> {
    const { debtors, mandates } = await this.offences.partiesOf(tx, offence.id);
    const domicile = mandates.find(
      ({ electsDomicile, representedId, mandatary }) =>
        electsDomicile && (representedId === addresseeId || mandatary.id === addresseeId),
    );
    const served = domicile?.mandatary ?? debtors.find(({ person }) => person.id === addresseeId)?.person;
    return served !== undefined && served.addressLines.length > 0;
  }

  /**
   * Whoever is told must be liable, or serve somebody who is, and is told once; where one is left it need not be said who.
   * Refuses `addressee-not-liable` (D21) and `already-notified`.
   */
  async choose(
    tx: Tx,
    found: DecisionWithOffence,
    chosen: string | undefined,
    hasAttempts: boolean,
  ): Promise<{ readonly addresseeId: PersonId; readonly isFurther: boolean }> {
    const { all, told } = await this.of(tx, found);
    const left = all.filter((id) => !told.includes(id));
    // With nobody left it is the state that refuses: the decision is notified.
    const isFurther = hasAttempts && left.length > 0;
    const [only] = left.length > 0 ? left : all;
    const isOne = left.length === 1 || all.length === 1;
    const addresseeId = chosen === undefined && isOne ? only : all.find((id) => id === chosen);
    if (addresseeId === undefined)
      throw new Refused({ code: 'addressee-not-liable', field: 'addresseeId', rule: 'D21' });
    if (isFurther && told.includes(addresseeId)) throw new Refused({ code: 'already-notified', field: 'addresseeId' });
    return { addresseeId, isFurther };
  }
}
