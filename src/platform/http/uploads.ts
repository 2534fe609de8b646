import type { MultipartFile } from '@fastify/multipart';

/** A file that came with a form or a request. */
export interface UploadedFile {
  readonly fileName: string;
  readonly mediaType: string;
  readonly bytes: Buffer;
}

/** The largest statement file that is read: a day of 100 000 movements is about 40 MB (formats: 128 characters a record). */
export const UPLOAD_LIMIT_BYTES = 64 * 1024 * 1024;

/** The largest body of a command, and the largest form of a page without a file. */
export const COMMAND_LIMIT_BYTES = 2 * 1024 * 1024;
export const FORM_LIMIT_BYTES = 1024 * 1024;

/** How many bytes of a body of this media type are read at most. */
export function bodyLimitOf(mediaType = ''): number {
  if (mediaType.startsWith('application/x-www-form-urlencoded')) return FORM_LIMIT_BYTES;
  return /^(?:multipart\/form-data|application\/octet-stream|text\/plain)/.test(mediaType)
    ? UPLOAD_LIMIT_BYTES
    : COMMAND_LIMIT_BYTES;
}

type Part = { readonly type: 'field'; readonly value: unknown } | MultipartFile;

/** A multipart body as the plain object that commands are made from: texts as text, files as UploadedFile. */
export async function plainMultipart(body: Readonly<Record<string, Part | Part[]>>): Promise<Record<string, unknown>> {
  const entries = await Promise.all(
    Object.entries(body).map(async ([name, part]): Promise<[string, unknown]> => {
      const single = Array.isArray(part) ? part[part.length - 1] : part;
      if (single === undefined) return [name, undefined];
      if (single.type === 'field') return [name, single.value];
      const bytes = await single.toBuffer();
      return [name, { fileName: single.filename, mediaType: single.mimetype, bytes } satisfies UploadedFile];
    }),
  );
  return Object.fromEntries(entries);
}
