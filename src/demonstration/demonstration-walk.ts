import { addDays } from '../kernel/legal-calendar';
import type { LegalDate } from '../kernel/legal-date';
import { brusselsDay } from '../kernel/legal-date';
import { cents, formatEuro, type Cents } from '../kernel/money';
import { OFFENCE_CODES } from '../offences/offence.view';
import { withOutsideCodes } from '../platform/http/outside-codes';
import { writeCoda } from '../statements/coda-writer';
import { brusselsDayAndTime, instantOf } from '../ui/formats';
import type { ApiAnswer, ApiClient } from './api-client';
import { FIRST_OPENING_CENTS, OFFICE_ACCOUNT } from './demonstration-account';
import { DEMONSTRATION_CASES, type DemonstrationCase } from './demonstration-cases';

/** The three people whom one fine needs. */
export interface DemonstrationPeople {
  readonly agent: ApiClient;
  readonly signatory: ApiClient;
  readonly cashier: ApiClient;
}

const WAIT_MS = 500;
const WAITS_MAX = 60;

interface Item extends Readonly<Record<string, unknown>> {
  readonly id: string;
}

/** A name that no earlier walk has used: letters from the moment, so that each walk has a person of its own. */
function freshName(now: Date): string {
  const letters = now
    .getTime()
    .toString(36)
    .replace(/\d/g, (digit) => 'abcdefghij'.charAt(Number(digit)));
  return `Exemple-${letters.charAt(0).toUpperCase()}${letters.slice(1)}`;
}

/** Takes one fine from the offence to the settled debt, telling each step. Everything goes over the public API. */
export class DemonstrationWalk {
  constructor(
    private readonly people: DemonstrationPeople,
    private readonly say: (line: string) => void,
    private readonly keep: (name: string, bytes: Buffer) => void,
    private readonly now: Date,
  ) {}

  async run(): Promise<void> {
    const model = DEMONSTRATION_CASES.find((one) => one.stage === 'signed');
    if (model === undefined) throw new Error('the demonstration has no signed case to follow');
    const today = brusselsDay(this.now);
    const name = freshName(this.now);
    const personId = await this.register(model, name);
    const { offenceId, decisionId } = await this.record(model, personId, addDays(today, -1));
    const number = await this.decide(decisionId, model);
    await this.letters(decisionId, number);
    const communication = await this.notify(decisionId, today);
    await this.pay(today, communication, name);
    await this.settled(decisionId);
    await this.timeline(offenceId);
  }

  private async register(model: DemonstrationCase, familyName: string): Promise<string> {
    // The number marks the case of the seed; this is another person.
    const { officeFileNumber: _number, ...person } = model.person;
    const answer = await this.people.agent.post('/persons', {
      ...person,
      familyName,
      givenNames: 'Camille',
      notDuplicate: true,
      notDuplicateReason: 'a fictitious person of its own',
    });
    this.say(`1. Person    ${familyName}, Camille, registered`);
    return idOf(answer);
  }

  private async record(
    model: DemonstrationCase,
    personId: string,
    factsOn: LegalDate,
  ): Promise<{ offenceId: string; decisionId: string }> {
    const answer = await this.people.agent.post('/offences', {
      ...withOutsideCodes(model.offence(factsOn), OFFENCE_CODES),
      personId,
    });
    const { id: decisionId } = answer.body['decision'] as Item;
    this.say(`2. Offence   article 4bis, facts of ${factsOn}: recorded, a decision is drafted`);
    return { offenceId: idOf(answer), decisionId };
  }

  private async decide(decisionId: string, model: DemonstrationCase): Promise<string> {
    const { agent, signatory } = this.people;
    const path = `/decisions/${decisionId}`;
    const read = await agent.get(path);
    const edited = await agent.patch(path, { language: 'fr', motivation: model.motivation }, etagOf(read));
    const submitted = await agent.post(`${path}/submissions`, {}, etagOf(edited));
    this.say('3. Decision  motivated and submitted by the agent');
    const signed = await signatory.post(`${path}/signatures`, {}, etagOf(submitted));
    const number = String(signed.body['decisionNumber']);
    this.say(`4. Signature by another person: ${number}`);
    return number;
  }

  private async letters(decisionId: string, number: string): Promise<void> {
    const { body } = await this.people.agent.get(`/decisions/${decisionId}/documents`);
    for (const document of body['items'] as readonly Item[]) {
      const bytes = await this.people.agent.bytes(String(document['href']));
      this.keep(`${number}-${String(document['kind'])}-${String(document['language'])}.pdf`, bytes);
    }
  }

  private async notify(decisionId: string, today: LegalDate): Promise<string> {
    const { agent } = this.people;
    const read = await agent.get(`/decisions/${decisionId}`);
    const told = await agent.post(
      `/decisions/${decisionId}/notifications`,
      { channel: 'hand', handedOverOn: today, receipt: 'signed' },
      etagOf(read),
    );
    this.say(
      `5. Handed over on ${today} with a signed receipt: payable from ${String(told.body['payableFrom'])}, appeal until ${String(told.body['lastDay'])}`,
    );
    return String(read.body['structuredCommunication']);
  }

  /** Plays the bank: the next statement of the account with one credit, as CODA. */
  private async pay(today: LegalDate, structuredCommunication: string, payer: string): Promise<void> {
    const { cashier } = this.people;
    const last = await this.lastStatement();
    const openingCents = last?.closingCents ?? FIRST_OPENING_CENTS;
    const sequenceNumber = last?.year === Number(today.slice(0, 4)) ? last.sequence + 1 : 1;
    const bytes = writeCoda([
      {
        account: OFFICE_ACCOUNT,
        createdOn: today,
        closingOn: today,
        openingCents,
        sequenceNumber,
        movements: [
          {
            direction: 'credit',
            amountCents: cents(20_000),
            valueOn: today,
            entryOn: today,
            communication: { kind: 'structured', type: '101', text: structuredCommunication },
            counterparty: { name: payer.toUpperCase().slice(0, 35) },
          },
        ],
      },
    ]);
    this.keep(`statement-${today.slice(0, 4)}-${String(sequenceNumber).padStart(3, '0')}.cod`, Buffer.from(bytes));
    const received = await cashier.upload('/statements', `statement-${sequenceNumber}.cod`, bytes);
    this.say(
      `6. Statement ${sequenceNumber} of the Office's account received: one credit of ${formatEuro(cents(20_000), 'en')}`,
    );
    const [statement] = received.body['items'] as readonly Item[];
    if (statement?.['state'] !== 'needsOpening') return;
    const read = await cashier.get(`/statements/${statement.id}`);
    await cashier.post(`/statements/${statement.id}/openingConfirmations`, { openingCents }, etagOf(read));
    this.say(`   its opening balance ${formatEuro(openingCents, 'en')} confirmed: the first statement of the account`);
  }

  private async lastStatement(): Promise<{ closingCents: Cents; sequence: number; year: number } | undefined> {
    const { body } = await this.people.cashier.get('/statements');
    const accepted = (body['items'] as readonly Item[]).filter((item) => item['state'] === 'accepted');
    const [last] = accepted;
    return (
      last && {
        closingCents: cents(Number(last['closingCents'])),
        sequence: Number(last['sequence']),
        year: Number(last['year']),
      }
    );
  }

  /** Matching runs after the statement is accepted; its result is waited for, not for ever. */
  private async settled(decisionId: string): Promise<void> {
    for (let wait = 0; wait < WAITS_MAX; wait++) {
      const { body } = await this.people.cashier.get(`/fines/${decisionId}`);
      if (body['outstandingCents'] === 0) {
        this.say('7. Payment   recognised by its structured communication: nothing left to pay, the fine is settled');
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
    }
    throw new Error('the payment was not recognised within half a minute');
  }

  private async timeline(offenceId: string): Promise<void> {
    const { body } = await this.people.agent.get(`/files/${offenceId}/timeline`);
    this.say('\nThe file, as it stands:');
    for (const { occurredAt, title } of body['items'] as readonly Item[]) {
      const { day, time } = brusselsDayAndTime(instantOf(String(occurredAt)));
      this.say(`   ${day} ${time}  ${String(title)}`);
    }
  }
}

function idOf(answer: ApiAnswer): string {
  const { id } = answer.body;
  if (typeof id !== 'string') throw new Error('the API gave no id');
  return id;
}

function etagOf(answer: ApiAnswer): string {
  if (answer.etag === undefined) throw new Error('the API gave no ETag');
  return answer.etag;
}
