import { crossing } from '../demonstration-facts';
import type { YearStory } from './year-story.types';
import { ASKED_BACK } from './year-people';

/** A request under article 4bis paragraph 1: a person grants it, and the fine is refunded. */
export const request4bisStory: YearStory = {
  code: 'request-4bis',
  person: ASKED_BACK,
  offence: crossing,
  steps: [
    { on: '2027-05-17', act: 'record' },
    { on: '2027-05-18', act: 'sign' },
    { on: '2027-05-19', act: 'hand-over' },
    { on: '2027-06-02', act: 'pay', amountCents: 20_000, payer: 'Lina Esimerkki' },
    { on: '2027-06-28', act: 'send-form' },
    { on: '2027-07-07', act: 'receive-form' },
    { on: '2027-08-09', act: 'grant' },
    { on: '2027-08-10', act: 'choose-payee', payee: 'payer', name: 'Lina Esimerkki', iban: 'BE68 5390 0754 7034' },
    { on: '2027-08-11', act: 'approve-refund' },
    { on: '2027-08-12', act: 'order-refund', executeOn: '2027-08-13' },
    { on: '2027-08-13', act: 'debit-refund' },
  ],
};
