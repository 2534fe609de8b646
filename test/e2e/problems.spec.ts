import { randomUUID } from 'node:crypto';
import { Controller, Get, Module, Param } from '@nestjs/common';
import { load } from 'cheerio';
import request from 'supertest';
import { camelCase } from '../../src/platform/http/problem';
import { statusOf } from '../../src/platform/http/refusal-status';
import { Open } from '../../src/platform/http/route-access';
import { Refused } from '../../src/platform/refused';
import { LANGUAGES } from '../../src/ui/language';
import { LOCALES_FOLDER } from '../../src/ui/pages';
import { flattenTexts, readTexts, refusalKeys, Translations } from '../../src/ui/translator';
import { startTestApp, type TestApp } from '../support/app';
import { scriptTokens } from '../support/sign-in';
import { sourceTexts } from '../support/source-texts';

const REQUIRED = 'urn:problem-type:belgif-ext:input-validation:requiredInput';
const SCHEMA = 'urn:problem-type:belgif:input-validation:schemaViolation';
const PERSONS = '/api/fines/v1/persons';
const PERSON = {
  kind: 'natural',
  familyName: 'Exemplaire',
  givenNames: 'Ada',
  birthDate: '1987-03-12',
  nationality: 'FR',
  sex: 'female',
  language: 'fr',
};

const texts = readTexts(LOCALES_FOLDER, 'fr');
const flat = new Map(
  LANGUAGES.flatMap((language) =>
    flattenTexts(readTexts(LOCALES_FOLDER, language)).map(([key, text]) => [`${language}:${key}`, text] as const),
  ),
);
const codes = [
  ...new Set([...refusalKeys(texts).keys(), ...sourceTexts(Object.keys(texts)).refusals.map(({ code }) => code)]),
].sort();

/** A value that the format of a placeholder can print. */
function sampleOf(name: string, format: string | undefined): string | number {
  const samples: Readonly<Record<string, string | number>> = {
    date: '2026-01-15',
    shortDate: '2026-01-15',
    instant: '2026-01-15T10:00:00Z',
    money: 12_345,
    iban: 'BE35679200609437',
    country: 'BE',
    state: 'draft',
  };
  if (format === undefined) return name === 'count' ? 2 : 'sample';
  const list = [...flat.keys()].find((key) => key.startsWith(`fr:codes.${format}.`));
  return samples[format] ?? list?.slice(`fr:codes.${format}.`.length) ?? 'sample';
}

/** Values for everything that the sentences of a code ask for, in any language. */
function paramsFor(code: string): Readonly<Record<string, string | number>> {
  const key = refusalKeys(texts).get(code) ?? '';
  const sentences = [...flat].filter(([name]) => name.slice(3).replace(/_(zero|one|two|few|many|other)$/, '') === key);
  const asked = sentences.flatMap(([, text]) => [...text.matchAll(/\{\{\s*(\w+)(?:,\s*(\w+))?\s*\}\}/g)]);
  return {
    machine: 'decision',
    ...Object.fromEntries(asked.map(([, name = '', format]) => [name, sampleOf(name, format)])),
  };
}

/** Refuses with the code it is asked for, on a page and in the API. */
@Controller(['api/fines/v1/test-refusals', 'test-refusals'])
class RefusingController {
  @Get(':code')
  @Open()
  refuse(@Param('code') code: string): never {
    throw new Refused({ code, field: 'name', rule: 'R1', params: paramsFor(code) });
  }
}

@Module({ controllers: [RefusingController] })
class RefusingModule {}

interface ProblemJson {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly issues?: readonly { readonly type: string; readonly name: string; readonly in: string }[];
}

describe('what is refused, over HTTP', () => {
  let app: TestApp;
  let token: string;
  const translations = new Translations({ folder: LOCALES_FOLDER, onMissing: undefined });

  beforeAll(async () => {
    app = await startTestApp({ modules: [RefusingModule] });
    token = (await scriptTokens(app, 'agent.border')).access;
  });
  afterAll(() => app.close());

  /** A POST to the API as an agent, which would register a person if nothing is wrong with it. */
  const posting = (key: string = randomUUID()): request.Test =>
    request(app.url).post(PERSONS).auth(token, { type: 'bearer' }).set('Idempotency-Key', key);

  async function registered(familyName: string): Promise<string> {
    const answer = await posting().send({
      ...PERSON,
      familyName,
      notDuplicate: true,
      notDuplicateReason: 'a fictitious person of its own',
    });
    expect(answer.status).toBe(201);
    return (answer.body as { readonly id: string }).id;
  }

  function expectProblem(
    answer: request.Response,
    status: number,
    issue?: { type: string; name: string; code?: string },
  ): ProblemJson {
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    const problem = answer.body as ProblemJson;
    expect({ answered: answer.status, told: problem.status }).toEqual({ answered: status, told: status });
    expect(problem.instance).toMatch(/^urn:uuid:/);
    if (issue !== undefined) expect(problem.issues?.[0]).toMatchObject(issue);
    return problem;
  }

  it('has codes to try', () => {
    expect(codes.length).toBeGreaterThan(100);
  });

  // M5: never a 200 for something that was refused, and the same status whichever way it was asked.
  it.each(codes)(
    '%s: the same status and sentence from the API and on the page, in four languages (M5)',
    async (code) => {
      const refusal = { code, params: paramsFor(code) };
      const status = statusOf([refusal]);
      const problem = expectProblem(await request(app.url).get(`/api/fines/v1/test-refusals/${code}`), status);
      expect(problem.detail).toBe(translations.for('en').message(refusal));
      expect(problem.issues).toHaveLength(1);
      for (const language of LANGUAGES) {
        const page = await request(app.url).get(`/test-refusals/${code}`).set('Accept-Language', language);
        if (code === 'not-signed-in') {
          expect([page.status, page.headers['location']]).toEqual([303, `/sign-in?to=%2Ftest-refusals%2F${code}`]);
          continue;
        }
        const $ = load(page.text);
        expect(page.status).toBe(status);
        expect($('html').attr('lang')).toBe(language);
        expect($('main').text()).toContain(translations.for(language).message(refusal));
        expect($('main').text()).toContain(page.headers['belgov-trace-id']);
      }
    },
  );

  describe('a body', () => {
    it('that is too large is 413, read no further', async () => {
      const large = JSON.stringify({ ...PERSON, familyName: 'x'.repeat(2 * 1024 * 1024) });
      const answer = await posting().set('Content-Type', 'application/json').send(large);
      expectProblem(answer, 413, { type: 'urn:problem-type:fines-office:fines:tooLarge', name: 'body' });
      const page = await request(app.url)
        .post('/persons')
        .type('form')
        .send(`familyName=${'x'.repeat(1024 * 1024)}`);
      expect(page.status).toBe(413);
      expect(page.headers['content-type']).toContain('text/html');
    });

    it.each(['text/plain', 'application/xml', 'application/octet-stream'])('of %s is 415', async (type) => {
      const answer = await posting().set('Content-Type', type).send('<person/>');
      expectProblem(answer, 415, { type: 'urn:problem-type:fines-office:fines:mediaType', name: 'body' });
      const page = await request(app.url).post('/persons').set('Content-Type', type).send('<person/>');
      expect(page.status).toBe(415);
      expect(page.headers['content-type']).toContain('text/html');
    });

    it.each([
      ['cut off', '{"kind": "natural"'],
      ['empty', ''],
      ['with a comma too many', '{"kind": "natural",}'],
      ['that would change what every object is', '{"__proto__": {"admin": true}}'],
      ['that would change what every object is, by its constructor', '{"constructor": {"prototype": {"admin": true}}}'],
      ['nested beyond any use', `{"kind": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    ])('of JSON %s is 400', async (_what, json) => {
      const answer = await posting().set('Content-Type', 'application/json').send(json);
      expectProblem(answer, 400, { type: SCHEMA, code: 'malformedBody', name: 'body' });
    });

    it.each(['[]', '"text"', '12', 'null'])('that is %s and no object is 400', async (json) => {
      const answer = await posting().set('Content-Type', 'application/json').send(json);
      expectProblem(answer, 400, { type: SCHEMA, code: 'notAnObject', name: 'body' });
    });

    it('with fields that are wrong or unknown is 400, and every one of them is named', async () => {
      const problem = expectProblem(
        await posting().send({ ...PERSON, familyName: '', age: 30, constructor: 'x' }),
        400,
      );
      expect(problem.issues?.map(({ name, in: place }) => `${place} ${name}`).sort()).toEqual(
        ['body age', 'body constructor', 'body familyName'].sort(),
      );
    });
  });

  describe('an address', () => {
    it('that does not exist is 404, as a problem under /api and as a page elsewhere', async () => {
      expectProblem(await request(app.url).get('/api/fines/v1/nothing-here'), 404);
      const page = await request(app.url).get('/nothing-here').set('Accept-Language', 'de');
      expect(page.status).toBe(404);
      expect(load(page.text)('html').attr('lang')).toBe('de');
    });

    it('that names nothing is 404, with an id or without', async () => {
      for (const id of [randomUUID(), '42', '%00', 'x'.repeat(150)])
        expectProblem(await request(app.url).get(`${PERSONS}/${id}`).auth(token, { type: 'bearer' }), 404);
    });

    it.each(['delete', 'patch', 'put'] as const)(
      'does not answer to %s, when it was not made for it, and says what it was made for',
      async (method) => {
        const answer = await request(app.url)[method](PERSONS).auth(token, { type: 'bearer' });
        expectProblem(answer, 405);
        expect(answer.headers['allow']).toBe('POST');
      },
    );

    it('that cannot be read is 400', async () => {
      const { status } = await request(app.url).get('/api/fines/v1/persons/%E0%A4%A');
      expect(status).toBe(400);
    });

    it('answers HEAD with the head of its GET', async () => {
      const [head, get] = [await request(app.url).head('/health'), await request(app.url).get('/health')];
      expect([head.status, head.text]).toEqual([200, undefined]);
      expect(head.headers['content-type']).toBe(get.headers['content-type']);
    });
  });

  describe('headers of a request', () => {
    it('ask for an Idempotency-Key on every POST that makes something', async () => {
      const without = request(app.url).post(PERSONS).auth(token, { type: 'bearer' }).send(PERSON);
      expectProblem(await without, 400, { type: REQUIRED, name: 'Idempotency-Key' });
      for (const key of ['short', 'with space in it', 'x'.repeat(101)])
        expectProblem(await posting(key).send(PERSON), 400, { type: SCHEMA, name: 'Idempotency-Key' });
    });

    it('with the same key act once; with the same key for something else they are refused', async () => {
      const key = randomUUID();
      const first = await posting(key).send(PERSON);
      const again = await posting(key).send(PERSON);
      expect([first.status, again.status]).toEqual([201, 201]);
      expect(again.body).toEqual(first.body);
      expect(again.headers['location']).toBe(first.headers['location']);
      const other = await posting(key).send({ ...PERSON, familyName: 'Autre' });
      expectProblem(other, 409, {
        type: 'urn:problem-type:fines-office:fines:idempotencyKeyReused',
        name: 'Idempotency-Key',
      });
    });

    it('ask for If-Match on every change, with the version that was read (M16)', async () => {
      const id = await registered('Versionnée');
      const put = (): request.Test => request(app.url).put(`${PERSONS}/${id}`).auth(token, { type: 'bearer' });
      const type = 'urn:problem-type:fines-office:fines:';
      expectProblem(await put().send(PERSON), 400, { type: REQUIRED, name: 'If-Match' });
      for (const etag of ['1', '*', 'W/"1"', '"x"', '""'])
        expectProblem(await put().set('If-Match', etag).send(PERSON), 400, {
          type: SCHEMA,
          name: 'If-Match',
        });
      expectProblem(await put().set('If-Match', '"7"').send(PERSON), 412, {
        type: `${type}changedSinceRead`,
        name: '',
      });
      const changed = await put()
        .set('If-Match', '"1"')
        .send({ ...PERSON, familyName: 'Changée' });
      expect([changed.status, changed.headers['etag']]).toEqual([200, '"2"']);
    });

    it('with a token that is not ours are 401, and the answer says how to sign in', async () => {
      const without = await request(app.url).get(`${PERSONS}/${randomUUID()}`);
      expectProblem(without, 401);
      expect(without.headers['www-authenticate']).toBe('Bearer');
      const wrong = await request(app.url).get(`${PERSONS}/${randomUUID()}`).auth('not.a.token', { type: 'bearer' });
      expectProblem(wrong, 401);
      expect(wrong.headers['www-authenticate']).toBe('Bearer error="invalid_token"');
    });
  });

  describe('headers of an answer', () => {
    it.each(['/health', '/help', '/api/fines/v1/nothing-here', '/nothing-here'])(
      '%s: a trace of its own, and the caller’s',
      async (path) => {
        const theirs = randomUUID();
        const answer = await request(app.url).get(path).set('BelGov-Trace-Id', theirs);
        expect(answer.headers['belgov-trace-id']).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
        expect(answer.headers['belgov-trace-id']).not.toBe(theirs);
        expect(answer.headers['belgov-related-trace-id']).toBe(theirs);
        const long = await request(app.url).get(path).set('BelGov-Trace-Id', 'x'.repeat(37));
        expect(long.headers['belgov-related-trace-id']).toBeUndefined();
      },
    );

    it.each(['/help', '/nothing-here', '/api/fines/v1/nothing-here'])(
      '%s: what a browser may do with it is named',
      async (path) => {
        const { headers } = await request(app.url).get(path);
        expect(headers['content-security-policy']).toContain("default-src 'self'");
        expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
        expect(headers['content-security-policy']).not.toContain('unsafe-inline');
        expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'same-origin' });
        expect(headers['x-powered-by']).toBeUndefined();
        expect(headers['set-cookie']).toBeUndefined();
      },
    );

    it('let a browser keep the assets, whose names change with their content', async () => {
      const asset = load((await request(app.url).get('/help')).text)('link[rel=stylesheet]').attr('href') ?? '';
      const { status, headers } = await request(app.url).get(asset);
      expect([status, headers['cache-control']]).toEqual([200, 'public, max-age=31536000, immutable']);
    });

    it('keep a person out of every cache', async () => {
      const id = await registered('Cachée');
      const { headers } = await request(app.url).get(`${PERSONS}/${id}`).auth(token, { type: 'bearer' });
      expect(headers['cache-control']).toBe('no-store');
    });
  });

  it('spells codes outside in lowerCamelCase', () => {
    expect(codes.filter((code) => !/^[a-z][a-zA-Z0-9]*$/.test(camelCase(code)))).toEqual([]);
  });
});
