import { parseEuro } from '../kernel/money';
import { parseTypedDate } from '../ui/date-input';

const DAYS = ['announcedOn', 'advisedOn', 'datedOn', 'groundOn', 'finalOn', 'registryCheckedOn'];
const AMOUNTS = ['amountCents', 'heldCents'];

/** Days and amounts as people write them, in the form of the command; what cannot be read goes on as it is, to be refused. */
export function readable(typed: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const fields = Object.entries(typed).map(([name, value]): [string, unknown] => {
    if (typeof value !== 'string' || value.trim() === '') return [name, value];
    if (DAYS.includes(name)) return [name, parseTypedDate(value) ?? value];
    return AMOUNTS.includes(name) ? [name, parseEuro(value) ?? value] : [name, value];
  });
  return Object.fromEntries(fields);
}
