import { readFileSync } from 'node:fs';
import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { load } from 'js-yaml';

/** A part of the contract: YAML as plain values. */
export type Node = Readonly<Record<string, unknown>>;

export interface Operation {
  readonly method: string;
  /** As in the contract, `/persons/{personId}`. */
  readonly path: string;
  readonly node: Node;
  /** Those of the operation and of its path, references resolved. */
  readonly parameters: readonly Node[];
}

const METHODS = ['get', 'put', 'post', 'patch', 'delete', 'head', 'options'];

/** The contract as it is in docs/openapi.yaml. */
export const contract = load(readFileSync('docs/openapi.yaml', 'utf8')) as Node;

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The parts of a node by name; empty when there is none. */
export function partsOf(node: unknown, name: string): Node {
  const parts = isNode(node) ? node[name] : undefined;
  return isNode(parts) ? parts : {};
}

function listOf(node: unknown, name: string): unknown[] {
  const list = isNode(node) ? node[name] : undefined;
  return Array.isArray(list) ? list : [];
}

/** What a reference within the contract points at; anything else as it is. Throws for a reference that leads nowhere. */
export function resolve(node: unknown): Node {
  if (!isNode(node)) throw new Error(`not a part of the contract: ${JSON.stringify(node)}`);
  const { $ref } = node;
  if (typeof $ref !== 'string') return node;
  const found = $ref
    .replace(/^#\//, '')
    .split('/')
    .reduce<unknown>((at, name) => (isNode(at) ? at[name] : undefined), contract);
  if (found === undefined) throw new Error(`${$ref} leads nowhere`);
  return resolve(found);
}

/** Every operation of the contract. */
export function operations(): Operation[] {
  return Object.entries(partsOf(contract, 'paths')).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const node = isNode(item) ? item[method] : undefined;
      if (!isNode(node)) return [];
      const parameters = [item, node].flatMap((part) => listOf(part, 'parameters'));
      return [{ method: method.toUpperCase(), path, node, parameters: parameters.map(resolve) }];
    }),
  );
}

const CONTRACT_ID = 'contract';

/**
 * OpenAPI 3.0 schemas are JSON Schema but for some words that check nothing. Objects are closed here, so that an answer with
 * a property that the contract does not know is found; the contract itself leaves them open, for it grows.
 */
function validator(): Ajv {
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats(ajv);
  for (const format of ['binary', 'int64']) ajv.addFormat(format, true);
  ajv.addSchema(closeObjects(contract) as Node, CONTRACT_ID);
  return ajv;
}

function closeObjects(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closeObjects);
  if (!isNode(value)) return value;
  const closed = Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, closeObjects(inner)]));
  const namesAll = value['type'] === 'object' && isNode(value['properties']);
  return namesAll ? { ...closed, additionalProperties: false } : closed;
}

const compiled = new Map<string, ValidateFunction>();
const ajv = validator();

/**
 * What a value has against the schema at a place of the contract (`#/components/schemas/Person`), one line for each fault;
 * a property that the schema does not name is one.
 */
export function faultsAgainst(pointer: string, value: unknown): string[] {
  const check = compiled.get(pointer) ?? ajv.compile({ $ref: `${CONTRACT_ID}${pointer}` });
  compiled.set(pointer, check);
  return check(value) ? [] : (check.errors ?? []).map(told);
}

function told({ instancePath, message, params }: ErrorObject): string {
  return `${instancePath || '/'} ${message ?? ''} ${JSON.stringify(params)}`;
}

/** A JSON pointer, each step escaped as in an address fragment. */
export function pointerOf(...steps: readonly string[]): string {
  const escaped = steps.map((step) => encodeURIComponent(step.replace(/~/g, '~0').replace(/\//g, '~1')));
  return `#/${escaped.join('/')}`;
}

/** The operation that a path of a request (`/persons/0190…`) is, as the contract writes it. */
export function operationOf(method: string, path: string): Operation {
  const plain = path.replace(/\?.*$/, '');
  const found = operations()
    .filter((operation) => operation.method === method)
    .filter((operation) => new RegExp(`^${operation.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(plain))
    .sort((one, other) => Number(one.path.includes('{')) - Number(other.path.includes('{')));
  if (!found[0]) throw new Error(`the contract has no ${method} ${plain}`);
  return found[0];
}

/**
 * What an answer has against the contract: a status that the operation does not list, another media type, a header that is
 * missing, a body that is not what the schema says.
 */
export function faultsOfAnswer(
  method: string,
  path: string,
  answer: { readonly status: number; readonly headers: Headers; readonly body: unknown },
): string[] {
  const operation = operationOf(method, path);
  const listed = partsOf(operation.node, 'responses')[String(answer.status)];
  if (listed === undefined) return [`status ${answer.status} is not listed`];
  const response = resolve(listed);
  const missing = Object.keys(partsOf(response, 'headers')).filter((name) => !answer.headers.has(name));
  const mediaType = (answer.headers.get('Content-Type') ?? '').replace(/;.*/, '');
  const content = partsOf(partsOf(response, 'content'), mediaType);
  if (!isNode(content['schema'])) return [`media type ${mediaType} is not listed`];
  const faults = /json$/.test(mediaType)
    ? faultsAgainst(schemaPointer(operation, listed, answer.status, mediaType), answer.body)
    : [];
  return [...missing.map((name) => `no header ${name}`), ...faults];
}

function schemaPointer({ path, method }: Operation, listed: unknown, status: number, mediaType: string): string {
  const shared = isNode(listed) && typeof listed['$ref'] === 'string' ? listed['$ref'] : undefined;
  const response = shared ?? pointerOf('paths', path, method.toLowerCase(), 'responses', String(status));
  return `${response}/content/${encodeURIComponent(mediaType.replace(/\//g, '~1'))}/schema`;
}
