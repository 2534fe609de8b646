import type { OffenceId, PersonId } from '../kernel/ids';
import { refuse, type Refusal } from '../kernel/outcome';
import type { Article } from './obligation.rules';

/** A standing fine for facts of the same day, as far as another one may charge somebody twice. */
export interface FineOfDay {
  readonly offenceId: OffenceId;
  readonly personId: PersonId;
  readonly obligationCode: string;
  readonly article: Article;
  /** The carriers who owe it beside the person (R1.1.11). */
  readonly carrierIds: readonly PersonId[];
}

/** The fine that is looked at; each person under every record, since two may have been joined. */
export interface FineToLookAt {
  readonly obligationCode: string;
  readonly article: Article;
  readonly records: readonly PersonId[];
  /** The carriers named for it, in the order of those who must pay. */
  readonly carriers: readonly { readonly index: number; readonly records: readonly PersonId[] }[];
}

/**
 * What stands against a fine because a carrier is a second debtor of the passenger's one fine and never fined for the same crossing
 * (R1.1.11, trap 7), whichever was entered first: `offender-is-carrier` on `personId` and `carrier-is-offender` on
 * `liableParties.<index>.personId`; params `offenceId` of the other file. The same crossing is the same obligation on the same day.
 */
export function checkOneDebt(fine: FineToLookAt, ofDay: readonly FineOfDay[]): Refusal[] {
  const rule = 'R1.1.11';
  const sameEvent = ofDay.filter(({ obligationCode }) => obligationCode === fine.obligationCode);
  const carried = sameEvent.find(({ carrierIds }) => carrierIds.some((id) => fine.records.includes(id)));
  const refusals: Refusal[] =
    carried === undefined
      ? []
      : [refuse('offender-is-carrier', { field: 'personId', rule, params: { offenceId: carried.offenceId } }).refusal];
  for (const { index, records } of fine.carriers) {
    const fined = sameEvent.find(({ personId }) => records.includes(personId));
    if (fined === undefined) continue;
    const field = `liableParties.${index}.personId`;
    refusals.push(refuse('carrier-is-offender', { field, rule, params: { offenceId: fined.offenceId } }).refusal);
  }
  return refusals;
}

/** The provision that collects the fines of other articles. */
const COLLECTION_ARTICLE: Article = '42octies';

/**
 * Whether two fines of one person for the same day are one: 42octies as the ground collects what another article fines, whatever it calls
 * the breach (R1.1.1, trap 1). Two fines under 42octies are, too.
 */
export function isCollectedTwice(one: Article, other: Article): boolean {
  return one === COLLECTION_ARTICLE || other === COLLECTION_ARTICLE;
}

/** Refuses `collection-article-doubles` on `factsOn` (params `offenceId` of the fine on file) where `isCollectedTwice` says so. */
export function checkCollectionArticle(fine: FineToLookAt, ofDay: readonly FineOfDay[]): Refusal[] {
  const other = ofDay.find(
    ({ personId, obligationCode, article }) =>
      fine.records.includes(personId) &&
      // The same obligation is refused as a duplicate (D22).
      obligationCode !== fine.obligationCode &&
      isCollectedTwice(article, fine.article),
  );
  if (other === undefined) return [];
  const params = { offenceId: other.offenceId };
  return [refuse('collection-article-doubles', { field: 'factsOn', rule: 'R1.1.1', params }).refusal];
}
