import type { CorrectionLetterData } from '../documents/correction-letter';
import { birthDateFromIso, birthDateToIso, formatBirthDate } from '../kernel/birth-date';
import type { LegalDate } from '../kernel/legal-date';
import type { Config } from '../platform/config/config';
import { apiLink } from '../platform/http/api-links';
import { camelCase } from '../platform/http/problem';
import type { PersonFacts } from '../persons/person.rules';
import { CORRECTABLE, isOfPerson, type CorrectableField, type CorrectionItem } from './correction.rules';

/** A value as the letter writes it: a birth date with its day first, a nationality by the name of the country. */
function shownValue(field: CorrectableField, value: string, country: (code: string) => string): string {
  if (field === 'nationality') return country(value);
  const birthDate = field === 'birthDate' ? birthDateFromIso(value) : undefined;
  return birthDate === undefined ? value : formatBirthDate(birthDate);
}

/** What stands in a decision: the person as its letter names them, its place and facts, then what earlier corrections put right; `ofPerson`: of this person. */
export function stoodIn(
  person: PersonFacts,
  offence: { readonly place: string; readonly facts: string },
  earlier: readonly { readonly items: readonly CorrectionItem[]; readonly ofPerson: boolean }[],
  quotedRemedies: string,
): Record<CorrectableField, string> {
  const stood: Record<CorrectableField, string> = {
    familyName: person.familyName,
    givenNames: person.givenNames,
    latinFamilyName: person.latinFamilyName,
    latinGivenNames: person.latinGivenNames,
    birthDate: person.birthDate === undefined ? '' : birthDateToIso(person.birthDate),
    nationality: person.nationality,
    addressLine: person.addressLine ?? '',
    postalCode: person.postalCode ?? '',
    municipality: person.municipality ?? '',
    place: offence.place,
    facts: offence.facts,
    remedies: quotedRemedies,
  };
  for (const { items, ofPerson } of earlier)
    for (const { field, becomes } of items)
      if (field !== 'remedies' && (ofPerson || !isOfPerson(field)))
        Object.assign(stood, withLatinForm({ field, becomes }, stood));
  return stood;
}

/** What is put right, field by field: a name in Latin letters is its own Latin form, so that both are. */
export function withLatinForm(
  { field, becomes }: Pick<CorrectionItem, 'field' | 'becomes'>,
  said: Partial<Readonly<Record<CorrectableField, string>>>,
): Partial<Record<CorrectableField, string>> {
  if (field !== 'familyName' && field !== 'givenNames') return { [field]: becomes };
  const latin = field === 'familyName' ? 'latinFamilyName' : 'latinGivenNames';
  const isOwnLatin = (said[latin] ?? '') === (said[field] ?? '');
  return { [field]: becomes, ...(isOwnLatin && { [latin]: becomes }) };
}

/** What a letter about the decision says, and the correction: the data of one addressee's letter of it. `country` names one in its language. */
export function correctionLetterData(
  letter: Omit<CorrectionLetterData, 'correctedOn' | 'items' | 'reason' | 'effect' | 'effectReason'>,
  correctedOn: LegalDate,
  correction: Pick<CorrectionLetterData, 'reason' | 'effect' | 'effectReason'> & {
    readonly items: readonly CorrectionItem[];
    readonly otherName: string | null;
  },
  country: (code: string) => string,
): CorrectionLetterData {
  const { reason, effect, effectReason, otherName } = correction;
  const items = correction.items.map(({ field, stood, becomes }) => ({
    field,
    stood: shownValue(field, stood, country),
    becomes: shownValue(field, becomes, country),
    ...(otherName !== null && isOfPerson(field) && { of: otherName }),
  }));
  return { ...letter, correctedOn, items, reason, effect, effectReason };
}

/** A correction as the API shows it. */
export function correctionJson(
  config: Config,
  correction: {
    readonly id: string;
    readonly decisionId: string;
    readonly personId: string;
    readonly state: string;
    readonly effect: string;
    readonly effectReason: string;
    readonly reason: string;
    readonly evidence: string;
    readonly proposedAt: Date;
    readonly signedOn: string | null;
    readonly documentId: string | null;
    readonly documentIds: readonly string[];
    readonly notificationIds: readonly string[];
    readonly version: number;
    readonly items: readonly CorrectionItem[];
  },
): object {
  const { id, decisionId, documentId } = correction;
  return {
    self: apiLink(config, `/corrections/${id}`),
    id,
    decision: { href: apiLink(config, `/decisions/${decisionId}`), id: decisionId },
    person: { href: apiLink(config, `/persons/${correction.personId}`), id: correction.personId },
    state: correction.state,
    changes: correction.items.map(({ field, stood, becomes }) => ({
      field: camelCase(CORRECTABLE[field]),
      stood,
      becomes,
    })),
    reason: correction.reason,
    evidence: correction.evidence,
    effect: camelCase(correction.effect),
    effectReason: correction.effectReason,
    proposedAt: correction.proposedAt,
    ...(correction.signedOn !== null && { signedOn: correction.signedOn }),
    ...(documentId !== null && {
      document: { href: apiLink(config, `/documents/${documentId}`), id: documentId },
    }),
    documents: correction.documentIds.map((copyId) => ({ href: apiLink(config, `/documents/${copyId}`), id: copyId })),
    notificationIds: correction.notificationIds,
    version: correction.version,
  };
}
