import { birthDateToIso } from '../kernel/birth-date';
import { subtractCents } from '../kernel/money';
import { compactNumber, evidenceOf, type Evidence, type MovementToMatch } from './evidence.rules';
import { datesDifferByASlip } from './birth-date-finder.rules';
import { namesDepartment } from './fine-choice.rules';
import { keysOf, type FineParty, type FineToMatch } from './fine-index.rules';
import { hasNames, nameAgreement } from './name-agreement.rules';
import { isFirstOfJanuary } from './weights.rules';

export const DIFFERENCES = [
  'same-amount',
  'below-debt',
  'above-debt',
  'settled',
  'reference',
  'enterprise-number',
  'surname',
  'no-surname',
  'first-name',
  'no-first-name',
  'other-name',
  'birth-date',
  'birth-date-slip',
  'other-birth-date',
  'first-of-january',
  'payer-name',
  'payer-account',
  'department',
] as const;

export type DifferenceCode = (typeof DIFFERENCES)[number];

/** One thing in which a movement and a fine agree or not; texts under `payments.difference.<code>`. */
export interface Difference {
  readonly code: DifferenceCode;
  readonly agrees: boolean;
  readonly params: Readonly<Record<string, string | number>>;
}

/**
 * What a person looks at before deciding that a movement means a fine: amount, reference, department, and the names, birth date, payer
 * and account of the party that agrees best. In this order; nothing is weighed.
 */
export function differencesOf(movement: MovementToMatch, fine: FineToMatch): Difference[] {
  const evidence = evidenceOf(movement);
  const isReferenced =
    evidence.references.includes(fine.reference) ||
    evidence.decisionNumbers.includes(fine.number) ||
    evidence.earlierNumbers.includes(compactNumber(fine.number));
  const ofParties = fine.parties.map((party) => partyDifferences(evidence, party));
  const best = ofParties.sort((one, other) => agreements(other) - agreements(one))[0] ?? [];
  return [
    amountDifference(movement, fine),
    ...(isReferenced ? [agreement('reference')] : []),
    ...(namesDepartment(fine, evidence) ? [agreement('department')] : []),
    ...best,
  ];
}

function amountDifference({ amountCents }: MovementToMatch, { outstandingCents }: FineToMatch): Difference {
  if (outstandingCents <= 0) return { code: 'settled', agrees: false, params: {} };
  if (amountCents === outstandingCents) return agreement('same-amount');
  return amountCents < outstandingCents
    ? { code: 'below-debt', agrees: false, params: { differenceCents: subtractCents(outstandingCents, amountCents) } }
    : { code: 'above-debt', agrees: false, params: { differenceCents: subtractCents(amountCents, outstandingCents) } };
}

function partyDifferences(evidence: Evidence, party: FineParty): Difference[] {
  const { surname, firstNames, enterpriseNumber = '', otherNames = [], accounts = [] } = party;
  const own = nameAgreement(evidence.names, surname, firstNames);
  const other = otherNames
    .map((names) => nameAgreement(evidence.names, names.surname, names.firstNames))
    .find((each) => hasNames(each));
  const isOther = !hasNames(own) && other !== undefined;
  const found = isOther ? other : own;
  return [
    ...(evidence.enterpriseNumbers.includes(enterpriseNumber) ? [agreement('enterprise-number')] : []),
    ...(surname.trim() === '' ? [] : [either(found.surname !== 'none', 'surname', 'no-surname')]),
    ...(firstNames.trim() === '' ? [] : [either(found.firstName !== 'none', 'first-name', 'no-first-name')]),
    ...(isOther ? [agreement('other-name')] : []),
    ...dateDifferences(evidence, party),
    ...(hasNames(nameAgreement(evidence.payer, surname, firstNames)) ? [agreement('payer-name')] : []),
    ...(evidence.account !== undefined && accounts.includes(evidence.account) ? [agreement('payer-account')] : []),
  ];
}

/** A firm has no birth date to compare. */
function dateDifferences(evidence: Evidence, party: FineParty): Difference[] {
  if (party.birthDate === undefined) return [];
  const date = birthDateToIso(party.birthDate);
  const hasDate = keysOf(evidence).birthDates.includes(date);
  const isSlip = !hasDate && evidence.birthDates.some((each) => datesDifferByASlip(each, date));
  return [
    hasDate
      ? agreement('birth-date')
      : { code: isSlip ? 'birth-date-slip' : 'other-birth-date', agrees: false, params: {} },
    ...(hasDate && isFirstOfJanuary(party) ? [{ code: 'first-of-january', agrees: false, params: {} } as const] : []),
  ];
}

function either(agrees: boolean, yes: DifferenceCode, no: DifferenceCode): Difference {
  return { code: agrees ? yes : no, agrees, params: {} };
}

function agreement(code: DifferenceCode): Difference {
  return { code, agrees: true, params: {} };
}

function agreements(differences: readonly Difference[]): number {
  return differences.filter(({ agrees }) => agrees).length;
}
