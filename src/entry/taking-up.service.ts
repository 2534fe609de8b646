import { Injectable } from '@nestjs/common';
import { CaseAccess } from '../audit/case-access.service';
import { DecisionsService } from '../decisions/decisions.service';
import { newId, type OffenceId } from '../kernel/ids';
import { LiabilityService } from '../liability/liability.service';
import type { OffenceRow } from '../offences/offences.repository';
import { OffencesService } from '../offences/offences.service';
import { Reopenings } from '../offences/reopenings.service';
import { isTakenOver } from '../offences/taken-offence.rules';
import type { PersonSummary } from '../persons/person.view';
import { actingUser, Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { checkVersion } from '../platform/http/preconditions';
import { Refused } from '../platform/refused';
import { EntryDraftsRepository } from './entry-drafts.repository';
import type { EntryDraftVersion } from './entry-drafts.service';
import type { ReopenFile, TakeUpEntry } from './entry.commands';
import { answersOfFile } from './taken-up.rules';

/** A file of which the entry may be taken up again. */
export interface FileForTakingUp {
  readonly offence: OffenceRow;
  readonly person: PersonSummary;
  /** An earlier administration decided: nothing that was typed is on file. */
  readonly isTakenOver: boolean;
  /** The entry that was taken up already and is in progress. */
  readonly draftId?: string;
  /** The file in which the same entry was recorded again. */
  readonly successor?: OffenceId;
}

/** Goes on with what was typed in a file that counts no more: closed without a fine by mistake, given up, or withdrawn (D22). */
@Injectable()
export class EntryTakingUp {
  constructor(
    private readonly transactions: Transactions,
    private readonly offences: OffencesService,
    private readonly reopenings: Reopenings,
    private readonly decisions: DecisionsService,
    private readonly liability: LiabilityService,
    private readonly drafts: EntryDraftsRepository,
    private readonly access: CaseAccess,
  ) {}

  /** The file, and whether somebody went on with it already; the look is noted. */
  read(actor: Actor, id: OffenceId): Promise<FileForTakingUp> {
    return this.transactions.view(actor, async (tx) => {
      const { offence } = await this.offences.file(tx, id);
      tx.recordAccess({
        operation: 'offence.read',
        reason: await this.access.reasonFor(tx, id),
        personIds: [offence.personId],
        caseIds: [id],
      });
      const { offender: person } = await this.offences.liabilityGround(tx, offence);
      return { offence, person, isTakenOver: isTakenOver(offence), ...(await this.goneOn(tx, offence)) };
    });
  }

  /** Opens again a file that was closed without a fine. Refuses `changed-since-read` and what `decideReopening` refuses. */
  reopen(
    actor: Actor,
    id: OffenceId,
    { version, reason }: Readonly<ReopenFile>,
  ): Promise<{ readonly offenceId: OffenceId; readonly version: number }> {
    return this.transactions.run(actor, async (tx) => {
      const offence = await this.lock(tx, id);
      checkVersion(offence, version);
      await this.reopenings.reopen(tx, offence, reason);
      return { offenceId: id, version: version + 1 };
    });
  }

  /**
   * Begins an entry with everything that was typed in the file; a closed one is opened again with it, for the reason given. It bears the name
   * of the entry from which the file came, so that the letters of invitation made from that count (R2.8), and whoever wrote in either is an
   * author (D33). Refuses `offence-stands`, `entry-not-on-file` of a file taken over, `entry-taken-up` (params `draftId`), `entry-recorded-again` (params `offenceId`) and what `reopen` refuses.
   */
  takeUp(actor: Actor, id: OffenceId, { version, reason = '' }: Readonly<TakeUpEntry>): Promise<EntryDraftVersion> {
    return this.transactions.run(actor, async (tx) => {
      const offence = await this.lock(tx, id);
      checkVersion(offence, version);
      if (offence.state === 'recorded') throw new Refused({ code: 'offence-stands', rule: 'D22' });
      // Of what an earlier administration found there is no obligation on file, nor anything else that was typed.
      if (isTakenOver(offence)) throw new Refused({ code: 'entry-not-on-file', rule: 'D22' });
      const { draftId, successor } = await this.goneOn(tx, offence);
      if (draftId !== undefined) throw new Refused({ code: 'entry-taken-up', rule: 'D22', params: { draftId } });
      if (successor !== undefined)
        throw new Refused({ code: 'entry-recorded-again', rule: 'D22', params: { offenceId: successor } });
      if (offence.state === 'closed') await this.reopenings.reopen(tx, offence, reason);
      return this.begin(tx, offence);
    });
  }

  private async begin(tx: Tx, offence: OffenceRow): Promise<EntryDraftVersion> {
    const user = actingUser(tx.actor);
    const ground = await this.offences.liabilityGround(tx, offence);
    const named = await this.liability.named(tx, ground, offence);
    const letter = (await this.decisions.ofOffence(tx, offence.id)).at(-1);
    const answers = answersOfFile({ offence, named, ...(letter && { letter }) });
    const draftId = offence.entryDraftId ?? newId<string>();
    if (offence.entryDraftId === null) await this.offences.cameFrom(tx, offence.id, draftId);
    const { departmentId, obligationCode } = offence;
    const personId = ground.offender.id;
    const inProgress = { answers, createdBy: user.id, groupId: null, groupOrder: null };
    await this.drafts.insert(tx, { id: draftId, departmentId, personId, obligationCode, ...inProgress });
    await this.drafts.addAuthorsOfFile(tx, draftId, offence.id);
    const about = { caseId: offence.id, personId, departmentId };
    tx.record({
      ...about,
      type: 'offence.taken-up',
      subjectKind: 'offence',
      subjectId: offence.id,
      detail: { draftId },
    });
    return { draftId, version: 1 };
  }

  /** The file under its lock, that of its people first. */
  private async lock(tx: Tx, id: OffenceId): Promise<OffenceRow> {
    const { offence } = await this.offences.file(tx, id);
    await this.offences.lockParties(tx, offence);
    return this.offences.lock(tx, id);
  }

  private async goneOn(
    tx: Tx,
    { id, entryDraftId }: OffenceRow,
  ): Promise<Pick<FileForTakingUp, 'draftId' | 'successor'>> {
    if (entryDraftId === null) return {};
    const draft = await this.drafts.find(tx, entryDraftId);
    const successor = await this.drafts.recordedFrom(tx, entryDraftId, id);
    return { ...(draft && { draftId: draft.id }), ...(successor !== undefined && { successor }) };
  }
}
