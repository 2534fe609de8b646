import { parseEuro } from '../kernel/money';
import type { Refusal } from '../kernel/outcome';
import { parseTypedDate } from '../ui/date-input';

const DAYS = ['lodgedOn', 'learnedOn', 'withdrawnOn', 'judgedOn', 'finalOn', 'checkedOn'];
const AMOUNTS = ['reducedToCents', 'damagesCents', 'costsCents'];
const CHOICES = ['isAdmissible', 'isWellFounded'];

type Typed = Readonly<Record<string, unknown>>;

/** Days, amounts and choices as people give them, in the form of the command; what cannot be read goes on as it is, to be refused. */
export function readable(typed: Typed): Record<string, unknown> {
  return Object.fromEntries(Object.entries(typed).map(([name, value]) => [name, readableField(name, value)]));
}

function readableField(name: string, value: unknown): unknown {
  if (name === 'version') return Number(value);
  if (typeof value !== 'string' || value.trim() === '') return value;
  if (DAYS.includes(name)) return parseTypedDate(value) ?? value;
  if (AMOUNTS.includes(name)) return parseEuro(value) ?? value;
  if (CHOICES.includes(name)) return value === 'yes' ? true : value === 'no' ? false : value;
  return value;
}

/** The form has ticked decisions and one choice of `court` or `court/division`; the command a list and two codes. */
export function appealCommandOf(typed: Typed): Record<string, unknown> {
  const { decisionIds, ...others } = typed;
  const ids = [decisionIds].flat().filter((id) => typeof id === 'string' && id !== '');
  return { ...correctionCommandOf(others), decisions: ids.map((decisionId) => ({ decisionId })) };
}

/** The same choice of court in what puts an appeal right. */
export function correctionCommandOf(typed: Typed): Record<string, unknown> {
  const { court, ...others } = readable(typed);
  const [courtCode, divisionCode] = typeof court === 'string' ? court.split('/') : [];
  return { ...others, courtCode, divisionCode };
}

const FIELD_OF: Readonly<Record<string, string>> = {
  courtCode: 'court',
  divisionCode: 'court',
  decisionId: 'decisionIds',
};

/** The refusals of the command on the fields of the form. */
export function onForm(refusals: readonly Refusal[]): Refusal[] {
  return refusals.map((refusal) => {
    const { field } = refusal;
    if (field === undefined) return refusal;
    return { ...refusal, field: field.startsWith('decisions') ? 'decisionIds' : (FIELD_OF[field] ?? field) };
  });
}
