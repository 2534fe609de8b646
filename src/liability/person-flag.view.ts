import type { Config } from '../platform/config/config';
import { apiLink } from '../platform/http/api-links';
import type { FlagWithPapers } from './person-flags.service';

/** A flag as the API shows it. */
export function flagJson(
  config: Config,
  { personId, departmentId: _department, files, ...flag }: FlagWithPapers,
): object {
  const href = apiLink(config, `/persons/${personId}/flags/${flag.id}`);
  return {
    href,
    ...flag,
    standing: flag.liftedOn === undefined,
    files: files.map(({ documentId, kind, title, mediaType, sizeBytes, sha256Hex, attachedAt }) => ({
      href: apiLink(config, `/documents/${documentId}/content`),
      id: documentId,
      kind,
      title,
      mediaType,
      sizeBytes,
      sha256: sha256Hex,
      attachedAt,
    })),
  };
}
