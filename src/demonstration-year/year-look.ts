import { DepositReleases } from '../deposits/deposit-releases.service';
import type { ReleaseKind } from '../deposits/deposit-release.rules';
import type { DepositId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import { NotificationRegister } from '../notifications/register.service';
import { Transactions, type Actor } from '../platform/database/transactions';
import { RecoveryDesk } from '../recovery/recovery-desk.service';
import type { RefundState } from '../refunds/refund.rules';
import { FileService } from '../reports/file.service';
import type { YearFile, YearFine, YearOffice } from './year-office';

/** How one fine stands, as the product's own pages have it. Amounts in whole cents. */
export interface FineStanding {
  readonly number: string | undefined;
  readonly state: string;
  readonly owedCents: number;
  readonly paidCents: number;
  readonly heldCents: number;
  /** Refunds that are proposed, or decided and not yet paid. */
  readonly toRefundCents: number;
  /** What the Office paid back, and what the Caisse gives back of a deposit. */
  readonly refundedCents: number;
  /** Last day on which an appeal is in time; the latest of all who were told (D21). */
  readonly lastDay: LegalDate | undefined;
  /** First, second … of the person under the article; undefined where it does not count. */
  readonly order: number | undefined;
  readonly refunds: readonly { readonly state: string; readonly amountCents: number }[];
  readonly deposits: readonly string[];
  readonly releases: readonly { readonly state: string; readonly kind: ReleaseKind }[];
  /** Each appeal; late or not by the notifications that stand. */
  readonly appeals: readonly { readonly isLate: boolean }[];
  readonly claim: string | undefined;
  readonly claimEvents: readonly string[];
  /** Ready for FPS Finance (D9). */
  readonly isReady: boolean;
}

/** States in which nothing of a refund is to be paid any more. */
const ENDED: readonly RefundState[] = ['paid', 'refused', 'cancelled'];

const sum = (amounts: readonly number[]): number => amounts.reduce((total, each) => total + each, 0);

/** Looks at the fines of a story, over the services that fill the pages. */
export class YearLook {
  constructor(private readonly office: YearOffice) {}

  async standings(file: YearFile): Promise<FineStanding[]> {
    const agent = await this.office.actor('agent.border');
    const standings: FineStanding[] = [];
    for (const fine of file.fines) standings.push(await this.standing(agent, fine));
    return standings;
  }

  private async standing(agent: Actor, { decisionId }: YearFine): Promise<FineStanding> {
    const page = await this.office.get(FileService).readByFine(agent, decisionId);
    const { windows } = await this.office.get(NotificationRegister).read(agent, decisionId);
    // Before the signature there is nothing that could be recovered.
    const recovery =
      page.number === undefined ? undefined : await this.office.get(RecoveryDesk).read(agent, decisionId);
    const releases = await this.office.get(Transactions).view(agent, async (tx) => {
      const each = page.deposits.map(({ id }) => this.office.get(DepositReleases).ofDeposit(tx, id as DepositId));
      return (await Promise.all(each)).flat();
    });
    const { outstandingCents, paidCents } = page.money.amounts;
    const held = page.deposits.filter(({ state }) => state === 'held').map(({ heldCents }) => heldCents ?? 0);
    const lastDays = windows.flatMap(({ after }) => after?.lastDay ?? []).sort();
    return {
      number: page.number,
      state: page.decision?.shownState ?? 'none',
      owedCents: outstandingCents,
      paidCents,
      heldCents: sum(held),
      toRefundCents: sum(
        page.refunds.filter(({ state }) => !ENDED.includes(state)).map(({ amountCents }) => amountCents),
      ),
      refundedCents: sum([
        ...page.refunds.filter(({ state }) => state === 'paid').map(({ amountCents }) => amountCents),
        ...page.deposits.filter(({ state }) => state === 'released-to-debtor').map(({ heldCents }) => heldCents ?? 0),
      ]),
      lastDay: lastDays.at(-1),
      order: page.order?.order,
      refunds: page.refunds.map(({ state, amountCents }) => ({ state, amountCents })),
      deposits: page.deposits.map(({ state }) => state),
      releases: releases.map(({ state, kind }) => ({ state, kind })),
      appeals: page.appeals.map(({ lateAfter }) => ({ isLate: lateAfter !== undefined })),
      claim: recovery?.claims.at(-1)?.state,
      claimEvents: recovery?.events.map(({ type }) => type) ?? [],
      isReady: recovery?.eligibility.isReady ?? false,
    };
  }
}
