import { nameTokens } from '../kernel/person-name';
import type { Evidence } from './evidence.rules';
import { pairsWith, type FineIndex, type FineToMatch, type PartyHit } from './fine-index.rules';
import { closedReason } from './fine-state.rules';
import type { MatchOutcome } from './match-outcome.types';
import { hasNames, type NameText } from './name-agreement.rules';
import { isAroundANumber, referencedFines } from './referenced-fines.rules';

/** What payers write beside a date of birth, in search form. */
const BESIDE_A_DATE: ReadonlySet<string> = new Set(
  'ne nee naissance date geb geboren geboortedatum geburtsdatum born birth dob datum am on op tel gsm iban ogm'.split(
    ' ',
  ),
);
const LEAST_LETTERS = 2;

/**
 * Whoever else is named beside the debtors of some fines: debtors of other fines, open or closed, of whose names two words stand in the
 * text and one of them is no word of the names of these debtors. A date proves nobody in such a text: who pays writes the own date as
 * readily as that of whom the payment is for (R3.2, R3.3), and a name with a slip may be another's that stands there word for word.
 */
export function namedBesides(evidence: Evidence, index: FineIndex, fines: readonly FineToMatch[]): PartyHit[] {
  const unexplained = unexplainedWords(evidence.names, fines);
  if (unexplained.length === 0) return [];
  const [isUnexplained, own] = [new Set(unexplained), new Set(fines)];
  const debtors = new Set(fines.flatMap(({ parties }) => parties.map(({ personId }) => personId)));
  return index
    .namedIn(evidence.names, evidence, pairsWith(unexplained, evidence.names.words))
    .filter(
      ({ fine, party, agreement }) =>
        party.capacity !== 'mandatary' &&
        !own.has(fine) &&
        !debtors.has(party.personId) &&
        hasNames(agreement) &&
        [...agreement.words].some((word) => isUnexplained.has(word)),
    );
}

/** Those of them who owe something. */
export function openBesides(evidence: Evidence, index: FineIndex, fines: readonly FineToMatch[]): PartyHit[] {
  return namedBesides(evidence, index, fines).filter(({ fine }) => closedReason(fine) === undefined);
}

/**
 * Pairs of words under which those are found whom `namedBesides` looks for before a movement is booked by names and date; none where the
 * debtor's names explain the whole text, or where it is booked by a reference.
 */
export function pairsBesides(match: MatchOutcome, evidence: Evidence, index: FineIndex): string[] {
  const ids = actedOn(match);
  if (ids.length === 0 || evidence.references.length + evidence.decisionNumbers.length > 0) return [];
  const fines = ids.map((id) => index.fineById(id)).filter((fine) => fine !== undefined);
  return pairsWith(unexplainedWords(evidence.names, fines), evidence.names.words);
}

/** Pairs of words of the texts by which more comes than is owed on these fines: the rest may be for whoever else they name. */
export function pairsOfOverpaying(
  payments: readonly { readonly evidence: Evidence }[],
  index: FineIndex,
  overpaid: ReadonlySet<FineToMatch>,
): string[] {
  return payments
    .filter(({ evidence }) => referencedFines(evidence, index).some((fine) => overpaid.has(fine)))
    .flatMap(({ evidence: { names } }) => pairsWith(unexplainedWords(names, []), names.words));
}

/** The fines on which something would be booked, or whose debt would be said to be paid twice, without a person. */
function actedOn(match: MatchOutcome): FineToMatch['decisionId'][] {
  if (match.outcome === 'booked') return match.shares.map(({ decisionId }) => decisionId);
  if (match.outcome === 'proposed' && match.surplusGround !== undefined)
    return match.candidates.slice(0, 1).map(({ decisionId }) => decisionId);
  return [];
}

/** The words of a text that are no name of a debtor of these fines as it is on file, nor one that payers write around names. */
function unexplainedWords(text: NameText, fines: readonly FineToMatch[]): string[] {
  const names = fines.flatMap(({ parties }) =>
    parties.flatMap(({ capacity, surname, firstNames, otherNames = [] }) =>
      capacity === 'mandatary' ? [] : [{ surname, firstNames }, ...otherNames],
    ),
  );
  const known = new Set(names.flatMap((name) => wordsOnFile(name.surname, name.firstNames)));
  for (const { departmentNames = [] } of fines) for (const word of departmentNames.flatMap(nameTokens)) known.add(word);
  const isKnown = (word: string): boolean => known.has(word) || isAroundANumber(word) || BESIDE_A_DATE.has(word);
  return text.words.filter((word, at) => {
    const letters = text.lettersOnly[at] ?? '';
    return letters.length >= LEAST_LETTERS && !isKnown(word) && !isKnown(letters);
  });
}

/** The words of a name, and what is written when they are run together. */
function wordsOnFile(surname: string, firstNames: string): string[] {
  const [family, given] = [nameTokens(surname), nameTokens(firstNames)];
  const [surnames, firsts] = [family.join(''), given.join('')];
  return [...family, ...given, surnames, firsts, surnames + firsts, firsts + surnames];
}
