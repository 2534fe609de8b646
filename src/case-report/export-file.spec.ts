import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { createHash } from 'node:crypto';
import { writeExport } from './export-file';

const MEGABYTE = 1024 * 1024;

async function* megabytes(count: number): AsyncGenerator<Buffer, void> {
  for (let index = 0; index < count; index++) yield await Promise.resolve(Buffer.alloc(MEGABYTE, index));
}

const left = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('case-report-'));

describe('an export written aside', () => {
  it('takes no room in memory for its length, and leaves no file behind', async () => {
    const before = left();
    const made = await writeExport(megabytes(256));
    expect(left()).toEqual(before);
    const hash = createHash('sha256');
    let [sizeBytes, most] = [0, 0];
    const resting = process.memoryUsage().arrayBuffers;
    for await (const part of made.read() as AsyncIterable<Buffer>) {
      hash.update(part);
      sizeBytes += part.length;
      most = Math.max(most, process.memoryUsage().arrayBuffers - resting);
    }
    expect([hash.digest('hex'), sizeBytes]).toEqual([made.sha256Hex, made.sizeBytes]);
    expect(made.sizeBytes).toBe(256 * MEGABYTE);
    expect(most).toBeLessThan(128 * MEGABYTE);
  });

  it('is given up whole when a part of it fails', async () => {
    const before = left();
    async function* broken(): AsyncGenerator<string, void> {
      yield await Promise.resolve('begun');
      throw new Error('cut off');
    }
    await expect(writeExport(broken())).rejects.toThrow('cut off');
    expect(left()).toEqual(before);
  });
});
