import { EntryGroups } from '../../src/entry/entry-groups.service';
import { EntryInvitations } from '../../src/entry/entry-invitations.service';
import type { EntryAnswers } from '../../src/entry/entry.rules';
import type { DecisionId } from '../../src/kernel/ids';
import type { UserActor } from '../support/actors';
import { CROSSING, FineDesk, TODAY } from '../support/fine-desk';
import { refusalsOf } from '../support/refusals';
import { runSql } from '../support/test-server';

jest.setTimeout(60_000);

const ANSWERS = { ...CROSSING } as EntryAnswers;

describe('what a signature rests on', () => {
  let desk: FineDesk;
  let agent: UserActor;
  let deputy: UserActor;
  let signatory: UserActor;

  beforeAll(async () => {
    desk = await FineDesk.open();
    agent = await desk.actor('agent.border');
    deputy = await desk.actor('deputy.border');
    signatory = await desk.actor('signatory.border');
  });
  beforeEach(() => desk.goTo(TODAY));
  afterEach(async () => expect(await desk.findings()).toEqual([]));
  afterAll(() => desk.close());

  describe('the authors of an entry (D33)', () => {
    /** Submits and has the deputy sign: what the deputy is refused for. */
    async function deputySigns(decisionId: DecisionId | undefined): Promise<string[]> {
      const { version } = await desk.submitted(decisionId);
      const id = decisionId as DecisionId;
      expect((await desk.sheets.toSign(deputy)).sheets.map(({ decision }) => decision.id)).not.toContain(id);
      const refused = await refusalsOf(desk.decisions.sign(deputy, id, { version }));
      const sign = `UPDATE decision SET signed_by = '${deputy.id}' WHERE id = '${id}'`;
      await expect(runSql(desk.app.database.ownerUrl, sign)).rejects.toMatchObject({
        constraint: 'ck_decision_signer_is_no_author',
      });
      await desk.decisions.sign(signatory, id, { version });
      return refused;
    }

    it('D33: whoever began the entry signs nothing that comes of it', async () => {
      const begun = await desk.drafts.begin(deputy, await desk.person(), ANSWERS);
      const { decisionId } = await desk.drafts.enterDraft(agent, begun);
      expect(await deputySigns(decisionId)).toEqual([': signer-drafted']);
    });

    it('D33: nor does whoever wrote one of its answers', async () => {
      const begun = await desk.drafts.begin(agent, await desk.person(), ANSWERS);
      const saved = await desk.drafts.save(deputy, begun, { facts: 'Entrée de nuit, tous feux éteints.' });
      const { decisionId } = await desk.drafts.enterDraft(agent, saved);
      expect(await deputySigns(decisionId)).toEqual([': signer-drafted']);
    });

    it('D33: nor does whoever wrote the answers that another entry took over', async () => {
      const groups = desk.app.app.get(EntryGroups);
      const model = await desk.drafts.begin(deputy, await desk.person(), ANSWERS);
      const [other] = await groups.addPersons(agent, model.draftId, [await desk.person()]);
      const saved = await desk.drafts.save(agent, other!, ANSWERS);
      await desk.drafts.drop(agent, { draftId: model.draftId, version: model.version });
      const { decisionId } = await desk.drafts.enterDraft(agent, saved);
      expect(await deputySigns(decisionId)).toEqual([': signer-drafted']);
    });

    it('D33: nor does whoever wrote the invitation to the hearing', async () => {
      const begun = await desk.drafts.begin(agent, await desk.person(), ANSWERS);
      const { version } = await desk.app.app.get(EntryInvitations).issue(deputy, begun.draftId, {
        version: begun.version,
        language: 'fr',
        invitedTo: 'written',
        invitedFor: '2026-12-10',
      });
      const answers = { hearingInvitedTo: '', hearingInvitedFor: '' };
      const saved = await desk.drafts.save(agent, { draftId: begun.draftId, version }, answers);
      const { decisionId } = await desk.drafts.enterDraft(agent, saved);
      expect(await deputySigns(decisionId)).toEqual([': signer-drafted']);
    });
  });
});
