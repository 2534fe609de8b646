import { birthDateToIso, type BirthDate } from '../kernel/birth-date';
import type { DecisionNumber } from '../kernel/decision-number';
import type { DecisionId, PersonId } from '../kernel/ids';
import type { Cents } from '../kernel/money';
import type { Ogm } from '../kernel/ogm';
import { containsName, nameTokens } from '../kernel/person-name';
import type { Evidence } from './evidence.rules';

/** Decisions that have a number. The earlier states cannot be paid. */
export type FineState = 'signed' | 'notified' | 'withdrawn' | 'annulled';

/** A person who owes a fine or committed the offence: whoever's names the communication may bear. */
export interface FineParty {
  readonly personId: PersonId;
  readonly surname: string;
  /** May be empty: some persons have one name only. */
  readonly firstNames: string;
  readonly birthDate: BirthDate;
}

/** What matching knows of a fine, closed ones included: a payment for a closed one must be recognised too. */
export interface FineToMatch {
  readonly decisionId: DecisionId;
  readonly number: DecisionNumber;
  readonly reference: Ogm;
  readonly state: FineState;
  /** What is still owed; before notification the amount less its advances (D26). */
  readonly outstandingCents: Cents;
  readonly parties: readonly FineParty[];
}

/** How much of a party's names stands in a text. */
export type NameAgreement = 'names' | 'surname' | 'none';

/** A party of a fine whose birth date agrees with one in the text. */
export interface PartyHit {
  readonly fine: FineToMatch;
  readonly party: FineParty;
  readonly agreement: NameAgreement;
  readonly hasAllFirstNames: boolean;
  /** False when only the year or the month of birth is known: such a date proves nobody, yet it makes somebody possible. */
  readonly isFullDate: boolean;
}

/** The keys under which fines are looked up, so that a batch of movements loads its fines in one query. */
export interface FineKeys {
  readonly references: readonly Ogm[];
  readonly decisionNumbers: readonly DecisionNumber[];
  /** Birth dates in interchange form and the shorter forms that agree with them: `1987-03-12`, `1987-03`, `1987`. */
  readonly birthDates: readonly string[];
}

export function keysOf(evidence: Evidence): FineKeys {
  return {
    references: evidence.references,
    decisionNumbers: evidence.decisionNumbers,
    birthDates: [...new Set(evidence.birthDates.flatMap((date) => [date, date.slice(0, 7), date.slice(0, 4)]))],
  };
}

/** Fines by what a payment can say of them. The cost of a look-up does not depend on the number of fines. */
export class FineIndex {
  private readonly byReference = new Map<Ogm, FineToMatch>();
  private readonly byNumber = new Map<DecisionNumber, FineToMatch>();
  private readonly byBirthDate = new Map<string, { fine: FineToMatch; party: FineParty }[]>();

  constructor(fines: Iterable<FineToMatch>) {
    for (const fine of fines) {
      this.byReference.set(fine.reference, fine);
      this.byNumber.set(fine.number, fine);
      for (const party of fine.parties) {
        const date = birthDateToIso(party.birthDate);
        const known = this.byBirthDate.get(date);
        if (known) known.push({ fine, party });
        else this.byBirthDate.set(date, [{ fine, party }]);
      }
    }
  }

  fineByReference(reference: Ogm): FineToMatch | undefined {
    return this.byReference.get(reference);
  }

  fineByNumber(number: DecisionNumber): FineToMatch | undefined {
    return this.byNumber.get(number);
  }

  /** Every party whose birth date agrees with one in the text, with how much of its names stands there. */
  partiesIn(evidence: Evidence): PartyHit[] {
    return keysOf(evidence).birthDates.flatMap((date) =>
      (this.byBirthDate.get(date) ?? []).map(({ fine, party }) => ({
        fine,
        party,
        agreement: agreementOf(evidence, party),
        hasAllFirstNames: party.firstNames.trim() === '' || containsName(evidence.text, party.firstNames),
        isFullDate: party.birthDate.day !== undefined,
      })),
    );
  }
}

/**
 * `names` when the whole surname and at least the first of the first names stand in the text: payers leave out further first names.
 * A person with one name only has no more to show.
 */
function agreementOf({ text }: Evidence, party: FineParty): NameAgreement {
  const surname = party.surname.trim() === '' ? party.firstNames : party.surname;
  if (!containsName(text, surname)) return 'none';
  if (party.surname.trim() === '' || party.firstNames.trim() === '') return 'names';
  const [firstName = ''] = nameTokens(party.firstNames);
  return containsName(text, firstName) ? 'names' : 'surname';
}
