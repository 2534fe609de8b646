import type { Refusal } from '../kernel/outcome';
import { refusalMessage, type Message } from './message';

/** What is wrong with one field, or with the whole form when no field is to blame. */
export interface FormError {
  readonly field: string | undefined;
  readonly message: Message;
}

/** Everything a template asks about one field. */
export interface FormField {
  readonly name: string;
  readonly id: string;
  readonly value: string;
  /** Several values of one name: the checked boxes. */
  readonly values: readonly string[];
  readonly error: Message | undefined;
}

/** A line of the summary at the top of the page. */
export interface FormErrorLine {
  readonly field: string | undefined;
  /** Leads to the field; undefined when no field is to blame. */
  readonly href: string | undefined;
  readonly message: Message;
}

/**
 * One form: what was typed and what is wrong with it. `key` is where its texts are: `<key>.<field>.label` and `.hint`.
 * The same object serves the empty form, the form to correct, and the one refused by a rule.
 */
export class Form {
  private constructor(
    readonly key: string,
    private readonly typed: Readonly<Record<string, unknown>>,
    readonly errors: readonly FormError[],
  ) {}

  /** A form to fill in; `values` are what is already known. */
  static fresh(key: string, values: Readonly<Record<string, unknown>> = {}): Form {
    return new Form(key, values, []);
  }

  /** The same form with what was typed and every refusal, of the command's fields (parseCommand) or of a rule. */
  static refused(key: string, typed: Readonly<Record<string, unknown>>, refusals: readonly Refusal[]): Form {
    return new Form(
      key,
      typed,
      refusals.map((refusal) => ({ field: refusal.field, message: refusalMessage(refusal) })),
    );
  }

  get hasErrors(): boolean {
    return this.errors.length > 0;
  }

  get errorList(): readonly FormErrorLine[] {
    return this.errors.map(({ field, message }) => ({
      field,
      href: field === undefined ? undefined : `#${fieldId(field)}`,
      message,
    }));
  }

  getField(name: string): FormField {
    const raw = valueAt(this.typed, name);
    const values = (Array.isArray(raw) ? raw : [raw]).map(asText).filter((text) => text !== '');
    return {
      name,
      id: fieldId(name),
      value: values[0] ?? '',
      values,
      error: this.errors.find(({ field }) => field === name)?.message,
    };
  }
}

/** The id of a field's input, usable in a link: `address.street` → `address-street`. */
export function fieldId(name: string): string {
  return name.replace(/[^A-Za-z0-9]+/g, '-');
}

function asText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** A value under its flat name, as a browser posts it, or inside nested objects, as a command holds it. */
function valueAt(values: Readonly<Record<string, unknown>>, name: string): unknown {
  if (Object.hasOwn(values, name)) return values[name];
  return name.split('.').reduce<unknown>((inner, part) => {
    if (typeof inner !== 'object' || inner === null || !Object.hasOwn(inner, part)) return undefined;
    return (inner as Record<string, unknown>)[part];
  }, values);
}
