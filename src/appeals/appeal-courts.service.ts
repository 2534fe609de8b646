import { Injectable } from '@nestjs/common';
import type { LegalDate } from '../kernel/legal-date';
import { ParametersService, type NamedCourt } from '../parameters/parameters.service';
import type { Tx } from '../platform/database/transactions';
import { Refused } from '../platform/refused';

/** A court of first instance, or one of its divisions, on a day. */
export interface NamedPlace {
  readonly courtCode: string;
  readonly divisionCode: string;
  readonly on: LegalDate;
}

/** The courts of first instance before which appeals are brought (R4.1, R4.9). */
@Injectable()
export class AppealCourts {
  constructor(private readonly parameters: ParametersService) {}

  /** The courts of a day, each with its divisions; inside the caller's transaction. */
  list(tx: Tx, on: LegalDate): Promise<NamedCourt[]> {
    return this.parameters.courts(tx, on);
  }

  /** Refuses `appeal-court-unknown` and `appeal-division-unknown` for what is not there on the day; an empty division is none. */
  async check(tx: Tx, { courtCode, divisionCode, on }: NamedPlace): Promise<void> {
    const court = (await this.parameters.courts(tx, on)).find(({ code }) => code === courtCode);
    if (court === undefined) throw new Refused({ code: 'appeal-court-unknown', field: 'courtCode', rule: 'R4.9' });
    if (divisionCode !== '' && !court.divisions.some(({ code }) => code === divisionCode))
      throw new Refused({ code: 'appeal-division-unknown', field: 'divisionCode', rule: 'R4.9' });
  }
}
