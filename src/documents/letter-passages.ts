import type { RichText, TextRun } from './letter-content';

/** The scripts besides Latin that the bundled fonts show, with their BCP 47 tags for a text of unknown language. */
const SCRIPTS = {
  Grek: 'Greek',
  Cyrl: 'Cyrillic',
  Arab: 'Arabic',
  Hebr: 'Hebrew',
  Armn: 'Armenian',
  Geor: 'Georgian',
} as const;

/** Words of one script, with the signs between them. */
const PASSAGES = new RegExp(
  Object.entries(SCRIPTS)
    .map(([tag, script]) => `(?<${tag}>${wordsIn(script)}(?:[ \\u00a0'’.,\\-]+${wordsIn(script)})*)`)
    .join('|'),
  'gu',
);

function wordsIn(script: string): string {
  return `\\p{Script=${script}}[\\p{Script=${script}}\\p{M}\\u200c\\u200d]*`;
}

/**
 * A text as runs, each passage in another script marked as such (`und-Grek`), so that a voice reads it with the letters it
 * has. `language` is given to all the rest, where that is not in the letter's own language.
 */
export function passages(text: string, language?: string): RichText {
  const runs: TextRun[] = [];
  const own = (part: string): void => {
    if (part !== '') runs.push(language === undefined ? { text: part } : { text: part, language });
  };
  let from = 0;
  for (const match of text.matchAll(PASSAGES)) {
    own(text.slice(from, match.index));
    const tag = Object.entries(match.groups ?? {}).find(([, words]) => words === match[0])?.[0] ?? '';
    runs.push({ text: match[0], language: `und-${tag}` });
    from = match.index + match[0].length;
  }
  own(text.slice(from));
  return runs;
}
