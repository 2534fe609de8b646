import { readFileSync } from 'node:fs';
import { create } from 'fontkit';
import PDFDocument from 'pdfkit';
import { decisionLetter } from '../src/documents/decision-letter';
import type { LetterBlock, LetterContent } from '../src/documents/letter-content';
import { renderLetter } from '../src/documents/letter-pdf';
import { borderDecision } from '../test/support/letter-samples';

/**
 * B7: a decision as tagged PDF, from its data, against the least that pdfkit can do with the same text and font:
 * headings and paragraphs put down one after the other, no tags, no tables, no code, no metadata.
 * The baseline gets the parsed font too, so that the ratio is not won by parsing it once; `unshared` is the script that
 * opens the font by its path for each letter. Rounds are interleaved; the ratio is of medians.
 */
const ROUNDS = 7;
const LETTERS_PER_ROUND = 20;
const createdAt = new Date('2026-03-12T10:00:00Z');

const FILE = require.resolve('dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf');
const shared = create(readFileSync(FILE)) as unknown as Buffer;

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join(' ');
  if (typeof value !== 'object' || value === null) return typeof value === 'string' ? value : '';
  return Object.entries(value)
    .filter(([key]) => key !== 'kind' && key !== 'alt' && key !== 'language')
    .map(([, part]) => textOf(part))
    .join(' ');
}

/** The same text, block by block, with nothing else. */
function bare(content: LetterContent, font: string | Buffer): Promise<number> {
  return new Promise((resolve) => {
    const doc = new PDFDocument({ size: 'A4', margin: 60, font: '' });
    let bytes = 0;
    doc.on('data', (chunk: Buffer) => (bytes += chunk.length));
    doc.on('end', () => resolve(bytes));
    doc.registerFont('body', font);
    doc.font('body').fontSize(9.5);
    content.blocks.forEach((block: LetterBlock) => doc.text(textOf(block)).moveDown(0.4));
    doc.end();
  });
}

/** Letters per second of processor time, which other work on the machine disturbs less than the clock on the wall. */
async function round(make: () => Promise<unknown>): Promise<number> {
  const start = process.cpuUsage();
  for (let letter = 0; letter < LETTERS_PER_ROUND; letter++) await make();
  const { user, system } = process.cpuUsage(start);
  return (LETTERS_PER_ROUND * 1e6) / (user + system);
}

function summary(rates: readonly number[]): { median: number; spread: number } {
  const sorted = [...rates].sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  return { median, spread: ((sorted.at(-1) ?? 0) - (sorted[0] ?? 0)) / median };
}

async function main(): Promise<void> {
  const data = borderDecision('fr');
  const content = decisionLetter(data);
  const sides: Record<string, () => Promise<unknown>> = {
    ours: () => renderLetter(decisionLetter(data), { createdAt }),
    bare: () => bare(content, shared),
    unshared: () => bare(content, FILE),
  };
  const rates: Record<string, number[]> = { ours: [], bare: [], unshared: [] };
  for (const make of Object.values(sides)) await round(make);
  for (let turn = 0; turn < ROUNDS; turn++) {
    for (const [side, make] of Object.entries(sides)) rates[side]?.push(await round(make));
  }
  const figures = Object.fromEntries(Object.entries(rates).map(([side, list]) => [side, summary(list)]));
  for (const [side, { median, spread }] of Object.entries(figures)) {
    process.stdout.write(
      `${side}: ${Math.round(median * 10) / 10} letters per cpu second, spread ${Math.round(spread * 100)} %\n`,
    );
  }
  const ratio = (figures.ours?.median ?? 0) / (figures.bare?.median ?? 1);
  process.stdout.write(`B7 ratio ${Math.round(ratio * 100) / 100} (gate 0.70)\n`);
  if ((figures.bare?.spread ?? 1) > 0.25)
    process.stdout.write('the baseline itself varies more than 25 %: no judgement\n');
}

void main();
