import { cents } from '../../src/kernel/money';
import { formatOgm } from '../../src/kernel/ogm';
import { credit, type StatementChain } from '../support/coda-builder';
import type { BuiltFine } from '../support/fine-builder';
import { openBooks, openMoneyDesk, type MoneyDesk } from '../support/money-desk';
import { PaymentSteps } from '../support/payment-steps';
import { booksHoldAfterEach } from '../support/proven-books';

describe('whoever else a payment names is read before it is booked (trap 25)', () => {
  let desk: MoneyDesk;
  let chain: StatementChain;
  let steps: PaymentSteps;

  beforeEach(async () => {
    desk = await openMoneyDesk();
    chain = await openBooks(desk);
    steps = new PaymentSteps(desk, chain);
  });
  booksHoldAfterEach(() => desk);
  afterEach(async () => {
    await desk.close();
  });

  const person = (surname: string, firstNames: string, birthDate: string): Promise<BuiltFine> =>
    desk.fines.build({ surname, firstNames, birthDate });

  /** Reason and fines proposed of one payment, or what was booked. */
  async function outcomeOf(communication: string, amount = 20_000): Promise<unknown> {
    const [id] = await steps.bring([credit({ communication, amountCents: cents(amount) })]);
    const { movement, allocations, candidates } = await steps.read(id!);
    if (allocations.length > 0) return allocations.map(({ decisionId }) => decisionId);
    return [movement.reason?.code, ...candidates.map(({ fine }) => fine.decisionId).sort()];
  }

  it('of two persons named it books on neither by the date of one', async () => {
    const karim = await person('Exemplari', 'Karim', '1960-02-01');
    const samir = await person('Exemplari', 'Samir', '1995-04-03');
    const both = [karim.decisionId, samir.decisionId].sort();
    expect(await outcomeOf('POUR SAMIR EXEMPLARI, DE KARIM EXEMPLARI NE 01/02/1960')).toEqual(['several-debtors', ...both]); // prettier-ignore
    expect(await outcomeOf('EXEMPLARI KARIM NE LE 01/02/1960 POUR BRAM')).toEqual([karim.decisionId]);
  });

  it('tells no twin by a slip, and no spelling of a name from another', async () => {
    const twins = [await person('Exemplescu', 'Ion', '1985-03-05'), await person('Exemplescu', 'Ioana', '1985-03-05')];
    const spelt = [await person('Mithali', 'Mohamed', '1991-01-01'), await person('Mithali', 'Mohammed', '1991-01-01')];
    const ids = (fines: readonly BuiltFine[]): string[] => fines.map(({ decisionId }) => decisionId).sort();
    expect(await outcomeOf('EXEMPLESCU IOAN 05.03.1985')).toEqual(['namesakes', ...ids(twins)]);
    expect(await outcomeOf('MITHALI MOHAMED 01/01/1991')).toEqual(['namesakes', ...ids(spelt)]);
    expect(await outcomeOf('EXEMPLESCU IOANA 05.03.1985')).toEqual([twins[1]!.decisionId]);
  });

  it('proposes the split of a family that pays more with one reference, and no refund (R5)', async () => {
    const alix = await person('Exemple', 'Alix', '1987-03-12');
    const bram = await person('Exemple', 'Bram', '1990-05-04');
    const both = [alix.decisionId, bram.decisionId].sort();
    const reference = formatOgm(alix.reference);
    expect(await outcomeOf(`${reference} EXEMPLE ALIX ET BRAM`, 40_000)).toEqual(['split-uncertain', ...both]);
    const dated = `${reference} EXEMPLE ALIX 12/03/1987 ET BRAM 04/05/1990`;
    expect(await outcomeOf(dated, 35_000)).toEqual(['split-uncertain', ...both]);
    expect(await outcomeOf(`${reference} EXEMPLE ALIX NE LE 13/04/1977`, 40_000)).toEqual([alix.decisionId]);
  });
});
