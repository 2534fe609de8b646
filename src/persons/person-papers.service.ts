import { Injectable } from '@nestjs/common';
import { newId, type PersonId } from '../kernel/ids';
import { actingUser, Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { orRefuse, Refused } from '../platform/refused';
import { numberKey } from './duplicate.rules';
import { checkAlias, checkDocument, type DocumentFacts } from './person-papers.rules';
import {
  PersonPapersRepository,
  type AliasRow,
  type DocumentOfPersonRow,
  type PaperTable,
} from './person-papers.repository';
import type { ShownPerson } from './person.view';
import type { AddAlias, AddDocument, EndPaper } from './persons.commands';
import { PersonsRepository } from './persons.repository';
import { PersonsService } from './persons.service';

/** What adding or ending gives back. */
export interface PaperResult {
  readonly id: string;
  readonly personId: PersonId;
}

/** What a person has beside the record itself. */
export interface PersonPapers {
  readonly aliases: readonly AliasRow[];
  readonly documents: readonly DocumentOfPersonRow[];
}

/** A person with all that is on record. */
export type PersonFile = ShownPerson & PersonPapers;

const EVENTS = {
  person_alias: { ended: 'person.alias-ended' },
  person_document: { ended: 'person.document-ended' },
} as const;

/** Other names and identity documents: added with where they come from, ended with a reason, never erased. */
@Injectable()
export class PersonPapersService {
  constructor(
    private readonly transactions: Transactions,
    private readonly repository: PersonPapersRepository,
    private readonly persons: PersonsService,
    private readonly records: PersonsRepository,
  ) {}

  /** Adds another name, by which the person is found from then on. Refuses what `checkAlias` refuses and a merged record. */
  addAlias(actor: Actor, personId: PersonId, command: Readonly<AddAlias>): Promise<PaperResult> {
    return this.transactions.run(actor, async (tx) => {
      const person = await this.persons.lockRecord(tx, personId);
      const alias = orRefuse(checkAlias(command, tx.today));
      const user = actingUser(tx.actor);
      const id = newId<string>();
      await this.repository.insertAlias(tx, { id, personId, departmentId: user.departmentId, by: user.id }, alias);
      await this.records.refreshSearch(tx, person);
      recordPaper(tx, personId, 'person.alias-added', { id, kind: alias.kind }, { ...alias });
      return { id, personId };
    });
  }

  /**
   * Adds a document that was seen. Refuses what `checkDocument` refuses, `document-already-recorded` on the same person, and
   * `document-of-another-person` (params `count`, `personIds`) until somebody says that it is another person: the same document
   * on two records is the strongest sign that they are one (trap 25).
   */
  addDocument(actor: Actor, personId: PersonId, command: Readonly<AddDocument>): Promise<PaperResult> {
    return this.transactions.run(actor, async (tx) => {
      await this.persons.lockRecord(tx, personId);
      const document = orRefuse(checkDocument(command, tx.today));
      await this.refuseKnownHere(tx, personId, document);
      const others = await this.repository.othersWith(tx, personId, document);
      if (others.length > 0 && command.otherPerson !== true)
        throw new Refused({
          code: 'document-of-another-person',
          field: 'otherPerson',
          params: { count: others.length, personIds: others.join(',') },
        });
      const user = actingUser(tx.actor);
      const id = newId<string>();
      await this.repository.insertDocument(
        tx,
        { id, personId, departmentId: user.departmentId, by: user.id },
        document,
      );
      recordPaper(tx, personId, 'person.document-added', { id, kind: document.kind, alsoOn: others }, { ...document });
      return { id, personId };
    });
  }

  /** Another name counts no more; it stays on record and is still found. Refuses `not-found` and `paper-already-ended`. */
  endAlias(actor: Actor, personId: PersonId, id: string, command: Readonly<EndPaper>): Promise<PaperResult> {
    return this.end(actor, 'person_alias', { personId, id }, command.reason);
  }

  /** A document counts no more (lost, withdrawn, recorded in error); refuses like `endAlias`. */
  endDocument(actor: Actor, personId: PersonId, id: string, command: Readonly<EndPaper>): Promise<PaperResult> {
    return this.end(actor, 'person_document', { personId, id }, command.reason);
  }

  /** What a person has beside the record; the caller notes the look. */
  async papersOf(tx: Tx, personId: PersonId): Promise<PersonPapers> {
    return {
      aliases: await this.repository.aliases(tx, [personId]),
      documents: await this.repository.documents(tx, [personId]),
    };
  }

  /** The person with other names, documents and earlier versions, for a page; the look is noted. */
  read(actor: Actor, personId: PersonId): Promise<PersonFile> {
    return this.transactions.view(actor, async (tx) => ({
      ...(await this.persons.readIn(tx, personId)),
      ...(await this.papersOf(tx, personId)),
    }));
  }

  private end(actor: Actor, table: PaperTable, paper: PaperResult, reason: string): Promise<PaperResult> {
    return this.transactions.run(actor, async (tx) => {
      await this.persons.lockRecord(tx, paper.personId);
      const { id: by } = actingUser(tx.actor);
      if (!(await this.repository.end(tx, table, { ...paper, by }, reason))) {
        const exists = await this.repository.exists(tx, table, paper.id, paper.personId);
        throw new Refused({ code: exists ? 'paper-already-ended' : 'not-found' });
      }
      recordPaper(tx, paper.personId, EVENTS[table].ended, { id: paper.id }, { reason });
      return paper;
    });
  }

  private async refuseKnownHere(tx: Tx, personId: PersonId, document: DocumentFacts): Promise<void> {
    const known = await this.repository.documents(tx, [personId]);
    const same = known.some(
      ({ endedAt, kind, issuer, number }) =>
        endedAt === null &&
        kind === document.kind &&
        issuer === document.issuer &&
        numberKey(number) === numberKey(document.number),
    );
    if (same) throw new Refused({ code: 'document-already-recorded', field: 'number' });
  }
}

function recordPaper(
  tx: Tx,
  personId: PersonId,
  type: `person.${string}`,
  detail: Readonly<Record<string, unknown>>,
  personal: Readonly<Record<string, unknown>>,
): void {
  tx.record({ type, subjectKind: 'person', subjectId: personId, personId, detail, personal });
}
