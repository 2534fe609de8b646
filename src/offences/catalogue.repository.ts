import { Injectable } from '@nestjs/common';
import type { LegalDate } from '../kernel/legal-date';
import type { Tx } from '../platform/database/transactions';
import type { Obligation } from './obligation.rules';

/** One dated version of an obligation, as it is kept. */
export interface ObligationVersionRow {
  readonly id: string;
  readonly code: string;
  readonly definition: Obligation;
  readonly validFrom: LegalDate;
  readonly validTo: LegalDate | null;
}

/** Reads the whole catalogue with its past and its future; never writes. */
@Injectable()
export class CatalogueRepository {
  /** Every version of every obligation: by article, then code, the latest first. */
  versions(tx: Tx): Promise<ObligationVersionRow[]> {
    return tx.query<ObligationVersionRow>(
      `SELECT id, code, definition, valid_from AS "validFrom", valid_to AS "validTo" FROM obligation
       ORDER BY array_position(ARRAY['4bis', '41', '41bis', '42', '42quinquies', '42octies'], article), code, valid_from DESC`,
    );
  }
}
