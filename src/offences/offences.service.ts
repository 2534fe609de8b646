import { Injectable } from '@nestjs/common';
import { parseNationality } from '../kernel/country';
import {
  LiabilityService,
  peopleIn,
  type ExaminedLiability,
  type LiabilityGround,
  type LiableParties,
} from '../liability/liability.service';
import type { MandateRow } from '../liability/liability.repository';
import type { Debtor } from '../liability/liability.rules';
import { newId, type OffenceId, type PersonId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import { accept, type Refusal, type Verdict } from '../kernel/outcome';
import { ParametersService, type ObligationInForce } from '../parameters/parameters.service';
import type { PersonSummary } from '../persons/person.view';
import { PersonsService } from '../persons/persons.service';
import { nextState } from '../kernel/state-machine';
import { checkDepartment } from '../platform/department';
import { actingUser, type Tx } from '../platform/database/transactions';
import { found, orRefuse, Refused } from '../platform/refused';
import { HeardParties } from './heard-parties.service';
import { checkAskedFields } from './asked-fields.rules';
import { heardOn } from '../hearings/hearing.rules';
import {
  checkOffence,
  OFFENCE_MACHINE,
  type CheckedOffence,
  type OffenceFacts,
  type OffenceParameters,
} from './offence.rules';
import { factsOf, factsOfOffence, offenderOf } from './offence.view';
import type { LiabilityEntry } from '../liability/liability.commands';
import { liabilityDetail, liabilityTexts } from '../liability/liability.view';
import { offenceRow } from './offence-row.view';
import type { OffenceEntry } from './offences.commands';
import { unprintable } from './printable-texts.rules';
import { OneDebt } from './one-debt.service';
import { breachPeriod, checkContinuingBreach, continuingFinding, type ContinuingFinding } from './repeat.rules';
import { OffencesRepository, type OffenceRow } from './offences.repository';
import { isTakenOver } from './taken-offence.rules';

/** An entry looked at under the law of its day: what stands, or everything that speaks against it. */
export interface ExaminedOffence {
  readonly verdict: Verdict<CheckedOffence>;
  readonly obligation: ObligationInForce;
  readonly person: PersonSummary;
  /** Who gets the act first, hence in whose language it is (R2.9, D14). */
  readonly addressee: PersonSummary;
  /** The time that the breach has lasted; absent when it is over at once. */
  readonly breach: ReturnType<typeof breachPeriod>;
  /** Present when the breach was fined before and goes on (D10). */
  readonly continuing?: ContinuingFinding;
  /** Who would have to pay; absent without a fine, and as long as something speaks against them. */
  readonly liability: ExaminedLiability | undefined;
}

/** An offence with everyone who must pay and everyone who acts for them. */
export interface OffenceFile {
  readonly offence: OffenceRow;
  readonly liable: readonly Debtor[];
  readonly mandates: readonly MandateRow[];
}

/** Records what somebody did or left undone, after every rule of entry has looked at it. */
@Injectable()
export class OffencesService {
  constructor(
    private readonly repository: OffencesRepository,
    private readonly persons: PersonsService,
    private readonly parameters: ParametersService,
    private readonly liability: LiabilityService,
    private readonly oneDebt: OneDebt,
    private readonly heardParties: HeardParties,
  ) {}

  /** Locks everyone whom the entry is about, so that nobody is corrected under the check (R1.0.7). */
  async lockPeople(tx: Tx, command: OffenceEntry): Promise<void> {
    await this.persons.lockAll(tx, [command.personId as PersonId, ...peopleIn(command)]);
  }

  /** Locks everyone in a recorded file and says who the offender is; refuses `not-found`. */
  async lockParties(tx: Tx, offence: OffenceRow): Promise<PersonSummary> {
    const { debtors, mandates } = await this.liability.idsOf(tx, offence.id);
    const ids = [offence.personId, ...[...debtors, ...mandates].map(({ personId }) => personId)];
    const offender = (await this.persons.lockAll(tx, ids)).find(({ id }) => id === offence.personId);
    if (offender === undefined) throw new Refused({ code: 'not-found' });
    return offender;
  }

  /** What liability hangs on in a recorded offence, under the law of the day of its facts; of a fine taken over without that day the notification's. */
  async liabilityGround(tx: Tx, offence: OffenceRow): Promise<LiabilityGround> {
    const offender = await this.persons.identity(tx, offence.personId);
    if (isTakenOver(offence)) {
      const factsOn = found(await this.repository.dayOfTaken(tx, offence.id));
      return { offender, factsOn, carrierCoLiable: offence.article === '4bis' };
    }
    const { carrierCoLiable } = await this.obligation(tx, offence.obligationCode, offence.factsOn);
    return { offender, factsOn: offence.factsOn, carrierCoLiable };
  }

  /**
   * Records an offence that was examined in this transaction, under the lock of its person; with `no-fine` the file is closed
   * with its reason (R1.0.2).
   */
  async record(
    tx: Tx,
    command: OffenceEntry,
    {
      checked,
      obligation,
      liability,
    }: Pick<ExaminedOffence, 'obligation' | 'liability'> & { readonly checked: CheckedOffence },
  ): Promise<OffenceRow> {
    const user = actingUser(tx.actor);
    const personId = command.personId as PersonId;
    const offence = offenceRow(command, checked, obligation, {
      id: newId<OffenceId>(),
      departmentId: user.departmentId,
      recordedBy: user.id,
      majorityDecided: liability?.majorityDecision?.decided ?? null,
      majorityReason: liability?.majorityDecision?.reason ?? null,
    });
    await this.repository.insert(tx, offence);
    if (liability !== undefined) await this.liability.keep(tx, offence, liability);
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
        ...(offence.legalReviewGround !== null && { legalReviewGround: offence.legalReviewGround }),
        ...(liability && liabilityDetail(liability)),
      },
      personal: {
        facts: offence.facts,
        evidence: offence.evidence,
        discretion: offence.discretion,
        ...(liability && liabilityTexts(liability)),
      },
    });
    if (offence.state === 'closed')
      tx.record({ ...about, type: 'offence.closed', detail: { outcome: offence.outcome } });
    return offence;
  }

  /**
   * Everything that the rules say of an entry, whether it is recorded afterwards or not: those of offence.rules.ts,
   * answers that its obligation does not ask for (R1.1), duplicates (D22; params `offenceId` for the link), and a breach that was fined and goes on (D10). Refuses at once what leaves nothing to look at: `obligation-unknown`,
   * `nationality-unknown-code` on `sponsorNationality`, and a person who is not there.
   */
  async examine(tx: Tx, command: OffenceEntry): Promise<ExaminedOffence> {
    const factsOn = command.factsOn as LegalDate;
    const obligation = await this.obligation(tx, command.obligationCode, factsOn);
    const person = await this.persons.identity(tx, command.personId as PersonId);
    const { sponsorNationality } = command;
    if (sponsorNationality !== undefined) orRefuse(parseNationality(sponsorNationality, 'sponsorNationality'));
    const facts = factsOf(command);
    const parameters = await this.parametersOf(tx, facts, command.crossingPointCode);
    const checked = checkOffence(facts, obligation, offenderOf(person, sponsorNationality), parameters, tx.today);
    const notAsked = checkAskedFields(command, obligation);
    const foreign = new Set(notAsked.map(({ field }) => field));
    const ofLaw = checked.ok ? [] : checked.refusals.filter(({ field }) => !foreign.has(field));
    const liability = await this.liabilityOf(tx, command, { offender: person, factsOn, ...obligation });
    const ofLiability = liability === undefined || liability.ok ? [] : liability.refusals;
    const unheard = liability?.ok === true ? this.heardParties.atEntry(tx, command, liability.value) : [];
    const refusals = [...ofLaw, ...ofLiability, ...unheard, ...notAsked, ...unprintable(command)];
    // An entry in progress is looked at too, and may lack what the command has.
    const given: Partial<OffenceEntry> = command;
    const { reportReference = '' } = given;
    const breach = breachPeriod(facts, obligation);
    const continuing = await this.continuing(tx, { personId: person.id, reportReference, facts }, obligation);
    refusals.push(...checkContinuingBreach(continuing));
    const parties = command.outcome === 'no-fine' ? undefined : (command.liableParties ?? []);
    refusals.push(
      ...(await this.oneDebt.check(tx, {
        ...command,
        article: obligation.article,
        personId: person.id,
        factsOn,
        parties,
      })),
    );
    const duplicate = await this.repository.findDuplicate(tx, person.id, obligation.code, factsOn);
    if (duplicate !== undefined)
      refusals.unshift({ code: 'duplicate-offence', field: 'factsOn', rule: 'D22', params: { offenceId: duplicate } });
    const [first, ...others] = refusals;
    const found: Verdict<CheckedOffence> = first === undefined ? checked : { ok: false, refusals: [first, ...others] };
    return {
      verdict: found,
      obligation,
      person,
      addressee: await this.liability.addressee(tx, person, liability?.ok === true ? liability.value.debtors : []),
      liability: liability?.ok === true ? liability.value : undefined,
      breach,
      ...(continuing && { continuing }),
    };
  }

  /**
   * What the rules of entry say today of a recorded offence and of its person as they stand now: whoever was fined as an adult
   * may have been corrected to a child since (R1.0.5, R1.0.7, D23), and an earlier fine's notification too (D10). Every refusal; the law is that of the day of the facts.
   * `asIf`: others in the file as they would be. A fine that was taken over was judged elsewhere, and is not looked at.
   */
  async reexamine(
    tx: Tx,
    offence: OffenceRow,
    person: PersonSummary,
    asIf: readonly PersonSummary[] = [],
  ): Promise<Verdict<unknown>> {
    if (isTakenOver(offence)) return accept(undefined);
    const obligation = await this.obligation(tx, offence.obligationCode, offence.factsOn);
    const offender = offenderOf(person, offence.sponsorNationality ?? undefined);
    const facts = factsOfOffence(offence);
    const parameters = await this.parametersOf(tx, facts, offence.crossingPointCode);
    const checked = checkOffence(facts, obligation, offender, parameters, tx.today);
    if (offence.outcome === 'no-fine') return checked;
    const { carrierCoLiable } = obligation;
    const ground = { offender: person, factsOn: offence.factsOn, carrierCoLiable };
    const liability = await this.liability.reexamine(tx, ground, offence, asIf);
    const refusals: readonly Refusal[] = [checked, liability].flatMap((each) => (each.ok ? [] : each.refusals));
    const unheard = liability.ok ? await this.heardParties.onRecord(tx, offence, liability.value, 'record') : [];
    const { liableParties: parties } = await this.liability.named(tx, ground, offence);
    const [first, ...others] = [
      ...refusals,
      ...unheard,
      ...checkContinuingBreach(await this.continuingOf(tx, offence)),
      ...(await this.oneDebt.check(tx, { ...offence, parties }, offence.id)),
    ];
    return first === undefined ? checked : { ok: false, refusals: [first, ...others] };
  }

  /** Names anew who must pay; the version of the offence says that it was seen. Refuses what `LiabilityService.examine` refuses. */
  async nameLiable(
    tx: Tx,
    { offence, person }: { readonly offence: OffenceRow; readonly person: PersonSummary },
    named: LiabilityEntry,
  ): Promise<ExaminedLiability> {
    const { carrierCoLiable } = await this.obligation(tx, offence.obligationCode, offence.factsOn);
    const ground = { offender: person, factsOn: offence.factsOn, carrierCoLiable };
    const liability = orRefuse(await this.liability.examine(tx, ground, named));
    const parties = named.liableParties ?? [];
    // Whoever is named anew was heard on record, or the facts are entered again with the hearing.
    const unheard = await this.heardParties.onRecord(tx, offence, liability, 'naming');
    const twice = await this.oneDebt.check(tx, { ...offence, parties }, offence.id);
    const [first, ...others] = [...unheard, ...twice];
    if (first !== undefined) throw new Refused(first, ...others);
    await this.liability.keep(tx, offence, liability);
    await this.repository.liabilityChanged(tx, offence.id, {
      majorityDecided: liability.majorityDecision?.decided ?? null,
      majorityReason: liability.majorityDecision?.reason ?? null,
    });
    tx.record({
      type: 'offence.liability-corrected',
      subjectKind: 'offence',
      subjectId: offence.id,
      caseId: offence.id,
      personId: offence.personId,
      departmentId: offence.departmentId,
      detail: liabilityDetail(liability),
      personal: liabilityTexts(liability),
    });
    return liability;
  }

  /** The offence under its lock; refuses `not-found` and `other-department`. */
  async lock(tx: Tx, id: OffenceId): Promise<OffenceRow> {
    const offence = await this.repository.lock(tx, id);
    if (offence === undefined) throw new Refused({ code: 'not-found', params: { kind: 'offence' } });
    checkDepartment(tx, offence.departmentId);
    return offence;
  }

  /** The offence with its liable parties. Refuses `not-found`, and `other-department` for who may not see its content (D32). */
  async file(tx: Tx, id: OffenceId): Promise<OffenceFile> {
    const offence = await this.repository.find(tx, id);
    if (offence === undefined) throw new Refused({ code: 'not-found', params: { kind: 'offence' } });
    checkDepartment(tx, offence.departmentId);
    const { debtors, mandates } = await this.liability.idsOf(tx, id);
    return { offence, liable: debtors, mandates };
  }

  /** Who gets the act of a recorded offence first, hence in whose language it is (R2.9, D14). */
  async addressee(tx: Tx, { id }: Pick<OffenceRow, 'id'>, offender: PersonSummary): Promise<PersonSummary> {
    return this.liability.addressee(tx, offender, (await this.liability.idsOf(tx, id)).debtors);
  }

  /** Who must pay, and who acts for them. */
  partiesOf(tx: Tx, id: OffenceId): Promise<LiableParties> {
    return this.liability.partiesOf(tx, id);
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

  /** Who would have to pay. Without a fine nobody does, and naming somebody is refused as an answer that was not asked. */
  private async liabilityOf(
    tx: Tx,
    command: OffenceEntry,
    ground: LiabilityGround,
  ): Promise<Verdict<ExaminedLiability> | undefined> {
    if (command.outcome !== 'no-fine') return this.liability.examine(tx, ground, command);
    const given = (['liableParties', 'mandates', 'majority'] as const).filter((field) => command[field] !== undefined);
    const [first, ...others] = given.map((field): Refusal => ({ code: 'liable-without-fine', field, rule: 'R1.0.2' }));
    return first === undefined ? undefined : { ok: false, refusals: [first, ...others] };
  }

  /**
   * How new facts stand with the fines of a breach that goes on (D10); undefined when none precedes them. `recorded` is the offence
   * itself, once it is on record: what was recorded after it does not precede it.
   */
  async continuing(
    tx: Tx,
    found: { readonly personId: PersonId; readonly reportReference: string; readonly facts: OffenceFacts },
    obligation: ObligationInForce,
    recorded?: OffenceId,
  ): Promise<ContinuingFinding | undefined> {
    const { facts, personId, reportReference } = found;
    const breach = breachPeriod(facts, obligation);
    if (breach === undefined || facts.outcome === 'no-fine') return undefined;
    const records = await this.persons.recordIds(tx, personId);
    const earlier = await this.repository.earlierFines(tx, records, obligation.code, recorded);
    const heard = heardOn(facts.hearing);
    return continuingFinding({ ...breach, reportReference, ...(heard && { heardOn: heard }) }, earlier);
  }

  /** The same of a recorded offence: which fine its decision follows, if it is another one of a breach that goes on (D10). */
  async continuingOf(tx: Tx, offence: OffenceRow): Promise<ContinuingFinding | undefined> {
    const obligation = await this.obligation(tx, offence.obligationCode, offence.factsOn);
    const { personId, reportReference } = offence;
    return this.continuing(tx, { personId, reportReference, facts: factsOfOffence(offence) }, obligation, offence.id);
  }

  /** Keeps from which entry the offence was recorded: the letters of invitation hang on it. */
  cameFrom(tx: Tx, id: OffenceId, draftId: string): Promise<void> {
    return this.repository.setEntryDraft(tx, id, draftId);
  }

  /** The points of the day, with their hours, and that which is named when it is not among them, for its dates; the term as on the day of the invitation. */
  private async parametersOf(
    tx: Tx,
    { factsOn, hearing }: Pick<OffenceFacts, 'factsOn' | 'hearing'>,
    named: string | null | undefined,
  ): Promise<OffenceParameters> {
    const hearingTermDays = await this.parameters.hearingTermDays(tx, hearing?.invitation?.on ?? factsOn);
    const crossingPoints = await this.parameters.crossingPoints(tx, factsOn);
    if (!named || crossingPoints.some(({ code }) => code === named)) return { crossingPoints, hearingTermDays };
    const others = await this.repository.validitiesOfPoint(tx, named);
    return { crossingPoints: [...crossingPoints, ...others], hearingTermDays };
  }

  /** The obligation on the day of the facts; today's when there was none yet, so that the rule can say from when it is in force. */
  private async obligation(tx: Tx, code: string, factsOn: LegalDate): Promise<ObligationInForce> {
    const found =
      (await this.parameters.obligation(tx, code, factsOn)) ?? (await this.parameters.obligation(tx, code, tx.today));
    if (found !== undefined) return found;
    const inForce = await this.parameters.obligationsOn(tx, factsOn);
    const accepted = (inForce.length > 0 ? inForce : await this.parameters.obligationsOn(tx, tx.today)).map(
      (each) => each.code,
    );
    const params = { accepted: accepted.join(', ') };
    throw new Refused({ code: 'obligation-unknown', field: 'obligationCode', rule: 'R1.1', params });
  }
}
