/** A reading that pauses now and then, and comes to a result at its end. */
export type ReadingSteps<Result> = Generator<undefined, Result>;

/** The reading without a pause. */
export function toTheEnd<Result>(steps: ReadingSteps<Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
