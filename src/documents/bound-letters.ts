import { mapReferences, PdfFile, type PdfObject } from './pdf-file';

/** What belongs to a screen and not to paper: fields and links, and the tags whose tree stays with the letter itself. */
const NOT_PRINTED = [/\/Annots\s+\d+\s+\d+\s+R/g, /\/Annots\s*\[[^\]]*\]/g, /\/StructParents\s+\d+/g, /\/Tabs\s*\/S/g];

/**
 * Letters bound in order into one file for the printer: their pages as they are, nothing between them. The letters themselves are not
 * touched: each stays as it was signed, with its seal, its tags and its hash. Throws `UnreadablePdfError` for what is no letter of ours.
 */
export function bindLetters(letters: readonly Buffer[]): Buffer {
  const binder = new Binder();
  for (const letter of letters) binder.add(new PdfFile(letter));
  return binder.bytes();
}

/** Numbers the objects of several files anew: 1 is the catalogue, 2 the root of all pages. */
class Binder {
  private readonly objects: PdfObject[] = [];
  private readonly roots: { readonly number: number; readonly pageCount: number }[] = [];

  add(file: PdfFile): void {
    const root = file.referenceIn(file.object(file.catalogue).text, 'Pages');
    const numbers = new Map<number, number>();
    const queue: number[] = [];
    const numberOf = (object: number): number => {
      const known = numbers.get(object);
      if (known !== undefined) return known;
      const number = this.objects.push({ text: 'null', stream: undefined }) + 2;
      numbers.set(object, number);
      queue.push(object);
      return number;
    };
    numberOf(root);
    for (let object = queue.shift(); object !== undefined; object = queue.shift()) {
      const { text, stream } = file.object(object);
      const printed = NOT_PRINTED.reduce((left, pattern) => left.replace(pattern, ''), text);
      const linked = mapReferences(printed, (each) => `${numberOf(each)} 0 R`);
      const placed = object === root ? linked.replace('<<', '<< /Parent 2 0 R ') : linked;
      this.objects[numberOf(object) - 3] = { text: placed, stream };
    }
    const pageCount = Number(/\/Count\s+(\d+)/.exec(file.object(root).text)?.[1] ?? 0);
    this.roots.push({ number: numberOf(root), pageCount });
  }

  bytes(): Buffer {
    const kids = this.roots.map(({ number }) => `${number} 0 R`).join(' ');
    const count = this.roots.reduce((sum, { pageCount }) => sum + pageCount, 0);
    const objects: readonly PdfObject[] = [
      { text: '<< /Type /Catalog /Pages 2 0 R >>', stream: undefined },
      { text: `<< /Type /Pages /Kids [${kids}] /Count ${count} >>`, stream: undefined },
      ...this.objects,
    ];
    const parts = ['%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n'];
    const offsets: number[] = [];
    let length = parts[0]?.length ?? 0;
    objects.forEach(({ text, stream }, index) => {
      offsets.push(length);
      const body = stream === undefined ? '' : `\nstream\n${stream}\nendstream`;
      const part = `${index + 1} 0 obj\n${text}${body}\nendobj\n`;
      parts.push(part);
      length += part.length;
    });
    const entries = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
    const size = objects.length + 1;
    parts.push(
      `xref\n0 ${size}\n0000000000 65535 f \n${entries}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${length}\n%%EOF\n`,
    );
    return Buffer.from(parts.join(''), 'latin1');
  }
}
