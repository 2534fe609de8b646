import { crossing } from '../demonstration-facts';
import type { YearStory } from './year-story.types';
import { OVERPAID } from './year-people';

/** Too much was paid: the rest goes back. */
export const overpaidStory: YearStory = {
  code: 'overpaid',
  person: OVERPAID,
  offence: crossing,
  steps: [
    { on: '2027-05-10', act: 'record' },
    { on: '2027-05-11', act: 'sign' },
    { on: '2027-05-12', act: 'hand-over' },
    { on: '2027-06-01', act: 'pay', amountCents: 25_000, payer: 'Karim Simulé' },
    { on: '2027-06-02', act: 'choose-payee', payee: 'payer', name: 'Karim Simulé', iban: 'BE68 5390 0754 7034' },
    { on: '2027-06-03', act: 'approve-refund' },
    { on: '2027-06-04', act: 'order-refund', executeOn: '2027-06-07' },
    { on: '2027-06-07', act: 'debit-refund' },
  ],
};
