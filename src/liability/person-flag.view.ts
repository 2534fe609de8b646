import type { Config } from '../platform/config/config';
import { apiLink } from '../platform/http/api-links';
import type { PersonFlagRow } from './person-flags.repository';

/** A flag as the API shows it. */
export function flagJson(config: Config, { personId, departmentId: _department, ...flag }: PersonFlagRow): object {
  const href = apiLink(config, `/persons/${personId}/flags/${flag.id}`);
  return { href, ...flag, standing: flag.liftedOn === undefined };
}
