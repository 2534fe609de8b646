import { ogmFor } from '../../src/kernel/ogm';
import { legalDate } from '../../src/kernel/legal-date';
import { cents } from '../../src/kernel/money';
import type { CodaMovementDraft } from '../../src/statements/coda-movement-writer';
import { credit, StatementChain } from './coda-builder';

/** One line of fines.ndjson. */
export interface WrittenFine {
  readonly id: string;
  readonly department: string;
  readonly departmentName: string;
  readonly decisionNumber: string;
  readonly structuredCommunication: string;
  readonly debtor: { readonly surname: string; readonly firstNames: string; readonly birthDate: string };
  readonly article: string;
  readonly amountCents: number;
  readonly outstandingCents: number;
  readonly notifiedOn: string;
  readonly state: 'open' | 'paid' | 'withdrawn';
}

/** The files of a corpus: their names and what stands in them. */
export type WrittenCorpus = ReadonlyMap<string, Uint8Array>;

interface Payment {
  readonly kind: string;
  readonly expected: string;
  readonly movement: CodaMovementDraft;
}

/** Everything in Latin-1, as CODA wants it; none is a known person's. */
const SURNAMES = 'Exemplovic;van den Voorbeeld;Ejemplo García;Örnek;El Mithali;Esempio;de la Prueba Ruiz;Beispielmann;ter Proef;Dos Exemplos;Ben Mithal;Dæmi;Sample;Voorbeeldt;Örnekci;Modèle;Musterfrau;Campione;Próbka;Specimen'.split(';'); // prettier-ignore
const FIRST_NAMES = 'Alix;Maria;Noé;Zoë Anne;Jean-Pierre;Youssef;Olena;Quang Minh;Ana Rosa;Ömer;Fatima Zahra;Bram;Iris;Ilse;Kwame;Noor;Sven;Lia;Hugo;Inès'.split(';'); // prettier-ignore
const DEPARTMENTS: readonly (readonly [string, string])[] = [['BIF', 'Border Inspection'], ['EUR', 'EU Residence'], ['FAM', 'Family Reunification']]; // prettier-ignore
const ARTICLES = ['4bis', '41', '41bis', '42', '42quinquies'];
const MONTHS = 'januari;février;März;april;mai;juin;July;august;september;octobre;November;december'.split(';');
const STATEMENT_SIZE = 250;

/** Numbers between 0 and 1 that a seed decides (mulberry32). */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const two = (value: number): string => String(value).padStart(2, '0');

/** Makes a corpus by its seed: open, paid and withdrawn fines, and payments with noise of many kinds. */
class CorpusMaker {
  private readonly next: () => number;
  readonly fines: WrittenFine[];

  constructor(seed: number, size: number) {
    this.next = chance(seed);
    this.fines = Array.from({ length: size }, (_, at) => this.fine(at + 1));
  }

  payments(): Payment[] {
    return this.fines.flatMap((fine) => (this.next() < 0.5 ? [this.payment(fine)] : []));
  }

  private pick<Each>(list: readonly Each[]): Each {
    return list[Math.floor(this.next() * list.length)]!;
  }

  private fine(ordinal: number): WrittenFine {
    const digits = String(ordinal).padStart(6, '0');
    const [department, departmentName] = this.pick(DEPARTMENTS);
    const year = 1950 + Math.floor(this.next() * 55);
    const day =
      this.next() < 0.05
        ? '01-01'
        : `${two(1 + Math.floor(this.next() * 12))}-${two(1 + Math.floor(this.next() * 28))}`;
    const fate = this.next();
    const state = fate < 0.05 ? 'paid' : fate < 0.08 ? 'withdrawn' : 'open';
    const surname = this.next() < 0.3 ? `${this.pick(SURNAMES)}-${this.pick(SURNAMES)}` : this.pick(SURNAMES);
    return {
      id: `f${digits}`,
      department,
      departmentName,
      decisionNumber: `${department}-2026-${digits}`,
      structuredCommunication: ogmFor(`0800${digits}`),
      debtor: {
        surname,
        firstNames: this.pick(FIRST_NAMES),
        birthDate: this.next() < 0.03 ? String(year) : `${year}-${day}`,
      },
      article: this.pick(ARTICLES),
      amountCents: 20_000,
      outstandingCents: state === 'open' ? 20_000 : 0,
      notifiedOn: `2026-${two(1 + Math.floor(this.next() * 8))}-${two(1 + Math.floor(this.next() * 28))}`,
      state,
    };
  }

  private payment(fine: WrittenFine): Payment {
    if (fine.state !== 'open') return this.onClosed(fine);
    const noise = this.pick(Object.keys(this.noises));
    return { kind: noise, ...this.noises[noise]!(fine) };
  }

  /** Money for a fine on which nothing is owed: a person looks at it. */
  private onClosed(fine: WrittenFine): Payment {
    return { kind: fine.state, expected: 'suspense', movement: credit({ communication: fine.decisionNumber }) };
  }

  private readonly noises: Readonly<Record<string, (fine: WrittenFine) => Omit<Payment, 'kind'>>> = {
    reference: (fine) => ({ expected: `auto:${fine.id}`, movement: credit({ communication: { kind: 'structured', type: '101', text: fine.structuredCommunication } }) }), // prettier-ignore
    'reference in text': (fine) => ({ expected: `auto:${fine.id}`, movement: credit({ communication: `amende ${marked(fine)}` }) }), // prettier-ignore
    number: (fine) => ({ expected: `${asPayerOf(fine)}:${fine.id}`, movement: credit({ communication: `BOETE ${fine.decisionNumber}`, counterparty: debtorAsPayer(fine) }) }), // prettier-ignore
    'number with blanks': (fine) => ({ expected: `auto:${fine.id}`, movement: credit({ communication: `BOETE ${fine.decisionNumber.replace(/-/g, ' ')} ${words(fine)}`.toUpperCase(), counterparty: STRANGER }) }), // prettier-ignore
    // Nobody is named, and a slip in a number without check digits is the number of another fine: a person decides.
    'number alone': (fine) => ({ expected: `propose:${fine.id}`, movement: credit({ communication: `BOETE ${fine.decisionNumber}`, counterparty: STRANGER }) }), // prettier-ignore
    // Nor does a surname tell a brother from a sister, whose number may be the next one.
    'number and surname': (fine) => ({ expected: `propose:${fine.id}`, movement: credit({ communication: `BOETE ${fine.decisionNumber} ${fine.debtor.surname}`, counterparty: STRANGER }) }), // prettier-ignore
    'number that slipped': (fine) => ({ expected: 'suspense_or_propose', movement: credit({ communication: `BOETE ${this.kin(fine).decisionNumber} ${words(fine)}`, counterparty: debtorAsPayer(fine) }) }), // prettier-ignore
    plain: (fine) => this.named(fine, ({ d, m, y }) => `${words(fine)} ${d}/${m}/${y}`.toUpperCase()),
    'foreign payer': (fine) => ({
      ...this.named(fine, ({ d, m, y }) => `${words(fine)} ${d}.${m}.${y}`, { account: 'FR7630006000011234567890189', bic: 'AGRIFRPP', name: 'SOCIETE EXEMPLE' }), // prettier-ignore
    }),
    'month in words': (fine) => this.named(fine, ({ d, m, y }) => `${words(fine)} ${Number(d)} ${MONTHS[Number(m) - 1]!} ${y}`), // prettier-ignore
    'first name first': (fine) => this.named(fine, ({ d, m, y }) => `pour ${fine.debtor.firstNames} ${fine.debtor.surname} ${d}.${m}.${y}`), // prettier-ignore
    information: (fine) => {
      const { movement, expected } = this.named(fine, ({ d, m, y }) => `BOETE ${d}/${m}/${y}`);
      return { expected: expected.replace(/^auto/, 'propose_or_auto'), movement: { ...movement, information: [`DEBITEUR ${words(fine)}`.slice(0, 70)] } }; // prettier-ignore
    },
    half: (fine) => ({ expected: `part:${fine.id}`, movement: credit({ amountCents: cents(10_000), communication: `1/2 ${marked(fine)}` }) }), // prettier-ignore
    'after charges': (fine) => ({ expected: `part:${fine.id}`, movement: credit({ amountCents: cents(19_950), communication: fine.decisionNumber }) }), // prettier-ignore
    'two fines': (fine) => {
      const other = this.pick(this.fines.filter(({ id, state }) => id !== fine.id && state === 'open'));
      return { expected: `split:${fine.id}+${other.id}`, movement: credit({ amountCents: cents(40_000), communication: `${fine.decisionNumber} ${other.decisionNumber}`, counterparty: STRANGER }) }; // prettier-ignore
    },
    'names only': (fine) => ({ expected: 'suspense_or_propose', movement: credit({ communication: words(fine) }) }),
    debit: (fine) => ({ expected: 'suspense', movement: credit({ direction: 'debit', communication: `FRAIS ${fine.decisionNumber}` }) }), // prettier-ignore
    rent: () => ({ expected: 'suspense', movement: credit({ communication: 'LOYER MARS 2026', counterparty: { account: 'BE71096123456769', name: 'EXEMPLE BAIL' } }) }), // prettier-ignore
  };

  /** Somebody else of the surname who owes; where there is nobody, anybody else. */
  private kin(fine: WrittenFine): WrittenFine {
    const others = this.fines.filter(
      ({ state, debtor }) => state === 'open' && words({ ...fine, debtor }) !== words(fine),
    );
    return others.find(({ debtor }) => debtor.surname === fine.debtor.surname) ?? this.pick(others);
  }

  private named(
    fine: WrittenFine,
    wording: (day: { readonly d: string; readonly m: string; readonly y: string }) => string,
    counterparty: NonNullable<CodaMovementDraft['counterparty']> = STRANGER,
  ): Omit<Payment, 'kind'> {
    const { birthDate } = fine.debtor;
    const [y = '', m = '01', d = '01'] = birthDate.split('-');
    const isSure = birthDate.length === 10 && !birthDate.endsWith('-01-01');
    const movement = credit({ communication: wording({ d, m, y }), counterparty });
    const namesakes = this.namesakes(fine);
    if (namesakes.length > 0)
      return { expected: `propose:${[fine, ...namesakes].map(({ id }) => id).join('|')}`, movement };
    return { expected: `${isSure && !this.hasRival(fine) ? 'auto' : 'propose_or_auto'}:${fine.id}`, movement };
  }

  /** Others of the very same names who were, or may have been, born on the same day: nobody but a person tells them apart. */
  private namesakes(fine: WrittenFine): WrittenFine[] {
    return this.fines.filter((other) => other.id !== fine.id && words(other) === words(fine) && mayBeBornAlike(fine, other)); // prettier-ignore
  }

  /**
   * Somebody else of a like surname was, or may have been, born on the same day, under another first name: the text still names the
   * one who pays, so that the money may be booked on that fine and on no other.
   */
  private hasRival(fine: WrittenFine): boolean {
    const own = new Set(tellingWords(fine.debtor.surname));
    return this.fines.some(
      (other) => other.id !== fine.id && mayBeBornAlike(fine, other) && tellingWords(other.debtor.surname).some((word) => own.has(word)), // prettier-ignore
    );
  }
}

/** The bank's record has so many characters for the payer's name. */
const PAYER_FIELD = 35;

/** Somebody who is no debtor pays. */
const STRANGER = { account: 'BE71096123456769', bic: 'GKCCBEBB', name: 'TIERS PAYEUR' } as const;

function debtorAsPayer(fine: WrittenFine): NonNullable<CodaMovementDraft['counterparty']> {
  return { ...STRANGER, name: words(fine).toUpperCase().slice(0, PAYER_FIELD) };
}

/** Of a payer whose first name the bank's field has cut off, a person says who it is; one whose further first name is cut may be told. */
function asPayerOf(fine: WrittenFine): 'auto' | 'propose_or_auto' | 'propose' {
  const { surname, firstNames } = fine.debtor;
  if (words(fine).length <= PAYER_FIELD) return 'auto';
  return `${surname} ${firstNames.split(/[ -]/)[0] ?? ''}`.length <= PAYER_FIELD ? 'propose_or_auto' : 'propose';
}

function mayBeBornAlike({ debtor }: WrittenFine, other: WrittenFine): boolean {
  const [one, two] = [debtor.birthDate, other.debtor.birthDate].sort((a, b) => a.length - b.length);
  return two?.startsWith(one ?? '') === true || isFirstOfYear(one, two) || isFirstOfYear(two, one);
}

/** Registers put a first of January where only the year is known. */
function isFirstOfYear(one = '', two = ''): boolean {
  return one.endsWith('-01-01') && one.slice(0, 4) === two.slice(0, 4);
}

/** Particles tell nobody apart. */
function tellingWords(surname: string): string[] {
  return surname.toLowerCase().split(/[ -]/).filter((word) => word.length > 3); // prettier-ignore
}

function words({ debtor }: WrittenFine): string {
  return `${debtor.surname} ${debtor.firstNames}`;
}

function marked({ structuredCommunication: ogm }: WrittenFine): string {
  return `+++${ogm.slice(0, 3)}/${ogm.slice(3, 7)}/${ogm.slice(7)}+++`;
}

/**
 * A corpus of the shape that `evaluate:matching` reads, decided by its seed: fines.ndjson, consecutive statements of the Office's
 * account, and the truth. Each fine is paid by one movement at most, but for the second of a pair.
 */
export function writtenCorpus(seed: number, size: number): WrittenCorpus {
  const maker = new CorpusMaker(seed, size);
  const payments = oncePerFine(maker.payments());
  const files = new Map<string, Uint8Array>();
  const text = (content: string): Uint8Array => new TextEncoder().encode(content);
  files.set('fines.ndjson', text(maker.fines.map((fine) => `${JSON.stringify(fine)}\n`).join('')));
  const chain = new StatementChain();
  const truth = ['statement,sequence,kind,expected'];
  for (let from = 0; from < payments.length; from += STATEMENT_SIZE) {
    const name = `statement-${String(from / STATEMENT_SIZE + 1).padStart(3, '0')}.cod`;
    const slice = payments.slice(from, from + STATEMENT_SIZE);
    files.set(name, chain.next(slice.map(({ movement }) => movement), legalDate('2026-09-01'))); // prettier-ignore
    truth.push(...slice.map(({ kind, expected }, at) => `${name},${at + 1},${kind},${expected}`));
  }
  files.set('truth.csv', text(`${truth.join('\n')}\n`));
  return files;
}

/** The first payment of a fine counts; a later one would be of a fine that is paid. */
function oncePerFine(payments: readonly Payment[]): Payment[] {
  const paid = new Set<string>();
  return payments.filter(({ expected }) => {
    const fines = /:(.+)$/.exec(expected)?.[1]?.split('+') ?? [];
    if (fines.some((fine) => paid.has(fine))) return false;
    for (const fine of fines) paid.add(fine);
    return true;
  });
}
