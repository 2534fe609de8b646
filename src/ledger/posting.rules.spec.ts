import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BankAccountId, DecisionId } from '../kernel/ids';
import { addCents, cents, type Cents } from '../kernel/money';
import {
  accountKey,
  BANK_ACCOUNTS,
  balancesOf,
  FINE_ACCOUNTS,
  outstandingCents,
  postingsFor,
  POSTING_TABLE,
  reversalOf,
  SHARED_ACCOUNTS,
  type PostedLine,
  type PostingDraft,
  type PostingId,
  type PostingVerb,
} from './posting.rules';

const decisionId = 'd1' as DecisionId;
const bankAccountId = 'b1' as BankAccountId;
const owners = { decisionId, bankAccountId };
const verbs = Object.keys(POSTING_TABLE) as PostingVerb[];
const fine = cents(20_000);

function posted(drafts: readonly PostingDraft[]): PostedLine[] {
  return drafts.map((draft, index) => ({ ...draft, id: `p${index}` as PostingId }));
}

/** Balances without the accounts that are even. */
function standing(...drafts: readonly (readonly PostingDraft[])[]): Record<string, number> {
  return Object.fromEntries([...balancesOf(drafts.flat())].filter(([, balance]) => balance !== 0));
}

describe('the life of a fine in postings', () => {
  const charge = postingsFor('charge-fine', owners, fine);
  const credit = postingsFor('accept-credit', owners, fine);
  const allocate = postingsFor('allocate', owners, fine);

  it('D28: charged is no revenue; allocated is', () => {
    expect(standing(charge)).toEqual({ 'receivable:d1': 20_000, 'claims-raised': -20_000 });
    expect(standing(charge, credit)).toEqual({
      'receivable:d1': 20_000,
      'claims-raised': -20_000,
      'cash:b1': 20_000,
      suspense: -20_000,
    });
    expect(standing(charge, credit, allocate)).toEqual({ 'cash:b1': 20_000, revenue: -20_000 });
  });

  it('D26: an advance is kept for the decision and settles it at notification', () => {
    const advance = postingsFor('allocate-advance', owners, fine);
    expect(standing(credit, advance)).toEqual({ 'cash:b1': 20_000, 'advances:d1': -20_000 });
    expect(standing(credit, advance, charge, postingsFor('settle-advance', owners, fine))).toEqual({
      'cash:b1': 20_000,
      revenue: -20_000,
    });
  });

  it('R2.12, R5: a decision that is withdrawn owes back what was paid, cancels the claim, and leaves nothing on the fine', () => {
    const owed = postingsFor('owe-back-payment', owners, cents(12_000));
    const part = [...charge, ...credit, ...postingsFor('allocate', owners, cents(12_000))];
    const after = [...part, ...owed, ...postingsFor('cancel-claim', owners, fine)];
    expect(standing(after)).toEqual({
      'cash:b1': 20_000,
      suspense: -8_000,
      'refunds-payable': -12_000,
      'claims-raised': -20_000,
      'claims-cancelled': 20_000,
    });
    const advance = [...credit, ...postingsFor('allocate-advance', owners, fine)];
    expect(standing(advance, postingsFor('owe-back-advance', owners, fine))).toEqual({
      'cash:b1': 20_000,
      'refunds-payable': -20_000,
    });
  });

  it('R5: the surplus of an overpayment stays in suspense until it is owed back, ordered and on a statement', () => {
    const received = postingsFor('accept-credit', owners, cents(25_000));
    const surplus = cents(5_000);
    const owed = [...charge, ...received, ...allocate, ...postingsFor('owe-refund', owners, surplus)];
    expect(standing(charge, received, allocate)).toMatchObject({ suspense: -5_000 });
    expect(standing(owed)).toMatchObject({ 'refunds-payable': -5_000 });
    const ordered = [...owed, ...postingsFor('order-refund', owners, surplus)];
    expect(standing(ordered)).toMatchObject({ 'refunds-in-transit': -5_000 });
    const paid = [...postingsFor('accept-debit', owners, surplus), ...postingsFor('settle-refund', owners, surplus)];
    expect(standing(ordered, paid)).toEqual({ 'cash:b1': 20_000, revenue: -20_000 });
  });

  it('R23: reversing an allocation re-opens the fine and puts the money back into suspense', () => {
    const reversal = reversalOf(posted(allocate));
    expect(standing(charge, credit, allocate, reversal)).toEqual(standing(charge, credit));
    expect(reversal.map(({ reversesId, reason }) => [reversesId, reason])).toEqual([['p0', 'reversal'], ['p1', 'reversal']]); // prettier-ignore
  });

  it('D28, D29: a deposit is never revenue before its release to the State, which settles the fine', () => {
    const held = postingsFor('hold-deposit', owners, fine);
    expect(standing(charge, held)).not.toHaveProperty('revenue');
    expect(standing(charge, held, postingsFor('release-deposit-to-state', owners, fine))).toEqual({
      'deposits-in-transit-to-state': 20_000,
      revenue: -20_000,
    });
    expect(standing(charge, held, postingsFor('release-deposit-to-debtor', owners, fine))).toEqual(standing(charge));
  });

  it('leaves nothing of a claim that fell or was written off but its counterpart', () => {
    expect(standing(charge, postingsFor('cancel-claim', owners, fine))).toEqual({
      'claims-raised': -20_000,
      'claims-cancelled': 20_000,
    });
    expect(standing(charge, postingsFor('write-off-claim', owners, fine))).toEqual({
      'claims-raised': -20_000,
      'claims-written-off': 20_000,
    });
  });
});

describe('properties of every verb', () => {
  const amount = fc.integer({ min: 1, max: 10_000_000 }).map(cents);
  const drafts = fc
    .array(fc.tuple(fc.constantFrom(...verbs), amount), { maxLength: 30 })
    .map((moves) => moves.flatMap(([verb, amountCents]) => postingsFor(verb, owners, amountCents)));

  it('I1: balances add up to zero whatever is posted', () => {
    fc.assert(fc.property(drafts, (postings) => expect(addCents(...balancesOf(postings).values())).toBe(0)));
  });

  it('moves only positive amounts between two different accounts', () => {
    fc.assert(
      fc.property(drafts, (postings) => {
        for (const posting of postings) {
          expect(posting.amountCents).toBeGreaterThan(0);
          expect(accountKey(posting.from)).not.toBe(accountKey(posting.to));
        }
      }),
    );
    for (const verb of verbs) {
      expect(() => postingsFor(verb, owners, cents(0))).toThrow(RangeError);
      expect(() => postingsFor(verb, owners, cents(-1))).toThrow(RangeError);
    }
  });

  it('restores every balance when it is reversed, and refuses to reverse a reversal', () => {
    fc.assert(
      fc.property(drafts, (postings) => {
        const reversal = reversalOf(posted(postings));
        expect(standing(postings, reversal)).toEqual({});
        if (reversal.length > 0) expect(() => reversalOf(posted(reversal))).toThrow(RangeError);
      }),
    );
  });

  it('I2: the outstanding debt is the balance of the receivable', () => {
    const move = fc.constantFrom('charge-fine', 'cancel-claim', 'write-off-claim', 'allocate', 'refund');
    fc.assert(
      fc.property(fc.array(fc.tuple(move, amount), { maxLength: 20 }), (moves) => {
        const sumOf = (name: string): Cents =>
          addCents(...moves.filter(([verb]) => verb === name).map(([, value]) => value));
        const postings = moves.flatMap(([verb, value]) =>
          verb === 'refund'
            ? reversalOf(posted(postingsFor('allocate', owners, value)))
            : postingsFor(verb, owners, value),
        );
        const outstanding = outstandingCents({
          chargedCents: sumOf('charge-fine'),
          cancelledCents: sumOf('cancel-claim'),
          writtenOffCents: sumOf('write-off-claim'),
          allocatedCents: sumOf('allocate'),
          refundedCents: sumOf('refund'),
        });
        expect(balancesOf(postings).get('receivable:d1') ?? 0).toBe(outstanding);
      }),
    );
  });
});

describe('docs/ledger.md', () => {
  const page = readFileSync(join(__dirname, '../../docs/ledger.md'), 'utf8');
  const rowsUnder = (heading: string): string[][] => {
    const section = page.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
    const lines = section.split('\n').filter((line) => line.startsWith('| `'));
    return lines.map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim())); // prettier-ignore
  };

  it('shows exactly the postings of the code', () => {
    const written = rowsUnder('Verbs').map(([verb, moves]) => [verb, moves]);
    const inCode = Object.entries(POSTING_TABLE).map(([verb, rows]) => [
      `\`${verb}\``,
      rows.map(([from, to]) => `\`${from}\` → \`${to}\``).join(', '),
    ]);
    expect(written).toEqual(inCode);
  });

  it('shows exactly the accounts of the code and who owns them', () => {
    const written = rowsUnder('Accounts').map(([account, owner]) => [account, owner]);
    const expected = [
      ...FINE_ACCOUNTS.map((kind) => [`\`${kind}\``, 'fine']),
      ...BANK_ACCOUNTS.map((kind) => [`\`${kind}\``, 'bank account']),
      ...SHARED_ACCOUNTS.map((kind) => [`\`${kind}\``, '–']),
    ];
    expect(written).toEqual(expected);
  });
});
