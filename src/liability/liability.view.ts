import type { PersonId } from '../kernel/ids';
import type { Config } from '../platform/config/config';
import { apiLink } from '../platform/http/api-links';
import { withInnerCodes } from '../platform/http/outside-codes';
import { camelCase } from '../platform/http/problem';
import type { MandateRow } from './liability.repository';
import type { Debtor } from './liability.rules';
import type { ExaminedLiability } from './liability.service';

/** What an event keeps of who must pay: ids and codes. */
export function liabilityDetail({ debtors, mandates, majorityDecision }: ExaminedLiability): Record<string, unknown> {
  return {
    liable: debtors.map(({ personId, capacity }) => ({ personId, capacity })),
    ...(mandates.length > 0 && {
      mandates: mandates.map(({ personId, representedId, kind, electsDomicile }) => ({
        personId,
        representedId,
        kind,
        electsDomicile,
      })),
    }),
    ...(majorityDecision && { majority: majorityDecision.decided }),
  };
}

/** What was written about it, of which an event keeps a commitment only. */
export function liabilityTexts({ debtors, mandates, majorityDecision }: ExaminedLiability): Record<string, unknown> {
  return {
    liableBecause: debtors.map(({ basis, appointmentReference, registerNumber }) => ({
      basis,
      ...(appointmentReference !== undefined && { appointmentReference }),
      ...(registerNumber !== undefined && { registerNumber }),
    })),
    ...(mandates.length > 0 && { mandateReferences: mandates.map(({ reference }) => reference) }),
    ...(majorityDecision && { majorityReason: majorityDecision.reason }),
  };
}

/** Debtors and mandates as the API shows them. */
export function liabilityJson(config: Config, liable: readonly Debtor[], mandates: readonly MandateRow[]): object {
  const reference = (id: PersonId): object => ({ href: apiLink(config, `/persons/${id}`), id });
  return {
    liableParties: liable.map(({ personId, capacity, basis, ...party }) => ({
      person: reference(personId),
      capacity: camelCase(capacity),
      ...(basis !== '' && { basis }),
      ...party,
    })),
    ...(mandates.length > 0 && {
      mandates: mandates.map(({ personId, representedId, ...mandate }) => ({
        mandatary: reference(personId),
        represented: reference(representedId),
        ...mandate,
      })),
    }),
  };
}

/** A body with the capacities of its parties in their inner spelling. */
export function withInnerCapacities(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || !('liableParties' in body)) return body;
  const { liableParties } = body;
  if (!Array.isArray(liableParties)) return body;
  return { ...body, liableParties: liableParties.map((party: unknown) => withInnerCodes(party, ['capacity'])) };
}
