import type { LegalDate } from '../kernel/legal-date';
import { fieldsNotAsked, isAboutDocuments } from './asked-fields.rules';
import type { ObligationVersionRow } from './catalogue.repository';
import type { LegalReviewGround } from './legal-review.rules';
import { isInForce, OBLIGATIONS_2016, type Obligation } from './obligation.rules';

/** The facts that an obligation asks for beside those of every report, as groups; each is told by one field of its own. */
const FACT_GROUPS = {
  border: 'border',
  crossingSite: 'crossingSite',
  crossingPoint: 'crossingPointCode',
  document: 'documentRequired',
  entry: 'entryEvidence',
  card: 'cardExpiresOn',
  municipality: 'municipality',
  complied: 'compliedOn',
  exemption: 'exemption',
  family: 'sponsorNationality',
  groundReason: 'groundReason',
} as const;
export type FactGroup = keyof typeof FACT_GROUPS;

/** A version in the history of an obligation, with what it changed of the one before; nothing for the first. */
export interface ShownVersion {
  readonly validFrom: LegalDate;
  readonly validTo: LegalDate | null;
  readonly isShown: boolean;
  readonly changed: readonly (keyof Obligation)[];
}

/** One obligation in force on the day of the page. */
export interface CatalogueEntry extends Obligation {
  readonly bindsEveryForeigner: boolean;
  readonly facts: readonly FactGroup[];
  /** Cases in which a signatory has to review it (D1). */
  readonly reviewGrounds: readonly LegalReviewGround[];
  readonly versions: readonly ShownVersion[];
}

/** The catalogue of a day. */
export interface Catalogue {
  readonly on: LegalDate;
  readonly obligations: readonly CatalogueEntry[];
  /** Obligations that are on file but not in force that day: ended, or still to come. */
  readonly others: readonly { readonly code: string; readonly versions: readonly ShownVersion[] }[];
}

const NOT_COMPARED: readonly string[] = ['validFrom', 'validTo'];

/** The catalogue of a day from every version on file; `rows` in the order in which they are to be shown, the latest version first. */
export function catalogueOn(rows: readonly ObligationVersionRow[], on: LegalDate): Catalogue {
  const byCode = new Map<string, ObligationVersionRow[]>();
  for (const row of rows) byCode.set(row.code, [...(byCode.get(row.code) ?? []), row]);
  const obligations: CatalogueEntry[] = [];
  const others: { code: string; versions: readonly ShownVersion[] }[] = [];
  for (const [code, versions] of byCode) {
    const shown = versions.find((each) => isInForce(each, on));
    const history = historyOf(versions, shown);
    if (shown === undefined) others.push({ code, versions: history });
    else obligations.push(entryOf(shown, history));
  }
  return { on, obligations, others };
}

function entryOf({ definition, validFrom, validTo }: ObligationVersionRow, versions: ShownVersion[]): CatalogueEntry {
  const notAsked = fieldsNotAsked(definition);
  const groups = Object.entries(FACT_GROUPS) as [FactGroup, string][];
  return {
    ...provenanceOf(definition),
    ...definition,
    validFrom,
    validTo,
    bindsEveryForeigner: definition.finable.includes('other-foreigner'),
    facts: groups.filter(([, field]) => !notAsked.has(field)).map(([group]) => group),
    reviewGrounds: reviewGroundsOf(definition),
    versions,
  };
}

/** Rows that are older than these fields say nothing of what they rest on; the seed of the same code does. */
function provenanceOf({ code }: Obligation): Pick<Obligation, 'confidence' | 'source'> {
  const { confidence, source } = OBLIGATIONS_2016.find((each) => each.code === code) ?? {};
  return { ...(confidence && { confidence }), ...(source !== undefined && { source }) };
}

/** The reasons of legal-review.rules.ts that can arise under this obligation. */
function reviewGroundsOf({ subject, needsLegalReview, finable }: Obligation): LegalReviewGround[] {
  if (subject === 'collection-article') return ['collection-article'];
  if (needsLegalReview) return ['flagged-obligation'];
  const isForBritish = finable.includes('withdrawal-agreement') && !finable.includes('other-foreigner');
  const ofDocuments: LegalReviewGround[] = isAboutDocuments(subject) ? ['municipal-counter', 'expired-document'] : [];
  return isForBritish ? ['withdrawal-agreement', ...ofDocuments] : ofDocuments;
}

function historyOf(versions: readonly ObligationVersionRow[], shown: ObligationVersionRow | undefined): ShownVersion[] {
  return versions.map((version, index) => ({
    validFrom: version.validFrom,
    validTo: version.validTo,
    isShown: version === shown,
    changed: changedFields(version.definition, versions[index + 1]?.definition),
  }));
}

function changedFields(after: Obligation, before: Obligation | undefined): (keyof Obligation)[] {
  if (before === undefined) return [];
  const fields = [...new Set([...Object.keys(after), ...Object.keys(before)])] as (keyof Obligation)[];
  return fields.filter(
    (field) => !NOT_COMPARED.includes(field) && JSON.stringify(after[field]) !== JSON.stringify(before[field]),
  );
}
