import { ROLES, permissionsOf, type Role } from '../access/permissions';
import { cents } from '../kernel/money';
import {
  accessReason,
  checkStatedReason,
  COLLEAGUE_REASONS,
  parseStatedReason,
  type Reader,
} from '../audit/access-reason.rules';
import { moneyState, nextStep, type DecisionState, type FineAmounts, type StepFacts } from './file.rules';

const amounts = (part: Partial<FineAmounts>): FineAmounts => ({
  chargedCents: cents(0),
  cancelledCents: cents(0),
  writtenOffCents: cents(0),
  paidCents: cents(0),
  outstandingCents: cents(0),
  advanceCents: cents(0),
  owedBackCents: cents(0),
  ...part,
});

describe('the state of the money', () => {
  it.each([
    ['not-due', {}],
    ['not-due', { advanceCents: cents(20_000) }],
    ['open', { chargedCents: cents(20_000), outstandingCents: cents(20_000) }],
    ['partly-paid', { chargedCents: cents(20_000), paidCents: cents(1), outstandingCents: cents(19_999) }],
    ['settled', { chargedCents: cents(20_000), paidCents: cents(20_000) }],
  ] as const)('is %s for %j', (state, part) => {
    expect(moneyState(amounts(part))).toBe(state);
  });
});

describe('the next step', () => {
  const DRAFTER = 'drafter';
  const facts = (state: DecisionState, more: Partial<StepFacts> = {}): StepFacts => ({
    offenceState: 'recorded',
    decision: { id: 'd', state, authorIds: [DRAFTER] },
    money: 'not-due',
    window: 'not-started',
    ...more,
  });
  const as = (role: Role, userId = 'someone') => ({ userId, permissions: permissionsOf([role]) });

  it.each([
    ['draft', 'agent', 'do', 'finish-draft'],
    ['returned', 'agent', 'do', 'correct-draft'],
    ['draft', 'signatory', 'wait', 'drafter'],
    ['submitted', 'agent', 'wait', 'signature'],
    ['submitted', 'signatory', 'do', 'sign'],
    ['signed', 'agent', 'do', 'notify'],
    ['signed', 'cashier', 'wait', 'notification'],
    ['cancelled', 'agent', 'done', 'cancelled'],
    ['withdrawn', 'auditor', 'done', 'withdrawn'],
    ['annulled', 'treasurer', 'done', 'annulled'],
  ] as const)('%s, for %s: %s %s', (state, role, kind, code) => {
    expect(nextStep(facts(state), as(role))).toMatchObject({ kind, code });
  });

  it('four eyes: who drafted it is not offered to sign it', () => {
    const both = { userId: DRAFTER, permissions: permissionsOf(['agent', 'signatory']) };
    expect(nextStep(facts('submitted'), both)).toEqual({ kind: 'wait', code: 'other-signature' });
  });

  it('R2.11: payable whatever the window does; only a settled fine waits for the window', () => {
    const notified = (money: StepFacts['money'], window: StepFacts['window']) => facts('notified', { money, window });
    expect(nextStep(notified('open', 'running'), as('agent'))).toMatchObject({ code: 'payment' });
    expect(nextStep(notified('partly-paid', 'passed'), as('agent'))).toMatchObject({ code: 'payment-after-window' });
    expect(nextStep(notified('open', 'running'), as('cashier'))).toMatchObject({
      kind: 'do',
      code: 'look-in-suspense',
    });
    expect(nextStep(notified('settled', 'running'), as('agent'))).toMatchObject({ code: 'window' });
    expect(nextStep(notified('settled', 'passed'), as('agent'))).toMatchObject({ kind: 'done', code: 'settled' });
  });

  it.each(ROLES)('offers %s only what the role may do', (role) => {
    const states: DecisionState[] = ['draft', 'returned', 'submitted', 'signed', 'notified'];
    const needed = { draft: 'decision.draft', returned: 'decision.draft', submitted: 'decision.sign', signed: 'notification.record', notified: 'payment.allocate' } as const; // prettier-ignore
    for (const state of states) {
      const step = nextStep(facts(state, { money: 'open', window: 'running' }), as(role));
      expect([state, step.kind === 'do']).toEqual([
        state,
        permissionsOf([role]).has(needed[state as keyof typeof needed]),
      ]);
    }
  });

  it('closes a file without a fine', () => {
    const closed = { ...facts('draft'), decision: undefined, offenceState: 'closed' as const };
    expect(nextStep(closed, as('agent'))).toEqual({ kind: 'done', code: 'closed-without-fine' });
    expect(nextStep({ ...closed, offenceState: 'void' }, as('agent'))).toEqual({ kind: 'done', code: 'reopened' });
  });
});

describe('D32: the reason of a reading', () => {
  const user = (id: string, roles: string[], departmentId = 'BIF', spansDepartments = false): Reader => ({
    kind: 'user',
    id,
    departmentId,
    roles,
    spansDepartments,
  });
  const hands = { caseId: 'case', departmentId: 'BIF', handledBy: ['author'], awaitsSignature: false };

  it.each([
    ['own-case', user('author', ['agent']), hands],
    ['to-sign', user('other', ['signatory']), { ...hands, awaitsSignature: true }],
    ['supervision', user('other', ['auditor'], 'OFF', true), hands],
    ['money', user('other', ['cashier'], 'OFF', true), hands],
    ['own-case', user('author', ['cashier'], 'OFF', true), hands],
    ['machine', { kind: 'machine' } as const, hands],
  ])('is %s', (reason, reader, file) => {
    expect(accessReason(reader, file, undefined)).toEqual({ ok: true, value: reason });
  });

  it('is asked for a colleague’s case, also of a signatory who has nothing to sign', () => {
    const code = 'access-reason-needed';
    expect(accessReason(user('x', ['agent']), hands, undefined)).toMatchObject({ refusal: { code } });
    expect(accessReason(user('x', ['signatory']), hands, undefined)).toMatchObject({ refusal: { code } });
  });

  it('never opens another department, not even the case that somebody once handled there', () => {
    const code = 'other-department';
    const stated = { code: 'check', motive: '' } as const;
    expect(accessReason(user('author', ['agent'], 'EUR'), hands, stated)).toMatchObject({ refusal: { code } });
    const waiting = { ...hands, awaitsSignature: true };
    expect(accessReason(user('x', ['signatory'], 'EUR'), waiting, stated)).toMatchObject({ refusal: { code } });
  });

  it('takes a code with or without a motive, and no other word', () => {
    expect(parseStatedReason('replacement')).toEqual({ ok: true, value: { code: 'replacement', motive: '' } });
    expect(parseStatedReason('other:  audit: file 7 ')).toMatchObject({
      value: { code: 'other', motive: 'audit: file 7' },
    });
    expect(parseStatedReason('curiosity')).toMatchObject({
      refusal: { code: 'access-reason-unknown', field: 'FinesOffice-Access-Reason' },
    });
    expect(checkStatedReason('other', ' \n')).toMatchObject({
      refusal: { code: 'access-motive-needed', field: 'motive' },
    });
    expect(checkStatedReason('check', 'é'.repeat(200))).toMatchObject({ ok: true });
    expect(checkStatedReason('check', 'é'.repeat(201))).toMatchObject({ refusal: { code: 'access-motive-too-long' } });
    expect(COLLEAGUE_REASONS).toHaveLength(6);
  });
});
