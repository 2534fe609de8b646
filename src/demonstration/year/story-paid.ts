import { crossing } from '../demonstration-facts';
import type { YearStory } from './year-story.types';
import { PAID } from './year-people';

/** Paid in time with the communication of the letter. */
export const paidStory: YearStory = {
  code: 'paid',
  person: PAID,
  offence: crossing,
  steps: [
    { on: '2027-01-11', act: 'record' },
    { on: '2027-01-13', act: 'sign' },
    { on: '2027-01-14', act: 'hand-over' },
    { on: '2027-01-28', act: 'pay', amountCents: 20_000, payer: 'Aline Exemple' },
  ],
};
