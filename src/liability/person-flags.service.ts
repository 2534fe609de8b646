import { Injectable } from '@nestjs/common';
import type { EvidenceFile } from '../documents/evidence.commands';
import type { EvidenceRow } from '../documents/evidence.repository';
import { EvidenceService, type AttachedEvidence } from '../documents/evidence.service';
import { newId, type OffenceId, type PersonId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import type { PersonSummary } from '../persons/person.view';
import { PersonsService } from '../persons/persons.service';
import { actingUser, Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { orRefuse, Refused } from '../platform/refused';
import type { LiftFlag, RecordFlag } from './liability.commands';
import { PersonFlagsRepository, type PersonFlagRow } from './person-flags.repository';
import { checkFlag, checkLift, type PersonFlagKind } from './person-flag.rules';

/** A person with what holds recovery about them. */
export interface FlaggedPerson {
  readonly person: PersonSummary;
  readonly flags: readonly FlagWithPapers[];
}

/** A flag with the papers that it rests on, the oldest first. */
export interface FlagWithPapers extends PersonFlagRow {
  readonly files: readonly EvidenceRow[];
}

/** A paper that somebody brought: a certificate of death, a judgment, an appointment. */
export interface FlagPaper {
  readonly file: EvidenceFile;
  readonly title: string;
}

interface FlagToRecord {
  readonly kind: PersonFlagKind;
  readonly since: LegalDate;
  readonly evidence: string;
}

/** Death, insolvency and guardianship: recorded and lifted by people, with evidence; nothing happens by itself (D34). */
@Injectable()
export class PersonFlagsService {
  constructor(
    private readonly transactions: Transactions,
    private readonly repository: PersonFlagsRepository,
    private readonly persons: PersonsService,
    private readonly evidence: EvidenceService,
  ) {}

  /** Records a flag, with its paper when there is one. Refuses `not-found`, what `checkFlag` and what `EvidenceService.attachToFlag` refuse. */
  record(
    actor: Actor,
    personId: PersonId,
    command: Readonly<RecordFlag>,
    paper?: FlagPaper,
  ): Promise<{ readonly flagId: string }> {
    return this.transactions.run(actor, async (tx) => {
      await this.persons.lock(tx, personId);
      const flag = { ...command, kind: command.kind as PersonFlagKind, since: command.since as LegalDate };
      const { evidence } = orRefuse(checkFlag(flag, await this.repository.ofPerson(tx, personId), tx.today));
      const flagId = await this.insert(tx, { id: undefined, personId }, { ...flag, evidence });
      if (paper !== undefined) await this.evidence.attachToFlag(tx, { personFlagId: flagId, ...paper });
      return { flagId };
    });
  }

  /** Keeps a paper that comes later with a flag, standing or lifted; it moves nothing. Refuses `not-found`, and the file like `record`. */
  addPaper(actor: Actor, personId: PersonId, flagId: string, paper: FlagPaper): Promise<AttachedEvidence> {
    return this.transactions.run(actor, async (tx) => {
      await this.flagOf(tx, personId, flagId);
      return this.evidence.attachToFlag(tx, { personFlagId: flagId, ...paper });
    });
  }

  /** Lifts a flag with the reason. Refuses `not-found` and what `checkLift` refuses. */
  lift(
    actor: Actor,
    personId: PersonId,
    flagId: string,
    command: Readonly<LiftFlag>,
  ): Promise<{ readonly flagId: string }> {
    return this.transactions.run(actor, async (tx) => {
      const flag = await this.flagOf(tx, personId, flagId);
      const { reason } = orRefuse(checkLift(flag, command.reason));
      await this.repository.lift(tx, flagId, actingUser(tx.actor).id, reason);
      tx.record({
        type: 'person-flag.lifted',
        subjectKind: 'person',
        subjectId: personId,
        personId,
        detail: { flagId, kind: flag.kind },
        personal: { reason },
      });
      return { flagId };
    });
  }

  /** A person with every flag, standing or lifted; the look is noted. */
  read(actor: Actor, personId: PersonId): Promise<FlaggedPerson> {
    return this.transactions.view(actor, async (tx) => {
      const person = await this.persons.identity(tx, personId);
      tx.recordAccess({ operation: 'person.flags', reason: 'identity', personIds: [personId] });
      const flags = await this.repository.ofPerson(tx, personId);
      const files = await this.evidence.ofFlags(
        tx,
        flags.map(({ id }) => id),
      );
      return { person, flags: flags.map((flag) => ({ ...flag, files: files.get(flag.id) ?? [] })) };
    });
  }

  /** The flags of a person, for who decides on recovery and for the pages of a file. */
  ofPerson(tx: Tx, personId: PersonId): Promise<PersonFlagRow[]> {
    return this.repository.ofPerson(tx, personId);
  }

  /** When those of these persons died for whom a death is on file, for who decides whether they can owe anything. */
  deaths(tx: Tx, personIds: readonly PersonId[]): Promise<ReadonlyMap<PersonId, LegalDate>> {
    return this.repository.deaths(tx, personIds);
  }

  /** Puts the flag of a person whose row the caller has locked, unless one of its kind stands. */
  async ensure(
    tx: Tx,
    about: { readonly id: OffenceId; readonly personId: PersonId },
    flag: FlagToRecord,
  ): Promise<void> {
    const standing = await this.repository.ofPerson(tx, about.personId);
    if (standing.some(({ kind, liftedOn }) => kind === flag.kind && liftedOn === undefined)) return;
    await this.insert(tx, about, flag);
  }

  /** One flag of a person whose row is locked now. */
  private async flagOf(tx: Tx, personId: PersonId, flagId: string): Promise<PersonFlagRow> {
    await this.persons.lock(tx, personId);
    const flag = (await this.repository.ofPerson(tx, personId)).find(({ id }) => id === flagId);
    if (flag === undefined) throw new Refused({ code: 'not-found' });
    return flag;
  }

  private async insert(
    tx: Tx,
    { id: caseId, personId }: { readonly id: OffenceId | undefined; readonly personId: PersonId },
    flag: FlagToRecord,
  ): Promise<string> {
    const { id: userId, departmentId } = actingUser(tx.actor);
    const flagId = newId<string>();
    await this.repository.insert(tx, { ...flag, id: flagId, personId, departmentId }, userId);
    tx.record({
      type: 'person-flag.recorded',
      subjectKind: 'person',
      subjectId: personId,
      personId,
      caseId,
      detail: { flagId, kind: flag.kind, since: flag.since },
      personal: { evidence: flag.evidence },
    });
    return flagId;
  }
}
