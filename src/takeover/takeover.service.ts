import { createHash, type Hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DepartmentsService } from '../access/departments.service';
import { payerKey } from '../deposits/deposit.rules';
import { newId, type DecisionId, type DepartmentId, type OffenceId, type PersonId } from '../kernel/ids';
import { nextState } from '../kernel/state-machine';
import { ParametersService } from '../parameters/parameters.service';
import { actingUser, Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { checkVersion } from '../platform/http/preconditions';
import { found, orRefuse, Refused } from '../platform/refused';
import { identityOf } from './takeover-person.rules';
import { readTakeoverLines } from './takeover-lines';
import { TakeoverLoading } from './takeover-loading.service';
import { TakeoverOthers } from './takeover-others.service';
import { contentOf, readTakenRecord } from './takeover-record.rules';
import { TAKEOVER_MACHINE } from './takeover.machine';
import { TakeoverClashesRepository } from './takeover-clashes.repository';
import { TakeoverRepository, type NewRecord } from './takeover.repository';
import type {
  Finding,
  RawRecord,
  TakenRecord,
  TakeoverFile,
  TakeoverFormat,
  TakeoverKind,
  TakeoverLaw,
} from './takeover.types';

/** More findings help nobody: the file is mended and checked again. */
const MOST_FINDINGS = 100;
const BATCH_SIZE = 1000;
const SHOWN_FILES = 50;

/** A file of the take-over; it is read twice, once for its hash and once for its records. */
export interface TakeoverSource {
  readonly name: string;
  readonly kind: TakeoverKind;
  readonly open: () => AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/** What the check of a file came to. `refused`: nothing of it was kept; `known`: the same bytes were here before. */
export type TakeoverCheck =
  | { readonly outcome: 'checked' | 'known'; readonly file: TakeoverFile }
  | { readonly outcome: 'refused'; readonly findings: readonly Finding[]; readonly isCut: boolean };

/** What a key of the client gives again. */
interface KeptFile {
  readonly outcome: 'checked' | 'known';
  readonly id: string;
}

/** What became of a file. */
export type TakeoverDecision = Pick<TakeoverFile, 'id' | 'state' | 'version'>;

/** What is thrown to undo the reading of a file that is refused. */
class FileRefused extends Error {
  constructor(readonly findings: readonly Finding[]) {
    super('the file is refused');
  }
}

/**
 * The take-over of what an earlier administration has open: a file is checked whole by one person and loaded by another, all of it or
 * nothing, and the same again changes nothing.
 */
@Injectable()
export class TakeoverService {
  constructor(
    private readonly transactions: Transactions,
    private readonly repository: TakeoverRepository,
    private readonly clashes: TakeoverClashesRepository,
    private readonly departments: DepartmentsService,
    private readonly parameters: ParametersService,
    private readonly loading: TakeoverLoading,
    private readonly others: TakeoverOthers,
  ) {}

  /** The last files, the newest first. */
  list(actor: Actor): Promise<TakeoverFile[]> {
    return this.transactions.view(actor, async (tx) => {
      const files = await this.repository.list(tx, SHOWN_FILES);
      tx.recordAccess({ operation: 'take-over.list', reason: 'list', hits: files.length });
      return files;
    });
  }

  /** One file with its report. Refuses `not-found`. */
  read(actor: Actor, id: string): Promise<TakeoverFile> {
    return this.transactions.view(actor, async (tx) => {
      tx.recordAccess({ operation: 'take-over.read', reason: 'list', criteria: { fileId: id } });
      return found(await this.repository.find(tx, id), 'takeover-file');
    });
  }

  /** Checks the whole file and keeps it for a second person to load. Tells every finding, up to a limit, and then keeps nothing. */
  async check(actor: Actor, source: TakeoverSource): Promise<TakeoverCheck> {
    const user = actingUser(actor);
    const { sha256Hex, byteCount } = await hashOf(source);
    try {
      const { outcome, id } = await this.transactions.run(actor, async (tx): Promise<KeptFile> => {
        await this.repository.takeTurns(tx);
        const known = await this.repository.bySha256(tx, sha256Hex);
        if (known !== undefined) return { outcome: 'known', id: known.id };
        const id = newId<string>();
        const { departmentId } = user;
        const { name, kind } = source;
        await this.repository.insertFile(tx, {
          id,
          departmentId,
          name,
          kind,
          sha256Hex,
          byteCount,
          checkedBy: user.id,
        });
        const format = await this.stage(tx, id, source);
        await this.repository.complete(tx, id, format);
        const file = found(await this.repository.find(tx, id), 'takeover-file');
        const { recordCount, alreadyCount, report } = file;
        tx.record({
          type: 'take-over.checked',
          subjectKind: 'takeover-file',
          subjectId: id,
          detail: { kind, sha256: sha256Hex, recordCount, alreadyCount, report },
        });
        return { outcome: 'checked', id };
      });
      return {
        outcome,
        file: await this.transactions.view(actor, async (tx) =>
          found(await this.repository.find(tx, id), 'takeover-file'),
        ),
      };
    } catch (error) {
      if (!(error instanceof FileRefused)) throw error;
      const { findings } = error;
      return { outcome: 'refused', findings: findings.slice(0, MOST_FINDINGS), isCut: findings.length > MOST_FINDINGS };
    }
  }

  /**
   * Loads a checked file, in one transaction. Refuses `not-found`, `changed-since-read`, `illegal-transition`, `take-over-own-check`
   * (four eyes), and `take-over-changed` when the books have changed so that the check no longer holds.
   */
  load(actor: Actor, id: string, version: number): Promise<TakeoverDecision> {
    return this.decide(actor, id, version, 'load', async (tx, file) => {
      const by = actingUser(tx.actor);
      if (file.checkedBy === by.id) throw new Refused({ code: 'take-over-own-check' });
      const [conflict] = await this.repository.comparing(tx, async () => {
        await this.repository.markAlreadyLoaded(tx, id);
        return [...(await this.repository.conflicts(tx, id, 1)), ...(await this.clashes.find(tx, id, 1))];
      });
      if (conflict !== undefined)
        throw new Refused({ code: 'take-over-changed', params: { line: conflict.params?.['line'] ?? 0 } });
      if (file.kind === 'fines') await this.loading.loadFines(tx, id, by.id);
      else await this.repository.attachToFines(tx, id);
      if (file.kind === 'deposits') await this.others.loadDeposits(tx, id, by.id);
      if (file.kind === 'appeals') await this.others.loadAppeals(tx, id, by.id);
      await this.repository.markRest(tx, id, 'loaded');
      await this.repository.decide(tx, id, 'loaded', by.id);
    });
  }

  /** Puts a checked file aside; nothing of it was loaded. Whoever checked it may do so alone. Refuses like `load`. */
  discard(actor: Actor, id: string, version: number): Promise<TakeoverDecision> {
    return this.decide(actor, id, version, 'discard', async (tx) => {
      await this.repository.markRest(tx, id, 'discarded');
      await this.repository.decide(tx, id, 'discarded', actingUser(tx.actor).id);
    });
  }

  private decide(
    actor: Actor,
    id: string,
    version: number,
    verb: 'load' | 'discard',
    act: (tx: Tx, file: TakeoverFile) => Promise<void>,
  ): Promise<TakeoverDecision> {
    return this.transactions.run(actor, async (tx) => {
      await this.repository.takeTurns(tx);
      const file = found(await this.repository.find(tx, id), 'takeover-file');
      orRefuse(nextState(TAKEOVER_MACHINE, file.state, verb));
      checkVersion(file, version);
      await act(tx, file);
      const { kind, recordCount, alreadyCount } = file;
      tx.record({
        type: verb === 'load' ? 'take-over.loaded' : 'take-over.discarded',
        subjectKind: 'takeover-file',
        subjectId: id,
        detail: { kind, recordCount, alreadyCount },
      });
      const decided = found(await this.repository.find(tx, id), 'takeover-file');
      return { id, state: decided.state, version: decided.version };
    });
  }

  /** Reads the file into the records that wait; throws with every finding, so that the transaction leaves nothing. */
  private async stage(tx: Tx, fileId: string, source: TakeoverSource): Promise<TakeoverFormat> {
    const law = await this.law(tx);
    const own = actingUser(tx.actor).departmentId;
    const findings: Finding[] = [];
    let format: TakeoverFormat = 'json-lines';
    let batch: NewRecord[] = [];
    for await (const line of readTakeoverLines(source.open(), (said) => (format = said))) {
      const read = line.ok
        ? readTakenRecord(source.kind, line.record, law)
        : { ok: false as const, findings: [line.finding] };
      if (!read.ok) findings.push(...read.findings);
      if (findings.length > MOST_FINDINGS || (!line.ok && line.isFatal === true)) throw new FileRefused(findings);
      if (!read.ok || !line.ok || findings.length > 0) continue;
      batch.push(newRecord(line.record, read.value, own));
      if (batch.length === BATCH_SIZE) {
        await this.repository.insertRecords(tx, fileId, batch);
        batch = [];
      }
    }
    if (findings.length > 0) throw new FileRefused(findings);
    await this.repository.insertRecords(tx, fileId, batch);
    await this.compare(tx, fileId);
    return format;
  }

  /** What only the whole file and the books can tell. */
  private async compare(tx: Tx, fileId: string): Promise<void> {
    const limit = MOST_FINDINGS + 1;
    const findings = await this.repository.comparing(tx, async () => {
      const twice = await this.repository.twiceInFile(tx, fileId, limit);
      if (twice.length > 0) return twice;
      await this.repository.markAlreadyLoaded(tx, fileId);
      const conflicts = await this.repository.conflicts(tx, fileId, limit);
      return [...conflicts, ...(await this.clashes.find(tx, fileId, limit))].slice(0, limit);
    });
    if (findings.length > 0) throw new FileRefused(findings);
    await this.repository.attachToFines(tx, fileId);
    await this.repository.resolvePersons(tx, fileId);
  }

  private async law(tx: Tx): Promise<TakeoverLaw> {
    const departments = await this.departments.all(tx);
    const courts = await this.parameters.courts(tx, tx.today);
    return {
      today: tx.today,
      departments: new Map(departments.map(({ code, id, ordinal }) => [code, { id, ordinal }])),
      courts: new Set(courts.map(({ code }) => code)),
      amounts: await this.parameters.fineAmounts(tx),
    };
  }
}

function newRecord(raw: RawRecord, record: TakenRecord, own: DepartmentId): NewRecord {
  const sha256Hex = sha256Of(contentOf(raw));
  const kept = {
    id: newId<string>(),
    line: raw.line,
    sha256Hex,
    asTextsHex: sha256Of(contentOf(raw, 'texts')),
    record,
  };
  if (record.kind === 'appeal') return { ...kept, departmentId: own };
  if (record.kind === 'deposit') {
    const { surname: familyName, firstNames: givenNames } = record.payer;
    return { ...kept, departmentId: own, payerKey: payerKey({ familyName, givenNames }) };
  }
  const identity = identityOf(record.debtor);
  return {
    ...kept,
    departmentId: record.departmentId,
    ...(identity !== undefined && { identity }),
    personId: newId<PersonId>(),
    offenceId: newId<OffenceId>(),
    decisionId: newId<DecisionId>(),
  };
}

function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

async function hashOf(source: TakeoverSource): Promise<{ readonly sha256Hex: string; readonly byteCount: number }> {
  const hash: Hash = createHash('sha256');
  let byteCount = 0;
  for await (const chunk of source.open()) {
    hash.update(chunk);
    byteCount += chunk.length;
  }
  return { sha256Hex: hash.digest('hex'), byteCount };
}
