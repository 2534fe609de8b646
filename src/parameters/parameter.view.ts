import type { LegalDate } from '../kernel/legal-date';
import { camelCase } from '../platform/http/problem';
import type { NamedCrossingPoint, NamedItem, ObligationInForce, ParametersOn } from './parameters.service';

/** Lists of codes that the API gives, under `/refData/<list>`. */
export const REFERENCE_LISTS = ['parameters', 'obligations', 'crossingPoints', 'courts'] as const;
export type ReferenceList = (typeof REFERENCE_LISTS)[number];

/** One entry of a list; `code` is its last part in the address. */
interface ReferenceItem {
  readonly code: string;
  readonly validFrom: LegalDate;
  readonly validTo?: LegalDate;
  readonly [field: string]: unknown;
}

/** The entries of a list on a day, as the API shows them. */
export function referenceItems(
  list: ReferenceList,
  { numbers, obligations, crossingPoints, courts }: ParametersOn,
): ReferenceItem[] {
  switch (list) {
    case 'parameters':
      return numbers.map(({ code, value, source, valid_from, valid_to }) => ({
        code,
        value,
        source,
        validFrom: valid_from,
        ...(valid_to !== null && { validTo: valid_to }),
      }));
    case 'obligations':
      return obligations.map(obligationItem);
    case 'crossingPoints':
      return crossingPoints.map(crossingPointItem);
    case 'courts':
      return courts.map((court) => ({
        ...namedItem(court),
        district: camelCase(court.district),
        divisions: court.divisions.map(namedItem),
      }));
  }
}

function obligationItem({ id: _row, validTo, paragraph, confidence, ...obligation }: ObligationInForce): ReferenceItem {
  return {
    ...obligation,
    subject: camelCase(obligation.subject),
    finable: obligation.finable.map(camelCase),
    delay: { ...obligation.delay, kind: camelCase(obligation.delay.kind) },
    exemptions: obligation.exemptions.map(camelCase),
    ...(paragraph !== null && { paragraph }),
    ...(confidence && { confidence: camelCase(confidence) }),
    ...(validTo !== null && { validTo }),
  };
}

function namedItem({ code, names, validFrom, validTo }: NamedItem): ReferenceItem {
  return { code, name: names, validFrom, ...(validTo !== null && { validTo }) };
}

function crossingPointItem({ code, kind, names, validFrom, validTo, hours }: NamedCrossingPoint): ReferenceItem {
  return {
    code,
    kind,
    name: names,
    validFrom,
    ...(validTo !== null && { validTo }),
    hours: hours.map(({ opensAt, closesAt, weekdays }) => ({ opensAt, closesAt, ...(weekdays && { weekdays }) })),
  };
}
