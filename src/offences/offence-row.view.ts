import type { PersonId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import type { ObligationInForce } from '../parameters/parameters.service';
import type { CheckedOffence } from './offence.rules';
import { hearingColumns } from './offence.view';
import type { OffenceEntry } from './offences.commands';
import type { OffenceRow } from './offences.repository';

/** A checked entry as it is kept: what was typed column by column, an absence as null, and what the rules found of it. */
export function offenceRow(
  command: OffenceEntry,
  checked: CheckedOffence,
  obligation: ObligationInForce,
  identity: Pick<OffenceRow, 'id' | 'departmentId' | 'recordedBy' | 'majorityDecided' | 'majorityReason'>,
): OffenceRow {
  return {
    ...identity,
    personId: command.personId as PersonId,
    obligationCode: obligation.code,
    obligationId: obligation.id,
    article: checked.article,
    collectionBasis: checked.collectionBasis,
    offenderCategory: checked.offenderCategory,
    factsOn: command.factsOn as LegalDate,
    factsAt: command.factsAt ?? null,
    place: command.place,
    facts: command.facts,
    evidence: command.evidence,
    reportingAuthority: command.reportingAuthority,
    reportReference: command.reportReference,
    reportOn: command.reportOn as LegalDate,
    municipality: command.municipality ?? null,
    border: command.border ?? null,
    crossingDirection: command.crossingDirection ?? null,
    crossingSite: command.crossingSite ?? null,
    crossingPointCode: command.crossingPointCode ?? null,
    statedOpensAt: command.statedOpensAt ?? null,
    statedClosesAt: command.statedClosesAt ?? null,
    statedHoursSource: command.statedHoursSource ?? null,
    sponsorNationality: command.sponsorNationality ?? null,
    entryOn: (command.entryOn ?? null) as LegalDate | null,
    entryEvidence: command.entryEvidence ?? null,
    documentRequired: (command.documentRequired ?? null) as OffenceRow['documentRequired'],
    documentDefect: (command.documentDefect ?? null) as OffenceRow['documentDefect'],
    documentFoundAt: (command.documentFoundAt ?? null) as OffenceRow['documentFoundAt'],
    documentExpiredOn: (command.documentExpiredOn ?? null) as LegalDate | null,
    residenceCardNumber: command.residenceCardNumber ?? null,
    cardExpiresOn: (command.cardExpiresOn ?? null) as LegalDate | null,
    compliedOn: (command.compliedOn ?? null) as LegalDate | null,
    lastLawfulOn: checked.deadline?.lastLawfulDay ?? null,
    exemption: command.exemption ?? 'none',
    groundReason: command.groundReason ?? null,
    legalReviewGround: checked.legalReviewGround ?? null,
    ...hearingColumns(command),
    discretion: command.discretion ?? '',
    outcome: checked.outcome,
    state: checked.outcome === 'fine' ? 'recorded' : 'closed',
    entryDraftId: null,
    version: 1,
  };
}
