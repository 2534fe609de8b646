import { DEMONSTRATION_DEPARTMENTS } from '../../src/access/demonstration-users';
import { newId, type MovementId } from '../../src/kernel/ids';
import { legalDate } from '../../src/kernel/legal-date';
import { cents } from '../../src/kernel/money';
import { StatementMatching } from '../../src/payments/statement-matching.service';
import { systemActor } from '../../src/platform/jobs/jobs';
import type { TestApp } from './app';
import { credit, OFFICE_IBAN, StatementChain, statementDraft } from './coda-builder';
import { FineBuilder, type BuiltFine } from './fine-builder';
import { groundOf } from './money-desk';
import type { ApiClient } from './sign-in';

const API = '/api/fines/v1';

/** Statements and fines for the running product, as a cashier finds them in the morning. */
export class CashierTill {
  private readonly chain = new StatementChain(statementDraft({ openingCents: cents(1_000_000) }));
  private day = 1;

  private constructor(
    private readonly app: TestApp,
    private readonly cashier: ApiClient,
    readonly fines: FineBuilder,
  ) {}

  /** The Office's account is there, and its opening balance is confirmed. */
  static async open(app: TestApp, cashier: ApiClient): Promise<CashierTill> {
    await app.transactions.run(systemActor('test'), async (tx) => {
      const id = newId<string>();
      await tx.query(
        `INSERT INTO bank_account (id, department_id, purpose, iban, bic, holder, state, confirmation_reference, valid_from)
         VALUES ($1, $2, 'payment', $3, 'PCHQBEBB', 'OFFICE DES ETRANGERS', 'confirmed', 'test', '2016-01-01')
         ON CONFLICT ON CONSTRAINT uq_bank_account_iban DO NOTHING`,
        [id, DEMONSTRATION_DEPARTMENTS.OFF, OFFICE_IBAN],
      );
      tx.record({ type: 'account.entered', subjectKind: 'bank-account', subjectId: id });
    });
    const till = new CashierTill(app, cashier, new FineBuilder(await groundOf(app)));
    await till.bring([]);
    return till;
  }

  /** Takes in a statement with these movements; answers them in its order. */
  async bring(movements: Parameters<StatementChain['next']>[0]): Promise<MovementId[]> {
    const { app, cashier } = this;
    const on = legalDate(`2026-09-${String(++this.day).padStart(2, '0')}`);
    const response = await fetch(`${app.url}${API}/statements`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${cashier.token}`,
        'Content-Type': 'application/octet-stream',
        'Idempotency-Key': newId(),
      },
      body: new Uint8Array(this.chain.next(movements, on)),
    });
    const { items } = (await response.json()) as { items: readonly { id: string; state: string }[] };
    const [{ id, state } = { id: '', state: '' }] = items;
    if (state === 'needsOpening') {
      const body = { openingCents: 1_000_000 };
      const headers = { 'If-Match': '"1"', 'Idempotency-Key': newId() };
      await cashier.request('POST', `${API}/statements/${id}/openingConfirmations`, body, headers);
    }
    await app.app.get(StatementMatching, { strict: false }).run({ statementId: id }, systemActor('match-statement'));
    const rows = await app.dataSource.query<{ id: MovementId }[]>(
      'SELECT id FROM movement WHERE statement_id = $1 AND detail = 0 ORDER BY ordinal',
      [id],
    );
    return rows.map((row) => row.id);
  }

  /** A payment in suspense with a proposal, as the matching would have left it. */
  async proposed(percent: number): Promise<{ readonly id: MovementId; readonly fine: BuiltFine }> {
    const fine = await this.fines.build();
    const [id] = await this.bring([credit({ communication: 'AMENDE', counterparty: { name: 'EXEMPLE PAYEUR' } })]);
    if (id === undefined) throw new Error('the statement has no movement');
    const candidate = {
      decisionId: fine.decisionId,
      confidence: percent,
      reason: { code: 'candidate-names', params: { number: fine.number } },
    };
    await this.app.dataSource.query('UPDATE movement SET reason = $2, confidence = $3 WHERE id = $1', [
      id,
      JSON.stringify({ code: 'names-uncertain', params: {}, candidates: [candidate] }),
      percent,
    ]);
    return { id, fine };
  }
}
