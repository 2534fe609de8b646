import { INVITATION_MEANS, INVITED_TO, type InvitationMeans } from '../hearings/hearing.rules';
import { Day, OneOf, Optional, Text, WholeNumber } from '../platform/http/fields';
import { RecordOffence } from '../offences/offences.commands';
import { REOPEN_REASON_MAX_LENGTH } from '../offences/reopening.rules';

/** An offence as it is entered, and the language of the decision when one is to be made (D14, D25). */
export class EnterOffence extends RecordOffence {
  /** Of an entry taken up again: the facts about which the person was heard, as `factsHeard` spells them. */
  @Optional() @Text({ max: 100 }) hearingAbout?: string;
  @Optional() @OneOf(['fr', 'nl', 'de']) decisionLanguage?: string;
  @Optional() @Text({ max: 2000 }) decisionLanguageReason?: string;
}

/** A letter of invitation to the hearing, made from an entry as it was seen. */
export class InviteToHearing {
  @WholeNumber({ min: 1, max: 2_147_483_647 }) version!: number;
  @OneOf(['fr', 'nl', 'de']) language!: 'fr' | 'nl' | 'de';
  @OneOf(INVITED_TO) invitedTo!: string;
  /** How the letter will be conveyed. */
  @OneOf(INVITATION_MEANS) means!: InvitationMeans;
  @Day() invitedFor!: string;
  /** Time and place of a hearing. */
  @Optional() @Text({ max: 5 }) at?: string;
  @Optional() @Text({ max: 300 }) place?: string;
}

/** Opens again a file that was closed without a fine, as it was seen (R1.0.2). */
export class ReopenFile {
  @WholeNumber({ min: 1, max: 2_147_483_647 }) version!: number;
  @Text({ max: REOPEN_REASON_MAX_LENGTH }) reason!: string;
}

/** Goes on with what was typed in a file that counts no more; the reason is for one that was closed without a fine. */
export class TakeUpEntry {
  @WholeNumber({ min: 1, max: 2_147_483_647 }) version!: number;
  @Optional() @Text({ max: REOPEN_REASON_MAX_LENGTH }) reason?: string;
}
