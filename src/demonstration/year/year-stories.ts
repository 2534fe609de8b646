import { paidStory } from './story-paid';
import { depositLostStory } from './story-deposit-lost';
import { depositWonStory } from './story-deposit-won';
import { lateAppealStory } from './story-late-appeal';
import { learnedLateStory } from './story-learned-late';
import { annulledStory } from './story-annulled';
import { minorStory } from './story-minor';
import { carrierStory } from './story-carrier';
import { repeatStory } from './story-repeat';
import { returnedLetterStory } from './story-returned-letter';
import { overpaidStory } from './story-overpaid';
import { request4bisStory } from './story-request-4bis';
import { recoveredStory } from './story-recovered';
import type { YearStory } from './year-story.types';

/** Every story of the year, in the order in which they are told. */
export const YEAR_STORIES: readonly YearStory[] = [
  paidStory,
  depositLostStory,
  depositWonStory,
  lateAppealStory,
  learnedLateStory,
  annulledStory,
  minorStory,
  carrierStory,
  repeatStory,
  returnedLetterStory,
  overpaidStory,
  request4bisStory,
  recoveredStory,
];
