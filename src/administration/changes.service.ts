import { Injectable } from '@nestjs/common';
import { addDays, compareDates } from '../kernel/legal-calendar';
import type { UserId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import { NUMBER_PARAMETER_CODES } from '../parameters/parameter.types';
import { actingUserWith, Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { parseCommand } from '../platform/http/fields';
import { found, orRefuse, Refused } from '../platform/refused';
import {
  CHANGE_PERMISSIONS,
  decideConfirmation,
  decideEffect,
  decideRejection,
  isLawOfTheFacts,
  type ChangeEffect,
} from './change.rules';
import {
  readCode,
  readCourt,
  readCrossingPoint,
  readDelegation,
  readDepartment,
  readDivision,
  readHours,
  readNumber,
  readObligation,
} from './change-payload.rules';
import type { Change, ChangeId, ChangeKind, Payload, Payloads, Proposal, Version } from './change.types';
import { ProposeEnd, PROPOSALS, type ProposalCommands, type ProposedKind, type RejectChange } from './changes.commands';
import { ChangesRepository } from './changes.repository';
import { VersionsRepository } from './versions.repository';

/** What a verb answers: the proposal that it made or decided. */
export interface ChangeResult {
  readonly id: ChangeId;
}

interface ReadProposal {
  readonly code: string;
  readonly payload: Payload;
  readonly beneficiaryId: UserId | null;
}

/**
 * Changes of what is dated, with four eyes: one person proposes, another confirms, and the version in force ends the day before
 * the new one begins. Nothing is overwritten (trap 27).
 */
@Injectable()
export class ChangesService {
  constructor(
    private readonly transactions: Transactions,
    private readonly changes: ChangesRepository,
    private readonly versions: VersionsRepository,
  ) {}

  /**
   * Proposes something new (`code` undefined) or another version of what is there. Refuses what the readers of the payload and
   * `decideEffect` refuse, and `change-already-waiting` when a proposal for the same thing is not decided yet.
   */
  propose(actor: Actor, kind: ProposedKind, code: string | undefined, body: unknown): Promise<ChangeResult> {
    return this.transactions.run(actor, async (tx) => {
      actingUserWith(tx.actor, CHANGE_PERMISSIONS[kind].propose);
      const command = parseCommand<ProposalCommands[ProposedKind]>(PROPOSALS[kind], body);
      const known = code === undefined ? [] : await this.versions.of(tx, kind, code);
      const read = await this.read(tx, kind, code, command, known.at(-1));
      const versions = read.code === code ? known : await this.versions.of(tx, kind, read.code);
      return this.enter(tx, versions, {
        kind,
        code: read.code,
        operation: versions.length === 0 || isNew(kind, code) ? 'add' : 'replace',
        payload: read.payload,
        effectiveOn: command.validFrom as LegalDate,
        lastDay: lastDayOf(command),
        source: command.source,
        replacesId: versions.at(-1)?.id ?? null,
        beneficiaryId: read.beneficiaryId,
      });
    });
  }

  /** Proposes that something ends after a day. Refuses what `decideEffect` refuses. */
  proposeEnd(actor: Actor, kind: ChangeKind, code: string, body: unknown): Promise<ChangeResult> {
    return this.transactions.run(actor, async (tx) => {
      actingUserWith(tx.actor, CHANGE_PERMISSIONS[kind].propose);
      const command = parseCommand(ProposeEnd, body);
      const versions = await this.versions.of(tx, kind, code);
      const last = found(versions.at(-1));
      return this.enter(tx, versions, {
        kind,
        code,
        operation: 'end',
        payload: last.payload,
        effectiveOn: addDays(command.lastDay as LegalDate, 1),
        lastDay: null,
        source: command.source,
        replacesId: last.id,
        beneficiaryId: null,
      });
    });
  }

  private async enter(tx: Tx, versions: readonly Version[], proposal: Proposal): Promise<ChangeResult> {
    orRefuse(await this.effectOf(tx, proposal, versions));
    const id = await this.changes.insert(tx, proposal);
    recordChange(tx, 'change.proposed', id, proposal);
    return { id };
  }

  /**
   * Confirms a proposal: the version in force ends, the new one is added. Everything is decided again, for days and files have
   * gone by since the proposal. Refuses `not-found`, what `decideConfirmation` and `decideEffect` refuse.
   */
  confirm(actor: Actor, id: ChangeId): Promise<ChangeResult> {
    return this.transactions.run(actor, async (tx) => {
      const change = found(await this.changes.lock(tx, id));
      const user = actingUserWith(tx.actor, CHANGE_PERMISSIONS[change.kind].confirm);
      const versions = await this.versions.of(tx, change.kind, change.code);
      orRefuse(decideConfirmation(change, user.id, versions));
      if (reachesBack(change, tx.today)) await this.changes.holdRecordingOfFacts(tx);
      await this.apply(tx, change, orRefuse(await this.effectOf(tx, change, versions)));
      await this.changes.decide(tx, id, 'confirmed');
      recordChange(tx, 'change.confirmed', id, change);
      return { id };
    });
  }

  /** Rejects a proposal, or withdraws one's own. Refuses `not-found`, `change-already-decided`. */
  reject(actor: Actor, id: ChangeId, command: RejectChange): Promise<ChangeResult> {
    return this.transactions.run(actor, async (tx) => {
      const change = found(await this.changes.lock(tx, id));
      if (change.proposedBy !== tx.actor.id) actingUserWith(tx.actor, CHANGE_PERMISSIONS[change.kind].confirm);
      orRefuse(decideRejection(change));
      await this.changes.decide(tx, id, 'rejected', command.reason);
      recordChange(tx, 'change.rejected', id, change);
      return { id };
    });
  }

  private async effectOf(tx: Tx, proposal: Proposal, versions: readonly Version[]) {
    const { kind, code, effectiveOn } = proposal;
    const affected = reachesBack(proposal, tx.today)
      ? await this.changes.affectedFiles(tx, kind, code, effectiveOn)
      : { count: 0 };
    return decideEffect(proposal, { versions, today: tx.today, affectedFiles: affected.count });
  }

  private async apply(tx: Tx, change: Change, { ends, adds }: ChangeEffect): Promise<void> {
    if (ends !== undefined) await this.versions.end(tx, change.kind, ends.version, ends.lastDay);
    if (ends !== undefined && change.kind === 'department' && change.operation === 'end')
      await this.versions.endDepartment(tx, change.code, ends.lastDay);
    if (adds === undefined) return;
    const { code, payload, source, id: changeId } = change;
    await this.versions.add(tx, change.kind, { code, payload, source, changeId, ...adds });
  }

  private async read(
    tx: Tx,
    kind: ProposedKind,
    code: string | undefined,
    command: ProposalCommands[ProposedKind],
    last: Version | undefined,
  ): Promise<ReadProposal> {
    const nobody = { beneficiaryId: null };
    switch (kind) {
      case 'number': {
        const known = found(NUMBER_PARAMETER_CODES.find((each) => each === code));
        return { code: known, payload: orRefuse(readNumber(known, valueOf(command))), ...nobody };
      }
      case 'obligation': {
        const basis = found(last).payload as Payloads['obligation'];
        const payload = orRefuse(readObligation(command as ProposalCommands['obligation'], basis));
        return { code: found(code), payload, ...nobody };
      }
      case 'crossing-hours': {
        const points = await this.versions.of(tx, 'crossing-point', found(code));
        if (points.length === 0) throw new Refused({ code: 'not-found' });
        return {
          code: found(code),
          payload: orRefuse(readHours(command as ProposalCommands['crossing-hours'])),
          ...nobody,
        };
      }
      case 'delegation': {
        const asked = command as ProposalCommands['delegation'];
        const name = await this.versions.userName(tx, asked.userId as UserId);
        if (name === undefined) throw new Refused({ code: 'change-user-unknown', field: 'userId', rule: 'R2.2' });
        const payload = orRefuse(readDelegation(asked, name));
        return { code: `${payload.userId}:${payload.article}`, payload, beneficiaryId: payload.userId };
      }
      default: {
        const payload = await this.readNamed(tx, kind, command, last);
        return { code: code ?? orRefuse(readCode(kind, codeIn(command))), payload, ...nobody };
      }
    }
  }

  private async readNamed(
    tx: Tx,
    kind: 'crossing-point' | 'court' | 'court-division' | 'department',
    command: object,
    last: Version | undefined,
  ): Promise<Payload> {
    switch (kind) {
      case 'crossing-point':
        return orRefuse(readCrossingPoint(command as ProposalCommands['crossing-point']));
      case 'court':
        return orRefuse(readCourt(command as ProposalCommands['court']));
      case 'court-division': {
        const payload = orRefuse(readDivision(command as ProposalCommands['court-division']));
        const courts = await this.versions.of(tx, 'court', payload.courtCode);
        if (courts.length === 0) throw new Refused({ code: 'change-court-unknown', field: 'courtCode' });
        return payload;
      }
      case 'department': {
        const basis = last?.payload as Payloads['department'] | undefined;
        return orRefuse(readDepartment(command as ProposalCommands['department'], basis));
      }
    }
  }
}

/** Something asked for without a code is new; a delegation is new when there is none yet for the person and article. */
function isNew(kind: ChangeKind, code: string | undefined): boolean {
  return code === undefined && kind !== 'delegation';
}

function reachesBack({ kind, code, effectiveOn }: Proposal, today: LegalDate): boolean {
  return isLawOfTheFacts(kind, code) && compareDates(effectiveOn, today) <= 0;
}

function lastDayOf(command: object): LegalDate | null {
  return ((command as { lastDay?: string }).lastDay as LegalDate | undefined) ?? null;
}

function valueOf(command: object): string {
  return (command as ProposalCommands['number']).value;
}

function codeIn(command: object): string | undefined {
  return (command as { code?: string }).code;
}

function recordChange(
  tx: Tx,
  type: 'change.proposed' | 'change.confirmed' | 'change.rejected',
  id: ChangeId,
  { kind, code, operation, effectiveOn }: Proposal,
): void {
  tx.record({ type, subjectKind: 'parameter-change', subjectId: id, detail: { kind, code, operation, effectiveOn } });
}
