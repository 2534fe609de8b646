import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fine, party } from '../../test/support/matching-builder';
import type { DecisionId } from '../kernel/ids';
import { cents } from '../kernel/money';
import type { Ogm } from '../kernel/ogm';
import { readCoda } from '../../test/support/whole-statements';
import { FineIndex, type FineToMatch } from './fine-index.rules';
import { matchMovement } from './matching.rules';

interface CorpusFine {
  readonly id: string;
  readonly structuredCommunication: string;
  readonly decisionNumber: string;
  readonly debtor: { readonly surname: string; readonly firstNames: string; readonly birthDate: string };
  readonly outstandingCents: number;
  readonly state: 'open' | 'paid' | 'withdrawn';
}

describe('the matching corpus', () => {
  const shared = ['../shared', '../../shared']
    .map((path) => resolve(__dirname, '../..', path))
    .find((path) => existsSync(path));
  const folder = join(shared ?? '/', 'data/matching/corpus-a');
  if (!existsSync(folder)) {
    it('is not beside this checkout', () => expect(existsSync(folder)).toBe(false));
    return;
  }

  it('has not one wrong booking, books 99 % of what is sure and proposes what is not', () => {
    const known = new Map<string, FineToMatch & { outstandingCents: number }>();
    for (const line of readFileSync(join(folder, 'fines.ndjson'), 'utf8').split('\n').filter(Boolean)) {
      const given = JSON.parse(line) as CorpusFine;
      const { surname, firstNames, birthDate } = given.debtor;
      known.set(given.id, {
        ...fine(known.size + 1, [party(surname, firstNames, birthDate)]),
        decisionId: given.id as DecisionId,
        reference: given.structuredCommunication as Ogm,
        number: given.decisionNumber as FineToMatch['number'],
        state: given.state === 'withdrawn' ? 'withdrawn' : 'notified',
        outstandingCents: cents(given.state === 'open' ? given.outstandingCents : 0),
      });
    }
    const index = new FineIndex(known.values());
    const truth = readFileSync(join(folder, 'truth.csv'), 'utf8')
      .trim()
      .split(/\r?\n/)
      .slice(1)
      .map((line) => line.split(','));
    const right = { total: 0, booked: 0, proposals: 0, listed: 0, first: 0 };
    const wrong: string[] = [];
    for (const name of new Set(truth.map(([statement]) => statement!))) {
      const read = readCoda(readFileSync(join(folder, name)));
      const movements = read.ok ? read.value.statements.flatMap((statement) => statement.movements) : [];
      for (const [, sequence, kind, expected] of truth.filter(([statement]) => statement === name)) {
        const outcome = matchMovement(
          movements.find((one) => one.sequence === Number(sequence))!,
          index,
        );
        if (expected!.startsWith('auto:')) right.total += 1;
        if (outcome.outcome !== 'booked') {
          if (!expected!.startsWith('propose:')) continue;
          const wanted = expected!.slice('propose:'.length).split('|');
          const listed = outcome.candidates.map(({ decisionId }) => String(decisionId));
          right.proposals += 1;
          right.listed += wanted.every((each) => listed.includes(each)) ? 1 : 0;
          right.first += wanted.includes(listed[0]!) ? 1 : 0;
          continue;
        }
        for (const share of outcome.shares) {
          const target = known.get(share.decisionId)!;
          target.outstandingCents = cents(target.outstandingCents - share.amountCents);
        }
        const did = outcome.shares.map(({ decisionId }) => String(decisionId)).sort();
        const wanted = expected!.slice(expected!.indexOf(':') + 1).split('+');
        if (expected!.startsWith('auto:') && did.join() === wanted.join()) right.booked += 1;
        else if (expected!.startsWith('propose:') || did.join() !== wanted.sort().join())
          wrong.push(`${name} ${sequence ?? ''} ${kind ?? ''} ${expected ?? ''} → ${did.join('+')}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(right.booked / right.total).toBeGreaterThanOrEqual(0.99);
    expect(right.listed / right.proposals).toBeGreaterThanOrEqual(0.95);
    expect(right.first / right.proposals).toBeGreaterThanOrEqual(0.9);
  });
});
