import { DECISION_STATES } from '../decisions/decision.rules';
import { legalDate } from '../kernel/legal-date';
import { decideHandOver, decidePosting, decidePresentation, type DecisionNotified } from './notification.rules';
import type { Outcome } from '../kernel/outcome';

const day = legalDate;
const TODAY = day('2026-06-01');
const signed = { state: 'signed', signedOn: day('2026-04-01') } as const;
const handOver = { handedOverOn: day('2026-04-02'), receipt: 'signed', receiptNote: '' } as const;
const posting = { postedOn: day('2026-04-02'), postingReference: 'RR 0001 2345 6 BE' };

const codeOf = (outcome: Outcome<DecisionNotified>): string =>
  outcome.ok ? 'accepted' : [outcome.refusal.field, outcome.refusal.code].filter(Boolean).join(' ');

describe('handing over (R2.10, R3.1, 4A point 5)', () => {
  it('is due that day, and the window starts the day after', () => {
    expect(decideHandOver(signed, handOver, TODAY)).toMatchObject({
      ok: true,
      value: {
        state: 'notified',
        channel: 'hand',
        actedOn: '2026-04-02',
        receipt: 'signed',
        payableFrom: '2026-04-02',
        window: { firstDay: '2026-04-03', lastDay: '2026-05-04' },
      },
    });
  });

  it('R2.10: a refusal to sign does not hinder it when it is written down', () => {
    const refused = { ...handOver, receipt: 'refused', receiptNote: ' Refused before two officers. ' } as const;
    const outcome = decideHandOver(signed, refused, TODAY);
    expect(outcome).toMatchObject({
      ok: true,
      value: { receipt: 'refused', receiptNote: 'Refused before two officers.' },
    });
    expect(codeOf(decideHandOver(signed, { ...refused, receiptNote: ' ' }, TODAY))).toBe('receiptNote required');
    expect(codeOf(decideHandOver(signed, { ...handOver, receipt: undefined }, TODAY))).toBe('receipt receipt-missing');
    expect(codeOf(decideHandOver(signed, { ...handOver, receiptNote: 'a\u0000b' }, TODAY))).toBe(
      'receiptNote control-characters',
    );
  });

  it('neither in the future nor before the signature', () => {
    const on = (date: string): string =>
      codeOf(decideHandOver(signed, { ...handOver, handedOverOn: day(date) }, TODAY));
    expect(on('2026-06-02')).toBe('handedOverOn notified-in-future');
    expect(on('2026-06-01')).toBe('accepted');
    expect(on('2026-03-31')).toBe('handedOverOn notified-before-signature');
    expect(on('2026-04-01')).toBe('accepted');
  });

  it.each(DECISION_STATES.filter((state) => state !== 'signed'))('refuses a decision that is %s', (state) => {
    expect(codeOf(decideHandOver({ ...signed, state }, { ...handOver, receipt: undefined }, TODAY))).toBe(
      'illegal-transition',
    );
    expect(codeOf(decidePosting({ ...signed, state }, posting, TODAY))).toBe('illegal-transition');
  });
});

describe('by post (4A points 2 and 3, D6, D19, D27)', () => {
  it('ordinary: deemed received and due on the third working day, with the later reading beside', () => {
    expect(decidePosting(signed, posting, TODAY)).toMatchObject({
      ok: true,
      value: {
        channel: 'post',
        actedOn: '2026-04-02',
        postingReference: 'RR 0001 2345 6 BE',
        payableFrom: '2026-04-08',
        window: { firstDay: '2026-04-08', lastDay: '2026-05-07', adverseLastDay: '2026-05-08' },
      },
    });
  });

  it('registered with acknowledgement: from presentation, collected or not', () => {
    const presentation = { presentedOn: day('2026-04-03'), postingReference: 'RR 1' };
    expect(decidePresentation(signed, presentation, TODAY)).toMatchObject({
      ok: true,
      value: { channel: 'registered-ar', payableFrom: '2026-04-03', window: { firstDay: '2026-04-04' } },
    });
  });

  it.each([
    [{ ...posting, postingReference: ' ' }, 'postingReference required'],
    [{ ...posting, postingReference: 'x'.repeat(101) }, 'postingReference too-long'],
    [{ ...posting, postedOn: day('2026-06-02') }, 'postedOn notified-in-future'],
    [{ ...posting, postedOn: day('2026-03-31') }, 'postedOn notified-before-signature'],
  ])('refuses %#', (facts, expected) => {
    expect(codeOf(decidePosting(signed, facts, TODAY))).toBe(expected);
  });
});
