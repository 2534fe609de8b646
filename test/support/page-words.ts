import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { PageLanguage } from './walk';

/** Words of the screens that no text of the demonstration's files has; capitals and accents as the screens write them. */
const OWN_WORDS = {
  fr: 'Accueil Annuler Chercher Continuer Dossier Enregistrer Personnes Retour Signer Supprimer Obligations Paramètres Connexion Déconnexion Rechercher Modifier Confirmer Décision Montant Naissance Prénoms Nationalité',
  nl: 'Annuleren Zoeken Verder Opslaan Geldboete Geldboetes Personen Terug Ondertekenen Verwijderen Verplichtingen Aanmelden Afmelden Wijzigen Bevestigen Beslissing Bedrag Geboorte Voornamen Nationaliteit Vestiging',
} as const;

/** Words of English that happen to be codes too. */
const ENGLISH: readonly string[] = ['third-country'];

/** Codes of the inside with a hyphen, which no screen says: `legal-representative`, `document-at-border`. */
const CODES: ReadonlySet<string> = new Set(
  codesIn(localeFile('en', 'codes.json')).filter((code) => code.includes('-') && !ENGLISH.includes(code)),
);

/** What the page says in its own language: text of elements that say of themselves to be in another is left aside. Runs in the page. */
const OWN_TEXT = `(() => {
  const own = document.documentElement.lang;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (parent.closest('script, style, noscript, textarea')) continue;
    if (parent.closest('[lang]')?.getAttribute('lang') === own) texts.push(node.data.trim());
  }
  return texts.filter(Boolean);
})()`;

/**
 * What a German or English page says in French or Dutch, or as a code: a text that stands whole in the locale of another language and
 * in no file of the page's own, a word of OWN_WORDS, a code of the inside.
 */
export async function foreignWords(page: Page, language: PageLanguage): Promise<string[]> {
  const own = textsOf(language);
  const texts = await page.evaluate<string[]>(OWN_TEXT);
  const faults = new Set<string>();
  for (const text of texts) {
    for (const other of ['fr', 'nl'] as const) {
      if (other === language) continue;
      if (text.includes(' ') && textsOf(other).has(text) && !own.has(text)) faults.add(`"${text}" is of ${other}`);
      const words = new Set(text.split(/[^\p{L}-]+/u));
      for (const word of OWN_WORDS[other].split(' '))
        if (words.has(word) && !wordsOf(language).has(word)) faults.add(`the word ${word} is of ${other}`);
    }
    for (const word of text.split(/[^a-z0-9-]+/)) if (CODES.has(word)) faults.add(`the code ${word} is shown`);
  }
  return [...faults];
}

const TEXTS = new Map<PageLanguage, ReadonlySet<string>>();
const WORDS = new Map<PageLanguage, ReadonlySet<string>>();

function textsOf(language: PageLanguage): ReadonlySet<string> {
  const known = TEXTS.get(language) ?? new Set(filesOf(language).flatMap(leavesIn));
  TEXTS.set(language, known);
  return known;
}

function wordsOf(language: PageLanguage): ReadonlySet<string> {
  const known = WORDS.get(language) ?? new Set([...textsOf(language)].flatMap((text) => text.split(/[^\p{L}-]+/u)));
  WORDS.set(language, known);
  return known;
}

function filesOf(language: PageLanguage): unknown[] {
  return readdirSync(join('templates/locales', language)).map((name) => localeFile(language, name));
}

function localeFile(language: PageLanguage, name: string): unknown {
  return JSON.parse(readFileSync(join('templates/locales', language, name), 'utf8'));
}

function leavesIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leavesIn) : [];
}

function codesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => (typeof inner === 'string' ? [name] : codesIn(inner)));
}
