import { crossing } from '../demonstration-facts';
import type { YearStory } from './year-story.types';
import { UNPAID } from './year-people';

/** Nobody paid: FPS Finance collects it in two parts. */
export const recoveredStory: YearStory = {
  code: 'recovered',
  person: UNPAID,
  offence: crossing,
  steps: [
    { on: '2027-06-07', act: 'record' },
    { on: '2027-06-08', act: 'sign' },
    { on: '2027-06-09', act: 'hand-over' },
    { on: '2027-08-02', act: 'look', note: 'not-yet' },
    { on: '2027-08-09', act: 'look' },
    { on: '2027-08-10', act: 'prepare-transfer' },
    { on: '2027-08-11', act: 'approve-transfer' },
    { on: '2027-08-13', act: 'acknowledge', reference: 'SPF-YEAR-0004' },
    { on: '2027-10-04', act: 'collect', amountCents: 12_000, reportId: 'year-recovered-1' },
    { on: '2027-12-06', act: 'collect', amountCents: 8_000, reportId: 'year-recovered-2' },
  ],
};
