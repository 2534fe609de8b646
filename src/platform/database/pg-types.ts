import { types } from 'pg';

/** PostgreSQL type oids whose default reading would lose something. */
const DATE = 1082;
const TIME = 1083;

/** A `date` stays the string it is: the driver's Date would move it by a zone (dependencies: measured). Called once, before any connection. */
export function keepDatesAsText(): void {
  types.setTypeParser(DATE, (value: string) => value);
  types.setTypeParser(TIME, (value: string) => value);
}
