import { actorOf } from '../../src/access/actor';
import type { DemonstrationSubject } from '../../src/access/demonstration-users';
import { UsersService } from '../../src/access/users.service';
import { DecisionDesk } from '../../src/decisions/decision-desk.service';
import { DecisionSheets } from '../../src/decisions/decision-sheets.service';
import type { DecisionResult } from '../../src/decisions/decisions.service';
import { EnterOffence } from '../../src/entry/entry.commands';
import { EntryDrafts } from '../../src/entry/entry-drafts.service';
import { EntryService, type Entered } from '../../src/entry/entry.service';
import { RecordedOffences } from '../../src/entry/recorded-offences.service';
import { newId, type DecisionId, type PersonId } from '../../src/kernel/ids';
import { LedgerVerification } from '../../src/ledger/ledger-verification.service';
import { NotificationsService } from '../../src/notifications/notifications.service';
import { ensureReferenceData } from '../../src/parameters/reference-data';
import { RegisterPerson } from '../../src/persons/persons.commands';
import { PersonsService } from '../../src/persons/persons.service';
import { parseCommand } from '../../src/platform/http/fields';
import { withIdempotency } from '../../src/platform/http/preconditions';
import { systemActor } from '../../src/platform/jobs/jobs';
import type { UserActor } from './actors';
import { startTestApp, type TestApp, type TestAppOptions } from './app';

/** The day on which everything happens unless a test says otherwise: a Friday. */
export const TODAY = '2026-11-20';

export type Changes = Readonly<Record<string, string | undefined>>;
export type PersonChanges = Readonly<Record<string, string | boolean | undefined>>;

/** Where a plainly fictitious person lives. */
export const ADDRESS = {
  addressLine: 'Rue Imaginaire 1',
  postalCode: '1000',
  municipality: 'Bruxelles',
  country: 'BE',
};
export const NO_ADDRESS = {
  addressLine: undefined,
  postalCode: undefined,
  municipality: undefined,
  country: undefined,
};

/** A hearing, and what was weighed. */
export const PROCEDURE = {
  hearingKind: 'heard',
  hearingOn: '2026-11-18',
  hearingMeans: 'interview',
  hearingStatement: 'Je ne connaissais pas les heures.',
  hearingAnswer: 'Les heures sont affichées.',
  forceMajeure: 'Aucune n’est invoquée.',
  discretion: 'Premier manquement, sans excuse.',
  outcome: 'fine',
};

/** What every report says, whatever the obligation. */
export const REPORT = {
  factsOn: '2026-11-18',
  place: 'Nieuwpoort',
  facts: 'Entrée de nuit à bord d’un voilier.',
  evidence: 'Journal de bord.',
  reportingAuthority: 'Police de la navigation',
  reportReference: 'PV-2026-1',
  reportOn: '2026-11-18',
};

/** A crossing of the external border outside the hours of the point. */
export const CROSSING: Changes = {
  ...REPORT,
  ...PROCEDURE,
  obligationCode: '4bis-1-border-crossing',
  factsAt: '23:15',
  border: 'external',
  crossingDirection: 'entry',
  crossingSite: 'authorised-point',
  crossingPointCode: 'sea-nieuwpoort',
  statedOpensAt: '06:00',
  statedClosesAt: '22:00',
  statedHoursSource: 'Avis affiché au poste',
};

/** Presence not reported within ten working days of an entry on 1 October 2026 (the last one was 15 October). */
export const PRESENCE: Changes = {
  ...REPORT,
  ...PROCEDURE,
  obligationCode: '41bis-report-presence',
  entryOn: '2026-10-01',
  entryEvidence: 'Carte d’embarquement du 1er octobre 2026',
  municipality: 'Gand',
  exemption: 'none',
};

/** The whole product with its services, for tests of entry, decisions and notifications. */
export class FineDesk {
  private persons = 0;

  private constructor(readonly app: TestApp) {}

  static async open(options: TestAppOptions = {}): Promise<FineDesk> {
    const app = await startTestApp(options);
    const desk = new FineDesk(app);
    desk.goTo(TODAY);
    await ensureReferenceData(app.transactions, app.config);
    return desk;
  }

  close(): Promise<void> {
    return this.app.close();
  }

  /** Noon of a day in Brussels. */
  goTo(day: string): void {
    this.app.clock.stopAt(new Date(`${day}T11:00:00Z`));
  }

  get entry(): EntryService {
    return this.app.app.get(EntryService);
  }
  get recorded(): RecordedOffences {
    return this.app.app.get(RecordedOffences);
  }
  get drafts(): EntryDrafts {
    return this.app.app.get(EntryDrafts);
  }
  get decisions(): DecisionDesk {
    return this.app.app.get(DecisionDesk);
  }
  get sheets(): DecisionSheets {
    return this.app.app.get(DecisionSheets);
  }
  get notifications(): NotificationsService {
    return this.app.app.get(NotificationsService);
  }

  async actor(subject: DemonstrationSubject): Promise<UserActor> {
    const users = this.app.app.get(UsersService);
    const user = await this.app.transactions.view(systemActor('test'), (tx) => users.bySubject(tx, subject));
    if (user === undefined) throw new Error(`no demonstration user ${subject}`);
    return actorOf(user, { remoteAddress: '192.0.2.1', traceId: newId() });
  }

  /** The actor with a key of its own, so that the command it runs happens once. */
  once(actor: UserActor, key: string, body: unknown): UserActor {
    return withIdempotency(actor, key, 'test', body);
  }

  /** A plainly fictitious person: an adult from Morocco who speaks French and lives in Brussels. */
  async person(changes: PersonChanges = {}): Promise<PersonId> {
    this.persons += 1;
    const command = parseCommand(RegisterPerson, {
      kind: 'natural',
      familyName: `Exemple${'abcdefghijklmnopqrstuvwxyz'[this.persons % 26] ?? ''}${this.persons}x`,
      givenNames: 'Ada',
      birthDate: '12/03/1987',
      nationality: 'MA',
      sex: 'female',
      language: 'fr',
      ...ADDRESS,
      ...changes,
      notDuplicate: true,
      notDuplicateReason: 'a fictitious person of its own',
    });
    const registered = await this.app.app.get(PersonsService).register(await this.actor('agent.border'), command);
    return registered.id;
  }

  /** Records an offence through the service. Fields set to undefined are left out. */
  async enter(actor: UserActor, personId: PersonId, offence: Changes = CROSSING): Promise<Entered> {
    const given = Object.fromEntries(Object.entries(offence).filter(([, value]) => value !== undefined));
    return this.entry.enter(actor, parseCommand(EnterOffence, { ...given, personId }));
  }

  /** A decision of a new person, drafted by the border agent. */
  async draft(offence: Changes = CROSSING, person: Changes = {}): Promise<DecisionId> {
    const { decisionId } = await this.enter(await this.actor('agent.border'), await this.person(person), offence);
    if (decisionId === undefined) throw new Error('no decision was drafted');
    return decisionId;
  }

  async submitted(decisionId?: DecisionId): Promise<DecisionResult> {
    const agent = await this.actor('agent.border');
    const id = decisionId ?? (await this.draft());
    const { decision } = await this.decisions.read(agent, id);
    const { version, language } = decision;
    return this.decisions.editAndSubmit(agent, id, { version, language, motivation: 'Motivation propre à ce cas.' });
  }

  async signed(): Promise<DecisionResult & { readonly number: string; readonly documentId: string }> {
    const { decisionId, version } = await this.submitted();
    return this.decisions.sign(await this.actor('signatory.border'), decisionId, { version });
  }

  /** What the books have against themselves; must be empty. */
  async findings(): Promise<readonly unknown[]> {
    return this.app.app.get(LedgerVerification).verify(systemActor('test'));
  }

  rows<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    return this.app.dataSource.query(sql, [...parameters]);
  }
}
