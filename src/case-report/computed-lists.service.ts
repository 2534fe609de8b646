import { Injectable } from '@nestjs/common';
import { AppealLists } from '../appeals/appeal-lists.service';
import { DepositAdvices } from '../deposits/deposit-advices.service';
import { birthDateToIso } from '../kernel/birth-date';
import type { DepartmentId, PersonId } from '../kernel/ids';
import type { InterfaceLanguage } from '../kernel/language';
import { MailBatches } from '../mail/mail.service';
import { DuplicatesService } from '../merges/duplicates.service';
import type { Tx } from '../platform/database/transactions';
import { ReconciliationDesk } from '../recovery/reconciliation.service';
import { RECOVERY_LISTS, RecoveryLists } from '../recovery/recovery-lists.service';
import { Translations } from '../ui/translator';
import type { ComputedListId } from './exported-lists';
import type { ListFilter, ListRow } from './list-export.repository';

/** A line of a list, with what it is narrowed by: its state and its day, where it has them. */
interface ComputedRow extends ListRow {
  readonly state?: string;
  readonly day?: string | null;
}

/** The lists that other parts of the product work out line by line, as their pages show them and to their end. The caller notes the look. */
@Injectable()
export class ComputedLists {
  constructor(
    private readonly recovery: RecoveryLists,
    private readonly balance: ReconciliationDesk,
    private readonly appeals: AppealLists,
    private readonly deposits: DepositAdvices,
    private readonly mail: MailBatches,
    private readonly pairs: DuplicatesService,
    private readonly translations: Translations,
  ) {}

  /** The lines of a list that the filter lets through; what has no state or no day is on no list that is narrowed by one. */
  async *rows(
    tx: Tx,
    list: ComputedListId,
    filter: ListFilter,
    language: InterfaceLanguage,
  ): AsyncGenerator<ListRow, void> {
    const { departmentId, state, from, until } = filter;
    const isNarrowed = from !== undefined || until !== undefined;
    for await (const row of this.all(tx, list, { departmentId, state }, language)) {
      if (state !== undefined && row.state !== state) continue;
      const day = row.day ?? undefined;
      if (isNarrowed && (day === undefined || day < (from ?? '') || day > (until ?? '9999-12-31'))) continue;
      yield row;
    }
  }

  private all(
    tx: Tx,
    list: ComputedListId,
    { departmentId, state }: Pick<ListFilter, 'departmentId' | 'state'>,
    language: InterfaceLanguage,
  ): AsyncIterable<ComputedRow> | Iterable<ComputedRow> {
    switch (list) {
      case 'recoverable':
        return this.recoverable(tx, departmentId, state, language);
      case 'claimsToSee':
        return this.claimsToSee(tx, departmentId);
      case 'windowsToCheck':
        return this.windowsToCheck(tx, departmentId);
      case 'depositDifferences':
        return this.depositDifferences(tx, departmentId);
      case 'lettersWaiting':
        return this.lettersWaiting(tx, departmentId);
      case 'duplicates':
        return this.duplicates(tx);
    }
  }

  /** The fines that the page of recovery shows, each with what it waits for in words. */
  private async *recoverable(
    tx: Tx,
    departmentId: DepartmentId | undefined,
    state: string | undefined,
    language: InterfaceLanguage,
  ): AsyncGenerator<ComputedRow, void> {
    const asked = RECOVERY_LISTS.find((each) => each === state);
    if (state !== undefined && asked === undefined) return;
    const { t } = this.translations.for(language);
    for await (const { list, fine, unmet } of this.recovery.every(tx, departmentId, asked)) {
      const { notifiedOn = null, number, debtorName, article, outstandingCents } = fine;
      const waitsFor = unmet.map(({ check, code, params }) => t(`recovery.check.${check}.${code}`, params)).join(' ');
      const cells = [number, list, debtorName, article, notifiedOn, outstandingCents, waitsFor];
      yield { state: list, day: notifiedOn, cells, personIds: fine.shownIds };
    }
  }

  private async *claimsToSee(tx: Tx, departmentId: DepartmentId | undefined): AsyncGenerator<ComputedRow, void> {
    for (const { kind, number, debtorName, debtorIds, offeredOn } of await this.balance.toSee(tx, departmentId))
      yield { state: kind, day: offeredOn, cells: [number, kind, debtorName, offeredOn], personIds: debtorIds };
  }

  private async *windowsToCheck(tx: Tx, departmentId: DepartmentId | undefined): AsyncGenerator<ComputedRow, void> {
    for (const row of await this.appeals.everyWindow(tx, departmentId)) {
      const { decisionNumber, personName, personId, lastDay, marginEndsOn } = row;
      yield { day: lastDay, cells: [decisionNumber, personName, lastDay, marginEndsOn], personIds: [personId] };
    }
  }

  private async *depositDifferences(tx: Tx, departmentId: DepartmentId | undefined): AsyncGenerator<ComputedRow, void> {
    for (const { kind, amountCents, differenceCents, deposit, advice } of await this.deposits.differences(
      tx,
      departmentId,
    )) {
      const { decisionNumber = null, announcedOn = null } = deposit ?? {};
      const { advisedOn = null } = advice ?? {};
      const payer = advice?.payer ?? [deposit?.payer.familyName, deposit?.payer.givenNames].filter(Boolean).join(' ');
      const reference = advice?.cdcReference ?? deposit?.cdcReference ?? null;
      const cells = [
        decisionNumber,
        kind,
        payer,
        reference,
        announcedOn,
        advisedOn,
        amountCents,
        differenceCents ?? null,
      ];
      yield { state: kind, day: advisedOn ?? announcedOn, cells, personIds: personsOf(deposit?.personId) };
    }
  }

  private async *lettersWaiting(tx: Tx, departmentId: DepartmentId | undefined): AsyncGenerator<ComputedRow, void> {
    for (const {
      reference,
      kind,
      recipient,
      addressLines,
      madeOn,
      addresseeId,
      servedId,
    } of await this.mail.everyWaiting(tx, departmentId)) {
      const cells = [reference, kind, recipient, addressLines.join(', '), madeOn];
      yield { state: kind, day: madeOn, cells, personIds: [addresseeId, servedId] };
    }
  }

  /** D32: identity is visible to every department. */
  private async *duplicates(tx: Tx): AsyncGenerator<ComputedRow, void> {
    for (const { one, other, score, signs } of await this.pairs.every(tx)) {
      const named = [one, other].flatMap(({ displayName, birthDate }) => [
        displayName,
        birthDate ? birthDateToIso(birthDate) : null,
      ]);
      const cells = [...named, score, signs.map(({ code }) => code).join(', ')];
      yield { cells, personIds: [one.id, other.id] };
    }
  }
}

function personsOf(id: PersonId | undefined): readonly PersonId[] {
  return id === undefined ? [] : [id];
}
