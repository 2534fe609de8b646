import { newId } from '../kernel/ids';

/** An answer of the API. */
export interface ApiAnswer {
  readonly status: number;
  readonly etag: string | undefined;
  readonly body: Record<string, unknown>;
}

/** Speaks the public API as one person: bearer token, idempotency key on each POST, problems told as errors. */
export class ApiClient {
  constructor(
    private readonly publicUrl: string,
    private readonly token: string,
  ) {}

  get(path: string): Promise<ApiAnswer> {
    return this.send('GET', path);
  }

  post(path: string, body: unknown, ifMatch?: string): Promise<ApiAnswer> {
    return this.send('POST', path, { body: JSON.stringify(body), type: 'application/json', ifMatch });
  }

  patch(path: string, body: unknown, ifMatch: string): Promise<ApiAnswer> {
    return this.send('PATCH', path, { body: JSON.stringify(body), type: 'application/json', ifMatch });
  }

  /** A file as multipart form, as a person's browser would send it. */
  upload(path: string, fileName: string, bytes: Uint8Array): Promise<ApiAnswer> {
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(bytes)]), fileName);
    return this.send('POST', path, { body: form });
  }

  /** The bytes behind a link that the API gave. */
  async bytes(href: string): Promise<Buffer> {
    const response = await fetch(href, { headers: { Authorization: `Bearer ${this.token}` } });
    if (!response.ok) throw new Error(`GET ${href}: ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  }

  private async send(
    method: string,
    path: string,
    content: { body?: string | FormData; type?: string; ifMatch?: string | undefined } = {},
  ): Promise<ApiAnswer> {
    // The demonstration tells its story in English, whatever the language of who acts in it.
    const headers = new Headers({ Authorization: `Bearer ${this.token}`, 'Accept-Language': 'en' });
    if (content.type !== undefined) headers.set('Content-Type', content.type);
    if (content.ifMatch !== undefined) headers.set('If-Match', content.ifMatch);
    if (method === 'POST') headers.set('Idempotency-Key', newId<string>());
    const response = await fetch(`${this.publicUrl}/api/fines/v1${path}`, {
      method,
      headers,
      ...(content.body !== undefined && { body: content.body }),
    });
    const text = await response.text();
    const body = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
    if (!response.ok)
      throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(body['detail'] ?? body)}`);
    return { status: response.status, etag: response.headers.get('ETag') ?? undefined, body };
  }
}
