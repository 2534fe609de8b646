import type { NumberParameterCode } from './parameter.types';

export interface NumberParameter {
  readonly code: NumberParameterCode;
  readonly value: number;
  /** Where the value comes from, as it is shown beside it. */
  readonly source: string;
}

/** The numbers in force from the first day of the fines on (FINES_IN_FORCE_FROM). */
export const NUMBER_PARAMETERS_2016: readonly NumberParameter[] = [
  { code: 'fine-amount-cents', value: 20_000, source: 'R1.0.1, D2' },
  { code: 'appeal-margin-days', value: 30, source: 'D7' },
  { code: 'recovery-patience-days', value: 0, source: 'D9' },
  { code: 'small-rest-cents', value: 500, source: 'D31' },
  // No text that was read sets a term: the Office's own cautious policy, a jurist confirms it.
  { code: 'hearing-term-days', value: 10, source: 'R2.8, policy' },
  // No text governs how sure the books have to be: the cautious end of the range.
  { code: 'matching-threshold-percent', value: 95, source: 'R3.3, policy' },
  { code: 'bulk-acceptance-percent', value: 80, source: 'R3.3, policy' },
  { code: 'deposit-announcement-days', value: 30, source: 'R3.7' },
  // How long money may wait for a decision, and how long a proof of payment holds before the money is there.
  { code: 'suspense-overdue-days', value: 30, source: 'R5.4, policy' },
  { code: 'proof-hold-days', value: 15, source: 'R7.9, policy' },
  // What one person may book as costs of a bank, when a refund comes back less them.
  { code: 'return-charges-cents', value: 2500, source: 'R5.5, policy' },
];

export type CrossingPointKind = 'air' | 'sea' | 'rail';

export interface CrossingPointNames {
  readonly fr: string;
  readonly nl: string;
  readonly de: string;
  readonly en: string;
}

export interface ReferenceCrossingPoint {
  readonly code: string;
  readonly kind: CrossingPointKind;
  readonly names: CrossingPointNames;
}

const names = (fr: string, nl: string, de: string, en: string): CrossingPointNames => ({ fr, nl, de, en });

/**
 * The thirteen authorised crossing points of the external border (rules.md part 8): six airports, six ports, one station.
 * Their hours are not in any text that was read: none is brought, and the agent states them with the source.
 */
export const CROSSING_POINTS_2016: readonly ReferenceCrossingPoint[] = [
  {
    code: 'air-brussels',
    kind: 'air',
    names: names(
      'Aéroport de Bruxelles-National (Zaventem)',
      'Luchthaven Brussel-Nationaal (Zaventem)',
      'Flughafen Brüssel-National (Zaventem)',
      'Brussels-National Airport (Zaventem)',
    ),
  },
  {
    code: 'air-ostend',
    kind: 'air',
    names: names('Aéroport d’Ostende', 'Luchthaven Oostende', 'Flughafen Ostende', 'Ostend Airport'),
  },
  {
    code: 'air-deurne',
    kind: 'air',
    names: names(
      'Aéroport de Deurne (Anvers)',
      'Luchthaven Deurne (Antwerpen)',
      'Flughafen Deurne (Antwerpen)',
      'Deurne Airport (Antwerp)',
    ),
  },
  {
    code: 'air-bierset',
    kind: 'air',
    names: names(
      'Aéroport de Bierset (Liège)',
      'Luchthaven Bierset (Luik)',
      'Flughafen Bierset (Lüttich)',
      'Bierset Airport (Liège)',
    ),
  },
  {
    code: 'air-gosselies',
    kind: 'air',
    names: names(
      'Aéroport de Gosselies (Charleroi)',
      'Luchthaven Gosselies (Charleroi)',
      'Flughafen Gosselies (Charleroi)',
      'Gosselies Airport (Charleroi)',
    ),
  },
  {
    code: 'air-wevelgem',
    kind: 'air',
    names: names(
      'Aéroport de Wevelgem (Courtrai)',
      'Luchthaven Wevelgem (Kortrijk)',
      'Flughafen Wevelgem (Kortrijk)',
      'Wevelgem Airport (Kortrijk)',
    ),
  },
  {
    code: 'sea-antwerp',
    kind: 'sea',
    names: names('Port d’Anvers', 'Haven van Antwerpen', 'Hafen Antwerpen', 'Port of Antwerp'),
  },
  {
    code: 'sea-ostend',
    kind: 'sea',
    names: names('Port d’Ostende', 'Haven van Oostende', 'Hafen Ostende', 'Port of Ostend'),
  },
  {
    code: 'sea-zeebrugge',
    kind: 'sea',
    names: names('Port de Zeebrugge', 'Haven van Zeebrugge', 'Hafen Zeebrugge', 'Port of Zeebrugge'),
  },
  {
    code: 'sea-nieuwpoort',
    kind: 'sea',
    names: names('Port de Nieuport', 'Haven van Nieuwpoort', 'Hafen Nieuwpoort', 'Port of Nieuwpoort'),
  },
  {
    code: 'sea-ghent',
    kind: 'sea',
    names: names('Port de Gand', 'Haven van Gent', 'Hafen Gent', 'Port of Ghent'),
  },
  {
    code: 'sea-blankenberge',
    kind: 'sea',
    names: names('Port de Blankenberge', 'Haven van Blankenberge', 'Hafen Blankenberge', 'Port of Blankenberge'),
  },
  {
    code: 'rail-brussels-midi',
    kind: 'rail',
    names: names(
      'Gare de Bruxelles-Midi (terminal Eurostar)',
      'Station Brussel-Zuid (Eurostarterminal)',
      'Bahnhof Brüssel-Süd (Eurostar-Terminal)',
      'Brussels-Midi railway station (Eurostar terminal)',
    ),
  },
];
