import { giveWay, isTurnOver } from '../platform/turns';

/** The work on each item in order, a turn's worth at a time: the same process answers the pages. */
export async function inSlices<Item, Result>(items: readonly Item[], work: (item: Item) => Result): Promise<Result[]> {
  const results: Result[] = [];
  for (const item of items) {
    if (isTurnOver()) await giveWay();
    results.push(work(item));
  }
  return results;
}
