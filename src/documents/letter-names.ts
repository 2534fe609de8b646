import type { LetterPersonNames, LiableIdentity } from './decision-letter.data';
import type { LetterBlock, PrintedLanguage, RichText } from './letter-content';
import { unprintableCharacters } from './letter-fonts';
import { passages } from './letter-passages';

/** `PAPADOPOULOS Giorgos`: the Latin form, which a Belgian reader, a bank and a court can use. */
export function latinName(person: LetterPersonNames): string {
  return [person.latinSurname.toLocaleUpperCase('en'), person.latinFirstName].filter((part) => part !== '').join(' ');
}

/**
 * The name as given, where it differs from the Latin form and can be shown; undefined otherwise: for a script
 * without a bundled font the Latin form stands alone, never an empty box.
 */
export function nameAsGiven(given: string, latin: string): RichText | undefined {
  if (given === latin || given === '' || unprintableCharacters(given).length > 0) return undefined;
  return passages(given);
}

/** The name by which a liable party or an addressee is called. */
export function identityName(identity: LiableIdentity): string {
  return identity.kind === 'person' ? latinName(identity) : identity.name;
}

/** A name as a bank gives it, in any script; undefined when it gave none or a letter cannot show it: never an empty box. */
export function nameFromBank(name: string): RichText | undefined {
  return nameAsGiven(name, '');
}

/** `**A** et **B**`: names in bold, joined as the language does. */
export function listOfNames(names: readonly string[], language: PrintedLanguage): RichText {
  const tag = language === 'en' ? 'en-GB' : `${language}-BE`;
  return new Intl.ListFormat(tag, { type: 'conjunction' })
    .formatToParts(names)
    .map(({ type, value }) => (type === 'element' ? { text: value, bold: true } : { text: value }));
}

/** Free text as paragraphs of a letter, each passage in another script marked as such. */
export function paragraphBlocks(text: string): LetterBlock[] {
  return paragraphsOf(text).map((paragraph) => ({ kind: 'paragraph', content: passages(paragraph) }));
}

/** Free text as its paragraphs: one a line, empty lines left out, tabs set as spaces. */
export function paragraphsOf(text: string): string[] {
  return text
    .split(/\r\n|[\n\r]/)
    .map((paragraph) => paragraph.replaceAll('\t', ' ').trim())
    .filter((paragraph) => paragraph !== '');
}
