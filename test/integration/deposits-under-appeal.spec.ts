import { AppealsService } from '../../src/appeals/appeals.service';
import { DepositGround } from '../support/deposit-desk';
import { TODAY } from '../support/fine-desk';
import { refusalsOf } from '../support/refusals';
import { booksHoldAfterEach } from '../support/proven-books';

jest.setTimeout(60_000);

const LATER = '2027-02-01';

/** A person may type a judgment that this product has not seen; not while the court has yet to speak on an appeal that it knows of. */
describe('deposits of fines that are under appeal (R4.5, R4.7)', () => {
  let ground: DepositGround;

  beforeAll(async () => {
    ground = await DepositGround.open();
  }, 60_000);
  beforeEach(() => ground.desk.goTo(TODAY));
  booksHoldAfterEach(() => ground.desk);
  afterAll(() => ground.desk.close());

  it('trap 13: no typed judgment releases the deposit while an appeal is open, late or not, to whomever', async () => {
    const { decisionId } = await ground.fine();
    const { depositId, version } = await ground.held(decisionId);
    ground.desk.goTo(LATER);
    const judgment = { ground: 'judgment', groundOn: '2026-12-01', finalOn: LATER, reference: '26/1' } as const;
    const toState = { kind: 'to-state', ...judgment } as const;
    await ground.proposed(depositId, version, toState);
    const lodged = {
      lodgedOn: '2027-01-15',
      learnedOn: LATER,
      courtCode: 'brussels-french',
      appellant: 'person',
    } as const;
    const agent = await ground.desk.actor('agent.border');
    await ground.desk.app.app.get(AppealsService).record(agent, { decisions: [{ decisionId }], ...lodged });
    const treasurer = await ground.desk.actor('treasurer');
    const open = ['ground: deposit-appeal-open'];
    expect(await refusalsOf(ground.releases.confirm(treasurer, depositId, { version }))).toEqual(open);
    await ground.releases.refuse(treasurer, depositId, { version, reason: 'The appeal is open.' });
    expect(await refusalsOf(ground.proposed(depositId, version, toState))).toEqual(open);
    expect(await refusalsOf(ground.proposed(depositId, version, { ...toState, kind: 'to-debtor' }))).toEqual(open);
  });
});
