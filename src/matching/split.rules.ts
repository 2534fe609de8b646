import type { Cents } from '../kernel/money';
import { findBirthDates } from './birth-date-finder.rules';
import { birthDateToIso } from '../kernel/birth-date';
import type { Evidence } from './evidence.rules';
import type { FineToMatch, PartyHit } from './fine-index.rules';
import { closedReason, owedOn, shareOf } from './fine-state.rules';
import type { FineShare } from './match-outcome.types';
import { nameAgreement, nameTextOf } from './name-agreement.rules';

/** Several fines that one movement pays whole. */
export interface Split {
  readonly shares: readonly FineShare[];
  /** Each person stands with first name and date in a part of the text of its own. */
  readonly isToldApart: boolean;
}

/** A family is paid for at once; a crowd is a mistake. */
const MOST_PERSONS = 6;

/** Between one person and the next: a word of four languages, a sign, a line. */
const BETWEEN = /\s(?:et|en|und|and|y|e)\s|[&+;\n]|\s\/\s/iu;

/** The fines together, by number, when the amount is exactly what is owed on them. */
export function splitOf(fines: readonly FineToMatch[], amountCents: Cents): readonly FineShare[] | undefined {
  const isPayable = fines.length > 1 && fines.every((fine) => closedReason(fine) === undefined);
  if (!isPayable || owedOn(fines) !== amountCents) return undefined;
  return [...fines]
    .sort((one, other) => (one.number < other.number ? -1 : 1))
    .map((fine) => shareOf(fine, fine.outstandingCents));
}

/** A fine together with another of the same debtor, when one alone makes the sum exact, or with all of them; undefined when none or several do. */
export function splitWith(
  fine: FineToMatch,
  others: readonly FineToMatch[],
  amountCents: Cents,
): readonly FineShare[] | undefined {
  const [pair, ...further] = others.map((other) => splitOf([fine, other], amountCents)).filter((split) => split);
  if (pair !== undefined) return further.length === 0 ? pair : undefined;
  return splitOf([fine, ...others], amountCents);
}

/**
 * One fine of each person named, when each has one open fine and the amount is exactly what they owe together (trap 25, families).
 * `hits` are of those persons and of nobody else who may be meant instead; two persons under one date and name are no split.
 */
export function splitAmongPersons(
  hits: readonly PartyHit[],
  evidence: Evidence,
  amountCents: Cents,
): Split | undefined {
  const open = hits.filter(({ fine }) => closedReason(fine) === undefined);
  const persons = new Map(open.map((hit) => [hit.party.personId, hit]));
  const fines = [...new Set(open.map(({ fine }) => fine))];
  if (persons.size < 2 || persons.size > MOST_PERSONS || fines.length !== persons.size) return undefined;
  const shares = splitOf(fines, amountCents);
  // Whoever owes nothing any more may be meant all the same.
  const everybody = new Map(hits.map((hit) => [hit.party.personId, hit]));
  return shares && { shares, isToldApart: areToldApart([...everybody.values()], evidence) };
}

/**
 * True when the text falls into as many parts as there are persons, and each part has the date and the first name of one of them and
 * the date of no other: `EXEMPLE ALIX 12/03/1987 ET BRAM 04/05/1990`, never a date of one beside the name of another.
 */
function areToldApart(hits: readonly PartyHit[], { text }: Evidence): boolean {
  const parts = text.split(BETWEEN).filter((part) => findBirthDates(part).dates.length > 0);
  if (parts.length !== hits.length) return false;
  const found = parts.map((part) => {
    const [{ dates }, names] = [findBirthDates(part), nameTextOf(part)];
    return hits.filter(
      ({ party }) =>
        party.birthDate?.day !== undefined &&
        dates.includes(birthDateToIso(party.birthDate)) &&
        nameAgreement(names, '', party.firstNames).firstName === 'exact',
    );
  });
  return found.every(({ length }) => length === 1) && new Set(found.flat()).size === hits.length;
}
