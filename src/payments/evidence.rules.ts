import { findDecisionNumbers, type DecisionNumber } from '../kernel/decision-number';
import { findOgms, isOgm, type Ogm } from '../kernel/ogm';
import { nameTokens } from '../kernel/person-name';
import type { Movement } from '../statements/statement.model';
import { findBirthDates } from './birth-date-finder.rules';

/** What matching reads of a movement. `amountCents` is what of it is not yet booked. */
export type MovementToMatch = Pick<
  Movement,
  'direction' | 'amountCents' | 'communication' | 'information' | 'counterparty' | 'transactionCode' | 'rTransaction'
>;

/** What a movement says about the fine it pays, before anything is looked up. */
export interface Evidence {
  readonly references: readonly Ogm[];
  readonly decisionNumbers: readonly DecisionNumber[];
  /** Full dates, `YYYY-MM-DD`. */
  readonly birthDates: readonly string[];
  /** Words of the free text, in search form. */
  readonly words: ReadonlySet<string>;
  readonly text: string;
}

/** Structured communications that are a Belgian OGM: as given by the payer, and put together by the bank. */
const OGM_TYPES: ReadonlySet<string> = new Set(['101', '102']);

/**
 * Reads the evidence out of a movement: the communication, the bank's further information and the ultimate debtor. The payer's own name
 * is no evidence of the debtor: anybody may pay (R3.2), and the communication names the sanctioned person (R3.3).
 */
export function evidenceOf(movement: MovementToMatch): Evidence {
  const { communication, information, counterparty } = movement;
  const free = [communication, ...information].filter(({ kind }) => kind === 'free').map(({ text }) => text);
  const text = [...free, counterparty.ultimateDebtor ?? ''].join('\n');
  const structured =
    communication.kind === 'structured' && OGM_TYPES.has(communication.type)
      ? [communication.text.slice(0, 12)].filter(isOgm)
      : [];
  return {
    references: [...new Set([...structured, ...findOgms(text)])],
    decisionNumbers: findDecisionNumbers(text),
    birthDates: findBirthDates(text),
    words: new Set(nameTokens(text)),
    text,
  };
}

/** Words by which payers name another levy of the Office: visa and contribution fees come in on the same account. */
const OTHER_LEVY: ReadonlySet<string> = new Set([
  'visa', 'visum', 'redevance', 'retributie', 'bijdrage', 'contribution', 'fee', 'gebuhr', 'gebuehr', 'beitrag', 'droits', 'leges',
]); // prettier-ignore

/** True when the text names another levy. A reference outweighs it, names and birth date do not. */
export function namesAnotherLevy(evidence: Evidence): boolean {
  return [...evidence.words].some((word) => OTHER_LEVY.has(word));
}
