import { distinct } from '../kernel/occurrences';
import { nameTokens } from '../kernel/person-name';
import type { Evidence, MovementToMatch } from './evidence.rules';
import type { FineIndex, FineParty, FineToMatch, PartyNames } from './fine-index.rules';
import type { SuspenseReasonCode } from './match-outcome.types';
import { nameAgreement, nameTextOf, type NameText } from './name-agreement.rules';

/** SEPA transactions that undo an earlier movement, and orders that came back (formats, transaction code). */
const CORRECTIONS: ReadonlySet<string> = new Set(['49', '99']);
const RETURNED_ORDER = '54';

/** What payers write around the number of a decision, in search form; a word that is not here may be a name. */
const AROUND_A_NUMBER: ReadonlySet<string> = new Set(
  (
    'amende amendes administrative penalite decision dossier numero no nr num n ref reference paiement payement payer reglement solde total ' +
    'pour par de du des d la le les l au aux et a sur votre mon ma notre concerne objet monsieur madame m mr mme mlle euro euros eur ' +
    'acompte tranche partie office etrangers ' +
    'boete boetes geldboete administratieve beslissing nummer kenmerk betaling betalen betreft inzake saldo voor van door het een en of op ' +
    'mijn uw dhr mevr mevrouw de heer deel schijf voorschot dienst vreemdelingenzaken dvz ' +
    'geldbusse geldbuse busse bussgeld busgeld strafe entscheidung bescheid aktenzeichen az zahlung zahlen betrifft betreff rechnung fur fuer ' +
    'von vom der die das den und herr frau rate teil auslanderamt auslanderbehorde ' +
    'fine fines administrative penalty decision number file payment paid pay full for of the and my your mister mrs ms part immigration'
  ).split(' '),
);

/** True for a word in search form that payers write around a number or a name, and that is hardly ever a name. */
export function isAroundANumber(word: string): boolean {
  return AROUND_A_NUMBER.has(word);
}

/** Why a movement never pays a fine by itself; undefined when it may. */
export function barOf({
  direction,
  rTransaction,
  transactionCode,
  amountCents,
}: MovementToMatch): SuspenseReasonCode | undefined {
  if (direction === 'debit') return 'debit';
  if (rTransaction !== undefined) return 'r-transaction';
  const isTransfer = transactionCode.family === '01' || transactionCode.family === '02';
  if (isTransfer && transactionCode.transaction === RETURNED_ORDER) return 'r-transaction';
  if (isTransfer && CORRECTIONS.has(transactionCode.transaction)) return 'correction';
  return amountCents === 0 ? 'no-amount' : undefined;
}

/**
 * The fines whose references and numbers stand in a text. A number without check digits counts only where it is borne out (`isBorneOut`):
 * one digit that slipped makes it the number of another fine, and families who were checked together have neighbouring numbers.
 */
export function referencedFines(evidence: Evidence, index: FineIndex): FineToMatch[] {
  const { references, decisionNumbers, earlierNumbers } = evidence;
  const isKnown = (fine: FineToMatch | undefined): fine is FineToMatch => fine !== undefined;
  const found = references.map((ogm) => index.fineByReference(ogm)).filter(isKnown);
  for (const number of decisionNumbers) found.push(...[index.fineByNumber(number)].filter(isKnown));
  if (earlierNumbers.length === 0) return distinct(found);
  const earlier = earlierNumbers.map((number) => index.fineByNumber(number)).filter(isKnown);
  return distinct([...found, ...earlier.filter((fine) => isBorneOut(fine, evidence, earlier))]);
}

/**
 * True when who owes the fine is named beside its number, and nobody else: by the enterprise number; by surname and first name in the
 * text; or as the payer, by all that the payer is called. A word that is neither of these names nor one that payers write around a
 * number may be the first name of a brother or sister, who is then the one meant. Of several numbers, the debtors of each may be named.
 */
function isBorneOut(fine: FineToMatch, evidence: Evidence, numbered: readonly FineToMatch[]): boolean {
  const { enterpriseNumbers, names, payer } = evidence;
  const debtors = debtorsOf(fine);
  if (debtors.some(({ enterpriseNumber = '' }) => enterpriseNumbers.includes(enterpriseNumber))) return true;
  const around = new Set(numbered.flatMap(wordsOfNumber));
  const others = numbered.flatMap(debtorsOf).flatMap(allNames);
  if (!isOnly(names, others, around)) return false;
  const own = debtors.flatMap(allNames);
  if (own.some((name) => isNamed(name, names))) return true;
  return own.some((name) => isNamed(name, payer)) && isOnly(payer, others, new Set());
}

function debtorsOf({ parties }: FineToMatch): FineParty[] {
  return parties.filter(({ capacity }) => capacity !== 'mandatary');
}

function allNames({ surname, firstNames, otherNames = [] }: FineParty): PartyNames[] {
  return [{ surname, firstNames }, ...otherNames];
}

/** A first name with a slip in it may be a sister's (`Maria`, `Mario`). */
function isNamed({ surname, firstNames }: PartyNames, text: NameText): boolean {
  const agreement = nameAgreement(text, surname, firstNames);
  return agreement.surname !== 'none' && agreement.firstName === 'exact';
}

/** No word of the text is anything but one of these names, first names as they are on file, or a word around a number. */
function isOnly(text: NameText, names: readonly PartyNames[], around: ReadonlySet<string>): boolean {
  const known = new Set([...around, ...names.flatMap((name) => wordsOfNames(text, name))]);
  const isKnown = (word: string): boolean => known.has(word) || AROUND_A_NUMBER.has(word);
  // The bank's field may end within a name.
  const isCut = (word: string): boolean => text.lastWords.has(word) && [...known].some((each) => each.startsWith(word));
  return text.words.every((word, at) => isKnown(word) || isKnown(text.lettersOnly[at] ?? '') || isCut(word));
}

function wordsOfNames(text: NameText, { surname, firstNames }: PartyNames): string[] {
  const [family, given] = [nameTextOf(surname), nameTextOf(firstNames)];
  const glued = [family.letters + given.letters, given.letters + family.letters];
  return [...nameAgreement(text, surname, '').words, ...family.words, ...given.words, ...glued];
}

/** The department as its number opens and as it is called. */
function wordsOfNumber({ number, departmentNames = [] }: FineToMatch): string[] {
  return [...nameTokens(number.replace(/\d/g, ' ')), ...departmentNames.flatMap(nameTokens)];
}

/** The fines on which more comes by their references than is owed: what else their debtors owe must be known too. */
export function overpaidFines(
  payments: readonly { readonly toMatch: MovementToMatch; readonly evidence: Evidence }[],
  index: FineIndex,
): FineToMatch[] {
  const comes = new Map<FineToMatch, number>();
  for (const { toMatch, evidence } of payments) {
    const [fine, ...others] = barOf(toMatch) === undefined ? referencedFines(evidence, index) : [];
    if (fine !== undefined && others.length === 0) comes.set(fine, (comes.get(fine) ?? 0) + toMatch.amountCents);
  }
  return [...comes].filter(([fine, amountCents]) => amountCents > fine.outstandingCents).map(([fine]) => fine);
}
