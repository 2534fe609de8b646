import type { PersonFlagRow } from './person-flags.repository';

/** A flag as the API shows it. */
export function flagJson({ personId: _person, departmentId: _department, ...flag }: PersonFlagRow): object {
  return { ...flag, standing: flag.liftedOn === undefined };
}
