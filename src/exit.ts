/**
 * Ends the process with this code once whoever reads has taken all that was written: a pipe holds 64 KiB, and what waits behind it would be lost
 * with the process. Never answers.
 */
export async function exitWhenRead(code: number): Promise<never> {
  await Promise.all([process.stdout, process.stderr].map(drained));
  process.exit(code);
}

/** What is written is told in its order; a reader who has gone takes nothing more. */
function drained(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => {
      resolve();
    });
  });
}
