import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { newId, type StatementId } from '../kernel/ids';
import type { Cents } from '../kernel/money';
import { actingUser, Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { checkVersion } from '../platform/http/preconditions';
import { found, orRefuse, Refused } from '../platform/refused';
import { decodeCursor, keysetPage, type KeysetPage } from '../ui/keyset';
import { checkFile } from './acceptance.rules';
import { MovementReading, readStatementFile } from './statement-reader';
import { MovementsRepository } from './movements.repository';
import { StatementAcceptance } from './statement-acceptance.service';
import { fileFingerprint } from './statement-fingerprint';
import type { Statement, StatementFile } from './statement.model';
import { statementNumber } from './statement.view';
import type { ConfirmDuplicate, ConfirmOpening, RefuseStatement } from './statements.commands';
import { StatementsRepository, type BookedAccount, type KnownFile, type SeparateTotal } from './statements.repository';
import type { BookingException, ExceptionFigures, KeptMovement, KeptStatement, StatementProgress, StatementState } from './statements.types'; // prettier-ignore

const PAGE_SIZE = 25;
const MOVEMENTS_PAGE_SIZE = 50;
/** A damaged file can be wrong in every line; more than these help nobody. */
const MOST_FAULTS = 20;

/** A file as it was sent. */
export interface SentFile {
  readonly fileName: string;
  readonly bytes: Uint8Array;
}

/** One statement of a file: where it is now. */
export interface ReceivedStatement {
  readonly statementId: StatementId;
  readonly state: StatementState;
  readonly year: number;
  readonly sequence: number;
  readonly movementCount: number;
  readonly creditCents: Cents;
  readonly debitCents: Cents;
}

/** What became of a file. `already-imported`: it changed nothing, and these are the first file and its statements. */
export interface ReceivedFile {
  readonly outcome: 'received' | 'already-imported';
  readonly fileId: string;
  readonly fileName: string;
  readonly receivedAt: string;
  readonly receivedByName: string;
  readonly statements: readonly ReceivedStatement[];
}

/** What a verb on a statement gives back. */
export interface StatementResult {
  readonly statementId: StatementId;
  readonly state: StatementState;
  readonly version: number;
}

/** A statement with its movements of one page, and what has become of all of them. */
export interface StatementPage {
  readonly statement: KeptStatement;
  readonly progress: readonly StatementProgress[];
  readonly exceptions: readonly ExceptionFigures[];
  readonly movements: KeysetPage<KeptMovement>;
  /** For one that waits for the opening of the books: the earlier one with which they begin, if there is one. */
  readonly opensWith: KeptStatement | undefined;
  /** For a separate application: the ordinary statement that holds its total. */
  readonly ordinary: KeptStatement | undefined;
  /** Its total in the ordinary statement, once that has come. */
  readonly total: SeparateTotal | undefined;
  /** For an ordinary statement: the separate applications of the same day. */
  readonly separate: readonly KeptStatement[];
}

/** Statements in, whole or not at all (quality.md, bank statements 1-5). */
@Injectable()
export class StatementsService {
  constructor(
    private readonly transactions: Transactions,
    private readonly statements: StatementsRepository,
    private readonly movements: MovementsRepository,
    private readonly acceptance: StatementAcceptance,
  ) {}

  /** The accounts whose statements are taken in: confirmed ones of ours. */
  accounts(actor: Actor): Promise<BookedAccount[]> {
    return this.transactions.view(actor, (tx) => this.statements.accounts(tx));
  }

  /**
   * Reads a CODA or camt.053 file and takes it in. Refuses the whole of it with line and figures when it is neither, contradicts
   * itself (`coda-…` totals), or bears a statement that is not of an account of ours in EUR. What was received before changes nothing,
   * and the same bytes are known by their fingerprint before a line is read.
   */
  receive(actor: Actor, file: SentFile): Promise<ReceivedFile> {
    const fingerprintHex = fileFingerprint(file.bytes);
    return this.transactions.run(actor, async (tx) => {
      const same = await this.sameFile(tx, fingerprintHex);
      if (same) return same;
      const read = orRefuse(await readStatementFile(file.bytes));
      const owned = ownedOf(read, await this.statements.accounts(tx));
      await this.statements.lockAccounts(tx, [...new Set(owned.map(({ account }) => account.id))]);
      // Somebody may have brought it while we waited for the accounts.
      const known = (await this.sameFile(tx, fingerprintHex)) ?? (await this.knownStatements(tx, owned));
      return known ?? this.keep(tx, { ...file, format: read.format, fingerprintHex }, owned);
    });
  }

  /**
   * A person states the balance with which the books of an account begin; the first statement is then accepted with what follows it.
   * Refuses `opening-not-first` while an earlier one waits, since nothing earlier can come into the books afterwards, and `opening-differs`.
   */
  confirmOpening(actor: Actor, id: StatementId, command: ConfirmOpening): Promise<StatementResult> {
    return this.decide(actor, id, command.version, ['needs-opening'], async (tx, statement) => {
      const first = await this.statements.firstBefore(tx, statement);
      if (first) throw new Refused({ code: 'opening-not-first', params: { number: statementNumber(first) } });
      const { openingCents } = statement;
      if (command.openingCents !== openingCents)
        throw new Refused({
          code: 'opening-differs',
          field: 'openingCents',
          params: { statedCents: command.openingCents, openingCents },
        });
      await this.acceptance.openAccount(tx, await this.statements.account(tx, statement.bankAccountId), openingCents);
    });
  }

  /** A person says that a statement marked as duplicate, whose first never came, is to be taken. */
  confirmDuplicate(actor: Actor, id: StatementId, command: ConfirmDuplicate): Promise<StatementResult> {
    return this.decide(actor, id, command.version, ['needs-confirmation'], async (tx, statement) => {
      await this.statements.confirmDuplicate(tx, id, actingUser(tx.actor).id);
      tx.record({
        type: 'statement.duplicate-confirmed',
        subjectKind: 'statement',
        subjectId: id,
        departmentId: statement.departmentId,
      });
      await this.acceptance.takeConfirmed(tx, { ...statement, isDuplicateConfirmed: true });
    });
  }

  /**
   * A person gives up a statement that contradicts the books, or that stands before the one with which they are to begin: nothing of it
   * was booked, nothing will be. It stays with its bytes.
   */
  refuse(actor: Actor, id: StatementId, command: RefuseStatement): Promise<StatementResult> {
    return this.decide(actor, id, command.version, ['conflict', 'needs-opening'], async (tx, { departmentId }) => {
      const motive = command.reason;
      await this.statements.setState(tx, id, 'refused', { code: 'refused', params: { motive } });
      tx.record({
        type: 'statement.refused',
        subjectKind: 'statement',
        subjectId: id,
        departmentId,
        personal: { motive },
      });
    });
  }

  /** A page of statements, the newest first. Refuses `invalid-cursor`. */
  list(actor: Actor, cursor: string | undefined): Promise<KeysetPage<KeptStatement>> {
    const at = orRefuse(decodeCursor(cursor, 2));
    return this.transactions.view(actor, async (tx) => {
      const rows = await this.statements.page(tx, at, PAGE_SIZE + 1);
      tx.recordAccess({ operation: 'statement.list', reason: 'list', hits: Math.min(rows.length, PAGE_SIZE) });
      return keysetPage(rows, PAGE_SIZE, at, ({ closingOn, id }) => [closingOn, id]);
    });
  }

  /** One statement with a page of its movements. Refuses `not-found`, `invalid-cursor`. */
  read(
    actor: Actor,
    id: StatementId,
    cursor: string | undefined,
    exception?: BookingException,
  ): Promise<StatementPage> {
    const at = orRefuse(decodeCursor(cursor, 1));
    return this.transactions.view(actor, async (tx) => {
      const statement = found(await this.statements.find(tx, id), 'statement');
      const rows = await this.movements.ofStatement(tx, { statementId: id, exception }, at, MOVEMENTS_PAGE_SIZE + 1);
      tx.recordAccess({
        operation: 'statement.read',
        reason: 'money',
        criteria: { statementId: id, ...(exception !== undefined && { exception }) },
        hits: Math.min(rows.length, MOVEMENTS_PAGE_SIZE),
        caseIds: [...new Set(rows.flatMap(({ bookings }) => bookings.map(({ offenceId }) => offenceId)))],
      });
      return {
        statement,
        progress: await this.movements.progress(tx, id),
        exceptions: await this.movements.exceptions(tx, id),
        movements: keysetPage(rows, MOVEMENTS_PAGE_SIZE, at, ({ ordinal }) => [String(ordinal)]),
        opensWith: statement.state === 'needs-opening' ? await this.statements.firstBefore(tx, statement) : undefined,
        ordinary: statement.state === 'linked' ? await this.statements.ordinaryOf(tx, statement) : undefined,
        total: statement.state === 'linked' ? await this.statements.totalOf(tx, statement) : undefined,
        separate: statement.state === 'linked' ? [] : await this.statements.separateOf(tx, statement),
      };
    });
  }

  /** The file as the bank delivered it. Refuses `not-found`. */
  original(actor: Actor, id: StatementId): Promise<{ readonly name: string; readonly bytes: Buffer }> {
    return this.transactions.view(actor, async (tx) => {
      tx.recordAccess({ operation: 'statement.export', reason: 'money', criteria: { statementId: id } });
      return found(await this.statements.fileBytes(tx, id), 'statement');
    });
  }

  /** The first file with the same bytes, the bank's mark of a duplicate aside. */
  private async sameFile(tx: Tx, fingerprintHex: string): Promise<ReceivedFile | undefined> {
    const same = await this.statements.fileByFingerprint(tx, fingerprintHex);
    return same && this.alreadyImported(same, await this.statements.ofFile(tx, same.id));
  }

  /** The same statements in another bundle: all of them are known. */
  private async knownStatements(tx: Tx, owned: readonly OwnedStatement[]): Promise<ReceivedFile | undefined> {
    const known: KeptStatement[] = [];
    for (const { statement } of owned) {
      const kept = await this.statements.byFingerprint(tx, statement.fingerprint);
      if (kept === undefined) return undefined;
      known.push(kept);
    }
    const [first] = known;
    if (first === undefined) return undefined;
    const { fileId, fileName, receivedAt, receivedByName } = first;
    return this.alreadyImported({ id: fileId, name: fileName, receivedAt, receivedByName }, known);
  }

  private alreadyImported(known: KnownFile, statements: readonly KeptStatement[]): ReceivedFile {
    const { id, name, receivedAt, receivedByName } = known;
    return {
      outcome: 'already-imported',
      fileId: id,
      fileName: name,
      receivedAt,
      receivedByName,
      statements: statements.map(receivedOf),
    };
  }

  private async keep(tx: Tx, file: ReadFile, owned: readonly OwnedStatement[]): Promise<ReceivedFile> {
    const user = actingUser(tx.actor);
    const fileId = newId<string>();
    const sha256Hex = createHash('sha256').update(file.bytes).digest('hex');
    await this.statements.insertFile(tx, {
      id: fileId,
      departmentId: user.departmentId,
      name: file.fileName,
      format: file.format,
      bytes: file.bytes,
      sha256Hex,
      fingerprintHex: file.fingerprintHex,
      receivedBy: user.id,
    });
    tx.record({
      type: 'statement.received',
      subjectKind: 'statement-file',
      subjectId: fileId,
      detail: { sha256: sha256Hex, statements: owned.length, byteCount: file.bytes.length },
    });
    const ids = await this.takeAll(tx, fileId, file, owned);
    for (const accountId of new Set(owned.map(({ account }) => account.id)))
      await this.acceptance.acceptFollowing(tx, accountId);
    const statements: ReceivedStatement[] = [];
    for (const id of ids) statements.push(receivedOf(found(await this.statements.find(tx, id), 'statement')));
    const receivedByName = await this.statements.userName(tx, user.id);
    return {
      outcome: 'received',
      fileId,
      fileName: file.fileName,
      receivedAt: tx.now.toISOString(),
      receivedByName,
      statements,
    };
  }

  /** Takes every statement that is new, reading the file again for the movements of one after the other. Answers the ids of all. */
  private async takeAll(
    tx: Tx,
    fileId: string,
    { bytes, format }: ReadFile,
    owned: readonly OwnedStatement[],
  ): Promise<StatementId[]> {
    const reading = new MovementReading(bytes);
    const ids: StatementId[] = [];
    for (const [index, { statement, account }] of owned.entries()) {
      const known = await this.statements.byFingerprint(tx, statement.fingerprint);
      const place = { id: fileId, positionInFile: index + 1, format };
      if (known === undefined)
        ids.push(await this.acceptance.take(tx, account.id, place, statement, reading.nextStatement()));
      else {
        reading.skipStatement();
        ids.push(known.id);
      }
    }
    return ids;
  }

  /** Locks account and statement, lets a person's word take effect, and accepts what follows from it. */
  private decide(
    actor: Actor,
    id: StatementId,
    seenVersion: number,
    from: readonly StatementState[],
    act: (tx: Tx, statement: KeptStatement) => Promise<void>,
  ): Promise<StatementResult> {
    return this.transactions.run(actor, async (tx) => {
      const { bankAccountId } = found(await this.statements.find(tx, id), 'statement');
      await this.statements.lockAccounts(tx, [bankAccountId]);
      const statement = found(await this.statements.lock(tx, id), 'statement');
      checkVersion(statement, seenVersion);
      if (!from.includes(statement.state))
        throw new Refused({ code: 'statement-not-waiting', params: { state: statement.state } });
      await act(tx, statement);
      await this.acceptance.acceptFollowing(tx, bankAccountId);
      const { state, version } = found(await this.statements.find(tx, id), 'statement');
      return { statementId: id, state, version };
    });
  }
}

interface ReadFile extends SentFile {
  readonly format: StatementFile['format'];
  readonly fingerprintHex: string;
}

interface OwnedStatement {
  readonly statement: Statement;
  readonly account: BookedAccount;
}

/** The statements of a file with their accounts of ours; refuses it with everything that is wrong (`checkFile`). */
function ownedOf(file: StatementFile, accounts: readonly BookedAccount[]): OwnedStatement[] {
  const checked = checkFile(file, accounts);
  if (!checked.ok) {
    const [first, ...others] = checked.refusal.faults.slice(0, MOST_FAULTS);
    throw new Refused(first ?? checked.refusal, ...others);
  }
  return file.statements.flatMap((statement, index) => {
    const account = checked.value[index];
    return account === undefined ? [] : [{ statement, account }];
  });
}

function receivedOf({
  id,
  state,
  year,
  sequence,
  movementCount,
  creditCents,
  debitCents,
}: KeptStatement): ReceivedStatement {
  return { statementId: id, state, year, sequence, movementCount, creditCents, debitCents };
}
