import { Injectable } from '@nestjs/common';
import { CaseAccess } from '../audit/case-access.service';
import type { EvidenceRow as EvidenceFileRow } from '../documents/evidence.repository';
import { EvidenceService } from '../documents/evidence.service';
import { isUuid, type DecisionId, type DepositId, type PersonId } from '../kernel/ids';
import { isLegalDate } from '../kernel/legal-date';
import type { Cents } from '../kernel/money';
import { LedgerService } from '../ledger/ledger.service';
import { actingUser, Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { orRefuse, Refused } from '../platform/refused';
import { decodeCursor, keysetPage, type KeysetPage } from '../ui/keyset';
import { DepositCorrectionsRepository, type CorrectionRow } from './deposit-corrections.repository';
import { noAppealFinal, type NoAppealFinal } from './deposit-release.rules';
import { DEPOSIT_STATES, isLapsed, STANDING_STATES, type DepositState } from './deposit.rules';
import type { DepositFlag, ReleaseRow } from './deposit-releases.repository';
import { DepositReleases } from './deposit-releases.service';
import { DepositsRepository, type DepositRow, type EvidenceRow } from './deposits.repository';
import type { Outcome } from '../kernel/outcome';

const PAGE_SIZE = 50;

/** What a list is asked for: the standing ones, the lapsed, those of one state, or all. */
export const DEPOSIT_LISTS = ['standing', 'lapsed', ...DEPOSIT_STATES, 'all'] as const;
export type DepositList = (typeof DEPOSIT_LISTS)[number];

/** A deposit in a list. */
export interface ListedDeposit extends DepositRow {
  readonly isLapsed: boolean;
}

/** Everything about one deposit. */
export interface DepositFile {
  readonly deposit: ListedDeposit;
  readonly evidence: readonly EvidenceRow[];
  /** What people brought as files, beside what a step rests on too. */
  readonly files: readonly EvidenceFileRow[];
  readonly corrections: readonly CorrectionRow[];
  readonly releases: readonly ReleaseRow[];
  readonly open: ReleaseRow | undefined;
  /** The reader proposed the release that waits: another person decides. */
  readonly isProposer: boolean;
  readonly events: readonly { readonly type: string; readonly at: Date; readonly by: string }[];
  readonly owedCents: Cents;
  /** Whether it is final that nobody appealed in time, or why not yet (D7). */
  readonly noAppeal: Outcome<NoAppealFinal>;
  /** What holds recovery about the offender or whoever must pay: a person looks at it before the money goes anywhere (D34). */
  readonly flags: readonly DepositFlag[];
}

/** What people read of deposits; each look is noted. */
@Injectable()
export class DepositDesk {
  constructor(
    private readonly transactions: Transactions,
    private readonly repository: DepositsRepository,
    private readonly releases: DepositReleases,
    private readonly ledger: LedgerService,
    private readonly access: CaseAccess,
    private readonly files: EvidenceService,
    private readonly corrections: DepositCorrectionsRepository,
  ) {}

  /** One deposit with its story. Refuses `not-found`, and like `CaseAccess.reasonFor`. */
  read(actor: Actor, id: DepositId): Promise<DepositFile> {
    return this.transactions.view(actor, async (tx) => {
      const deposit = await this.repository.find(tx, id);
      if (deposit === undefined) throw new Refused({ code: 'not-found', params: { kind: 'deposit' } });
      const reason = await this.access.reasonFor(tx, deposit.offenceId);
      const flags = await this.releases.flagsOf(tx, deposit.decisionId);
      tx.recordAccess({
        operation: 'deposit.read',
        reason,
        personIds: [...new Set([deposit.personId, ...flags.map(({ personId }) => personId)])],
        caseIds: [deposit.offenceId],
      });
      const releases = await this.releases.ofDeposit(tx, id);
      const open = releases.find(({ state }) => state === 'proposed');
      const owedCents = await this.ledger.owedOn(tx, deposit.decisionId);
      const facts = await this.releases.facts(tx, deposit, owedCents);
      return {
        deposit: listed(tx, deposit),
        evidence: await this.repository.evidence(tx, id),
        files: await this.files.ofSubject(tx, { kind: 'deposit', id }),
        corrections: await this.corrections.ofDeposit(tx, deposit),
        releases,
        open,
        isProposer: actor.kind === 'user' && open?.proposedBy === actor.id,
        events: await this.repository.events(tx, id),
        owedCents,
        noAppeal: noAppealFinal(facts),
        flags,
      };
    });
  }

  /** Deposits of the reader's department, or of all (D32); one access record. Refuses `invalid-cursor`. */
  list(actor: Actor, list: DepositList, cursorText?: string): Promise<KeysetPage<ListedDeposit>> {
    const cursor = orRefuse(decodeCursor(cursorText, 2));
    const [announcedOn = '', id = ''] = cursor?.key ?? [];
    if (cursor !== undefined && (!isLegalDate(announcedOn) || !isUuid(id) || cursor.direction !== 'next'))
      throw new Refused({ code: 'invalid-cursor', field: 'cursor' });
    return this.transactions.view(actor, async (tx) => {
      const user = actingUser(tx.actor);
      const filter = {
        states: statesOf(list),
        departmentId: user.spansDepartments ? undefined : user.departmentId,
        lapsedOn: list === 'lapsed' ? tx.today : undefined,
        after: cursor && { announcedOn, id },
      };
      const read = await this.repository.list(tx, filter, PAGE_SIZE + 1);
      const found = keysetPage(read, PAGE_SIZE, cursor, (row) => [row.announcedOn, row.id]);
      noteLooks(tx, found.rows, { list });
      return { ...found, previous: undefined, rows: found.rows.map((row) => listed(tx, row)) };
    });
  }

  /** The deposits for a fine, inside the caller's transaction, who notes the look. */
  async ofDecision(tx: Tx, decisionId: DecisionId): Promise<ListedDeposit[]> {
    return (await this.repository.ofDecisions(tx, [decisionId])).map((row) => listed(tx, row));
  }
}

function statesOf(list: DepositList): readonly DepositState[] {
  if (list === 'all') return DEPOSIT_STATES;
  return list === 'standing' || list === 'lapsed' ? STANDING_STATES : [list];
}

function listed(tx: Tx, row: DepositRow): ListedDeposit {
  return { ...row, isLapsed: isLapsed(row, tx.today) };
}

function noteLooks(tx: Tx, rows: readonly DepositRow[], criteria: Readonly<Record<string, unknown>>): void {
  tx.recordAccess({
    operation: 'deposit.list',
    reason: 'list',
    criteria,
    hits: rows.length,
    personIds: [...new Set(rows.map(({ personId }) => personId))] satisfies PersonId[],
    caseIds: [...new Set(rows.map(({ offenceId }) => offenceId as string))],
  });
}
