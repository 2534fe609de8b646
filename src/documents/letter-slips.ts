import type { ChoicesBlock, FormLinesBlock, PaymentSlipBlock, QrSymbol, SignatureBlock } from './letter-content';
import { plain } from './letter-content';
import { setText, type PreparedBlock } from './letter-flow';
import { COLUMN_WIDTH, INK, millimetres, SHEET, STYLE, type LetterSheet, type StructureElement } from './letter-sheet';

const PADDING = 9;
const QR_WIDTH = millimetres(34);
const SLIP_TERM_WIDTH = millimetres(36);

/** The framed payment data and, at their right, the code for a banking app. */
export function preparePaymentSlip(sheet: LetterSheet, block: PaymentSlipBlock): PreparedBlock {
  const inner = COLUMN_WIDTH - 2 * PADDING - (block.qr ? QR_WIDTH + 14 : 0);
  const valueX = SHEET.left + PADDING + SLIP_TERM_WIDTH + 6;
  const valueWidth = SHEET.left + PADDING + inner - valueX;
  const rows = block.rows.map((row) => {
    const term = setText(sheet, plain(row.term), SLIP_TERM_WIDTH, STYLE.term);
    const values = row.values.map((value) => setText(sheet, value, valueWidth, STYLE.body));
    return {
      term,
      values,
      lines: Math.max(
        term.length,
        values.reduce((sum, lines) => sum + lines.length, 0),
      ),
    };
  });
  const caption = block.qr ? setText(sheet, plain(block.qr.caption), QR_WIDTH - 6, STYLE.small) : [];
  const tableHeight = rows.reduce((sum, row) => sum + row.lines * STYLE.body.leading + 4, 0);
  const qrHeight = block.qr ? QR_WIDTH + 3 + caption.length * STYLE.small.leading : 0;
  const height = Math.max(tableHeight, qrHeight) + 2 * PADDING;
  return {
    before: 6,
    lead: height,
    height,
    paint(parent) {
      const top = sheet.y;
      sheet.artifact(() => sheet.frame(SHEET.left, top, COLUMN_WIDTH, height, 0.9));
      const table = sheet.element(parent, 'Table');
      let y = top + PADDING;
      for (const row of rows) {
        const tr = sheet.element(table, 'TR');
        const th = sheet.element(tr, 'TH', { scope: 'Row' });
        sheet.paintLines(th, 'TH', row.term, { x: SHEET.left + PADDING, y: y + 0.35 }, STYLE.term);
        const td = sheet.element(tr, 'TD');
        sheet.paintLines(td, 'TD', row.values.flat(), { x: valueX, y }, STYLE.body);
        y += row.lines * STYLE.body.leading + 4;
      }
      table.end();
      if (block.qr) {
        const x = SHEET.right - PADDING - QR_WIDTH;
        paintQr(sheet, parent, block.qr, { x, y: top + PADDING, width: QR_WIDTH });
        const note = sheet.element(parent, 'P');
        sheet.paintLines(note, 'P', caption, { x: x + 6, y: top + PADDING + QR_WIDTH + 3 }, STYLE.small);
        note.end();
      }
      sheet.y = top + height + 3;
    },
  };
}

/** Four modules of white around the symbol, as the standard for QR codes wants. */
const QUIET_ZONE = 4;

/** Draws a QR code as vectors: one rectangle for each run of dark modules in a row. */
export function paintQr(
  sheet: LetterSheet,
  parent: StructureElement,
  qr: QrSymbol,
  at: { readonly x: number; readonly y: number; readonly width: number },
): void {
  const module = at.width / (qr.size + 2 * QUIET_ZONE);
  const figure = sheet.element(parent, 'Figure', { alt: qr.alt, bbox: [at.x, at.y, at.x + at.width, at.y + at.width] });
  sheet.paint(figure, 'Figure', () => {
    sheet.fill('#000000');
    for (let row = 0; row < qr.size; row++) {
      for (const run of darkRuns(qr.modules.slice(row * qr.size, (row + 1) * qr.size))) {
        sheet.doc.rect(
          at.x + (QUIET_ZONE + run.start) * module,
          at.y + (QUIET_ZONE + row) * module,
          run.length * module,
          module,
        );
      }
    }
    sheet.doc.fill();
  });
  figure.end();
}

function darkRuns(row: readonly boolean[]): { start: number; length: number }[] {
  const runs: { start: number; length: number }[] = [];
  row.forEach((dark, index) => {
    const last = runs[runs.length - 1];
    if (!dark) return;
    if (last && last.start + last.length === index) last.length += 1;
    else runs.push({ start: index, length: 1 });
  });
  return runs;
}

/** Signature: set in the right half, as letters of the administration are. */
export function prepareSignature(sheet: LetterSheet, block: SignatureBlock): PreparedBlock {
  const x = SHEET.left + COLUMN_WIDTH * 0.4;
  const lines = block.lines.map((line) => setText(sheet, line, SHEET.right - x, STYLE.body));
  const height = lines.reduce((sum, set) => sum + set.length, 0) * STYLE.body.leading;
  return {
    before: 16,
    lead: height,
    height,
    paint(parent) {
      for (const set of lines) {
        const paragraph = sheet.element(parent, 'P');
        sheet.paintLines(paragraph, 'P', set, { x, y: sheet.y }, STYLE.body);
        paragraph.end();
        sheet.y += set.length * STYLE.body.leading;
      }
    },
  };
}

const FORM_LABEL_WIDTH = millimetres(58);

/** Labels with a line to write on. */
export function prepareFormLines(sheet: LetterSheet, block: FormLinesBlock): PreparedBlock {
  const fields = block.fields.map((field) => {
    const label = setText(sheet, plain(field.label), FORM_LABEL_WIDTH, STYLE.body);
    return {
      label,
      height: Math.max(label.length * STYLE.body.leading + 6, field.tall ? millimetres(19) : millimetres(8.5)),
    };
  });
  const height = fields.reduce((sum, field) => sum + field.height, 0);
  return {
    before: 6,
    lead: height,
    height,
    paint(parent) {
      for (const field of fields) {
        const bottom = sheet.y + field.height;
        const paragraph = sheet.element(parent, 'P');
        const y = bottom - 4 - field.label.length * STYLE.body.leading;
        sheet.paintLines(paragraph, 'P', field.label, { x: SHEET.left, y }, STYLE.body);
        paragraph.end();
        sheet.artifact(() => sheet.rule(SHEET.left + FORM_LABEL_WIDTH + 6, bottom - 5, SHEET.right, 0.5, INK.text));
        sheet.y = bottom;
      }
    },
  };
}

/** Empty boxes with their text, to be ticked by hand. */
export function prepareChoices(sheet: LetterSheet, block: ChoicesBlock): PreparedBlock {
  const indent = 18;
  const side = 9;
  const items = block.items.map((item) => setText(sheet, item, COLUMN_WIDTH - indent, STYLE.body));
  const height = items.reduce((sum, lines) => sum + lines.length * STYLE.body.leading + 5, 0);
  return {
    before: 6,
    lead: height,
    height,
    paint(parent) {
      const list = sheet.element(parent, 'L');
      for (const lines of items) {
        const item = sheet.element(list, 'LI');
        sheet.artifact(() => sheet.frame(SHEET.left, sheet.y + 2.2, side, side, 0.9));
        const body = sheet.element(item, 'LBody');
        sheet.paintLines(body, 'LBody', lines, { x: SHEET.left + indent, y: sheet.y }, STYLE.body);
        sheet.y += lines.length * STYLE.body.leading + 5;
      }
      list.end();
    },
  };
}
