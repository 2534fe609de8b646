import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Files by their names, as the cases describe them. */
export type FixtureFiles = Readonly<Record<string, Uint8Array>>;

/** Writes a folder of fixtures anew when `UPDATE_FIXTURES=1` asks for it. */
export function updateFixtures(folder: string, files: FixtureFiles): void {
  if (process.env['UPDATE_FIXTURES'] !== '1') return;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
}

/** Expects a folder to hold exactly these files, byte for byte. */
export function expectFixtures(folder: string, files: FixtureFiles): void {
  expect(readdirSync(folder).sort()).toEqual(Object.keys(files).sort());
  for (const [name, bytes] of Object.entries(files)) {
    const same = Buffer.from(bytes).equals(readFileSync(join(folder, name)));
    expect({ name, same }).toEqual({ name, same: true });
  }
}
