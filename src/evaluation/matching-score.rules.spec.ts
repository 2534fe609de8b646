import { judge, scoreOf, type MovementDone } from './matching-score.rules';

function done(changes: Partial<MovementDone> = {}): MovementDone {
  return { bookings: [], proposals: [], why: '', closedShort: false, ...changes };
}
const booked = (...fines: string[]): MovementDone =>
  done({ bookings: fines.map((fine) => ({ fine, amountCents: 20_000 })) });
const proposed = (...fines: string[]): MovementDone => done({ proposals: fines.map((fine) => ({ fine })) });
const splitProposed = done({ proposals: [{ fine: 'F', shares: ['G', 'F'] }] });

describe('what a movement should come to', () => {
  it.each<[string, MovementDone, string]>([
    ['auto:F', booked('F'), 'right'],
    ['auto:F', booked('G'), 'wrong'],
    ['auto:F', booked('F', 'G'), 'wrong'],
    ['auto:F', proposed('F'), 'missed'],
    ['auto:F', done(), 'missed'],
    ['split:F+G', booked('F', 'G'), 'right'],
    ['split:F+G', booked('F', 'H'), 'wrong'],
    ['split:F+G', booked('F'), 'missed'],
    ['split:F+G', splitProposed, 'right'],
    ['split:F+G', proposed('F', 'G'), 'missed'],
    ['part:F', booked('F'), 'right'],
    ['part:F', { ...booked('F'), closedShort: true }, 'wrong'],
    ['part:F', proposed('F', 'G'), 'right'],
    ['part:F', proposed('G', 'F'), 'missed'],
    ['part:F', booked('G'), 'wrong'],
    ['propose:F', proposed('G', 'F'), 'right'],
    ['propose:F|G', proposed('F'), 'missed'],
    ['propose:F|G', proposed('G', 'F'), 'right'],
    ['propose:F', booked('F'), 'wrong'],
    ['propose_or_auto:F', booked('F'), 'right'],
    ['propose_or_auto:F', proposed('F'), 'right'],
    ['propose_or_auto:F', proposed('G', 'F'), 'missed'],
    ['propose_or_auto:F', booked('G'), 'wrong'],
    ['suspense', done(), 'right'],
    ['suspense', proposed('F'), 'right'],
    ['suspense', booked('F'), 'wrong'],
    ['suspense_or_propose', booked('F'), 'wrong'],
    ['suspense_or_propose', proposed('F'), 'right'],
  ])('%s', (expected, what, verdict) => expect(judge(expected, what).verdict).toBe(verdict));

  it('counts no proposal after the twentieth', () => {
    const many = proposed(...Array.from({ length: 20 }, (_, at) => `x${at}`), 'F');
    expect(judge('propose:F', many)).toMatchObject({ verdict: 'missed', isListed: false });
  });
});

it('sums up by kind, rounds no rate up, and shows what was wrong or missed', () => {
  const truth = (
    sequence: number,
    expected: string,
  ): { statement: string; sequence: number; kind: string; expected: string } => ({
    statement: 's',
    sequence,
    kind: 'k',
    expected,
  });
  const score = scoreOf([
    { truth: truth(1, 'auto:F'), done: booked('F') },
    { truth: truth(2, 'auto:F'), done: booked('G') },
    { truth: truth(3, 'auto:F'), done: proposed('F') },
    { truth: truth(4, 'propose:F'), done: proposed('G', 'F') },
  ]);
  expect(score).toMatchObject({
    movements: 4,
    wrongBookings: 1,
    byExpected: {
      auto: { total: 3, right: 1, missed: 1, wrong: 1 },
      propose: { total: 1, right: 1, missed: 0, wrong: 0 },
    },
    autoRate: 0.333,
    proposeListed: 1,
    proposeFirst: 0,
    wrong: [{ sequence: 2, did: 'booked G 20000 cents' }],
    missed: [{ sequence: 3, did: 'proposed F' }],
  });
});
