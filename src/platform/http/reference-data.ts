import { Refused } from '../refused';

/** A list of codes under `/refData` (Belgian REST guide, doc-refdata), as each of our APIs has them. */
interface Coded {
  readonly code: string;
}

/** The list of this name. Refuses `not-found`. */
export function knownList<List extends string>(lists: readonly List[], name: string): List {
  const list = lists.find((each) => each === name);
  if (list === undefined) throw new Refused({ code: 'not-found' });
  return list;
}

/** The entries of the list at this address, each with its own. */
export function listedCodes<Entry extends Coded>(
  listUrl: string,
  entries: readonly Entry[],
): ({ readonly href: string } & Entry)[] {
  return entries.map((entry) => ({ href: `${listUrl}/${entry.code}`, ...entry }));
}

/** The entry with this code, with its address. Refuses `not-found`. */
export function codeOf<Entry extends Coded>(
  listUrl: string,
  entries: readonly Entry[],
  code: string,
): { readonly self: string } & Entry {
  const found = entries.find((entry) => entry.code === code);
  if (found === undefined) throw new Refused({ code: 'not-found' });
  return { self: `${listUrl}/${code}`, ...found };
}
