import { heardThrough, crossing } from '../demonstration/demonstration-facts';
import { MOTHER } from '../demonstration/demonstration-people';
import type { YearStory } from './year-story.types';
import { MINOR } from './year-people';

/** A minor: the representative is told and pays; the minor is never the debtor. */
export const minorStory: YearStory = {
  code: 'minor',
  person: MINOR,
  offence: heardThrough(crossing, 'La mère'),
  party: {
    party: MOTHER,
    capacity: 'legal-representative',
    basis: 'Mère, titulaire de l’autorité parentale (démonstration).',
  },
  steps: [
    { on: '2027-03-01', act: 'record' },
    { on: '2027-03-02', act: 'sign' },
    { on: '2027-03-04', act: 'hand-over', to: 'party', rule: 'R1.0.7' },
    { on: '2027-03-22', act: 'pay', amountCents: 20_000, payer: 'Karin Beispiel' },
  ],
};
