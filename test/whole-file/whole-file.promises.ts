import { CREDITS, type WholeFile } from './whole-file.steps';

/** How far a claim has come; a recall may be asked again after it was refused, and nothing else goes back. */
const CLAIM_RANKS: Readonly<Record<string, number>> = {
  offered: 0,
  acknowledged: 1,
  'in-recovery': 2,
  'recall-asked': 3,
  'recall-refused': 3,
  rejected: 4,
  recalled: 4,
  closed: 4,
};
const CLAIM_END = 4;
const RECALL_ASKED = 3;
const DEPOSIT_STANDS: readonly string[] = ['announced', 'held'];

const wordsOf = (text: string): readonly string[] => text.split(' ');
const stateOf = (text: string): string => wordsOf(text).at(-1) ?? '';
const rankOf = (claim: string): number => CLAIM_RANKS[stateOf(claim)] ?? Number.NaN;

/**
 * What no step may break, whatever model and office agree on: claims never move back, a deposit ends once, no more goes back than came in,
 * and nothing is left with FPS Finance, unasked, of a fine that has fallen or of which nothing is owed. Answers what is broken.
 */
export function brokenPromises(before: WholeFile, after: WholeFile): string[] {
  return [
    ...before.claims.filter((claim, at) => hasGoneBack(claim, after.claims[at])).map((claim) => `claim back: ${claim}`),
    ...before.deposits
      .filter((deposit, at) => !DEPOSIT_STANDS.includes(stateOf(deposit)) && after.deposits[at] !== deposit)
      .map((deposit) => `deposit ended twice: ${deposit}`),
    ...beyondReceived(after),
    ...paidByTaken(after),
    ...leftAtFinance(after),
  ];
}

function hasGoneBack(before: string, after: string | undefined): boolean {
  if (after === undefined) return true;
  const isOver = rankOf(before) === CLAIM_END;
  return !(rankOf(after) >= rankOf(before)) || (isOver && stateOf(after) !== stateOf(before));
}

/** What the bank has again pays no fine. */
function paidByTaken({ takings, bookings }: WholeFile): string[] {
  const taken = takings
    .filter((taking) => stateOf(taking) === 'settled')
    .map((taking) => `${wordsOf(taking)[0] ?? ''}>`);
  return bookings.filter(
    (booking) => stateOf(booking) === 'standing' && taken.some((each) => booking.startsWith(each)),
  );
}

function beyondReceived({ refunds, takings, shared }: WholeFile): string[] {
  const gone = refunds.filter((text) => ['ordered', 'paid'].includes(stateOf(text)));
  const goneCents = gone.reduce((sum, text) => sum + Number(wordsOf(text)[1]), 0);
  const kept = CREDITS.filter((_, credit) => !takings.includes(`${credit} settled`));
  const receivedCents = kept.reduce<number>((sum, each) => sum + each, 0) + shared['deposits-in-transit-to-state'];
  return goneCents > receivedCents ? [`${goneCents} refunded of ${receivedCents} received`] : [];
}

function leftAtFinance({ claims, fines, receivables }: WholeFile): string[] {
  return claims.filter((claim) => {
    const fine = Number(wordsOf(claim)[0]);
    const isOwed = fines[fine] === 'notified' && (receivables[fine] ?? 0) > 0;
    return !isOwed && rankOf(claim) < RECALL_ASKED;
  });
}
