import type { INestApplicationContext } from '@nestjs/common';
import { actorOf } from '../access/actor';
import type { DemonstrationSubject } from '../access/demonstration-users';
import { UsersService } from '../access/users.service';
import { EditDecision, ReasonedDecision, SignDecision } from '../decisions/decisions.commands';
import type { DecisionRow } from '../decisions/decisions.repository';
import { DecisionsService } from '../decisions/decisions.service';
import { DecisionDesk } from '../decisions/decision-desk.service';
import { EntryService } from '../entry/entry.service';
import { EnterOffence } from '../entry/entry.commands';
import { addDays } from '../kernel/legal-calendar';
import { brusselsDay, type LegalDate } from '../kernel/legal-date';
import { newId, type OffenceId, type PersonId } from '../kernel/ids';
import { HandOverDecision, PostDecision } from '../notifications/notifications.commands';
import { NotificationsService, type NotificationAct } from '../notifications/notifications.service';
import { PersonsService } from '../persons/persons.service';
import { RegisterPerson } from '../persons/persons.commands';
import type { TestClock } from '../platform/clock/clock';
import { Transactions, type Actor } from '../platform/database/transactions';
import { parseCommand } from '../platform/http/fields';
import { systemActor } from '../platform/jobs/jobs';
import { StatementsService } from '../statements/statements.service';
import { OFFICE_ACCOUNT } from './demonstration-account';
import { DemonstrationAppeals } from './demonstration-appeals';
import { DemonstrationBank } from './demonstration-bank';
import { DEMONSTRATION_CASES, type DemonstrationCase } from './demonstration-cases';
import { DemonstrationBatch } from './demonstration-batch';
import { DemonstrationDeposits } from './demonstration-deposits';
import { DemonstrationMail } from './demonstration-mail';
import { DemonstrationRecovery } from './demonstration-recovery';
import { DemonstrationMoney } from './demonstration-money';
import { DemonstrationLaw } from './demonstration-law';
import { DemonstrationRecords } from './demonstration-records';
import {
  CROSSED_TWICE,
  LIKELY_DUPLICATES,
  PROPOSED_AS_ONE,
  type DemonstrationFirm,
  type DemonstrationPerson,
} from './demonstration-people';

const DAY_MS = 86_400_000;
const LAW_DAYS_AGO = 60;
const SEED = systemActor('demonstration-seed');
const RETURN_REASON = 'Gelieve te antwoorden op het argument over de geplande duur van het verblijf.';

/** Plays the cases of the demonstration through the services, each at its day: what people see was made as they would make it. */
export class DemonstrationSeed {
  private readonly transactions: Transactions;

  constructor(
    private readonly app: INestApplicationContext,
    private readonly clock: TestClock,
  ) {
    this.transactions = app.get(Transactions);
  }

  /**
   * Fills a database that knows nobody yet, and goes on where an earlier filling was cut off; leaves any other as it is.
   * Waits until the Office's account is confirmed: without it there is no letter. Answers the number of files, 0 when nothing was to be done.
   */
  async fill(): Promise<number> {
    const cashier = await this.actor('cashier');
    const bank = new DemonstrationBank(this.app, cashier);
    const money = new DemonstrationMoney(this.app, cashier, await this.actor('treasurer'));
    // The statement comes last: once there is one, people have the files in hand.
    if (await bank.hasStatements()) {
      // An office with statements of its own was never filled, and stays as it is.
      if (!(await bank.hasDelivered())) return 0;
      await bank.finish();
      await money.decide(brusselsDay(this.clock.now()));
      await this.recover(cashier);
      return 0;
    }
    if (!(await this.isToFill())) return 0;
    const start = this.clock.now();
    try {
      await this.law(start);
      const played = new Map<DemonstrationCase, DecisionRow | undefined>();
      for (const one of DEMONSTRATION_CASES) played.set(one, await this.play(one, start));
      this.clock.stopAt(new Date(start.getTime() - DAY_MS));
      await this.besideCases();
      await this.records(played);
      await this.deposits(played);
      await this.appeals(played);
      await this.mail(played);
      const today = brusselsDay(this.clock.now());
      await money.takeOver(today);
      await this.pay(bank, played);
      await money.decide(today);
      await this.recover(cashier);
    } finally {
      this.clock.release();
    }
    return DEMONSTRATION_CASES.length;
  }

  /** What stands with FPS Finance, and what waits to go there. */
  private async recover(cashier: Actor): Promise<void> {
    const signatory = await this.actor('signatory.border');
    await new DemonstrationRecovery(this.app, cashier, signatory).transfer(brusselsDay(this.clock.now()));
  }

  private async isToFill(): Promise<boolean> {
    const accounts = await this.app.get(StatementsService).accounts(SEED);
    if (!accounts.some(({ iban }) => iban === OFFICE_ACCOUNT.number)) return false;
    if ((await this.app.get(PersonsService).count(SEED)) === 0) return true;
    const [first] = DEMONSTRATION_CASES;
    return first !== undefined && (await this.knownPerson(first.person)) !== undefined;
  }

  /** Dated law of the demonstration, proposed long enough ago that no file of it is older. */
  private async law(start: Date): Promise<void> {
    this.clock.stopAt(new Date(start.getTime() - LAW_DAYS_AGO * DAY_MS));
    const actors = {
      proposer: await this.actor('administrator'),
      confirmer: await this.actor('signatory.border'),
      beneficiary: await this.actor('signatory.residence'),
    };
    await new DemonstrationLaw(this.app, actors).bring(brusselsDay(this.clock.now()));
  }

  /** What is there without a file: two registrations of likely one person, and the entries of one event. */
  private async besideCases(): Promise<void> {
    const drafter = await this.actor('agent.residence');
    for (const person of LIKELY_DUPLICATES) await this.personId(person, drafter);
    const agent = await this.actor('agent.border');
    const batch = new DemonstrationBatch(this.app, agent, (person) => this.personId(person, agent));
    await batch.begin(brusselsDay(this.clock.now()));
  }

  /** What is kept of persons, and what waits for a second person, beside the files. */
  private async records(played: ReadonlyMap<DemonstrationCase, DecisionRow | undefined>): Promise<void> {
    const atBorder = await this.actor('agent.border');
    const atResidence = await this.actor('agent.residence');
    const border = new DemonstrationRecords(this.app, atBorder);
    await border.addPapers(await this.personId(CROSSED_TWICE, atBorder), brusselsDay(this.clock.now()));
    const corrected = DEMONSTRATION_CASES.find(({ isCorrected }) => isCorrected === true);
    const decision = corrected && played.get(corrected);
    if (decision !== undefined) await border.proposeCorrection(decision);
    const [survivor, merged] = PROPOSED_AS_ONE;
    const survivorId = await this.personId(survivor, atResidence);
    const mergedId = await this.personId(merged, atResidence);
    await new DemonstrationRecords(this.app, atResidence).proposeMerge(survivorId, mergedId);
  }

  /** What lies with the Caisse for a fine that was posted, and what is announced for one that is only signed. */
  private async deposits(played: ReadonlyMap<DemonstrationCase, DecisionRow | undefined>): Promise<void> {
    const on = brusselsDay(this.clock.now());
    const unpaid = DEMONSTRATION_CASES.filter(
      ({ paid, isCorrected }) => paid === undefined && isCorrected === undefined,
    );
    for (const [stage, cdcReference] of [
      ['posted', 'CDC-DEMO-0001'],
      ['signed', undefined],
    ] as const) {
      const one = unpaid.find((each) => each.stage === stage);
      const decision = one && played.get(one);
      if (one === undefined || decision === undefined) continue;
      const deposits = new DemonstrationDeposits(this.app, await this.actor(one.drafter), await this.actor('cashier'));
      await deposits.deposit(decision, on, cdcReference);
    }
  }

  /** An appeal waits against a fine that was posted, with the deposit; a judgment on one that was handed over is to be confirmed. */
  private async appeals(played: ReadonlyMap<DemonstrationCase, DecisionRow | undefined>): Promise<void> {
    const on = brusselsDay(this.clock.now());
    const posted = DEMONSTRATION_CASES.find(({ stage, paid }) => stage === 'posted' && paid === undefined);
    const handedOver = DEMONSTRATION_CASES.find(({ stage }) => stage === 'handed-over');
    const waiting = posted && played.get(posted);
    const judged = handedOver && played.get(handedOver);
    if (posted !== undefined && waiting !== undefined)
      await new DemonstrationAppeals(this.app, await this.actor(posted.drafter)).waiting(waiting.id, on);
    if (handedOver !== undefined && judged !== undefined)
      await new DemonstrationAppeals(this.app, await this.actor(handedOver.drafter)).judged(judged.id, on);
  }

  /** Of the signed cases at the border the last one's letter came back; two others wait in a batch. */
  private async mail(played: ReadonlyMap<DemonstrationCase, DecisionRow | undefined>): Promise<void> {
    const signed = DEMONSTRATION_CASES.filter(
      (one) => one.stage === 'signed' && one.drafter === 'agent.border' && played.get(one)?.state === 'signed',
    );
    const mail = new DemonstrationMail(this.app, await this.actor('agent.border'));
    const decision = signed
      .slice(1)
      .map((one) => played.get(one))
      .at(-1);
    await mail.prepare();
    if (decision !== undefined) await mail.comeBack(decision, brusselsDay(this.clock.now()));
  }

  private async pay(
    bank: DemonstrationBank,
    played: ReadonlyMap<DemonstrationCase, DecisionRow | undefined>,
  ): Promise<void> {
    const paid = (how: DemonstrationCase['paid']): DemonstrationCase | undefined =>
      DEMONSTRATION_CASES.find((one) => one.paid === how);
    const [referenced, named] = [paid('by-reference'), paid('by-name')];
    const byReference = referenced && played.get(referenced);
    if (byReference === undefined || named === undefined) throw new Error('the demonstration has no fine to pay');
    const [first, second, third] = DEMONSTRATION_CASES.filter(({ stage }) => stage === 'signed').map(
      ({ person }) => person,
    );
    if (first === undefined || second === undefined || third === undefined) throw new Error('too few signed cases');
    const inDoubt = [first, second, third] as const;
    await bank.deliver(brusselsDay(this.clock.now()), { byReference, byName: named.person, inDoubt });
    await bank.finish();
  }

  /** Takes a case from where it is to its stage. Answers its decision, if it has one. */
  private async play(one: DemonstrationCase, start: Date): Promise<DecisionRow | undefined> {
    const at = (daysAgo: number): void => this.clock.stopAt(new Date(start.getTime() - Math.max(daysAgo, 0) * DAY_MS));
    at(one.daysAgo);
    const drafter = await this.actor(one.drafter);
    const offenceId = await this.file(one, drafter);
    let decision = await this.decisionOf(offenceId);
    if (decision?.state === 'draft' && one.stage !== 'draft' && decision.returnReason === undefined)
      decision = await this.submit(decision, one, drafter);
    at(one.daysAgo - 2);
    if (decision?.state === 'submitted' && one.stage !== 'submitted') decision = await this.judge(decision, one);
    at(one.daysAgo - 3);
    if (decision?.state === 'signed' && one.stage !== 'signed') decision = await this.notify(decision, one, drafter);
    return decision;
  }

  /** The file of the case: its persons registered and its offence entered, as far as they are not. */
  private async file(one: DemonstrationCase, drafter: Actor): Promise<OffenceId> {
    const personId = await this.personId(one.person, drafter);
    const known = await this.knownFile(one, personId);
    if (known !== undefined) return known;
    const factsOn = brusselsDay(this.clock.now());
    const liable = await this.liability(one, personId, { drafter, factsOn });
    const command = parseCommand(EnterOffence, { ...one.offence(factsOn), ...liable, personId });
    return (await this.app.get(EntryService).enter(drafter, command)).offenceId;
  }

  /** The file of the case: the first, second … of its person, as it is among the person's cases. */
  private async knownFile(one: DemonstrationCase, personId: PersonId): Promise<OffenceId | undefined> {
    const { officeFileNumber } = one.person;
    const place = DEMONSTRATION_CASES.filter((each) => each.person.officeFileNumber === officeFileNumber).indexOf(one);
    const { fines } = await this.app.get(PersonsService).read(SEED, personId);
    const days = (fine: { readonly factsOn?: string }): string => fine.factsOn ?? '';
    const inOrder = [...fines].sort((earlier, later) => (days(earlier) < days(later) ? -1 : 1));
    return inOrder[place]?.caseId as OffenceId | undefined;
  }

  /** Who pays and who acts for the person, as the entry takes them. */
  private async liability(
    { parties = [], mandate }: DemonstrationCase,
    representedId: PersonId,
    { drafter, factsOn }: { readonly drafter: Actor; readonly factsOn: LegalDate },
  ): Promise<object> {
    const liableParties: object[] = [];
    for (const { party, appointedDaysBefore, ...named } of parties) {
      const personId = await this.personId(party, drafter);
      const appointed = appointedDaysBefore !== undefined && { appointedOn: addDays(factsOn, -appointedDaysBefore) };
      liableParties.push({ personId, ...named, ...appointed });
    }
    if (mandate === undefined) return parties.length > 0 ? { liableParties } : {};
    const { mandatary, ...named } = mandate;
    const personId = await this.personId(mandatary, drafter);
    const given = { ...named, personId, representedId, givenOn: factsOn, electsDomicile: true };
    return { ...(parties.length > 0 && { liableParties }), mandates: [given] };
  }

  /** The person's id; registers who is not there. */
  private async personId(person: DemonstrationPerson | DemonstrationFirm, drafter: Actor): Promise<PersonId> {
    const known = await this.knownPerson(person);
    if (known !== undefined) return known;
    return (await this.app.get(PersonsService).register(drafter, parseCommand(RegisterPerson, person))).id;
  }

  private async knownPerson({
    officeFileNumber,
  }: DemonstrationPerson | DemonstrationFirm): Promise<PersonId | undefined> {
    const { hits } = await this.app.get(PersonsService).search(SEED, { officeFileNumber });
    return hits[0]?.id;
  }

  private async decisionOf(offenceId: OffenceId): Promise<DecisionRow | undefined> {
    const decisions = await this.transactions.view(SEED, (tx) =>
      this.app.get(DecisionsService).ofOffence(tx, offenceId),
    );
    return decisions.at(-1);
  }

  private async submit(
    decision: DecisionRow,
    one: DemonstrationCase,
    drafter: Actor,
  ): Promise<DecisionRow | undefined> {
    const { id, offenceId, version, language } = decision;
    const edit = parseCommand(EditDecision, { version, language, motivation: one.motivation });
    await this.app.get(DecisionDesk).editAndSubmit(drafter, id, edit);
    return this.decisionOf(offenceId);
  }

  private async judge(
    { id, offenceId, version }: DecisionRow,
    one: DemonstrationCase,
  ): Promise<DecisionRow | undefined> {
    const desk = this.app.get(DecisionDesk);
    const signer = await this.actor(one.signer);
    if (one.stage === 'returned')
      await desk.returnToDrafter(signer, id, parseCommand(ReasonedDecision, { version, reason: RETURN_REASON }));
    else await desk.sign(signer, id, parseCommand(SignDecision, { version }));
    return this.decisionOf(offenceId);
  }

  private async notify(
    decision: DecisionRow,
    one: DemonstrationCase,
    drafter: Actor,
  ): Promise<DecisionRow | undefined> {
    const { id, offenceId, version } = decision;
    const notifications = this.app.get(NotificationsService);
    const today = brusselsDay(this.clock.now());
    // Of several debtors the act names the one who was told (D21); the other is left for people to tell.
    const told = one.parties === undefined ? undefined : await this.knownPerson(one.person);
    const seen = { version, ...(told !== undefined && { addresseeId: told }) };
    const act: NotificationAct =
      one.stage === 'handed-over'
        ? {
            channel: 'hand',
            command: parseCommand(HandOverDecision, { ...seen, handedOverOn: today, receipt: 'signed' }),
          }
        : {
            channel: 'post',
            command: parseCommand(PostDecision, { ...seen, postedOn: today, postingReference: `DEMO-${today}` }),
          };
    await notifications.notify(drafter, id, act);
    return this.decisionOf(offenceId);
  }

  private actor(subject: DemonstrationSubject): Promise<Actor> {
    return this.transactions.view(SEED, async (tx) => {
      const user = await this.app.get(UsersService).bySubject(tx, subject);
      if (user === undefined) throw new Error(`no demonstration user ${subject}`);
      return actorOf(user, { remoteAddress: 'demonstration', traceId: newId<string>() });
    });
  }
}
