import type { FastifyReply } from 'fastify';
import type { Config } from '../config/config';
import { etagOf } from './preconditions';

/** Absolute links of the API (Belgian REST guide: links are absolute). */
export function apiLink(config: Config, path: string): string {
  return `${config.publicUrl}/api/fines/v1${path}`;
}

/** 201 with the place of what was made. */
export function created(reply: FastifyReply, link: string, version?: number): void {
  void reply.status(201).header('Location', link);
  if (version !== undefined) void reply.header('ETag', etagOf(version));
}

/** The value without fields that are null or undefined: JSON of the API leaves out what is not there. */
export function withoutNulls<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], null> } {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== null && inner !== undefined)) as {
    [K in keyof T]: Exclude<T[K], null>;
  };
}
