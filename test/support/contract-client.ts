import { addDays } from '../../src/kernel/legal-calendar';
import { brusselsDay, type LegalDate } from '../../src/kernel/legal-date';
import { ensureReferenceData } from '../../src/parameters/reference-data';
import type { DemonstrationSubject } from '../../src/access/demonstration-users';
import { startTestApp, type TestApp } from './app';
import { faultsOfAnswer } from './contract';
import { bearer, type ApiAnswer, type ApiClient } from './sign-in';

export const API = '/api/fines/v1';

export type Json = Readonly<Record<string, unknown>>;

/** An answer that keeps the contract, with its body as JSON. */
export interface Kept extends ApiAnswer {
  readonly body: Json;
  readonly etag: string;
}

/** A file as far as its decision was drafted. */
export interface DraftedFile {
  readonly personId: string;
  readonly offenceId: string;
  readonly decisionId: string;
}

let keys = 0;

/** A key that no request of this process has used. */
export function freshKey(): string {
  return `contract-${++keys}-key`;
}

/** Somebody who calls the API, each of whose answers is held to the contract: status, media type, headers, body to the last property. */
export class ContractClient {
  constructor(
    private readonly app: TestApp,
    readonly client: ApiClient,
  ) {}

  async ask(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Kept> {
    return held(method, path, await this.client.request(method, `${API}${path}`, body, headers));
  }

  get(path: string): Promise<Kept> {
    return this.ask('GET', path);
  }

  /** With a key of its own, and with If-Match where an ETag is given. */
  post(path: string, body: unknown, etag?: string): Promise<Kept> {
    const headers = { 'Idempotency-Key': freshKey(), ...(etag !== undefined && { 'If-Match': etag }) };
    return this.ask('POST', path, body, headers);
  }

  /** Sends a statement as the form of a browser would. */
  async upload(bytes: Uint8Array): Promise<Kept> {
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(bytes)]), 'statement.cod');
    const headers = { Authorization: `Bearer ${this.client.token}`, 'Idempotency-Key': freshKey() };
    const response = await fetch(`${this.app.url}${API}/statements`, { method: 'POST', headers, body: form });
    return held('POST', '/statements', {
      status: response.status,
      headers: response.headers,
      body: await response.json(),
    });
  }

  /** A person of their own with a recorded offence and the draft of its decision. */
  async draft(): Promise<DraftedFile> {
    const made = await this.post('/persons', {
      ...samplePerson(`Exemple ${letters(++keys)}`),
      notDuplicate: true,
      notDuplicateReason: 'a fictitious person of its own',
    });
    const recorded = await this.post('/offences', sampleOffence(made.body['id'], addDays(this.today(), -1)));
    if (recorded.status !== 201) throw new Error(JSON.stringify(recorded.body));
    const decision = recorded.body['decision'] as Json;
    return {
      personId: String(made.body['id']),
      offenceId: String(recorded.body['id']),
      decisionId: String(decision['id']),
    };
  }

  /** Motivates and submits; answers the ETag of the submitted decision. */
  async submit(decisionId: string): Promise<string> {
    const read = await this.get(`/decisions/${decisionId}`);
    const text = { language: 'fr', motivation: 'Le procès-verbal établit les faits.' };
    const edited = await this.ask('PATCH', `/decisions/${decisionId}`, text, { 'If-Match': read.etag });
    return (await this.post(`/decisions/${decisionId}/submissions`, undefined, edited.etag)).etag;
  }

  today(): LegalDate {
    return brusselsDay(this.app.clock.now());
  }
}

/** The product with the law's reference data, and whoever calls it. */
export async function startContractApp(): Promise<{
  app: TestApp;
  as: (who: DemonstrationSubject) => Promise<ContractClient>;
}> {
  const app = await startTestApp();
  await ensureReferenceData(app.transactions, app.config);
  return { app, as: async (who) => new ContractClient(app, await bearer(app, who)) };
}

/** The answer, when the contract has nothing against it. */
export function held(method: string, path: string, answer: ApiAnswer): Kept {
  expect({ path, faults: faultsOfAnswer(method, path, answer) }).toEqual({ path, faults: [] });
  return { ...answer, body: answer.body as Json, etag: answer.headers.get('ETag') ?? '' };
}

function letters(number: number): string {
  return String(number).replace(/\d/g, (digit) => 'abcdefghij'.charAt(Number(digit)));
}

/** A person as it is registered. */
export function samplePerson(familyName: string): Json {
  return {
    kind: 'natural',
    familyName,
    givenNames: 'Alix',
    birthDate: '12/03/1987',
    nationality: 'CA',
    sex: 'female',
    language: 'fr',
    addressLine: '1 rue de l’Exemple',
    postalCode: 'H2X 1Y4',
    municipality: 'Montréal',
    country: 'CA',
  };
}

/** A border crossing outside the hours of the point (4bis). */
export function sampleOffence(personId: unknown, factsOn: LegalDate): Json {
  return {
    personId,
    obligationCode: '4bis-1-border-crossing',
    factsOn,
    factsAt: '23:40',
    place: 'Zeebrugge',
    facts: 'Ashore outside the opening hours.',
    evidence: 'Report of the shipping police.',
    reportingAuthority: 'Shipping police',
    reportReference: `E2E-${factsOn}`,
    reportOn: factsOn,
    border: 'external',
    crossingDirection: 'entry',
    crossingSite: 'authorisedPoint',
    crossingPointCode: 'sea-zeebrugge',
    statedOpensAt: '07:00',
    statedClosesAt: '22:00',
    statedHoursSource: 'Notice at the post',
    hearingKind: 'heard',
    hearingOn: factsOn,
    hearingMeans: 'policeForm',
    hearingStatement: 'Did not know the hours.',
    hearingAnswer: 'They are displayed.',
    forceMajeure: 'None: calm sea.',
    discretion: 'No reason to refrain.',
    outcome: 'fine',
  };
}
