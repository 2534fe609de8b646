import type { INestApplicationContext } from '@nestjs/common';
import { readDecisionNumber } from '../kernel/decision-number';
import { addDays } from '../kernel/legal-calendar';
import type { LegalDate } from '../kernel/legal-date';
import { ogmFor } from '../kernel/ogm';
import type { Actor } from '../platform/database/transactions';
import { parseCommand } from '../platform/http/fields';
import { orRefuse } from '../platform/refused';
import { RefundBatches } from '../refunds/refund-batches.service';
import { RefundList } from '../refunds/refund-list.service';
import { ActOnRefund, ChoosePayee, PrepareBatch, ProposeWriteOff } from '../refunds/refunds.commands';
import { RefundsService } from '../refunds/refunds.service';
import { WriteOffsService } from '../refunds/write-offs.service';
import { RECOVERED_NUMBERS } from './demonstration-recovery';
import { TakeoverService } from '../takeover/takeover.service';

/** A fine of an earlier administration of which a rest is left that is too small to recover (D31). */
const SMALL_REST_NUMBER = 'GR-2025-17';

/** What an earlier administration left, and what two people decide about money: a refund on its way to the bank, a rest given up. */
export class DemonstrationMoney {
  constructor(
    private readonly app: INestApplicationContext,
    private readonly cashier: Actor,
    private readonly treasurer: Actor,
  ) {}

  /** Takes over six fines: the cashier has the file checked, the treasurer loads it; what is loaded already is left. */
  async takeOver(today: LegalDate): Promise<void> {
    const takeover = this.app.get(TakeoverService);
    const bytes = new TextEncoder().encode(earlierFines(today));
    const checked = await takeover.check(this.cashier, {
      name: 'demonstration-takeover.ndjson',
      kind: 'fines',
      open: () => [bytes],
    });
    if (checked.outcome === 'refused') throw new Error(`the demonstration's take-over: ${checked.findings[0]?.code}`);
    const { id, state, version } = checked.file;
    if (state === 'checked') await takeover.load(this.treasurer, id, version);
  }

  /** Brings the refund that the first statement gave cause for into a batch, and proposes to give a small rest up; once only. */
  async decide(today: LegalDate): Promise<void> {
    if ((await this.app.get(RefundBatches).list(this.cashier)).length > 0) return;
    await this.approveRefund();
    const batch = parseCommand(PrepareBatch, { format: 'pain.001.001.09', executeOn: addDays(today, 3) });
    await this.app.get(RefundBatches).prepare(this.cashier, batch);
    const writeOffs = this.app.get(WriteOffsService);
    const number = orRefuse(readDecisionNumber(SMALL_REST_NUMBER));
    const decisionId = await writeOffs.decisionOf(this.cashier, number);
    const reason = 'Reste inférieur au montant qui se recouvre (démonstration).';
    await writeOffs.propose(this.cashier, parseCommand(ProposeWriteOff, { decisionId, ground: 'small-rest', reason }));
  }

  private async approveRefund(): Promise<void> {
    const [list, refunds] = [this.app.get(RefundList), this.app.get(RefundsService)];
    const [proposed] = (await list.list(this.cashier, 'proposed', undefined)).page.rows;
    if (proposed !== undefined) {
      const { id, version } = proposed.refund;
      const payee = { version, payee: 'payer', name: 'Exemple Amélie', iban: 'BE68 5390 0754 7034' };
      const reason = 'La même personne a payé deux fois la même amende (démonstration).';
      await refunds.choosePayee(this.cashier, id, parseCommand(ChoosePayee, { ...payee, reason }));
    }
    const [prepared] = (await list.list(this.treasurer, 'prepared', undefined)).page.rows;
    if (prepared === undefined) return;
    const { id, version } = prepared.refund;
    await refunds.approve(this.treasurer, id, parseCommand(ActOnRefund, { version }));
  }
}

/** Fines as an earlier administration would write them: of one almost all was paid, four are to be recovered. */
function earlierFines(today: LegalDate): string {
  const fine = { department: 'BIF', article: '41', amountCents: 20_000, state: 'open' };
  const lines = [
    {
      ...fine,
      id: '2025/17',
      decisionNumber: SMALL_REST_NUMBER,
      structuredCommunication: ogmFor('9900000017'),
      debtor: { surname: 'Voorganger', firstNames: 'Bram', birthDate: '1987-03-12' },
      outstandingCents: 300,
      notifiedOn: addDays(today, -300),
    },
    {
      ...fine,
      id: '2025/18',
      decisionNumber: 'GR-2025-18',
      structuredCommunication: ogmFor('9900000018'),
      debtor: { surname: 'Antérieur', firstNames: 'Noé', birthDate: '1990' },
      outstandingCents: 20_000,
      notifiedOn: addDays(today, -280),
    },
    ...RECOVERED_NUMBERS.map((decisionNumber, at) => ({
      ...fine,
      id: `2025/${19 + at}`,
      decisionNumber,
      structuredCommunication: ogmFor(`99000000${19 + at}`),
      debtor: {
        surname: 'Impayé',
        firstNames: ['Alba', 'Boris', 'Clara', 'Dario'][at],
        birthDate: `198${at}-05-14`,
        addressLine: `Rue Imaginaire ${10 + at}`,
        postalCode: '1000',
        municipality: 'Bruxelles',
        country: 'BE',
      },
      outstandingCents: 20_000,
      notifiedOn: addDays(today, -260),
    })),
  ];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}
