import { Day, Id, ListOf, OneOf, Optional, Text, WholeNumber } from '../platform/http/fields';
import { MAIL_CHANNELS, MOST_LETTERS_IN_BATCH, type MailChannel } from './mail-batch.rules';

const VERSION = { min: 1, max: 2_147_483_647 };

/** A letter that is to go. */
export class ChosenLetter {
  @Id() readonly documentId!: string;
}

/** The number that the post gave a letter. */
export class NumberedLetter {
  @Id() readonly id!: string;
  @Optional() @Text({ max: 100 }) readonly itemNumber?: string;
}

/** Puts letters into a batch. */
export class PrepareMailBatch {
  @OneOf(MAIL_CHANNELS) readonly channel!: MailChannel;
  @ListOf(ChosenLetter, { max: MOST_LETTERS_IN_BATCH }) readonly letters!: readonly ChosenLetter[];
}

/** Says of a batch that it was printed. */
export class PrintMailBatch {
  @WholeNumber(VERSION) readonly version!: number;
}

/** The batch went to the post. */
export class PostMailBatch {
  @WholeNumber(VERSION) readonly version!: number;
  @Day() readonly postedOn!: string;
  @ListOf(NumberedLetter, { max: MOST_LETTERS_IN_BATCH }) readonly itemNumbers!: readonly NumberedLetter[];
}

/** The batch does not go. */
export class DropMailBatch {
  @WholeNumber(VERSION) readonly version!: number;
  @Text({ max: 1000 }) readonly reason!: string;
}
