import { Injectable } from '@nestjs/common';
import { newId, type BankAccountId, type StatementId } from '../kernel/ids';
import { cents, type Cents } from '../kernel/money';
import { LedgerService } from '../ledger/ledger.service';
import { postingsFor } from '../ledger/posting.rules';
import { actingUser, type Tx } from '../platform/database/transactions';
import {
  checkContinuity,
  type AccountPosition,
  type ContinuityVerdict,
  type PlacedStatement,
} from './acceptance.rules';
import { MovementsRepository } from './movements.repository';
import type { MovementPiece } from './statement-reader';
import type { Statement, StatementFile } from './statement.model';
import { StatementsRepository, type BookedAccount } from './statements.repository';
import type { KeptReason, KeptStatement, StatementState } from './statements.types';

/** The task that matches the movements of an accepted statement. */
export const MATCH_STATEMENT = 'match-statement';

/** Movements that are posted by one statement of SQL. */
const CHUNK = 1_000;

type SetAside = Exclude<ContinuityVerdict, { kind: 'accept' | 'already-imported' }>;

/**
 * Takes statements into the books of an account whose row the caller has locked. Nothing of a statement is booked unless
 * it is accepted; a waiting one is accepted as soon as its predecessor is.
 */
@Injectable()
export class StatementAcceptance {
  constructor(
    private readonly statements: StatementsRepository,
    private readonly movements: MovementsRepository,
    private readonly ledger: LedgerService,
  ) {}

  /** Keeps a statement that was never seen with its movements, and accepts it when it follows. Answers its id. */
  async take(
    tx: Tx,
    accountId: BankAccountId,
    file: { readonly id: string; readonly positionInFile: number; readonly format: StatementFile['format'] },
    read: Statement,
    movements: Iterable<MovementPiece>,
  ): Promise<StatementId> {
    const account = await this.statements.account(tx, accountId);
    const placed = { ...read, mayCountOn: mayCountOn(file.format) };
    const verdict = checkContinuity(placed, {
      ...(await this.position(tx, account, placed)),
      isDuplicateConfirmed: false,
    });
    if (verdict.kind === 'already-imported') throw new Error('a known statement is not taken again');
    const kept = verdict.kind === 'accept' ? ({ state: 'waiting', reason: undefined } as const) : setAside(verdict);
    const id = newId<StatementId>();
    const { departmentId } = account;
    const statement = {
      id,
      departmentId,
      bankAccountId: accountId,
      fileId: file.id,
      positionInFile: file.positionInFile,
      read,
    };
    await this.statements.insert(tx, statement, kept.state, kept.reason);
    await this.movements.insertAll(tx, statement, allOf(read, movements));
    if (verdict.kind === 'accept') await this.accept(tx, account, await this.kept(tx, id));
    else recordSetAside(tx, { id, departmentId }, kept);
    return id;
  }

  /** A person has said that a statement marked as duplicate is to be taken: it goes where it belongs. */
  async takeConfirmed(tx: Tx, statement: KeptStatement): Promise<void> {
    const account = await this.statements.account(tx, statement.bankAccountId);
    await this.judgeAgain(tx, account, statement);
  }

  /** Accepts what waited for the account to move on, one after the other, until nothing more follows. */
  async acceptFollowing(tx: Tx, accountId: BankAccountId): Promise<void> {
    for (let moved = true; moved;) {
      moved = false;
      const account = await this.statements.account(tx, accountId);
      for (const statement of await this.statements.undecided(tx, accountId)) {
        moved = await this.judgeAgain(tx, account, statement);
        if (moved) break;
      }
    }
  }

  /** The balance with which the books of the account begin (open-bank-account); a debit balance is posted the other way round. */
  async openAccount(tx: Tx, account: BookedAccount, openingCents: Cents): Promise<void> {
    await this.statements.setOpening(tx, account.id, openingCents, actingUser(tx.actor).id);
    tx.record({
      type: 'account.opened',
      subjectKind: 'bank-account',
      subjectId: account.id,
      departmentId: account.departmentId,
      detail: { openingCents },
    });
    if (openingCents === 0) return;
    const drafts = postingsFor('open-bank-account', { bankAccountId: account.id }, cents(Math.abs(openingCents)));
    await this.ledger.post(
      tx,
      account.departmentId,
      { kind: 'bank-account', id: account.id },
      openingCents > 0 ? drafts : drafts.map(({ from, to, ...rest }) => ({ ...rest, from: to, to: from })),
    );
  }

  /** True when the statement was accepted. */
  private async judgeAgain(tx: Tx, account: BookedAccount, statement: KeptStatement): Promise<boolean> {
    const placed = placedOf(statement);
    const verdict = checkContinuity(placed, {
      ...(await this.position(tx, account, placed, statement.id)),
      isDuplicateConfirmed: statement.isDuplicateConfirmed,
    });
    if (verdict.kind === 'already-imported') throw new Error('a kept statement is judged by its place only');
    if (verdict.kind === 'accept') {
      await this.accept(tx, account, statement);
      return true;
    }
    const kept = setAside(verdict);
    if (kept.state === statement.state && JSON.stringify(kept.reason) === JSON.stringify(statement.reason))
      return false;
    await this.statements.setState(tx, statement.id, kept.state, kept.reason);
    recordSetAside(tx, statement, kept);
    return false;
  }

  private async position(
    tx: Tx,
    account: BookedAccount,
    statement: PlacedStatement,
    id?: StatementId,
  ): Promise<Omit<AccountPosition, 'isDuplicateConfirmed'>> {
    const { sequenceNumber: sequence, statementYear: year } = statement;
    const { lastClosingCents, lastYear, lastSequence, openingCents } = account;
    return {
      ...(lastClosingCents !== undefined &&
        lastYear !== undefined && {
          lastAccepted: {
            closingCents: lastClosingCents,
            statementYear: lastYear,
            ...(lastSequence !== undefined && lastSequence !== 0 && { sequenceNumber: lastSequence }),
          },
        }),
      ...(openingCents !== undefined && { openingConfirmedCents: openingCents }),
      isKnownContent: false,
      isKnownIdentity:
        sequence !== undefined && (await this.statements.isNumberOfAnother(tx, account.id, { id, year, sequence })),
    };
  }

  /** All of it into suspense, one entry per movement; the account moves on and the matching is ordered. */
  private async accept(tx: Tx, account: BookedAccount, statement: KeptStatement): Promise<void> {
    await this.statements.accept(tx, statement.id, actingUser(tx.actor).id);
    await this.statements.setLast(tx, account.id, statement);
    await this.post(tx, account, statement.id);
    const { id, year, sequence, movementCount, creditCents, debitCents, closingCents } = statement;
    tx.record({
      type: 'statement.accepted',
      subjectKind: 'statement',
      subjectId: id,
      departmentId: account.departmentId,
      detail: { bankAccountId: account.id, year, sequence, movementCount, creditCents, debitCents, closingCents },
    });
    tx.enqueue({ task: MATCH_STATEMENT, payload: { statementId: id }, key: `${MATCH_STATEMENT}-${id}` });
  }

  /** Some movements at a time, so that a long statement takes no more memory than a short one. */
  private async post(tx: Tx, account: BookedAccount, statementId: StatementId): Promise<void> {
    const owners = { bankAccountId: account.id };
    const lineCount = await this.movements.lineCount(tx, statementId);
    for (let after = 0; after < lineCount; after += CHUNK) {
      const movements = await this.movements.postable(tx, statementId, after, CHUNK);
      if (movements.length === 0) continue;
      const entries = movements.map(({ id, direction, amountCents }) => ({
        cause: { kind: 'movement', id } as const,
        drafts: postingsFor(direction === 'credit' ? 'accept-credit' : 'accept-debit', owners, amountCents),
      }));
      await this.ledger.postAll(tx, account.departmentId, entries);
    }
  }

  private async kept(tx: Tx, id: StatementId): Promise<KeptStatement> {
    const statement = await this.statements.find(tx, id);
    if (statement === undefined) throw new Error(`statement ${id} was not kept`);
    return statement;
  }
}

/** The pieces of a statement, of which none is missing: the totals that were checked are those of exactly these movements. */
function* allOf(read: Statement, pieces: Iterable<MovementPiece>): Generator<MovementPiece, void> {
  let count = 0;
  for (const piece of pieces) {
    count += piece.filter(({ line: { level } }) => level === 'movement').length;
    yield piece;
  }
  if (count !== read.movementCount)
    throw new Error(`a statement of ${read.movementCount} movements was read again as ${count}`);
}

/** ISO 20022 raises the number of a statement for ever; CODA begins each year with 001. */
function mayCountOn(format: StatementFile['format']): boolean {
  return format === 'camt.053';
}

/** A kept statement as the rules of continuity look at it. */
function placedOf(statement: KeptStatement): PlacedStatement {
  const { sequence, year, format, openingCents, closingCents, isMarkedDuplicate, separateApplication } = statement;
  return {
    ...(sequence !== 0 && { sequenceNumber: sequence }),
    statementYear: year,
    openingCents,
    closingCents,
    duplicate: isMarkedDuplicate,
    mayCountOn: mayCountOn(format),
    ...(separateApplication !== '00000' && { separateApplicationCode: separateApplication }),
  };
}

interface AsideState {
  readonly state: StatementState;
  readonly reason: KeptReason | undefined;
}

/** The state of what is kept and not booked; the texts of the reasons are `statements.reason.<code>`. */
function setAside(verdict: SetAside): AsideState {
  switch (verdict.kind) {
    case 'conflict':
      return { state: 'conflict', reason: { code: verdict.reason, params: {} } };
    case 'confirm-duplicate':
      return { state: 'needs-confirmation', reason: { code: 'marked-duplicate', params: {} } };
    case 'confirm-opening':
      return {
        state: 'needs-opening',
        reason: { code: 'first-opening', params: { openingCents: verdict.openingCents } },
      };
    case 'separate-application':
      return { state: 'linked', reason: { code: 'separate-application', params: { application: verdict.code } } };
    case 'wait': {
      const { expectedOpeningCents, openingCents, lastSequenceNumber, sequenceNumber } = verdict.gap;
      const figures = { expectedOpeningCents, openingCents };
      return lastSequenceNumber === undefined || sequenceNumber === undefined
        ? { state: 'waiting', reason: { code: 'gap', params: figures } }
        : {
            state: 'waiting',
            reason: { code: 'gap-numbered', params: { ...figures, lastSequenceNumber, sequenceNumber } },
          };
    }
  }
}

function recordSetAside(
  tx: Tx,
  statement: Pick<KeptStatement, 'id' | 'departmentId'>,
  { state, reason }: AsideState,
): void {
  tx.record({
    type: 'statement.set-aside',
    subjectKind: 'statement',
    subjectId: statement.id,
    departmentId: statement.departmentId,
    detail: { state, reason: reason?.code, ...reason?.params },
  });
}
