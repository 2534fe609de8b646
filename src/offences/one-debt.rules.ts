import type { OffenceId, PersonId } from '../kernel/ids';
import { refuse, type Refusal } from '../kernel/outcome';
import type { Article } from './obligation.rules';

/** A standing fine for facts of the same day, as far as another one may charge somebody twice. */
export interface FineOfDay {
  readonly offenceId: OffenceId;
  readonly personId: PersonId;
  /** Null of a fine that was taken over, of which only the article is on file. */
  readonly obligationCode: string | null;
  readonly article: Article;
  /** The carriers who owe it beside the person (R1.1.11). */
  readonly carrierIds: readonly PersonId[];
}

/** The fine that is looked at; each person under every record, since two may have been joined. */
export interface FineToLookAt {
  readonly obligationCode: string | null;
  readonly article: Article;
  readonly records: readonly PersonId[];
  /** The carriers named for it, in the order of those who must pay. */
  readonly carriers: readonly { readonly index: number; readonly records: readonly PersonId[] }[];
}

/**
 * Refuses a carrier who is the offender under another record: one's own fine has no second debtor in oneself (R1.1.11, trap 7);
 * `party-is-offender` on `liableParties.<index>.personId`.
 */
export function checkOneDebt({ records, carriers }: FineToLookAt): Refusal[] {
  return carriers
    .filter((carrier) => carrier.records.some((id) => records.includes(id)))
    .map(
      ({ index }) =>
        refuse('party-is-offender', { field: `liableParties.${String(index)}.personId`, rule: 'R1.1.11' }).refusal,
    );
}

/** Another fine of the same day as far as it says who owes it; it may be in progress. */
export type FineBeside = Omit<FineOfDay, 'offenceId'>;

/** Somebody who owes a fine for his own crossing, and another person's as the negligent carrier. */
export interface CarrierFined {
  readonly personId: PersonId;
  /** Which of the two the fine that is looked at is for: the own crossing, or the other person's. */
  readonly as: 'offender' | 'carrier';
}

/**
 * Who owes two fines for one crossing, his own and as the carrier of another person. Both stand: a crew member crosses like everybody on board
 * (R1.1.12), and answers for a passenger whom his negligence led to breach the article (R1.1.11). Told to whoever signs, so that the breach of the
 * passenger alone is never charged to the carrier too (trap 7). The same crossing is the same obligation on the same day, or the same article where
 * one of the two was taken over.
 */
export function carriersFined(
  fine: FineToLookAt & { readonly personId: PersonId },
  ofDay: readonly FineBeside[],
): CarrierFined[] {
  const sameEvent = ofDay.filter((each) =>
    each.obligationCode === null || fine.obligationCode === null
      ? each.article === fine.article
      : each.obligationCode === fine.obligationCode,
  );
  const isCarrier = sameEvent.some(({ carrierIds }) => carrierIds.some((id) => fine.records.includes(id)));
  const fined = fine.carriers.flatMap(({ records }): CarrierFined[] => {
    const own = sameEvent.find(({ personId }) => records.includes(personId));
    return own === undefined ? [] : [{ personId: own.personId, as: 'carrier' }];
  });
  return [...(isCarrier ? [{ personId: fine.personId, as: 'offender' } as const] : []), ...fined];
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
