import type { Browser } from 'playwright-core';
import type { DecisionId, MovementId, PersonId } from '../../src/kernel/ids';
import { PersonFlagsService } from '../../src/liability/person-flags.service';
import { brusselsDay } from '../../src/kernel/legal-date';
import { DemonstrationSeed } from '../../src/demonstration/demonstration-seed';
import { ensureReferenceData } from '../../src/parameters/reference-data';
import { RefundBatches } from '../../src/refunds/refund-batches.service';
import { RefundsService } from '../../src/refunds/refunds.service';
import { WriteOffsService } from '../../src/refunds/write-offs.service';
import { startTestApp, type TestApp } from '../support/app';
import { openBrowser } from '../support/browser';
import { groundOf } from '../support/money-desk';
import { PAYEE } from '../support/refund-desk';
import { Walk } from '../support/walk';
import { booksHoldAfterEach, booksOf } from '../support/proven-books';

jest.setTimeout(180_000);

describe('the pages of refunds', () => {
  let app: TestApp;
  let browser: Browser;
  const addresses: string[] = [];

  beforeAll(async () => {
    app = await startTestApp();
    await ensureReferenceData(app.transactions, app.config);
    await new DemonstrationSeed(app.app, app.clock).fill();
    await fill();
    browser = await openBrowser();
  });
  booksHoldAfterEach(() => booksOf(app));
  afterAll(async () => {
    await browser.close();
    await app.close();
  });

  /** A refund in each stage that shows another page, a batch that waits, and a claim that is given up. */
  async function fill(): Promise<void> {
    const people = await groundOf(app);
    const [cashier, treasurer] = [people.actor('cashier'), people.actor('treasurer')];
    const refunds = app.app.get(RefundsService);
    const [movement] = await app.transactions.view(cashier, (tx) =>
      tx.query<{ id: MovementId; cents: string }>(
        `SELECT id, amount_cents - allocated_cents - refund_cents AS cents FROM movement
         WHERE state = 'suspense' AND direction = 'credit' AND amount_cents > allocated_cents + refund_cents ORDER BY cents DESC, id LIMIT 1`,
      ),
    );
    const amountCents = Math.floor(Number(movement!.cents) / 4);
    for (const [index, ground] of ['not-a-debt', 'overpayment', 'other-fine'].entries()) {
      const command = { movementId: movement!.id, ground, amountCents, note: 'Aucune amende.' };
      const { refundId, version } = await refunds.propose(cashier, command);
      addresses.push(`/refunds/${refundId}`);
      if (index === 0) continue;
      const name = 'Désirée Exemple-Łukasz';
      const prepared = await refunds.choosePayee(cashier, refundId, { ...PAYEE, name, version });
      if (index === 2) await refunds.approve(treasurer, refundId, { version: prepared.version });
    }
    const executeOn = brusselsDay(app.clock.now());
    const { batchId } = await app.app.get(RefundBatches).prepare(cashier, { format: 'pain.001.001.09', executeOn });
    addresses.push(`/refund-batches/${batchId}`);
    const [claim] = await app.transactions.view(cashier, (tx) =>
      tx.query<{ id: DecisionId; debtors: PersonId[] }>(
        `SELECT d.id, ARRAY(SELECT o.person_id UNION SELECT l.person_id FROM liable_party l WHERE l.offence_id = o.id) AS debtors
         FROM decision d JOIN offence o ON o.id = d.offence_id WHERE d.number = 'GR-2025-18'`,
      ),
    );
    const agent = people.actor('agent.border');
    const flag = { kind: 'death', since: executeOn, evidence: 'Acte de décès.' };
    for (const id of claim!.debtors) await app.app.get(PersonFlagsService).record(agent, id, flag);
    const proposal = { decisionId: claim!.id, ground: 'irrecoverable', reason: 'Décédé sans héritier.' };
    const { writeOffId } = await app.app.get(WriteOffsService).propose(cashier, proposal);
    addresses.push(`/write-offs/${writeOffId}`);
  }

  it.each(['fr', 'de'] as const)('are sound for the cashier and the treasurer: %s', async (language) => {
    const walk = await Walk.open(app, browser, language);
    await walk.goTo('/');
    await walk.signInAs('cashier');
    for (const who of ['cashier', 'treasurer'] as const) {
      if (who === 'treasurer') await walk.becomes(who);
      for (const address of ['/refunds', '/refund-batches', '/write-offs', ...addresses]) {
        expect([address, await walk.goTo(address)]).toEqual([address, 200]);
        await walk.glance(`refunds-${who}-${addresses.indexOf(address)}-${address.split('/')[1] ?? ''}`);
      }
    }
    expect(walk.faults).toEqual([]);
    await walk.close();
  });

  it('take the payee whom the cashier chooses, and another in their place', async () => {
    const walk = await Walk.open(app, browser, 'nl');
    await walk.signInAs('cashier');
    await walk.goTo(addresses[0]!);
    const chosen = { payee: 'other', iban: 'BE68 5390 0754 7034', reason: 'Het loon van iemand anders.' };
    await walk.fill({ ...chosen, name: 'Specimen Voorbeeld' });
    await walk.submit({ action: '/payee' });
    expect(await walk.words()).toContain('Specimen Voorbeeld');
    await walk.unfold('main details:has(form[action$="/payee"]) > summary');
    await walk.fill({ ...chosen, name: 'Modèle Autre' });
    await walk.submit({ action: '/payee' });
    expect(await walk.words()).toContain('Modèle Autre');
    expect(walk.faults).toEqual([]);
    await walk.close();
  });
});
