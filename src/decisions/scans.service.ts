import { Injectable } from '@nestjs/common';
import { DocumentsService } from '../documents/documents.service';
import type { DecisionId, DocumentId } from '../kernel/ids';
import { unknownField } from '../kernel/outcome';
import { Transactions, type Actor } from '../platform/database/transactions';
import type { UploadedFile } from '../platform/http/uploads';
import { orRefuse, Refused } from '../platform/refused';
import { aboutDecision } from './decision-event.view';
import { DecisionsService, type DecisionResult } from './decisions.service';
import { checkScan } from '../documents/scan.rules';

/** A scan, attached. */
export interface AttachedScan extends DecisionResult {
  readonly documentId: DocumentId;
  readonly sha256Hex: string;
}

/** Scans of paper beside a signed decision (D33): kept with their hash, several of them, never in place of the act. */
@Injectable()
export class ScansService {
  constructor(
    private readonly transactions: Transactions,
    private readonly decisions: DecisionsService,
    private readonly documents: DocumentsService,
  ) {}

  /** Attaches one. Refuses what `checkScan` refuses, and `scan-before-signature`: before it there is no paper to scan. */
  attach(actor: Actor, id: DecisionId, bytes: Buffer): Promise<AttachedScan> {
    return this.transactions.run(actor, async (tx) => {
      const { decision, offence } = await this.decisions.lock(tx, id);
      if (decision.number === undefined) throw new Refused({ code: 'scan-before-signature', rule: 'D33' });
      const mediaType = orRefuse(checkScan(bytes));
      const { departmentId, language } = decision;
      const scan = { kind: 'scan', decisionId: id, departmentId, language, mediaType, bytes } as const;
      const kept = await this.documents.attach(tx, scan);
      tx.record({
        type: 'document.attached',
        ...aboutDecision({ decision, offence }),
        detail: { documentId: kept.documentId, sha256: kept.sha256Hex, mediaType, bytes: bytes.length },
      });
      return { decisionId: id, offenceId: offence.id, state: decision.state, version: decision.version, ...kept };
    });
  }
}

/** The bytes under `file` in a form, and nothing beside them. Refuses `file-missing` and `unknown-field`. */
export function scanIn(body: unknown): Buffer {
  if (typeof body !== 'object' || body === null) throw new Refused({ code: 'file-missing', field: 'file' });
  const { file, ...others } = body as Record<string, unknown>;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw new Refused(unknownField(unknown));
  const bytes = (file as Partial<UploadedFile> | undefined)?.bytes;
  if (!Buffer.isBuffer(bytes)) throw new Refused({ code: 'file-missing', field: 'file' });
  return bytes;
}
