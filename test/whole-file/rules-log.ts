import { APPEAL_MACHINE } from '../../src/appeals/appeal.rules';
import { JUDGMENT_MACHINE } from '../../src/appeals/judgment.rules';
import { CLAIM_MACHINE } from '../../src/claims/claim.rules';
import { DECISION_MACHINE } from '../../src/decisions/decision.rules';
import { DEPOSIT_MACHINE } from '../../src/deposits/deposit.rules';
import { nextState, type StateMachine } from '../../src/kernel/state-machine';
import { TRANSFER_MACHINE } from '../../src/recovery/transfer.rules';
import { REFUND_REQUEST_MACHINE } from '../../src/refunds/refund-request.rules';
import { REFUND_MACHINE } from '../../src/refunds/refund.rules';
import { WRITE_OFF_MACHINE } from '../../src/refunds/write-off.rules';

/** A booking has no table of its own in the product: it stands until it is taken back, once. */
const BOOKING_MACHINE: StateMachine<'standing' | 'reversed', 'reverse'> = {
  name: 'booking',
  initial: 'standing',
  transitions: { standing: { reverse: 'reversed' }, reversed: {} },
};

/** Nor have the debits by which the bank takes payments back, and inquiries at the registry, a table in the product. */
const TAKING_MACHINE: StateMachine<'waiting' | 'settled', 'name'> = {
  name: 'taking',
  initial: 'waiting',
  transitions: { waiting: { name: 'settled' }, settled: {} },
};
const CHECK_MACHINE: StateMachine<'standing' | 'mistaken', 'take-back'> = {
  name: 'check',
  initial: 'standing',
  transitions: { standing: { 'take-back': 'mistaken' }, mistaken: {} },
};

const MACHINES = {
  decision: DECISION_MACHINE,
  booking: BOOKING_MACHINE,
  taking: TAKING_MACHINE,
  check: CHECK_MACHINE,
  refund: REFUND_MACHINE,
  deposit: DEPOSIT_MACHINE,
  'write-off': WRITE_OFF_MACHINE,
  appeal: APPEAL_MACHINE,
  judgment: JUDGMENT_MACHINE,
  request: REFUND_REQUEST_MACHINE,
  batch: TRANSFER_MACHINE,
  claim: CLAIM_MACHINE,
} as const;
type Machines = typeof MACHINES;
export type Told = keyof Machines;
type StateOf<Kind extends Told> = Machines[Kind]['initial'];
type VerbOf<Kind extends Told> = Machines[Kind] extends StateMachine<string, infer Verb> ? Verb : never;

/** Something that has a state. */
interface Thing {
  readonly state: string;
}

/** What was told of one thing: its verbs in their order, and where they lead by its table. */
interface Story {
  readonly kind: Told;
  readonly state: string;
  readonly verbs: readonly string[];
}

/**
 * What happened, as the event log of the product tells it: each thing by the verbs of its own table, one event after the other. From the log alone
 * follows in which state everything is (I4).
 */
export class RulesLog {
  private readonly stories = new Map<Thing, Story>();
  private readonly faults: string[] = [];
  private count = 0;

  /** How many events there are. */
  get length(): number {
    return this.count;
  }

  /** The thing is there, in the first state of its table. */
  begin(kind: Told, thing: Thing): void {
    if (this.stories.has(thing)) this.faults.push(`I4 ${kind}: begun twice`);
    this.note(thing, { kind, state: MACHINES[kind].initial, verbs: [] }, 'begin');
  }

  /** A verb of its table was done to it. */
  tell<Kind extends Told>(kind: Kind, thing: { readonly state: StateOf<Kind> }, verb: VerbOf<Kind>): void {
    const story = this.stories.get(thing);
    if (story === undefined) return void this.faults.push(`I4 ${kind}: ${verb} told of what was never there`);
    const after = nextState(MACHINES[kind] as StateMachine<string, string>, story.state, verb);
    if (!after.ok) this.faults.push(`I4 ${kind}: ${verb} told after ${story.verbs.join(', ')}`);
    this.note(thing, after.ok ? { ...story, state: after.value } : story, verb);
  }

  /** Something was said of it that leaves it where it is. */
  mention(kind: Told, thing: Thing, what: string): void {
    const story = this.stories.get(thing);
    if (story === undefined) this.faults.push(`I4 ${kind}: ${what} said of what was never told`);
    else this.note(thing, story, what);
  }

  /** What is in another state than the log tells, and what the log tells against its own tables. */
  findings(things: Readonly<Record<Told, readonly Thing[]>>): string[] {
    const wrong = Object.entries(things).flatMap(([kind, each]) =>
      each.flatMap((thing, at) => {
        const { state, verbs = [], kind: told } = this.stories.get(thing) ?? {};
        return told === kind && state === thing.state ? [] : [`I4 ${kind} ${at} is ${thing.state}, told ${state ?? 'never'} by ${verbs.join(', ')}`]; // prettier-ignore
      }),
    );
    return [...this.faults, ...wrong];
  }

  private note(thing: Thing, { kind, state, verbs }: Story, verb: string): void {
    this.count += 1;
    this.stories.set(thing, { kind, state, verbs: [...verbs, verb] });
  }
}
