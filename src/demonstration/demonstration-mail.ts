import type { INestApplicationContext } from '@nestjs/common';
import type { DecisionRow } from '../decisions/decisions.repository';
import type { LegalDate } from '../kernel/legal-date';
import { PrepareMailBatch } from '../mail/mail.commands';
import { MailBatches } from '../mail/mail.service';
import { RecordFact, SendDecision } from '../notifications/register.commands';
import { NotificationRegister } from '../notifications/register.service';
import type { Actor } from '../platform/database/transactions';
import { parseCommand } from '../platform/http/fields';

/** How many letters the batch of the demonstration holds. */
const LETTERS = 2;

/** A letter that came back, and a batch that is ready to be printed. */
export class DemonstrationMail {
  constructor(
    private readonly app: INestApplicationContext,
    private readonly agent: Actor,
  ) {}

  /** Sends a signed decision by registered mail, which brings it back: nobody of that name lives there (D27). */
  async comeBack({ id, version }: DecisionRow, on: LegalDate): Promise<void> {
    const register = this.app.get(NotificationRegister);
    const known = await register.read(this.agent, id);
    if (known.register.attempts.length > 0) return;
    const sending = { version, channel: 'registered-ar', sentOn: on, itemNumber: 'RR 000 000 001 BE' };
    const sent = await register.act(this.agent, id, { verb: 'send', command: parseCommand(SendDecision, sending) });
    const { attemptId, version: seen } = sent;
    if (attemptId === undefined) return;
    const command = parseCommand(RecordFact, { version: seen, kind: 'unknown', happenedOn: on });
    await register.act(this.agent, id, { verb: 'record', attemptId, command });
  }

  /** Puts letters that wait into a batch, unless there is one. */
  async prepare(): Promise<void> {
    const batches = this.app.get(MailBatches);
    if ((await batches.list(this.agent)).length > 0) return;
    const waiting = (await batches.waiting(this.agent)).filter(({ addressLines }) => addressLines.length > 0);
    if (waiting.length === 0) return;
    const letters = waiting.slice(0, LETTERS).map(({ documentId }) => ({ documentId }));
    await batches.prepare(this.agent, parseCommand(PrepareMailBatch, { channel: 'registered', letters }));
  }
}
