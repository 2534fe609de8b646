/** A language of the screens (D14). Acts exist in the first three only. */
export const INTERFACE_LANGUAGES = ['fr', 'nl', 'de', 'en'] as const;
export type InterfaceLanguage = (typeof INTERFACE_LANGUAGES)[number];
