import { Injectable } from '@nestjs/common';
import type { PersonId } from '../kernel/ids';
import { isUuid } from '../kernel/ids';
import type { PersonSummary } from '../persons/person.view';
import { PersonsService } from '../persons/persons.service';
import type { Actor } from '../platform/database/transactions';
import { Refused } from '../platform/refused';

/** Those among whom somebody is picked who is to be named. */
export interface FoundToName {
  readonly hits: readonly PersonSummary[];
  readonly more: boolean;
}

/** Looks for persons and firms who are to be named as debtors or mandataries; every look is recorded by the persons. */
@Injectable()
export class LiableSearch {
  constructor(private readonly persons: PersonsService) {}

  /** By name. Refuses what the search of persons refuses, on `addName`. */
  async byName(actor: Actor, name: string): Promise<FoundToName> {
    if (name === '') throw new Refused({ code: 'required', field: 'addName' });
    try {
      const { hits, more } = await this.persons.search(actor, { names: name });
      return { hits, more };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const [first, ...others] = error.refusals;
      throw new Refused({ ...first, field: 'addName' }, ...others);
    }
  }

  /** The one who has just been registered for it; nobody when the id is none. */
  async chosen(actor: Actor, id: string | undefined): Promise<FoundToName | undefined> {
    if (id === undefined || !isUuid(id)) return undefined;
    return { hits: await this.persons.sideBySide(actor, [id as PersonId]), more: false };
  }
}
