import { Injectable } from '@nestjs/common';
import { printableText } from '../documents/letter-fonts';
import { newId, type OffenceId, type PersonId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import { ParametersService, type ObligationInForce } from '../parameters/parameters.service';
import { PersonsService } from '../persons/persons.service';
import { nextState } from '../kernel/state-machine';
import { checkDepartment } from '../platform/department';
import { actingUser, type Tx } from '../platform/database/transactions';
import { orRefuse, Refused } from '../platform/refused';
import { checkOffence, OFFENCE_MACHINE, type CheckedOffence } from './offence.rules';
import { factsOf, offenderOf } from './offence.view';
import type { RecordOffence } from './offences.commands';
import { OffencesRepository, type LiableParty, type OffenceRow } from './offences.repository';

/** An offence that was checked against the law of its day. */
interface Checked {
  readonly checked: CheckedOffence;
  readonly obligation: ObligationInForce;
}

/** An offence with everyone who must pay. */
export interface OffenceFile {
  readonly offence: OffenceRow;
  readonly liable: readonly LiableParty[];
}

/** Records what somebody did or left undone, after every rule of entry has looked at it. */
@Injectable()
export class OffencesService {
  constructor(
    private readonly repository: OffencesRepository,
    private readonly persons: PersonsService,
    private readonly parameters: ParametersService,
  ) {}

  /**
   * Records an offence in the caller's transaction; with `no-fine` the file is closed with its reason (R1.0.2).
   * Refuses everything that offence.rules.ts refuses, each with its field, and duplicates (D22).
   */
  async record(tx: Tx, command: RecordOffence): Promise<OffenceRow> {
    const user = actingUser(tx.actor);
    const personId = command.personId as PersonId;
    await this.persons.lock(tx, personId);
    const { checked, obligation } = await this.check(tx, command);
    const duplicate = await this.repository.findDuplicate(tx, personId, obligation.code, command.factsOn as LegalDate);
    if (duplicate !== undefined)
      throw new Refused({ code: 'duplicate-offence', field: 'factsOn', rule: 'D22', params: { offenceId: duplicate } });
    const offence = rowOf(command, checked, obligation, {
      id: newId<OffenceId>(),
      departmentId: user.departmentId,
      recordedBy: user.id,
    });
    await this.repository.insert(tx, offence, [{ personId, capacity: 'offender' }]);
    const about = { subjectKind: 'offence', subjectId: offence.id, caseId: offence.id, personId };
    tx.record({
      ...about,
      type: 'offence.recorded',
      detail: {
        obligation: obligation.code,
        article: obligation.article,
        factsOn: offence.factsOn,
        outcome: offence.outcome,
        hearing: offence.hearingKind,
      },
      personal: { facts: offence.facts, evidence: offence.evidence, discretion: offence.discretion },
    });
    if (offence.state === 'closed')
      tx.record({ ...about, type: 'offence.closed', detail: { outcome: offence.outcome } });
    return offence;
  }

  /** Checks an entry that is not recorded yet; throws every refusal. */
  async check(tx: Tx, command: RecordOffence): Promise<Checked> {
    refuseUnprintable(command);
    const factsOn = command.factsOn as LegalDate;
    const obligation = await this.obligation(tx, command.obligationCode, factsOn);
    const person = await this.persons.identity(tx, command.personId as PersonId);
    const parameters = { crossingPoints: await this.parameters.crossingPoints(tx, factsOn) };
    const checked = orRefuse(
      checkOffence(factsOf(command), obligation, offenderOf(person, command.sponsorNationality), parameters, tx.today),
    );
    return { checked, obligation };
  }

  /** The offence with its liable parties. Refuses `not-found`, and `other-department` for who may not see its content (D32). */
  async file(
    tx: Tx,
    id: OffenceId,
  ): Promise<{ readonly offence: OffenceRow; readonly liable: readonly LiableParty[] }> {
    const offence = await this.repository.find(tx, id);
    if (offence === undefined) throw new Refused({ code: 'not-found', params: { kind: 'offence' } });
    checkDepartment(tx, offence.departmentId);
    return { offence, liable: await this.repository.liableParties(tx, id) };
  }

  /** Its decision was cancelled or withdrawn: the same facts may be recorded again (D22). */
  async setVoid(tx: Tx, id: OffenceId): Promise<void> {
    const offence = await this.repository.lock(tx, id);
    if (offence === undefined) throw new Refused({ code: 'not-found', params: { kind: 'offence' } });
    const state = orRefuse(nextState(OFFENCE_MACHINE, offence.state, 'void'));
    await this.repository.setState(tx, id, state);
    tx.record({
      type: 'offence.voided',
      subjectKind: 'offence',
      subjectId: id,
      caseId: id,
      personId: offence.personId,
    });
  }

  /** The obligation on the day of the facts; today's when there was none yet, so that the rule can say from when it is in force. */
  private async obligation(tx: Tx, code: string, factsOn: LegalDate): Promise<ObligationInForce> {
    const found =
      (await this.parameters.obligation(tx, code, factsOn)) ?? (await this.parameters.obligation(tx, code, tx.today));
    if (found === undefined) throw new Refused({ code: 'obligation-unknown', field: 'obligationCode', rule: 'R1.1' });
    return found;
  }
}

/** What a letter will say: each text must have its characters in the letter's fonts, so that nobody learns of it at signature. */
const ON_LETTER = [
  'place',
  'facts',
  'evidence',
  'reportingAuthority',
  'reportReference',
  'municipality',
  'entryEvidence',
  'statedHoursSource',
  'hearingStatement',
  'hearingAnswer',
  'hearingWaiverReason',
  'forceMajeure',
  'discretion',
] as const satisfies readonly (keyof RecordOffence)[];

function refuseUnprintable(command: RecordOffence): void {
  const found = ON_LETTER.flatMap((field) => {
    const outcome = printableText(command[field] ?? '', field);
    return outcome.ok ? [] : [outcome.refusal];
  });
  const [first, ...others] = found;
  if (first !== undefined) throw new Refused(first, ...others);
}

function rowOf(
  command: RecordOffence,
  checked: CheckedOffence,
  obligation: ObligationInForce,
  identity: Pick<OffenceRow, 'id' | 'departmentId' | 'recordedBy'>,
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
    cardExpiresOn: (command.cardExpiresOn ?? null) as LegalDate | null,
    compliedOn: (command.compliedOn ?? null) as LegalDate | null,
    lastLawfulOn: checked.deadline?.lastLawfulDay ?? null,
    exemption: command.exemption ?? 'none',
    hearingKind: command.hearingKind === 'waived' ? 'waived' : 'heard',
    hearingOn: (command.hearingOn ?? null) as LegalDate | null,
    hearingMeans: (command.hearingMeans ?? null) as OffenceRow['hearingMeans'],
    hearingStatement: command.hearingStatement ?? '',
    hearingAnswer: command.hearingAnswer ?? '',
    hearingWaiverReason: command.hearingWaiverReason ?? '',
    forceMajeure: command.forceMajeure ?? '',
    discretion: command.discretion ?? '',
    outcome: checked.outcome,
    state: checked.outcome === 'fine' ? 'recorded' : 'closed',
    version: 1,
  };
}
