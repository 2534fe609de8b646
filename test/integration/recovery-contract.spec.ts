import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { isNode, partsOf, type Node } from '../support/contract';
import { ClaimDesk } from '../support/claim-desk';
import { FinanceMachine } from '../support/finance-machine';
import { TODAY } from '../support/fine-desk';
import { guardedRoutes } from '../support/route-matrix';

const TEXT = readFileSync('docs/openapi-recovery.yaml', 'utf8');
const contract = load(TEXT) as Node;
const PREFIX = '/api/recovery/v1';
const operations = Object.entries(partsOf(contract, 'paths')).flatMap(([path, item]) =>
  ['get', 'post'].flatMap((method) => {
    const node = isNode(item) ? item[method] : undefined;
    return isNode(node) ? [{ method: method.toUpperCase(), path, node }] : [];
  }),
);
const schemas = partsOf(partsOf(contract, 'components'), 'schemas');

describe('the contract with FPS Finance, by the conventions of the Belgian REST guide', () => {
  it('is OpenAPI 3.0 under one major version [oas-contra] [uri-format]', () => {
    expect(contract['openapi']).toBe('3.0.3');
    expect((contract['servers'] as { url: string }[])[0]?.url).toMatch(/\/api\/recovery\/v1$/);
  });

  it('has lowerCamelCase paths and plural collections before ids [uri-notat] [col-name]', () => {
    const segments = operations.flatMap(({ path }) => path.slice(1).split('/'));
    expect(segments.filter((segment) => !/^(?:[a-z][A-Za-z0-9]*|\{[a-z]+Id\})$/.test(segment))).toEqual([]);
  });

  it('gives each operation an id, a summary, one declared tag and a default problem [oas-opid] [oas-tags]', () => {
    const tags = (contract['tags'] as { name: string }[]).map(({ name }) => name);
    const wrong = operations.filter(({ node }) => {
      const [tag, ...others] = node['tags'] as string[];
      const hasProblem = JSON.stringify(partsOf(node, 'responses')['default']).includes('ProblemResponse');
      return !/^[a-z][A-Za-z]+$/.test(String(node['operationId'])) || typeof node['summary'] !== 'string' || others.length > 0 || !tags.includes(tag ?? '') || !hasProblem; // prettier-ignore
    });
    expect(wrong).toEqual([]);
    const ids = operations.map(({ node }) => node['operationId']);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('asks for a body and an idempotency key wherever something is said', () => {
    const said = operations.filter(({ method }) => method === 'POST');
    expect(said.length).toBe(5);
    for (const { node } of said) {
      expect(partsOf(node, 'requestBody')).toMatchObject({ required: true });
      expect(JSON.stringify(node['parameters'])).toContain('IdempotencyKey');
    }
  });

  it('names components in UpperCamelCase, leaves none unused and none missing [oas-comp]', () => {
    const names = Object.keys(schemas);
    expect(names.filter((name) => !/^[A-Z][A-Za-z0-9]*$/.test(name))).toEqual([]);
    const asked = [...TEXT.matchAll(/'#\/components\/schemas\/(\w+)'/g)].map(([, name]) => name);
    expect(names.filter((name) => !asked.includes(name))).toEqual([]);
    expect(asked.filter((name) => !names.includes(name ?? ''))).toEqual([]);
    expect(TEXT).not.toMatch(/additionalProperties|422/);
  });
});

describe('the contract with FPS Finance, against what runs', () => {
  let desk: ClaimDesk;
  let finance: FinanceMachine;

  beforeAll(async () => {
    desk = await ClaimDesk.open();
    finance = await FinanceMachine.register(desk);
    desk.desk.goTo(TODAY);
  }, 60_000);
  afterAll(async () => {
    await finance.close();
    await desk.close();
  });

  it('has every route that runs, and no other', () => {
    const running = guardedRoutes(desk.desk.app)
      .filter(({ method, path }) => method !== 'HEAD' && path.startsWith(PREFIX))
      .map(({ method, path }) => `${method} ${path.slice(PREFIX.length).replace(/:(\w+)/g, '{$1}')}`);
    expect(running.sort()).toEqual(operations.map(({ method, path }) => `${method} ${path}`).sort());
  });

  it('declares every property that is answered, and every required one is there', async () => {
    const id = await desk.offer(await desk.fine());
    const check = (body: Record<string, unknown>, name: string): void => {
      const schema = schemas[name] as { properties: Node; required: string[] };
      expect(Object.keys(body).filter((property) => !(property in schema.properties))).toEqual([]);
      expect(schema.required.filter((property) => !(property in body))).toEqual([]);
    };
    check((await finance.request('GET', `/claims/${id}`)).body, 'Claim');
    const list = (await finance.request('GET', '/claims?pageSize=1')).body;
    check(list, 'ClaimList');
    check((list['items'] as Record<string, unknown>[])[0]!, 'ClaimItem');
    const acknowledged = await finance.request('POST', `/claims/${id}/acknowledgements`, { financeReference: 'F' });
    check(acknowledged.body, 'Answer');
    const events = (await finance.request('GET', '/events')).body;
    check(events, 'EventList');
    const [event] = events['items'] as Record<string, unknown>[];
    check(event!, 'ClaimEvent');
    const unknown = await finance.request('POST', `/claims/${id}/acknowledgements`, { financeReference: 'F', more: 1 });
    expect(unknown.status).toBe(400);
    check(unknown.body, 'Problem');
  });
});
