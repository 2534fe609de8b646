import type { StateMachine } from '../kernel/state-machine';
import type { TakeoverFile } from './takeover.types';

/** A file of the take-over: checked whole by one person, loaded or put aside by another. */
export const TAKEOVER_MACHINE: StateMachine<TakeoverFile['state'], 'load' | 'discard'> = {
  name: 'takeover-file',
  initial: 'checked',
  transitions: { checked: { load: 'loaded', discard: 'discarded' }, loaded: {}, discarded: {} },
};
