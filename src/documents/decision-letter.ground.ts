import type { LegalDate } from '../kernel/legal-date';

/** What every offence has: where, when, found by whom, shown by what. */
interface CommonFacts {
  readonly place: string;
  readonly occurredOn: LegalDate;
  /** `HH:MM`, where the hour is known. */
  readonly occurredAt?: string;
  readonly narrative?: string;
  readonly evidence: readonly string[];
  readonly report: { readonly authority: string; readonly reference: string; readonly reportedOn: LegalDate };
}

/** Article 4bis §1: the external border crossed outside an authorised point or its hours. */
export interface BorderCrossingFacts extends CommonFacts {
  readonly kind: 'borderCrossing';
  readonly direction: 'entry' | 'exit';
  readonly breach:
    | {
        readonly kind: 'outsideHours';
        readonly crossingPoint: string;
        /** Those of the day of the facts; absent when the point was closed all day. */
        readonly openingHours?: string;
      }
    | { readonly kind: 'noAuthorisedPoint' };
}

/** The travel document that the person had to hold (R1.1, article 41). */
export type RequiredDocument = 'identityCardOrPassport' | 'passport' | 'passportAndVisa';

/** Whom article 41 binds, each to documents of its own (R1.0.5, R1.0.6, trap 20); `other` where the catalogue binds more people. */
export type DocumentBearer = 'euCitizen' | 'familyOfEuCitizen' | 'familyOfBelgian' | 'withdrawalAgreement' | 'other';

/** What was wrong with it. Each expired document was reviewed by hand (R1.1.4). */
export type DocumentDefect =
  | { readonly kind: 'noneHeld' }
  /** `expiredOn`: the last day on which it was valid. */
  | { readonly kind: 'expired'; readonly expiredOn?: LegalDate }
  | { readonly kind: 'visaMissing' };

/** Article 41 §4: no valid document when presenting at the border. */
export interface DocumentAtBorderFacts extends CommonFacts {
  readonly kind: 'documentAtBorder';
  readonly crossingPoint?: string;
  readonly bearer: DocumentBearer;
  readonly required: RequiredDocument;
  readonly defect: DocumentDefect;
}

/** Article 41: no valid document during a short stay inside the territory. */
export interface DocumentInTerritoryFacts extends CommonFacts {
  readonly kind: 'documentInTerritory';
  readonly bearer: DocumentBearer;
  readonly required: RequiredDocument;
  readonly defect: DocumentDefect;
}

/** What a duty towards the municipality has in common: where, since when, until when, and whether it was done too late. */
interface MunicipalFacts extends CommonFacts {
  readonly municipality: string;
  readonly lastLawfulDay: LegalDate;
  /** The day on which it was done after all, too late; absent when it was not, or when nobody said. */
  readonly compliedOn?: LegalDate;
}

/** Article 41bis: presence not reported to the municipality within ten working days of entry. */
export interface PresenceReportFacts extends MunicipalFacts {
  readonly kind: 'presenceReport';
  readonly enteredOn: LegalDate;
  readonly entryEvidence: string;
}

/**
 * Article 42: no application on expiry of three months after entry, by a citizen for the certificate of registration
 * or by a member of the family for the residence card.
 */
export interface ResidenceRegistrationFacts extends MunicipalFacts {
  readonly kind: 'registrationCertificate' | 'residenceCard';
  readonly enteredOn: LegalDate;
  readonly entryEvidence: string;
}

/** Article 42quinquies: a member of the family did not apply for the permanent card before the current one expired (R1.1.9). */
export interface PermanentResidenceFacts extends MunicipalFacts {
  readonly kind: 'permanentResidence';
  readonly cardNumber?: string;
  readonly cardExpiresOn: LegalDate;
}

/** Article 42octies as ground, with a reasoned approval only (D1, trap 1): the motivation names the obligation itself. */
export interface CollectionArticleFacts extends CommonFacts {
  readonly kind: 'collectionArticle';
  readonly reason?: string;
}

/** An article with its facts and the provision under which it is collected. `paragraph` is its bare number. */
interface GroundOf<Article extends string, Collection extends string, Facts> {
  readonly article: Article;
  readonly paragraph?: string;
  readonly collection: Collection;
  readonly facts: Facts;
}

/**
 * Article, its own rules of collection and the facts, bound together: a decision under 4bis never carries the rules of
 * 42octies nor the other way round (trap 3). One member for each article of the catalogue (R1.1).
 */
export type LetterGround =
  | GroundOf<'4bis', '4bis', BorderCrossingFacts>
  | GroundOf<'41', '42octies', DocumentAtBorderFacts | DocumentInTerritoryFacts>
  | GroundOf<'41bis', '42octies', PresenceReportFacts>
  | GroundOf<'42', '42octies', ResidenceRegistrationFacts>
  | GroundOf<'42quinquies', '42octies', PermanentResidenceFacts>
  | GroundOf<'42octies', '42octies', CollectionArticleFacts>;

export type LetterFacts = LetterGround['facts'];

/** What belongs to each article, for data that come out of a store: the types forbid the rest, a store does not. */
const BELONGS: Readonly<
  Record<LetterGround['article'], { collection: string; facts: readonly LetterFacts['kind'][] }>
> = {
  '4bis': { collection: '4bis', facts: ['borderCrossing'] },
  '41': { collection: '42octies', facts: ['documentAtBorder', 'documentInTerritory'] },
  '41bis': { collection: '42octies', facts: ['presenceReport'] },
  '42': { collection: '42octies', facts: ['registrationCertificate', 'residenceCard'] },
  '42quinquies': { collection: '42octies', facts: ['permanentResidence'] },
  '42octies': { collection: '42octies', facts: ['collectionArticle'] },
};

/** True when article, rules of collection and facts belong together (trap 3). */
export function isKnownGround({ article, collection, facts }: LetterGround): boolean {
  const known = BELONGS[article];
  return known.collection === collection && known.facts.includes(facts.kind);
}
