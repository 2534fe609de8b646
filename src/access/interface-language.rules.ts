import { INTERFACE_LANGUAGES, type InterfaceLanguage } from '../kernel/language';

function known(text: string | undefined): InterfaceLanguage | undefined {
  return INTERFACE_LANGUAGES.find((language) => language === text);
}

/** The language a browser asks for most (RFC 9110 section 12.5.4), of those the screens have; `nl-BE` counts as `nl`. */
export function languageAccepted(header: string | undefined): InterfaceLanguage | undefined {
  const ranges = (header ?? '').split(',').map((range) => {
    const [tag = '', ...parameters] = range
      .trim()
      .toLowerCase()
      .split(/\s*;\s*/);
    const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    return { language: known(tag.split('-')[0]), quality: quality === undefined ? 1 : Number(quality) };
  });
  const usable = ranges.filter(({ language, quality }) => language !== undefined && quality > 0 && quality <= 1);
  return usable.sort((one, other) => other.quality - one.quality)[0]?.language;
}

/** Chosen in this session, else the person's own, else what the browser asks for, else French. */
export function interfaceLanguage(
  chosen: string | undefined,
  own: InterfaceLanguage | undefined,
  acceptLanguage: string | undefined,
): InterfaceLanguage {
  return known(chosen) ?? own ?? languageAccepted(acceptLanguage) ?? 'fr';
}
