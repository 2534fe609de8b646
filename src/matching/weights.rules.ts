import { datesDifferByASlip } from './birth-date-finder.rules';
import type { Evidence } from './evidence.rules';
import type { FineParty, PartyHit } from './fine-index.rules';
import { hasNames, nameAgreement, type NameAgreement } from './name-agreement.rules';
import { birthDateToIso } from '../kernel/birth-date';

/** How the names of a party stand in a text, the best first. */
type NamesFound = 'every-name' | 'word-for-word' | 'one-slip' | 'slips' | 'surname-alone';

/** What is known to agree of the birth date. */
type DateFound = 'full' | 'first-of-january' | 'slip' | 'part' | 'none';

/**
 * How sure it is that a movement means a party, in whole percent: one row for what the text says of the birth date, one column for
 * what it says of the names. Only a full date reaches the least threshold that an office may set (90), and beside 1 January, which
 * many registers write for a day that nobody knows, only names that stand there word for word (trap 25). What is added to a row below
 * that threshold never lifts it there (`mostIfUnproven`).
 */
const BY_NAMES_AND_DATE: Readonly<Record<DateFound, Readonly<Record<NamesFound, number>>>> = {
  full: { 'every-name': 99, 'word-for-word': 98, 'one-slip': 97, slips: 86, 'surname-alone': 50 },
  'first-of-january': { 'every-name': 97, 'word-for-word': 96, 'one-slip': 86, slips: 70, 'surname-alone': 40 },
  slip: { 'every-name': 80, 'word-for-word': 78, 'one-slip': 65, slips: 50, 'surname-alone': 20 },
  part: { 'every-name': 75, 'word-for-word': 70, 'one-slip': 55, slips: 40, 'surname-alone': 20 },
  none: { 'every-name': 65, 'word-for-word': 60, 'one-slip': 45, slips: 30, 'surname-alone': 10 },
};

/** Everything else that is weighed: starting points of single pieces of evidence, then what is added and the most that is left. */
export const WEIGHTS = {
  'structured-reference': 100,
  'decision-number': 99,
  /** A number without check digits, beside the names or enterprise number of who owes that fine, and of nobody else. */
  'earlier-number': 97,
  /** The same number, and nothing that bears it out. */
  'earlier-number-alone': 70,
  /** The same number, where the text names somebody else word for word. */
  'earlier-number-beside-another': 50,
  /** The enterprise number of somebody liable: valid, on file, and beside nobody else. */
  'enterprise-number': 97,
  /** The payer bears the debtor's names; the text names nobody (R3.2). */
  payer: 40,
  /** The payer's account is known for this debtor; the text names nobody. */
  'payer-account': 55,
  /** The full birth date, and a first name without the surname: a married name, a surname spelt beyond recognition. */
  'first-name-and-birth-date': 40,
  /** Another open fine of the debtor whose reference is given, where more came than that fine's debt. */
  'same-debtor': 50,
  /** A lawyer or agent who acts for the debtor. */
  mandatary: 25,
  /** Added to names that agree: the account is known for this debtor and for no other. With no full date it proves nothing still. */
  accountKnown: 6,
  /** Added: the payer bears the debtor's names as well. */
  payerBearsNames: 2,
  /** Taken off: the names are another name of the person, as it is on file. */
  otherName: 1,
  /** Taken off: less came than is owed, by what banks charge (D31) or because the text says that it is a part. */
  lessThanDebt: 1,
  /** Taken off a proposal: another amount than is owed. */
  otherAmount: 25,
  /** The most for a fine that cannot be paid any more. */
  mostIfClosed: 30,
  /** The most when the text speaks of something else as well: another levy, another debtor's names, an unknown reference. */
  mostIfContradicted: 60,
  /** The most for fines proposed together when the text does not tell the persons apart. */
  mostIfUnsureSplit: 85,
  /** The most for names and dates that by themselves stay below the least threshold: payer and account bear out, they prove nothing. */
  mostIfUnproven: 89,
  /** The most that names and dates give, whatever is added: a valid reference is surer. */
  mostByNames: 99,
} as const;

/** How sure a party is meant by its names and birth date, before amount and context. */
export function confidenceOf(hit: PartyHit, evidence: Evidence): number {
  const { party, agreement, isOtherName } = hit;
  const names = namesFound(agreement);
  if (names === undefined && !hit.hasEnterpriseNumber) return 0;
  const byNames = names === undefined ? 0 : BY_NAMES_AND_DATE[dateFound(hit, evidence)][names];
  const base = hit.hasEnterpriseNumber ? WEIGHTS['enterprise-number'] : byNames;
  const added =
    (hit.isPayersAccount ? WEIGHTS.accountKnown : 0) + (bearsNames(party, evidence) ? WEIGHTS.payerBearsNames : 0);
  const most = base > WEIGHTS.mostIfUnproven ? WEIGHTS.mostByNames : WEIGHTS.mostIfUnproven;
  return Math.min(most, base + added) - (isOtherName ? WEIGHTS.otherName : 0);
}

/** What the text says of the names, told in one word; undefined when not even the surname is there. */
function namesFound({ surname, firstName, hasAllFirstNames }: NameAgreement): NamesFound | undefined {
  if (surname === 'none') return undefined;
  if (firstName === 'none') return 'surname-alone';
  if (surname === 'exact' && firstName === 'exact') return hasAllFirstNames ? 'every-name' : 'word-for-word';
  const areSpelt = [surname, firstName].every((part) => part === 'exact' || part === 'spelt');
  return areSpelt || surname === 'exact' || firstName === 'exact' ? 'one-slip' : 'slips';
}

function dateFound({ party, isFullDate, hasDate }: PartyHit, { birthDates }: Evidence): DateFound {
  const { birthDate } = party;
  if (birthDate === undefined) return 'none';
  if (hasDate) {
    if (!isFullDate) return 'part';
    return isFirstOfJanuary(party) ? 'first-of-january' : 'full';
  }
  return birthDates.some((date) => datesDifferByASlip(date, birthDateToIso(birthDate))) ? 'slip' : 'none';
}

/** The date that many registers write when the day is unknown (trap 25). */
export function isFirstOfJanuary({ birthDate }: FineParty): boolean {
  return birthDate?.month === 1 && birthDate.day === 1;
}

function bearsNames({ surname, firstNames }: FineParty, { payer }: Evidence): boolean {
  return payer.words.length > 0 && hasNames(nameAgreement(payer, surname, firstNames));
}
