import { Injectable } from '@nestjs/common';
import { newId, type DepartmentId, type PersonId, type UserId } from '../kernel/ids';
import { actingUserWith, Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { checkVersion } from '../platform/http/preconditions';
import { found, orRefuse, Refused } from '../platform/refused';
import { likelyDuplicate, reasonNeeded, type Candidate } from './duplicate-candidates';
import {
  changedFields,
  checkIdentityKept,
  checkPerson,
  type StandingFile,
  typedFacts,
  type Person,
  type PersonFacts,
  type TypedPerson,
} from './person.rules';
import { duplicateScore, LIKELY_DUPLICATE, numberKey, STRONG_DUPLICATE, type Comparable } from './duplicate.rules';
import {
  checkCriteria,
  MAX_HITS,
  NAMES_SIMILARITY,
  namesForDuplicates,
  withDayAndMonthSwapped,
  WORD_SIMILARITY,
  type SearchCriteria,
  type TypedCriteria,
} from './person-search.rules';
import {
  finesShownTo,
  historyOf,
  nationalNumberFor,
  recordedCriteria,
  summaryOf,
  type PersonSummary,
  type ShownPerson,
} from './person.view';
import type { RegisterPerson } from './persons.commands';
import { PersonsRepository, type VersionCause } from './persons.repository';

export interface SearchResult {
  readonly hits: readonly PersonSummary[];
  /** True when nobody has each of the words and the hits only come near. */
  readonly approximate: boolean;
  /** True when there are more than are shown. */
  readonly more: boolean;
}

/** What a command on a person answers. */
export interface PersonVersion {
  readonly id: PersonId;
  readonly version: number;
}

type UserActor = Extract<Actor, { kind: 'user' }>;

/** Refused when a registration resembles persons already there; they are told by id. */
const MAX_DUPLICATES = 5;
const MAX_CANDIDATES = 20;
const MAX_FILES = 200;

/** People and firms: registered, corrected, read and found. Identity is visible to every department (D32); every look is recorded. */
@Injectable()
export class PersonsService {
  constructor(
    private readonly transactions: Transactions,
    private readonly repository: PersonsRepository,
  ) {}

  /** Persons of fines that are taken over, as they are given: who may be the same as somebody is a likely duplicate to look at, not merged. */
  async takeOver(
    tx: Tx,
    persons: readonly {
      readonly id: PersonId;
      readonly departmentId: DepartmentId;
      readonly createdBy: UserId;
      readonly facts: PersonFacts;
    }[],
  ): Promise<void> {
    await this.repository.insertAll(tx, persons);
    for (const { id, departmentId } of persons)
      tx.record({ type: 'person.taken-over', subjectKind: 'person', subjectId: id, personId: id, departmentId });
  }

  /**
   * Registers a person. Refuses what `checkPerson` refuses; `national-number-taken` (params `personId`); `likely-duplicate`
   * (params `count`, `personIds`) until somebody has said that it is another person; and `not-duplicate-reason-needed` (the same
   * params) where one of them scores `STRONG_DUPLICATE` or more and no reason was given. The reason is kept with each pair.
   */
  register(actor: Actor, command: RegisterPerson): Promise<PersonVersion> {
    return this.transactions.run(actor, async (tx) => {
      const user = actingUserWith(tx.actor, 'person.write');
      const { notDuplicate, notDuplicateReason, ...typed } = command;
      if (typed.nationalNumber !== undefined) actingUserWith(user, 'person.national-number');
      const facts = orRefuse(checkPerson(typed, tx.today));
      await this.refuseTakenNumber(tx, facts);
      const duplicates = await this.likelyDuplicates(tx, facts);
      if (duplicates.length > 0 && notDuplicate !== true) throw likelyDuplicate(duplicates);
      const strong = duplicates.filter(({ score }) => score >= STRONG_DUPLICATE);
      if (strong.length > 0 && notDuplicateReason === undefined) throw reasonNeeded(strong);
      const id = newId<PersonId>();
      await this.repository.insert(tx, { id, departmentId: user.departmentId, createdBy: user.id }, facts);
      if (notDuplicateReason !== undefined)
        for (const { person } of duplicates) await this.keepDistinct(tx, id, person.id, notDuplicateReason);
      tx.record({
        type: 'person.registered',
        subjectKind: 'person',
        subjectId: id,
        personId: id,
        detail: { kind: facts.kind, notDuplicateOf: duplicates.map(({ person }) => person.id) },
        personal: { ...typedFacts(facts), ...(notDuplicateReason !== undefined && { notDuplicateReason }) },
      });
      return { id, version: 1 };
    });
  }

  /** Writes the facts of a locked person and keeps what the record said before, with why. For the verbs of this module and corrections. */
  async change(tx: Tx, before: Person, facts: PersonFacts, cause: VersionCause): Promise<PersonVersion> {
    const { id } = before;
    const by = actingUserWith(tx.actor, 'person.read').id;
    await this.repository.keepVersion(tx, before, { facts: typedFacts(before), cause, by });
    await this.repository.update(tx, id, facts);
    await this.repository.touchOpenDecisions(tx, id, by, cause);
    const version = before.version + 1;
    tx.record({
      type: 'person.corrected',
      subjectKind: 'person',
      subjectId: id,
      personId: id,
      detail: { version, fields: changedFields(before, facts), cause },
      personal: typedFacts(facts),
    });
    return { id, version };
  }

  /** How many persons are on file: the demonstration fills a database that knows nobody. */
  count(actor: Actor): Promise<number> {
    return this.transactions.view(actor, (tx) => this.repository.count(tx));
  }

  /**
   * Corrects a person as a whole: what is absent becomes unknown. Whoever may not use national numbers leaves it as it is.
   * Refuses `not-found`, `changed-since-read`, `person-kind-fixed`, what registration refuses, duplicates apart, and what
   * `checkIdentityKept` refuses while a signed decision names the person. Whoever signs locks the person first, so that it is seen.
   */
  correct(actor: Actor, id: PersonId, seenVersion: number, command: TypedPerson): Promise<PersonVersion> {
    return this.transactions.run(actor, async (tx) => {
      const user = actingUserWith(tx.actor, 'person.write');
      const before = await this.lockRecord(tx, id);
      checkVersion(before, seenVersion);
      const facts = orRefuse(checkPerson(withNumberOf(before, command, user), tx.today));
      if (facts.kind !== before.kind)
        throw new Refused({ code: 'person-kind-fixed', field: 'kind', params: { kind: before.kind } });
      orRefuse(checkIdentityKept(before, facts, await this.standingFiles(tx, id, user)));
      if (facts.nationalNumber !== before.nationalNumber) await this.refuseTakenNumber(tx, facts);
      return this.change(tx, before, facts, 'correction');
    });
  }

  /** One person with the fines across departments; refuses `not-found`. */
  read(actor: Actor, id: PersonId): Promise<ShownPerson> {
    return this.transactions.view(actor, (tx) => this.readIn(tx, id));
  }

  /** The same inside a transaction, of which it notes the look. */
  async readIn(tx: Tx, id: PersonId): Promise<ShownPerson> {
    const { actor } = tx;
    const person = found(await this.repository.person(tx, id));
    const fines = finesShownTo(await this.repository.files(tx, id, MAX_FILES), {
      departmentId: actor.kind === 'user' ? actor.departmentId : undefined,
      spansDepartments: actor.kind !== 'user' || actor.spansDepartments,
    });
    const mayUse = mayUseNationalNumber(actor);
    const nationalNumber = nationalNumberFor(person.nationalNumber, mayUse);
    tx.recordAccess({
      operation: 'person.read',
      reason: person.createdBy === actor.id ? 'own-case' : 'identity',
      personIds: [id],
      caseIds: fines.flatMap(({ caseId }) => caseId ?? []),
      ...(nationalNumber !== undefined && mayUse && { criteria: { nationalNumber: 'shown' } }),
    });
    return {
      person: summaryOf(person),
      form: formOf(person, mayUse),
      fines,
      flags: await this.repository.flags(tx, id),
      history: historyOf(await this.repository.versions(tx, id), typedFacts(person), mayUse),
      ...(nationalNumber !== undefined && { nationalNumber }),
    };
  }

  /**
   * Persons found by names in any order and spelling, birth date, Office file number or national number; best first.
   * Refuses what `checkCriteria` refuses. What was looked for and how many were found is recorded, not who.
   */
  search(actor: Actor, typed: TypedCriteria): Promise<SearchResult> {
    return this.transactions.view(actor, async (tx) => {
      const criteria = orRefuse(checkCriteria(typed, tx.today));
      if (criteria.nationalNumber !== undefined && !mayUseNationalNumber(actor))
        throw new Refused({ code: 'missing-permission', params: { permission: 'person.national-number' } });
      const exact = await this.find(tx, criteria);
      const approximate = exact.length === 0 && criteria.words.length > 1;
      const persons = approximate ? await this.findNear(tx, criteria) : exact;
      const hits = persons.slice(0, MAX_HITS).map(summaryOf);
      tx.recordAccess({
        operation: 'person.search',
        reason: 'search',
        criteria: recordedCriteria(typed, criteria),
        hits: hits.length,
      });
      return { hits, approximate: approximate && hits.length > 0, more: persons.length > MAX_HITS };
    });
  }

  /** Whole records, for the modules that compare and join them; the caller notes the look. */
  records(tx: Tx, ids: readonly PersonId[]): Promise<Person[]> {
    return this.repository.personsOf(tx, ids);
  }

  /** Locks several records in the order of their ids, merged ones too; those that are not there are left out. */
  async lockRecords(tx: Tx, ids: readonly PersonId[]): Promise<Map<PersonId, Person>> {
    const locked = new Map<PersonId, Person>();
    for (const id of [...ids].sort()) {
      const person = await this.repository.lock(tx, id);
      if (person) locked.set(id, person);
    }
    return locked;
  }

  /** Points a locked record at the one that goes on, or takes the pointer away. */
  setMergedInto(tx: Tx, id: PersonId, survivorId: PersonId | null): Promise<void> {
    return this.repository.setMergedInto(tx, id, survivorId);
  }

  /** Makes a record be found by what it has now: its own names, its other names and those of what was merged into it. */
  async refreshSearch(tx: Tx, id: PersonId): Promise<void> {
    await this.repository.refreshSearch(tx, found(await this.repository.person(tx, id)));
  }

  /** What the comparison of records looks at beside their facts. */
  signsOf(tx: Tx, ids: readonly PersonId[]): ReturnType<PersonsRepository['signsOf']> {
    return this.repository.signsOf(tx, ids);
  }

  /** What a record said at an instant: what a letter of then says. Refuses `not-found`. */
  async factsAsOf(tx: Tx, id: PersonId, instant: Date): Promise<PersonFacts> {
    const later = (await this.repository.versions(tx, id)).filter(({ replacedAt }) => replacedAt > instant).at(-1);
    if (later === undefined) return found(await this.repository.person(tx, id));
    return orRefuse(checkPerson(later.facts as unknown as TypedPerson, tx.today));
  }

  /** What a record said in a version that was replaced since; undefined when it was not. */
  async factsAt(tx: Tx, id: PersonId, version: number): Promise<PersonFacts | undefined> {
    const kept = (await this.repository.versions(tx, id)).find((each) => each.version === version);
    return kept && orRefuse(checkPerson(kept.facts as unknown as TypedPerson, tx.today));
  }

  /** Keeps that two records were compared and are two people (trap 25). */
  keepDistinct(tx: Tx, one: PersonId, other: PersonId, reason: string): Promise<void> {
    const { departmentId, id: by } = actingUserWith(tx.actor, 'person.write');
    return this.repository.keepDistinct(tx, one, other, { departmentId, by, reason });
  }

  /** Several persons, to be compared side by side; those that are not there are left out. */
  sideBySide(actor: Actor, ids: readonly PersonId[]): Promise<PersonSummary[]> {
    return this.transactions.view(actor, async (tx) => {
      const persons = await this.repository.personsOf(tx, ids);
      tx.recordAccess({ operation: 'person.compare', reason: 'list', personIds: persons.map(({ id }) => id) });
      return persons.map(summaryOf);
    });
  }

  /** Who the person is; refuses `not-found`. For other modules, which record the access themselves. */
  async identity(tx: Tx, id: PersonId): Promise<PersonSummary> {
    return summaryOf(found(await this.repository.person(tx, id)));
  }

  /** Every record under which the person stands, this one among them: fines under all of them count together (R6.1). */
  recordIds(tx: Tx, id: PersonId): Promise<readonly PersonId[]> {
    return this.repository.recordIds(tx, id);
  }

  /** Who several persons are; those that are not there are left out. For other modules, which record the access themselves. */
  async identities(tx: Tx, ids: readonly PersonId[]): Promise<PersonSummary[]> {
    return ids.length === 0 ? [] : (await this.repository.personsOf(tx, ids)).map(summaryOf);
  }

  /** Locks the rows of several persons until the commit and says who they are; those that are not there are left out. */
  async lockAll(tx: Tx, ids: readonly PersonId[]): Promise<PersonSummary[]> {
    return (await this.repository.lockAll(tx, ids)).map((person) => summaryOf(notMerged(person)));
  }

  /** Locks the person's row until the commit and says who it is; refuses `not-found` and `person-merged`. */
  async lock(tx: Tx, id: PersonId): Promise<PersonSummary> {
    return summaryOf(await this.lockRecord(tx, id));
  }

  /**
   * The whole record under its lock. Refuses `not-found`, and `person-merged` (params `personId` of the record that goes on):
   * whoever waited for a merge to finish looks again.
   */
  async lockRecord(tx: Tx, id: PersonId): Promise<Person> {
    return notMerged(found(await this.repository.lock(tx, id)));
  }

  private find(tx: Tx, criteria: SearchCriteria): Promise<Person[]> {
    return this.repository.search(tx, { ...criteria, similarity: WORD_SIMILARITY, limit: MAX_HITS + 1 });
  }

  /** Nobody has each of the words: who has most of them (more given names typed than are known, or fewer). */
  private findNear(tx: Tx, { words, ...others }: SearchCriteria): Promise<Person[]> {
    return this.repository.search(tx, {
      ...others,
      names: words.join(' '),
      similarity: NAMES_SIMILARITY,
      limit: MAX_HITS + 1,
    });
  }

  /**
   * The records that may be the same person, the likeliest first (trap 25): similar names with a birth date that can be the same
   * or has day and month turned around, similar names whatever the date, the same Office file, the same numbers of a firm.
   * A record that is sought beside itself is among them.
   */
  async likelyDuplicates(
    tx: Tx,
    facts: PersonFacts,
    beside: Pick<Comparable, 'otherNames' | 'documents'> = {},
  ): Promise<Candidate[]> {
    const { kind, birthDate, officeFileNumber, enterpriseNumber, registerNumber } = facts;
    const limits = { similarity: NAMES_SIMILARITY, limit: MAX_CANDIDATES };
    const names = namesForDuplicates(facts);
    const dates = birthDate ? [birthDate, ...withDayAndMonthSwapped(birthDate)] : [];
    const numbers = [enterpriseNumber, registerNumber].filter((number) => number !== undefined).map(numberKey);
    const criteria = [
      ...dates.map((date) => ({ names, kind, birthDate: date })),
      { names, kind },
      ...(officeFileNumber === undefined ? [] : [{ officeFileNumber }]),
      ...numbers.map((documentNumber) => ({ documentNumber, kind })),
    ];
    const found = new Map<PersonId, Person>();
    for (const each of criteria)
      for (const person of await this.repository.search(tx, { ...each, ...limits })) found.set(person.id, person);
    const signs = await this.repository.signsOf(tx, [...found.keys()]);
    return [...found.values()]
      .map((person): Candidate => ({
        person,
        ...duplicateScore({ ...facts, ...beside }, { ...person, ...signs.get(person.id) }),
      }))
      .filter(({ score }) => score >= LIKELY_DUPLICATE)
      .sort((one, other) => other.score - one.score || (one.person.id < other.person.id ? -1 : 1))
      .slice(0, MAX_DUPLICATES);
  }

  /** The decisions that stand about the person: by number, of another department by article (D32). */
  private async standingFiles(tx: Tx, id: PersonId, user: UserActor): Promise<StandingFile[]> {
    const standing = await this.repository.standingDecisions(tx, id);
    return standing.map(({ departmentId, number, article, isOffender }) => ({
      name: user.spansDepartments || departmentId === user.departmentId ? number : article,
      isOffender,
    }));
  }

  private async refuseTakenNumber(tx: Tx, { nationalNumber }: PersonFacts): Promise<void> {
    if (nationalNumber === undefined) return;
    const personId = await this.repository.idOfNationalNumber(tx, nationalNumber);
    if (personId !== undefined)
      throw new Refused({ code: 'national-number-taken', field: 'nationalNumber', params: { personId } });
  }
}

function formOf({ nationalNumber, ...person }: Person, mayUse: boolean): Record<string, string | boolean> {
  return typedFacts({ ...person, ...(mayUse && nationalNumber !== undefined && { nationalNumber }) });
}

/** Without the permission the number can neither be given nor taken away. */
function withNumberOf(before: Person, command: TypedPerson, user: UserActor): TypedPerson {
  if (mayUseNationalNumber(user)) return command;
  if (command.nationalNumber !== undefined) actingUserWith(user, 'person.national-number');
  return { ...command, ...(before.nationalNumber !== undefined && { nationalNumber: before.nationalNumber }) };
}

function mayUseNationalNumber(actor: Actor): boolean {
  return actor.kind === 'system' || actor.permissions.has('person.national-number');
}

/** Nothing more is done on a record that was merged into another. */
function notMerged(person: Person): Person {
  if (person.mergedInto === undefined) return person;
  throw new Refused({ code: 'person-merged', params: { personId: person.mergedInto } });
}
