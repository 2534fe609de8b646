import { createReadStream, existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { actorOf } from './access/actor';
import { UsersService } from './access/users.service';
import { newId } from './kernel/ids';
import { openDatabase, openOffice, type Office } from './office';
import { readConfig } from './platform/config/config';
import type { Actor } from './platform/database/transactions';
import { systemActor } from './platform/jobs/jobs';
import { Refused } from './platform/refused';
import { TakeoverService, type TakeoverCheck } from './takeover/takeover.service';
import { TAKEOVER_KINDS, type TakeoverKind } from './takeover/takeover.types';

type Say = (line: string) => void;

/** What was asked on the command line. */
interface Asked {
  readonly file: string;
  readonly kind: TakeoverKind;
  readonly by: string;
  readonly loadedBy: string | undefined;
}

export const TAKE_OVER_USAGE = 'take-over FILE --by SUBJECT [--loaded-by SUBJECT] [--kind fines|deposits|appeals]';

/**
 * `cli take-over`: checks a file whole in the name of one person, and loads it in the name of a second one when that is named; else it
 * waits for somebody on the page. Prints the report as JSON. Exit code 1 when something is refused; every finding goes to standard error.
 */
export async function takeOverCommand(args: readonly string[], complain: Say): Promise<number> {
  const asked = askedIn(args);
  if (asked === undefined) {
    complain(`refused: ${TAKE_OVER_USAGE}`);
    return 1;
  }
  if (!existsSync(asked.file)) {
    complain(`refused: ${asked.file} is not there`);
    return 1;
  }
  const config = readConfig(process.env);
  const database = await openDatabase(config, complain, true);
  const office = await openOffice(config, database);
  try {
    return await takeOver(office, asked, complain);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    for (const { code, params } of error.refusals) complain(`refused: ${code} ${JSON.stringify(params ?? {})}`);
    return 1;
  } finally {
    await office.close();
    await database.stop();
  }
}

function askedIn(args: readonly string[]): Asked | undefined {
  const options = { by: { type: 'string' }, 'loaded-by': { type: 'string' }, kind: { type: 'string' } } as const;
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  const kind = TAKEOVER_KINDS.find((each) => each === (values.kind ?? 'fines'));
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0 || values.by === undefined || kind === undefined) return undefined;
  // npm runs us in the folder of the product; a relative path is meant from where the person stands.
  const from = process.env['INIT_CWD'] ?? process.cwd();
  return { file: path.resolve(from, file), kind, by: values.by, loadedBy: values['loaded-by'] };
}

async function takeOver(office: Office, asked: Asked, complain: Say): Promise<number> {
  const takeover = office.app.get(TakeoverService);
  const source = {
    name: path.basename(asked.file),
    kind: asked.kind,
    open: () => createReadStream(asked.file, { highWaterMark: 1 << 20 }),
  };
  const checked = await takeover.check(await actorNamed(office, asked.by, 'take-over.check'), source);
  if (checked.outcome === 'refused') return refused(checked, complain);
  const { file, outcome } = checked;
  complain(outcome === 'known' ? 'This file was checked before.' : 'The file holds no error.');
  let { state } = file;
  if (asked.loadedBy !== undefined && state === 'checked')
    ({ state } = await takeover.load(
      await actorNamed(office, asked.loadedBy, 'take-over.load'),
      file.id,
      file.version,
    ));
  if (state === 'checked') complain('It waits for a second person, on the page Take-over or with --loaded-by.');
  process.stdout.write(`${JSON.stringify({ ...file, state }, null, 2)}\n`);
  return 0;
}

function refused({ findings, isCut }: Extract<TakeoverCheck, { outcome: 'refused' }>, complain: Say): number {
  for (const { code, rule, params } of findings)
    complain(`refused: ${code}${rule === undefined ? '' : ` (${rule})`} ${JSON.stringify(params ?? {})}`);
  if (isCut) complain('There are more findings; these are the first.');
  return 1;
}

async function actorNamed(
  office: Office,
  subject: string,
  permission: 'take-over.check' | 'take-over.load',
): Promise<Actor> {
  const users = await office.app.get(UsersService).list(systemActor('cli-take-over'));
  const user = users.find((each) => each.subject === subject && each.active);
  if (user === undefined) throw new Refused({ code: 'user-unknown', params: { subject } });
  const actor = actorOf(user, { remoteAddress: '127.0.0.1', traceId: newId() });
  if (!actor.permissions.has(permission)) throw new Refused({ code: 'missing-permission', params: { permission } });
  return actor;
}
