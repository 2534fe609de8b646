import { unknownField } from '../../kernel/outcome';
import { Refused } from '../refused';

/** A form as the browser posts it: every value is a text, or a list of them. */
export type FormBody = Readonly<Record<string, unknown>>;

/** What the person typed, without the fields of the form itself (`_csrf`, `_once`). */
export function typedIn(body: FormBody | undefined): Record<string, unknown> {
  const { _csrf, _once, ...typed } = body ?? {};
  return typed;
}

/** The key by which the form acts once (templates/web/components/fields.njk), for `withIdempotency`. */
export function onceKeyIn(body: FormBody | undefined): string | undefined {
  const once = body?.['_once'];
  return typeof once === 'string' ? once : undefined;
}

/** What every form may hold beside its own fields: its token, its key, what the person saw, and which button was pressed. */
const OF_EVERY_FORM = new Set(['_csrf', '_once', 'version', 'action']);

/** Refuses `unknown-field` for each name that is none of the form: a field is refused or acted on, never dropped. */
export function refuseUnknownFields(body: FormBody, known: readonly string[]): void {
  const [first, ...others] = Object.keys(body)
    .filter((name) => !known.includes(name) && !OF_EVERY_FORM.has(name))
    .map((name) => unknownField(name));
  if (first !== undefined) throw new Refused(first, ...others);
}

/** A ticked box says `yes`, where the command wants it true; anything else goes on as it is, to be refused. */
export function withTicked(typed: FormBody, ...boxes: readonly string[]): Record<string, unknown> {
  const ticked = boxes.filter((name) => typed[name] === 'yes');
  return { ...typed, ...Object.fromEntries(ticked.map((name) => [name, true])) };
}
