import type { DemonstrationFirm, DemonstrationPerson } from '../demonstration-people';

/** A person's or a firm's name as people say it; nothing where there is nobody. */
export function nameOf(named: DemonstrationPerson | DemonstrationFirm | undefined): string {
  if (named === undefined) return '';
  return named.kind === 'natural' ? `${named.givenNames} ${named.familyName}` : named.familyName;
}
