import fc from 'fast-check';
import type { MovementId } from '../kernel/ids';
import { cents } from '../kernel/money';
import { findUndone, takesBack, type UndoFacts } from './undoing.rules';

const facts = (id: string, changes: Partial<UndoFacts> = {}): UndoFacts => ({
  id: id as MovementId,
  state: 'booked',
  direction: 'credit',
  amountCents: cents(20_000),
  allocatedCents: cents(20_000),
  refundCents: cents(0),
  endToEndId: '',
  bankReference: '',
  counterpartyAccount: '',
  counterpartyName: '',
  communication: { kind: 'free', text: '' },
  ...changes,
});
const undoing = (changes: Partial<UndoFacts> = {}): UndoFacts =>
  facts('u', { direction: 'debit', state: 'suspense', allocatedCents: cents(0), ...changes });
const alike = {
  counterpartyAccount: 'BE71096123456769',
  counterpartyName: 'ALIX EXEMPLE',
  communication: { kind: 'free', text: 'AMENDE' },
} as const;

describe('what the bank says takes an earlier movement back (CODA 2.6)', () => {
  it.each([
    ['00150000', undefined, false],
    ['00149000', undefined, true],
    ['00199000', undefined, true],
    ['00154000', undefined, true],
    ['00249000', undefined, true],
    ['03599000', undefined, false],
    ['00150000', 'return', true],
  ] as const)('%s %s: %s', (transactionCode, rTransaction, expected) => {
    expect(takesBack({ transactionCode, rTransaction })).toBe(expected);
  });
});

describe('which movement is taken back (R23)', () => {
  it('is certain by the one reference of the payer, whatever else is alike', () => {
    const earlier = [facts('a', { endToEndId: 'REF-2026-001', ...alike }), facts('b', alike)];
    expect(findUndone(undoing({ endToEndId: 'REF-2026-001', ...alike }), earlier)).toEqual({
      kind: 'certain',
      movementId: 'a',
    });
  });

  it('is certain by account, name and words together when no reference says otherwise', () => {
    expect(findUndone(undoing(alike), [facts('a', alike)])).toEqual({ kind: 'certain', movementId: 'a' });
    expect(findUndone(undoing({ ...alike, endToEndId: 'OTHER' }), [facts('a', { ...alike, endToEndId: 'REF-2026-001' })])).toMatchObject({ kind: 'unclear' }); // prettier-ignore
  });

  it.each<[string, Partial<UndoFacts>, Partial<UndoFacts>]>([
    ['another account', { counterpartyAccount: 'BE71096123456769' }, { counterpartyAccount: 'BE43068999999501' }],
    ['another name', { counterpartyName: 'ALIX EXEMPLE' }, { counterpartyName: 'BRAM VOORBEELD' }],
    ['another name on the same account', alike, { ...alike, counterpartyName: 'BRAM VOORBEELD' }],
  ])('is for a person when the reference of the payer agrees and %s contradicts', (_name, returned, earlier) => {
    const endToEndId = 'REF-2026-001';
    expect(findUndone(undoing({ endToEndId, ...returned }), [facts('a', { endToEndId, ...earlier })])).toEqual({
      kind: 'unclear',
      candidates: [expect.objectContaining({ movementId: 'a' })],
    });
  });

  it('takes the words of a name in any order, and one that the bank cut off', () => {
    const endToEndId = 'REF-2026-001';
    const earlier = facts('a', { endToEndId, counterpartyName: 'Exemple Alix Marie' });
    expect(findUndone(undoing({ endToEndId, counterpartyName: 'ALIX EXEMPLE' }), [earlier]).kind).toBe('certain');
  });

  it.each(['1', '001', 'INVOICE', 'NOTPROVIDED', 'Not Provided', '-'])(
    'learns nothing from the reference %s, which anybody may write',
    (endToEndId) => {
      const earlier = [facts('a', { endToEndId, counterpartyName: 'ALIX EXEMPLE' }), facts('b', { endToEndId })];
      expect(findUndone(undoing({ endToEndId }), earlier)).toEqual({ kind: 'unclear', candidates: [] });
      expect(findUndone(undoing({ endToEndId, ...alike }), [facts('c', { endToEndId, ...alike })]).kind).toBe(
        'certain',
      );
    },
  );

  it.each<[string, UndoFacts[]]>([
    ['two fit', [facts('a', { endToEndId: 'REF-2026-001' }), facts('b', { endToEndId: 'REF-2026-001' })]],
    [
      'it is booked in part only',
      [facts('a', { endToEndId: 'REF-2026-001', state: 'suspense', allocatedCents: cents(5) })],
    ],
    ['a refund of it is proposed', [facts('a', { endToEndId: 'REF-2026-001', refundCents: cents(1) })]],
    ['the bank’s reference alone is the same', [facts('a', { bankReference: 'R' })]],
  ])('is for a person when %s', (_name, earlier) => {
    const finding = findUndone(undoing({ endToEndId: 'REF-2026-001', bankReference: 'R' }), earlier);
    expect(finding).toMatchObject({ kind: 'unclear', candidates: earlier.map(({ id }) => ({ movementId: id })) });
  });

  it('is never one of another amount, of the same direction, or of no state to be undone', () => {
    const any = fc.record({
      amountCents: fc.constantFrom(cents(20_000), cents(100)),
      direction: fc.constantFrom('credit' as const, 'debit' as const),
      state: fc.constantFrom('booked' as const, 'suspense' as const, 'pending' as const, 'not-a-fine' as const),
      endToEndId: fc.constantFrom('', 'REF-2026-001', 'REF-2026-002'),
      counterpartyAccount: fc.constantFrom('', 'X'),
    });
    fc.assert(
      fc.property(fc.array(any), (changes) => {
        const earlier = changes.map((each, index) => facts(`${index}`, each));
        const finding = findUndone(undoing({ endToEndId: 'REF-2026-001', counterpartyAccount: 'X' }), earlier);
        const named = finding.kind === 'certain' ? [finding.movementId] : finding.candidates.map((each) => each.movementId); // prettier-ignore
        const found = earlier.filter(({ id }) => named.includes(id));
        expect(found.every((each) => each.direction === 'credit' && each.amountCents === 20_000)).toBe(true);
        expect(found.every(({ state }) => state === 'booked' || state === 'suspense')).toBe(true);
        if (finding.kind === 'certain')
          expect(earlier.filter((each) => each.endToEndId === 'REF-2026-001' && found.includes(each))).toHaveLength(1);
      }),
    );
  });
});
