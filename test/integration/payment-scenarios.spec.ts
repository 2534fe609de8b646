import { cents } from '../../src/kernel/money';
import type { CodaMovementDraft } from '../../src/statements/coda-movement-writer';
import { credit } from '../support/coda-builder';
import type { BuiltFine } from '../support/fine-builder';
import { openBooks, openMoneyDesk, type MoneyDesk } from '../support/money-desk';
import { PaymentSteps } from '../support/payment-steps';
import { booksHoldAfterEach } from '../support/proven-books';

/** R11: payments as people really make them. Each is booked, or waits with a reason that somebody reads: never silent. */
describe('payments as people make them (R11)', () => {
  let desk: MoneyDesk;
  let steps: PaymentSteps;
  let fine: BuiltFine;

  beforeEach(async () => {
    desk = await openMoneyDesk();
    steps = new PaymentSteps(desk, await openBooks(desk));
    fine = await desk.fines.build({ surname: 'EXEMPLE', firstNames: 'ALIX', birthDate: '1987-03-12' });
  });
  booksHoldAfterEach(() => desk);
  afterEach(async () => {
    const silent = await desk.rows(
      `SELECT 1 FROM movement m WHERE NOT (m.state = 'booked' AND m.allocated_cents = m.amount_cents) AND NOT (m.state = 'suspense' AND m.reason ->> 'code' <> '')`,
    );
    expect(silent).toEqual([]);
    await desk.close();
  });

  const byReference = (amountCents = 20_000): CodaMovementDraft =>
    credit({
      communication: { kind: 'structured', type: '101', text: fine.reference },
      amountCents: cents(amountCents),
    });
  const other = { account: 'BE71096123456769', name: 'BENOIT AUTRE' } as const;

  it('a third person pays with the reference, or with names and birth date of the debtor', async () => {
    await steps.bring([{ ...byReference(), counterparty: other }]);
    expect(await steps.outstanding(fine)).toBe(0);
    const second = await desk.fines.build({ surname: 'SPECIMEN', firstNames: 'BLANCHE', birthDate: '1990-07-04' });
    await steps.bring([credit({ communication: 'SPECIMEN BLANCHE 04/07/1990', counterparty: other })]);
    expect(await steps.outstanding(second)).toBe(0);
  });

  it.each([
    ['the name only', 'EXEMPLE ALIX'],
    ['a wrong birth date', 'EXEMPLE ALIX 13/04/1988'],
  ])('%s books nothing and waits with the fine proposed', async (_, communication) => {
    const [id] = await steps.bring([credit({ communication, counterparty: other })]);
    expect(await steps.outstanding(fine)).toBe(20_000);
    const { movement, candidates } = await steps.read(id!);
    expect(movement.state).toBe('suspense');
    expect(candidates.map((candidate) => candidate.fine.decisionId)).toContain(fine.decisionId);
  });

  it('two halves of EUR 100 with the reference pay the fine together', async () => {
    await steps.bring([byReference(10_000), byReference(10_000)]);
    expect(await steps.outstanding(fine)).toBe(0);
  });

  it('EUR 199.99 leaves one cent open (D31)', async () => {
    await steps.bring([byReference(19_999)]);
    expect(await steps.outstanding(fine)).toBe(1);
  });

  it('EUR 400 for two fines pays both or waits, and never one of them twice', async () => {
    const second = await desk.fines.build({
      surname: 'EXEMPLE',
      firstNames: 'ALIX',
      birthDate: '1987-03-12',
      personId: fine.personId,
    });
    const [id] = await steps.bring([
      credit({ communication: 'EXEMPLE ALIX 12/03/1987', amountCents: cents(40_000), counterparty: other }),
    ]);
    const owed = (await steps.outstanding(fine)) + (await steps.outstanding(second));
    const { movement } = await steps.read(id!);
    expect([owed, movement.state]).toEqual(movement.state === 'booked' ? [0, 'booked'] : [40_000, 'suspense']);
  });

  it('the same fine paid twice keeps the second payment apart', async () => {
    const [, again] = await steps.bring([byReference(), byReference()]);
    expect(await steps.outstanding(fine)).toBe(0);
    expect((await steps.read(again!)).movement).toMatchObject({ state: 'suspense', allocatedCents: 0 });
  });
});
