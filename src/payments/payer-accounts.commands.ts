import { Text } from '../platform/http/fields';

/** An account counts no more for a person; why stays on record. */
export class ForgetPayerAccount {
  @Text({ max: 1000 }) reason!: string;
}
