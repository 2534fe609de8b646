import { majorityOn } from '../kernel/birth-date';
import { checkFreeText } from '../kernel/free-text';
import type { PersonId } from '../kernel/ids';
import { compareDates } from '../kernel/legal-calendar';
import type { LegalDate } from '../kernel/legal-date';
import { refuse, type Refusal } from '../kernel/outcome';
import type { PersonInQuestion } from './liability.rules';

/** Who acts for somebody: a lawyer, or an agent with a mandate. */
export const MANDATE_KINDS = ['lawyer', 'agent'] as const;
export type MandateKind = (typeof MANDATE_KINDS)[number];

/** Longest reference of a mandate. */
const REFERENCE_MAX_LENGTH = 100;

/** A mandate as it is named. The mandatary never owes the fine by it. */
export interface NamedMandate {
  readonly mandatary: PersonInQuestion;
  /** The offender or one of the debtors. */
  readonly representedId: PersonId;
  readonly kind: MandateKind;
  readonly reference: string;
  readonly givenOn: LegalDate;
  /** True when what is meant for the represented person is to be served at the mandatary's address. */
  readonly electsDomicile: boolean;
}

/**
 * The mandates beside the debtors. Refuses `mandatary-is-debtor`, `mandatary-is-offender`, `mandatary-not-of-age`,
 * `mandatary-without-address`, `mandate-for-nobody` (represents neither offender nor debtor), `mandate-in-future`,
 * `mandate-named-twice`, `domicile-elected-twice` and a missing reference, on `mandates.<index>.…`.
 */
export function checkMandates(
  question: {
    readonly offender: PersonInQuestion;
    readonly mandates: readonly NamedMandate[];
    readonly today: LegalDate;
  },
  debtorIds: readonly PersonId[],
): Refusal[] {
  const { offender, mandates, today } = question;
  const representable = [offender.id, ...debtorIds];
  return mandates.flatMap((mandate, index): Refusal[] => {
    const field = `mandates.${index}`;
    const refusals = checkMandatary(mandate, field, { offenderId: offender.id, debtorIds, today });
    if (!representable.includes(mandate.representedId))
      refusals.push(refusal('mandate-for-nobody', { field: `${field}.representedId` }));
    const reference = checkFreeText(mandate.reference, { field: `${field}.reference`, max: REFERENCE_MAX_LENGTH });
    if (!reference.ok) refusals.push(reference.refusal);
    if (compareDates(mandate.givenOn, today) > 0)
      refusals.push(refusal('mandate-in-future', { field: `${field}.givenOn`, params: { today } }));
    return [...refusals, ...checkBeside(mandate, mandates.slice(0, index), field)];
  });
}

function checkMandatary(
  { mandatary }: NamedMandate,
  field: string,
  known: { readonly offenderId: PersonId; readonly debtorIds: readonly PersonId[]; readonly today: LegalDate },
): Refusal[] {
  const at = `${field}.personId`;
  const refusals: Refusal[] = [];
  if (mandatary.id === known.offenderId) refusals.push(refusal('mandatary-is-offender', { field: at }));
  else if (known.debtorIds.includes(mandatary.id)) refusals.push(refusal('mandatary-is-debtor', { field: at }));
  const { kind, birthDate } = mandatary;
  if (kind === 'natural' && (birthDate === undefined || majorityOn(birthDate, known.today) !== 'adult'))
    refusals.push(refusal('mandatary-not-of-age', { field: at, params: { today: known.today } }));
  // R2.7: what is served on a mandatary needs somewhere to go.
  if (mandatary.addressLine === undefined)
    refusals.push(refusal('mandatary-without-address', { field: at, rule: 'R2.7' }));
  return refusals;
}

/** One mandate of the same two people, and one address for service each. */
function checkBeside(mandate: NamedMandate, before: readonly NamedMandate[], field: string): Refusal[] {
  const ofSame = before.filter(({ representedId }) => representedId === mandate.representedId);
  if (ofSame.some(({ mandatary }) => mandatary.id === mandate.mandatary.id))
    return [refusal('mandate-named-twice', { field: `${field}.personId` })];
  if (mandate.electsDomicile && ofSame.some(({ electsDomicile }) => electsDomicile))
    return [refusal('domicile-elected-twice', { field: `${field}.electsDomicile` })];
  return [];
}

function refusal(code: string, details: Omit<Refusal, 'code'>): Refusal {
  return refuse(code, details).refusal;
}
