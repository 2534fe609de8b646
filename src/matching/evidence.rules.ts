import { findDecisionNumbers, type DecisionNumber } from '../kernel/decision-number';
import { findEnterpriseNumbers } from '../kernel/enterprise-number';
import { findOgms, isOgm, type Ogm } from '../kernel/ogm';
import type { Movement } from '../statements/statement.model';
import { findBirthDates } from './birth-date-finder.rules';
import { nameTextOf, type NameText } from './name-agreement.rules';
import { distinct, occurrences } from '../kernel/occurrences';

/** What matching reads of a movement. `amountCents` is what of it is not yet booked. */
export type MovementToMatch = Pick<
  Movement,
  'direction' | 'amountCents' | 'communication' | 'information' | 'counterparty' | 'transactionCode' | 'rTransaction'
>;

/** What a movement says about the fine it pays, before anything is looked up. */
export interface Evidence {
  readonly references: readonly Ogm[];
  readonly decisionNumbers: readonly DecisionNumber[];
  /** Numbers of an earlier office, without check digits, as letters and digits only: `EUR2026000480`. */
  readonly earlierNumbers: readonly string[];
  /** Numbers of firms in the Crossroads Bank, ten digits. */
  readonly enterpriseNumbers: readonly string[];
  /** Full dates, `YYYY-MM-DD`. */
  readonly birthDates: readonly string[];
  /** Years that stand alone, `YYYY`. */
  readonly birthYears: readonly string[];
  /** The free text, in which the names of the debtor are looked for. */
  readonly names: NameText;
  /** Name of the payer, who may be anybody (R3.2): it proposes, it never books. */
  readonly payer: NameText;
  /** The payer's account in its electronic form; absent when the bank gives none. */
  readonly account: string | undefined;
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
  const decisionNumbers = findDecisionNumbers(text);
  const { dates, years } = findBirthDates(text);
  let names: NameText | undefined;
  let payer: NameText | undefined;
  return {
    references: distinct([...structured, ...findOgms(text)]),
    decisionNumbers,
    earlierNumbers: decisionNumbers.length > 0 ? [] : findEarlierNumbers(text),
    enterpriseNumbers: findEnterpriseNumbers(text),
    birthDates: dates,
    birthYears: years,
    // Taken apart when first asked for: most movements are explained by their reference.
    get names() {
      return (names ??= nameTextOf(text));
    },
    get payer() {
      return (payer ??= nameTextOf(counterparty.fullName ?? counterparty.name ?? ''));
    },
    account: accountOf(counterparty.account),
    text,
  };
}

/** True when a movement bears a reference and nothing that could be anybody's date of birth: whose fine it is, the reference alone says. */
export function isReferenceAlone(evidence: Evidence): boolean {
  const { references, decisionNumbers, earlierNumbers, birthDates, birthYears } = evidence;
  return (
    references.length + decisionNumbers.length > 0 &&
    earlierNumbers.length + birthDates.length + birthYears.length === 0
  );
}

function accountOf(written = ''): string | undefined {
  const account = (/\s/.test(written) ? written.replace(/\s/g, '') : written).toUpperCase();
  return account === '' ? undefined : account;
}

/** Words by which payers name another levy of the Office: visa and contribution fees come in on the same account. */
const OTHER_LEVY: ReadonlySet<string> = new Set([
  'visa', 'visum', 'redevance', 'retributie', 'bijdrage', 'contribution', 'fee', 'gebuhr', 'gebuehr', 'beitrag', 'droits', 'leges',
]); // prettier-ignore

/** True when the text names another levy. A reference outweighs it, names and birth date do not. */
export function namesAnotherLevy(evidence: Evidence): boolean {
  return evidence.names.words.some((word) => OTHER_LEVY.has(word));
}

/**
 * `1/2`, `acompte`, `deel 1`, `2. Rate`: the payer says that more comes or came. `1/2 1987` is a day; `rate` and `part` alone are words of
 * other things (`de la part de`).
 */
const PART =
  /(?<![\d/.-])[1-9]\s?\/\s?[2-9](?![\d/.-]|\s(?:19|20)?\d{2}(?![\d/.-]))|(?<!\p{L})(?:acompte|tranche|partie|partiel|deel(?:betaling)?|schijf|voorschot|[1-9]\.?\s?rate|rate\s[1-9]|rata|teil(?:zahlung)?|anzahlung|partial|part\s(?:payment|[1-9])|instalment|installment)(?!\p{L})/iu;

/** Words for money that stands surety (article 74/4bis, D29): it goes to the Caisse, and pays no fine before it is released. */
const DEPOSIT: ReadonlySet<string> = new Set([
  'consignation', 'consigner', 'cautionnement', 'caution', 'consignatie', 'borg', 'borgsom', 'borgtocht', 'waarborg', 'waarborgsom',
  'hinterlegung', 'hinterlegt', 'kaution', 'sicherheit', 'sicherheitsleistung', 'deposit', 'surety',
]); // prettier-ignore

/** True when the text speaks of a deposit. A reference outweighs it, names and birth date do not. */
export function namesDeposit({ names }: Evidence): boolean {
  return names.words.some((word) => DEPOSIT.has(word));
}

/** True when the text says that this is a part of the debt. */
export function namesPart({ text }: Evidence): boolean {
  return PART.test(text);
}

/** Three letters, a year and a running number, as an office without check digits prints them. */
const EARLIER_NUMBER =
  /(?<![a-z])(?<department>[a-z]{2,5})[\s./_-]{0,3}(?<year>20\d{2})[\s./_-]{0,3}(?<counter>\d{4,7})(?!\d)/gi;

function findEarlierNumbers(text: string): string[] {
  const found = occurrences(text, EARLIER_NUMBER).map(([number]) => compactNumber(number));
  return distinct(found);
}

/** A number as letters and digits only, for comparing what payers separate in their own way. */
export function compactNumber(number: string): string {
  return number.toUpperCase().replace(/[^A-Z\d]/g, '');
}
