import { crossing } from '../demonstration/demonstration-facts';
import type { YearStory } from './year-story.types';
import { TWICE } from './year-people';

/** Fined twice; when the first falls, the second is the first. */
export const repeatStory: YearStory = {
  code: 'repeat',
  person: TWICE,
  offence: crossing,
  steps: [
    { on: '2027-04-01', act: 'record' },
    { on: '2027-04-02', act: 'sign' },
    { on: '2027-04-05', act: 'hand-over' },
    { on: '2027-05-03', act: 'record', fine: 2, rule: 'R6.1' },
    { on: '2027-05-04', act: 'sign', fine: 2 },
    { on: '2027-05-07', act: 'hand-over', fine: 2 },
    { on: '2027-05-10', act: 'appeal', lodgedOn: '2027-04-28' },
    { on: '2027-07-12', act: 'look', fine: 2 },
    {
      on: '2027-08-23',
      act: 'judge',
      judgedOn: '2027-07-19',
      finalOn: '2027-08-20',
      outcome: 'annulled',
      isAdmissible: true,
    },
    { on: '2027-08-24', act: 'confirm-judgment', rule: 'R6.1' },
    { on: '2027-09-01', act: 'pay', amountCents: 20_000, payer: 'Igor Inventé', fine: 2 },
  ],
};
