import {
  citizenCategory,
  isNationalityEstablished,
  parseNationality,
  treatedAsEuCitizen,
  type CitizenCategory,
  type Nationality,
} from '../kernel/country';
import type { DocumentDefect, DocumentRequired } from '../offences/document.rules';
import { legalDate, type LegalDate } from '../kernel/legal-date';
import { refuse, type Outcome } from '../kernel/outcome';

/** What a decision rests on beside the nationality that it states. */
export interface NationalityGround {
  /** Protected by the agreement of 2020, a regime of its own (R1.0.5). */
  readonly withdrawalAgreement: boolean;
  /** Fined for a visa that was missing, as `restsOnVisa` says: whether one is asked hangs on the nationality (R1.1, Regulation 2018/1806). */
  readonly isAboutVisa: boolean;
}

/**
 * Whether a fine rests on a visa: it was missing, or nothing was held where it had to be beside the passport (R1.1). Both null of another
 * obligation, and of a fine that was taken over, of which this is not on file.
 */
export function restsOnVisa(fine: {
  readonly documentDefect: DocumentDefect | null;
  readonly documentRequired: DocumentRequired | null;
}): boolean {
  const { documentDefect, documentRequired } = fine;
  return (
    documentDefect === 'visa-missing' || (documentDefect === 'none-held' && documentRequired === 'passport-and-visa')
  );
}

/** The first fines were made in 2016; where the day of the facts is not on file, it is this one at the earliest. */
const FIRST_FINES_ON = legalDate('2016-07-24');

/**
 * A nationality put right by a correction: the same rules bind the person with the one as with the other, so that it is a slip of the pen.
 * `factsOn` absent: the day is not on file, and it must be so whenever it was. Gives back the nationality as it is kept. Refuses on `nationality`
 * `correction-nationality-not-stated` (without `ground`: the decision states nobody's but the offender's), `correction-changes-category` (R1.0.5),
 * `correction-changes-visa` (R1.1), and what the kernel refuses of a nationality.
 */
export function checkNationalityPutRight(
  { stood, becomes }: { readonly stood: string; readonly becomes: string },
  ground: NationalityGround | undefined,
  factsOn: LegalDate | undefined,
  today: LegalDate,
): Outcome<Nationality> {
  const field = 'nationality';
  if (ground === undefined) return refuse('correction-nationality-not-stated', { field, rule: 'R1.0.5' });
  const [said, right] = [parseNationality(stood), parseNationality(becomes)];
  if (!said.ok || !right.ok) return right;
  const { withdrawalAgreement, isAboutVisa } = ground;
  const days = factsOn === undefined ? [FIRST_FINES_ON, today] : [factsOn];
  const isAlike = days.every((on) => {
    const [before, after] = [said.value, right.value].map((each) => citizenCategory(each, on, withdrawalAgreement));
    return before !== undefined && after !== undefined && bindsAlike(before, after);
  });
  // Nobody is fined whose nationality is not known: with it the decision would not have been made, and without it not either.
  const isKnown = isNationalityEstablished(said.value) && isNationalityEstablished(right.value);
  if (said.value !== right.value && !(isAlike && isKnown))
    return refuse('correction-changes-category', { field, rule: 'R1.0.5' });
  if (said.value !== right.value && isAboutVisa) return refuse('correction-changes-visa', { field, rule: 'R1.1' });
  return right;
}

/** R1.0.5: citizens of the Union and those treated like them have the same obligations; all others those of their own category. */
function bindsAlike(one: CitizenCategory, other: CitizenCategory): boolean {
  return one === other || (treatedAsEuCitizen(one) && treatedAsEuCitizen(other));
}
