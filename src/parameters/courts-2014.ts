import { legalDate } from '../kernel/legal-date';
import type { District } from './parameter.types';

type FourNames = Readonly<Record<'fr' | 'nl' | 'de' | 'en', string>>;

/** A court of first instance, with the towns of its divisions where it has several. */
export interface ReferenceCourt {
  readonly code: string;
  readonly district: District;
  readonly names: FourNames;
  readonly divisions: readonly ReferenceDivision[];
}

interface ReferenceDivision {
  readonly code: string;
  readonly names: FourNames;
}

/** Since the reform of the districts. */
export const COURTS_IN_FORCE_FROM = legalDate('2014-04-01');
/** Where the list was read; the divisions in part from general knowledge, to be confirmed by the Office. */
export const COURTS_SOURCE = 'AR/KB 14.03.2014';

const town = (fr: string, nl: string, de: string, en: string): FourNames => ({ fr, nl, de, en });

const TOWNS = {
  antwerp: town('Anvers', 'Antwerpen', 'Antwerpen', 'Antwerp'),
  mechelen: town('Malines', 'Mechelen', 'Mecheln', 'Mechelen'),
  turnhout: town('Turnhout', 'Turnhout', 'Turnhout', 'Turnhout'),
  hasselt: town('Hasselt', 'Hasselt', 'Hasselt', 'Hasselt'),
  tongeren: town('Tongres', 'Tongeren', 'Tongern', 'Tongeren'),
  ghent: town('Gand', 'Gent', 'Gent', 'Ghent'),
  dendermonde: town('Termonde', 'Dendermonde', 'Dendermonde', 'Dendermonde'),
  oudenaarde: town('Audenarde', 'Oudenaarde', 'Oudenaarde', 'Oudenaarde'),
  bruges: town('Bruges', 'Brugge', 'Brügge', 'Bruges'),
  kortrijk: town('Courtrai', 'Kortrijk', 'Kortrijk', 'Kortrijk'),
  ypres: town('Ypres', 'Ieper', 'Ypern', 'Ypres'),
  veurne: town('Furnes', 'Veurne', 'Veurne', 'Veurne'),
  mons: town('Mons', 'Bergen', 'Mons', 'Mons'),
  charleroi: town('Charleroi', 'Charleroi', 'Charleroi', 'Charleroi'),
  tournai: town('Tournai', 'Doornik', 'Tournai', 'Tournai'),
  namur: town('Namur', 'Namen', 'Namur', 'Namur'),
  dinant: town('Dinant', 'Dinant', 'Dinant', 'Dinant'),
  liege: town('Liège', 'Luik', 'Lüttich', 'Liège'),
  huy: town('Huy', 'Hoei', 'Huy', 'Huy'),
  verviers: town('Verviers', 'Verviers', 'Verviers', 'Verviers'),
  arlon: town('Arlon', 'Aarlen', 'Arel', 'Arlon'),
  'marche-en-famenne': town('Marche-en-Famenne', 'Marche-en-Famenne', 'Marche-en-Famenne', 'Marche-en-Famenne'),
  neufchateau: town('Neufchâteau', 'Neufchâteau', 'Neufchâteau', 'Neufchâteau'),
} satisfies Readonly<Record<string, FourNames>>;

type Town = keyof typeof TOWNS;

function court(
  district: District,
  names: FourNames,
  towns: readonly Town[] = [],
  code: string = district,
): ReferenceCourt {
  const divisions = towns.map((each) => ({ code: `${code}-${each}`, names: TOWNS[each] }));
  return { code, district, names, divisions };
}

/** `frOf` with its preposition: "d’Anvers", "du Limbourg". */
function named(frOf: string, nl: string, de: string, en: string): FourNames {
  return {
    fr: `Tribunal de première instance ${frOf}`,
    nl: `Rechtbank van eerste aanleg ${nl}`,
    de: `Gericht Erster Instanz ${de}`,
    en: `Court of First Instance of ${en}`,
  };
}

/** The thirteen courts of first instance: one for each district, two in Brussels (rules.md part 9). */
export const COURTS_2014: readonly ReferenceCourt[] = [
  court('antwerp', named('d’Anvers', 'Antwerpen', 'Antwerpen', 'Antwerp'), ['antwerp', 'mechelen', 'turnhout']),
  court('limburg', named('du Limbourg', 'Limburg', 'Limburg', 'Limburg'), ['hasselt', 'tongeren']),
  court('leuven', named('de Louvain', 'Leuven', 'Löwen', 'Leuven')),
  court(
    'brussels',
    {
      fr: 'Tribunal de première instance néerlandophone de Bruxelles',
      nl: 'Nederlandstalige rechtbank van eerste aanleg Brussel',
      de: 'Niederländischsprachiges Gericht Erster Instanz Brüssel',
      en: 'Dutch-speaking Court of First Instance of Brussels',
    },
    [],
    'brussels-dutch',
  ),
  court(
    'brussels',
    {
      fr: 'Tribunal de première instance francophone de Bruxelles',
      nl: 'Franstalige rechtbank van eerste aanleg Brussel',
      de: 'Französischsprachiges Gericht Erster Instanz Brüssel',
      en: 'French-speaking Court of First Instance of Brussels',
    },
    [],
    'brussels-french',
  ),
  court('walloon-brabant', named('du Brabant wallon', 'Waals-Brabant', 'Wallonisch-Brabant', 'Walloon Brabant')),
  court('east-flanders', named('de Flandre orientale', 'Oost-Vlaanderen', 'Ostflandern', 'East Flanders'), [
    'ghent',
    'dendermonde',
    'oudenaarde',
  ]),
  court('west-flanders', named('de Flandre occidentale', 'West-Vlaanderen', 'Westflandern', 'West Flanders'), [
    'bruges',
    'kortrijk',
    'ypres',
    'veurne',
  ]),
  court('hainaut', named('du Hainaut', 'Henegouwen', 'Hennegau', 'Hainaut'), ['mons', 'charleroi', 'tournai']),
  court('namur', named('de Namur', 'Namen', 'Namur', 'Namur'), ['namur', 'dinant']),
  court('liege', named('de Liège', 'Luik', 'Lüttich', 'Liège'), ['liege', 'huy', 'verviers']),
  court('luxembourg', named('du Luxembourg', 'Luxemburg', 'Luxemburg', 'Luxembourg'), [
    'arlon',
    'marche-en-famenne',
    'neufchateau',
  ]),
  court('eupen', named('d’Eupen', 'Eupen', 'Eupen', 'Eupen')),
];
