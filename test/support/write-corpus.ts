import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { writtenCorpus } from './corpus-writer';

/** `npm run corpus -- FOLDER --seed N --fines N`: writes a corpus for `npm run evaluate:matching`. */
function main(): number {
  const { values, positionals } = parseArgs({
    options: { seed: { type: 'string', default: '1' }, fines: { type: 'string', default: '1000' } },
    allowPositionals: true,
  });
  const [folder, ...others] = positionals;
  const [seed, size] = [Number(values.seed), Number(values.fines)];
  const isSound = Number.isInteger(seed) && Number.isInteger(size) && size >= 10 && size <= 999_999;
  if (folder === undefined || others.length > 0 || !isSound) {
    process.stderr.write('refused: corpus FOLDER [--seed N] [--fines N], whole numbers, 10 to 999999 fines\n');
    return 1;
  }
  const target = path.resolve(process.env['INIT_CWD'] ?? process.cwd(), folder);
  mkdirSync(target, { recursive: true });
  for (const [name, bytes] of writtenCorpus(seed, size)) writeFileSync(path.join(target, name), bytes);
  process.stderr.write(`${target}: ${size} fines\n`);
  return 0;
}

process.exit(main());
