import { crossing } from '../demonstration-facts';
import type { YearStory } from './year-story.types';
import { LEARNED_LATE } from './year-people';

/** An appeal in time of which the Office learns late: what followed from its absence is undone. */
export const learnedLateStory: YearStory = {
  code: 'learned-late',
  person: LEARNED_LATE,
  offence: crossing,
  steps: [
    { on: '2027-02-08', act: 'record' },
    { on: '2027-02-09', act: 'sign' },
    { on: '2027-02-10', act: 'hand-over' },
    { on: '2027-04-12', act: 'look' },
    { on: '2027-04-13', act: 'prepare-transfer' },
    { on: '2027-04-14', act: 'approve-transfer' },
    { on: '2027-04-15', act: 'acknowledge', reference: 'SPF-YEAR-0002' },
    { on: '2027-04-20', act: 'appeal', lodgedOn: '2027-03-09', rule: 'R7.8', note: 'in-time-after-all' },
    { on: '2027-04-22', act: 'accept-recall' },
    {
      on: '2027-06-21',
      act: 'judge',
      judgedOn: '2027-05-31',
      finalOn: '2027-06-18',
      outcome: 'confirmed',
      isAdmissible: true,
    },
    { on: '2027-06-22', act: 'confirm-judgment', rule: 'R7.3' },
    { on: '2027-06-30', act: 'pay', amountCents: 20_000, payer: 'Emma Voorbeeld' },
  ],
};
