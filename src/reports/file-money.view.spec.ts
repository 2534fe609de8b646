import fc from 'fast-check';
import { legalDate } from '../kernel/legal-date';
import type { AllocationRow, PostingRow } from './file-money.repository';
import { fileMoney, matchReason, statementLine } from './file-money.view';

const ON = legalDate('2026-11-05');

/** A posting between the fine's account and another, or between two that are not the fine's. */
function posting(
  position: number,
  from: string,
  to: string,
  amountCents: number,
  more: Partial<PostingRow> = {},
): PostingRow {
  const ofFine = (kind: string): boolean => kind === 'receivable' || kind === 'advances';
  return {
    id: `p${position}`,
    position: String(position),
    entry_id: `e${position}`,
    cause_id: 'a',
    from_kind: from,
    to_kind: to,
    from_fine: ofFine(from),
    to_fine: ofFine(to),
    amount_cents: String(amountCents),
    reason: 'allocate',
    reverses_id: null,
    posted_on: ON,
    ...more,
  };
}

const allocation = (more: Partial<AllocationRow>): AllocationRow => ({
  id: 'a',
  amount_cents: '20000',
  kind: 'automatic',
  as_advance: false,
  reason: { code: 'structured-reference', params: {} },
  ledger_entry_id: 'e2',
  booked_by_name: null,
  booked_on: ON,
  reversed_on: null,
  reversed_by_name: null,
  reversal_reason: null,
  movement_id: 'm',
  movement_sequence: 3,
  movement_cents: '20000',
  value_on: ON,
  communication: '+++012/6000/00108+++',
  counterparty_name: 'EXEMPLE',
  statement_id: 's',
  statement_file_id: 'f',
  statement_year: 2026,
  statement_sequence: 7,
  iban: 'BE35679200609437',
  ...more,
});

describe('the money of a fine', () => {
  it('I2: outstanding = charged − cancelled − written off − paid, and every figure is the sum of its lines', () => {
    const step = fc.record({
      amount: fc.integer({ min: 1, max: 30_000 }),
      accounts: fc.constantFrom<readonly string[]>(
        ['claims-raised', 'receivable'],
        ['receivable', 'suspense'],
        ['suspense', 'receivable'],
        ['receivable', 'claims-cancelled'],
        ['receivable', 'claims-written-off'],
        ['advances', 'suspense'],
        ['receivable', 'advances'],
        ['revenue', 'claims-raised'],
      ),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const rows = steps.map(({ amount, accounts: [from = '', to = ''] }, index) => posting(index, from, to, amount));
        const { amounts, figures, postings } = fileMoney(rows, [], undefined);
        const { chargedCents, cancelledCents, writtenOffCents, paidCents, outstandingCents } = amounts;
        expect(outstandingCents).toBe(chargedCents - cancelledCents - writtenOffCents - paidCents);
        const balance = rows.reduce((sum, row) => sum + (row.to_kind === 'receivable' ? 1 : row.from_kind === 'receivable' ? -1 : 0) * Number(row.amount_cents), 0); // prettier-ignore
        expect(outstandingCents).toBe(balance);
        for (const figure of figures)
          expect(figure.lines.reduce((sum, line) => sum + line.amountCents, 0)).toBe(figure.amountCents);
        expect(postings).toHaveLength(rows.length);
      }),
    );
  });

  it('says when the balance that is kept is another than the postings make', () => {
    const rows = [posting(1, 'claims-raised', 'receivable', 20_000, { reason: 'charge-fine' })];
    expect(fileMoney(rows, [], '20000').agrees).toBe(true);
    expect(fileMoney(rows, [], '19999').agrees).toBe(false);
    expect(fileMoney([], [], undefined).agrees).toBe(true);
  });

  it('shows no figure of what has not happened', () => {
    expect(fileMoney([], [], undefined).figures).toEqual([]);
    const charged = fileMoney([posting(1, 'claims-raised', 'receivable', 20_000)], [], undefined);
    expect(charged.figures.map(({ name }) => name)).toEqual(['outstanding', 'charged', 'paid']);
  });

  it('D26: a settled advance is explained by the statement line that brought it', () => {
    const rows = [
      posting(2, 'advances', 'suspense', 20_000, { reason: 'allocate-advance' }),
      posting(3, 'claims-raised', 'receivable', 20_000, { reason: 'charge-fine' }),
      posting(4, 'receivable', 'advances', 20_000, { reason: 'settle-advance' }),
    ];
    const advances = [
      allocation({ as_advance: true }),
      allocation({ id: 'b', as_advance: true, ledger_entry_id: 'e9' }),
    ];
    const { amounts, figures } = fileMoney(rows, advances, undefined);
    expect(amounts).toMatchObject({ paidCents: 20_000, outstandingCents: 0, advanceCents: 0 });
    expect(figures.find(({ name }) => name === 'paid')?.lines[0]?.details).toHaveLength(2);
  });

  it('R23: a reversed booking stays in sight, marked, and the debt is open again', () => {
    const rows = [
      posting(1, 'claims-raised', 'receivable', 20_000, { reason: 'charge-fine' }),
      posting(2, 'receivable', 'suspense', 20_000),
      posting(3, 'suspense', 'receivable', 20_000, { reason: 'reversal', reverses_id: 'p2' }),
    ];
    const { amounts, postings } = fileMoney(rows, [allocation({ reversed_on: ON })], undefined);
    expect(amounts).toMatchObject({ paidCents: 0, outstandingCents: 20_000 });
    expect(postings.map(({ reversed }) => reversed)).toEqual([false, true, false]);
  });

  it('names the line of the statement and the reason of the match', () => {
    expect(statementLine(allocation({}))).toMatchObject({ key: 'file.money.statement-line-valued', params: { statement: '2026/007', line: 3 } }); // prettier-ignore
    expect(statementLine(allocation({ value_on: null }))).toMatchObject({ key: 'file.money.statement-line' });
    expect(matchReason(allocation({}))).toMatchObject({ key: 'file.money.match.structured-reference' });
    const several = { code: 'several-named', params: { fines: 2 } };
    expect(matchReason(allocation({ reason: several }))).toEqual({ key: 'payments.matching.reason.several-named', params: { fines: 2 } }); // prettier-ignore
    const byHand = allocation({ kind: 'manual', booked_by_name: 'Exemple Caisse', reason: { code: 'manual' } });
    expect(matchReason(byHand)).toMatchObject({ key: 'file.money.match.manual', params: { name: 'Exemple Caisse' } });
  });
});
