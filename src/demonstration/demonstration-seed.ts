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
import { brusselsDay } from '../kernel/legal-date';
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
import { DemonstrationBank } from './demonstration-bank';
import { DEMONSTRATION_CASES, type DemonstrationCase, type DemonstrationStage } from './demonstration-cases';

const DAY_MS = 86_400_000;
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
    const bank = new DemonstrationBank(this.app, await this.actor('cashier'));
    // The statement comes last: once there is one, people have the files in hand.
    if (await bank.hasStatements()) {
      await bank.finish();
      return 0;
    }
    if (!(await this.isToFill())) return 0;
    const start = this.clock.now();
    try {
      const played = new Map<DemonstrationStage, DecisionRow | undefined>();
      for (const one of DEMONSTRATION_CASES) played.set(one.stage, await this.play(one, start));
      this.clock.stopAt(new Date(start.getTime() - DAY_MS));
      await this.pay(bank, played.get('posted'));
    } finally {
      this.clock.release();
    }
    return DEMONSTRATION_CASES.length;
  }

  private async isToFill(): Promise<boolean> {
    const accounts = await this.app.get(StatementsService).accounts(SEED);
    if (!accounts.some(({ iban }) => iban === OFFICE_ACCOUNT.number)) return false;
    if ((await this.app.get(PersonsService).count(SEED)) === 0) return true;
    const [first] = DEMONSTRATION_CASES;
    return first !== undefined && (await this.knownPerson(first)) !== undefined;
  }

  private async pay(bank: DemonstrationBank, byReference: DecisionRow | undefined): Promise<void> {
    const byName = DEMONSTRATION_CASES.find(({ stage }) => stage === 'handed-over')?.person;
    if (byReference === undefined || byName === undefined) throw new Error('the demonstration has no fine to pay');
    await bank.deliver(brusselsDay(this.clock.now()), { byReference, byName });
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

  /** The file of the case: its person registered and its offence entered, as far as they are not. */
  private async file(one: DemonstrationCase, drafter: Actor): Promise<OffenceId> {
    const persons = this.app.get(PersonsService);
    const personId =
      (await this.knownPerson(one)) ?? (await persons.register(drafter, parseCommand(RegisterPerson, one.person))).id;
    const { fines } = await persons.read(SEED, personId);
    const known = fines.find(({ caseId }) => caseId !== undefined)?.caseId;
    if (known !== undefined) return known as OffenceId;
    const factsOn = brusselsDay(this.clock.now());
    const command = parseCommand(EnterOffence, { ...one.offence(factsOn), personId });
    return (await this.app.get(EntryService).enter(drafter, command)).offenceId;
  }

  private async knownPerson({ person: { officeFileNumber } }: DemonstrationCase): Promise<PersonId | undefined> {
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
    const act: NotificationAct =
      one.stage === 'handed-over'
        ? {
            channel: 'hand',
            command: parseCommand(HandOverDecision, { version, handedOverOn: today, receipt: 'signed' }),
          }
        : {
            channel: 'post',
            command: parseCommand(PostDecision, { version, postedOn: today, postingReference: `DEMO-${today}` }),
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
