import { crossing } from '../demonstration-facts';
import type { YearStory } from './year-story.types';
import { ANNULLED } from './year-people';

/** Annulled when it already lay with FPS Finance: recalled, and what was paid goes back. */
export const annulledStory: YearStory = {
  code: 'annulled',
  person: ANNULLED,
  offence: crossing,
  steps: [
    { on: '2027-02-15', act: 'record' },
    { on: '2027-02-16', act: 'sign' },
    { on: '2027-02-17', act: 'hand-over' },
    { on: '2027-04-19', act: 'look' },
    { on: '2027-04-20', act: 'prepare-transfer' },
    { on: '2027-04-21', act: 'approve-transfer' },
    { on: '2027-04-22', act: 'acknowledge', reference: 'SPF-YEAR-0003' },
    { on: '2027-05-03', act: 'pay', amountCents: 8_000, payer: 'Farid Muster', rule: 'R7.9' },
    { on: '2027-05-10', act: 'appeal', lodgedOn: '2027-05-07', note: 'late-undoes-nothing' },
    {
      on: '2027-09-06',
      act: 'judge',
      judgedOn: '2027-08-02',
      finalOn: '2027-09-03',
      outcome: 'annulled',
      isAdmissible: true,
      note: 'late-but-heard',
    },
    { on: '2027-09-07', act: 'confirm-judgment', rule: 'R7.9' },
    { on: '2027-09-09', act: 'accept-recall' },
    { on: '2027-09-13', act: 'choose-payee', payee: 'payer', name: 'Farid Muster', iban: 'BE68 5390 0754 7034' },
    { on: '2027-09-14', act: 'approve-refund' },
    { on: '2027-09-15', act: 'order-refund', executeOn: '2027-09-17' },
    { on: '2027-09-17', act: 'debit-refund' },
  ],
};
