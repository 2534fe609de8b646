import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { file, type PageResult } from '../platform/http/page-result';

const FOLDER = path.resolve(__dirname, '../../docs');
/** The address that stands in the file as it is written. */
const WRITTEN_URL = 'http://localhost:3000';

/** The contract of an API as it is served: the file that is the source of truth, with the address of this product. */
export class ContractFile {
  private readonly bytes: Buffer;
  private readonly sha256Hex: string;

  constructor(name: 'openapi.yaml' | 'openapi-recovery.yaml', publicUrl: string) {
    const written = readFileSync(path.join(FOLDER, name), 'utf8');
    this.bytes = Buffer.from(written.replaceAll(WRITTEN_URL, publicUrl));
    this.sha256Hex = createHash('sha256').update(this.bytes).digest('hex');
  }

  /** Under the one name that the guide gives it, whatever the file is called. */
  served(): PageResult {
    return file(this.bytes, 'application/yaml; charset=utf-8', 'openapi.yaml', this.sha256Hex);
  }
}
