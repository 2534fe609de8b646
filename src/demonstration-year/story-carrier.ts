import { withCarrierHeard, crossing } from '../demonstration/demonstration-facts';
import { CARRIER } from '../demonstration/demonstration-people';
import type { YearStory } from './year-story.types';
import { ON_BOARD } from './year-people';

/** A carrier beside the person: one debt of two debtors. */
export const carrierStory: YearStory = {
  code: 'carrier',
  person: ON_BOARD,
  offence: withCarrierHeard(crossing),
  party: {
    party: CARRIER,
    capacity: 'carrier',
    basis: 'Le capitaine ne s’est pas assuré de l’ouverture du point de passage (démonstration).',
  },
  steps: [
    { on: '2027-03-08', act: 'record' },
    { on: '2027-03-09', act: 'sign' },
    { on: '2027-03-10', act: 'hand-over' },
    { on: '2027-03-12', act: 'hand-over', to: 'party', rule: 'D21' },
    { on: '2027-03-31', act: 'pay', amountCents: 20_000, payer: 'Specimen Lines', note: 'one-debt', rule: 'R1.1.11' },
  ],
};
