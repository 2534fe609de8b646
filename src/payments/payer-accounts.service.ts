import { Injectable } from '@nestjs/common';
import { newId, type AllocationId, type DepartmentId, type PersonId } from '../kernel/ids';
import { actingUser, Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { orRefuse, Refused } from '../platform/refused';
import { checkPayerAccount, decideForget } from './payer-account.rules';
import { PayerAccountsRepository, type PayerAccount, type PayerAccountId } from './payer-accounts.repository';

/** What a cashier confirmed: from this account somebody pays for this person. */
export interface LearntPayer {
  readonly personId: PersonId;
  readonly departmentId: DepartmentId;
  /** As the movement gives them. */
  readonly account: string;
  readonly payerName: string;
  readonly allocationId: AllocationId;
}

/** The accounts of a person, for a page. */
export interface PayerAccountsOfPerson {
  readonly personId: PersonId;
  readonly name: string;
  readonly accounts: readonly PayerAccount[];
}

/** What forgetting gives back. */
export interface ForgottenAccount {
  readonly id: PayerAccountId;
  readonly personId: PersonId;
}

/** Accounts from which a person is known to pay: evidence beside other evidence, shown wherever it counts, and forgotten on request. */
@Injectable()
export class PayerAccountsService {
  constructor(
    private readonly transactions: Transactions,
    private readonly repository: PayerAccountsRepository,
  ) {}

  /**
   * Keeps the account in the transaction of the booking that confirms it. Knowing it already changes nothing. Refuses
   * `payer-account-missing` when the bank gave no account.
   */
  async learn(tx: Tx, { personId, departmentId, account, payerName, allocationId }: LearntPayer): Promise<void> {
    const facts = orRefuse(checkPayerAccount(account, payerName));
    const id = newId<PayerAccountId>();
    const confirmedBy = actingUser(tx.actor).id;
    const isNew = await this.repository.insert(tx, {
      id,
      departmentId,
      personId,
      ...facts,
      confirmedBy,
      fromAllocation: allocationId,
    });
    if (!isNew) return;
    const detail = { payerAccountId: id, allocationId };
    tx.record({ type: 'payer-account.learnt', subjectKind: 'person', subjectId: personId, personId, detail, personal: { ...facts } }); // prettier-ignore
  }

  /** The account counts no more; that it did stays on record. Refuses `not-found`, `payer-account-forgotten`, `payer-account-reason`. */
  forget(actor: Actor, personId: PersonId, id: PayerAccountId, reason: string): Promise<ForgottenAccount> {
    return this.transactions.run(actor, async (tx) => {
      const known = await this.repository.lock(tx, personId, id);
      if (known === undefined) throw new Refused({ code: 'not-found', params: { kind: 'payer-account' } });
      const kept = orRefuse(decideForget(known, reason));
      await this.repository.forget(tx, id, actingUser(tx.actor).id, kept);
      const detail = { payerAccountId: id };
      tx.record({ type: 'payer-account.forgotten', subjectKind: 'person', subjectId: personId, personId, detail, personal: { reason: kept } }); // prettier-ignore
      return { id, personId };
    });
  }

  /** The accounts of a person, forgotten ones too; the look is noted. Refuses `not-found`. */
  ofPerson(actor: Actor, personId: PersonId): Promise<PayerAccountsOfPerson> {
    return this.transactions.view(actor, async (tx) => {
      const name = await this.repository.personName(tx, personId);
      if (name === undefined) throw new Refused({ code: 'not-found', params: { kind: 'person' } });
      tx.recordAccess({ operation: 'payer-account.list', reason: 'money', personIds: [personId], caseIds: [] });
      return { personId, name, accounts: await this.repository.ofPerson(tx, personId) };
    });
  }
}
