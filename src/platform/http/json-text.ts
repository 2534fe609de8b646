/** Texts, numbers and what nests; in a text that JSON.parse accepts, a text before a colon is a name. */
const TOKEN = /"([^"\\]*(?:\\.[^"\\]*)*)"(\s*:)?|-?\d[\d.eE+-]*|[{}[\]]/gs;
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/**
 * Whether every reader of this JSON, which JSON.parse has accepted, reads the same: no name twice in an object (of which the
 * last would win), no number beyond what a double holds (1e400 would be infinite), no half of a surrogate pair (RFC 8259,
 * sections 4, 6 and 8.2; RFC 7493).
 */
export function isUnambiguousJson(text: string): boolean {
  const open: Set<string>[] = [];
  for (const [token, inner, colon] of text.matchAll(TOKEN)) {
    if (token === '{' || token === '[') open.push(new Set());
    else if (token === '}' || token === ']') open.pop();
    else if (inner === undefined) {
      if (!Number.isFinite(Number(token))) return false;
    } else {
      const value = JSON.parse(`"${inner}"`) as string;
      if (LONE_SURROGATE.test(value)) return false;
      if (colon === undefined) continue;
      const names = open.at(-1);
      if (names?.has(value) === true) return false;
      names?.add(value);
    }
  }
  return true;
}
