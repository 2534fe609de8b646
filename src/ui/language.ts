import { INTERFACE_LANGUAGES, type InterfaceLanguage } from '../kernel/language';

/** A language of the screens (D14). Acts exist in the first three only. */
export type Language = InterfaceLanguage;

export const LANGUAGES: readonly Language[] = INTERFACE_LANGUAGES;

/** Each language by its own name, as the switch shows it to someone who reads no other. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  fr: 'Français',
  nl: 'Nederlands',
  de: 'Deutsch',
  en: 'English',
};

export function isLanguage(text: unknown): text is Language {
  return LANGUAGES.some((language) => language === text);
}
