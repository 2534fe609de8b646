import { compareDates } from './legal-calendar';
import { legalDate, type LegalDate } from './legal-date';
import type { Branded } from './ids';
import { accept, refuse, type Outcome } from './outcome';

/** A country by its ISO 3166-1 alpha-2 code, or `XK` for Kosovo, which has no assigned one. */
export type CountryCode = Branded<string, 'CountryCode'>;

/** A country, or the plain words for a person without nationality and for one whose nationality is not known. */
export type Nationality = CountryCode | 'stateless' | 'unknown';

/** All country codes in alphabetical order. */
export const COUNTRY_CODES: readonly CountryCode[] = (
  'AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ ' +
  'CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR ' +
  'GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP ' +
  'KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT ' +
  'MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW ' +
  'SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ ' +
  'UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW'
).split(' ') as CountryCode[];

const KNOWN = new Set<string>(COUNTRY_CODES);

/** True for a country code in capitals. */
export function isCountryCode(text: string): text is CountryCode {
  return KNOWN.has(text);
}

/** Reads a nationality: a country code in capitals, `stateless` or `unknown`. Refuses `nationality-unknown-code` on `field`. */
export function parseNationality(text: string, field = 'nationality'): Outcome<Nationality> {
  const code = text.trim();
  if (isCountryCode(code) || code === 'stateless' || code === 'unknown') return accept(code);
  return refuse('nationality-unknown-code', { field, params: { accepted: 'ISO 3166-1 alpha-2, stateless, unknown' } });
}

/**
 * How the Law sees a person's nationality on a day (R1.0.5). `withdrawal-agreement`: a British national with rights under
 * the agreement of 2020, a regime of its own.
 */
export type CitizenCategory = 'belgian' | 'eu' | 'eea' | 'swiss' | 'withdrawal-agreement' | 'third-country';

const EU_OTHER_THAN_BELGIUM = new Set(
  'AT BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' '),
);
const EEA_OUTSIDE_EU = new Set(['IS', 'LI', 'NO']);

/** The first day on which British nationals are third-country nationals, after the transition period (R1.0.5). */
const UNITED_KINGDOM_THIRD_COUNTRY_FROM = legalDate('2021-01-01');

/**
 * The category of a nationality on a day, from 2016 on (no state but the United Kingdom has joined or left since).
 * A stateless person and one of unknown nationality are third-country nationals here: no right of a citizen is presumed. That the
 * unknown one is no Belgian is not said by it: whoever would fine asks `isNationalityEstablished` first (R1.0.5).
 */
export function citizenCategory(
  nationality: Nationality,
  onDate: LegalDate,
  withdrawalAgreementBeneficiary = false,
): CitizenCategory {
  if (nationality === 'BE') return 'belgian';
  if (EU_OTHER_THAN_BELGIUM.has(nationality)) return 'eu';
  if (EEA_OUTSIDE_EU.has(nationality)) return 'eea';
  if (nationality === 'CH') return 'swiss';
  if (nationality !== 'GB') return 'third-country';
  if (compareDates(onDate, UNITED_KINGDOM_THIRD_COUNTRY_FROM) < 0) return 'eu';
  return withdrawalAgreementBeneficiary ? 'withdrawal-agreement' : 'third-country';
}

/** False as long as the person may be a Belgian for all that is known; `stateless` is a finding, no gap (R1.0.5, trap 20). */
export function isNationalityEstablished(nationality: Nationality): boolean {
  return nationality !== 'unknown';
}

/**
 * True for nationals of the EU, Iceland, Liechtenstein, Norway and Switzerland, who have the obligations of a citizen of the
 * Union (R1.0.5). False for Belgians, who are no foreigners, and under the withdrawal agreement, whose obligations no text
 * read so far equates with these (trap 20): a ground that is not certain is not offered.
 */
export function treatedAsEuCitizen(category: CitizenCategory): boolean {
  return category === 'eu' || category === 'eea' || category === 'swiss';
}
