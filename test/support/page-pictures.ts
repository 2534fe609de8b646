import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import pixelmatch from 'pixelmatch';

/** A page as a grey picture, one byte a pixel. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly grey: Uint8Array;
}

/** Points are 1/72 inch: enough to see what is cut, wrapped or overlapping, small enough to keep many. */
const DOTS_PER_INCH = 66;
const POINTS_PER_INCH = 72;

/** Grey levels that are kept: four bits a pixel. */
const LEVELS = 16;

const FOLDER = join(__dirname, '..', 'fixtures', 'letters');

/**
 * Paints pages of a PDF with its own embedded fonts alone, glyph by glyph: no font of the machine has a part in it, so that
 * the picture is the same elsewhere.
 */
export async function picturesOf(bytes: Buffer, pages: readonly number[]): Promise<Picture[]> {
  const task = getDocument({
    data: new Uint8Array(bytes),
    disableFontFace: true,
    useSystemFonts: false,
    useWorkerFetch: false,
    isEvalSupported: false,
    verbosity: 0,
  });
  const pdf = await task.promise;
  try {
    const pictures: Picture[] = [];
    for (const number of pages) {
      const page = await pdf.getPage(number);
      const viewport = page.getViewport({ scale: DOTS_PER_INCH / POINTS_PER_INCH });
      const [width, height] = [Math.round(viewport.width), Math.round(viewport.height)];
      const canvas = createCanvas(width, height);
      const context = canvas.getContext('2d');
      await page.render({ canvas: null, canvasContext: context as never, viewport, background: 'white' }).promise;
      pictures.push({ width, height, grey: greyOf(context.getImageData(0, 0, width, height).data) });
    }
    return pictures;
  } finally {
    await task.destroy();
  }
}

/** Luminance, in the levels that a fixture keeps. */
function greyOf(rgba: Uint8ClampedArray): Uint8Array {
  const step = 255 / (LEVELS - 1);
  return Uint8Array.from({ length: rgba.length / 4 }, (_, index) => {
    const [red = 0, green = 0, blue = 0] = rgba.subarray(index * 4, index * 4 + 3);
    return Math.round(Math.round((0.299 * red + 0.587 * green + 0.114 * blue) / step) * step);
  });
}

/**
 * How many pixels of a page differ from its approved picture (test/fixtures/letters), not counting the edges of letters. With
 * UPDATE_GENERATED=1 the page becomes the approved picture: look at it before it is committed.
 */
export async function differingPixels(picture: Picture, name: string): Promise<number> {
  const path = join(FOLDER, `${name}.png`);
  if (process.env['UPDATE_GENERATED'] === '1') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, pngOf(picture));
    return 0;
  }
  if (!existsSync(path)) throw new Error(`${path} is not there: make it with UPDATE_GENERATED=1 and look at it`);
  const approved = await loadImage(readFileSync(path));
  const { width, height } = picture;
  if (approved.width !== width || approved.height !== height) return width * height;
  const context = createCanvas(width, height).getContext('2d');
  context.drawImage(approved, 0, 0);
  const wanted = context.getImageData(0, 0, width, height).data;
  return pixelmatch(wanted, rgbaOf(picture), undefined, width, height, { threshold: 0.25 });
}

function rgbaOf({ grey }: Picture): Uint8ClampedArray {
  const rgba = new Uint8ClampedArray(grey.length * 4).fill(255);
  grey.forEach((level, index) => rgba.fill(level, index * 4, index * 4 + 3));
  return rgba;
}

/** A PNG of sixteen greys, two pixels a byte. */
function pngOf({ width, height, grey }: Picture): Buffer {
  const stride = Math.ceil(width / 2);
  const rows = Buffer.alloc((stride + 1) * height);
  const step = 255 / (LEVELS - 1);
  grey.forEach((level, index) => {
    const [x, y] = [index % width, Math.floor(index / width)];
    const at = y * (stride + 1) + 1 + (x >> 1);
    rows[at] = (rows[at] ?? 0) | (Math.round(level / step) << (x % 2 === 0 ? 4 : 0));
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Four bits deep, grey; compression, filter and interlace as the format has them by default.
  header.set([4, 0, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunkOf('IHDR', header),
    chunkOf('IDAT', deflateSync(rows, { level: 9 })),
    chunkOf('IEND', Buffer.alloc(0)),
  ]);
}

function chunkOf(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
