import { APPELLANTS } from '../appeals/appeal.rules';
import { EARLIER_NUMBER_SHAPE } from '../kernel/decision-number';
import { birthDateFromIso } from '../kernel/birth-date';
import { parseIban } from '../kernel/iban';
import { compareDates } from '../kernel/legal-calendar';
import type { LegalDate } from '../kernel/legal-date';
import { cents } from '../kernel/money';
import { FieldReader } from './takeover-fields.rules';
import { readTakenFine } from './takeover-fine.rules';
import type {
  Finding,
  RawRecord,
  TakenAppeal,
  TakenDeposit,
  TakenRecord,
  TakeoverKind,
  TakeoverLaw,
} from './takeover.types';

const DEPOSIT_STATES = ['announced', 'received', 'held'] as const;
const APPEAL_STATES = ['filed', 'pleaded'] as const;

/** One line as a record of the take-over, or everything that is wrong with it, each with line, column, rule and what is accepted. */
export function readTakenRecord(
  kind: TakeoverKind,
  record: RawRecord,
  law: TakeoverLaw,
): { readonly ok: true; readonly value: TakenRecord } | { readonly ok: false; readonly findings: readonly Finding[] } {
  const reader = new FieldReader(record, law.today);
  const value =
    kind === 'fines'
      ? readTakenFine(reader, law)
      : kind === 'deposits'
        ? readTakenDeposit(reader)
        : readTakenAppeal(reader, law);
  reader.refuseOthers();
  return reader.findings.length === 0 ? { ok: true, value } : { ok: false, findings: reader.findings };
}

/**
 * What a line says, the same in whichever format it comes: values without outer white space, amounts as numbers, nothing that is empty, in
 * the order of the columns. Two lines of one content are one record. `texts`: as a line of CSV was said before, its amounts as they stand there.
 */
export function contentOf({ values }: RawRecord, amountsAs: 'numbers' | 'texts' = 'numbers'): string {
  const said = [...values].flatMap(([column, value]) => {
    const text = typeof value === 'string' ? value.trim().normalize('NFC') : value;
    if (text === '' || text === null) return [];
    if (amountsAs === 'texts') return [[column, String(text)] as const];
    return [[column, column.endsWith('Cents') ? Number(text) : text] as const];
  });
  return JSON.stringify(said.sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** A deposit that is not decided yet (R3.4: the communication names the payer; D4, D29). */
function readTakenDeposit(reader: FieldReader): TakenDeposit {
  const id = reader.id('id');
  const number = readFineNumber(reader);
  const amountCents = reader.required('amountCents', reader.cents('amountCents'));
  if (amountCents === 0) reader.refuse('take-over-value', 'amountCents', { accepted: '1–99999999999' });
  const state = reader.required('state', reader.oneOf('state', DEPOSIT_STATES)) ?? 'announced';
  const announcedOn = reader.day('announcedOn');
  const receivedOn = reader.day('receivedOn');
  if (state === 'announced' && receivedOn !== undefined)
    reader.refuse('take-over-not-yet', 'receivedOn', { state }, 'D4');
  if (state !== 'announced') reader.required('receivedOn', receivedOn);
  inOrder(reader, ['announcedOn', announcedOn], ['receivedOn', receivedOn]);
  return {
    kind: 'deposit',
    id,
    number,
    amountCents: amountCents ?? cents(1),
    state,
    payer: readPayer(reader),
    cdcReference: reader.text('cdcReference', 60),
    announcedOn,
    receivedOn,
  };
}

function readPayer(reader: FieldReader): TakenDeposit['payer'] {
  const birth = reader.text('payer.birthDate');
  const birthDate = birth === undefined ? undefined : birthDateFromIso(birth);
  if (birth !== undefined && birthDate === undefined)
    reader.refuse('take-over-value', 'payer.birthDate', { accepted: 'YYYY-MM-DD, YYYY-MM, YYYY' }, 'D23');
  const written = reader.text('payer.iban', 50);
  const iban = written === undefined ? undefined : parseIban(written);
  if (iban?.ok === false) reader.refuse('take-over-check-digits', 'payer.iban', {}, 'D3');
  return {
    surname: reader.required('payer.surname', reader.text('payer.surname')) ?? '',
    firstNames: reader.text('payer.firstNames') ?? '',
    birthDate,
    iban: iban?.ok === true ? iban.value : undefined,
  };
}

/** An appeal that is not decided yet: a petition to a court of first instance (R4.1). */
function readTakenAppeal(reader: FieldReader, { courts }: TakeoverLaw): TakenAppeal {
  const id = reader.id('id');
  const number = readFineNumber(reader);
  const filedOn = reader.required('filedOn', reader.day('filedOn'));
  const state = reader.required('state', reader.oneOf('state', APPEAL_STATES)) ?? 'filed';
  const court = reader.required('court', reader.oneOf('court', [...courts].sort())) ?? '';
  const hearingOn = reader.day('hearingOn', state === 'filed');
  inOrder(reader, ['filedOn', filedOn], ['hearingOn', hearingOn]);
  const learnedOn = reader.day('learnedOn');
  inOrder(reader, ['filedOn', filedOn], ['learnedOn', learnedOn]);
  const appellant = reader.oneOf('appellant', APPELLANTS) ?? 'person';
  const appellantName = reader.text('appellantName') ?? '';
  // Of the person themselves the file of the fine says who it is (R4.1).
  if (appellant !== 'person') reader.required('appellantName', appellantName === '' ? undefined : appellantName);
  return {
    kind: 'appeal',
    id,
    number,
    filedOn: filedOn ?? ('' as LegalDate),
    learnedOn,
    appellant,
    appellantName,
    state,
    court,
    docketNumber: reader.text('docketNumber', 60),
    hearingOn,
  };
}

function readFineNumber(reader: FieldReader): string {
  const column = 'decisionNumber';
  return reader.required(column, reader.matching(column, EARLIER_NUMBER_SHAPE, 'A–Z 0–9 blank . / -, 3–40')) ?? '';
}

type NamedDay = readonly [column: string, day: LegalDate | undefined];

function inOrder(reader: FieldReader, [column, earlier]: NamedDay, [other, later]: NamedDay): void {
  if (earlier !== undefined && later !== undefined && compareDates(earlier, later) > 0)
    reader.refuse('take-over-order', column, { other });
}
