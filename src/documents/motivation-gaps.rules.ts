/**
 * What a passage of a template leaves for the agent to say: three dots in square brackets, as a template writes them or a keyboard
 * does. A text that keeps one is not a motivation of the case at hand (R2.4).
 */
const GAP = /\[\s*(?:…|\.{2,})\s*\]/u;

/** True while a passage of a template still waits to be completed. */
export function hasOpenGaps(text: string): boolean {
  return GAP.test(text);
}
