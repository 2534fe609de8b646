import { addCents, cents, subtractCents, ZERO_CENTS, type Cents } from '../kernel/money';
import { accept, type Outcome } from '../kernel/outcome';
import { readAccount } from './coda-account';
import { inspectBytes, readLines } from './coda-lines';
import { MovementDraft, thirdDecimal } from './coda-movement';
import {
  CODA_RULE,
  codaRefusal,
  recordName,
  type CodaRecord,
  type CodaRecordKind,
  type CodaRefusal,
} from './coda-record';
import { TotalSums, type DifferingTotal } from './counting.rules';
import { StatementFingerprint } from './statement-fingerprint';
import type { ReadingSteps } from './reading-steps';
import type {
  Statement,
  StatementDefect,
  StatementFile,
  StatementHeading,
  StatementSink,
  StatementTotals,
} from './statement.model';

/** Which record may follow which (CODA 2.6). The empty file is 0, 1, 9. */
const FOLLOWERS: Readonly<Record<CodaRecordKind, readonly CodaRecordKind[]>> = {
  '0': ['1'],
  '1': ['21', '8', '9'],
  '21': ['22', '23', '31', '21', '8'],
  '22': ['23', '31', '21', '8'],
  '23': ['31', '21', '8'],
  '31': ['32', '31', '21', '8'],
  '32': ['33', '31', '21', '8'],
  '33': ['31', '21', '8'],
  '8': ['4', '9'],
  '4': ['4', '9'],
  '9': ['0'],
};

/** Records that a next code of 1 promises. */
const CONTINUATIONS: Readonly<Partial<Record<CodaRecordKind, readonly CodaRecordKind[]>>> = {
  '21': ['22', '23'],
  '22': ['23'],
  '31': ['32'],
  '32': ['33'],
};

/** What a link code of 1 promises: information after a movement, free text after the closing balance. */
const LINKED: Readonly<Partial<Record<CodaRecordKind, CodaRecordKind>>> = {
  '21': '31', '22': '31', '23': '31', '31': '31', '32': '31', '33': '31', '8': '4', '4': '4',
}; // prettier-ignore

/** The trailer's sums have twelve digits and three decimals: no file may add up to more. */
const LARGEST_SUM = cents(99_999_999_999_999);

/** Sequence and detail numbers have four digits; after the last comes 0000. */
const LAST_NUMBER = 9999;

/** Lines between two pauses: a few milliseconds. */
const LINES_OF_A_STEP = 500;

/**
 * Reads a CODA 2.6 file (Latin-1, 128 characters a record, several statements allowed) into the neutral model, handing each movement to
 * `sink` as soon as it is complete. Refuses with line, positions and what is expected when the bytes are not CODA. What is CODA yet wrong
 * in itself (sums, balance, next and link codes, a cut end) is read and kept in `totals`, `defects` and `announcesFurther` for
 * `acceptance.rules.ts`, which refuses it: two steps, so that the person sees all faults of a file at once. Never throws on any bytes.
 */
export function* readCoda(
  bytes: Uint8Array,
  sink: StatementSink,
): ReadingSteps<Outcome<Pick<StatementFile, 'announcesFurther' | 'lastLine'>, CodaRefusal>> {
  const faulty = inspectBytes(bytes);
  if (faulty) return { ok: false, refusal: faulty };
  const reader = new CodaReader(sink);
  for (const line of readLines(bytes)) {
    if (!line.ok) return line;
    const refusal = reader.read(line.value);
    if (refusal) return { ok: false, refusal };
    if (line.value.line % LINES_OF_A_STEP === 0) yield;
  }
  return reader.finish();
}

/** The state between two records. */
class CodaReader {
  private previous: CodaRecord | undefined;
  private expectsFurther = false;
  private statement: StatementDraft | undefined;

  constructor(private readonly sink: StatementSink) {}

  read(record: CodaRecord): CodaRefusal | undefined {
    const misplaced = this.checkOrder(record);
    if (misplaced) return misplaced;
    if (this.previous) this.statement?.checkPromises(this.previous, record);
    this.previous = record;
    if (record.kind === '0') this.statement = new StatementDraft(record, this.sink);
    const refusal = this.statement?.read(record) ?? record.refusal;
    if (refusal) return refusal;
    if (record.kind === '9') this.expectsFurther = record.raw(128, 128) === '1';
    return undefined;
  }

  finish(): Outcome<Pick<StatementFile, 'announcesFurther' | 'lastLine'>, CodaRefusal> {
    const last = this.previous;
    if (last?.kind === '9') return accept({ announcesFurther: this.expectsFurther, lastLine: last.line });
    const expected = FOLLOWERS[last?.kind ?? '9'].map(recordName).join(', ');
    return {
      ok: false,
      refusal: codaRefusal('coda-incomplete', last?.line ?? 1, { after: recordName(last?.kind ?? '0'), expected }),
    };
  }

  private checkOrder(record: CodaRecord): CodaRefusal | undefined {
    const after = this.previous?.kind ?? '9';
    if (this.previous?.kind === '9' && record.kind === '0' && !this.expectsFurther)
      return codaRefusal('coda-after-last', record.line);
    if (FOLLOWERS[after].includes(record.kind)) return undefined;
    return codaRefusal('coda-record-order', record.line, {
      found: recordName(record.kind),
      after: this.previous ? recordName(after) : '–',
      expected: FOLLOWERS[after].map(recordName).join(', '),
    });
  }
}

/** One logical file, from record 0 to record 9. */
class StatementDraft {
  private readonly fingerprint = new StatementFingerprint();
  private readonly defects: StatementDefect[] = [];
  private readonly header: Pick<StatementHeading, 'createdOn' | 'duplicate' | 'separateApplicationCode'>;
  private heading: StatementHeading | undefined;
  private structure = ' ';
  private closing:
    | (Pick<Statement, 'closingCents' | 'closingOn'> &
        Required<Pick<StatementTotals, 'closingAccount' | 'closingLine'>>)
    | undefined;
  private recordsRead = 0;
  private movementCount = 0;
  private debitReadCents: Cents = ZERO_CENTS;
  private creditReadCents: Cents = ZERO_CENTS;
  private movement: MovementDraft | undefined;
  private readonly totals = new TotalSums();
  private lastDetail = 0;
  /** Positions 3-10 of the record that 2.2, 2.3, 3.2 and 3.3 continue. */
  private continued = '';

  constructor(
    header: CodaRecord,
    private readonly sink: StatementSink,
  ) {
    const createdOn = header.date(6, 11);
    if (header.raw(2, 5) !== '0000') header.fail('coda-header', 2, 5, { expected: '0000' });
    if (header.raw(15, 16) !== '05') header.fail('coda-header', 15, 16, { expected: '05' });
    if (header.raw(128, 128) !== '2') header.fail('coda-version', 128, 128);
    const code = header.optional(84, 88);
    const isSeparate = code !== undefined && !/^0+$/.test(code);
    this.header = {
      createdOn,
      duplicate: header.raw(17, 17) === 'D',
      ...(isSeparate ? { separateApplicationCode: code } : {}),
    };
  }

  read(record: CodaRecord): CodaRefusal | undefined {
    this.fingerprint.add(record.content);
    if (record.kind !== '0' && record.kind !== '4' && record.kind !== '9') this.recordsRead += 1;
    const refusal = this.dispatch(record);
    return record.refusal ?? refusal;
  }

  /** Next and link codes against the record that really follows. Their disagreement is a defect, not unreadable. */
  checkPromises(previous: CodaRecord, record: CodaRecord): void {
    const continuations = CONTINUATIONS[previous.kind];
    const linked = LINKED[previous.kind];
    const isContinued = continuations?.includes(record.kind) ?? false;
    if (continuations && previous.flag(126) !== isContinued) this.addDefect('coda-next-code', previous.line);
    if (linked && previous.flag(128) !== (record.kind === linked)) this.addDefect('coda-link-code', previous.line);
  }

  private dispatch(record: CodaRecord): CodaRefusal | undefined {
    if (record.kind in CONTINUATIONS) record.flag(126);
    if (record.kind in LINKED) record.flag(128);
    switch (record.kind) {
      case '0':
      case '4':
        return undefined;
      case '1':
        return this.readOpening(record);
      case '21':
        return this.readMovement(record);
      case '8':
        return this.readClosing(record);
      case '9':
        return this.readTrailer(record);
      default:
        return this.readContinuation(record);
    }
  }

  private readOpening(record: CodaRecord): CodaRefusal | undefined {
    this.structure = record.raw(2, 2);
    if (!' 0123'.includes(this.structure)) record.fail('coda-account-structure', 2, 2, { accepted: '0, 1, 2, 3' });
    const openingOn = record.dateOrZeros(59, 64);
    const sequenceNumber = record.number(126, 128);
    this.heading = {
      ...this.header,
      account: readAccount(this.structure, record.raw(6, 42)),
      ...(sequenceNumber === 0 ? {} : { sequenceNumber }),
      openingCents: this.readBalance(record, 43),
      ...(openingOn === undefined ? {} : { openingOn }),
      holder: record.text(65, 90),
      line: record.line,
    };
    return undefined;
  }

  /** Sign at `signPosition`, amount in the fifteen positions after it. */
  private readBalance(record: CodaRecord, signPosition: number): Cents {
    const { amountCents, hasThirdDecimal } = record.amount(signPosition + 1, signPosition + 15);
    if (hasThirdDecimal) this.defects.push(thirdDecimal(record.line));
    return record.isDebit(signPosition) ? subtractCents(ZERO_CENTS, amountCents) : amountCents;
  }

  private readMovement(record: CodaRecord): CodaRefusal | undefined {
    const sequence = record.number(3, 6);
    const detail = record.number(7, 10);
    const isSameSequence = this.movement?.head.sequence === sequence;
    // Past 9999 details the number wraps to 0000: still a detail, outside the trailer's sums.
    const isDetail = detail !== 0 || (isSameSequence && this.lastDetail === LAST_NUMBER);
    if (isDetail && !isSameSequence)
      return codaRefusal('coda-orphan-detail', record.line, { record: '2.1', from: 3, to: 10 });
    if (!isDetail && isSameSequence)
      return codaRefusal('coda-sequence-repeated', record.line, { record: '2.1', from: 3, to: 6 });
    this.flushMovement();
    this.movement = new MovementDraft(record, { sequence, detail, level: isDetail ? 'detail' : 'movement' });
    this.continued = record.raw(3, 10);
    this.lastDetail = detail;
    this.addDiffering(this.totals.next(this.movement.head));
    if (isDetail) return undefined;
    this.movementCount += 1;
    return this.addToSums(this.movement.head);
  }

  private addToSums({ direction, amountCents, line }: MovementDraft['head']): CodaRefusal | undefined {
    if (direction === 'debit') this.debitReadCents = addCents(this.debitReadCents, amountCents);
    else this.creditReadCents = addCents(this.creditReadCents, amountCents);
    const largest = Math.max(this.debitReadCents, this.creditReadCents);
    return largest > LARGEST_SUM ? codaRefusal('coda-sum-too-large', line, { from: 33, to: 47 }) : undefined;
  }

  /** Records 2.2, 2.3, 3.1, 3.2 and 3.3: they bear the number of the movement, or of the 3.1, that they continue. */
  private readContinuation(record: CodaRecord): CodaRefusal | undefined {
    const movement = this.movement;
    const number = record.raw(3, 10);
    const isOpening = record.kind === '31';
    const belongs = isOpening ? record.number(3, 6) === movement?.head.sequence : number === this.continued;
    if (!movement || !belongs) {
      return codaRefusal('coda-record-number', record.line, {
        record: recordName(record.kind),
        from: 3,
        to: isOpening ? 6 : 10,
      });
    }
    if (isOpening) {
      this.continued = number;
      this.lastDetail = record.number(7, 10);
      movement.openInformationRecord(record);
    } else if (record.kind === '22') movement.addReferences(record);
    else if (record.kind === '23') movement.addCounterparty(record);
    else movement.continueInformation(record);
    return undefined;
  }

  private readClosing(record: CodaRecord): CodaRefusal | undefined {
    this.flushMovement();
    this.addDiffering(this.totals.end());
    this.closing = {
      closingAccount: readAccount(this.structure, record.raw(5, 41)),
      closingCents: this.readBalance(record, 42),
      closingOn: record.date(58, 63),
      closingLine: record.line,
    };
    return undefined;
  }

  private readTrailer(record: CodaRecord): CodaRefusal | undefined {
    const heading = this.heading;
    if (!heading) return codaRefusal('coda-incomplete', record.line, { after: '0', expected: '1' });
    const code = record.raw(128, 128);
    if (code !== '1' && code !== '2') record.fail('coda-code', 128, 128, { accepted: '1, 2' });
    const recordsStated = record.number(17, 22);
    const [debit, credit] = [record.amount(23, 37), record.amount(38, 52)];
    if (debit.hasThirdDecimal || credit.hasThirdDecimal) this.defects.push(thirdDecimal(record.line));
    if (record.refusal) return record.refusal;
    // An empty statement (0, 1, 9) only advances the number: it closes as it opened, on the day the file was made.
    const closing = this.closing ?? {
      closingCents: heading.openingCents,
      closingOn: heading.createdOn,
      closingLine: record.line,
    };
    const { closingCents, closingOn, ...place } = closing;
    this.sink.closed({
      ...heading,
      closingCents,
      closingOn,
      statementYear: Number(closingOn.slice(0, 4)),
      totals: {
        recordsStated,
        recordsRead: this.recordsRead,
        debitStatedCents: debit.amountCents,
        debitReadCents: this.debitReadCents,
        creditStatedCents: credit.amountCents,
        creditReadCents: this.creditReadCents,
        ...place,
        trailerLine: record.line,
      },
      defects: this.defects,
      fingerprint: this.fingerprint.digest(),
      movementCount: this.movementCount,
    });
    return undefined;
  }

  private flushMovement(): void {
    if (!this.movement) return;
    this.defects.push(...this.movement.defects);
    this.sink.movement(this.movement.finish());
    this.movement = undefined;
  }

  private addDiffering(total: DifferingTotal | undefined): void {
    if (total)
      this.addDefect('coda-detail-sum', total.line, { statedCents: total.statedCents, readCents: total.readCents });
  }

  private addDefect(
    code: StatementDefect['code'],
    line: number,
    params: Readonly<Record<string, string | number>> = {},
  ): void {
    this.defects.push({ code, field: 'file', rule: CODA_RULE, params: { line, ...params } });
  }
}
