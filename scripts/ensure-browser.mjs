// Finds the Chromium that the end-to-end tests drive; installs Debian's where it may.
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { say } from './ensure.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const INSTALL = 'apt-get update && apt-get install -y chromium';

/** Path of a browser: CHROMIUM_PATH, else the first on PATH; undefined when there is none. */
export function findBrowser() {
  const named = process.env.CHROMIUM_PATH;
  if (named) return isProgram(named) ? named : undefined;
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram);
}

/** Path of a browser, installed as root where there was none; undefined, with the command to give, where that fails. */
export function ensureBrowser() {
  const found = findBrowser();
  if (found) return found;
  if (process.env.CHROMIUM_PATH) {
    say(`CHROMIUM_PATH names ${process.env.CHROMIUM_PATH}, which is not a program.`);
    return undefined;
  }
  if (process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0) {
    say(`No browser found; installing Debian's (${INSTALL}) …`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    spawnSync('/bin/sh', ['-c', INSTALL], { stdio: ['ignore', 2, 2], env });
    const installed = findBrowser();
    if (installed) return installed;
  }
  say(`The end-to-end tests need Chromium. Install it (sudo sh -c '${INSTALL}'), or set CHROMIUM_PATH to one.`);
  return undefined;
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
