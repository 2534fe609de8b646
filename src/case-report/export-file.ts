import { createHash } from 'node:crypto';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';

/** An export that is written and not yet given out: how long it is, its hash, and its bytes. */
export interface ExportFile {
  readonly sizeBytes: number;
  readonly sha256Hex: string;
  /** The bytes, once; closing the stream gives the room back. */
  read(): Readable;
  /** Gives the room back without reading. */
  drop(): Promise<void>;
}

/**
 * Writes an export aside, so that its hash is known before a byte of it leaves and however long it is only a part lies in
 * memory. The file has lost its name before anything is in it: nobody else opens it, and it is gone with the process.
 */
export async function writeExport(parts: AsyncIterable<string | Buffer>): Promise<ExportFile> {
  const folder = await mkdtemp(path.join(tmpdir(), 'case-report-'));
  const handle = await open(path.join(folder, 'export'), 'wx+', 0o600);
  try {
    await rm(folder, { recursive: true });
    const hash = createHash('sha256');
    let sizeBytes = 0;
    for await (const part of parts) {
      const bytes = typeof part === 'string' ? Buffer.from(part, 'utf8') : part;
      hash.update(bytes);
      await handle.writeFile(bytes);
      sizeBytes += bytes.length;
    }
    return {
      sizeBytes,
      sha256Hex: hash.digest('hex'),
      read: () => handle.createReadStream({ start: 0 }),
      drop: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}
