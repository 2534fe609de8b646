import { compareDates } from '../kernel/legal-calendar';
import type { LegalDate } from '../kernel/legal-date';

/** The grades that a decree can name, lowest first (R2.2). */
export const GRADES = [
  'administrative-assistant',
  'administrative-expert',
  'attache',
  'adviser',
  'adviser-general',
  'director-general',
] as const;
export type Grade = (typeof GRADES)[number];

/** How letters and screens name the grades. */
export const GRADE_NAMES: Readonly<Record<Grade, Readonly<Record<'fr' | 'nl' | 'de' | 'en', string>>>> = {
  'administrative-assistant': {
    fr: 'Assistant administratif',
    nl: 'Administratief assistent',
    de: 'Verwaltungsassistent',
    en: 'Administrative assistant',
  },
  'administrative-expert': {
    fr: 'Expert administratif',
    nl: 'Administratief deskundige',
    de: 'Verwaltungsexperte',
    en: 'Administrative expert',
  },
  attache: { fr: 'Attaché', nl: 'Attaché', de: 'Attaché', en: 'Attaché' },
  adviser: { fr: 'Conseiller', nl: 'Adviseur', de: 'Berater', en: 'Adviser' },
  'adviser-general': { fr: 'Conseiller général', nl: 'Adviseur-generaal', de: 'Generalberater', en: 'Adviser general' },
  'director-general': {
    fr: 'Directeur général',
    nl: 'Directeur-generaal',
    de: 'Generaldirektor',
    en: 'Director general',
  },
};

interface Dated {
  readonly validFrom: LegalDate;
  /** Last day, included; null while it has no end. */
  readonly validTo: LegalDate | null;
}

/** The power to sign for one article, for as long as its holder has the grade that the decree names (R2.2). */
export interface DelegatedPower extends Dated {
  readonly article: string;
  /** Null: given before grades were kept; it holds for any. */
  readonly grade: Grade | null;
}

/** The grade somebody has between two days. */
export interface HeldGrade extends Dated {
  readonly grade: Grade;
}

/** Whether somebody may sign, and if not, why: the words that a signatory needs to have it mended. */
export type Standing<Power extends DelegatedPower = DelegatedPower> =
  | { readonly stands: true; readonly delegation: Power }
  | { readonly stands: false; readonly why: 'never-had' }
  | { readonly stands: false; readonly why: 'other-article'; readonly articles: readonly string[] }
  | { readonly stands: false; readonly why: 'ended'; readonly endedOn: LegalDate }
  | { readonly stands: false; readonly why: 'not-yet'; readonly from: LegalDate }
  | {
      readonly stands: false;
      readonly why: 'grade-changed';
      readonly grade: Grade;
      readonly held: Grade | undefined;
    };

/**
 * Whether one person's delegations hold for the article on the day (R2.2, trap 23). Where none does, the reason is that of the
 * delegation nearest to holding: in force with another grade, then ended last, then beginning first.
 */
export function delegationStanding<Power extends DelegatedPower>(
  delegations: readonly Power[],
  grades: readonly HeldGrade[],
  article: string,
  on: LegalDate,
): Standing<Power> {
  const forArticle = delegations.filter((each) => each.article === article);
  if (delegations.length === 0) return { stands: false, why: 'never-had' };
  if (forArticle.length === 0) {
    return {
      stands: false,
      why: 'other-article',
      articles: [...new Set(delegations.map((each) => each.article))].sort(),
    };
  }
  const held = grades.find((each) => holdsOn(each, on))?.grade;
  const inForce = newestFirst(forArticle.filter((each) => holdsOn(each, on)));
  const standing = inForce.find(({ grade }) => grade === null || grade === held);
  if (standing !== undefined) return { stands: true, delegation: standing };
  const named = inForce[0]?.grade;
  if (named) return { stands: false, why: 'grade-changed', grade: named, held };
  return outOfTime(forArticle, on);
}

function outOfTime(delegations: readonly DelegatedPower[], on: LegalDate): Standing<never> {
  const ended = delegations.map(({ validTo }) => validTo).filter((day) => day !== null && compareDates(day, on) < 0);
  const endedOn = ended.toSorted((one, other) => compareDates(other ?? on, one ?? on))[0];
  if (endedOn) return { stands: false, why: 'ended', endedOn };
  const [from = on] = delegations.map(({ validFrom }) => validFrom).toSorted(compareDates);
  return { stands: false, why: 'not-yet', from };
}

/**
 * The delegations as they really hold: each cut to the days on which its holder has its grade, once for every such period.
 * What begins in none of them is left out.
 */
export function standingPeriods<Power extends DelegatedPower>(
  delegations: readonly Power[],
  grades: readonly HeldGrade[],
): Power[] {
  return delegations.flatMap((power) => {
    if (power.grade === null) return [power];
    return grades
      .filter(({ grade }) => grade === power.grade)
      .map((held) => ({
        ...power,
        validFrom: later(power.validFrom, held.validFrom),
        validTo: earlierEnd(power.validTo, held.validTo),
      }))
      .filter(({ validFrom, validTo }) => validTo === null || compareDates(validFrom, validTo) <= 0);
  });
}

function holdsOn({ validFrom, validTo }: Dated, on: LegalDate): boolean {
  return compareDates(validFrom, on) <= 0 && (validTo === null || compareDates(on, validTo) <= 0);
}

function newestFirst<Power extends Dated>(powers: readonly Power[]): Power[] {
  return powers.toSorted((one, other) => compareDates(other.validFrom, one.validFrom));
}

function later(one: LegalDate, other: LegalDate): LegalDate {
  return compareDates(one, other) >= 0 ? one : other;
}

function earlierEnd(one: LegalDate | null, other: LegalDate | null): LegalDate | null {
  if (one === null || other === null) return one ?? other;
  return compareDates(one, other) <= 0 ? one : other;
}
