import { create } from 'qrcode';
import { accept, refuse, type Outcome, type Refusal } from '../kernel/outcome';
import { parseBic, parseIban, type Bic, type Iban } from '../kernel/iban';
import { formatDecimal, type Cents } from '../kernel/money';

/** A credit transfer that a banking app can fill in from a QR code. */
export interface CreditTransfer {
  readonly beneficiary: string;
  readonly iban: Iban;
  readonly bic: Bic;
  readonly amountCents: Cents;
  /** Free text for the beneficiary, in characters that every bank takes (`paymentText`). */
  readonly communication: string;
}

/** Bounds of the guideline EPC069-12, version 002. */
const MOST = { beneficiary: 70, communication: 140, payloadBytes: 331, amountCents: 99_999_999_999 } as const;

export type EpcRefusal = Refusal<
  | 'transfer-iban-invalid'
  | 'transfer-bic-invalid'
  | 'transfer-amount-out-of-bounds'
  | 'transfer-beneficiary-out-of-bounds'
  | 'transfer-communication-out-of-bounds'
  | 'transfer-too-long'
>;

/**
 * The text of a European credit transfer QR code (EPC069-12, version 002, UTF-8): twelve lines of which the last is
 * left out with what follows the communication.
 * Refuses an account that does not validate (trap 14), an amount outside EUR 0.01 to 999 999 999.99, a beneficiary of
 * more than 70 characters, a communication of more than 140, line ends in either, and more than 331 bytes in all.
 */
export function epcPayload(transfer: CreditTransfer): Outcome<string, EpcRefusal> {
  if (!parseIban(transfer.iban).ok) return refuse('transfer-iban-invalid', { field: 'iban', rule: 'R3.3' });
  if (!parseBic(transfer.bic).ok) return refuse('transfer-bic-invalid', { field: 'bic', rule: 'R3.3' });
  if (transfer.amountCents < 1 || transfer.amountCents > MOST.amountCents)
    return refuse('transfer-amount-out-of-bounds', { field: 'amountCents' });
  if (!isLineWithin(transfer.beneficiary, MOST.beneficiary)) {
    return refuse('transfer-beneficiary-out-of-bounds', { field: 'beneficiary', params: { most: MOST.beneficiary } });
  }
  if (!isLineWithin(transfer.communication, MOST.communication)) {
    return refuse('transfer-communication-out-of-bounds', {
      field: 'communication',
      params: { most: MOST.communication },
    });
  }
  const noPurpose = '';
  const noStructuredReference = '';
  const lines = [
    'BCD',
    '002',
    '1',
    'SCT',
    transfer.bic,
    transfer.beneficiary,
    transfer.iban,
    `EUR${formatDecimal(transfer.amountCents)}`,
  ];
  const payload = [...lines, noPurpose, noStructuredReference, transfer.communication].join('\n');
  if (Buffer.byteLength(payload, 'utf8') > MOST.payloadBytes)
    return refuse('transfer-too-long', { params: { most: MOST.payloadBytes } });
  return accept(payload);
}

function isLineWithin(text: string, most: number): boolean {
  return text.length > 0 && Array.from(text).length <= most && !/\p{Cc}/u.test(text);
}

/** The modules of a QR code, row by row, true = dark. Error correction M; 331 bytes never need more than version 13. */
export function qrModules(payload: string): { size: number; modules: boolean[] } {
  const { modules } = create([{ data: Buffer.from(payload, 'utf8'), mode: 'byte' }], { errorCorrectionLevel: 'M' });
  return { size: modules.size, modules: Array.from(modules.data, (module) => module !== 0) };
}

/** Letters that do not come apart into a base letter and an accent. */
const FOLDED: Readonly<Record<string, string>> = {
  ß: 'ss',
  ẞ: 'SS',
  æ: 'ae',
  Æ: 'AE',
  œ: 'oe',
  Œ: 'OE',
  ø: 'o',
  Ø: 'O',
  đ: 'd',
  Đ: 'D',
  ð: 'd',
  Ð: 'D',
  þ: 'th',
  Þ: 'TH',
  ł: 'l',
  Ł: 'L',
  ı: 'i',
  ħ: 'h',
  Ħ: 'H',
  ŋ: 'n',
  Ŋ: 'N',
  '’': "'",
  ʼ: "'",
  '–': '-',
  '—': '-',
};

/**
 * A text in the characters that every bank of the SEPA area carries unchanged: accents dropped, other characters
 * replaced by a space. What the letter prints, the QR code holds and the bank delivers is then one and the same.
 */
export function paymentText(text: string): string {
  const folded = text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]/gu, (character) => FOLDED[character] ?? ' ');
  return folded
    .replace(/[^A-Za-z0-9/?:().,'+ -]/g, ' ')
    .replace(/ +/g, ' ')
    .trim();
}

/** What of the communication is kept for a long department or first name, in characters. */
const SHARE = { department: 35, firstName: 25 } as const;

export interface SanctionedPerson {
  /** Latin letters. */
  readonly surname: string;
  readonly firstName: string;
  /** As the file has it: 1987, 03/1987 or 12/03/1987. */
  readonly birthDate: string;
}

/**
 * The communication that the Office asks for: its department, then surname, first name and birth date of the
 * sanctioned person, whoever pays (R3.3); then the decision number as an additional reference.
 * At most 140 characters: of longer names the end is left out, never the birth date or the number, nor either name whole.
 */
export function officeCommunication(department: string, person: SanctionedPerson, decisionNumber: string): string {
  const tail = paymentText(`${person.birthDate} ${decisionNumber}`);
  const head = paymentText(department).slice(0, SHARE.department);
  const room = MOST.communication - head.length - tail.length - 3;
  const surname = paymentText(person.surname);
  const firstName = paymentText(person.firstName).slice(0, Math.max(SHARE.firstName, room - surname.length));
  return [head, surname.slice(0, room - firstName.length), firstName, tail]
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join(' ');
}
