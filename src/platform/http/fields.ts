import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, ValidateBy, ValidateIf, validateSync, type ValidationError } from 'class-validator';
import { unknownField, type Refusal } from '../../kernel/outcome';
import { isUuid } from '../../kernel/ids';
import { isLegalDate } from '../../kernel/legal-date';
import { Refused } from '../refused';

type Params = Readonly<Record<string, string | number>>;

/** A decorator of class-validator whose name is the refusal code and whose params reach the sentence a person reads. */
function field(code: string, accepts: (value: unknown) => boolean, params: Params = {}): PropertyDecorator {
  return ValidateBy(
    { name: code, validator: { validate: accepts, defaultMessage: () => code } },
    { context: { params } },
  );
}

const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u;
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** True when the text has a character that no person types: controls other than tab and line ends, direction overrides, half characters. */
export function hasForbiddenCharacters(text: string): boolean {
  return CONTROL.test(text) || LONE_SURROGATE.test(text);
}

const isBlank = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '');

/** The field may be left out or empty; then nothing else about it is checked. */
export function Optional(): PropertyDecorator {
  return ValidateIf((_object, value: unknown) => !isBlank(value));
}

function compose(...decorators: PropertyDecorator[]): PropertyDecorator {
  return (target, key) => decorators.forEach((decorator) => decorator(target, key));
}

/** Text of `min` to `max` characters (code points) without control characters. Refusals: required, too-long, control-characters. */
export function Text(bounds: { readonly min?: number; readonly max: number }): PropertyDecorator {
  const min = bounds.min ?? 1;
  return compose(
    field('required', (value) => min === 0 || !isBlank(value)),
    field('not-a-text', (value) => value === undefined || typeof value === 'string'),
    field('too-long', (value) => typeof value !== 'string' || Array.from(value).length <= bounds.max, {
      max: bounds.max,
    }),
    field('control-characters', (value) => typeof value !== 'string' || !hasForbiddenCharacters(value)),
  );
}

/** An existing day `YYYY-MM-DD`. Refusals: required, not-a-day. */
export function Day(): PropertyDecorator {
  return compose(
    field('required', (value) => !isBlank(value)),
    field('not-a-day', (value) => isBlank(value) || (typeof value === 'string' && isLegalDate(value))),
  );
}

/** One of the listed codes. Refusals: required, not-one-of (params: accepted). */
export function OneOf(accepted: readonly string[]): PropertyDecorator {
  return compose(
    field('required', (value) => !isBlank(value)),
    field('not-one-of', (value) => isBlank(value) || (typeof value === 'string' && accepted.includes(value)), {
      accepted: accepted.join(', '),
    }),
  );
}

/** Some of the listed codes, none twice. Refusals: not-one-of (params: accepted). */
export function SomeOf(accepted: readonly string[]): PropertyDecorator {
  const isList = (value: unknown): boolean =>
    Array.isArray(value) &&
    new Set(value).size === value.length &&
    value.every((each) => typeof each === 'string' && accepted.includes(each));
  return field('not-one-of', (value) => isBlank(value) || isList(value), { accepted: accepted.join(', ') });
}

/** An id in its one spelling. Refusals: required, not-an-id. */
export function Id(): PropertyDecorator {
  return compose(
    field('required', (value) => !isBlank(value)),
    field('not-an-id', (value) => isBlank(value) || (typeof value === 'string' && isUuid(value))),
  );
}

/** A whole number within bounds. Refusals: required, not-a-number (params: min, max). */
export function WholeNumber(bounds: { readonly min: number; readonly max: number }): PropertyDecorator {
  return compose(
    field('required', (value) => !isBlank(value)),
    field(
      'not-a-number',
      (value) =>
        isBlank(value) ||
        (typeof value === 'number' && Number.isSafeInteger(value) && value >= bounds.min && value <= bounds.max),
      bounds,
    ),
  );
}

/** Yes or no. Refusals: not-yes-or-no. */
export function YesNo(): PropertyDecorator {
  return field('not-yes-or-no', (value) => typeof value === 'boolean');
}

type Command = new () => object;

/** The parts of commands that are commands themselves, by command and field. */
const NESTED = new Map<Command, Map<string, { readonly part: Command; readonly isList: boolean }>>();

function nested(part: Command, isList: boolean): PropertyDecorator {
  return (target, key) => {
    const command = target.constructor as Command;
    const fields = NESTED.get(command) ?? new Map<string, { part: Command; isList: boolean }>();
    NESTED.set(command, fields.set(String(key), { part, isList }));
  };
}

/** A command inside the command. Refusals: required, not-an-object, and those of its fields as `<field>.<inner field>`. */
export function Part(part: Command): PropertyDecorator {
  return compose(
    field('required', (value) => value !== undefined && value !== null),
    field('not-an-object', (value) => value === undefined || isObject(value)),
    nested(part, false),
  );
}

/** A list of commands. Refusals: not-a-list, too-many (params: max), and those of their fields as `<field>.<index>.<inner field>`. */
export function ListOf(part: Command, bounds: { readonly max: number }): PropertyDecorator {
  return compose(
    field('not-a-list', (value) => value === undefined || Array.isArray(value)),
    field('too-many', (value) => !Array.isArray(value) || value.length <= bounds.max, bounds),
    nested(part, true),
  );
}

/** The nested parts of the command and of those that it extends. */
function partsOf(command: Command): ReadonlyMap<string, { readonly part: Command; readonly isList: boolean }> {
  const parent = Object.getPrototypeOf(command) as Command | null;
  const inherited = parent === null || parent === Function.prototype ? [] : [...partsOf(parent)];
  return new Map([...inherited, ...(NESTED.get(command) ?? [])]);
}

/** Each part parsed by itself; what is wrong in one is told under its place in the whole. */
function parseParts(
  command: Command,
  given: Readonly<Record<string, unknown>>,
): { readonly parsed: Readonly<Record<string, unknown>>; readonly refusals: readonly Refusal[] } {
  const refusals: Refusal[] = [];
  const parse = (part: Command, value: unknown, at: string): unknown => {
    try {
      return parseCommand(part, value);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const inner = (name: string | undefined): string =>
        name === undefined || name === 'body' ? at : `${at}.${name}`;
      refusals.push(...error.refusals.map((refusal) => ({ ...refusal, field: inner(refusal.field) })));
      return value;
    }
  };
  const parsed = [...partsOf(command)].flatMap(([name, { part, isList }]): [string, unknown][] => {
    const value = given[name];
    if (isList && Array.isArray(value))
      return [[name, value.map((each: unknown, index) => parse(part, each, `${name}.${index}`))]];
    return !isList && isObject(value) ? [[name, parse(part, value, name)]] : [];
  });
  return { parsed: Object.fromEntries(parsed), refusals };
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** One refusal a field: that it is missing, before what else is wrong with it. */
function refusalsOf(errors: readonly ValidationError[]): Refusal[] {
  return errors.flatMap((error) => {
    const name = error.property;
    const own = Object.keys(error.constraints ?? {}).map((constraint): Refusal => {
      if (constraint === 'whitelistValidation') return unknownField(name);
      const context = error.contexts?.[constraint] as { params?: Params } | undefined;
      return { code: constraint, field: name, params: context?.params ?? {} };
    });
    const first = own.find((refusal) => refusal.code === 'required') ?? own[0];
    return first ? [first] : [];
  });
}

/**
 * The command that a body (JSON or form) stands for. The only changes: outer white space of texts is trimmed, line
 * ends are line feeds, Unicode is brought to NFC; a field that is then empty, or null, is one that was not given. Throws Refused with every field that is wrong; a field that the command does not know is refused, never dropped.
 */
export function parseCommand<Command extends object>(command: new () => Command, body: unknown): Command {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new Refused({ code: 'not-an-object', field: 'body' });
  const given = normalise(body);
  const parts = parseParts(command, given);
  const instance = Object.assign(plainToInstance(command, given, { exposeUnsetFields: false }), parts.parsed);
  const told = refusalsOf(
    validateSync(instance, { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true }),
  );
  const named = new Set(told.map((refusal) => refusal.field));
  // The names of what was left out as empty, too: an unknown field is refused whatever it holds.
  const unknown = unknownNames(command, body).filter((name) => !named.has(name));
  const refusals = [...told, ...parts.refusals, ...unknown.map((name) => unknownField(name))];
  const [first, ...others] = refusals;
  if (first !== undefined) throw new Refused(first, ...others);
  // A class field that was not given is there as undefined; whoever spreads a command must not overwrite with it.
  for (const [name, value] of Object.entries(instance)) if (value === undefined) Reflect.deleteProperty(instance, name);
  return instance;
}

function normalise(body: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(body)
      .map(([name, value]: [string, unknown]) => [name, normaliseValue(value)] as const)
      .filter(([, value]) => value !== '' && value !== null && value !== undefined),
  );
}

/** Texts inside a list are brought to the same form, and stay when they are empty: the list says what is missing where. */
function normaliseValue(value: unknown): unknown {
  if (typeof value === 'string') return normaliseText(value);
  if (Array.isArray(value)) return value.map(normaliseValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]: [string, unknown]) => [name, normaliseValue(inner)]),
  );
}

function normaliseText(text: string): string {
  return text.trim().normalize('NFC').replace(/\r\n?/g, '\n');
}

/** Names that the command does not have: what class-transformer (`constructor`, `__proto__` …) or the reading of empty values leaves out. */
function unknownNames(command: new () => object, body: object): string[] {
  const known = new Set(
    getMetadataStorage()
      .getTargetValidationMetadatas(command, '', false, false)
      .map(({ propertyName }) => propertyName),
  );
  return Object.keys(body).filter((name) => !known.has(name));
}

/** An id of the kind that the caller names: `idParameter<PersonId>(id)`. */
type NamedId<Id extends string> = Id;

/** An id in a path. Anything that is not one cannot exist: refused as not-found. */
export function idParameter<Id extends string>(text: string): NamedId<Id> {
  if (!isUuid(text)) throw new Refused({ code: 'not-found' });
  return text as Id;
}
