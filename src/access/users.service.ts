import { Injectable } from '@nestjs/common';
import type { UserId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import { Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { delegationStanding, standingPeriods, type Standing } from './delegation.rules';
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
   * The delegation under which the user may sign a decision on the article on that day; undefined when none covers it, or when
   * the user no longer has the grade that it names. R2.2: without one the decision would be an act of somebody without power.
   */
  async delegationFor(tx: Tx, userId: UserId, article: string, onDay: LegalDate): Promise<Delegation | undefined> {
    const standing = await this.standing(tx, userId, article, onDay);
    return standing.stands ? standing.delegation : undefined;
  }

  /** Whether the user may sign for the article on the day, and if not, why (R2.2, trap 23). */
  async standing(tx: Tx, userId: UserId, article: string, onDay: LegalDate): Promise<Standing<Delegation>> {
    const delegations = await this.users.delegationsOf(tx, userId);
    return delegationStanding(delegations, await this.users.gradesOf(tx, userId), article, onDay);
  }

  /** The user's delegations as they really hold, also those that are over: cut to the days on which the user has the grade (R2.2). */
  async delegationsOf(tx: Tx, userId: UserId): Promise<Delegation[]> {
    const delegations = await this.users.delegationsOf(tx, userId);
    return standingPeriods(delegations, await this.users.gradesOf(tx, userId));
  }
}
