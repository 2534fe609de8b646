import fc from 'fast-check';
import { addDays, compareDates } from '../kernel/legal-calendar';
import { legalDate } from '../kernel/legal-date';
import { cents } from '../kernel/money';
import { decideProof, proofState, type ShownProof } from './proof.rules';

const TODAY = legalDate('2026-11-22');
const fine = { state: 'notified', outstandingCents: cents(20_000) };
const proof: ShownProof = {
  kind: 'transfer-slip',
  shownOn: TODAY,
  paidOn: legalDate('2026-11-20'),
  amountCents: cents(20_000),
  untilOn: undefined,
  note: '',
};

describe('a proof of payment that is shown', () => {
  it('R7.9: holds as long as the parameter allows, never longer and never into the past', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 40 }),
        fc.integer({ min: -60, max: 60 }),
        fc.nat(30),
        (days, until, ago) => {
          const shownOn = addDays(TODAY, -ago);
          const untilOn = addDays(TODAY, until);
          const outcome = decideProof(fine, { ...proof, paidOn: undefined, shownOn, untilOn }, TODAY, days);
          const isWithin = until >= 0 && compareDates(untilOn, addDays(shownOn, days)) <= 0;
          expect(outcome.ok).toBe(isWithin);
        },
      ),
    );
    expect(decideProof(fine, proof, TODAY, 15)).toMatchObject({ ok: true, value: { untilOn: '2026-12-07' } });
  });

  it.each([
    ['on a fine that fell', { ...fine, state: 'withdrawn' }, {}, 'proof-fine-closed'],
    ['on a settled fine', { ...fine, outstandingCents: cents(0) }, {}, 'proof-fine-settled'],
    ['of tomorrow', fine, { shownOn: addDays(TODAY, 1) }, 'proof-day-future'],
    ['of a payment after it was shown', fine, { paidOn: addDays(TODAY, 1) }, 'proof-paid-after-shown'],
    ['of another kind without words', fine, { kind: 'other' }, 'proof-note-missing'],
  ] as const)('is refused %s', (_name, at, more, code) => {
    expect(decideProof(at, { ...proof, ...more }, TODAY, 15)).toMatchObject({ ok: false, refusal: { code } });
  });

  it.each([
    ['standing', undefined, TODAY, true],
    ['expired', undefined, addDays(TODAY, -1), true],
    ['settled', undefined, addDays(TODAY, -1), false],
    ['ended', '2026-11-21T08:00:00Z', TODAY, false],
  ] as const)('is %s', (state, endedAt, untilOn, isFineOpen) => {
    expect(proofState({ endedAt, untilOn, isFineOpen }, TODAY)).toBe(state);
  });
});
