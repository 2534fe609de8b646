import { readFileSync } from 'node:fs';
import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { load } from 'js-yaml';

/** A part of a contract: YAML as plain values. */
export type Node = Readonly<Record<string, unknown>>;

export interface Operation {
  readonly method: string;
  /** As in the contract, `/persons/{personId}`. */
  readonly path: string;
  readonly node: Node;
  /** Those of the operation and of its path, references resolved. */
  readonly parameters: readonly Node[];
}

/** An answer as it came. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

const METHODS = ['get', 'put', 'post', 'patch', 'delete', 'head', 'options'];
const CONTRACT_ID = 'contract';

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

/** A JSON pointer, each step escaped as in an address fragment. */
export function pointerOf(...steps: readonly string[]): string {
  const escaped = steps.map((step) => encodeURIComponent(step.replace(/~/g, '~0').replace(/\//g, '~1')));
  return `#/${escaped.join('/')}`;
}

/** One OpenAPI document, to be held to the conventions and to the answers of what runs. */
export class Contract {
  readonly text: string;
  readonly document: Node;
  readonly operations: readonly Operation[];
  readonly schemas: Node;
  private readonly ajv: Ajv;
  private readonly compiled = new Map<string, ValidateFunction>();

  constructor(file: string) {
    this.text = readFileSync(file, 'utf8');
    this.document = load(this.text) as Node;
    this.schemas = partsOf(partsOf(this.document, 'components'), 'schemas');
    this.operations = this.everyOperation();
    this.ajv = validatorOf(this.document);
  }

  /** What a reference within the contract points at; anything else as it is. Throws for a reference that leads nowhere. */
  resolve(node: unknown): Node {
    if (!isNode(node)) throw new Error(`not a part of the contract: ${JSON.stringify(node)}`);
    const { $ref } = node;
    if (typeof $ref !== 'string') return node;
    const found = $ref
      .replace(/^#\//, '')
      .split('/')
      .reduce<unknown>((at, name) => (isNode(at) ? at[name] : undefined), this.document);
    if (found === undefined) throw new Error(`${$ref} leads nowhere`);
    return this.resolve(found);
  }

  /** Every part of the contract with its place, in depth. Examples are values, not parts. */
  walk(visit: (node: Node, place: readonly string[]) => void): void {
    const into = (value: unknown, place: readonly string[]): void => {
      if (Array.isArray(value)) value.forEach((inner, index) => into(inner, [...place, String(index)]));
      if (!isNode(value)) return;
      visit(value, place);
      for (const [name, inner] of Object.entries(value)) {
        if (name !== 'example' && name !== 'examples') into(inner, [...place, name]);
      }
    };
    into(this.document, []);
  }

  /** The places of what is wrong. */
  places(wrong: (node: Node, place: readonly string[]) => boolean): string[] {
    const found: string[] = [];
    this.walk((node, place) => {
      if (wrong(node, place)) found.push(place.join(' '));
    });
    return found;
  }

  /** The operations that are wrong, as `GET /persons`. */
  named(wrong: (operation: Operation) => boolean): string[] {
    return this.operations.filter(wrong).map(({ method, path }) => `${method} ${path}`);
  }

  /**
   * What a value has against the schema at a place of the contract (`#/components/schemas/Person`), one line for each fault;
   * a property that the schema does not name is one.
   */
  faultsAgainst(pointer: string, value: unknown): string[] {
    const check = this.compiled.get(pointer) ?? this.ajv.compile({ $ref: `${CONTRACT_ID}${pointer}` });
    this.compiled.set(pointer, check);
    return check(value) ? [] : (check.errors ?? []).map(told);
  }

  /**
   * What an answer has against the contract: a status that the operation does not list, another media type, a header that is
   * missing, a body that is not what the schema says.
   */
  faultsOfAnswer(method: string, path: string, answer: Answer): string[] {
    const operation = this.operationOf(method, path);
    const listed = partsOf(operation.node, 'responses')[String(answer.status)];
    if (listed === undefined) return [`status ${answer.status} is not listed`];
    const response = this.resolve(listed);
    const missing = Object.keys(partsOf(response, 'headers')).filter((name) => !answer.headers.has(name));
    const mediaType = (answer.headers.get('Content-Type') ?? '').replace(/;.*/, '');
    const content = partsOf(partsOf(response, 'content'), mediaType);
    if (!isNode(content['schema'])) return [`media type ${mediaType} is not listed`];
    const faults = /json$/.test(mediaType)
      ? this.faultsAgainst(schemaPointer(operation, listed, answer.status, mediaType), answer.body)
      : [];
    return [...missing.map((name) => `no header ${name}`), ...faults];
  }

  /** The operation that a path of a request (`/persons/0190…`) is, as the contract writes it. */
  operationOf(method: string, path: string): Operation {
    const plain = path.replace(/\?.*$/, '');
    const found = this.operations
      .filter((operation) => operation.method === method)
      .filter((operation) => new RegExp(`^${operation.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(plain))
      .sort((one, other) => Number(one.path.includes('{')) - Number(other.path.includes('{')));
    if (!found[0]) throw new Error(`the contract has no ${method} ${plain}`);
    return found[0];
  }

  private everyOperation(): Operation[] {
    return Object.entries(partsOf(this.document, 'paths')).flatMap(([path, item]) =>
      METHODS.flatMap((method) => {
        const node = isNode(item) ? item[method] : undefined;
        if (!isNode(node)) return [];
        const parameters = [item, node].flatMap((part) => listOf(part, 'parameters'));
        return [{ method: method.toUpperCase(), path, node, parameters: parameters.map((each) => this.resolve(each)) }];
      }),
    );
  }
}

/**
 * OpenAPI 3.0 schemas are JSON Schema but for some words that check nothing. Objects are closed here, so that an answer with
 * a property that the contract does not know is found; the contract itself leaves them open, for it grows.
 */
function validatorOf(document: Node): Ajv {
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats(ajv);
  for (const format of ['binary', 'int64']) ajv.addFormat(format, true);
  ajv.addSchema(closeObjects(document) as Node, CONTRACT_ID);
  return ajv;
}

function closeObjects(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closeObjects);
  if (!isNode(value)) return value;
  const closed = Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, closeObjects(inner)]));
  const namesAll = value['type'] === 'object' && isNode(value['properties']);
  return namesAll ? { ...closed, additionalProperties: false } : closed;
}

function told({ instancePath, message, params }: ErrorObject): string {
  return `${instancePath || '/'} ${message ?? ''} ${JSON.stringify(params)}`;
}

function schemaPointer({ path, method }: Operation, listed: unknown, status: number, mediaType: string): string {
  const shared = isNode(listed) && typeof listed['$ref'] === 'string' ? listed['$ref'] : undefined;
  const response = shared ?? pointerOf('paths', path, method.toLowerCase(), 'responses', String(status));
  return `${response}/content/${encodeURIComponent(mediaType.replace(/\//g, '~1'))}/schema`;
}

/** The contract of the product's own API. */
export const finesContract = new Contract('docs/openapi.yaml');

/** The contract with FPS Finance. */
export const recoveryContract = new Contract('docs/openapi-recovery.yaml');

/** What an answer has against the contract of the product's own API. */
export function faultsOfAnswer(method: string, path: string, answer: Answer): string[] {
  return finesContract.faultsOfAnswer(method, path, answer);
}
