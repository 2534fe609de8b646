import { setImmediate as turnToOthers } from 'node:timers/promises';

/** The same process answers the pages: after so many items it turns to whoever waits. */
const SLICE = 50;

/** The work on each item in order, with a turn for others after each slice. */
export async function inSlices<Item, Result>(items: readonly Item[], work: (item: Item) => Result): Promise<Result[]> {
  const results: Result[] = [];
  for (const [at, item] of items.entries()) {
    if (at > 0 && at % SLICE === 0) await turnToOthers();
    results.push(work(item));
  }
  return results;
}
