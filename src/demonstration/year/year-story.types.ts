import type { ListedAct, YearStoryCode } from './year-acts.types';
import type { DemonstrationParty } from '../demonstration-cases';
import type { DemonstrationOffence } from '../demonstration-facts';
import type { DemonstrationPerson } from '../demonstration-people';

/** One thing that happens in a file, on a day of the year (`YYYY-MM-DD`). */
export type YearStep = ListedAct & {
  readonly on: string;
  /** Which fine of the story it is about; the first when it is not said. */
  readonly fine?: 2;
  /** A sentence of its own about this step, by the code of `year.note`. */
  readonly note?: string;
  /** The rule that it shows, where it is another than the usual one of the act. */
  readonly rule?: string;
};

/** The life of one file in a year: a description and nothing else; the walk plays it through the product. */
export interface YearStory {
  readonly code: YearStoryCode;
  readonly person: DemonstrationPerson;
  readonly offence: DemonstrationOffence;
  /** Who pays in the place of the person, or beside them. */
  readonly party?: DemonstrationParty;
  readonly steps: readonly YearStep[];
}
