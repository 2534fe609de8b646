import { Injectable } from '@nestjs/common';
import type { OffenceId, PersonId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import type { Refusal } from '../kernel/outcome';
import { PersonsService } from '../persons/persons.service';
import type { Tx } from '../platform/database/transactions';
import type { Article } from './obligation.rules';
import { OffencesRepository } from './offences.repository';
import {
  carriersFined,
  checkCollectionArticle,
  checkOneDebt,
  type CarrierFined,
  type FineBeside,
  type FineOfDay,
  type FineToLookAt,
} from './one-debt.rules';

/** A fine as far as it may charge somebody twice. */
export interface FineInQuestion {
  readonly personId: PersonId;
  readonly factsOn: LegalDate;
  readonly obligationCode: string | null;
  readonly article: Article;
  /** Who must pay beside the offender; undefined when no fine is made. */
  readonly parties: readonly { readonly personId: string; readonly capacity: string }[] | undefined;
}

/** Looks at the other fines of the same day, so that nobody is charged twice for one event (R1.1.1, R1.1.11, traps 1 and 7). */
@Injectable()
export class OneDebt {
  constructor(
    private readonly repository: OffencesRepository,
    private readonly persons: PersonsService,
  ) {}

  /**
   * What `checkCollectionArticle` and `checkOneDebt` refuse, `except` being the offence itself once it is recorded. The caller holds the locks of everybody
   * named, so that of two at once the second sees the first.
   */
  async check(tx: Tx, fine: FineInQuestion, except?: OffenceId): Promise<Refusal[]> {
    if (fine.parties === undefined) return [];
    const { looked, ofDay } = await this.look(tx, fine, fine.parties, except);
    // The same record is refused as what it is (R1.0.7).
    const others = looked.carriers.filter(({ index }) => fine.parties?.[index]?.personId !== fine.personId);
    return [...checkCollectionArticle(looked, ofDay), ...checkOneDebt({ ...looked, carriers: others })];
  }

  /** Who owes this fine and another one for the same crossing, as `carriersFined` says; `beside` are those of the same day that are recorded with it. */
  async carriersFined(
    tx: Tx,
    fine: FineInQuestion,
    except: OffenceId | undefined,
    beside: readonly FineBeside[] = [],
  ): Promise<CarrierFined[]> {
    if (fine.parties === undefined) return [];
    const { looked, ofDay } = await this.look(tx, fine, fine.parties, except);
    return carriersFined({ ...looked, personId: fine.personId }, [...ofDay, ...beside]);
  }

  private async look(
    tx: Tx,
    fine: FineInQuestion,
    parties: NonNullable<FineInQuestion['parties']>,
    except: OffenceId | undefined,
  ): Promise<{ readonly looked: FineToLookAt; readonly ofDay: readonly FineOfDay[] }> {
    const records = await this.persons.recordIds(tx, fine.personId);
    const carriers: FineToLookAt['carriers'][number][] = [];
    for (const [index, { capacity, personId }] of parties.entries())
      if (capacity === 'carrier')
        carriers.push({ index, records: await this.persons.recordIds(tx, personId as PersonId) });
    const everyone = [...records, ...carriers.flatMap((carrier) => carrier.records)];
    const ofDay = await this.repository.finesOfDay(tx, everyone, fine.factsOn, except);
    return { looked: { obligationCode: fine.obligationCode, article: fine.article, records, carriers }, ofDay };
  }
}
