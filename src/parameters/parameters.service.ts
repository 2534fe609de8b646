import { Inject, Injectable } from '@nestjs/common';
import { newId, type BankAccountId } from '../kernel/ids';
import { compareDates } from '../kernel/legal-calendar';
import type { Bic, Iban } from '../kernel/iban';
import type { LegalDate } from '../kernel/legal-date';
import { cents, type Cents } from '../kernel/money';
import type { CrossingPoint, OpeningHours } from '../offences/crossing.rules';
import { FINES_IN_FORCE_FROM, isInForce, type Obligation } from '../offences/obligation.rules';
import type { Config } from '../platform/config/config';
import { actingUserWith, Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { CONFIG } from '../platform/platform.module';
import { found, orRefuse, Refused } from '../platform/refused';
import { checkAccount, decideConfirmation } from './account.rules';
import { NUMBER_PARAMETERS_2016, type CrossingPointKind, type CrossingPointNames } from './law-2016';
import type { District, NumberParameterCode } from './parameter.types';
import type { ConfirmAccount, EnterAccount } from './parameters.commands';
import {
  ParametersRepository,
  type AccountPurpose,
  type AccountRow,
  type CourtRow,
  type CrossingPointRow,
  type OpeningHoursRow,
  type ParameterRow,
} from './parameters.repository';

/** An obligation of the catalogue in force on a day, with the id of the row that a finding refers to. */
export interface ObligationInForce extends Obligation {
  readonly id: string;
}

/** A crossing point in force on a day, with its names and the hours that are on file for that day. */
export interface NamedCrossingPoint extends CrossingPoint {
  readonly kind: CrossingPointKind;
  readonly names: CrossingPointNames;
}

/** Something dated with a code and its names in four languages. */
export interface NamedItem {
  readonly code: string;
  readonly names: CrossingPointNames;
  readonly validFrom: LegalDate;
  readonly validTo: LegalDate | null;
}

/** A court of first instance in force on a day, with its divisions where it has several. */
export interface NamedCourt extends NamedItem {
  readonly district: District;
  readonly divisions: readonly NamedItem[];
}

/** An account that a letter may print. */
export interface PrintableAccount {
  readonly id: BankAccountId;
  readonly iban: Iban;
  readonly bic: Bic;
  readonly holder: string;
}

/** Everything that is in force on a day, for the page and the code lists. */
export interface ParametersOn {
  readonly on: LegalDate;
  readonly numbers: readonly ParameterRow[];
  readonly obligations: readonly ObligationInForce[];
  readonly crossingPoints: readonly NamedCrossingPoint[];
  readonly courts: readonly NamedCourt[];
}

/** An account with the names of those who entered and confirmed it. */
export interface ShownAccount extends AccountRow {
  readonly enteredByName: string | undefined;
  readonly confirmedByName: string | undefined;
}

/**
 * The law as dated data: what was in force on the day of the facts (D2, trap 27), and the accounts that letters print (D3).
 * The reads take the caller's open transaction.
 */
@Injectable()
export class ParametersService {
  constructor(
    private readonly transactions: Transactions,
    private readonly repository: ParametersRepository,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The fixed amount of a fine for facts of that day (D2). Refuses `parameter-not-in-force` on `factsOn`. */
  async fineAmount(tx: Tx, factsOn: LegalDate): Promise<Cents> {
    return cents(await this.number(tx, 'fine-amount-cents', factsOn));
  }

  /** The amounts of a fine by the day from which each held, the latest first (D2); for many fines at once. */
  async fineAmounts(tx: Tx): Promise<{ readonly from: LegalDate; readonly cents: Cents }[]> {
    const rows = await this.repository.numberParameterHistory(tx, 'fine-amount-cents');
    return rows.map(({ valid_from, value }) => ({ from: valid_from, cents: cents(Number(value)) }));
  }

  /** Days after the appeal window before it counts that no appeal was made (D7). */
  appealMarginDays(tx: Tx, on: LegalDate): Promise<number> {
    return this.number(tx, 'appeal-margin-days', on);
  }

  /** Days of patience after a fine has become ready for recovery (D9). */
  recoveryPatienceDays(tx: Tx, on: LegalDate): Promise<number> {
    return this.number(tx, 'recovery-patience-days', on);
  }

  /**
   * Days that an invitation to be heard leaves before silence counts, as on the day on which it was made: no text sets them, and whoever invites acts
   * upon them (R2.8). Those of the first day of the fines before it.
   */
  hearingTermDays(tx: Tx, invitedOn: LegalDate): Promise<number> {
    const on = compareDates(invitedOn, FINES_IN_FORCE_FROM) < 0 ? FINES_IN_FORCE_FROM : invitedOn;
    return this.number(tx, 'hearing-term-days', on);
  }

  /** Days after which an announced deposit that has not come is listed as lapsed (R3.7). */
  depositAnnouncementDays(tx: Tx, on: LegalDate): Promise<number> {
    return this.number(tx, 'deposit-announcement-days', on);
  }

  /** The largest rest that is listed for write-off instead of being recovered (D31). */
  async smallRest(tx: Tx, on: LegalDate): Promise<Cents> {
    return cents(await this.number(tx, 'small-rest-cents', on));
  }

  /** From how many percent of confidence a movement is booked without a person. */
  matchingThreshold(tx: Tx, on: LegalDate): Promise<number> {
    return this.policy(tx, 'matching-threshold-percent', on);
  }

  /** From how many percent of confidence a cashier may accept proposals many at a time. */
  bulkAcceptance(tx: Tx, on: LegalDate): Promise<number> {
    return this.policy(tx, 'bulk-acceptance-percent', on);
  }

  /** After how many days a movement in suspense has waited too long. */
  suspenseOverdueDays(tx: Tx, on: LegalDate): Promise<number> {
    return this.policy(tx, 'suspense-overdue-days', on);
  }

  /** For how many days at most a proof of payment holds recovery, from the day on which it was shown. */
  proofHoldDays(tx: Tx, on: LegalDate): Promise<number> {
    return this.policy(tx, 'proof-hold-days', on);
  }

  /** The most that one person may book as costs of a bank, of a refund that comes back less them (R5.5). */
  async returnCharges(tx: Tx, on: LegalDate): Promise<Cents> {
    return cents(await this.policy(tx, 'return-charges-cents', on));
  }

  /** The largest rest that bank charges may have left of a debt (D31); the matching asks, which stops for no missing policy. */
  async smallRestOfCharges(tx: Tx, on: LegalDate): Promise<Cents> {
    return cents(await this.policy(tx, 'small-rest-cents', on));
  }

  /** The obligation as it was on the day; undefined when the catalogue has none of that code then. */
  async obligation(tx: Tx, code: string, on: LegalDate): Promise<ObligationInForce | undefined> {
    return (await this.obligationsOn(tx, on)).find((obligation) => obligation.code === code);
  }

  /** The whole catalogue of the day, by article. */
  async obligationsOn(tx: Tx, on: LegalDate): Promise<ObligationInForce[]> {
    const rows = await this.repository.obligations(tx, on);
    return rows.map((row) => ({
      ...row.definition,
      id: row.id,
      validFrom: row.valid_from,
      validTo: row.valid_to,
    }));
  }

  /**
   * The authorised crossing points of the day, each with its hours in force and with those that the night before leaves of it: the rules of
   * crossing.rules.ts tell them apart. None in force: they are not known (rules.md part 8).
   */
  async crossingPoints(tx: Tx, on: LegalDate): Promise<NamedCrossingPoint[]> {
    const points = await this.repository.crossingPoints(tx, on);
    const hours = await this.repository.openingHours(tx, on);
    return points.map((point) => namedCrossingPoint(point, hours));
  }

  /** The hours on file of one crossing point on a day; empty when they are not known and the agent has to state them. */
  async openingHours(tx: Tx, code: string, on: LegalDate): Promise<readonly OpeningHours[]> {
    return (await this.crossingPointsInForce(tx, on)).find((point) => point.code === code)?.hours ?? [];
  }

  /** The courts of first instance of the day, each with its divisions (rules.md part 9). */
  async courts(tx: Tx, on: LegalDate): Promise<NamedCourt[]> {
    const divisions = await this.repository.courtDivisions(tx, on);
    return (await this.repository.courts(tx, on)).map((court) => ({
      ...namedRow(court),
      district: court.district as District,
      divisions: divisions.filter(({ district }) => district === court.code).map(namedRow),
    }));
  }

  /** The Office's account on a day. Refuses `no-payment-account`: without one no decision can say where to pay. */
  async paymentAccount(tx: Tx, on: LegalDate): Promise<PrintableAccount> {
    const account = await this.repository.confirmedAccount(tx, 'payment', on);
    if (account === undefined) throw new Refused({ code: 'no-payment-account', rule: 'D3', params: { on } });
    return printable(account);
  }

  /** The deposit account that letters may print; undefined unless it is confirmed: they then say that it is given on request (D3). */
  async confirmedDepositAccount(tx: Tx, on: LegalDate): Promise<PrintableAccount | undefined> {
    const account = await this.repository.confirmedAccount(tx, 'deposit', on);
    return account && printable(account);
  }

  /** Everything in force on a day; today when none is given. Nothing in it is about a person. */
  inForce(actor: Actor, day?: LegalDate): Promise<ParametersOn> {
    return this.transactions.view(actor, async (tx) => {
      const on = day ?? tx.today;
      return {
        on,
        numbers: await this.repository.numberParameters(tx, on),
        obligations: await this.obligationsOn(tx, on),
        crossingPoints: await this.crossingPointsInForce(tx, on),
        courts: await this.courts(tx, on),
      };
    });
  }

  private async crossingPointsInForce(tx: Tx, on: LegalDate): Promise<NamedCrossingPoint[]> {
    const points = await this.crossingPoints(tx, on);
    return points.map((point) => ({ ...point, hours: point.hours.filter((hours) => isInForce(hours, on)) }));
  }

  /** All accounts, ended and unconfirmed ones too. */
  accounts(actor: Actor): Promise<ShownAccount[]> {
    return this.transactions.view(actor, async (tx) => this.withNames(tx, await this.repository.accounts(tx)));
  }

  /** One account; refuses `not-found`. */
  account(actor: Actor, id: BankAccountId): Promise<ShownAccount> {
    return this.transactions.view(actor, async (tx) => {
      const [account] = await this.withNames(tx, [found(await this.repository.account(tx, id))]);
      return found(account);
    });
  }

  /**
   * Enters an account; letters do not print it yet (D3). Outside production it is marked as demonstration.
   * Refuses what `checkAccount` refuses, and `account-already-entered`.
   */
  enterAccount(actor: Actor, command: EnterAccount): Promise<{ readonly id: BankAccountId }> {
    return this.transactions.run(actor, async (tx) => {
      const user = actingUserWith(tx.actor, 'account.enter');
      const { iban, bic } = orRefuse(checkAccount(command));
      const id = newId<BankAccountId>();
      const inserted = await this.repository.insertAccount(tx, {
        id,
        department_id: user.departmentId,
        purpose: command.purpose as AccountPurpose,
        iban,
        bic,
        holder: command.holder,
        state: 'entered',
        entered_by: user.id,
        confirmation_reference: null,
        valid_from: command.validFrom as LegalDate,
        demonstration: this.config.environment !== 'production',
      });
      if (!inserted) throw new Refused({ code: 'account-already-entered', field: 'iban', rule: 'D3' });
      tx.record({
        type: 'account.entered',
        subjectKind: 'bank-account',
        subjectId: id,
        detail: { purpose: command.purpose, iban, bic, validFrom: command.validFrom },
      });
      return { id };
    });
  }

  /**
   * Confirms an account with the reference of the written confirmation; from then on letters print it (D3).
   * Refuses `not-found` and what `decideConfirmation` refuses: once only, by another person than who entered it.
   */
  confirmAccount(actor: Actor, id: BankAccountId, command: ConfirmAccount): Promise<{ readonly id: BankAccountId }> {
    return this.transactions.run(actor, async (tx) => {
      const user = actingUserWith(tx.actor, 'account.confirm');
      const account = found(await this.repository.lockAccount(tx, id));
      orRefuse(decideConfirmation({ state: account.state, enteredBy: account.entered_by }, user.id));
      await this.repository.confirmAccount(tx, id, user.id, command.reference);
      tx.record({
        type: 'account.confirmed',
        subjectKind: 'bank-account',
        subjectId: id,
        departmentId: account.department_id,
        detail: { purpose: account.purpose, iban: account.iban },
        personal: { reference: command.reference },
      });
      return { id };
    });
  }

  private async number(tx: Tx, code: NumberParameterCode, on: LegalDate): Promise<number> {
    const row = await this.repository.numberParameter(tx, code, on);
    if (row === undefined)
      throw new Refused({ code: 'parameter-not-in-force', field: 'factsOn', rule: 'D2', params: { code, on } });
    if (typeof row.value !== 'number') throw new Error(`legal parameter ${code} of ${on} is not a number`);
    return row.value;
  }

  /** A number of the Office's own policy, no law: until somebody has set it, what the product brings holds. */
  private async policy(tx: Tx, code: NumberParameterCode, on: LegalDate): Promise<number> {
    const row = await this.repository.numberParameter(tx, code, on);
    const brought = NUMBER_PARAMETERS_2016.find((parameter) => parameter.code === code)?.value;
    const value = row === undefined ? brought : row.value;
    if (typeof value !== 'number') throw new Error(`policy ${code} of ${on} is not a number`);
    return value;
  }

  private async withNames(tx: Tx, accounts: readonly AccountRow[]): Promise<ShownAccount[]> {
    const ids = accounts
      .flatMap(({ entered_by, confirmed_by }) => [entered_by, confirmed_by])
      .filter((id) => id !== null);
    const names = await this.repository.userNames(tx, ids);
    return accounts.map((account) => ({
      ...account,
      enteredByName: names.get(account.entered_by ?? ''),
      confirmedByName: names.get(account.confirmed_by ?? ''),
    }));
  }
}

function namedCrossingPoint(point: CrossingPointRow, hours: readonly OpeningHoursRow[]): NamedCrossingPoint {
  return {
    code: point.code,
    kind: point.kind,
    names: { fr: point.name_fr, nl: point.name_nl, de: point.name_de, en: point.name_en },
    validFrom: point.valid_from,
    validTo: point.valid_to,
    hours: hours
      .filter(({ crossing_point_code }) => crossing_point_code === point.code)
      .map((row) => ({
        opensAt: row.opens_at.slice(0, 5),
        closesAt: row.closes_at.slice(0, 5),
        ...(row.weekdays.length < 7 && { weekdays: row.weekdays }),
        validFrom: row.valid_from,
        validTo: row.valid_to,
      })),
  };
}

function namedRow({ code, name_fr, name_nl, name_de, name_en, valid_from, valid_to }: CourtRow): NamedItem {
  const names = { fr: name_fr, nl: name_nl, de: name_de, en: name_en };
  return { code, names, validFrom: valid_from, validTo: valid_to };
}

function printable({ id, iban, bic, holder }: AccountRow): PrintableAccount {
  return { id, iban, bic, holder };
}
