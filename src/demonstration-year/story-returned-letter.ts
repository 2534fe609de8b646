import { crossing } from '../demonstration/demonstration-facts';
import type { YearStory } from './year-story.types';
import { MOVED, NEW_ADDRESS } from './year-people';

/** A letter came back; the new address is recorded, it is sent again, and a day that was misread is put right. */
export const returnedLetterStory: YearStory = {
  code: 'returned-letter',
  person: MOVED,
  offence: crossing,
  steps: [
    { on: '2027-04-12', act: 'record' },
    { on: '2027-04-13', act: 'sign' },
    { on: '2027-04-14', act: 'send', item: 'RR 000 000 101 BE' },
    { on: '2027-04-21', act: 'come-back' },
    { on: '2027-04-23', act: 'move', ...NEW_ADDRESS },
    { on: '2027-04-26', act: 'send', item: 'RR 000 000 102 BE' },
    { on: '2027-05-03', act: 'present', presentedOn: '2027-04-28' },
    { on: '2027-05-12', act: 'correct-day', presentedOn: '2027-04-29' },
    { on: '2027-05-25', act: 'pay', amountCents: 20_000, payer: 'Julia Imaginaire' },
  ],
};
