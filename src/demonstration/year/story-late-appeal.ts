import { crossing } from '../demonstration-facts';
import type { YearStory } from './year-story.types';
import { LATE_APPEAL } from './year-people';

/** An appeal after the window: recorded and flagged, and nothing is undone. */
export const lateAppealStory: YearStory = {
  code: 'late-appeal',
  person: LATE_APPEAL,
  offence: crossing,
  steps: [
    { on: '2027-02-01', act: 'record' },
    { on: '2027-02-02', act: 'sign' },
    { on: '2027-02-03', act: 'hand-over' },
    { on: '2027-04-05', act: 'look' },
    { on: '2027-04-06', act: 'prepare-transfer' },
    { on: '2027-04-07', act: 'approve-transfer' },
    { on: '2027-04-08', act: 'acknowledge', reference: 'SPF-YEAR-0001' },
    { on: '2027-04-16', act: 'appeal', lodgedOn: '2027-04-12', note: 'late-undoes-nothing' },
    { on: '2027-04-19', act: 'look', note: 'still-there' },
    {
      on: '2027-07-05',
      act: 'judge',
      judgedOn: '2027-06-14',
      finalOn: '2027-07-02',
      outcome: 'confirmed',
      isAdmissible: false,
    },
    { on: '2027-07-06', act: 'confirm-judgment', rule: 'R4.5' },
    { on: '2027-08-16', act: 'collect', amountCents: 20_000, reportId: 'year-late-1' },
  ],
};
