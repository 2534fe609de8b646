import { birthDateFromIso } from '../../src/kernel/birth-date';
import { formatDecisionNumber, ogmOf } from '../../src/kernel/decision-number';
import type { DecisionId, PersonId } from '../../src/kernel/ids';
import { cents } from '../../src/kernel/money';
import { formatOgm } from '../../src/kernel/ogm';
import type { MovementToMatch } from '../../src/matching/evidence.rules';
import type { FineParty, FineToMatch } from '../../src/matching/fine-index.rules';
import { chance } from './payment-corpus';

/** As the truth of a corpus has it: booked on these and no others, proposed with one of these first, or left alone. */
export interface Truth {
  readonly kind: 'auto' | 'split' | 'part' | 'propose' | 'never';
  readonly fines: readonly DecisionId[];
}

export interface TrapPayment {
  readonly noise: string;
  readonly movement: MovementToMatch;
  readonly truth: Truth;
}

export interface TrapCorpus {
  readonly fines: readonly FineToMatch[];
  readonly payments: readonly TrapPayment[];
}

const SURNAMES = 'Exemplovic;van der Voorbeelden;Ejemplo Garrido;Örneklı;El Mithaloui;Przykładowski;Esempiani;Nguyễn;de la Prueba Ruiz;O’Sampley;Beispielhuber;ter Proeven;Dos Exemplares;Ben Mithalia;Pavyzdys;Esimerkki;Primjerović;Vzorový;Mfanokazi;Tiruneh;Exemplu;D’Esempio'.split(';'); // prettier-ignore
const FIRST_NAMES = 'Alix;Maria;Mario;Noé;Zoë Anne;Jean-Pierre;Youssef;Olena;Quang Minh;Ana Rosa;Łucja;Ömer;Fatima Zahra;Bram;Iris;Ilse;Kwame;Thị Lan;Dragoș;Siân;Gülşen;Håkon;Małgorzata'.split(';'); // prettier-ignore
const DEPARTMENTS = [
  { code: 'BIF', names: ['Inspection des frontières', 'Grensinspectie', 'Grenzinspektion', 'Border Inspection'] },
  { code: 'EUR', names: ['Séjour UE', 'Verblijf EU', 'Aufenthalt EU', 'EU Residence'] },
  { code: 'FAM', names: ['Regroupement familial', 'Gezinshereniging', 'Familiennachzug', 'Family Reunification'] },
] as const;
const MONTHS = [
  'janvier;février;mars;avril;mai;juin;juillet;août;septembre;octobre;novembre;décembre',
  'januari;februari;maart;april;mei;juni;juli;augustus;september;oktober;november;december',
  'Januar;Februar;März;April;Mai;Juni;Juli;August;September;Oktober;November;Dezember',
  'January;February;March;April;May;June;July;August;September;October;November;December',
].map((months) => months.split(';'));

const two = (value: number): string => String(value).padStart(2, '0');
const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[łŁ]/g, 'l')
    .replace(/ı/g, 'i')
    .replace(/ø/g, 'o');

type Next = () => number;
const pickFrom = <Each>(next: Next, list: readonly Each[]): Each => list[Math.floor(next() * list.length)]!;

interface Person {
  readonly party: FineParty;
  readonly iso: string;
  readonly fines: FineToMatch[];
}

/** Persons of whom some are twins, namesakes or born on a 1 January, some with several fines, some with a firm or a lawyer beside them. */
export function trapCorpus(seed: number, size: number): TrapCorpus {
  const next = chance(seed);
  const people: Person[] = [];
  let counter = 0;
  for (let index = 0; index < size; index += 1) {
    const before = people[people.length - 1];
    const isTwin = before !== undefined && next() < 0.04;
    const isFirstOfJanuary = next() < 0.12;
    const iso = isTwin
      ? before.iso
      : `${1945 + Math.floor(next() * 60)}-${isFirstOfJanuary ? '01-01' : `${two(1 + Math.floor(next() * 12))}-${two(1 + Math.floor(next() * 28))}`}`;
    const surname = isTwin ? before.party.surname : pickFrom(next, SURNAMES);
    const party: FineParty = {
      personId: `p${index}` as PersonId,
      surname,
      firstNames: pickFrom(next, FIRST_NAMES) + (next() < 0.3 ? ` ${pickFrom(next, FIRST_NAMES)}` : ''),
      birthDate: birthDateFromIso(iso)!,
      ...(next() < 0.05 && { otherNames: [{ surname: pickFrom(next, SURNAMES), firstNames: 'Alix' }] }),
      ...(next() < 0.1 && { accounts: [`BE${10_000_000_000_000 + index}`] }),
    };
    const person: Person = { party, iso, fines: [] };
    for (let count = next() < 0.08 ? 2 : 1; count > 0; count -= 1) {
      counter += 1;
      person.fines.push(fineOf(counter, person, next));
    }
    people.push(person);
  }
  const fines = people.flatMap(({ fines: own }) => own);
  const kinds = Object.keys(KINDS);
  const payments = people.flatMap((person) => {
    const noise = pickFrom(next, kinds);
    const other = pickFrom(next, people);
    const made = KINDS[noise]?.({ person, other, people, next });
    return made ? [{ noise, ...made }] : [];
  });
  return { fines, payments };
}

function fineOf(counter: number, { party }: Person, next: Next): FineToMatch {
  const department = DEPARTMENTS[counter % DEPARTMENTS.length]!;
  const number = formatDecisionNumber({ department: department.code, year: 2025 + (counter % 2), counter });
  const lawyer: FineParty = { personId: 'lawyer' as PersonId, surname: 'Advocatus', firstNames: 'Rita', capacity: 'mandatary' }; // prettier-ignore
  const carrier: FineParty = { personId: 'carrier' as PersonId, surname: 'Exempel Lijnen NV', firstNames: '' };
  return {
    decisionId: `d${counter}` as DecisionId,
    number,
    reference: ogmOf({ year: 2026, counter }, 1),
    state: next() < 0.1 ? 'signed' : 'notified',
    outstandingCents: cents(20_000),
    parties: [party, ...(next() < 0.02 ? [lawyer] : []), ...(next() < 0.02 ? [carrier] : [])],
    article: pickFrom(next, ['4bis', '41', '42quinquies']),
    departmentNames: department.names,
  };
}

interface Ground {
  readonly person: Person;
  readonly other: Person;
  readonly people: readonly Person[];
  readonly next: Next;
}

type Made = { readonly movement: MovementToMatch; readonly truth: Truth } | undefined;

const ids = (...people: readonly Person[]): DecisionId[] => people.flatMap(({ fines }) => fines.map(({ decisionId }) => decisionId)); // prettier-ignore
const surnameOf = ({ party }: Person): string => plain(party.surname);
const firstOf = ({ party }: Person): string => plain(party.firstNames);
const namesOf = (person: Person): string => `${surnameOf(person)} ${firstOf(person)}`;

/** Nobody else of these names, or of a part of them, may be born that day. */
function isAlone({ party, iso }: Person, people: readonly Person[]): boolean {
  return !people.some((one) => one.party !== party && one.party.surname === party.surname && one.iso === iso);
}

/** The name is this person's only, whatever the date. */
function bearers(person: Person, people: readonly Person[]): Person[] {
  const words = new Set(namesOf(person).toLowerCase().split(/[ -]/));
  return people.filter(
    (one) => one.party.surname === person.party.surname && words.has(firstOf(one).toLowerCase().split(/[ -]/)[0] ?? ''),
  );
}

function dateIn(iso: string, next: Next): string {
  const [y, m, d] = iso.split('-') as [string, string, string];
  const month = pickFrom(next, MONTHS)[Number(m) - 1]!;
  return pickFrom(next, [
    `${d}/${m}/${y}`,
    `${Number(d)}.${Number(m)}.${y}`,
    `${d}-${m}-${y.slice(2)}`,
    `${y}-${m}-${d}`,
    `${d}${m}${y}`,
    `${y}${m}${d}`,
    `${d} ${m} ${y}`,
    `${Number(d)} ${month} ${y}`,
    `${Number(d)} ${month.toUpperCase()} ${y}`,
    `né le ${Number(d)}${d === '01' ? 'er' : ''} ${MONTHS[0]![Number(m) - 1]!} ${y}`,
    `geb. ${d}.${m}.${y}`,
  ]);
}

/** One way of naming whom is paid for, with further words around. */
function wording(person: Person, next: Next): string {
  const date = dateIn(person.iso, next);
  const swapped = `${firstOf(person)} ${surnameOf(person)}`;
  const text = pickFrom(next, [
    `${namesOf(person)} ${date}`,
    `${swapped} ${date}`,
    `${date} ${surnameOf(person)}, ${firstOf(person)}`,
    `pour ${swapped}, ${date}`,
    `voor de boete van ${swapped} ${date}`,
    `Bußgeld für ${swapped} ${date}`,
    `fine of ${namesOf(person)} ${date} tel 0475123456`,
    `${namesOf(person)} ${date} IBAN BE71 0961 2345 6769`,
  ]);
  return next() < 0.5 ? text.toUpperCase() : text;
}

const single = (person: Person): boolean => person.fines.length === 1;
const owner = ({ person, people }: Ground, kind: 'auto' | 'part'): Truth => ({
  kind: single(person) && isAlone(person, people) ? kind : 'propose',
  fines: single(person) && !isAlone(person, people) ? ids(...bearersBorn(person, people)) : ids(person),
});
const bearersBorn = (person: Person, people: readonly Person[]): Person[] =>
  people.filter((one) => one.party.surname === person.party.surname && one.iso === person.iso);

/** What people do, and what it should come to. A kind that does not fit a person makes nothing. */
const KINDS: Readonly<Record<string, (ground: Ground) => Made>> = {
  reference: ({ person }) => ({
    movement: transfer(`amende ${formatOgm(person.fines[0]!.reference)}`),
    truth: { kind: 'auto', fines: [person.fines[0]!.decisionId] },
  }),
  structured: ({ person }) => ({
    movement: {
      ...transfer(''),
      communication: { kind: 'structured', type: '101', text: person.fines[0]!.reference },
    },
    truth: { kind: 'auto', fines: [person.fines[0]!.decisionId] },
  }),
  number: ({ person }) => ({
    movement: transfer(`Boete ${person.fines[0]!.number.replace(/-/g, ' ')}`),
    truth: { kind: 'auto', fines: [person.fines[0]!.decisionId] },
  }),
  names: (ground) =>
    isAlone(ground.person, ground.people) && single(ground.person)
      ? { movement: transfer(wording(ground.person, ground.next)), truth: owner(ground, 'auto') }
      : undefined,
  'names in the information of the bank': (ground) =>
    isAlone(ground.person, ground.people) && single(ground.person)
      ? {
          movement: {
            ...transfer('AMENDE'),
            information: [{ kind: 'free', text: wording(ground.person, ground.next) }],
          },
          truth: owner(ground, 'auto'),
        }
      : undefined,
  'department of several fines': ({ person, people }) => {
    const [fine, other] = person.fines;
    if (!fine || !other || !isAlone(person, people)) return undefined;
    const code = fine.number.slice(0, 3);
    return {
      movement: transfer(`${code} ${namesOf(person)} ${dateIn(person.iso, () => 0)}`),
      truth: { kind: 'auto', fines: [fine.decisionId] },
    };
  },
  'several fines and no word which': ({ person, people, next }) =>
    single(person) || !isAlone(person, people)
      ? undefined
      : { movement: transfer(wording(person, next)), truth: { kind: 'propose', fines: ids(person) } },
  'all fines at once': ({ person, people, next }) =>
    single(person) || !isAlone(person, people)
      ? undefined
      : { movement: transfer(wording(person, next), 40_000), truth: { kind: 'split', fines: ids(person) } },
  'two references': ({ person, other }) =>
    person === other
      ? undefined
      : {
          movement: transfer(`${person.fines[0]!.number} ${formatOgm(other.fines[0]!.reference)}`, 40_000),
          truth: { kind: 'split', fines: [person.fines[0]!.decisionId, other.fines[0]!.decisionId] },
        },
  family: ({ person, people, next }) => {
    const kin = people.find((one) => one !== person && one.party.surname === person.party.surname && one.iso !== person.iso); // prettier-ignore
    if (!kin || ![person, kin].every((one) => single(one) && isAlone(one, people))) return undefined;
    const text = `${namesOf(person)} ${dateIn(person.iso, () => 0)} ${pickFrom(next, ['ET', 'en', 'und', '+'])} ${firstOf(kin)} ${dateIn(kin.iso, () => 0)}`;
    return { movement: transfer(text, 40_000), truth: { kind: 'split', fines: ids(person, kin) } };
  },
  half: (ground) =>
    isAlone(ground.person, ground.people) && single(ground.person)
      ? { movement: transfer(`${wording(ground.person, ground.next)} 1/2`, 10_000), truth: owner(ground, 'part') }
      : undefined,
  'after bank charges': (ground) =>
    isAlone(ground.person, ground.people) && single(ground.person)
      ? { movement: transfer(wording(ground.person, ground.next), 19_950), truth: owner(ground, 'part') }
      : undefined,
  'another levy': (ground) => ({
    movement: transfer(`${pickFrom(ground.next, ['VISA D', 'REDEVANCE', 'RETRIBUTIE'])} ${wording(ground.person, ground.next)}`, 18_000), // prettier-ignore
    truth: { ...owner(ground, 'auto'), kind: 'propose' },
  }),
  'no birth date': ({ person, people }) => ({
    movement: transfer(`AMENDE ${namesOf(person)}`),
    truth: { kind: 'propose', fines: ids(...bearers(person, people)) },
  }),
  'payer alone': ({ person, people }) => ({
    movement: transfer('PAIEMENT', 20_000, `${firstOf(person)} ${surnameOf(person)}`),
    truth: { kind: 'propose', fines: ids(...bearers(person, people)) },
  }),
  'wrong date': ({ person, people }) => ({
    movement: transfer(`${namesOf(person)} 31/12/1899`),
    truth: { kind: 'propose', fines: ids(...bearers(person, people)) },
  }),
  'names of one, number of another': ({ person, other, next }) =>
    person.party.surname === other.party.surname
      ? undefined
      : {
          movement: transfer(`${other.fines[0]!.number} ${wording(person, next)}`),
          truth: { kind: 'never', fines: [] },
        },
  twin: ({ person, people }) =>
    isAlone(person, people)
      ? undefined
      : { movement: transfer(`${surnameOf(person)} ${dateIn(person.iso, () => 0)}`), truth: { kind: 'propose', fines: ids(...bearersBorn(person, people)) } }, // prettier-ignore
  debit: ({ person }) => ({
    movement: { ...transfer(person.fines[0]!.number), direction: 'debit' },
    truth: { kind: 'never', fines: [] },
  }),
  rent: () => ({ movement: transfer('LOYER MARS 2026 REF 070/1234', 75_000), truth: { kind: 'never', fines: [] } }),
  'phone that looks like a reference': ({ next }) => ({
    movement: transfer(`RAPPEL 0475/${1000 + Math.floor(next() * 8999)}/${10_000 + Math.floor(next() * 89_999)}`),
    truth: { kind: 'never', fines: [] },
  }),
};

function transfer(text: string, amount = 20_000, payer = 'TIERS PAYEUR'): MovementToMatch {
  return {
    direction: 'credit',
    amountCents: cents(amount),
    communication: { kind: 'free', text },
    information: [],
    counterparty: { name: payer, account: 'BE71096123456769' },
    transactionCode: { type: '0', family: '01', transaction: '50', category: '000' },
  };
}
