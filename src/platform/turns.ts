import { performance } from 'node:perf_hooks';
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';

/**
 * One process answers the pages and takes in the bank's files. A page is some twenty short questions to the database, and whatever long work
 * does between two of them is waited for twenty times: so long work does little at a time, and while a page is under way waits for it.
 */
const SLICE_MS = 2;
/** So long at most, however many pages are under way: long work never stands still. */
const MOST_WAIT_MS = 20;

let pagesUnderWay = 0;
let sliceBegan = 0;

/** Counts a page as under way until the function that this answers is called, once. */
export function pageBegins(): () => void {
  pagesUnderWay += 1;
  return () => {
    pagesUnderWay -= 1;
  };
}

/** How many pages are under way now. */
export function pagesUnderWayCount(): number {
  return pagesUnderWay;
}

/** Whether long work has had its turn, in so far as nothing else is known to have had one since. */
export function isTurnOver(): boolean {
  return performance.now() - sliceBegan >= SLICE_MS;
}

/** Lets others have their turn; while a page is under way, until it is answered or some milliseconds have passed. */
export async function giveWay(): Promise<void> {
  await nextTurn();
  for (const began = performance.now(); pagesUnderWay > 0 && performance.now() - began < MOST_WAIT_MS;) await wait(1);
  sliceBegan = performance.now();
}
