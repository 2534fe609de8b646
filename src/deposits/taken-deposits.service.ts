import { Injectable } from '@nestjs/common';
import { newId, type DecisionId, type DepositId, type UserId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import type { Cents } from '../kernel/money';
import { LedgerService } from '../ledger/ledger.service';
import { postingsFor } from '../ledger/posting.rules';
import { ParametersService } from '../parameters/parameters.service';
import type { Tx } from '../platform/database/transactions';
import { orRefuse, Refused } from '../platform/refused';
import { checkAnnouncement, lapsesOn, payerKey, type Payer } from './deposit.rules';
import { DepositsRepository } from './deposits.repository';

/** A deposit that an earlier administration has open; days that it does not know are absent. */
export interface TakenOverDeposit {
  readonly decisionId: DecisionId;
  readonly state: 'announced' | 'received' | 'held';
  readonly amountCents: Cents;
  readonly payer: Payer;
  readonly cdcReference: string;
  readonly announcedOn: LegalDate | undefined;
  readonly receivedOn: LegalDate | undefined;
  /** Where it came from: the file and what it is called there. */
  readonly fileId: string;
  readonly sourceId: string;
}

/** Puts deposits of an earlier administration on file, in the state in which they are. */
@Injectable()
export class TakenDeposits {
  constructor(
    private readonly repository: DepositsRepository,
    private readonly ledger: LedgerService,
    private readonly parameters: ParametersService,
  ) {}

  /**
   * Takes over one deposit, with its opening memo pair when the Caisse holds it: never revenue (D28, D29, trap 13). It holds recovery
   * like the Office's own (D8). Its evidence is with the earlier administration. Refuses `not-found`, `deposit-decision-state`,
   * `deposit-already-announced`, `deposit-reference-taken`.
   */
  async takeOver(tx: Tx, taken: TakenOverDeposit, by: UserId): Promise<DepositId> {
    const fine = await this.repository.lockFine(tx, taken.decisionId);
    if (fine === undefined) throw new Refused({ code: 'not-found', params: { kind: 'decision' } });
    orRefuse(checkAnnouncement(fine.state));
    const { decisionId, state, amountCents, payer, cdcReference, receivedOn } = taken;
    const { departmentId } = fine;
    const announcedOn = taken.announcedOn ?? receivedOn ?? tx.today;
    const days = await this.parameters.depositAnnouncementDays(tx, tx.today);
    const id = newId<DepositId>();
    await this.repository.insert(tx, {
      id,
      departmentId,
      decisionId,
      amountCents,
      cdcReference,
      payer,
      payerKey: payerKey(payer),
      reason: '',
      announcedOn,
      lapsesOn: lapsesOn(announcedOn, days),
      recordedBy: by,
    });
    const isHeld = state === 'held';
    if (state !== 'announced')
      await this.repository.step(tx, id, {
        state,
        receivedOn: receivedOn ?? announcedOn,
        ...(isHeld && { heldCents: amountCents, heldOn: receivedOn ?? announcedOn }),
      });
    if (isHeld)
      await this.ledger.post(tx, departmentId, { kind: 'deposit', id }, postingsFor('hold-deposit', {}, amountCents));
    tx.record({
      type: `deposit.${state}`,
      subjectKind: 'deposit',
      subjectId: id,
      caseId: fine.offenceId,
      personId: fine.personId,
      departmentId,
      detail: { decisionId, amountCents, announcedOn, takenOverFrom: taken.fileId, sourceId: taken.sourceId },
      personal: { ...payer },
    });
    return id;
  }
}
