import { nextState, unreachableStates } from '../kernel/state-machine';
import { OFFENCE_MACHINE } from './offence.rules';

describe('OFFENCE_MACHINE', () => {
  it('reaches every state, and leaves neither closed nor void', () => {
    expect(unreachableStates(OFFENCE_MACHINE)).toEqual([]);
    expect(nextState(OFFENCE_MACHINE, 'recorded', 'close')).toEqual({ ok: true, value: 'closed' });
    for (const state of ['closed', 'void'] as const) {
      expect(nextState(OFFENCE_MACHINE, state, 'void').ok).toBe(false);
    }
  });
});
