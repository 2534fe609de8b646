import { newId, type NotificationAttemptId, type NotificationFactId, type PersonId } from '../kernel/ids';
import { legalDate } from '../kernel/legal-date';
import type { Attempt, AttemptFactKind, RegisterFact } from './register.rules';
import { attemptThatCarried, tellsOfDecision, type LetterBack } from './returned-letter.rules';

const addresseeId = newId<PersonId>();
const attemptOf = (channel: Attempt['channel']): Attempt => ({
  id: newId<NotificationAttemptId>(),
  addresseeId,
  channel,
  isAnew: false,
  itemNumber: 'RR 1',
});
const factOf = ({ id: attemptId }: Attempt, kind: AttemptFactKind, day: string): RegisterFact => ({
  id: newId<NotificationFactId>(),
  attemptId,
  kind,
  happenedOn: legalDate(day),
  receipt: undefined,
  note: '',
  supersedes: undefined,
});
const BACK = {
  addresseeId,
  isAnew: false,
  reason: 'unknown',
  returnedOn: legalDate('2026-12-10'),
} as const satisfies LetterBack;

describe('which sending a letter that came back was (D27)', () => {
  const [registered, post] = [attemptOf('registered-ar'), attemptOf('post')];
  const attempts = [registered, post];
  const sent = [factOf(registered, 'sent', '2026-12-01'), factOf(post, 'sent', '2026-12-05')];
  const codeOf = (facts: readonly RegisterFact[], back: LetterBack = BACK): string => {
    const found = attemptThatCarried({ attempts, facts }, back);
    return found.ok ? found.value.channel : found.refusal.code;
  };

  it('of two that are under way a person chooses: neither is taken for the other', () => {
    expect(codeOf(sent)).toBe('return-several-sendings');
  });

  it('is the one that was on its way on that day, and of a channel that can tell why', () => {
    expect(codeOf(sent, { ...BACK, returnedOn: legalDate('2026-12-04') })).toBe('registered-ar');
    expect(codeOf(sent, { ...BACK, reason: 'not-collected' })).toBe('registered-ar');
  });

  it('is the last one where none fits: what is wrong is said of that', () => {
    expect(codeOf(sent, { ...BACK, returnedOn: legalDate('2026-11-30') })).toBe('post');
  });

  it('is none that came back before, was a mistake, or went to somebody else', () => {
    expect(codeOf([...sent, factOf(registered, 'moved', '2026-12-06')])).toBe('post');
    expect(codeOf([...sent, factOf(registered, 'moved', '2026-12-06'), factOf(post, 'mistaken', '2026-12-06')])).toBe(
      'return-without-sending',
    );
    expect(codeOf(sent, { ...BACK, addresseeId: newId<PersonId>() })).toBe('return-without-sending');
  });

  it('a correction that told it anew is not the decision, nor the other way round', () => {
    const anew = { ...attemptOf('post'), isAnew: true };
    const both = { attempts: [registered, anew], facts: sent.slice(0, 1) };
    const carried = (isAnew: boolean): unknown => {
      const found = attemptThatCarried(both, { ...BACK, isAnew });
      return found.ok && found.value;
    };
    expect([carried(true), carried(false)]).toEqual([anew, registered]);
    expect(tellsOfDecision(both, 'correction', addresseeId)).toBe(true);
    expect(tellsOfDecision({ ...both, attempts }, 'correction', addresseeId)).toBe(false);
    expect(tellsOfDecision(both, 'payment-receipt', addresseeId)).toBe(false);
  });
});
