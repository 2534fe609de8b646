import { birthDateToIso } from '../kernel/birth-date';
import { subtractCents } from '../kernel/money';
import { compactNumber, evidenceOf, type Evidence, type MovementToMatch } from './evidence.rules';
import { nameAgreement } from './name-agreement.rules';
import { keysOf, type FineParty, type FineToMatch } from './fine-index.rules';

export const DIFFERENCES = [
  'same-amount',
  'below-debt',
  'above-debt',
  'settled',
  'reference',
  'surname',
  'no-surname',
  'first-name',
  'no-first-name',
  'birth-date',
  'other-birth-date',
] as const;

export type DifferenceCode = (typeof DIFFERENCES)[number];

/** One thing in which a movement and a fine agree or not; texts under `payments.difference.<code>`. */
export interface Difference {
  readonly code: DifferenceCode;
  readonly agrees: boolean;
  readonly params: Readonly<Record<string, string | number>>;
}

/**
 * What a person looks at before deciding that a movement means a fine: amount, reference, and the names and birth date of the party
 * that agrees best. In this order; nothing is weighed.
 */
export function differencesOf(movement: MovementToMatch, fine: FineToMatch): Difference[] {
  const evidence = evidenceOf(movement);
  const isReferenced =
    evidence.references.includes(fine.reference) ||
    evidence.decisionNumbers.includes(fine.number) ||
    evidence.earlierNumbers.includes(compactNumber(fine.number));
  const ofParties = fine.parties.map((party) => partyDifferences(evidence, party));
  const best = ofParties.sort((one, other) => agreements(other) - agreements(one))[0] ?? [];
  return [amountDifference(movement, fine), ...(isReferenced ? [agreement('reference')] : []), ...best];
}

function amountDifference({ amountCents }: MovementToMatch, { outstandingCents }: FineToMatch): Difference {
  if (outstandingCents <= 0) return { code: 'settled', agrees: false, params: {} };
  if (amountCents === outstandingCents) return agreement('same-amount');
  return amountCents < outstandingCents
    ? { code: 'below-debt', agrees: false, params: { differenceCents: subtractCents(outstandingCents, amountCents) } }
    : { code: 'above-debt', agrees: false, params: { differenceCents: subtractCents(amountCents, outstandingCents) } };
}

function partyDifferences(evidence: Evidence, party: FineParty): Difference[] {
  const agreement = nameAgreement(evidence.names, party.surname, party.firstNames);
  const hasDate = keysOf(evidence).birthDates.includes(birthDateToIso(party.birthDate));
  return [
    ...(party.surname.trim() === '' ? [] : [either(agreement.surname !== 'none', 'surname', 'no-surname')]),
    ...(party.firstNames.trim() === '' ? [] : [either(agreement.firstName !== 'none', 'first-name', 'no-first-name')]),
    either(hasDate, 'birth-date', 'other-birth-date'),
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
