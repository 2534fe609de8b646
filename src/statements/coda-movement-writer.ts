import type { LegalDate } from '../kernel/legal-date';
import type { Cents } from '../kernel/money';
import { field, RecordText } from './coda-record-text';
import type { Communication, Counterparty, Direction, RTransaction } from './statement.model';

/** One movement to write. A communication given as text is free; `details` are written below it with type 5 codes of their own. */
export interface CodaMovementDraft {
  readonly direction: Direction;
  readonly amountCents: Cents;
  readonly entryOn: LegalDate;
  readonly valueOn?: LegalDate;
  readonly communication: string | Extract<Communication, { kind: 'structured' }>;
  /** Eight digits; a SEPA transfer of the direction when absent. */
  readonly transactionCode?: string;
  readonly bankReference?: string;
  readonly endToEndId?: string;
  readonly rTransaction?: RTransaction;
  readonly reasonCode?: string;
  readonly counterparty?: Counterparty & { readonly address?: string };
  /** Free information of the bank, one record 3.1 each. */
  readonly information?: readonly string[];
  readonly details?: readonly Omit<CodaMovementDraft, 'details'>[];
}

const R_CODES: Readonly<Record<RTransaction, string>> = {
  reject: '1',
  return: '2',
  refund: '3',
  reversal: '4',
  cancellation: '5',
};

/** The free communication lies in three pieces: 2.1 (53), 2.2 (53) and 2.3 (43). A structured one gives three to its type. */
const FIRST = 53;
const SECOND = 53;
const THIRD = 43;

/** The records 2.x and 3.x of one movement with its details, numbered as the standard wants. */
export class MovementLines {
  readonly records: string[] = [];
  /** Details and information records share one run of numbers, which wraps after 9999. */
  private detail = 0;

  constructor(
    private readonly sequence: number,
    movement: CodaMovementDraft,
  ) {
    this.write(movement);
  }

  addDetail(detail: Omit<CodaMovementDraft, 'details'>): void {
    this.nextDetail();
    this.write(detail);
  }

  private nextDetail(): void {
    this.detail = (this.detail + 1) % 10_000;
  }

  private record(kind: string): RecordText {
    return new RecordText(kind).number(3, 6, this.sequence).number(7, 10, this.detail);
  }

  private write(movement: CodaMovementDraft): void {
    const { counterparty = {}, information = [] } = movement;
    const [first, second, third] = splitCommunication(movement.communication);
    const hasParty = counterparty.account !== undefined || counterparty.name !== undefined || third !== '';
    const hasReferences =
      hasParty ||
      second !== '' ||
      [movement.endToEndId, counterparty.bic, movement.rTransaction, movement.reasonCode].some(
        (part) => part !== undefined,
      );
    const informationTexts = informationOf(counterparty, information);
    const linkAfter = informationTexts.length > 0 ? '1' : '0';
    const head = this.movementRecord(movement, first)
      .put(126, 126, hasReferences ? '1' : '0')
      .put(128, 128, hasReferences ? '0' : linkAfter);
    this.records.push(head.toString());
    if (hasReferences) {
      const references = this.referenceRecord(movement, second)
        .put(126, 126, hasParty ? '1' : '0')
        .put(128, 128, hasParty ? '0' : linkAfter);
      this.records.push(references.toString());
    }
    if (hasParty) this.records.push(this.partyRecord(counterparty, third).put(128, 128, linkAfter).toString());
    informationTexts.forEach((text, index) =>
      this.writeInformation(movement, text, index < informationTexts.length - 1),
    );
  }

  private movementRecord(movement: CodaMovementDraft, communication: string): RecordText {
    const { communication: given, direction } = movement;
    return this.record('21')
      .put(11, 31, movement.bankReference ?? '')
      .balance(32, movement.amountCents)
      .put(32, 32, direction === 'debit' ? '1' : '0')
      .date(48, movement.valueOn)
      .put(54, 61, movement.transactionCode ?? (direction === 'debit' ? '00101000' : '00150000'))
      .put(62, 62, typeof given === 'string' ? '0' : '1')
      .put(63, 115, communication)
      .date(116, movement.entryOn)
      .put(122, 124, '000')
      .put(125, 125, '0');
  }

  private referenceRecord(movement: CodaMovementDraft, communication: string): RecordText {
    return this.record('22')
      .put(11, 63, communication)
      .put(64, 98, movement.endToEndId ?? '')
      .put(99, 109, movement.counterparty?.bic ?? '')
      .put(113, 113, movement.rTransaction === undefined ? ' ' : R_CODES[movement.rTransaction])
      .put(114, 117, movement.reasonCode ?? '');
  }

  private partyRecord(counterparty: Counterparty, communication: string): RecordText {
    const account = counterparty.account === undefined ? '' : `${field(counterparty.account, 34)}EUR`;
    return this.record('23')
      .put(11, 47, account)
      .put(48, 82, counterparty.name ?? '')
      .put(83, 125, communication)
      .put(126, 126, '0');
  }

  private writeInformation(movement: CodaMovementDraft, text: InformationText, hasMore: boolean): void {
    this.nextDetail();
    const [first, second, third] = [text.content.slice(0, 73), text.content.slice(73, 178), text.content.slice(178)];
    const link = hasMore ? '1' : '0';
    const opening = this.record('31')
      .put(11, 31, movement.bankReference ?? '')
      .put(32, 39, movement.transactionCode ?? '00150000')
      .put(40, 40, text.isStructured ? '1' : '0')
      .put(41, 113, first);
    this.records.push(
      opening
        .put(126, 126, second === '' ? '0' : '1')
        .put(128, 128, second === '' ? link : '0')
        .toString(),
    );
    if (second === '') return;
    const more = this.record('32').put(11, 115, second);
    this.records.push(
      more
        .put(126, 126, third === '' ? '0' : '1')
        .put(128, 128, third === '' ? link : '0')
        .toString(),
    );
    if (third !== '')
      this.records.push(this.record('33').put(11, 100, third).put(126, 126, '0').put(128, 128, link).toString());
  }
}

interface InformationText {
  readonly isStructured: boolean;
  readonly content: string;
}

function informationOf(
  { fullName, address = '', ultimateDebtor }: NonNullable<CodaMovementDraft['counterparty']>,
  free: readonly string[],
): InformationText[] {
  const structured = [
    ...(fullName === undefined ? [] : [`001${field(fullName, 70)}${address}`]),
    ...(ultimateDebtor === undefined ? [] : [`009${field(ultimateDebtor, 70)}`.trimEnd()]),
  ];
  return [
    ...structured.map((content) => ({ isStructured: true, content })),
    ...free.map((content) => ({ isStructured: false, content })),
  ];
}

function splitCommunication(communication: CodaMovementDraft['communication']): [string, string, string] {
  const text = typeof communication === 'string' ? communication : communication.type + communication.text;
  if (text.length > FIRST + SECOND + THIRD)
    throw new RangeError(`a CODA communication holds ${FIRST + SECOND + THIRD} characters, not ${text.length}`);
  return [text.slice(0, FIRST), text.slice(FIRST, FIRST + SECOND), text.slice(FIRST + SECOND)];
}
