import { createHash, type Hash } from 'node:crypto';
import { addCents, cents, subtractCents, ZERO_CENTS, type Cents } from '../kernel/money';
import { accept, type Outcome } from '../kernel/outcome';
import { readEntry } from './camt-entry';
import { amountOf, dayOf, nodeAt, textAt } from './camt-node';
import { camtRefusal, walkCamt, type CamtNode, type CamtRefusal } from './camt-xml';
import { TotalSums } from './counting.rules';
import type { ReadingSteps } from './reading-steps';
import type {
  Direction,
  Movement,
  Statement,
  StatementAccount,
  StatementDefect,
  StatementFile,
  StatementHeading,
  StatementSink,
} from './statement.model';

/** Larger numbers are no sequence of statements; what they name is then told by the balances alone. */
const LARGEST_SEQUENCE = 999_999;

/** As much as a CODA file can state; with it every sum stays within `Cents`. */
const LARGEST_SUM = cents(99_999_999_999_999);

/**
 * Reads camt.053.001.02, .04 and .08 into the neutral model: several statements in one message, entries with one transaction, and
 * batches whose entry is the movement and whose transactions are details of the same money. Entries that are not booked are left
 * aside, since the balance does not hold them. Refuses with line and element; what is readable and wrong in itself (balances, sums,
 * third decimals) is kept in `totals` and `defects`, as `readCoda` does. Never throws on any bytes.
 */
export function* readCamt(
  bytes: Uint8Array,
  sink: StatementSink,
): ReadingSteps<Outcome<Pick<StatementFile, 'announcesFurther' | 'lastLine'>, CamtRefusal>> {
  let statementCount = 0;
  let draft: CamtStatement | undefined;
  const outcome = yield* walkCamt(bytes, {
    statementStart: (line) => (draft = new CamtStatement(line, sink)),
    part: (node) => draft?.read(node),
    statementEnd: (line) => {
      const read = draft?.finish(line);
      if (read?.ok === false) return read.refusal;
      if (read) sink.closed(read.value);
      statementCount += 1;
      return undefined;
    },
  });
  if (!outcome.ok) return outcome;
  const { lastLine } = outcome.value;
  if (statementCount === 0)
    return { ok: false, refusal: camtRefusal('camt-element', lastLine, { element: 'BkToCstmrStmt/Stmt' }) };
  return accept({ announcesFurther: false, lastLine });
}

type Sums = Record<Direction, Cents>;

interface Balance {
  readonly cents: Cents;
  readonly currency: string;
  readonly on: NonNullable<ReturnType<typeof dayOf>>;
  readonly line: number;
}

/** Kinds of balance that open and close the books, the stricter first. */
const OPENING = ['OPBD', 'PRCD'] as const;
const CLOSING = ['CLBD'] as const;

/** One `Stmt`, from its first part to its end. */
class CamtStatement {
  private readonly hash: Hash = createHash('sha256');
  private readonly values = new Map<string, CamtNode>();
  private readonly balances = new Map<string, Balance>();
  private readonly defects: StatementDefect[] = [];
  private sequence = 0;
  private readonly sums: Sums = { debit: ZERO_CENTS, credit: ZERO_CENTS };
  /** Entries that are not booked, and what they come to. */
  private unbookedCount = 0;
  private readonly unbookedSums: Sums = { debit: ZERO_CENTS, credit: ZERO_CENTS };

  constructor(
    private readonly line: number,
    private readonly sink: StatementSink,
  ) {}

  read(node: CamtNode): CamtRefusal | undefined {
    // The mark of a copy is no part of the content: a repetition is the same statement.
    if (node.name !== 'CpyDplctInd') this.hash.update(JSON.stringify(contentOf(node)));
    if (node.name === 'Ntry') return this.readEntry(node);
    if (node.name === 'Bal') return this.readBalance(node);
    this.values.set(node.name, node);
    return undefined;
  }

  finish(endLine: number): Outcome<Statement, CamtRefusal> {
    const opening = this.balanceOf(OPENING);
    const closing = this.balanceOf(CLOSING);
    const account = this.account(opening?.currency ?? '');
    const createdOn = dayOf(this.values.get('CreDtTm'));
    if (!account) return this.missing('Stmt/Acct/Id');
    if (!opening) return this.missing('Stmt/Bal (OPBD)');
    if (!closing) return this.missing('Stmt/Bal (CLBD)');
    if (!createdOn) return this.missing('Stmt/CreDtTm');
    const heading: StatementHeading = {
      account,
      ...this.sequenceNumber(),
      openingCents: opening.cents,
      openingOn: opening.on,
      createdOn,
      holder: textAt(this.values.get('Acct'), 'Ownr/Nm', 'Ownr/Pty/Nm') ?? '',
      duplicate: ['DUPL', 'CODU'].includes(this.values.get('CpyDplctInd')?.text ?? ''),
      line: this.line,
    };
    const { sums, unbookedSums: unbooked } = this;
    const records = this.stated('TtlNtries/NbOfNtries') ?? this.sequence;
    const debitCents = this.statedCents('TtlDbtNtries/Sum') ?? sums.debit;
    const creditCents = this.statedCents('TtlCdtNtries/Sum') ?? sums.credit;
    return accept({
      ...heading,
      closingCents: closing.cents,
      closingOn: closing.on,
      statementYear: Number(closing.on.slice(0, 4)),
      totals: {
        recordsStated: bookedOf(records, this.sequence, this.unbookedCount),
        recordsRead: this.sequence,
        debitStatedCents: bookedOf(debitCents, sums.debit, unbooked.debit),
        debitReadCents: sums.debit,
        creditStatedCents: bookedOf(creditCents, sums.credit, unbooked.credit),
        creditReadCents: sums.credit,
        closingAccount: { ...account, currency: closing.currency },
        closingLine: closing.line,
        trailerLine: endLine,
      },
      defects: this.defects,
      fingerprint: this.hash.digest('hex'),
      movementCount: this.sequence,
    });
  }

  private readEntry(node: CamtNode): CamtRefusal | undefined {
    const entry = readEntry(node, this.sequence + 1);
    if (!entry.ok) return entry.refusal;
    if (!entry.value.isBooked) {
      const { direction, amountCents } = entry.value;
      this.unbookedCount += 1;
      return direction && this.addTo(this.unbookedSums, { direction, amountCents }, node.line);
    }
    this.sequence += 1;
    for (const movement of entry.value.movements) this.sink.movement(movement);
    if (entry.value.hasThirdDecimal) this.addDefect('coda-third-decimal', node.line);
    const currency = this.balanceOf(OPENING)?.currency;
    if (currency !== undefined && entry.value.currency !== currency) {
      this.addDefect('coda-account-differs', node.line, { openingLine: this.line });
    }
    this.checkParts(entry.value.movements);
    const [whole] = entry.value.movements;
    return whole && this.addTo(this.sums, whole, node.line);
  }

  /** The transactions of an entry add up to it. */
  private checkParts(movements: readonly Movement[]): void {
    const sums = new TotalSums();
    for (const movement of movements) sums.next(movement);
    const differing = sums.end();
    if (!differing) return;
    const { line, ...figures } = differing;
    this.addDefect('camt-batch-sum', line, figures);
  }

  private readBalance(node: CamtNode): CamtRefusal | undefined {
    const kind = textAt(node, 'Tp/CdOrPrtry/Cd') ?? '';
    const amount = amountOf(nodeAt(node, 'Amt'));
    const indicator = textAt(node, 'CdtDbtInd');
    const on = dayOf(nodeAt(node, 'Dt'));
    if (![...OPENING, ...CLOSING].includes(kind as 'OPBD')) return undefined;
    if (!amount) return camtRefusal('camt-element', node.line, { element: 'Bal/Amt' });
    if (indicator !== 'CRDT' && indicator !== 'DBIT') {
      return camtRefusal('camt-element', node.line, { element: 'Bal/CdtDbtInd' });
    }
    if (!on) return camtRefusal('camt-element', node.line, { element: 'Bal/Dt' });
    if (amount.hasThirdDecimal) this.addDefect('coda-third-decimal', node.line);
    // Of several opening balances (pages of one statement) the first counts, of several closing ones the last.
    if (!this.balances.has(kind) || kind === 'CLBD') {
      const signed = indicator === 'DBIT' ? subtractCents(ZERO_CENTS, amount.cents) : amount.cents;
      this.balances.set(kind, { cents: signed, currency: amount.currency, on, line: node.line });
    }
    return undefined;
  }

  private account(balanceCurrency: string): StatementAccount | undefined {
    const node = this.values.get('Acct');
    const iban = textAt(node, 'Id/IBAN');
    const number = iban ?? textAt(node, 'Id/Othr/Id');
    if (number === undefined) return undefined;
    return { number, currency: textAt(node, 'Ccy') ?? balanceCurrency, ...(iban !== undefined && { iban }) };
  }

  private sequenceNumber(): { readonly sequenceNumber?: number } {
    const text = this.values.get('ElctrncSeqNb')?.text ?? this.values.get('LglSeqNb')?.text ?? '';
    const number = /^\d{1,18}$/.test(text) ? Number(text) : 0;
    return number > 0 && number <= LARGEST_SEQUENCE ? { sequenceNumber: number } : {};
  }

  private stated(path: string): number | undefined {
    const text = textAt(this.values.get('TxsSummry'), path);
    return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
  }

  private statedCents(path: string): Cents | undefined {
    const text = textAt(this.values.get('TxsSummry'), path);
    return text === undefined ? undefined : amountOf({ ...EMPTY, text, attributes: { Ccy: 'EUR' } })?.cents;
  }

  private balanceOf(kinds: readonly string[]): Balance | undefined {
    return kinds.map((kind) => this.balances.get(kind)).find((balance) => balance !== undefined);
  }

  private addTo(
    sums: Sums,
    { direction, amountCents }: Pick<Movement, 'direction' | 'amountCents'>,
    line: number,
  ): CamtRefusal | undefined {
    sums[direction] = addCents(sums[direction], amountCents);
    return sums[direction] > LARGEST_SUM ? camtRefusal('camt-sum-too-large', line) : undefined;
  }

  private missing(element: string): { readonly ok: false; readonly refusal: CamtRefusal } {
    return { ok: false, refusal: camtRefusal('camt-element', this.line, { element }) };
  }

  private addDefect(
    code: StatementDefect['code'],
    line: number,
    params: Readonly<Record<string, string | number>> = {},
  ): void {
    this.defects.push({ code, field: 'file', rule: 'camt.053', params: { line, ...params } });
  }
}

/** What a total states of the booked entries. The standard does not say whether it counts the others, and banks do either. */
function bookedOf<Figure extends number>(stated: Figure, booked: Figure, unbooked: Figure): Figure {
  return stated === booked + unbooked ? booked : stated;
}

const EMPTY: CamtNode = { name: '', attributes: {}, line: 0, children: [], text: '' };

/** What a part says, whatever its white space and place in the file. */
function contentOf({ name, attributes, text, children }: CamtNode): unknown {
  return [name, attributes, children.length === 0 ? text : '', children.map(contentOf)];
}
