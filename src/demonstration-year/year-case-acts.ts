import { DecisionDesk } from '../decisions/decision-desk.service';
import { EditDecision, SignDecision } from '../decisions/decisions.commands';
import type { DecisionRow } from '../decisions/decisions.repository';
import { EnterOffence } from '../entry/entry.commands';
import { EntryService } from '../entry/entry.service';
import type { PersonId } from '../kernel/ids';
import { legalDate } from '../kernel/legal-date';
import { HandOverDecision } from '../notifications/notifications.commands';
import { NotificationsService } from '../notifications/notifications.service';
import type { RegisterVerb } from '../notifications/register-change.rules';
import { CorrectDay, RecordFact, SendDecision } from '../notifications/register.commands';
import { NotificationRegister, type RegisterResult } from '../notifications/register.service';
import { PersonCommand, RegisterPerson } from '../persons/persons.commands';
import { PersonsService } from '../persons/persons.service';
import { parseCommand } from '../platform/http/fields';
import type { DemonstrationFirm, DemonstrationPerson } from '../demonstration/demonstration-people';
import { MOTIVATION_FR } from '../demonstration/demonstration-facts';
import type { MessageParams } from '../ui/message';
import type { Performers } from './year-acts';
import { nameOf } from './year-names.view';
import { inHand, type YearFile, type YearFine, type YearOffice } from './year-office';
import type { YearStep } from './year-story.types';

type CaseAct = 'record' | 'sign' | 'hand-over' | 'send' | 'come-back' | 'move' | 'present' | 'correct-day';

/** The fine that a step is about. */
export function fineOf(file: YearFile, step: Pick<YearStep, 'fine'>): YearFine {
  return inHand(file.fines[(step.fine ?? 1) - 1], 'fine');
}

/** From the facts to the notification: the acts of agents and signatories. */
export class YearCaseActs {
  readonly performers: Performers<CaseAct> = {
    record: (file, { on }) => this.record(file, on),
    sign: async (file, step) => {
      const { id, version } = await this.decision(file, step);
      const signatory = await this.office.actor('signatory.border');
      const { number } = await this.desk.sign(signatory, id, parseCommand(SignDecision, { version }));
      return { number };
    },
    'hand-over': (file, step) => this.handOver(file, step, step.to === 'party' ? file.partyId : file.personId),
    send: async (file, step) => {
      const { version } = await this.decision(file, step);
      const sending = { version, channel: 'registered-ar', sentOn: step.on, itemNumber: step.item };
      await this.act(file, step, { verb: 'send', command: parseCommand(SendDecision, sending) });
      return { item: step.item };
    },
    'come-back': (file, step) => this.fact(file, step, { kind: 'unknown', happenedOn: step.on }),
    move: async (file, { addressLine, postalCode, municipality }) => {
      const agent = await this.office.actor('agent.border');
      const persons = this.office.get(PersonsService);
      const id = inHand(file.personId, 'person');
      const { version } = (await persons.read(agent, id)).person;
      const command = parseCommand(PersonCommand, { ...file.story.person, addressLine, postalCode, municipality });
      await persons.correct(agent, id, version, command);
      return { address: `${addressLine}, ${postalCode} ${municipality}` };
    },
    present: (file, step) => this.fact(file, step, { kind: 'presented', happenedOn: step.presentedOn }),
    'correct-day': async (file, step) => {
      const { version } = await this.decision(file, step);
      const reason = 'Date mal lue sur l’avis de réception (démonstration).';
      const command = parseCommand(CorrectDay, { version, happenedOn: step.presentedOn, reason });
      const factId = inHand(file.factId, 'presentation');
      await this.act(file, step, { verb: 'correct', factId, command });
      return { presentedOn: step.presentedOn };
    },
  };

  constructor(private readonly office: YearOffice) {}

  private get desk(): DecisionDesk {
    return this.office.get(DecisionDesk);
  }

  private async record(file: YearFile, on: string): Promise<MessageParams> {
    const agent = await this.office.actor('agent.border');
    const { story } = file;
    file.personId ??= await this.register(story.person);
    const { party, ...named } = story.party ?? {};
    if (party !== undefined) file.partyId ??= await this.register(party);
    const liable = file.partyId === undefined ? {} : { liableParties: [{ personId: file.partyId, ...named }] };
    const facts = { ...story.offence(legalDate(on)), ...liable, personId: file.personId };
    const { offenceId, decisionId } = await this.office
      .get(EntryService)
      .enter(agent, parseCommand(EnterOffence, facts));
    file.fines.push({ offenceId, decisionId: inHand(decisionId, 'decision') });
    const { id, version, language } = await this.decision(file, { ...(file.fines.length === 2 && { fine: 2 }) });
    await this.desk.editAndSubmit(
      agent,
      id,
      parseCommand(EditDecision, { version, language, motivation: MOTIVATION_FR }),
    );
    return {};
  }

  private async register(person: DemonstrationPerson | DemonstrationFirm): Promise<PersonId> {
    const agent = await this.office.actor('agent.border');
    const command = { ...person, notDuplicate: true, notDuplicateReason: 'Personne fictive (démonstration).' };
    return (await this.office.get(PersonsService).register(agent, parseCommand(RegisterPerson, command))).id;
  }

  private async handOver(
    file: YearFile,
    step: Pick<YearStep, 'on' | 'fine'>,
    addresseeId: PersonId | undefined,
  ): Promise<{ readonly party: string }> {
    const { id, version } = await this.decision(file, step);
    const command = parseCommand(HandOverDecision, { version, handedOverOn: step.on, receipt: 'signed', addresseeId });
    await this.office
      .get(NotificationsService)
      .notify(await this.office.actor('agent.border'), id, { channel: 'hand', command });
    return { party: nameOf(file.story.party?.party) };
  }

  private async fact(
    file: YearFile,
    step: Pick<YearStep, 'on' | 'fine'>,
    fact: { readonly kind: string; readonly happenedOn: string },
  ): Promise<{ readonly happenedOn: string }> {
    const { version } = await this.decision(file, step);
    const command = parseCommand(RecordFact, { version, ...fact });
    await this.act(file, step, { verb: 'record', attemptId: inHand(file.attemptId, 'sending'), command });
    return { happenedOn: fact.happenedOn };
  }

  private async act(file: YearFile, step: Pick<YearStep, 'fine'>, verb: RegisterVerb): Promise<RegisterResult> {
    const agent = await this.office.actor('agent.border');
    const done = await this.office.get(NotificationRegister).act(agent, fineOf(file, step).decisionId, verb);
    if (done.attemptId !== undefined) file.attemptId = done.attemptId;
    file.factId = done.factId;
    return done;
  }

  private async decision(file: YearFile, step: Pick<YearStep, 'fine'>): Promise<DecisionRow> {
    const agent = await this.office.actor('agent.border');
    return (await this.desk.read(agent, fineOf(file, step).decisionId)).decision;
  }
}
