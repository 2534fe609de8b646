import fc from 'fast-check';
import { nextState, unreachableStates, type StateMachine } from './state-machine';

type State = 'shut' | 'open' | 'gone';
type Verb = 'open' | 'shut' | 'remove';
const DOOR: StateMachine<State, Verb> = {
  name: 'door',
  initial: 'shut',
  transitions: { shut: { open: 'open', remove: 'gone' }, open: { shut: 'shut' }, gone: {} },
};

describe('state machines', () => {
  it('follow their table, and name what it does not have', () => {
    expect(nextState(DOOR, 'shut', 'open')).toEqual({ ok: true, value: 'open' });
    expect(nextState(DOOR, 'open', 'remove')).toEqual({
      ok: false,
      refusal: { code: 'illegal-transition', params: { machine: 'door', state: 'open', verb: 'remove' } },
    });
  });

  it('do not take an inherited name for a verb', () => {
    expect(nextState(DOOR as StateMachine<State, Verb | 'toString'>, 'shut', 'toString').ok).toBe(false);
  });

  it('find the states that nothing reaches', () => {
    expect(unreachableStates(DOOR)).toEqual([]);
    const broken = { ...DOOR, transitions: { ...DOOR.transitions, shut: { open: 'open' } } } as typeof DOOR;
    expect(unreachableStates(broken)).toEqual(['gone']);
  });

  it('stay among their states whatever is asked, and never leave a final one (property)', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom<Verb>('open', 'shut', 'remove')), (verbs) => {
        let state: State = DOOR.initial;
        for (const verb of verbs) {
          const next = nextState(DOOR, state, verb);
          if (state === 'gone') expect(next.ok).toBe(false);
          if (next.ok) state = next.value;
        }
        expect(Object.keys(DOOR.transitions)).toContain(state);
      }),
    );
  });
});
