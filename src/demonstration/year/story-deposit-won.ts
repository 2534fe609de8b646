import { crossing } from '../demonstration-facts';
import type { YearStory } from './year-story.types';
import { DEPOSIT_WON } from './year-people';

/** Money lay with the Caisse, the court annulled the decision: it goes back to the debtor. */
export const depositWonStory: YearStory = {
  code: 'deposit-won',
  person: DEPOSIT_WON,
  offence: crossing,
  steps: [
    { on: '2027-01-13', act: 'record' },
    { on: '2027-01-15', act: 'sign' },
    { on: '2027-01-20', act: 'hand-over' },
    { on: '2027-01-27', act: 'announce-deposit' },
    { on: '2027-02-03', act: 'hold-deposit', reference: 'CDC-YEAR-0002' },
    { on: '2027-02-17', act: 'appeal', lodgedOn: '2027-02-15' },
    {
      on: '2027-05-10',
      act: 'judge',
      judgedOn: '2027-04-20',
      finalOn: '2027-05-07',
      outcome: 'annulled',
      isAdmissible: true,
    },
    { on: '2027-05-11', act: 'confirm-judgment' },
    { on: '2027-05-12', act: 'confirm-release', rule: 'R4.4', note: 'to-debtor' },
  ],
};
