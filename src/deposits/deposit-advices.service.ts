import { Injectable } from '@nestjs/common';
import { birthDateToIso, formatBirthDate, birthDateFromIso, parseBirthDate } from '../kernel/birth-date';
import type { DepartmentId, DepositId } from '../kernel/ids';
import { legalDate } from '../kernel/legal-date';
import { cents, type Cents } from '../kernel/money';
import { nextState } from '../kernel/state-machine';
import { actingUser, Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { orRefuse, Refused } from '../platform/refused';
import { isKnownLine, readAdvices, reconcile, type AdviceLine, type Reconciliation } from './deposit-advice.rules';
import {
  DepositAdvicesRepository,
  type AdviceRow,
  type AdviceSetAside,
  type AdviceSource,
} from './deposit-advices.repository';
import {
  matchDepositLine,
  referenceIn,
  type AwaitedDeposit,
  type DepositCandidate,
  type DepositMatch,
} from './deposit-matching.rules';
import { progressOf, type DepositAccountProgress } from './deposit-statement.rules';
import { DepositStatementsRepository } from './deposit-statements.repository';
import { checkHappened, DEPOSIT_MACHINE, differenceCents, isLapsed } from './deposit.rules';
import type { EnterAdvice, LinkAdvice, SetAdviceAside } from './deposits.commands';
import { DepositsRepository, type DepositRow } from './deposits.repository';
import { DepositsService } from './deposits.service';

const MOST_SET_ASIDE = 50;

/** A line with where it comes from. */
type SourcedLine = AdviceLine & { readonly source: AdviceSource };

/** What became of one line. */
export interface AdviceResult {
  readonly adviceId: string;
  readonly outcome: DepositMatch['outcome'];
  readonly depositId: DepositId | undefined;
}

/** How many lines of a list became what; they add up to `readCount`. */
export interface AdvicesEntered {
  readonly readCount: number;
  readonly bookedCount: number;
  readonly proposedCount: number;
  readonly suspenseCount: number;
  /** Lines whose reference was known already: the same list again changes nothing. */
  readonly knownCount: number;
}

/** An advice of which nobody has said which deposit it is about, with those that it may be. */
interface OpenAdvice {
  readonly advice: AdviceRow;
  readonly candidates: readonly (DepositCandidate & { readonly deposit: DepositRow })[];
}

/** Our deposits and the Caisse's advices side by side. */
export interface ReconciliationSheet extends Reconciliation {
  readonly open: readonly OpenAdvice[];
  readonly deposits: readonly DepositRow[];
  readonly advices: readonly AdviceRow[];
  /** What was set aside last, with the reason. */
  readonly setAside: readonly AdviceSetAside[];
  /** How far the statements of each deposit account have come, and what is missing of them. */
  readonly accounts: readonly DepositAccountProgress[];
}

/** Something that does not agree, with both sides of it as far as there are two. */
export interface DepositDifferenceRow {
  readonly kind: Reconciliation['differences'][number]['kind'];
  readonly amountCents: Cents;
  readonly differenceCents: number | undefined;
  readonly deposit: DepositRow | undefined;
  readonly advice: AdviceRow | undefined;
}

/** What the Caisse tells us, line by line: entered by hand or as a list, matched by its payer, and compared with what we hold to be there (D29). */
@Injectable()
export class DepositAdvices {
  constructor(
    private readonly transactions: Transactions,
    private readonly repository: DepositAdvicesRepository,
    private readonly statements: DepositStatementsRepository,
    private readonly deposits: DepositsRepository,
    private readonly service: DepositsService,
  ) {}

  /** Enters one advice; where it fits one deposit alone, the deposit is held by it. Refuses `deposit-advice-known` and a birth date that is none. */
  enter(actor: Actor, command: Readonly<EnterAdvice>): Promise<AdviceResult> {
    return this.transactions.run(actor, async (tx) => {
      const advisedOn = orRefuse(checkHappened(legalDate(command.advisedOn), tx.today, 'advisedOn'));
      const { cdcReference, payer, payerBirthDate: born, communication = '' } = command;
      const earlier = await this.repository.withReferences(tx, [cdcReference]);
      if (earlier.some(({ setAsideAt }) => setAsideAt === null))
        throw new Refused({ code: 'deposit-advice-known', field: 'cdcReference', rule: 'D29' });
      const payerBirthDate = born === undefined ? '' : birthDateToIso(orRefuse(parseBirthDate(born, tx.today)));
      const amountCents = cents(command.amountCents);
      const line = { advisedOn, cdcReference, payer, payerBirthDate, communication, amountCents };
      return this.keep(tx, { ...line, source: 'advice' }, await this.awaited(tx, 'advice'));
    });
  }

  /** Enters a list of advices, all of it or nothing; lines that are known already are left out. Refuses what `readAdvices` refuses. */
  enterList(actor: Actor, csvBytes: Uint8Array): Promise<AdvicesEntered> {
    return this.transactions.run(actor, async (tx) => {
      const counts = await this.enterLines(tx, orRefuse(readAdvices(csvBytes, tx.today)), 'advice');
      const { id } = actingUser(tx.actor);
      tx.record({ type: 'deposit-advice.list-entered', subjectKind: 'user', subjectId: id, detail: { ...counts } });
      return counts;
    });
  }

  /** Enters lines in the caller's transaction, each as it fits; those that are known already are left out. */
  async enterLines(tx: Tx, lines: readonly AdviceLine[], source: AdviceSource): Promise<AdvicesEntered> {
    await this.repository.lockEntering(tx);
    const earlier = await this.repository.withReferences(tx, lines.map(({ cdcReference }) => cdcReference)); // prettier-ignore
    const earlierOf = new Map<string, AdviceRow[]>();
    for (const each of earlier) earlierOf.set(each.cdcReference, [...(earlierOf.get(each.cdcReference) ?? []), each]);
    const seen = new Set<string>();
    let awaited = await this.awaited(tx, source);
    const results: AdviceResult[] = [];
    for (const line of lines) {
      if (seen.has(line.cdcReference) || isKnownLine(line, earlierOf.get(line.cdcReference) ?? [])) continue;
      seen.add(line.cdcReference);
      const result = await this.keep(tx, { ...line, source }, awaited);
      results.push(result);
      awaited = awaited.filter(({ id }) => id !== result.depositId);
    }
    const countOf = (outcome: string): number => results.filter((result) => result.outcome === outcome).length;
    return {
      readCount: lines.length,
      bookedCount: countOf('booked'),
      proposedCount: countOf('proposed'),
      suspenseCount: countOf('suspense'),
      knownCount: lines.length - results.length,
    };
  }

  /**
   * A person says which deposit an advice is about, as they saw it. Refuses `not-found`, `changed-since-read`, `deposit-advice-linked`,
   * `deposit-advice-set-aside`, `deposit-advice-amount-differs` (field `differenceReason`) for one that holds another amount unless they say why, and what
   * `DepositsService.hold` refuses.
   */
  link(actor: Actor, adviceId: string, command: Readonly<LinkAdvice>): Promise<AdviceResult> {
    return this.transactions.run(actor, async (tx) => {
      const depositId = command.depositId as DepositId;
      const locked = await this.service.lock(tx, depositId, command.version);
      const advice = await this.repository.lock(tx, adviceId);
      if (advice === undefined) throw new Refused({ code: 'not-found', params: { kind: 'deposit-advice' } });
      if (advice.setAsideAt !== null) throw new Refused({ code: 'deposit-advice-set-aside', rule: 'D29' });
      if (advice.depositId !== null) throw new Refused({ code: 'deposit-advice-linked', rule: 'D29' });
      await this.linkIn(tx, adviceId, advice, locked, command.differenceReason);
      return { adviceId, outcome: advice.outcome, depositId };
    });
  }

  /**
   * An advice that was typed wrong, or is of nobody's deposit, counts for nothing any more; it stays on file with the reason, and its reference
   * may come again. Refuses `not-found`, `changed-since-read`, `deposit-advice-set-aside`, and `deposit-advice-holds` while a deposit is held
   * on it: what was held by mistake is taken back first, where the deposit is.
   */
  setAside(
    actor: Actor,
    adviceId: string,
    { reason }: Readonly<SetAdviceAside>,
  ): Promise<{ readonly adviceId: string }> {
    return this.transactions.run(actor, async (tx) => {
      const seen = await this.repository.depositOf(tx, adviceId);
      const locked = seen?.depositId ? await this.service.lock(tx, seen.depositId) : undefined;
      const advice = await this.repository.lock(tx, adviceId);
      if (seen === undefined || advice === undefined)
        throw new Refused({ code: 'not-found', params: { kind: 'deposit-advice' } });
      if (advice.setAsideAt !== null) throw new Refused({ code: 'deposit-advice-set-aside', rule: 'D29' });
      if (advice.depositId !== seen.depositId) throw new Refused({ code: 'changed-since-read' });
      if (await this.repository.isHeldOn(tx, advice)) throw new Refused({ code: 'deposit-advice-holds', rule: 'D29' });
      await this.repository.setAside(tx, adviceId, reason, actingUser(tx.actor).id);
      const { source, amountCents } = advice;
      const detail = { adviceId, source, amountCents };
      const subject = { subjectKind: 'deposit-advice', subjectId: adviceId } as const;
      if (locked === undefined)
        tx.record({ type: 'deposit-advice.set-aside', ...subject, detail, personal: { reason } });
      else this.service.tell(tx, locked.file, locked.deposit.id, 'deposit.advice-set-aside', detail, { reason });
      return { adviceId };
    });
  }

  /** Both sides, with what does not agree; nothing is changed (D29). One access record. */
  reconciliation(actor: Actor): Promise<ReconciliationSheet> {
    return this.transactions.view(actor, async (tx) => {
      const deposits = await this.deposits.standing(tx);
      const advices = await this.repository.current(tx);
      const byId = new Map(deposits.map((deposit) => [deposit.id as string, deposit]));
      const awaited = {
        advice: await this.awaited(tx, 'advice', deposits),
        statement: await this.awaited(tx, 'statement', deposits),
      };
      const open = advices
        .filter(({ depositId }) => depositId === null)
        .map((advice) => ({
          advice,
          candidates: matchedTo(advice, awaited[advice.source]).candidates.flatMap((candidate) => {
            const deposit = byId.get(candidate.depositId);
            return deposit === undefined ? [] : [{ ...candidate, deposit }];
          }),
        }));
      tx.recordAccess({
        operation: 'deposit.reconcile',
        reason: 'list',
        hits: deposits.length,
        personIds: [...new Set(deposits.map(({ personId }) => personId))],
        caseIds: [...new Set(deposits.map(({ offenceId }) => offenceId as string))],
      });
      const ours = deposits.map((deposit) => ({ ...deposit, isLapsed: isLapsed(deposit, tx.today) }));
      const accounts = progressOf(await this.statements.all(tx));
      const setAside = await this.repository.asides(tx, MOST_SET_ASIDE);
      return { ...reconcile(ours, advices), open, deposits, advices, setAside, accounts };
    });
  }

  /** What does not agree, each with its deposit and its advice, inside the caller's transaction, who notes the look; of one department or of all. */
  async differences(tx: Tx, departmentId: DepartmentId | undefined): Promise<DepositDifferenceRow[]> {
    const deposits = await this.deposits.standing(tx);
    const advices = await this.repository.current(tx);
    const ours = deposits.map((deposit) => ({ ...deposit, isLapsed: isLapsed(deposit, tx.today) }));
    const depositById = new Map<string, DepositRow>(deposits.map((deposit) => [deposit.id, deposit]));
    const adviceById = new Map<string, AdviceRow>(advices.map((advice) => [advice.id, advice]));
    const rows = reconcile(ours, advices).differences.map((each) => ({
      kind: each.kind,
      amountCents: each.amountCents,
      differenceCents: 'differenceCents' in each ? each.differenceCents : undefined,
      deposit: 'depositId' in each ? depositById.get(each.depositId) : undefined,
      advice: 'adviceId' in each ? adviceById.get(each.adviceId) : undefined,
    }));
    // An advice of no deposit of ours is everybody's.
    return rows.filter(({ deposit }) => departmentId === undefined || (deposit?.departmentId ?? departmentId) === departmentId); // prettier-ignore
  }

  /** Those that a line of this source may be about: each rests on one advice and on one movement at most. */
  private async awaited(tx: Tx, source: AdviceSource, standing?: readonly DepositRow[]): Promise<AwaitedDeposit[]> {
    const linked = await this.repository.linkedDeposits(tx, source);
    const deposits = standing ?? (await this.deposits.standing(tx));
    return deposits.filter(({ id }) => !linked.has(id)).map(awaitedOf);
  }

  private async keep(tx: Tx, line: SourcedLine, awaited: readonly AwaitedDeposit[]): Promise<AdviceResult> {
    const match = matchedTo(line, awaited);
    const { id: userId, departmentId } = actingUser(tx.actor);
    const adviceId = await this.repository.insert(tx, departmentId, line, match, userId);
    const { outcome } = match;
    const detail = { outcome, reason: match.candidates[0]?.reason ?? 'none', amountCents: line.amountCents };
    tx.record({ type: 'deposit-advice.entered', subjectKind: 'deposit-advice', subjectId: adviceId, detail });
    if (match.outcome !== 'booked') return { adviceId, outcome, depositId: undefined };
    const depositId = match.candidates[0].depositId as DepositId;
    await this.linkIn(tx, adviceId, line, await this.service.lock(tx, depositId));
    return { adviceId, outcome, depositId };
  }

  /** The advice is the evidence on which the deposit is held; one that is held already is only linked, and what it holds stays (D29). */
  private async linkIn(
    tx: Tx,
    adviceId: string,
    { source, advisedOn, cdcReference, amountCents }: SourcedLine,
    locked: Awaited<ReturnType<DepositsService['lock']>>,
    differenceReason = '',
  ): Promise<void> {
    const { deposit, file } = locked;
    const { state, heldCents } = deposit;
    const byCents = state === 'held' && heldCents !== undefined ? differenceCents(amountCents, heldCents) : 0;
    if (byCents !== 0 && differenceReason === '') {
      const params = { advisedCents: amountCents, heldCents: heldCents ?? 0 };
      throw new Refused({ code: 'deposit-advice-amount-differs', field: 'differenceReason', rule: 'D29', params });
    }
    await this.repository.link(
      tx,
      adviceId,
      deposit.id,
      byCents === 0 ? '' : differenceReason,
      actingUser(tx.actor).id,
    );
    const reference = cdcReference;
    if (state === 'held') {
      const detail = { adviceId, source, amountCents, differenceCents: byCents };
      const personal = byCents === 0 ? {} : { differenceReason };
      this.service.tell(tx, file, deposit.id, 'deposit.advice-linked', detail, personal);
      return;
    }
    orRefuse(nextState(DEPOSIT_MACHINE, state, 'hold'));
    const known = source === 'advice' ? { cdcReference } : { cdcReference: deposit.cdcReference };
    await this.service.holdIn(tx, locked, { source, datedOn: advisedOn, reference, heldCents: amountCents, ...known });
  }
}

function awaitedOf(row: DepositRow): AwaitedDeposit {
  const { id, state, cdcReference, payer, announcedOn, letterAnnouncedOn } = row;
  const amountCents = row.heldCents ?? row.amountCents;
  return { id, state, cdcReference, payer, amountCents, announcedOn, letterAnnouncedOn };
}

/**
 * The birth date of its own column is written into the text, in the European order, where the finder looks. A movement bears no reference
 * of the Caisse but one that stands in its text.
 */
function matchedTo(line: SourcedLine, awaited: readonly AwaitedDeposit[]): DepositMatch {
  const { source, payer, payerBirthDate, communication, amountCents, advisedOn } = line;
  const born = birthDateFromIso(payerBirthDate);
  const text = [payer, born === undefined ? '' : formatBirthDate(born), communication].join(' ');
  const cdcReference = source === 'advice' ? line.cdcReference : referenceIn(communication, awaited);
  return matchDepositLine({ cdcReference, text, amountCents, advisedOn }, awaited);
}
