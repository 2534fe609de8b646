import { Injectable } from '@nestjs/common';
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
  readonly flags: readonly PersonFlagRow[];
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
  ) {}

  /** Records a flag. Refuses `not-found` and what `checkFlag` refuses. */
  record(actor: Actor, personId: PersonId, command: Readonly<RecordFlag>): Promise<{ readonly flagId: string }> {
    return this.transactions.run(actor, async (tx) => {
      await this.persons.lock(tx, personId);
      const flag = { ...command, kind: command.kind as PersonFlagKind, since: command.since as LegalDate };
      const { evidence } = orRefuse(checkFlag(flag, await this.repository.ofPerson(tx, personId), tx.today));
      return { flagId: await this.insert(tx, { id: undefined, personId }, { ...flag, evidence }) };
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
      await this.persons.lock(tx, personId);
      const flag = (await this.repository.ofPerson(tx, personId)).find(({ id }) => id === flagId);
      if (flag === undefined) throw new Refused({ code: 'not-found' });
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
      return { person, flags: await this.repository.ofPerson(tx, personId) };
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
