import { Refused } from '../../src/platform/refused';

/** What a command was refused for, as `field: code`; empty when it was accepted. Anything else that is thrown stays thrown. */
export async function refusalsOf(work: Promise<unknown>): Promise<string[]> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Refused) return error.refusals.map(({ code, field }) => `${field ?? ''}: ${code}`);
    throw error;
  }
  return [];
}
