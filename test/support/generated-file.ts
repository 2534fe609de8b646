import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Compares a generated file of the repository with what the code or the database gives now.
 * With UPDATE_GENERATED=1 in the environment it is written instead: that is how it is brought up to date.
 */
export function expectGenerated(relativePath: string, content: string): void {
  const file = path.resolve(__dirname, '../..', relativePath);
  if (process.env['UPDATE_GENERATED'] === '1') writeFileSync(file, content);
  const kept = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (kept !== content)
    throw new Error(`${relativePath} is not what the product gives now; bring it up to date with: npm run generate`);
  expect(kept).toBe(content);
}
