import { setText } from './letter-flow';
import { plain, type LetterContent, type LetterMark } from './letter-content';
import { COLUMN_WIDTH, INK, millimetres, SHEET, STYLE, type LetterSheet } from './letter-sheet';
import type { Line } from './letter-text';
import { WINDOW } from './letter-window';

/** What stands around the text of a letter: letterhead, sender, running head, foot, and the mark of what is no act. */

export function paintLetterhead(sheet: LetterSheet, { letterhead }: LetterContent): void {
  const { office } = letterhead;
  sheet.artifact(
    () => {
      if (office !== undefined) paintOffice(sheet, office);
      // Folding in three for a C5/6 envelope.
      for (const fold of [99, 198]) sheet.rule(millimetres(6), millimetres(fold), millimetres(11), 0.4, INK.rule);
    },
    'Pagination',
    'Top',
  );
}

function paintOffice(
  sheet: LetterSheet,
  { ministry, name, otherNames }: NonNullable<LetterContent['letterhead']['office']>,
): void {
  const top = millimetres(13);
  sheet.box(SHEET.left, top, 4, 41, INK.accent);
  sheet.put(ministry, SHEET.left + 13, top - 1, { ...STYLE.body, color: INK.quiet });
  sheet.put(name, SHEET.left + 13, top + 12, { size: 17, leading: 22, color: INK.accent }, 'bold');
  sheet.put(otherNames.join('  ·  '), SHEET.left + 13, top + 33, STYLE.running);
  sheet.rule(SHEET.left, millimetres(32), SHEET.right, 0.5, INK.rule);
}

/** Returns where the block ends. */
export function paintSender(sheet: LetterSheet, { letterhead }: LetterContent): number {
  const width = WINDOW.left - SHEET.left - 14;
  let y = millimetres(40);
  letterhead.senderLines.forEach((line, index) => {
    const style = index === 0 ? { ...STYLE.small, color: INK.text } : STYLE.small;
    const lines = setText(sheet, [{ text: line, ...(index === 0 ? { bold: true as const } : {}) }], width, style);
    const paragraph = sheet.element(sheet.root, 'P');
    sheet.paintLines(paragraph, 'P', lines, { x: SHEET.left, y }, style);
    paragraph.end();
    y += lines.length * style.leading;
  });
  return y;
}

export function paintHeadsAndFeet(sheet: LetterSheet, content: LetterContent): void {
  const { count } = sheet.doc.bufferedPageRange();
  for (let page = 0; page < count; page++) {
    sheet.returnTo(page);
    if (page > 0) sheet.artifact(() => paintRunningHead(sheet, content), 'Pagination', 'Top');
    sheet.artifact(() => paintFoot(sheet, content, page + 1, count), 'Pagination', 'Bottom');
  }
}

function paintRunningHead(sheet: LetterSheet, content: LetterContent): void {
  const y = millimetres(12);
  if (content.mark) sheet.put(content.mark.text, SHEET.left, MARK_TOP, MARK_STYLE, 'bold');
  const { office, senderLines } = content.letterhead;
  sheet.put(office?.name ?? senderLines[0] ?? '', SHEET.left, y, { ...STYLE.running, color: INK.accent }, 'bold');
  const width = sheet.measure(STYLE.running.size)(content.runningTitle, 'regular');
  sheet.put(content.runningTitle, SHEET.right - width, y, STYLE.running);
  sheet.rule(SHEET.left, y + 13, SHEET.right, 0.5, INK.rule);
}

function paintFoot(sheet: LetterSheet, content: LetterContent, page: number, pages: number): void {
  const y = SHEET.height - millimetres(16);
  sheet.rule(SHEET.left, y - 6, SHEET.right, 0.5, INK.rule);
  const label = content.pageLabel.replace('{{page}}', String(page)).replace('{{pages}}', String(pages));
  const labelWidth = sheet.measure(STYLE.running.size)(label, 'regular');
  footLines(sheet, content.footer, COLUMN_WIDTH - labelWidth - 20).forEach((line, index) => {
    sheet.put(line, SHEET.left, y + index * STYLE.running.leading, STYLE.running);
  });
  sheet.put(label, SHEET.right - labelWidth, y, STYLE.running);
}

const SEPARATOR = ' · ';

/** The foot in at most two lines, cut between its parts and nowhere else; a part too long for a line is cut where it must. */
function footLines(sheet: LetterSheet, footer: string, width: number): string[] {
  const measure = sheet.measure(STYLE.running.size);
  const lines: string[] = [];
  for (const part of footer.split(SEPARATOR)) {
    const line = lines.at(-1);
    const longer = line === undefined ? part : line + SEPARATOR + part;
    if (line !== undefined && measure(longer, 'regular') <= width) lines[lines.length - 1] = longer;
    else lines.push(...setText(sheet, plain(part), width, STYLE.running).map(textOf));
  }
  return lines.slice(0, 2);
}

function textOf(line: Line): string {
  return line.fragments.map((fragment) => fragment.text).join('');
}

const MARK_TOP = millimetres(6);

const MARK_STYLE = { ...STYLE.running, size: 8, color: INK.warning } as const;

/** Says at the head of the first page that this is no act; the other pages repeat it beside their running head. */
export function paintMark(sheet: LetterSheet, mark: LetterMark): void {
  const paragraph = sheet.element(sheet.root, 'P');
  const lines = setText(sheet, [{ text: mark.text, bold: true }], COLUMN_WIDTH, MARK_STYLE);
  sheet.paintLines(paragraph, 'P', lines.slice(0, 1), { x: SHEET.left, y: MARK_TOP }, MARK_STYLE);
  paragraph.end();
}
