import { Injectable } from '@nestjs/common';
import { DepartmentsService } from '../access/departments.service';
import { bindLetters } from '../documents/bound-letters';
import { coverSheet } from '../documents/cover-sheet';
import { renderLetter } from '../documents/letter-pdf';
import type { LegalDate } from '../kernel/legal-date';
import { addressLines } from '../persons/person.view';
import { PersonsService } from '../persons/persons.service';
import type { Tx } from '../platform/database/transactions';
import { found, Refused } from '../platform/refused';
import { isWindowOf } from './mail-batch.rules';
import { MailRepository, type LetterInBatch, type MailBatchRow, type MailItemRow } from './mail.repository';

/** What goes into the envelopes of a batch, and whether they go where the list says. */
@Injectable()
export class Envelopes {
  constructor(
    private readonly repository: MailRepository,
    private readonly persons: PersonsService,
    private readonly departments: DepartmentsService,
  ) {}

  /**
   * The letters of a batch as one file, byte for byte as they were issued. On top of one whose window does not show the address of the list lies a
   * sheet that does; behind a correction that opens a new month, the decision that is told anew with it (R4.1).
   */
  async bind(tx: Tx, batch: MailBatchRow): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (const letter of await this.repository.lettersOf(tx, batch.id)) {
      if (!letter.isSame) throw new Error(`the letter ${letter.reference} is not the one that was chosen`);
      const { windowLines, address, bytes, decision } = letter;
      // What was posted before the lines were kept went as it was.
      const wentSo = windowLines === null && batch.state === 'posted';
      if (!wentSo && !isWindowOf(windowLines, address)) parts.push(await this.cover(tx, batch, letter));
      parts.push(bytes, ...(decision === null ? [] : [decision]));
    }
    return bindLetters(parts);
  }

  /**
   * R2.5: a month rests on the address to which the letter went. Refuses `letter-address-changed` (params `reference`) when by the day of the posting
   * the person was known to live elsewhere.
   */
  async checkAddresses(tx: Tx, items: readonly MailItemRow[], postedOn: LegalDate): Promise<void> {
    const until = await this.repository.endOf(tx, postedOn);
    for (const { servedId, address, reference } of items) {
      const facts = await this.persons.factsAsOf(tx, servedId, until);
      if (addressLines(facts).join('\n') === address) continue;
      const params = { reference };
      throw new Refused({ code: 'letter-address-changed', field: 'itemNumbers', rule: '4A point 3', params });
    }
  }

  private async cover(tx: Tx, batch: MailBatchRow, letter: LetterInBatch): Promise<Buffer> {
    const { language, reference, recipient, address } = letter;
    const { name, address: sender, email } = found(await this.departments.byId(tx, batch.departmentId));
    const content = coverSheet({
      language,
      department: { name: name[language], addressLines: sender.split('\n'), email },
      reference,
      recipient,
      addressLines: address.split('\n'),
      preparedOn: batch.preparedOn,
    });
    return renderLetter(content, { createdAt: batch.preparedAt });
  }
}
