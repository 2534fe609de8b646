import { types } from 'pg';

/** A `date` stays the string it is: the driver's Date would move it by a zone (dependencies: measured). Called once, before any connection. */
export function keepDatesAsText(): void {
  types.setTypeParser(types.builtins.DATE, (value: string) => value);
  types.setTypeParser(types.builtins.TIME, (value: string) => value);
}
