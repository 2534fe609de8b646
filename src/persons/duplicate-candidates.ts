import { Refused } from '../platform/refused';
import type { DuplicateScore } from './duplicate.rules';
import type { Person } from './person.rules';

/** A record that may be the person who is being registered. */
export interface Candidate extends DuplicateScore {
  readonly person: Person;
}

/** Asks whether it is another person. */
export function likelyDuplicate(candidates: readonly Candidate[]): Refused {
  return new Refused({ code: 'likely-duplicate', field: 'notDuplicate', params: told(candidates) });
}

/** Asks what shows that it is another person, where one is very like. */
export function reasonNeeded(candidates: readonly Candidate[]): Refused {
  return new Refused({ code: 'not-duplicate-reason-needed', field: 'notDuplicateReason', params: told(candidates) });
}

function told(candidates: readonly Candidate[]): { readonly count: number; readonly personIds: string } {
  return { count: candidates.length, personIds: candidates.map(({ person }) => person.id).join(',') };
}
