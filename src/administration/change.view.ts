import { formatDecimal, cents } from '../kernel/money';
import type { LegalDate } from '../kernel/legal-date';
import { NUMBER_BOUNDS } from './change-payload.rules';
import type { Change, ChangeKind, Names, ParentNames, Payload, Payloads, Version } from './change.types';
import type { NumberParameterCode } from '../parameters/parameter.types';

/** How a template prints a value. */
type LineFormat =
  | 'money'
  | 'days'
  | 'percent'
  | 'text'
  | 'names'
  | 'kept'
  | 'spans'
  | 'categories'
  | 'yes-no'
  | 'district'
  | 'border'
  | 'article'
  | 'grade'
  | 'delay'
  | 'iban'
  | 'purpose';

/** One particular of a version; `field` is the key of its name under `parameters.field`. */
export interface PayloadLine {
  readonly field: string;
  readonly format: LineFormat;
  readonly value: unknown;
}

/** A particular before and after a change. */
export interface ComparedLine extends Omit<PayloadLine, 'value'> {
  readonly before: unknown;
  readonly after: unknown;
  readonly differs: boolean;
}

/** One dated thing. */
export interface ItemKey {
  readonly kind: ChangeKind;
  readonly code: string;
}

/** What a thing is called: a name in four languages, or a text of the product, or figures. */
export interface ItemName {
  readonly names?: Names;
  readonly text?: string;
}

/** The particulars of a version, in the order in which they are read; `parents` names the court of a division. */
export function payloadLines({ kind, code }: ItemKey, payload: Payload, parents: ParentNames): readonly PayloadLine[] {
  return LINES[kind](payload as never, code, parents);
}

const line = (field: string, format: LineFormat, value: unknown): PayloadLine => ({ field, format, value });
const nameLines = ({ fr, nl, de, en }: Names): PayloadLine[] => [
  line('nameFr', 'text', fr),
  line('nameNl', 'text', nl),
  line('nameDe', 'text', de),
  line('nameEn', 'text', en),
];

const NUMBER_FORMAT = { cents: 'money', days: 'days', percent: 'percent' } as const;

const LINES: {
  readonly [Kind in ChangeKind]: (payload: Payloads[Kind], code: string, parents: ParentNames) => PayloadLine[];
} = {
  number: ({ value }, code) => [line('value', NUMBER_FORMAT[unitOf(code)], value)],
  obligation: (obligation) => [
    line('article', 'article', obligation['article']),
    line('paragraph', 'text', obligation.paragraph),
    line('delay', 'delay', obligation.delay),
    line('finable', 'categories', obligation.finable),
    line('needsLegalReview', 'yes-no', obligation.needsLegalReview),
  ],
  'crossing-point': ({ kind, names }) => [line('kind', 'border', kind), ...nameLines(names)],
  'crossing-hours': ({ spans }) => [line('hours', 'spans', spans)],
  court: ({ district, names }) => [line('district', 'district', district), ...nameLines(names)],
  'court-division': ({ courtCode, names }, _code, parents) => {
    const court = parents.get(courtCode);
    return [court ? line('courtCode', 'names', court) : line('courtCode', 'text', courtCode), ...nameLines(names)];
  },
  department: ({ ordinal, names, address, email }) => [
    line('ordinal', 'text', String(ordinal)),
    ...nameLines(names),
    line('address', 'kept', address),
    line('email', 'text', email),
  ],
  delegation: ({ userName, article, grade }) => [
    line('userId', 'text', userName),
    line('article', 'article', article),
    line('grade', 'grade', grade),
  ],
  account: ({ iban, purpose }) => [line('iban', 'iban', iban), line('purpose', 'purpose', purpose)],
};

/** Old and new beside each other; of an end there is no new. */
export function comparedLines(
  change: Change,
  before: Version | undefined,
  parents: ParentNames,
): readonly ComparedLine[] {
  const old = before && payloadLines(change, before.payload, parents);
  const next = payloadLines(change, change.payload, parents);
  return next.map(({ field, format, value }, index) => {
    const was = old?.[index]?.value;
    const after = change.operation === 'end' ? undefined : value;
    return { field, format, before: was, after, differs: JSON.stringify(was) !== JSON.stringify(after) };
  });
}

/** What the thing is called on pages; a number and an obligation by their texts, which the template knows. */
export function itemName({ kind, code }: ItemKey, payload: Payload | undefined, parents: ParentNames): ItemName {
  const crossingPoint = kind === 'crossing-hours' ? parents.get(code) : undefined;
  if (crossingPoint !== undefined) return { names: crossingPoint };
  if (payload === undefined) return {};
  if ('names' in payload) return { names: payload.names as Names };
  if (kind === 'delegation') return { text: (payload as Payloads['delegation']).userName };
  if (kind === 'account') return { text: (payload as Payloads['account']).iban };
  return {};
}

/** What a form starts from: the version in force, as people type it. */
export function typedPayload(kind: ChangeKind, code: string, payload: Payload | undefined): Record<string, unknown> {
  if (payload === undefined) return {};
  return TYPED[kind](payload as never, code);
}

const typedNames = ({ fr, nl, de, en }: Names): Record<string, string> => ({
  nameFr: fr,
  nameNl: nl,
  nameDe: de,
  nameEn: en,
});

const TYPED: { readonly [Kind in ChangeKind]: (payload: Payloads[Kind], code: string) => Record<string, unknown> } = {
  number: ({ value }, code) => ({
    value: unitOf(code) === 'cents' ? formatDecimal(cents(value)).replace('.', ',') : String(value),
  }),
  obligation: ({ paragraph, delay, finable, needsLegalReview }) => ({
    paragraph: paragraph ?? '',
    delayCount: String(delay.workingDays ?? delay.months ?? ''),
    finable,
    needsLegalReview: needsLegalReview ? 'yes' : 'no',
  }),
  'crossing-point': ({ kind, names }) => ({ kind, ...typedNames(names) }),
  'crossing-hours': ({ spans }) =>
    Object.fromEntries<unknown>(
      spans.flatMap<[string, unknown]>(({ weekdays, opensAt, closesAt }, index) => [
        [`weekdays${index + 1}`, weekdays.map(String)],
        [`opensAt${index + 1}`, opensAt],
        [`closesAt${index + 1}`, closesAt],
      ]),
    ),
  court: ({ district, names }) => ({ district, ...typedNames(names) }),
  'court-division': ({ courtCode, names }) => ({ courtCode, ...typedNames(names) }),
  department: ({ names, address, email }) => ({ ...typedNames(names), address, email }),
  delegation: ({ userId, article, grade }) => ({ userId, article, grade: grade ?? '' }),
  account: () => ({}),
};

/** The unit of a number; what is not known is money, the more conspicuous. */
export function unitOf(code: string): 'cents' | 'days' | 'percent' {
  return (NUMBER_BOUNDS as Partial<typeof NUMBER_BOUNDS>)[code as NumberParameterCode]?.unit ?? 'cents';
}

/** A thing of a list: its version in force on the day, or else the one nearest to it. */
export interface ListedItem {
  readonly code: string;
  readonly version: Version;
  readonly state: 'in-force' | 'to-come' | 'ended';
}

/** One line for each thing, by its code: what is in force on the day, else what is to come, else what ended last. */
export function listedItems(versions: readonly Version[], on: LegalDate): readonly ListedItem[] {
  const byCode = new Map<string, ListedItem>();
  for (const version of versions) {
    const state =
      version.validFrom > on ? 'to-come' : version.validTo !== null && version.validTo < on ? 'ended' : 'in-force';
    const known = byCode.get(version.code);
    if (known === undefined || known.state === 'ended' || state === 'in-force')
      byCode.set(version.code, { code: version.code, version, state });
  }
  return [...byCode.values()];
}
