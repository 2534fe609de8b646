import { PdfObjects, reference, UnreadablePdfError, withChange, withEntries } from './pdf-revision';

/** Room for the signature: a chain of three RSA certificates of 4096 bits takes some 7 kB. */
const CONTENTS_BYTES = 16_384;

/** As wide as any file of this product needs; the true numbers are put in its place. */
export const BYTE_RANGE_PLACEHOLDER = '/ByteRange [0 /********** /********** /**********]';

/** The language of the file (BCP 47), as its catalogue says; undefined when it says none. */
export function languageOf(pdf: Buffer): string | undefined {
  const objects = PdfObjects.read(pdf);
  return /\/Lang \(([A-Za-z]{2})(?:-[A-Za-z]+)?\)/.exec(objects.body(objects.rootNumber))?.[1];
}

/**
 * The letter with an empty seal: a signature field without appearance, since a letter already prints who signs it. PDF/A-3 lets
 * a widget without area have none; PDF/UA wants every widget inside a Form element of the structure and a name for it
 * (ISO 14289-1, 7.18.4). `at` is the moment that the dictionary states: PAdES keeps it out of the signed attributes.
 * Throws an UnreadablePdfError for a file that is no tagged letter of this product, or that has fields already.
 */
export function withEmptySeal(
  pdf: Buffer,
  seal: { readonly at: Date; readonly signerName: string; readonly label: string },
): Buffer {
  const objects = PdfObjects.read(pdf);
  const root = objects.rootNumber;
  const catalogue = objects.body(root);
  if (catalogue.includes('/AcroForm')) throw new UnreadablePdfError('it has fields already');
  const tree = reference(catalogue, 'StructTreeRoot');
  const treeBody = objects.body(tree);
  const document = reference(treeBody, 'K');
  const page = firstPage(objects, reference(catalogue, 'Pages'));
  const pageBody = objects.body(page);
  if (pageBody.includes('/Annots')) throw new UnreadablePdfError('its first page has annotations already');
  const key = Number(/\/ParentTreeNextKey (\d+)/.exec(treeBody)?.[1] ?? Number.NaN);
  const [signature, widget, element] = [objects.nextNumber, objects.nextNumber + 1, objects.nextNumber + 2];
  return objects.revised([
    { number: root, body: withEntries(catalogue, `/AcroForm <<\n/Fields [${widget} 0 R]\n/SigFlags 3\n>>`) },
    { number: page, body: withEntries(pageBody, `/Annots [${widget} 0 R]`) },
    { number: tree, body: withParent(treeBody, key, element) },
    { number: document, body: withChange(objects.body(document), /\]\s*>>$/, ` ${element} 0 R]\n>>`) },
    { number: signature, body: signatureBody(seal) },
    { number: widget, body: widgetBody({ page, signature, key }, seal.label) },
    {
      number: element,
      body: `<<\n/Type /StructElem\n/S /Form\n/Alt ${textString(seal.label)}\n/P ${document} 0 R\n/Pg ${page} 0 R\n/K <<\n/Type /OBJR\n/Obj ${widget} 0 R\n/Pg ${page} 0 R\n>>\n>>`,
    },
  ]);
}

function firstPage(objects: PdfObjects, pages: number): number {
  const kid = reference(objects.body(pages), 'Kids');
  return objects.body(kid).includes('/Kids') ? firstPage(objects, kid) : kid;
}

/** The structure tree's root with the way back from the widget to its element. */
function withParent(treeBody: string, key: number, element: number): string {
  // A letter of one page has one entry, for which its writer states no limits.
  const limited = treeBody.includes('/Limits');
  const limits = limited ? withChange(treeBody, /\/Limits \[0 \d+\]/, `/Limits [0 ${key}]`) : treeBody;
  const next = withChange(limits, /\/ParentTreeNextKey \d+/, `/ParentTreeNextKey ${key + 1}`);
  return withChange(next, /\n\]\s*>>\s*(?=\/ParentTreeNextKey)/, `\n    ${key} ${element} 0 R\n]\n>>\n`);
}

function signatureBody({ at, signerName }: { readonly at: Date; readonly signerName: string }): string {
  return [
    '<<',
    '/Type /Sig',
    '/Filter /Adobe.PPKLite',
    '/SubFilter /ETSI.CAdES.detached',
    BYTE_RANGE_PLACEHOLDER,
    `/Contents <${'0'.repeat(CONTENTS_BYTES * 2)}>`,
    `/M (${pdfDate(at)})`,
    `/Name ${textString(signerName)}`,
    '>>',
  ].join('\n');
}

/** Printed and locked (flags 4 and 128): PDF/A wants the first, and nobody moves a seal. */
function widgetBody(
  { page, signature, key }: { readonly page: number; readonly signature: number; readonly key: number },
  label: string,
): string {
  return `<<\n/Type /Annot\n/Subtype /Widget\n/FT /Sig\n/T (seal)\n/TU ${textString(label)}\n/F 132\n/Rect [0 0 0 0]\n/P ${page} 0 R\n/V ${signature} 0 R\n/StructParent ${key}\n>>`;
}

/** A text string of PDF that holds any character. */
function textString(text: string): string {
  const hex = Array.from({ length: text.length }, (_, index) => text.charCodeAt(index).toString(16).padStart(4, '0'));
  return `<FEFF${hex.join('').toUpperCase()}>`;
}

/** `D:20261120110000Z`, to the second, in UTC. */
function pdfDate(at: Date): string {
  return `D:${at.toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`;
}
