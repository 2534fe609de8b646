import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { WholeFileModel } from './whole-file.model';
import { ANY_STEP } from './whole-file.lives';
import { brokenPromises } from './whole-file.promises';
import { ONE_TRANSACTION, type Office, type Result, type Step } from './whole-file.steps';

/** What a run has seen, so that a test can say that it looked everywhere. */
export interface Reached {
  readonly states: Set<string>;
  /** `verb done` and `verb refused`. */
  readonly results: Set<string>;
}

/** One step: the office must answer what the model answers, and afterwards stand where the model stands, with every invariant. */
export class TakeStep implements fc.AsyncCommand<WholeFileModel, Office> {
  constructor(
    private readonly step: Step,
    private readonly reached: Reached,
  ) {}

  check(model: Readonly<WholeFileModel>): boolean {
    return model.aim(this.step) !== undefined;
  }

  async run(model: WholeFileModel, office: Office): Promise<void> {
    const step = model.aim(this.step);
    if (step === undefined) throw new Error('a step about nothing');
    const before = model.look();
    const expected = model.take(step);
    const result = await office.take(step);
    sameAs({ step, result }, { step, result: expected });
    const after = await office.look();
    sameAs(after, model.look());
    sameAs(brokenPromises(before, after), []);
    sameAs(await office.findings(), []);
    this.reached.results.add(`${step.verb} ${expected}`);
    for (const state of model.states()) this.reached.states.add(state);
  }

  toString(): string {
    return JSON.stringify(this.step);
  }
}

/**
 * Two steps at the same moment, each with what its person had seen before. Together they must have done what they would have done one after
 * the other, in some order; whoever acted on what had changed meanwhile is told so, and has done nothing.
 */
export class TakeTogether implements fc.AsyncCommand<WholeFileModel, Office> {
  constructor(
    private readonly steps: readonly [Step, Step],
    private readonly reached: Reached,
  ) {}

  check(model: Readonly<WholeFileModel>): boolean {
    if (isUntold(this.steps)) return false;
    return this.steps.every((step) => ONE_TRANSACTION.has(step.verb) && model.aim(step) !== undefined);
  }

  async run(model: WholeFileModel, office: Office): Promise<void> {
    const [first, second] = this.steps.map((step) => model.aim(step));
    if (first === undefined || second === undefined) throw new Error('a step about nothing');
    const before = model.look();
    const results = await Promise.all([office.take(first), office.take(second)]);
    const seen = await office.look();
    const steps = [
      [first, results[0]],
      [second, results[1]],
    ] as const;
    const after = [steps, steps.toReversed()].flatMap((order) => inOrder(model, order));
    const fitting = after.find((each) => isDeepStrictEqual(each.look(), seen));
    if (fitting === undefined) expect({ steps, seen }).toEqual({ steps, seen: after.map((each) => each.look()) });
    else model.become(fitting);
    sameAs(brokenPromises(before, seen), []);
    sameAs(await office.findings(), []);
    const [one, other] = results;
    this.reached.results.add(one === 'done' && other === 'done' ? 'both done' : [one, other].sort().join(' and '));
  }

  toString(): string {
    return this.steps.map((step) => JSON.stringify(step)).join(' with ');
  }
}

/** Which of the two came first is seen in nothing but what a refund may do later: whether its fine was open again after it was proposed. */
function isUntold(steps: readonly Step[]): boolean {
  const isProposed = steps.some((step) => step.verb === 'propose-refund' && step.ground === 'overpayment');
  return isProposed && steps.some(({ verb }) => verb === 'reverse');
}

/** Where the model stands after these steps in this order; nothing when it answers one of them otherwise. */
function inOrder(model: WholeFileModel, order: readonly (readonly [Step, Result])[]): WholeFileModel[] {
  const after = model.copy();
  const isSo = order.every(([step, result]) => result === 'stale' || after.take(step) === result);
  return isSo && order.some(([, result]) => result !== 'stale') ? [after] : [];
}

/** `expect` says well what differs, and takes long to find that nothing does. */
export function sameAs(seen: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(seen, expected)) expect(seen).toEqual(expected);
}

/** Brings model and office to where a life begins. */
export async function beginWith(
  steps: readonly Step[],
  model: WholeFileModel,
  office: Office,
  reached: Reached,
): Promise<void> {
  for (const step of steps) await new TakeStep(step, reached).run(model, office);
}

/** Any life of a file, up to so many steps; of several people at once where `isCrowded`. */
export function anyLife(
  reached: Reached,
  maxCommands: number,
  { isCrowded, steps = ANY_STEP }: { readonly isCrowded: boolean; readonly steps?: readonly fc.Arbitrary<Step>[] },
): fc.Arbitrary<Iterable<fc.AsyncCommand<WholeFileModel, Office>>> {
  const alone = steps.map((arbitrary) =>
    arbitrary.map((step): fc.AsyncCommand<WholeFileModel, Office> => new TakeStep(step, reached)),
  );
  const any = fc.oneof(...steps);
  // Two people at anything, or both at the same.
  const together = fc
    .oneof(
      fc.tuple(any, any),
      any.map((step): [Step, Step] => [step, step]),
    )
    .map((steps): fc.AsyncCommand<WholeFileModel, Office> => new TakeTogether(steps, reached));
  return fc.commands(isCrowded ? [...alone, ...steps.map(() => together)] : alone, { maxCommands, size: 'max' });
}
