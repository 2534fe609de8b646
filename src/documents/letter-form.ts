import type { FormField, FormFieldsBlock } from './letter-content';
import { plain } from './letter-content';
import { setText, type PreparedBlock } from './letter-flow';
import { millimetres, SHEET, STYLE, type LetterSheet, type StructureElement } from './letter-sheet';

const LABEL_WIDTH = millimetres(58);
const FIELD_LEFT = SHEET.left + LABEL_WIDTH + 6;
const LINE_HEIGHT = 15;
const GAP = 4.5;
const BOX = 10;

/** Fields with their label: at its right, a box to write in; of a choice, a box to tick before it. Those of one block stay together. */
export function prepareFormFields(sheet: LetterSheet, block: FormFieldsBlock): PreparedBlock {
  const fields = block.fields.map((field) => {
    const width = field.lines === undefined ? SHEET.right - SHEET.left - BOX - 8 : LABEL_WIDTH;
    const label = setText(sheet, plain(field.label), width, STYLE.body);
    const own = field.lines === undefined ? BOX : field.lines * LINE_HEIGHT;
    return { field, label, height: Math.max(label.length * STYLE.body.leading, own) + GAP };
  });
  const height = fields.reduce((sum, field) => sum + field.height, 0);
  return {
    before: 5,
    lead: height,
    height,
    paint(parent) {
      for (const { field, label, height: taken } of fields) {
        const isTick = field.lines === undefined;
        const x = isTick ? SHEET.left + BOX + 8 : SHEET.left;
        const paragraph = sheet.element(parent, 'P');
        sheet.paintLines(paragraph, 'P', label, { x, y: sheet.y + (isTick ? -0.8 : 1.4) }, STYLE.body);
        paragraph.end();
        const at = isTick
          ? { x: SHEET.left, y: sheet.y, width: BOX, height: BOX }
          : { x: FIELD_LEFT, y: sheet.y, width: SHEET.right - FIELD_LEFT, height: taken - GAP };
        sheet.artifact(() => sheet.frame(at.x, at.y, at.width, at.height, 0.7));
        paintField(sheet, parent, field, at);
        sheet.y += taken;
      }
    },
  };
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const MULTI_LINE = 1 << 12;
const PRINTED = 4;

/** The part of a PDF document under construction that pdfkit's published types leave out. */
interface FormDocument {
  /** What pdfkit closes the form with. */
  _acroform?: { readonly fonts: Readonly<Record<string, object>>; readonly defaultFont: string };
  readonly _root: { readonly data: { AcroForm?: { readonly data: { readonly Fields: object[] } } } };
  readonly page: { readonly annotations: object[] };
  ref(data: object): { end(content?: Buffer): void };
  annotate(x: number, y: number, width: number, height: number, options: object): void;
}

/** A field as a program and a voice meet it: its name, its hint, and an element of the structure that holds it. */
function paintField(sheet: LetterSheet, parent: StructureElement, field: FormField, at: Box): void {
  const doc = sheet.doc as unknown as FormDocument;
  const form = sheet.element(parent, 'Form', { alt: field.hint });
  doc.annotate(at.x, at.y, at.width, at.height, {
    Subtype: 'Widget',
    F: PRINTED,
    T: pdfText(field.name),
    TU: pdfText(`${field.label}: ${field.hint}`),
    structParent: form,
    ...(field.lines === undefined ? tickBox(doc) : textBox(doc, field.lines, at)),
  });
  form.end();
  const added = doc.page.annotations.at(-1);
  if (added !== undefined) formOf(doc).data.Fields.push(added);
}

function textBox(doc: FormDocument, lines: number, { width, height }: Box): object {
  return {
    FT: 'Tx',
    ...(lines > 1 && { Ff: MULTI_LINE }),
    DA: pdfText(`/Helv ${STYLE.body.size} Tf 0 g`),
    AP: { N: appearance(doc, width, height, '/Tx BMC EMC') },
  };
}

/** The tick is drawn, so that it needs no font of signs. */
function tickBox(doc: FormDocument): object {
  const tick = `1.4 w 2 ${BOX / 2} m 4 2 l ${BOX - 2} ${BOX - 2} l S`;
  return {
    FT: 'Btn',
    V: 'Off',
    AS: 'Off',
    AP: { N: { Yes: appearance(doc, BOX, BOX, tick), Off: appearance(doc, BOX, BOX, '') } },
  };
}

function appearance(doc: FormDocument, width: number, height: number, content: string): object {
  const stream = doc.ref({ Type: 'XObject', Subtype: 'Form', BBox: [0, 0, width, height], Resources: {} });
  stream.end(Buffer.from(content, 'latin1'));
  return stream;
}

/** The form of the document: its answers are set in Helvetica, which every reader of forms has; nothing is painted in it here. */
function formOf(doc: FormDocument): { readonly data: { readonly Fields: object[] } } {
  const root = doc._root.data;
  if (root.AcroForm === undefined) {
    const font = doc.ref({ Type: 'Font', Subtype: 'Type1', BaseFont: 'Helvetica', Encoding: 'WinAnsiEncoding' });
    font.end();
    const form = doc.ref({ Fields: [], DR: { Font: {} }, DA: pdfText('/Helv 0 Tf 0 g') });
    doc._acroform = { fonts: { Helv: font }, defaultFont: 'Helv' };
    root.AcroForm = form as unknown as { data: { Fields: object[] } };
  }
  return root.AcroForm;
}

/** pdfkit writes a primitive string as a name, and a String object as text. */
function pdfText(text: string): object {
  return Object(text) as object;
}
