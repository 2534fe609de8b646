import { Injectable } from '@nestjs/common';
import { renderLetter } from '../documents/letter-pdf';
import type { MailBatchId } from '../kernel/ids';
import type { InterfaceLanguage } from '../kernel/language';
import type { Actor } from '../platform/database/transactions';
import { Translations } from '../ui/translator';
import { dispatchCsv, dispatchList } from './dispatch-list';
import { MailBatches } from './mail.service';

/** The list that goes with a batch, for people and for the post. */
@Injectable()
export class DispatchLists {
  constructor(
    private readonly batches: MailBatches,
    private readonly translations: Translations,
  ) {}

  /** As a tagged PDF, in the language of the reader; the same batch gives the same file. */
  async pdf(actor: Actor, id: MailBatchId, language: InterfaceLanguage): Promise<Buffer> {
    const found = await this.batches.read(actor, id);
    const { t } = this.translations.for(language);
    return renderLetter(dispatchList(found, language, t), { createdAt: found.batch.preparedAt });
  }

  /** As CSV. */
  async csv(actor: Actor, id: MailBatchId): Promise<Buffer> {
    return Buffer.from(dispatchCsv(await this.batches.read(actor, id)), 'utf8');
  }
}
