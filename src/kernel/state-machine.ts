import { accept, refuse, type Outcome, type Refusal } from './outcome';

/** States as data: for each state, the verbs it accepts and the state each leads to. A state without verbs is final. */
export type Transitions<State extends string, Verb extends string> = {
  readonly [S in State]: { readonly [V in Verb]?: State };
};

/** A named table, so that docs/states.md can be drawn from it and tests can walk it. */
export interface StateMachine<State extends string, Verb extends string> {
  readonly name: string;
  readonly initial: State;
  readonly transitions: Transitions<State, Verb>;
}

/**
 * The state that `verb` leads to from `state`.
 * Refuses with `illegal-transition` (params: machine, state, verb) when the table has no such pair.
 */
export function nextState<State extends string, Verb extends string>(
  machine: StateMachine<State, Verb>,
  state: State,
  verb: Verb,
): Outcome<State, Refusal<'illegal-transition'>> {
  const verbs: Transitions<State, Verb>[State] = machine.transitions[state];
  const next = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  if (next === undefined) return refuse('illegal-transition', { params: { machine: machine.name, state, verb } });
  return accept(next);
}

/** States that no path from the initial state reaches; a sound table has none. */
export function unreachableStates<State extends string, Verb extends string>(
  machine: StateMachine<State, Verb>,
): State[] {
  const reached = new Set<State>([machine.initial]);
  const queue: State[] = [machine.initial];
  for (let state = queue.pop(); state !== undefined; state = queue.pop()) {
    for (const next of Object.values(machine.transitions[state]) as State[]) {
      if (!reached.has(next)) {
        reached.add(next);
        queue.push(next);
      }
    }
  }
  return (Object.keys(machine.transitions) as State[]).filter((state) => !reached.has(state));
}
