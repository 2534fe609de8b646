import { accept, refuse, type Outcome } from '../kernel/outcome';
import { checkScan } from './scan.rules';

/** What evidence may be: what every reader can open, and prints. */
export type EvidenceMediaType = 'application/pdf' | 'image/png' | 'image/jpeg';

/**
 * Evidence by its content, whatever its name says. Refuses on field `file` like `checkScan`, and `evidence-not-accepted` for whatever is
 * no PDF, PNG or JPEG.
 */
export function checkEvidence(bytes: Buffer): Outcome<EvidenceMediaType> {
  const scan = checkScan(bytes);
  if (scan.ok) return scan.value === 'image/tiff' ? notAccepted() : accept(scan.value);
  return scan.refusal.code === 'scan-not-accepted' ? notAccepted() : scan;
}

function notAccepted(): Outcome<never> {
  return refuse('evidence-not-accepted', { field: 'file' });
}
