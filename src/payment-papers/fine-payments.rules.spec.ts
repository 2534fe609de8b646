import fc from 'fast-check';
import { legalDate } from '../kernel/legal-date';
import { cents } from '../kernel/money';
import type { AllocationRow, PostingRow } from '../reports/file-money.repository';
import { fileMoney } from '../reports/file-money.view';
import { finePayments, openCentsOf } from './fine-payments.rules';

const ON = legalDate('2026-11-20');
let counter = 0;

function posting(changes: Partial<PostingRow>): PostingRow {
  const id = `p${++counter}`;
  return {
    id,
    position: String(counter),
    entry_id: id,
    cause_id: 'cause',
    from_kind: 'claims-raised',
    to_kind: 'receivable',
    from_fine: false,
    to_fine: true,
    amount_cents: '20000',
    reason: 'charge-fine',
    reverses_id: null,
    posted_on: ON,
    ...changes,
  };
}

function paid(amountCents: number, changes: Partial<PostingRow> = {}): PostingRow {
  const sides = { from_kind: 'receivable', to_kind: 'suspense', from_fine: true, to_fine: false } as const;
  return posting({ ...sides, reason: 'allocate', amount_cents: String(amountCents), ...changes });
}

function booking(amountCents: number, entryId: string, changes: Partial<AllocationRow> = {}): AllocationRow {
  return {
    id: `a${++counter}`,
    amount_cents: String(amountCents),
    kind: 'automatic',
    as_advance: false,
    reason: {},
    ledger_entry_id: entryId,
    booked_by_name: null,
    booked_on: ON,
    reversed_on: null,
    reversed_by_name: null,
    reversal_reason: null,
    movement_id: 'm',
    movement_sequence: 3,
    movement_cents: String(amountCents),
    value_on: null,
    communication: '',
    counterparty_name: 'EXEMPLE ADA',
    statement_id: 's',
    statement_file_id: 'f',
    statement_year: 2026,
    statement_sequence: 12,
    iban: 'BE35679200609437',
    ...changes,
  };
}

describe('finePayments', () => {
  it('R3.2: refuses while nothing is booked, and once it is reversed', () => {
    expect(finePayments([posting({})], [], '20000')).toMatchObject({ ok: false, refusal: { code: 'nothing-booked' } });
    const first = paid(20_000);
    const back = posting({
      from_kind: 'suspense',
      reason: 'reversal',
      reverses_id: first.id,
    });
    const reversed = booking(20_000, first.entry_id, { reversed_on: ON });
    expect(finePayments([posting({}), first, back], [reversed], '20000')).toMatchObject({
      refusal: { code: 'nothing-booked' },
    });
  });

  it('I2: refuses bookings that the ledger does not know, and a balance that is not the sum of its postings', () => {
    const first = paid(5_000);
    const stray = booking(6_000, first.entry_id);
    expect(finePayments([posting({}), first], [stray], '15000')).toMatchObject({
      refusal: { code: 'payments-disagree' },
    });
    const own = booking(5_000, first.entry_id);
    expect(finePayments([posting({}), first], [own], '14999')).toMatchObject({
      refusal: { code: 'payments-disagree' },
    });
    expect(finePayments([posting({}), first], [own], '15000').ok).toBe(true);
  });

  it.each([
    ['release-deposit-to-state', 'deposits-in-transit-to-state', 'deposit'],
    ['collect-through-finance', 'finance-clearing', 'finance'],
    ['open-payment', 'opening-balances', 'takeover'],
  ] as const)('D28: counts %s as a payment that no bank line bears', (reason, to, origin) => {
    const result = finePayments([posting({}), paid(20_000, { reason, to_kind: to })], [], '0');
    expect(result).toMatchObject({ ok: true, value: { paidCents: 20_000, payments: [{ origin, statementLine: '' }] } });
  });

  it('R2.12: of a booking that partly goes back counts what stays', () => {
    const first = paid(20_000);
    const own = booking(20_000, first.entry_id);
    const back = posting({
      from_kind: 'refunds-payable',
      amount_cents: '5000',
      reason: 'owe-back-payment',
      cause_id: own.id,
    });
    const fallen = paid(5_000, { to_kind: 'claims-cancelled', reason: 'cancel-claim' });
    expect(finePayments([posting({}), first, back, fallen], [own], '0')).toMatchObject({
      value: { paidCents: 15_000, waivedCents: 5_000, outstandingCents: 0, payments: [{ amountCents: 15_000 }] },
    });
  });

  it('R4.6: counts a payment again that was owed back until a later judgment let the fine stand', () => {
    const first = paid(20_000);
    const own = booking(20_000, first.entry_id);
    const owed = { from_kind: 'refunds-payable', reason: 'owe-back-payment', cause_id: own.id } as const;
    const back = posting(owed);
    const fallen = paid(20_000, { to_kind: 'claims-cancelled', reason: 'cancel-claim' });
    const restored = posting({ from_kind: 'claims-cancelled', reason: 'restore-claim' });
    const again = paid(20_000, { to_kind: 'refunds-payable', reason: 'reversal', reverses_id: back.id });
    const judged = [posting({}), first, back, fallen, restored, again];
    expect(finePayments(judged, [own], '0')).toMatchObject({ value: { paidCents: 20_000, payments: [{ amountCents: 20_000 }] } }); // prettier-ignore
    expect(fileMoney(judged, [own], '0')).toMatchObject({ amounts: { owedBackCents: 0 } });
    expect(fileMoney(judged, [own], '0').figures.map(({ name }) => name)).not.toContain('owed-back');
  });

  it('R4.8: of a deposit that went to the State counts what a reduced fine keeps', () => {
    const cause = { cause_id: 'deposit-1' };
    const released = paid(20_000, {
      ...cause,
      reason: 'release-deposit-to-state',
      to_kind: 'deposits-in-transit-to-state',
    });
    const back = posting({ ...cause, from_kind: 'refunds-payable', amount_cents: '10000', reason: 'owe-back-payment' });
    const fallen = paid(10_000, { to_kind: 'claims-cancelled', reason: 'cancel-claim' });
    expect(finePayments([posting({}), released, back, fallen], [], '0')).toMatchObject({
      value: { paidCents: 10_000, payments: [{ origin: 'deposit', amountCents: 10_000, receivedCents: 20_000 }] },
    });
  });

  const collected = (amountCents: number): PostingRow =>
    paid(amountCents, {
      reason: 'collect-through-finance',
      to_kind: 'finance-clearing',
      cause_id: `event-${++counter}`,
    });
  const notKept = (amountCents: number): PostingRow =>
    posting({
      from_kind: 'finance-clearing',
      reason: 'take-back-collected',
      amount_cents: String(amountCents),
      cause_id: `event-${++counter}`,
    });

  it('R7.9: counts what FPS Finance kept, the latest reported taken back first', () => {
    const reported = [posting({}), collected(12_000), collected(8_000), notKept(9_000)];
    expect(finePayments(reported, [], '9000')).toMatchObject({
      value: { paidCents: 11_000, outstandingCents: 9_000, payments: [{ origin: 'finance', amountCents: 11_000 }] },
    });
  });

  it('R7.9: counts what is paid here once FPS Finance took back all that it had reported', () => {
    const here = paid(20_000);
    const rows = [posting({}), collected(20_000), notKept(20_000), here];
    expect(finePayments(rows, [booking(20_000, here.entry_id)], '0')).toMatchObject({
      value: { paidCents: 20_000, payments: [{ origin: 'bank', amountCents: 20_000 }] },
    });
    expect(finePayments(rows.slice(0, 3), [], '20000')).toMatchObject({ refusal: { code: 'nothing-booked' } });
  });

  it('adds up: paid, open and given up are the fine, whatever was booked', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 4 }), (parts) => {
        const made = parts.map((part) => paid(part));
        const bookings = made.map((each, index) => booking(parts[index] ?? 0, each.entry_id));
        const rest = 20_000 - parts.reduce((sum, part) => sum + part, 0);
        const result = finePayments([posting({}), ...made], bookings, String(rest));
        if (!result.ok) throw new Error(result.refusal.code);
        const { paidCents, outstandingCents, waivedCents } = result.value;
        expect(paidCents + outstandingCents + waivedCents).toBe(20_000);
        expect(openCentsOf(result.value, { amountCents: cents(20_000), isNotified: true })).toBe(rest);
      }),
    );
  });
});
