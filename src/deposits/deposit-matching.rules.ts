import { compareDates } from '../kernel/legal-calendar';
import type { LegalDate } from '../kernel/legal-date';
import type { Cents } from '../kernel/money';
import { findBirthDates } from '../matching/birth-date-finder.rules';
import { hasNames, nameAgreement, nameTextOf, provesNames } from '../matching/name-agreement.rules';
import type { DepositState, Payer } from './deposit.rules';

/** A line that tells of a deposit: of an advice of the Caisse, or of a statement of a deposit account (D29). */
export interface DepositLine {
  /** Empty where the line has none of the Caisse. */
  readonly cdcReference: string;
  /** Free text: names, birth date, and whatever else stands in it. */
  readonly text: string;
  readonly amountCents: Cents;
  readonly advisedOn: LegalDate;
}

/** A deposit that is awaited or known, as far as matching looks at it. */
export interface AwaitedDeposit {
  readonly id: string;
  readonly state: DepositState;
  readonly cdcReference: string;
  readonly payer: Pick<Payer, 'familyName' | 'givenNames' | 'birthDate'>;
  /** What lies there; while nothing does, what was announced. */
  readonly amountCents: Cents;
  readonly announcedOn: LegalDate;
  /** The day of the letter by which it was announced to the Caisse. */
  readonly letterAnnouncedOn: LegalDate | undefined;
}

/** Why a deposit was found; each is a sentence of the texts. */
type DepositReason =
  | 'reference'
  | 'reference-other-payer'
  | 'payer-and-birth-date'
  | 'payer-of-several'
  | 'payer-other-amount'
  | 'payer-before-announcement'
  | 'payer-without-birth-date'
  | 'birth-date-alone';

/** One that a line may mean; `confidence` in whole percent. */
export interface DepositCandidate {
  readonly depositId: string;
  readonly reason: DepositReason;
  readonly confidence: number;
}

/** As with payments: booked by itself, proposed to a person, or left to them with nothing to propose. */
export type DepositMatch =
  | { readonly outcome: 'booked'; readonly candidates: readonly [DepositCandidate] }
  | { readonly outcome: 'proposed'; readonly candidates: readonly DepositCandidate[] }
  | { readonly outcome: 'suspense'; readonly candidates: readonly [] };

const AWAITED: readonly DepositState[] = ['announced', 'letter-issued', 'received', 'held'];

const CONFIDENCE: Readonly<Record<DepositReason, number>> = {
  reference: 100,
  'reference-other-payer': 60,
  'payer-and-birth-date': 98,
  'payer-of-several': 70,
  'payer-other-amount': 65,
  'payer-before-announcement': 55,
  'payer-without-birth-date': 45,
  'birth-date-alone': 30,
};

/**
 * Which deposit a line tells of (R3.4, D4): by the Caisse's reference, else by the names and birth date of the PAYER and the amount that a
 * letter announced. Never by the debtor, who need not be the payer (trap 13). It is booked only when one deposit alone fits in every
 * respect; whatever else agrees is proposed, the likeliest first.
 */
export function matchDepositLine(line: DepositLine, deposits: readonly AwaitedDeposit[]): DepositMatch {
  const awaited = deposits.filter(({ state }) => AWAITED.includes(state));
  const named = awaited.filter(({ cdcReference }) => cdcReference !== '' && cdcReference === line.cdcReference);
  const [byReference] = named;
  const text = nameTextOf(line.text);
  const { dates, years } = findBirthDates(line.text);
  if (byReference !== undefined && named.length === 1)
    return outcomeOf([candidate(byReference, reasonByReference(line, byReference, text, dates))]);
  // Another reference of the Caisse is another deposit; a line without one may be about any.
  const open = line.cdcReference === '' ? awaited : awaited.filter(({ cdcReference }) => cdcReference === '');
  const found = open.flatMap((deposit): DepositCandidate[] => {
    const reason = reasonFor(line, deposit, nameAgreement(text, deposit.payer.familyName, deposit.payer.givenNames), {
      dates,
      years,
    });
    return reason === undefined ? [] : [candidate(deposit, reason)];
  });
  const sure = found.filter(({ reason }) => reason === 'payer-and-birth-date');
  if (sure.length > 1) return outcomeOf(found.map((each) => (sure.includes(each) ? ofSeveral(each.depositId) : each)));
  return outcomeOf(found);
}

/** A reference says which deposit is meant, but a wrong one is soon typed: where names or birth date say otherwise, a person looks. */
function reasonByReference(
  line: DepositLine,
  { payer, amountCents }: AwaitedDeposit,
  text: ReturnType<typeof nameTextOf>,
  dates: readonly string[],
): DepositReason {
  const { familyName, givenNames, birthDate } = payer;
  const isOtherName = /\p{L}/u.test(line.text) && !hasNames(nameAgreement(text, familyName, givenNames));
  const isOtherBirth = birthDate.length === 10 && dates.length > 0 && !dates.includes(birthDate);
  if (isOtherName || isOtherBirth) return 'reference-other-payer';
  return amountCents === line.amountCents ? 'reference' : 'payer-other-amount';
}

function reasonFor(
  line: DepositLine,
  deposit: AwaitedDeposit,
  names: ReturnType<typeof nameAgreement>,
  { dates, years }: ReturnType<typeof findBirthDates>,
): DepositReason | undefined {
  const { birthDate } = deposit.payer;
  const isFull = birthDate.length === 10;
  const hasBirthDate = birthDate !== '' && (isFull ? dates.includes(birthDate) : years.includes(birthDate));
  if (!hasNames(names)) return hasBirthDate && isFull ? 'birth-date-alone' : undefined;
  if (!hasBirthDate || !isFull || !provesNames(names)) return 'payer-without-birth-date';
  if (deposit.amountCents !== line.amountCents) return 'payer-other-amount';
  const announcedOn = deposit.letterAnnouncedOn ?? deposit.announcedOn;
  return compareDates(line.advisedOn, announcedOn) < 0 ? 'payer-before-announcement' : 'payer-and-birth-date';
}

function candidate({ id }: AwaitedDeposit, reason: DepositReason): DepositCandidate {
  return { depositId: id, reason, confidence: CONFIDENCE[reason] };
}

function ofSeveral(depositId: string): DepositCandidate {
  return { depositId, reason: 'payer-of-several', confidence: CONFIDENCE['payer-of-several'] };
}

function outcomeOf(found: readonly DepositCandidate[]): DepositMatch {
  const ranked = [...found].sort(
    (one, other) => other.confidence - one.confidence || one.depositId.localeCompare(other.depositId),
  );
  const [best, next] = ranked;
  if (best === undefined) return { outcome: 'suspense', candidates: [] };
  const isSure = best.confidence >= CONFIDENCE['payer-and-birth-date'] && next?.confidence !== best.confidence;
  return isSure ? { outcome: 'booked', candidates: [best] } : { outcome: 'proposed', candidates: ranked };
}

/** The reference of the Caisse that stands in a text between blanks, of a deposit that is awaited; empty when none does, or several do. */
export function referenceIn(text: string, deposits: readonly Pick<AwaitedDeposit, 'cdcReference'>[]): string {
  const words = ` ${text.toLocaleUpperCase('en')} `;
  const found = new Set(
    deposits
      .map(({ cdcReference }) => cdcReference)
      .filter((each) => each !== '' && words.includes(` ${each.toLocaleUpperCase('en')} `)),
  );
  const [only] = found;
  return only !== undefined && found.size === 1 ? only : '';
}

/** Words by which people and banks say that money is meant as a deposit, in search form and in four languages. */
const DEPOSIT_WORDS =
  /\b(?:consign\w*|consignatie\w*|hinterleg\w*|deposit(?:o|um|s)?|depot|caisse des depots|deposito en consignatiekas|cdc|dck)\b/;

/** True when a communication says that the money was meant for the Caisse. `key` is the communication in search form. */
export function saysDeposit(key: string): boolean {
  return DEPOSIT_WORDS.test(key);
}
