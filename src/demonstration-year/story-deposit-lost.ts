import { crossing } from '../demonstration/demonstration-facts';
import type { YearStory } from './year-story.types';
import { DEPOSIT_LOST } from './year-people';

/** Money lay with the Caisse, nobody appealed: it goes to the State, and the fine is settled. */
export const depositLostStory: YearStory = {
  code: 'deposit-lost',
  person: DEPOSIT_LOST,
  offence: crossing,
  steps: [
    { on: '2027-01-12', act: 'record' },
    { on: '2027-01-14', act: 'sign' },
    { on: '2027-01-18', act: 'hand-over' },
    { on: '2027-01-25', act: 'announce-deposit' },
    { on: '2027-02-01', act: 'hold-deposit', reference: 'CDC-YEAR-0001' },
    { on: '2027-03-22', act: 'look', rule: 'D7', note: 'no-appeal-final' },
    { on: '2027-03-23', act: 'confirm-release', note: 'to-state' },
  ],
};
