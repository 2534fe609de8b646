import { formatDecisionNumber, ogmOf } from '../../src/kernel/decision-number';
import type { DecisionId, PersonId } from '../../src/kernel/ids';
import { cents } from '../../src/kernel/money';
import { formatOgm } from '../../src/kernel/ogm';
import { birthDateFromIso, birthDatesAgree } from '../../src/kernel/birth-date';
import type { MovementToMatch } from '../../src/matching/evidence.rules';
import type { FineToMatch } from '../../src/matching/fine-index.rules';

/** What a payment of the corpus should come to. `never`: not booked on any fine; `not-on-another`: booked on its fine or not at all. */
export type Expected =
  | { readonly kind: 'book'; readonly decisionId: DecisionId }
  | { readonly kind: 'not-on-another'; readonly decisionId: DecisionId }
  | { readonly kind: 'never' };

export interface CorpusPayment {
  readonly noise: string;
  readonly movement: MovementToMatch;
  readonly expected: Expected;
}

export interface PaymentCorpus {
  readonly fines: readonly FineToMatch[];
  readonly payments: readonly CorpusPayment[];
}

/** Made-up names of many shapes; none is a known person's. */
const SURNAMES = 'Exemplovic;van den Voorbeeld;Ejemplo García;Örnek;El Mithali;Przykładowska;Esempio;Nguyễn-Thử;de la Prueba Ruiz;O’Sample;Приклад;Beispielmann;ter Proef;Dos Exemplos;Ben Mithal'.split(';'); // prettier-ignore
const LATIN: Readonly<Record<string, string>> = { Приклад: 'Pryklad' };
const FIRST_NAMES = 'Alix;Maria;Mario;Noé;Zoë Anne;Jean-Pierre;Youssef;Olena;Quang Minh;Ana Rosa;Łucja;Ömer;Fatima Zahra;Bram;Iris;Ilse;Kwame;Thị Lan'.split(';'); // prettier-ignore

/** Numbers between 0 and 1 that a seed decides (mulberry32). */
export function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** Fines of persons with few names and few dates, so that twins, namesakes and families abound, and payments with every kind of noise. */
export function paymentCorpus(seed: number, size: number): PaymentCorpus {
  const next = chance(seed);
  const pick = <Each>(list: readonly Each[]): Each => list[Math.floor(next() * list.length)]!;
  const fines = Array.from({ length: size }, (_, index): FineToMatch => {
    const counter = index + 1;
    const surname = pick(SURNAMES);
    const year = 1950 + Math.floor(next() * 55);
    const isFirstOfJanuary = next() < 0.15;
    const date = isFirstOfJanuary
      ? `${year}-01-01`
      : `${year}-${twoDigits(1 + Math.floor(next() * 12))}-${twoDigits(1 + Math.floor(next() * 28))}`;
    return {
      decisionId: `d${counter}` as DecisionId,
      number: formatDecisionNumber({ department: 'BIF', year: 2026, counter }),
      reference: ogmOf({ year: 2026, counter }, 1),
      state: 'notified',
      outstandingCents: cents(20_000),
      parties: [
        {
          personId: `p${counter}` as PersonId,
          surname: LATIN[surname] ?? surname,
          firstNames: pick(FIRST_NAMES),
          birthDate: birthDateFromIso(next() < 0.03 ? date.slice(0, 4) : date)!,
        },
      ],
    };
  });
  const payments = fines.flatMap((fine) => (next() < 0.8 ? [paymentOf(fine, fines, pick, next)] : []));
  return { fines, payments };
}

type Wording = (fine: FineToMatch, next: () => number) => string;

const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/ł/g, 'l')
    .replace(/Ł/g, 'L');
const names = ({ parties: [party] }: FineToMatch): { surname: string; first: string } => ({
  surname: plain(party!.surname),
  first: plain(party!.firstNames),
});
const day = ({ parties: [party] }: FineToMatch): { d: string; m: string; y: string } => ({
  d: twoDigits(party!.birthDate?.day ?? 1),
  m: twoDigits(party!.birthDate?.month ?? 1),
  y: String(party!.birthDate?.year),
});

/** The ways in which people write whom they pay for. */
const WORDINGS: Readonly<Record<string, Wording>> = {
  reference: ({ reference }) => `amende ${formatOgm(reference)}`,
  number: ({ number }) => `Boete ${number.replace(/-/g, ' ')}`,
  plain: (fine) => `BORDER INSPECTION ${names(fine).surname} ${names(fine).first} ${day(fine).d}/${day(fine).m}/${day(fine).y}`.toUpperCase(), // prettier-ignore
  'first name first': (fine) => `pour ${names(fine).first} ${names(fine).surname} ${day(fine).d}.${day(fine).m}.${day(fine).y.slice(2)}`, // prettier-ignore
  iso: (fine) =>
    `${day(fine).y}-${day(fine).m}-${day(fine).d} ${names(fine).surname}, ${names(fine).first.split(' ')[0]!}`,
  words: (fine) => `${names(fine).surname} ${names(fine).first} ${Number(day(fine).d)} ${MONTHS[Number(day(fine).m) - 1]!} ${day(fine).y}`, // prettier-ignore
  glued: (fine) => `${names(fine).surname.replace(/[^\p{L}]/gu, '')}${names(fine).first.replace(/[^\p{L}]/gu, '')}${day(fine).d}${day(fine).m}${day(fine).y}`, // prettier-ignore
  slip: (fine, next) =>
    `${slipped(names(fine).surname, next)} ${names(fine).first} ${day(fine).d}/${day(fine).m}/${day(fine).y}`,
};
const MONTHS = 'januari;février;März;april;mai;juin;July;august;september;octobre;November;december'.split(';');

/** One letter of the longest word doubled, dropped or swapped with its neighbour. */
function slipped(name: string, next: () => number): string {
  const word = name.split(/[ -]/).reduce((one, other) => (other.length > one.length ? other : one));
  const at = 1 + Math.floor(next() * (word.length - 2));
  const kind = Math.floor(next() * 3);
  const wrong =
    kind === 0
      ? `${word.slice(0, at)}${word[at]!}${word.slice(at)}`
      : kind === 1
        ? `${word.slice(0, at)}${word.slice(at + 1)}`
        : `${word.slice(0, at)}${word[at + 1]!}${word[at]!}${word.slice(at + 2)}`;
  return name.replace(word, wrong);
}

function paymentOf(
  fine: FineToMatch,
  fines: readonly FineToMatch[],
  pick: <Each>(list: readonly Each[]) => Each,
  next: () => number,
): CorpusPayment {
  const noise = pick([...Object.keys(WORDINGS), 'plain', 'plain', 'reference', ...Object.keys(TRAPS)]);
  const trap = TRAPS[noise];
  if (trap) return { noise, ...trap(fine, pick(fines), next) };
  const isSure = noise === 'reference' || noise === 'number' || (fine.parties[0]!.birthDate?.day !== undefined && isAlone(fine, fines)); // prettier-ignore
  const kind = isSure && !(noise === 'slip' && isFirstOfJanuary(fine)) ? 'book' : 'not-on-another';
  return {
    noise,
    movement: transfer(WORDINGS[noise]!(fine, next)),
    expected: { kind, decisionId: fine.decisionId },
  };
}

/** Nobody else of the surname was born, or may have been born, on that day. */
function isAlone(fine: FineToMatch, fines: readonly FineToMatch[]): boolean {
  const [party] = fine.parties;
  return !fines.some(({ parties: [other] }) => {
    const isSurname = other !== party && other!.surname === party!.surname;
    return isSurname && birthDatesAgree(other!.birthDate!, party!.birthDate!);
  });
}

function isFirstOfJanuary({ parties: [party] }: FineToMatch): boolean {
  return party!.birthDate?.month === 1 && party!.birthDate.day === 1;
}

type Trap = (
  fine: FineToMatch,
  other: FineToMatch,
  next: () => number,
) => { readonly movement: MovementToMatch; readonly expected: Expected };

/** Payments that look like another fine's. */
const TRAPS: Readonly<Record<string, Trap>> = {
  'no birth date': (fine) => ({
    movement: transfer(`${names(fine).surname} ${names(fine).first}`),
    expected: { kind: 'never' },
  }),
  'payer only': (fine) => ({
    movement: transfer('PAIEMENT', `${names(fine).first} ${names(fine).surname}`),
    expected: { kind: 'never' },
  }),
  'another levy': (fine, _, next) => ({
    movement: transfer(`VISA FEE ${WORDINGS['plain']!(fine, next)}`),
    expected: { kind: 'never' },
  }),
  'wrong check digits': ({ reference }) => ({
    movement: transfer(`${reference.slice(0, 11)}${(Number(reference.slice(11)) + 1) % 10}`),
    expected: { kind: 'never' },
  }),
  'names of one, reference of another': (fine, other, next) => ({
    movement: transfer(`${other.number} ${WORDINGS['plain']!(fine, next)}`),
    expected: fine === other ? { kind: 'not-on-another', decisionId: fine.decisionId } : { kind: 'never' },
  }),
  debit: (fine) => ({ movement: { ...transfer(fine.number), direction: 'debit' }, expected: { kind: 'never' } }),
  rent: () => ({ movement: transfer('LOYER MARS 2026', 'EXEMPLE BAIL'), expected: { kind: 'never' } }),
};

function transfer(text: string, payer = 'TIERS PAYEUR'): MovementToMatch {
  return {
    direction: 'credit',
    amountCents: cents(20_000),
    communication: { kind: 'free', text },
    information: [],
    counterparty: { name: payer },
    transactionCode: { type: '0', family: '01', transaction: '50', category: '000' },
  };
}
