import { Transfers } from '../../recovery/transfers.service';
import { FinanceAnswers } from '../../recovery/finance-answers.service';
import { RecoveryDesk } from '../../recovery/recovery-desk.service';
import type { Performers } from './year-acts';
import { fineOf } from './year-case-acts';
import { inHand, type YearOffice } from './year-office';

type RecoveryAct = 'look' | 'prepare-transfer' | 'approve-transfer' | 'acknowledge' | 'collect' | 'accept-recall';

/** The way of a fine to FPS Finance, and what FPS Finance says of it. */
export class YearRecoveryActs {
  readonly performers: Performers<RecoveryAct> = {
    look: () => Promise.resolve({}),
    'prepare-transfer': async (file, step) => {
      const cashier = await this.office.actor('cashier');
      const { transferIds } = await this.transfers.prepare(cashier, [fineOf(file, step).decisionId]);
      file.transferId = inHand(transferIds[0], 'transfer');
      return {};
    },
    'approve-transfer': async (file, step) => {
      const treasurer = await this.office.actor('treasurer');
      await this.transfers.approve(treasurer, inHand(file.transferId, 'transfer'), 1);
      const { claims } = await this.office.get(RecoveryDesk).read(treasurer, fineOf(file, step).decisionId);
      const claim = inHand(claims.at(-1), 'claim');
      file.claimId = claim.id;
      return { amountCents: claim.offeredCents };
    },
    acknowledge: async (file, { reference }) => {
      await this.answers.acknowledge(this.office.finance(), inHand(file.claimId, 'claim'), reference);
      return { reference };
    },
    collect: async (file, { on, amountCents, reportId }) => {
      const report = { kind: 'collected', occurredOn: on, amountCents };
      await this.answers.report(this.office.finance(), inHand(file.claimId, 'claim'), reportId, report);
      return { amountCents };
    },
    'accept-recall': async (file) => {
      await this.answers.answerRecall(this.office.finance(), inHand(file.claimId, 'claim'), 'accepted');
      return {};
    },
  };

  constructor(private readonly office: YearOffice) {}

  private get transfers(): Transfers {
    return this.office.get(Transfers);
  }

  private get answers(): FinanceAnswers {
    return this.office.get(FinanceAnswers);
  }
}
