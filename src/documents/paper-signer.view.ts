import type { LetterLanguage } from './letter-content';

/** Who signs for the Office a paper that is no act of a delegate. */
export interface PaperSigner {
  readonly name: string;
  readonly grade?: string;
}

/** How somebody signs such a paper in its language. */
export function paperSigner(
  user: { readonly displayName: string; readonly grade: Readonly<Record<LetterLanguage, string>> },
  language: LetterLanguage,
): PaperSigner {
  const grade = user.grade[language];
  return { name: user.displayName, ...(grade !== '' && { grade }) };
}
