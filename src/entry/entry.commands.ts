import { OneOf, Optional, Text } from '../platform/http/fields';
import { RecordOffence } from '../offences/offences.commands';

/** An offence as it is entered, and the language of the decision when one is to be made (D14, D25). */
export class EnterOffence extends RecordOffence {
  @Optional() @OneOf(['fr', 'nl', 'de']) decisionLanguage?: string;
  @Optional() @Text({ max: 2000 }) decisionLanguageReason?: string;
}
