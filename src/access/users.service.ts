import { Injectable } from '@nestjs/common';
import type { UserId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import { Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { UsersRepository, type Delegation, type User } from './users.repository';

/** Users as other modules ask for them. */
@Injectable()
export class UsersService {
  constructor(
    private readonly transactions: Transactions,
    private readonly users: UsersRepository,
  ) {}

  /** Everyone who has an account, by name. */
  list(actor: Actor): Promise<User[]> {
    return this.transactions.view(actor, (tx) => this.users.list(tx));
  }

  /** The user, also one who has left: old acts go on naming their signatory. */
  byId(tx: Tx, id: UserId): Promise<User | undefined> {
    return this.users.byId(tx, id);
  }

  bySubject(tx: Tx, subject: string): Promise<User | undefined> {
    return this.users.bySubject(tx, subject);
  }

  /**
   * The delegation under which the user may sign a decision on the article on that day; undefined when none covers it.
   * R2.2: without one the decision would be an act of somebody without power.
   */
  delegationFor(tx: Tx, userId: UserId, article: string, onDay: LegalDate): Promise<Delegation | undefined> {
    return this.users.delegationFor(tx, userId, article, onDay);
  }

  /** All delegations of the user, also those that are over. */
  delegationsOf(tx: Tx, userId: UserId): Promise<Delegation[]> {
    return this.users.delegationsOf(tx, userId);
  }
}
