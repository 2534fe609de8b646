import type { Line } from './letter-text';
import type {
  DefinitionsBlock,
  HeadingBlock,
  LetterBlock,
  ListBlock,
  PanelBlock,
  ParagraphBlock,
  ReferencesBlock,
} from './letter-content';
import { plain } from './letter-content';
import { flowLines, setText, TOGETHER, type PreparedBlock } from './letter-flow';
import { prepareFormFields } from './letter-form';
import { prepareChoices, prepareFormLines, preparePaymentSlip, prepareSignature } from './letter-slips';
import { COLUMN_WIDTH, INK, millimetres, SHEET, STYLE, type LetterSheet, type StructureElement } from './letter-sheet';

const TERM_WIDTH = millimetres(43);

/** Measures a block for a sheet. */
export function prepareBlock(sheet: LetterSheet, block: LetterBlock): PreparedBlock {
  switch (block.kind) {
    case 'heading':
      return prepareHeading(sheet, block);
    case 'paragraph':
      return prepareParagraph(sheet, block);
    case 'definitions':
      return prepareDefinitions(sheet, block);
    case 'references':
      return prepareReferences(sheet, block);
    case 'list':
      return prepareList(sheet, block);
    case 'panel':
      return preparePanel(sheet, block);
    case 'payment-slip':
      return preparePaymentSlip(sheet, block);
    case 'signature':
      return prepareSignature(sheet, block);
    case 'form-lines':
      return prepareFormLines(sheet, block);
    case 'choices':
      return prepareChoices(sheet, block);
    case 'form-fields':
      return prepareFormFields(sheet, block);
  }
}

const HEADING_STYLE = { 1: STYLE.subject, 2: STYLE.section, 3: STYLE.subsection } as const;
const HEADING_SPACE = { 1: 14, 2: 11, 3: 5 } as const;

function prepareHeading(sheet: LetterSheet, block: HeadingBlock): PreparedBlock {
  const style = HEADING_STYLE[block.level];
  const lines = setText(sheet, [{ text: block.text, bold: true }], COLUMN_WIDTH, style);
  const height = lines.length * style.leading + (block.level === 3 ? 1 : 3);
  return {
    before: HEADING_SPACE[block.level],
    lead: height,
    height,
    keepWithNext: true,
    paint(parent) {
      const tag = `H${block.level}`;
      const heading = sheet.element(parent, tag);
      sheet.paintLines(heading, tag, lines, { x: SHEET.left, y: sheet.y }, style);
      heading.end();
      sheet.y += height;
    },
  };
}

function prepareParagraph(sheet: LetterSheet, block: ParagraphBlock): PreparedBlock {
  const style = block.tone === undefined ? STYLE.body : STYLE[block.tone];
  const lines = setText(sheet, block.content, COLUMN_WIDTH, style);
  const height = lines.length * style.leading;
  return {
    before: block.tone === 'small' ? 5 : 4,
    lead: Math.min(lines.length, lines.length === TOGETHER + 1 ? TOGETHER + 1 : TOGETHER) * style.leading,
    height,
    keepWithNext: block.keepWithNext === true,
    paint(parent) {
      const paragraph = sheet.element(parent, 'P');
      flowLines(sheet, paragraph, 'P', lines, { x: SHEET.left, style });
      paragraph.end();
    },
  };
}

const SHORT_LIST = 5 * STYLE.body.leading;

function prepareList(sheet: LetterSheet, block: ListBlock): PreparedBlock {
  const indent = 12;
  const gap = 2;
  const items = block.items.map((item) => setText(sheet, item, COLUMN_WIDTH - indent, STYLE.body));
  const heights = items.map((lines) => lines.length * STYLE.body.leading);
  const height = heights.reduce((sum, itemHeight) => sum + itemHeight + gap, 0);
  return {
    before: 4,
    // A short list stays whole.
    lead: height <= SHORT_LIST ? height : Math.min(items[0]?.length ?? 0, TOGETHER) * STYLE.body.leading,
    height,
    paint(parent) {
      const list = sheet.element(parent, 'L');
      items.forEach((lines, index) => {
        sheet.ensure(Math.min(lines.length, TOGETHER) * STYLE.body.leading);
        paintListItem(sheet, list, lines, SHEET.left, indent);
        if (index < items.length - 1) sheet.y += gap;
      });
      list.end();
    },
  };
}

/** Bullet and text of one item, flowing over pages. */
function paintListItem(
  sheet: LetterSheet,
  list: StructureElement,
  lines: readonly Line[],
  x: number,
  indent: number,
): void {
  const item = sheet.element(list, 'LI');
  const label = sheet.element(item, 'Lbl');
  sheet.paint(label, 'Lbl', () => sheet.put('•', x + 2, sheet.y + 1.2, { ...STYLE.body, color: INK.accent }, 'bold'));
  label.end();
  const body = sheet.element(item, 'LBody');
  flowLines(sheet, body, 'LBody', lines, { x: x + indent, style: STYLE.body });
  body.end();
  item.end();
}

/** White space above and below the text of a table row. */
const ROW_PADDING = 2.1;

/** Rows of a table that stay together at its beginning and at its end. */
const ROWS_TOGETHER = 3;

interface DefinitionRow {
  readonly term: Line[];
  readonly values: Line[][];
  readonly height: number;
}

function prepareDefinitions(sheet: LetterSheet, block: DefinitionsBlock): PreparedBlock {
  const valueX = SHEET.left + TERM_WIDTH + 6;
  const rows = block.rows.map((row): DefinitionRow => {
    const term = setText(sheet, plain(row.term), TERM_WIDTH, STYLE.term);
    const values = row.values.map((value) => setText(sheet, value, SHEET.right - valueX, STYLE.body));
    const valueLines = values.reduce((sum, lines) => sum + lines.length, 0);
    return { term, values, height: Math.max(term.length, valueLines) * STYLE.body.leading + 2 * ROW_PADDING };
  });
  return {
    before: 4,
    lead: roomForRows(rows.slice(0, ROWS_TOGETHER)),
    height: rows.reduce((sum, row) => sum + row.height, 0),
    paint(parent) {
      const table = sheet.element(parent, 'Table');
      const rule = () => sheet.artifact(() => sheet.rule(SHEET.left, sheet.y, SHEET.right, 0.5, INK.rule));
      rule();
      rows.forEach((row, index) => {
        const isEnd = index === rows.length - ROWS_TOGETHER;
        sheet.ensure(roomForRows(isEnd ? rows.slice(index) : [row]));
        paintDefinitionRow(sheet, table, row, valueX);
        rule();
      });
      table.end();
    },
  };
}

/** Room for rows that stay together; a row longer than the better part of a page may flow, and then only its beginning must fit. */
function roomForRows(rows: readonly DefinitionRow[]): number {
  const height = rows.reduce((sum, row) => sum + row.height, 0);
  return height <= millimetres(120) ? height : 4 * STYLE.body.leading;
}

function paintDefinitionRow(sheet: LetterSheet, table: StructureElement, row: DefinitionRow, valueX: number): void {
  const tr = sheet.element(table, 'TR');
  sheet.y += ROW_PADDING;
  const th = sheet.element(tr, 'TH', { scope: 'Row' });
  sheet.paintLines(th, 'TH', row.term, { x: SHEET.left, y: sheet.y + 0.35 }, STYLE.term);
  th.end();
  const end = sheet.y + row.term.length * STYLE.body.leading;
  const startPage = sheet.doc.bufferedPageRange().count;
  const td = sheet.element(tr, 'TD');
  for (const lines of row.values) {
    const paragraph = sheet.element(td, 'P');
    flowLines(sheet, paragraph, 'P', lines, { x: valueX, style: STYLE.body });
    paragraph.end();
  }
  td.end();
  tr.end();
  if (sheet.doc.bufferedPageRange().count === startPage) sheet.y = Math.max(sheet.y, end);
  sheet.y += ROW_PADDING;
}

function prepareReferences(sheet: LetterSheet, block: ReferencesBlock): PreparedBlock {
  const gap = 10;
  const width = (COLUMN_WIDTH - gap * (block.cells.length - 1)) / block.cells.length;
  const cells = block.cells.map((cell, index) => ({
    x: SHEET.left + index * (width + gap),
    label: setText(sheet, plain(cell.label), width, STYLE.small),
    value: setText(sheet, [{ text: cell.value, bold: true }], width, STYLE.body),
  }));
  const labelHeight = Math.max(...cells.map((cell) => cell.label.length)) * STYLE.small.leading;
  const height = labelHeight + Math.max(...cells.map((cell) => cell.value.length)) * STYLE.body.leading + 9;
  return {
    before: 0,
    lead: height,
    height,
    paint(parent) {
      const top = sheet.y;
      sheet.artifact(() => sheet.rule(SHEET.left, top, SHEET.right, 0.9, INK.accent));
      const table = sheet.element(parent, 'Table');
      const head = sheet.element(table, 'TR');
      for (const cell of cells) {
        const th = sheet.element(head, 'TH', { scope: 'Column' });
        sheet.paintLines(th, 'TH', cell.label, { x: cell.x, y: top + 5 }, STYLE.small);
      }
      const body = sheet.element(table, 'TR');
      for (const cell of cells) {
        const td = sheet.element(body, 'TD');
        sheet.paintLines(td, 'TD', cell.value, { x: cell.x, y: top + 5 + labelHeight }, STYLE.body);
      }
      table.end();
      sheet.y = top + height;
      sheet.artifact(() => sheet.rule(SHEET.left, sheet.y, SHEET.right, 0.5, INK.rule));
    },
  };
}

function preparePanel(sheet: LetterSheet, block: PanelBlock): PreparedBlock {
  const padding = 10;
  const indent = 12;
  const width = COLUMN_WIDTH - 2 * padding - indent;
  const items = block.items.map((item) => setText(sheet, item, width, STYLE.body));
  const lineCount = items.reduce((sum, lines) => sum + lines.length, 0);
  const titleHeight = STYLE.section.leading + 3;
  const height = 2 * padding + titleHeight + lineCount * STYLE.body.leading + (items.length - 1) * 2;
  return {
    before: 9,
    lead: height,
    height,
    paint(parent) {
      const top = sheet.y;
      sheet.artifact(() => {
        sheet.box(SHEET.left, top, COLUMN_WIDTH, height, INK.panel);
        sheet.box(SHEET.left, top, 3, height, INK.accent);
      });
      const x = SHEET.left + padding + 2;
      sheet.y = top + padding;
      const section = sheet.element(parent, 'Sect');
      const heading = sheet.element(section, 'H2');
      sheet.paintLines(
        heading,
        'H2',
        setText(sheet, [{ text: block.title, bold: true }], width, STYLE.section),
        { x, y: sheet.y },
        STYLE.section,
      );
      sheet.y += titleHeight;
      const list = sheet.element(section, 'L');
      items.forEach((lines, index) => {
        paintListItem(sheet, list, lines, x, indent);
        if (index < items.length - 1) sheet.y += 2;
      });
      section.end();
      sheet.y = top + height;
    },
  };
}
