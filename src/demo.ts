import 'reflect-metadata';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { systemClock } from './platform/clock/clock';
import { readConfig } from './platform/config/config';
import { ApiClient } from './demonstration/api-client';
import { scriptToken } from './demonstration/script-sign-in';
import { demonstrateYear } from './demonstrate-year';
import { DemonstrationWalk } from './demonstration/demonstration-walk';
import { exitWhenRead } from './exit';

/** `npm run demo`: one fine from the offence to the settled debt, over the public API of the running product. */
async function demo(): Promise<void> {
  const { publicUrl } = readConfig(process.env);
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const healthy = await fetch(`${publicUrl}/health`).then(
    (answer) => answer.ok,
    () => false,
  );
  if (!healthy) throw new Error(`Nothing answers at ${publicUrl}. Start the product first: npm start`);
  const client = async (subject: string): Promise<ApiClient> =>
    new ApiClient(publicUrl, await scriptToken(publicUrl, subject));
  const folder = path.resolve('demo-output');
  mkdirSync(folder, { recursive: true });
  const walk = new DemonstrationWalk(
    {
      agent: await client('agent.border'),
      signatory: await client('signatory.border'),
      cashier: await client('cashier'),
    },
    say,
    (name, bytes) => {
      writeFileSync(path.join(folder, name), bytes);
      say(`   kept      demo-output/${name} (${bytes.length} bytes)`);
    },
    systemClock.now(),
  );
  await walk.run();
}

const asked = process.argv.slice(2);
(asked.includes('--year') ? demonstrateYear(asked) : demo()).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  return exitWhenRead(1);
});
