/**
 * Languages that a person may speak: ISO 639-1, without dead and constructed ones, and the ISO 639-3 codes of four that the
 * Office meets and that have no shorter code (Tamazight, Sorani, Dari, Romani). Acts are made in French, Dutch or German (D14).
 */
export const PERSON_LANGUAGES: readonly string[] = (
  'aa ab af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch ckb co cr cs cv cy da de dv dz ee el en es et eu ' +
  'fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz id ig ii ik is it iu ja jv ka kg ki kj kk kl km kn ko ' +
  'kr ks ku kv kw ky lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os ' +
  'pa pl prs ps pt qu rm rn ro rom ru rw sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ' +
  'ts tt tw ty ug uk ur uz ve vi wa wo xh yi yo za zgh zh zu'
).split(' ');

const KNOWN: ReadonlySet<string> = new Set(PERSON_LANGUAGES);

/** True for a code of the list, in small letters. */
export function isPersonLanguage(code: string): boolean {
  return KNOWN.has(code);
}
