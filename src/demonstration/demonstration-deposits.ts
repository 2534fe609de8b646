import type { INestApplicationContext } from '@nestjs/common';
import type { DecisionRow } from '../decisions/decisions.repository';
import { DepositDesk } from '../deposits/deposit-desk.service';
import { AnnounceDeposit, HoldDeposit } from '../deposits/deposits.commands';
import { DepositsService } from '../deposits/deposits.service';
import type { LegalDate } from '../kernel/legal-date';
import { Transactions, type Actor } from '../platform/database/transactions';
import { parseCommand } from '../platform/http/fields';
import { systemActor } from '../platform/jobs/jobs';

const SEED = systemActor('demonstration-seed');

const PAYER = {
  payerFamilyName: 'Modèle',
  payerGivenNames: 'Camille',
  payerBirthDate: '07/03/1971',
  payerAddress: 'Rue Imaginaire 2\n1000 Bruxelles',
  payerIban: 'BE68 5390 0754 7034',
  reason: 'Un recours est introduit contre la décision (démonstration).',
};

/** Money that a payer has announced to the Caisse, or that lies there. */
export class DemonstrationDeposits {
  constructor(
    private readonly app: INestApplicationContext,
    private readonly agent: Actor,
    private readonly cashier: Actor,
  ) {}

  /** Announces a deposit for a notified decision, unless one is; with a reference of the Caisse it is held as well. */
  async deposit({ id, amountCents }: DecisionRow, on: LegalDate, cdcReference?: string): Promise<void> {
    const deposits = this.app.get(DepositsService);
    const [known] = await this.app.get(Transactions).view(SEED, (tx) => this.app.get(DepositDesk).ofDecision(tx, id));
    const command = parseCommand(AnnounceDeposit, { ...PAYER, amountCents, announcedOn: on });
    const depositId = known?.id ?? (await deposits.announce(this.agent, id, command)).depositId;
    if (cdcReference === undefined || (known?.state ?? 'announced') !== 'announced') return;
    const advice = { version: 1, source: 'advice', datedOn: on, heldCents: amountCents, cdcReference };
    await deposits.hold(this.cashier, depositId, parseCommand(HoldDeposit, advice));
  }
}
