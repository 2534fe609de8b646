/** The lives of CI are the same in each run, so that what fails there fails again. */
const USUAL_SEED = 41_980;

/**
 * How many lives are played, and from which seed. `WHOLE_FILE_RUNS` asks for another number, of lives that are others each time;
 * `WHOLE_FILE_SEED` plays those of one run again.
 */
export function livesToPlay(usual: number): { readonly numRuns: number; readonly seed?: number } {
  const { WHOLE_FILE_RUNS: runs, WHOLE_FILE_SEED: seed } = process.env;
  if (seed !== undefined) return { numRuns: Number(runs ?? usual), seed: Number(seed) };
  return runs === undefined ? { numRuns: usual, seed: USUAL_SEED } : { numRuns: Number(runs) };
}
