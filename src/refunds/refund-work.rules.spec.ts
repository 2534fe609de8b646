import { permissionsOf } from '../access/permissions';
import { REFUND_MACHINE, type RefundState } from './refund.rules';
import { openingState, REFUND_STATES } from './refund-work.rules';

describe('the list of refunds', () => {
  const opensOn = (role: Parameters<typeof permissionsOf>[0][number], ...filled: RefundState[]): RefundState =>
    openingState(
      filled.map((state) => ({ state, count: 1 })),
      permissionsOf([role]),
    );

  it('opens on the first state that waits for the role of the reader', () => {
    expect(opensOn('cashier', 'prepared', 'returned', 'approved')).toBe('approved');
    expect(opensOn('cashier', 'prepared', 'proposed')).toBe('proposed');
    expect(opensOn('treasurer', 'proposed', 'prepared')).toBe('prepared');
    expect(opensOn('auditor', 'paid', 'ordered')).toBe('ordered');
  });

  it('opens on the first state where nothing waits for the reader, or nothing is there', () => {
    expect(opensOn('cashier', 'prepared', 'paid')).toBe('proposed');
    expect(opensOn('treasurer', 'proposed')).toBe('proposed');
    expect(opensOn('auditor')).toBe('proposed');
    expect(openingState([{ state: 'prepared', count: 0 }], permissionsOf(['treasurer']))).toBe('proposed');
  });

  it('shows every state of a refund', () => {
    expect([...REFUND_STATES].sort()).toEqual(Object.keys(REFUND_MACHINE.transitions).sort());
  });
});
