import { LedgerVerificationRepository } from '../../src/ledger/ledger-verification.repository';
import { LedgerVerification } from '../../src/ledger/ledger-verification.service';
import { systemActor } from '../../src/platform/jobs/jobs';
import type { TestGround } from './actors';
import type { TestApp } from './app';

/** Whatever can prove the books of a test: a desk on its database. */
export interface ProvableBooks {
  /** Every violated invariant of I1-I5, in lines. */
  findings(): Promise<readonly unknown[]>;
}

/**
 * Proves I1-I5 after every test of the enclosing block (quality.md: after every money test). Said before the hook that closes the desk, since hooks
 * run in the order in which they stand.
 */
export function booksHoldAfterEach(books: () => ProvableBooks): void {
  afterEach(async () => {
    expect(await books().findings()).toEqual([]);
  });
}

/** The books of a running product. */
export function booksOf({ app }: Pick<TestApp, 'app'>): ProvableBooks {
  return { findings: () => app.get(LedgerVerification, { strict: false }).verify(systemActor('test')) };
}

/** The books of a database. */
export function booksOn({ transactions }: Pick<TestGround, 'transactions'>): ProvableBooks {
  const verification = new LedgerVerification(transactions, new LedgerVerificationRepository());
  return { findings: () => verification.verify(systemActor('test')) };
}
