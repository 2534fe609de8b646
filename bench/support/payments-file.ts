import { legalDate } from '../../src/kernel/legal-date';
import { cents, type Cents } from '../../src/kernel/money';
import { formatOgm } from '../../src/kernel/ogm';
import type { CodaMovementDraft } from '../../src/statements/coda-movement-writer';
import { writeCoda } from '../../src/statements/coda-writer';
import { statementDraft } from '../../test/support/coda-builder';
import { chance, openFine, type OpenFine } from './open-fines';

/** How payers say whom they pay for. */
export type Mix = 'references' | 'corpus';

const ON = legalDate('2026-09-02');
const RECORDS_OF_A_MOVEMENT = 3;
const MONTHS = 'januari février März april mai juin July august september octobre November december'.split(' ');

/** The balance with which the books of the measurements begin; the file follows the first, empty statement. */
export const OPENING_CENTS: Cents = cents(1_000_000);

/** Which file: the first follows the first, empty statement, each further one (`turn` 1, 2 …) the one before. */
export interface PaymentsFile {
  readonly records: number;
  readonly fineCount: number;
  readonly mix: Mix;
  readonly turn?: number;
}

/**
 * A CODA file of about so many records: credits of EUR 200 for fines whose counters are spread evenly, each fine at most once in all
 * turns together (while turns × movements are fewer than the fines).
 * `references`: 95 % name the reference or the number, 3 % names and birth date, 2 % nobody known.
 * `corpus`: as people write: 22 % references and numbers, 64 % names and birth date in many forms, 14 % with a slip, with names only, for another levy.
 */
export function paymentsFile({ records, fineCount, mix, turn = 0 }: PaymentsFile): Buffer {
  const count = Math.floor(records / RECORDS_OF_A_MOVEMENT);
  const step = Math.floor(fineCount / count);
  const next = chance(records + turn);
  const movements = Array.from({ length: count }, (_, index) => {
    const fine = openFine(1 + index * step + (turn % step));
    return transfer(fine, mix === 'references' ? byReference(fine, next) : asPeopleWrite(fine, next), index);
  });
  const openingCents = cents(OPENING_CENTS + turn * count * 20_000);
  return Buffer.from(
    writeCoda([
      statementDraft({ openingCents, sequenceNumber: 2 + turn, createdOn: ON, openingOn: legalDate('2026-09-01'), closingOn: ON, movements }), // prettier-ignore
    ]),
  );
}

type Communication = CodaMovementDraft['communication'];

function transfer(fine: OpenFine, communication: Communication, index: number): CodaMovementDraft {
  return {
    direction: 'credit',
    amountCents: cents(20_000),
    entryOn: ON,
    valueOn: ON,
    communication,
    bankReference: String(index).padStart(21, '0'),
    counterparty: { account: 'BE71096123456769', bic: 'GKCCBEBB', name: `${fine.firstNames} ${fine.surname}` },
  };
}

function byReference(fine: OpenFine, next: () => number): Communication {
  const kind = next();
  if (kind < 0.6) return { kind: 'structured', type: '101', text: fine.reference };
  if (kind < 0.8) return `AMENDE ${formatOgm(fine.reference)}`;
  if (kind < 0.95) return `BOETE ${fine.number}`;
  if (kind < 0.98) return `BORDER INSPECTION ${namesFirst(fine, europeanDate(fine)).toUpperCase()}`;
  return 'LOYER SEPTEMBRE 2026';
}

function asPeopleWrite(fine: OpenFine, next: () => number): Communication {
  const kind = next();
  if (kind < 0.1) return { kind: 'structured', type: '101', text: fine.reference };
  if (kind < 0.16) return `amende ${formatOgm(fine.reference)}`;
  if (kind < 0.22) return `Boete ${fine.number.replace(/-/g, ' ')}`;
  if (kind < 0.5) return `BORDER INSPECTION ${namesFirst(fine, europeanDate(fine)).toUpperCase()}`;
  if (kind < 0.65) return `pour ${fine.firstNames} ${fine.surname} ${europeanDate(fine).replace(/\//g, '.')}`;
  if (kind < 0.8) return namesFirst(fine, dateInWords(fine));
  if (kind < 0.86) return namesFirst(fine, europeanDate(fine)).replace(/ /g, '');
  if (kind < 0.92) return `${fine.surname.slice(0, -2)} ${fine.firstNames} ${europeanDate(fine)}`;
  if (kind < 0.95) return `${fine.surname} ${fine.firstNames}`;
  if (kind < 0.98) return `VISA FEE ${namesFirst(fine, europeanDate(fine))}`;
  return 'LOYER SEPTEMBRE 2026';
}

function namesFirst({ surname, firstNames }: OpenFine, date: string): string {
  return `${surname} ${firstNames} ${date}`;
}

function europeanDate({ birthDate: { year, month, day } }: OpenFine): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return month === undefined || day === undefined ? String(year) : `${two(day)}/${two(month)}/${year}`;
}

function dateInWords(fine: OpenFine): string {
  const { year, month, day } = fine.birthDate;
  return month === undefined || day === undefined ? String(year) : `${day} ${MONTHS[month - 1] ?? ''} ${year}`;
}
