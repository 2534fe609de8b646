import { Injectable } from '@nestjs/common';
import { CaseAccess } from '../audit/case-access.service';
import type { DecisionId, PersonId } from '../kernel/ids';
import { factsElsewhere } from '../offences/same-facts.rules';
import { Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { Refused } from '../platform/refused';
import { FileHolds } from './file-holds.service';
import { FileMoneyRepository } from './file-money.repository';
import { FileRefundsRepository } from './file-refunds.repository';
import { FileTimelineRepository } from './file-timeline.repository';
import { FileRepository } from './file.repository';
import type { OrderReader } from '../decisions/repeat-order.view';
import type { StepReader } from './file.rules';
import { filePage, type FilePage, type FileRecord } from './file.view';

/** What says what the file is about. */
type FileRoot = Pick<FileRecord, 'offence' | 'decision' | 'returns' | 'notifications'>;

/** One file as it stands, read across all modules. */
@Injectable()
export class FileService {
  constructor(
    private readonly transactions: Transactions,
    private readonly files: FileRepository,
    private readonly money: FileMoneyRepository,
    private readonly refunds: FileRefundsRepository,
    private readonly timelines: FileTimelineRepository,
    private readonly access: CaseAccess,
    private readonly holds: FileHolds,
  ) {}

  /**
   * The file of an offence; writes one access record with the reason.
   * Refuses `not-found`, `other-department` (D32) and `access-reason-needed` when it is a colleague's case and none was stated.
   */
  read(actor: Actor, fileId: string): Promise<FilePage> {
    return this.transactions.view(actor, (tx) => this.page(tx, fileId, 'file.read'));
  }

  /** The file in which a fine (a decision) is; refuses like `read`. */
  readByFine(actor: Actor, fineId: string): Promise<FilePage> {
    return this.transactions.view(actor, async (tx) => {
      const fileId = await this.files.caseOfDecision(tx, fineId);
      if (fileId === undefined) throw new Refused({ code: 'not-found', field: 'fineId' });
      return this.page(tx, fileId, 'fine.read');
    });
  }

  private async page(tx: Tx, fileId: string, operation: string): Promise<FilePage> {
    const reason = await this.access.reasonFor(tx, fileId);
    const { page, personIds } = await this.content(tx, fileId);
    tx.recordAccess({ operation, reason, personIds, caseIds: [fileId] });
    return page;
  }

  /**
   * The file with the persons in it, for a caller that has asked for the reason and records the access itself.
   * Refuses `not-found`.
   */
  async content(tx: Tx, fileId: string): Promise<{ readonly page: FilePage; readonly personIds: readonly PersonId[] }> {
    const root = await this.root(tx, fileId);
    const { offence } = root;
    const liableParties = await this.files.liableParties(tx, fileId, root.decision?.id);
    const mandates = await this.files.mandates(tx, fileId);
    const involved = [...liableParties, ...mandates].map((row) => row.person_id);
    const personIds = [...new Set([offence.person_id, ...involved])] as PersonId[];
    const flags = await this.files.flags(tx, personIds);
    const record: FileRecord = { ...root, liableParties, mandates, flags, ...(await this.facts(tx, root)) };
    return { page: filePage(record, readerOf(tx.actor), tx.today), personIds };
  }

  private async root(tx: Tx, fileId: string): Promise<FileRoot> {
    const offence = await this.files.offence(tx, fileId);
    if (offence === undefined) throw new Refused({ code: 'not-found', field: 'fileId' });
    const decision = await this.files.decision(tx, fileId);
    const notifications = decision ? await this.files.notifications(tx, decision.id) : [];
    const returns = decision ? await this.files.returns(tx, decision.id) : [];
    return { offence, decision, returns, notifications };
  }

  private async facts(
    tx: Tx,
    { offence, decision }: Pick<FileRecord, 'offence' | 'decision'>,
  ): Promise<Omit<FileRecord, keyof FileRoot | 'liableParties' | 'mandates' | 'flags'>> {
    const allocations = decision ? await this.money.allocations(tx, decision.id) : [];
    const statementIds = allocations.flatMap((row) => [row.statement_id, row.statement_file_id]);
    return {
      deposits: decision ? await this.files.deposits(tx, decision.id) : [],
      refunds: decision ? await this.refunds.ofDecision(tx, decision.id as DecisionId) : [],
      documents: decision ? await this.files.documents(tx, decision.id) : [],
      invitations: await this.files.invitations(tx, offence.id),
      inOrder: decision ? await this.files.inOrder(tx, offence.person_id, offence.article) : [],
      postings: decision ? await this.money.postings(tx, decision.id) : [],
      allocations,
      ...(await this.holds.ofDecision(tx, decision?.id)),
      sameFacts: factsElsewhere(offence.state, await this.timelines.ofSameFacts(tx, offence.id)),
      receivableCents: decision && (await this.money.receivableCents(tx, decision.id)),
      events: await this.timelines.events(tx, {
        caseId: offence.id,
        personId: offence.person_id,
        statementIds: [...new Set(statementIds)],
      }),
    };
  }
}

function readerOf(actor: Actor): StepReader & OrderReader {
  const nobody = { userId: undefined, departmentId: undefined, spansDepartments: false };
  if (actor.kind === 'system') return { ...nobody, permissions: new Set() };
  if (actor.kind === 'machine') return { ...nobody, permissions: actor.permissions };
  const { id, departmentId, spansDepartments, permissions } = actor;
  return { userId: id, departmentId, spansDepartments, permissions };
}
