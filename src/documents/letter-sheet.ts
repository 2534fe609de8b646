import { advanceInEms, type Face } from './letter-fonts';
import type { Fragment, Line, Measure } from './letter-text';
import type { LetterContent, PrintedLanguage } from './letter-content';

/** Points in a millimetre, the unit of PDF. */
export const millimetres = (length: number): number => (length * 72) / 25.4;

/** A4, in points, with the measures that the parts of a letter share. */
export const SHEET = {
  width: 595.28,
  height: 841.89,
  left: millimetres(23),
  right: 595.28 - millimetres(20),
  nextTop: millimetres(22),
  bottom: 841.89 - millimetres(20.5),
} as const;

export const COLUMN_WIDTH = SHEET.right - SHEET.left;

/** Colours with enough contrast on white and on the panel (at least 7:1 for text). */
export const INK = {
  text: '#1b2430',
  quiet: '#4a5563',
  accent: '#12355b',
  rule: '#b9c4d0',
  panel: '#eef2f7',
  /** Says that something is no act. */
  warning: '#8c1d18',
  /** Behind the text of what is no act. */
  watermark: '#eef0f3',
} as const;

export interface TextStyle {
  readonly size: number;
  /** Distance from one line to the next, in points. */
  readonly leading: number;
  readonly color: string;
}

export const STYLE = {
  body: { size: 9.5, leading: 12.7, color: INK.text },
  lead: { size: 10.5, leading: 14.5, color: INK.accent },
  small: { size: 8, leading: 11.2, color: INK.quiet },
  term: { size: 8.5, leading: 12.7, color: INK.quiet },
  running: { size: 7.5, leading: 10, color: INK.quiet },
  subject: { size: 15.5, leading: 20, color: INK.accent },
  section: { size: 11.5, leading: 15, color: INK.accent },
  subsection: { size: 9.5, leading: 13.2, color: INK.accent },
} as const satisfies Record<string, TextStyle>;

/** Height of the font’s own line box in sizes: lines are centred in their leading. */
const LINE_BOX = 1.164;

/** Text that is already measured and broken: the width, which only underlines and links use, spares pdfkit a second measuring. */
const PLACED = { lineBreak: false, textWidth: 0, wordCount: 0 } as const;

/** `fr-BE`: the language as it is spoken here, for voices and hyphenation. */
export function languageTag(language: PrintedLanguage): string {
  return `${language}-BE`;
}

export type StructureElement = PDFKit.PDFStructureElement;

/** What pdfkit writes into a structure element; its published types lag behind. Boxes are [left, top, right, bottom]. */
export interface ElementOptions {
  readonly lang?: string;
  readonly alt?: string;
  readonly actual?: string;
  readonly scope?: 'Row' | 'Column';
  readonly bbox?: readonly number[];
}

/**
 * The pages of one letter under construction: where the pen is, page breaks, and the one rule of tagged PDF: whatever
 * is painted lies either in a structure element (`paint`, `paintLines`) or in an artifact (`artifact`).
 */
export class LetterSheet {
  /** Top of what comes next, in points from the top of the page. */
  y: number = SHEET.nextTop;
  readonly root: StructureElement;
  private color = '';

  constructor(
    readonly doc: PDFKit.PDFDocument,
    private readonly content: LetterContent,
  ) {
    this.addPage();
    this.root = doc.struct('Document', { lang: languageTag(content.language) });
    doc.addStructure(this.root);
  }

  get room(): number {
    return SHEET.bottom - this.y;
  }

  newPage(): void {
    this.addPage();
    this.y = SHEET.nextTop;
  }

  /** Under all else that the page will hold, the watermark of what is no act. */
  private addPage(): void {
    this.doc.addPage();
    this.color = '';
    const { mark } = this.content;
    if (mark) this.artifact(() => this.paintWatermark(mark.watermark), 'Pagination');
  }

  private paintWatermark(text: string): void {
    const centre: [number, number] = [SHEET.width / 2, SHEET.height / 2];
    const size = Math.min(120, (SHEET.width * 1.05) / advanceInEms(text, 'bold'));
    this.doc.save().rotate(-52, { origin: centre });
    const width = advanceInEms(text, 'bold') * size;
    this.put(text, centre[0] - width / 2, centre[1] - size / 2, { size, leading: size, color: INK.watermark }, 'bold');
    this.doc.restore();
    this.color = '';
  }

  /** Turns the page unless `height` points are left on it, or the page is still empty. */
  ensure(height: number): void {
    if (height > this.room && this.y > SHEET.nextTop) this.newPage();
  }

  /** Goes back to a finished page, to add what depends on the number of pages. */
  returnTo(pageIndex: number): void {
    this.doc.switchToPage(pageIndex);
    this.color = '';
  }

  /** Width of texts at a size. */
  measure(size: number): Measure {
    return (text: string, face: Face) => advanceInEms(text, face) * size;
  }

  element(parent: StructureElement, tag: string, options: ElementOptions = {}): StructureElement {
    const element = this.doc.struct(tag, options);
    parent.add(element);
    return element;
  }

  /** Paints as content of a structure element, on the current page. */
  paint(element: StructureElement, tag: string, draw: () => void): void {
    const content = this.doc.markStructureContent(tag);
    draw();
    this.doc.endMarkedContent();
    element.add(content);
  }

  /** Paints what carries no meaning (rules, backgrounds) or is repeated on each page (head and foot). */
  artifact(draw: () => void, type: 'Layout' | 'Pagination' = 'Layout', attached?: 'Top' | 'Bottom'): void {
    this.doc.markContent('Artifact', attached ? { type, attached: [attached] } : { type });
    draw();
    this.doc.endMarkedContent();
  }

  fill(color: string): this {
    if (color !== this.color) {
      this.doc.fillColor(color);
      this.color = color;
    }
    return this;
  }

  rule(x1: number, y: number, x2: number, thickness: number, color: string): void {
    this.box(x1, y, x2 - x1, thickness, color);
  }

  box(x: number, y: number, width: number, height: number, color: string): void {
    this.fill(color).doc.rect(x, y, width, height).fill();
  }

  /** Draws the outline of a box, its line inside the given measures. */
  frame(x: number, y: number, width: number, height: number, thickness: number): void {
    const half = thickness / 2;
    this.doc
      .lineWidth(thickness)
      .rect(x + half, y + half, width - thickness, height - thickness)
      .stroke(INK.accent);
  }

  /** Puts one line of text down without marking it: for use inside `paint` and `artifact`. */
  put(text: string, x: number, y: number, style: TextStyle, face: Face = 'regular'): void {
    this.fill(style.color).doc.font(face).fontSize(style.size).text(text, x, y, PLACED);
  }

  /** Paints lines as content of an element; passages in another language or direction become Span elements of it. */
  paintLines(
    element: StructureElement,
    tag: string,
    lines: readonly Line[],
    at: { x: number; y: number },
    style: TextStyle,
  ): void {
    const inset = (style.leading - style.size * LINE_BOX) / 2;
    for (const passage of passagesOf(lines)) {
      const draw = () =>
        passage.placed.forEach(({ fragment, line }) =>
          this.putFragment(fragment, at.x, at.y + line * style.leading + inset, style),
        );
      if (passage.language === undefined && passage.actual === undefined) {
        this.paint(element, tag, draw);
        continue;
      }
      const span = this.element(element, 'Span', {
        ...(passage.language === undefined ? {} : { lang: passage.language }),
        ...(passage.actual === undefined ? {} : { actual: passage.actual }),
      });
      this.paint(span, 'Span', draw);
      span.end();
    }
  }

  private putFragment(fragment: Fragment, x: number, y: number, style: TextStyle): void {
    if (!fragment.words) {
      this.put(fragment.text, x + fragment.x, y, style, fragment.face);
      return;
    }
    for (const word of fragment.words) this.put(word.text, x + word.x, y, style, fragment.face);
  }
}

interface Passage {
  readonly language: string | undefined;
  /** Logical text of a right-to-left passage, which is painted in visual order. */
  readonly actual: string | undefined;
  readonly placed: { readonly fragment: Fragment; readonly line: number }[];
}

function passagesOf(lines: readonly Line[]): Passage[] {
  const passages: Passage[] = [];
  lines.forEach((line, index) => {
    for (const fragment of line.fragments) {
      const last = passages[passages.length - 1];
      const placed = { fragment, line: index };
      const actual = fragment.words ? fragment.text : undefined;
      if (last && actual === undefined && last.actual === undefined && last.language === fragment.language)
        last.placed.push(placed);
      else passages.push({ language: fragment.language, actual, placed: [placed] });
    }
  });
  return passages;
}
