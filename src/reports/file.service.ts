import { Injectable } from '@nestjs/common';
import type { PersonId } from '../kernel/ids';
import { Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { orRefuse, Refused } from '../platform/refused';
import { accessReason, type CaseHands, type Reader, type StatedReason } from './file-access.rules';
import { FileMoneyRepository } from './file-money.repository';
import { FileTimelineRepository } from './file-timeline.repository';
import { FileRepository } from './file.repository';
import { filePage, type FilePage, type FileRecord } from './file.view';

/** What a person is told before stating why they open a colleague's case: nothing about anybody. */
export interface FileCover {
  readonly fileId: string;
  readonly number: string | undefined;
  /** False when the file opens without a stated reason. */
  readonly asksReason: boolean;
}

/** What says whose case it is. */
type FileRoot = Pick<FileRecord, 'offence' | 'decision' | 'returns' | 'notifications'>;

/** One file as it stands, read across all modules. */
@Injectable()
export class FileService {
  constructor(
    private readonly transactions: Transactions,
    private readonly files: FileRepository,
    private readonly money: FileMoneyRepository,
    private readonly timelines: FileTimelineRepository,
  ) {}

  /**
   * The file of an offence; writes one access record with the reason.
   * Refuses `not-found`, `other-department` (D32) and `access-reason-needed` when it is a colleague's case and none was stated.
   */
  read(actor: Actor, fileId: string, stated?: StatedReason): Promise<FilePage> {
    return this.transactions.view(actor, (tx) => this.page(tx, fileId, stated, 'file.read'));
  }

  /** The file in which a fine (a decision) is; refuses like `read`. */
  readByFine(actor: Actor, fineId: string, stated?: StatedReason): Promise<FilePage> {
    return this.transactions.view(actor, async (tx) => {
      const fileId = await this.files.caseOfDecision(tx, fineId);
      if (fileId === undefined) throw new Refused({ code: 'not-found', field: 'fineId' });
      return this.page(tx, fileId, stated, 'fine.read');
    });
  }

  /** Whether a reason will be asked. Shows nothing personal, hence no access record. Refuses `not-found`, `other-department`. */
  cover(actor: Actor, fileId: string): Promise<FileCover> {
    return this.transactions.view(actor, async (tx) => {
      const root = await this.root(tx, fileId);
      const outcome = accessReason(readerOf(actor), handsOf(root), undefined);
      const asksReason = !outcome.ok && outcome.refusal.code === 'access-reason-needed';
      if (!outcome.ok && !asksReason) throw new Refused(outcome.refusal);
      return { fileId, number: root.decision?.number ?? undefined, asksReason };
    });
  }

  private async page(tx: Tx, fileId: string, stated: StatedReason | undefined, operation: string): Promise<FilePage> {
    const root = await this.root(tx, fileId);
    const { offence } = root;
    const reason = orRefuse(accessReason(readerOf(tx.actor), handsOf(root), stated));
    const liableParties = await this.files.liableParties(tx, fileId);
    const personIds = [...new Set([offence.person_id, ...liableParties.map((row) => row.person_id)])] as PersonId[];
    tx.recordAccess({ operation, reason, personIds, caseIds: [fileId] });
    const record: FileRecord = { ...root, liableParties, ...(await this.content(tx, root)) };
    return filePage(record, stepReaderOf(tx.actor), tx.today);
  }

  private async root(tx: Tx, fileId: string): Promise<FileRoot> {
    const offence = await this.files.offence(tx, fileId);
    if (offence === undefined) throw new Refused({ code: 'not-found', field: 'fileId' });
    const decision = await this.files.decision(tx, fileId);
    const notifications = decision ? await this.files.notifications(tx, decision.id) : [];
    const returns = decision ? await this.files.returns(tx, decision.id) : [];
    return { offence, decision, returns, notifications };
  }

  private async content(
    tx: Tx,
    { offence, decision }: Pick<FileRecord, 'offence' | 'decision'>,
  ): Promise<Omit<FileRecord, keyof FileRoot | 'liableParties'>> {
    const allocations = decision ? await this.money.allocations(tx, decision.id) : [];
    const statementIds = allocations.flatMap((row) => [row.statement_id, row.statement_file_id]);
    return {
      documents: decision ? await this.files.documents(tx, decision.id) : [],
      postings: decision ? await this.money.postings(tx, decision.id) : [],
      allocations,
      receivableCents: decision && (await this.money.receivableCents(tx, decision.id)),
      events: await this.timelines.events(tx, {
        caseId: offence.id,
        personId: offence.person_id,
        statementIds: [...new Set(statementIds)],
      }),
    };
  }
}

function readerOf(actor: Actor): Reader {
  if (actor.kind !== 'user') return { kind: actor.kind };
  const { id, departmentId, roles, spansDepartments } = actor;
  return { kind: 'user', id, departmentId, roles, spansDepartments };
}

function stepReaderOf(actor: Actor): { userId: string | undefined; permissions: ReadonlySet<string> } {
  if (actor.kind === 'system') return { userId: undefined, permissions: new Set() };
  return { userId: actor.kind === 'user' ? actor.id : undefined, permissions: actor.permissions };
}

function handsOf({ offence, decision, returns, notifications }: FileRoot): CaseHands {
  const hands = [
    offence.recorded_by,
    ...(decision?.author_ids ?? []),
    ...returns.map(({ returned_by }) => returned_by),
    decision?.signed_by,
    ...notifications.map(({ recorded_by }) => recorded_by),
  ];
  return {
    departmentId: offence.department_id,
    handledBy: hands.filter((id): id is string => typeof id === 'string'),
    awaitsSignature: decision?.state === 'submitted',
  };
}
