import type { Translator } from '../ui/translator';
import { nameOf } from './year-names.view';
import type { FineStanding } from './year-look';
import type { PlayedStep, PlayedStory } from './year-walk';
import type { YearStep } from './year-story.types';

/** Columns of a line, and where what is said of a day begins. */
const WIDTH = 104;
const INDENT = ' '.repeat(14);

/** Width of an amount, so that they stand below each other. */
const AMOUNT = 8;
const FIGURES = ['owed', 'paid', 'held', 'toRefund', 'refunded'] as const;

/** How the money of a story stands; nothing before anything is owed or paid. */
function balance({ t, money }: Translator, standings: readonly FineStanding[]): string[] {
  const figures = FIGURES.map((name) => ({
    name,
    cents: standings.reduce((total, standing) => total + standing[`${name}Cents`], 0),
  }));
  const isTold = standings.some(({ lastDay, paidCents }) => lastDay !== undefined || paidCents > 0);
  if (!isTold) return [];
  return [INDENT + figures.map(({ name, cents }) => `${t(`year.figure.${name}`)} ${money(cents).padStart(AMOUNT)}`).join('   ')]; // prettier-ignore
}

/** The code of the sentence of a step: an act is told in another way when it went to another or ended in another way. */
function sentenceOf(step: YearStep): string {
  if (step.act === 'hand-over') return step.to === 'party' ? 'hand-over-party' : 'hand-over';
  if (step.act !== 'judge') return step.act;
  return step.isAdmissible ? `judge-${step.outcome}` : 'judge-inadmissible';
}

/** What is read off as one thing although it is printed in groups: an IBAN, the number of a registered item. */
const IN_GROUPS = /\b(?:[A-Z]{2}\d{2}(?: [A-Z0-9]{4})+(?: [A-Z0-9]{1,3}\b)?|[A-Z]{2}(?: \d{3}){3} [A-Z]{2})/g;
const NO_BREAK = '\u2060';

/** A text in lines that are not too long, all but the first below each other; no line ends within an account number. */
export function wrapped(first: string, text: string): string {
  const lines: string[] = [];
  let line = first;
  const bound = text.replace(IN_GROUPS, (groups) => groups.replaceAll(' ', NO_BREAK));
  for (const part of bound.split(' ')) {
    const word = part.replaceAll(NO_BREAK, ' ');
    if (line.length + word.length > WIDTH) {
      lines.push(line.trimEnd());
      line = ' '.repeat(first.length);
    }
    line += `${word} `;
  }
  return [...lines, line.trimEnd()].join('\n');
}

function stepLines(translator: Translator, { step, rule, params, standings, remarks }: PlayedStep): string[] {
  const { t, shortDate } = translator;
  const note = step.note === undefined ? '' : ` ${t(`year.note.${step.note}`)}`;
  const said = `${t(`year.act.${sentenceOf(step)}`, params)}${note} ${t('year.rule', { rule })}`;
  return [
    wrapped(`  ${shortDate(step.on).padEnd(12)}`, said),
    ...remarks.map(({ code, params: values }) =>
      wrapped(`${INDENT}→ `, t('year.by-itself', { what: t(`year.remark.${code}`, values) })),
    ),
    ...balance(translator, standings),
  ];
}

/** One story in the words of a language: its title, who it is about, and every step with the day, the rule and the money. */
function tellStory(translator: Translator, { story, steps }: PlayedStory, ordinal: number): string {
  const title = `${ordinal}. ${translator.t(`year.story.${story.code}`)}`;
  const who = [nameOf(story.person), ...(story.party === undefined ? [] : [nameOf(story.party.party)])].join(', ');
  return [title, `  ${who}`, ...steps.flatMap((step) => stepLines(translator, step))].join('\n');
}

/** The whole year in the words of a language. */
export function tellYear(translator: Translator, played: readonly PlayedStory[], year: number): string {
  const { t } = translator;
  const stories = played.map((story, index) => tellStory(translator, story, index + 1));
  return [t('year.title', { year }), wrapped('', t('year.intro')), ...stories, t('year.end')].join('\n\n');
}
