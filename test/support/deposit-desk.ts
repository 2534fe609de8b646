import { DepositAdvices } from '../../src/deposits/deposit-advices.service';
import { DepositDesk } from '../../src/deposits/deposit-desk.service';
import { DepositLetters } from '../../src/deposits/deposit-letters.service';
import { DepositReleases } from '../../src/deposits/deposit-releases.service';
import type { AnnounceDeposit, HoldDeposit, ProposeRelease } from '../../src/deposits/deposits.commands';
import { DepositsService, type DepositResult } from '../../src/deposits/deposits.service';
import { WrongAccounts } from '../../src/deposits/wrong-account.service';
import type { DecisionId, DepositId, PersonId } from '../../src/kernel/ids';
import { PersonFlagsService } from '../../src/liability/person-flags.service';
import type { PersonFlagKind } from '../../src/liability/person-flag.rules';
import { FineDesk, TODAY } from './fine-desk';

/** A payer who is plainly fictitious, and not the person who was fined. */
export const PAYER = {
  payerFamilyName: 'Modèle',
  payerGivenNames: 'Camille',
  payerBirthDate: '07/03/1971',
  payerAddress: 'Rue Imaginaire 2\n1000 Bruxelles',
  payerIban: 'BE68 5390 0754 7034',
} as const;

/** Everything that a test of deposits does, on the whole product. */
export class DepositGround {
  private references = 0;

  private constructor(readonly desk: FineDesk) {}

  static async open(): Promise<DepositGround> {
    return new DepositGround(await FineDesk.open());
  }

  get deposits(): DepositsService {
    return this.desk.app.app.get(DepositsService);
  }
  get letters(): DepositLetters {
    return this.desk.app.app.get(DepositLetters);
  }
  get releases(): DepositReleases {
    return this.desk.app.app.get(DepositReleases);
  }
  get advices(): DepositAdvices {
    return this.desk.app.app.get(DepositAdvices);
  }
  get wrongAccounts(): WrongAccounts {
    return this.desk.app.app.get(WrongAccounts);
  }
  get pages(): DepositDesk {
    return this.desk.app.app.get(DepositDesk);
  }

  /** A reference of the Caisse that no deposit bears yet. */
  reference(): string {
    this.references += 1;
    return `CDC-2026-${String(this.references).padStart(4, '0')}`;
  }

  /** A decision that was handed over today, or only signed. */
  async fine(
    isNotified = true,
  ): Promise<{ readonly decisionId: DecisionId; readonly number: string; readonly version: number }> {
    // prettier-ignore
    const { decisionId, number, version } = await this.desk.signed();
    if (!isNotified) return { decisionId, number, version };
    const agent = await this.desk.actor('agent.border');
    const command = { version, handedOverOn: TODAY, receipt: 'signed' } as const;
    const told = await this.desk.notifications.handOver(agent, decisionId, command);
    return { decisionId, number, version: told.version };
  }

  /** Puts a flag about everyone who must pay a fine (D34). */
  async flagged(
    decisionId: DecisionId,
    kind: PersonFlagKind,
  ): Promise<readonly { readonly personId: PersonId; readonly flagId: string }[]> {
    const agent = await this.desk.actor('agent.border');
    const debtors = await this.desk.rows<{ id: PersonId }>(
      'SELECT x.person_id AS id FROM liable_party x JOIN decision d ON d.offence_id = x.offence_id WHERE d.id = $1 ORDER BY 1',
      [decisionId],
    );
    const flag = { kind, since: TODAY, evidence: 'A certificate, read by the agent.' };
    const service = this.desk.app.app.get(PersonFlagsService);
    const recorded = [];
    for (const { id: personId } of debtors) {
      const { flagId } = await service.record(agent, personId, flag);
      recorded.push({ personId, flagId });
    }
    return recorded;
  }

  async announced(decisionId: DecisionId, changes: Partial<AnnounceDeposit> = {}): Promise<DepositResult> {
    const command = { amountCents: 20_000, announcedOn: TODAY, reason: 'Je conteste l’amende.', ...PAYER, ...changes };
    return this.deposits.announce(await this.desk.actor('agent.border'), decisionId, command);
  }

  async held(decisionId: DecisionId, changes: Partial<HoldDeposit & AnnounceDeposit> = {}): Promise<DepositResult> {
    const { heldCents = 20_000, ...announcement } = changes;
    const { depositId, version } = await this.announced(decisionId, announcement);
    const cdcReference = this.reference();
    const command = { version, source: 'advice', datedOn: TODAY, heldCents, cdcReference } as const;
    return this.deposits.hold(await this.desk.actor('cashier'), depositId, command);
  }

  async proposed(depositId: DepositId, version: number, terms: Partial<ProposeRelease>): Promise<void> {
    const command = { version, kind: 'to-state', ground: 'no-appeal', reason: 'No appeal.', ...terms } as const;
    await this.releases.propose(await this.desk.actor('cashier'), depositId, command);
  }

  /** The balance of a ledger account that everything shares, as its postings give it. */
  async balance(kind: string): Promise<number> {
    const [row] = await this.desk.rows<{ cents: string }>(
      `SELECT coalesce(sum(CASE WHEN t.kind = $1 THEN g.amount_cents ELSE 0 END) - sum(CASE WHEN f.kind = $1 THEN g.amount_cents ELSE 0 END), 0) AS cents
       FROM ledger_posting g JOIN ledger_account f ON f.id = g.from_account_id JOIN ledger_account t ON t.id = g.to_account_id`,
      [kind],
    );
    return Number(row?.cents ?? 0);
  }

  async owed(decisionId: DecisionId): Promise<number> {
    const [row] = await this.desk.rows<{ cents: string }>(
      `SELECT balance_cents AS cents FROM ledger_account WHERE kind = 'receivable' AND decision_id = $1`,
      [decisionId],
    );
    return Number(row?.cents ?? 0);
  }
}
