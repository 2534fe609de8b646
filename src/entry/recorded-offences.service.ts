import { Injectable } from '@nestjs/common';
import { CaseAccess } from '../audit/case-access.service';
import type { OffenceId } from '../kernel/ids';
import { OffencesService, type OffenceFile } from '../offences/offences.service';
import { Reopenings } from '../offences/reopenings.service';
import type { FactsElsewhere } from '../offences/same-facts.rules';
import { Transactions, type Actor } from '../platform/database/transactions';

/** Offences as they were recorded, for whoever reads one. */
@Injectable()
export class RecordedOffences {
  constructor(
    private readonly transactions: Transactions,
    private readonly offences: OffencesService,
    private readonly reopenings: Reopenings,
    private readonly access: CaseAccess,
  ) {}

  /** A recorded offence with its liable parties, and in which other file its facts stand; the look is noted. */
  read(actor: Actor, id: OffenceId): Promise<OffenceFile & FactsElsewhere> {
    return this.transactions.view(actor, async (tx) => {
      const file = await this.offences.file(tx, id);
      tx.recordAccess({
        operation: 'offence.read',
        reason: await this.access.reasonFor(tx, id),
        personIds: [file.offence.personId],
        caseIds: [id],
      });
      return { ...file, ...(await this.reopenings.factsElsewhere(tx, file.offence)) };
    });
  }
}
