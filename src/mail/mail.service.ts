import { Injectable } from '@nestjs/common';
import { checkStatedReason } from '../kernel/free-text';
import { newId, type DepartmentId, type DocumentId, type MailBatchId, type NotificationAttemptId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import { nextState } from '../kernel/state-machine';
import { NotificationRegister } from '../notifications/register.service';
import type { PersonSummary } from '../persons/person.view';
import { PersonsService } from '../persons/persons.service';
import { checkDepartment } from '../platform/department';
import { actingUser, Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { checkVersion } from '../platform/http/preconditions';
import { found, orRefuse, Refused } from '../platform/refused';
import { Envelopes } from './envelopes.service';
import { checkPosting, MAIL_BATCH_MACHINE, MOST_LETTERS_IN_BATCH, type MailBatchVerb } from './mail-batch.rules';
import type { DropMailBatch, PostMailBatch, PrepareMailBatch, PrintMailBatch } from './mail.commands';
import { MailRepository, type LetterToSend, type MailBatchRow, type MailItemRow } from './mail.repository';

/** A verb on a batch, done. */
export interface MailBatchResult {
  readonly batchId: MailBatchId;
  readonly state: string;
  readonly letterCount: number;
  readonly version: number;
}

/** A letter that can go, with where it goes; without an address it cannot. */
export interface AddressedLetter extends LetterToSend {
  readonly recipient: string;
  readonly addressLines: readonly string[];
}

/** A batch with its letters. */
export interface MailBatchFile {
  readonly batch: MailBatchRow;
  readonly items: readonly MailItemRow[];
}

/** Letters that go to the post together: chosen, printed as one file, posted on one day, each then an attempt of the register. */
@Injectable()
export class MailBatches {
  constructor(
    private readonly transactions: Transactions,
    private readonly repository: MailRepository,
    private readonly register: NotificationRegister,
    private readonly persons: PersonsService,
    private readonly envelopes: Envelopes,
  ) {}

  /** The department's letters that wait for the post, with where they go; the look is noted. */
  waiting(actor: Actor): Promise<readonly AddressedLetter[]> {
    return this.transactions.view(actor, async (tx) => {
      const { departmentId } = actingUser(actor);
      const letters = await this.repository.toSend(tx, departmentId, undefined, MOST_LETTERS_IN_BATCH);
      const addressed = await this.addressed(tx, letters);
      noteLook(tx, letters);
      return addressed;
    });
  }

  /** Every letter that waits, inside the caller's transaction, who notes the look; of one department or of all. */
  async everyWaiting(tx: Tx, departmentId: DepartmentId | undefined): Promise<readonly AddressedLetter[]> {
    return this.addressed(tx, await this.repository.toSend(tx, departmentId));
  }

  /** The batches that the reader may see, the newest first. */
  list(actor: Actor): Promise<readonly MailBatchRow[]> {
    const { departmentId, spansDepartments } = actingUser(actor);
    return this.transactions.view(actor, (tx) =>
      this.repository.list(tx, spansDepartments ? undefined : departmentId, 100),
    );
  }

  /** A batch with its letters; the look is noted. Refuses `not-found` and `other-department`. */
  read(actor: Actor, id: MailBatchId): Promise<MailBatchFile> {
    return this.transactions.view(actor, async (tx) => {
      const batch = found(await this.repository.find(tx, id));
      checkDepartment(tx, batch.departmentId);
      const items = await this.repository.items(tx, id);
      noteLook(tx, items);
      return { batch, items };
    });
  }

  /**
   * Puts letters into a batch, in the order in which they were made. Refuses `mail-batch-empty`, `letter-not-to-send` for a letter that
   * waits in another batch, was told of otherwise, or is another department's, and `letter-without-address` (params `reference`).
   */
  prepare(actor: Actor, command: Readonly<PrepareMailBatch>): Promise<MailBatchResult> {
    return this.transactions.run(actor, async (tx) => {
      const { id: by, departmentId } = actingUser(tx.actor);
      const ids = [...new Set(command.letters.map(({ documentId }) => documentId as DocumentId))];
      if (ids.length === 0) throw new Refused({ code: 'mail-batch-empty', field: 'letters' });
      const letters = await this.repository.toSend(tx, departmentId, ids, MOST_LETTERS_IN_BATCH);
      if (letters.length < ids.length) throw new Refused({ code: 'letter-not-to-send', field: 'letters', rule: '4A' });
      const addressed = await this.addressed(tx, letters);
      const { channel } = command;
      const batchId = newId<MailBatchId>();
      await this.repository.insert(tx, { id: batchId, departmentId, channel }, by);
      for (const [index, letter] of addressed.entries()) {
        const { reference, recipient, addressLines } = letter;
        if (addressLines.length === 0)
          throw new Refused({
            code: 'letter-without-address',
            field: 'letters',
            rule: '4A point 3',
            params: { reference },
          });
        const item = {
          ...letter,
          id: newId<string>(),
          position: index + 1,
          recipient,
          address: addressLines.join('\n'),
        };
        await this.repository.insertItem(tx, batchId, departmentId, item);
      }
      noteLook(tx, letters);
      return this.tell(tx, { batchId, state: 'prepared', letterCount: letters.length, version: 1 }, { channel });
    });
  }

  /** Says that the file was printed; again, it only says so again. Refuses `illegal-transition`. */
  print(actor: Actor, id: MailBatchId, command: Readonly<PrintMailBatch>): Promise<MailBatchResult> {
    return this.transactions.run(actor, async (tx) => {
      const batch = await this.locked(tx, id, command.version, 'print');
      await this.repository.markPrinted(tx, id, actingUser(tx.actor).id);
      return this.tell(tx, resultOf(batch, 'printed'));
    });
  }

  /** One file for the printer, in the order of the list, as `Envelopes.bind` says. The letters are those that were chosen, byte for byte. */
  letters(actor: Actor, id: MailBatchId): Promise<Buffer> {
    return this.transactions.view(actor, async (tx) => {
      const batch = found(await this.repository.find(tx, id));
      checkDepartment(tx, batch.departmentId);
      noteLook(tx, await this.repository.items(tx, id), 'mail-batch.letters');
      return this.envelopes.bind(tx, batch);
    });
  }

  /**
   * The batch went to the post: each decision in it becomes an attempt of the register with its number, and what follows from it is drawn
   * in the same transaction (4A points 2 and 3). Refuses what `checkPosting` refuses, `mail-item-fallen` for a letter that can no longer
   * go (params `reference`), `letter-address-changed` for one whose addressee lived elsewhere by then, and what the register refuses.
   */
  post(actor: Actor, id: MailBatchId, command: Readonly<PostMailBatch>): Promise<MailBatchResult> {
    return this.transactions.run(actor, async (tx) => {
      const batch = await this.locked(tx, id, command.version, 'post');
      const items = await this.repository.items(tx, id);
      const typed = new Map(command.itemNumbers.map((each) => [each.id, each.itemNumber ?? '']));
      const postedOn = command.postedOn as LegalDate;
      const numbered = items.map((item) => ({ reference: item.reference, itemNumber: typed.get(item.id) ?? '' }));
      const days = { today: tx.today, preparedOn: batch.preparedOn };
      const numbers = orRefuse(checkPosting(batch.channel, numbered, postedOn, days));
      await this.envelopes.checkAddresses(tx, items, postedOn);
      for (const [index, item] of items.entries()) {
        const itemNumber = numbers[index] ?? '';
        const attemptId = await this.send(tx, batch, item, { itemNumber, postedOn });
        await this.repository.markItemPosted(tx, item.id, itemNumber, attemptId);
      }
      await this.repository.markPosted(tx, id, actingUser(tx.actor).id, postedOn);
      return this.tell(tx, resultOf(batch, 'posted'), { channel: batch.channel, postedOn });
    });
  }

  /** The batch does not go; its letters can go in another. Refuses what `checkStatedReason` refuses, and `illegal-transition`. */
  drop(actor: Actor, id: MailBatchId, command: Readonly<DropMailBatch>): Promise<MailBatchResult> {
    return this.transactions.run(actor, async (tx) => {
      const batch = await this.locked(tx, id, command.version, 'drop');
      const reason = orRefuse(checkStatedReason(command.reason, { field: 'reason', max: 1_000 }));
      await this.repository.markDropped(tx, id, actingUser(tx.actor).id, reason);
      return this.tell(tx, resultOf(batch, 'dropped'), {}, { reason });
    });
  }

  /**
   * A decision becomes an attempt, and so does a correction that opens a new month (R4.1): its own posting begins it, and nobody has to record the
   * day a second time. Any other letter tells of no decision.
   */
  private async send(
    tx: Tx,
    batch: MailBatchRow,
    item: MailItemRow,
    { itemNumber, postedOn }: { readonly itemNumber: string; readonly postedOn: LegalDate },
  ): Promise<NotificationAttemptId | undefined> {
    const anew = item.kind === 'correction' ? await this.repository.newWindowOf(tx, item.documentId) : undefined;
    if (item.kind !== 'decision' && anew === undefined) return undefined;
    const { addresseeId, decisionId, reference } = item;
    const command = { version: 0, channel: batch.channel, addresseeId, sentOn: postedOn, itemNumber };
    try {
      if (anew) return (await this.register.sendAnew(tx, decisionId, { ...anew, addresseeId }, command)).attemptId;
      return (await this.register.actIn(tx, decisionId, { verb: 'send', command })).attemptId;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      throw new Refused({ code: 'mail-item-fallen', field: 'itemNumbers', rule: '4A', params: { reference } });
    }
  }

  private async locked(tx: Tx, id: MailBatchId, seen: number, verb: MailBatchVerb): Promise<MailBatchRow> {
    const batch = found(await this.repository.lock(tx, id));
    checkDepartment(tx, batch.departmentId);
    orRefuse(nextState(MAIL_BATCH_MACHINE, batch.state, verb));
    checkVersion(batch, seen);
    return batch;
  }

  private async addressed(tx: Tx, letters: readonly LetterToSend[]): Promise<AddressedLetter[]> {
    const people = await this.persons.identities(tx, [...new Set(letters.map(({ servedId }) => servedId))]);
    const byId = new Map<string, PersonSummary>(people.map((person) => [person.id, person]));
    return letters.map((letter) => {
      const served = byId.get(letter.servedId);
      return { ...letter, recipient: served?.displayName ?? '', addressLines: served?.addressLines ?? [] };
    });
  }

  private tell(
    tx: Tx,
    result: MailBatchResult,
    detail: Readonly<Record<string, unknown>> = {},
    personal?: Readonly<Record<string, unknown>>,
  ): MailBatchResult {
    tx.record({
      type: `mail-batch.${result.state}`,
      subjectKind: 'mail-batch',
      subjectId: result.batchId,
      departmentId: actingUser(tx.actor).departmentId,
      detail: { letterCount: result.letterCount, ...detail },
      ...(personal && { personal }),
    });
    return result;
  }
}

function resultOf(batch: MailBatchRow, state: string): MailBatchResult {
  return { batchId: batch.id, state, letterCount: batch.letterCount, version: batch.version + 1 };
}

function noteLook(
  tx: Tx,
  letters: readonly Pick<LetterToSend, 'addresseeId' | 'offenceId'>[],
  operation = 'mail-batch.read',
): void {
  if (letters.length === 0) return;
  tx.recordAccess({
    operation,
    reason: 'list',
    personIds: [...new Set(letters.map(({ addresseeId }) => addresseeId))],
    caseIds: [...new Set(letters.map(({ offenceId }) => offenceId))],
  });
}
