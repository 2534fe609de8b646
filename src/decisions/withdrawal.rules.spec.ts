import type { UserId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import { DECISION_STATES, type SignatureDelegation, type SignatureDelegationId } from './decision.rules';
import {
  decideWithdrawal,
  decideWithdrawalProposal,
  decideWithdrawalRefusal,
  type WithdrawalToDecide,
} from './withdrawal.rules';

const [agent, signatory] = ['agent', 'signatory'] as unknown as [UserId, UserId];
const day = '2026-11-20' as LegalDate;
const delegation: SignatureDelegation = {
  id: 'd' as SignatureDelegationId,
  userId: signatory,
  article: '4bis',
  reference: 'DM 1',
  validFrom: '2026-01-01' as LegalDate,
  validTo: null,
};
const proposal = { state: 'proposed', proposedBy: agent } as const;
const given: WithdrawalToDecide = {
  decisionState: 'notified',
  proposal,
  deciderId: signatory,
  decidedOn: day,
  article: '4bis',
  delegations: [delegation],
};

const codeOf = (outcome: { ok: true } | { ok: false; refusal: { code: string } }): string =>
  outcome.ok ? 'accepted' : outcome.refusal.code;

describe('withdrawal by the Office (R2.12)', () => {
  it('R2.12: is proposed, with its reason, of what is signed or notified only', () => {
    const possible = DECISION_STATES.filter(
      (decisionState) =>
        codeOf(decideWithdrawalProposal({ decisionState, open: undefined, reason: 'Not what was said.' })) ===
        'accepted',
    );
    expect(possible).toEqual(['signed', 'notified']);
    const twice = { decisionState: 'signed', open: proposal, reason: 'Not what was said.' } as const;
    expect(codeOf(decideWithdrawalProposal(twice))).toBe('withdrawal-already-proposed');
    expect(codeOf(decideWithdrawalProposal({ ...twice, open: undefined, reason: ' ' }))).toBe('required');
  });

  it('D33, R2.2: is decided by another person, under a delegation for the article', () => {
    expect(decideWithdrawal(given)).toEqual({
      ok: true,
      value: { state: 'withdrawn', withdrawnOn: day, delegationId: 'd' },
    });
    expect(codeOf(decideWithdrawal({ ...given, proposal: undefined }))).toBe('withdrawal-not-proposed');
    expect(codeOf(decideWithdrawal({ ...given, proposal: { ...proposal, state: 'refused' } }))).toBe(
      'withdrawal-not-proposed',
    );
    expect(codeOf(decideWithdrawal({ ...given, proposal: { ...proposal, proposedBy: signatory } }))).toBe(
      'withdrawer-proposed',
    );
    expect(codeOf(decideWithdrawal({ ...given, article: '41bis' }))).toBe('delegation-missing');
    expect(codeOf(decideWithdrawal({ ...given, decisionState: 'annulled' }))).toBe('illegal-transition');
  });

  it('trap 23: says which delegation ended when', () => {
    const ended = { ...delegation, validTo: '2026-11-19' as LegalDate };
    expect(decideWithdrawal({ ...given, delegations: [ended] })).toMatchObject({
      refusal: { code: 'delegation-ended', params: { reference: 'DM 1', endedOn: '2026-11-19', signedOn: day } },
    });
  });

  it('is rejected with a reason, by another person, delegation or not', () => {
    const refusal = { proposal, deciderId: signatory, reason: 'The report is exact.' };
    expect(decideWithdrawalRefusal(refusal)).toEqual({ ok: true, value: { reason: 'The report is exact.' } });
    expect(codeOf(decideWithdrawalRefusal({ ...refusal, deciderId: agent }))).toBe('withdrawer-proposed');
    expect(codeOf(decideWithdrawalRefusal({ ...refusal, reason: '' }))).toBe('required');
  });
});
