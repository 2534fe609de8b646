import { Injectable } from '@nestjs/common';
import type { LegalDate } from '../kernel/legal-date';
import { Transactions, type Actor } from '../platform/database/transactions';
import { CatalogueRepository } from './catalogue.repository';
import { catalogueOn, type Catalogue } from './catalogue.view';

/** The catalogue of obligations for those who look into the law; nothing in it is about a person. */
@Injectable()
export class CatalogueService {
  constructor(
    private readonly transactions: Transactions,
    private readonly repository: CatalogueRepository,
  ) {}

  /** The obligations in force on a day, today when none is given, each with its versions of every day. */
  on(actor: Actor, day?: LegalDate): Promise<Catalogue> {
    return this.transactions.view(actor, async (tx) =>
      catalogueOn(await this.repository.versions(tx), day ?? tx.today),
    );
  }
}
