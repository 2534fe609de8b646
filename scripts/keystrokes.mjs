// npm run keystrokes: enters a standard fine in a real browser by keyboard alone and prints how many keys each step takes.
// Fails when something needs the mouse, or when getting about takes more keys than test/e2e/keystrokes.spec.ts allows.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled, root, say } from './ensure.mjs';
import { ensureBrowser } from './ensure-browser.mjs';

const TABLES = join(root, '.cache', 'keystrokes.txt');

ensureInstalled();
mkdirSync(join(root, '.cache'), { recursive: true });
rmSync(TABLES, { force: true });
const browser = ensureBrowser();
const env = { ...process.env, KEYSTROKES_FILE: TABLES, ...(browser && { CHROMIUM_PATH: browser }) };
const run = (...args) => spawnSync(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'ignore', 'inherit'] });

run('scripts/build-assets.mjs');
const { status } = run('node_modules/jest/bin/jest.js', '--selectProjects', 'e2e', '--', 'test/e2e/keystrokes');
if (existsSync(TABLES)) say(readFileSync(TABLES, 'utf8'));
process.exit(status ?? 1);
