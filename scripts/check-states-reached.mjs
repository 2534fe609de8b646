// Every state and every transition of docs/states.md must have been reached by some test on a real database:
//   node scripts/check-states-reached.mjs FILE
// FILE is what test/support/state-watch.ts wrote during the run: machine, state before, state after, events, apart by tabs. docs/states.md is
// drawn from the tables in the sources and kept so by a test, so that a state that is added and reached by no test is missing here.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './ensure.mjs';

/** Where the states before and after leave the verb open, the event of the same transaction tells it. */
const TOLD = {
  'deposit correct': ['deposit.corrected'],
  'mail batch print': ['mail-batch.printed'],
  'refund change-payee': ['refund.payee-changed'],
  'refund cancel': ['refund.cancelled'],
  'refund stop': ['refund.stopped'],
  'refund fall': ['refund.taken-back'],
  'refund return': ['refund.returned'],
  'refund reopen': ['refund.settlement-taken-back'],
  'judgment contest': ['judgment.contested'],
  'appeal contest': ['judgment.contested'],
  'appeal refer-back': ['judgment.confirmed'],
  'appeal set-aside': ['judgment.refused'],
  'claim ask-recall': ['claim.recall-asked'],
  'claim report': ['claim.collected', 'claim.collection-reversed', 'claim.costs-incurred', 'claim.plan-agreed'],
};

/** Steps that one act takes with the beginning: facts that earn no fine are entered and closed at once. */
const WITH_BEGINNING = ['offence close'];

/** A judgment in effect that is contested stays as it is: what moves is its appeal. */
const SHOWN_BY = { 'judgment confirmed contest': { machine: 'appeal', before: 'final', after: 'pending' } };

const lines = readFileSync(process.argv[2], 'utf8').split('\n').filter(Boolean);
const steps = lines.map((line) => {
  const [machine, before, after, told = ''] = line.split('\t');
  return { machine, before, after, told: told.split(' ') };
});

const missing = machinesIn(readFileSync(join(root, 'docs/states.md'), 'utf8')).flatMap(missingOf);
for (const each of missing) console.log(each);
process.exitCode = missing.length > 0 ? 1 : 0;

/** The machines as the document draws them: name, initial state, transitions. */
function machinesIn(text) {
  return text
    .split(/^## /m)
    .slice(1)
    .map((section) => ({
      name: section.slice(0, section.indexOf('\n')),
      initial: /\[\*\] --> (\S+)/.exec(section)[1],
      transitions: [...section.matchAll(/^\| (\S+) \| (\S+) \| (\S+) \|$/gm)]
        .map(([, from, verb, to]) => ({ from, verb, to }))
        .filter(({ from }) => from !== 'from'),
    }));
}

function missingOf({ name, initial, transitions }) {
  const seen = steps.filter(({ machine }) => machine === name);
  const begins = seen.some(({ before, after }) => before === '-' && after === initial);
  const isTaken = ({ from, verb, to }) => {
    const isPlain = from !== to && transitions.filter((each) => each.from === from && each.to === to).length === 1;
    const shown = SHOWN_BY[`${name} ${from} ${verb}`];
    if (shown)
      return steps.some(
        (each) => each.machine === shown.machine && each.before === shown.before && each.after === shown.after,
      );
    if (WITH_BEGINNING.includes(`${name} ${verb}`))
      return seen.some((each) => each.before === '-' && each.after === to);
    const events = TOLD[`${name} ${verb}`];
    return seen.some(
      ({ before, after, told }) =>
        before === from &&
        after === to &&
        (isPlain || (events !== undefined && events.some((each) => told.includes(each)))),
    );
  };
  return [
    ...(begins ? [] : [`${name}: no test begins in ${initial}`]),
    ...transitions
      .filter((each) => !isTaken(each))
      .map(({ from, verb, to }) => `${name}: no test goes from ${from} by ${verb} to ${to}`),
  ];
}
