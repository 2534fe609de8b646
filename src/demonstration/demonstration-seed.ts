import type { INestApplicationContext } from '@nestjs/common';
import { actorOf } from '../access/actor';
import type { DemonstrationSubject } from '../access/demonstration-users';
import { UsersService } from '../access/users.service';
import { EditDecision, ReasonedDecision, SignDecision } from '../decisions/decisions.commands';
import { DecisionDesk } from '../decisions/decision-desk.service';
import { EntryService } from '../entry/entry.service';
import { EnterOffence } from '../entry/entry.commands';
import { brusselsDay } from '../kernel/legal-date';
import { newId, type DecisionId } from '../kernel/ids';
import { HandOverDecision, PostDecision } from '../notifications/notifications.commands';
import { NotificationsService, type NotificationAct } from '../notifications/notifications.service';
import { PersonsService } from '../persons/persons.service';
import { RegisterPerson } from '../persons/persons.commands';
import type { TestClock } from '../platform/clock/clock';
import { Transactions, type Actor } from '../platform/database/transactions';
import { parseCommand } from '../platform/http/fields';
import { systemActor } from '../platform/jobs/jobs';
import { DEMONSTRATION_CASES, type DemonstrationCase } from './demonstration-cases';

const DAY_MS = 86_400_000;

/** Plays the cases of the demonstration through the services, each at its day: what people see was made as they would make it. */
export class DemonstrationSeed {
  private readonly transactions: Transactions;

  constructor(
    private readonly app: INestApplicationContext,
    private readonly clock: TestClock,
  ) {
    this.transactions = app.get(Transactions);
  }

  /** Fills a database that knows nobody yet; leaves any other as it is. Answers the number of files made. */
  async fill(): Promise<number> {
    const known = await this.app.get(PersonsService).count(systemActor('demonstration-seed'));
    if (known > 0) return 0;
    const start = this.clock.now();
    try {
      for (const one of DEMONSTRATION_CASES) await this.play(one, start);
    } finally {
      this.clock.release();
    }
    return DEMONSTRATION_CASES.length;
  }

  private async play(one: DemonstrationCase, start: Date): Promise<void> {
    const at = (daysAgo: number): void => this.clock.stopAt(new Date(start.getTime() - daysAgo * DAY_MS));
    at(one.daysAgo);
    const factsOn = brusselsDay(this.clock.now());
    const drafter = await this.actor(one.drafter);
    const { id: personId } = await this.app
      .get(PersonsService)
      .register(drafter, parseCommand(RegisterPerson, one.person));
    const command = parseCommand(EnterOffence, { ...one.offence(factsOn), personId });
    const { decisionId } = await this.app.get(EntryService).enter(drafter, command);
    if (decisionId === undefined || one.stage === 'draft') return;
    const version = await this.submit(decisionId, one, drafter);
    at(Math.max(one.daysAgo - 2, 0));
    const signer = await this.actor(one.signer);
    const desk = this.app.get(DecisionDesk);
    if (one.stage === 'submitted') return;
    if (one.stage === 'returned') {
      const reason = 'Gelieve te antwoorden op het argument over de geplande duur van het verblijf.';
      await desk.returnToDrafter(signer, decisionId, parseCommand(ReasonedDecision, { version, reason }));
      return;
    }
    const signed = await desk.sign(signer, decisionId, parseCommand(SignDecision, { version }));
    if (one.stage === 'signed') return;
    at(Math.max(one.daysAgo - 3, 0));
    await this.notify(decisionId, signed.version, one, drafter);
  }

  private async submit(decisionId: DecisionId, one: DemonstrationCase, drafter: Actor): Promise<number> {
    const desk = this.app.get(DecisionDesk);
    const { decision } = await desk.read(drafter, decisionId);
    const { version, language } = decision;
    const edit = parseCommand(EditDecision, { version, language, motivation: one.motivation });
    const submitted = await desk.editAndSubmit(drafter, decisionId, edit);
    return submitted.version;
  }

  private async notify(decisionId: DecisionId, version: number, one: DemonstrationCase, drafter: Actor): Promise<void> {
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
    await notifications.notify(drafter, decisionId, act);
  }

  private actor(subject: DemonstrationSubject): Promise<Actor> {
    return this.transactions.view(systemActor('demonstration-seed'), async (tx) => {
      const user = await this.app.get(UsersService).bySubject(tx, subject);
      if (user === undefined) throw new Error(`no demonstration user ${subject}`);
      return actorOf(user, { remoteAddress: 'demonstration', traceId: newId<string>() });
    });
  }
}
