import decode from 'jsqr';
import type { PdfOperation } from './pdf-reader';

/** Pixels to a module: enough for the decoder to find the corners. */
const SCALE = 4;
const QUIET_ZONE = 4;

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Decodes a matrix of modules (true = dark) by way of a picture of it; undefined when no code is found. */
export function decodeModules(size: number, modules: readonly boolean[]): string | undefined {
  const boxes = modules.flatMap((dark, index) => {
    const [column, row] = [index % size, Math.floor(index / size)];
    return dark ? [{ left: column, top: row, right: column + 1, bottom: row + 1 }] : [];
  });
  return decodeBoxes(boxes, 1);
}

/**
 * Decodes the QR codes that a page draws, each as one filled path of rectangles, in the order in which they are drawn.
 * It reads what is on the page, not what the letter's maker says of it.
 */
export function decodePageQrs(operations: readonly PdfOperation[]): (string | undefined)[] {
  return operations
    .filter((operation) => operation.name === 'constructPath')
    .map((operation) => boxesOf(operation.args))
    .filter((boxes) => boxes.length >= 100)
    .map((boxes) => decodeBoxes(boxes, Math.min(...boxes.map((box) => box.bottom - box.top))));
}

function decodeBoxes(boxes: readonly Box[], moduleWidth: number): string | undefined {
  const left = Math.min(...boxes.map((box) => box.left));
  const top = Math.min(...boxes.map((box) => box.top));
  const modules = Math.round((Math.max(...boxes.map((box) => box.right)) - left) / moduleWidth);
  const width = (modules + 2 * QUIET_ZONE) * SCALE;
  const pixels = new Uint8ClampedArray(width * width * 4).fill(255);
  const toPixel = (length: number): number => Math.round((length / moduleWidth + QUIET_ZONE) * SCALE);
  for (const box of boxes) {
    for (let y = toPixel(box.top - top); y < toPixel(box.bottom - top); y++) {
      for (let x = toPixel(box.left - left); x < toPixel(box.right - left); x++)
        pixels.fill(0, (y * width + x) * 4, (y * width + x) * 4 + 3);
    }
  }
  return decode(pixels, width, width)?.data;
}

const MOVE = 0;
const LINE = 1;
const CURVE = 2;
const CLOSE = 4;
const COORDINATES: Readonly<Record<number, number>> = { [MOVE]: 2, [LINE]: 2, [CURVE]: 6, 3: 4, [CLOSE]: 0 };

/** The bounding boxes of the closed figures of a path, as pdfjs hands it over: codes and coordinates in one list. */
function boxesOf(args: readonly unknown[]): Box[] {
  const path = (args[1] as readonly (ArrayLike<number> | null)[] | undefined)?.[0];
  if (!path) return [];
  const boxes: Box[] = [];
  let points: [number, number][] = [];
  const close = (): void => {
    if (points.length > 0) boxes.push(around(points));
    points = [];
  };
  for (let index = 0; index < path.length;) {
    const code = path[index] ?? CLOSE;
    if (code === MOVE) close();
    const count = COORDINATES[code] ?? 0;
    for (let at = index + 1; at < index + 1 + count; at += 2) points.push([path[at] ?? 0, path[at + 1] ?? 0]);
    index += 1 + count;
  }
  close();
  return boxes;
}

function around(points: readonly [number, number][]): Box {
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  return { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) };
}
