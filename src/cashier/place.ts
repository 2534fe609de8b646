import type { FormBody } from '../platform/http/form-body';
import { localPath } from '../ui/page-context';

/** Where the person was when a movement was opened: the list as it was narrowed, and the row that comes after. */
export interface Place {
  /** A page of the list or of a statement; the movement itself when the person came from nowhere. */
  readonly back: string;
  readonly next: string | undefined;
  readonly isFromList: boolean;
}

const ID = /^[0-9a-f-]{36}$/;

/** Reads the place out of an address or a form, and leaves what was typed. Anything that is no page of ours is forgotten. */
export function placeIn(
  fields: FormBody,
  movementId: string,
): { readonly place: Place; readonly typed: Readonly<Record<string, unknown>> } {
  const { back, next, ...typed } = fields;
  const path = localPath(back);
  const isFromList = back !== undefined && /^\/(suspense|statements)(?=[/?]|$)/.test(path);
  const nextId = typeof next === 'string' && ID.test(next) ? next : undefined;
  return { place: { back: isFromList ? path : `/suspense/${movementId}`, next: nextId, isFromList }, typed };
}

/** A page of a movement from which the way back stays the same. */
export function movementHref(movementId: string, place: Place, page = ''): string {
  const query = new URLSearchParams({
    ...(place.isFromList && { back: place.back }),
    ...(place.next !== undefined && { next: place.next }),
  }).toString();
  return `/suspense/${movementId}${page}${query === '' ? '' : `?${query}`}`;
}

/** Where work goes on after a movement is dealt with: on the row after it, for the keyboard and the eye. */
export function onwards(movementId: string, { back, next, isFromList }: Place): string {
  return isFromList ? `${back}#movement-${next ?? movementId}` : back;
}

/** Hidden fields come as text; anything that is no number goes on as it is, to be refused. */
export function wholeNumber(text: unknown): unknown {
  return typeof text === 'string' && /^\d{1,15}$/.test(text) ? Number(text) : text;
}
