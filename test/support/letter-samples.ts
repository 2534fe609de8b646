import type { Bic, Iban } from '../../src/kernel/iban';
import type { DecisionLetterData } from '../../src/documents/decision-letter.data';
import type { LetterLanguage } from '../../src/documents/letter-content';
import { sampleDecision } from '../../src/documents/letter-samples';
import { sampleTexts, sampleWords } from '../../src/documents/letter-samples.texts';

/** A decision under article 4bis §1: a Greek sailor who came ashore after hours; heard; deposit account not confirmed. */
export function borderDecision(language: LetterLanguage): DecisionLetterData {
  return sampleDecision('4bis-1-border-crossing', language);
}

/** A decision under article 41bis: presence not reported; not heard, with the reason; deposit account confirmed; third fine. */
export function presenceDecision(language: LetterLanguage): DecisionLetterData {
  const texts = sampleTexts(language);
  const decision = sampleDecision('41bis-report-presence', language);
  return {
    ...decision,
    languageChoice: { kind: 'chosen', reason: texts.languageReason },
    hearing: { kind: 'waived', reason: texts.waiver },
    orderNumber: 3,
    payment: {
      ...decision.payment,
      deposit: {
        state: 'confirmed',
        account: { beneficiary: sampleWords(language).fund, iban: 'BE58679200303279' as Iban, bic: 'PCHQBEBB' as Bic },
      },
    },
  };
}
