import { isNode, finesContract, partsOf, pointerOf, recoveryContract, type Contract, type Node, type Operation } from '../support/contract'; // prettier-ignore

// The conventions of the Belgian federal REST guide that a contract can be held to; its rule names in brackets. Every operation of
// both contracts is held to each of them.

const LOWER_CAMEL = /^[a-z][A-Za-z0-9]*$/;
const UPPER_CAMEL = /^[A-Z][A-Za-z0-9]*$/;

/** A contract with what it asks of callers, and how many operations it has at least. */
interface Held {
  readonly name: string;
  readonly spec: Contract;
  readonly security: readonly Node[];
  readonly least: number;
  /** What needs no token. */
  readonly open: readonly string[];
}

const CONTRACTS: readonly Held[] = [
  { name: 'the API', spec: finesContract, security: [{ bearer: [] }], least: 20, open: [] },
  {
    name: 'the interface to FPS Finance',
    spec: recoveryContract,
    security: [{ machine: ['recovery'] }],
    least: 9,
    open: ['GET /health'],
  },
];

/** The bodies of a request that have properties, not those that are bytes. */
function structured(node: Node): unknown[] {
  const content = Object.entries(partsOf(node['requestBody'], 'content'));
  return content.filter(([mediaType]) => mediaType !== 'application/octet-stream').map(([, media]) => media);
}

/** Schemas of objects: components, and those written where they are used. */
const isObjectSchema = (node: Node): boolean => node['type'] === 'object';

describe.each(CONTRACTS)('the contract of $name: file', ({ spec }) => {
  it('is OpenAPI 3.0 [oas-contra]', () => {
    expect(spec.document['openapi']).toMatch(/^3\.0\.\d$/);
  });

  it('serves one major version under /api/<name>/v<major>, without a slash at the end [uri-format]', () => {
    const servers = spec.document['servers'] as { readonly url: string }[];
    expect(servers.map(({ url }) => url)).toEqual([expect.stringMatching(/^https?:\/\/[^/]+\/api\/[a-z]+\/v\d+$/)]);
  });

  it('has references that lead somewhere', () => {
    expect(spec.places((node) => typeof node['$ref'] === 'string' && spec.resolve(node) === node)).toEqual([]);
  });

  it('uses every part that it names', () => {
    const unused = Object.entries(partsOf(spec.document, 'components'))
      .filter(([kind]) => kind !== 'securitySchemes')
      .flatMap(([kind, parts]) => (isNode(parts) ? Object.keys(parts) : []).map((name) => `${kind}/${name}`))
      .filter((name) => !spec.text.includes(`'#/components/${name}'`));
    expect(unused).toEqual([]);
  });

  it('names components in UpperCamelCase, headers as they are sent [oas-comp]', () => {
    const names = Object.entries(partsOf(spec.document, 'components'))
      .filter(([kind]) => !['securitySchemes', 'headers'].includes(kind))
      .flatMap(([, parts]) => Object.keys(parts as Node));
    expect(names.filter((name) => !UPPER_CAMEL.test(name))).toEqual([]);
  });
});

describe.each(CONTRACTS)('the contract of $name: addresses', ({ spec }) => {
  it('has lowerCamelCase segments, no extension and no slash at the end [uri-notat] [uri-extens]', () => {
    const segments = spec.operations.flatMap(({ path }) => path.slice(1).split('/'));
    expect(segments.filter((segment) => !LOWER_CAMEL.test(segment.replace(/^\{(.*)\}$/, '$1')))).toEqual([]);
  });

  it('has collections in the plural before every id [col-name]', () => {
    const before = spec.operations.flatMap(({ path }) =>
      [...path.matchAll(/\/(\w+)\/\{\w+Id\}/g)].map(([, name = '']) => name),
    );
    expect(before.length).toBeGreaterThan(0);
    expect(before.filter((name) => !name.endsWith('s'))).toEqual([]);
  });

  it('prefixes the id in a path with what it is an id of [id-name]', () => {
    const ids = spec.operations.flatMap(({ path }) =>
      [...path.matchAll(/(\w+)s\/\{(\w+)\}/g)].map(([, of = '', id = '']) => `${of} ${id}`),
    );
    expect(ids.filter((pair) => !/^(\w+) \1Id$/.test(pair))).toEqual([]);
  });

  it('declares every parameter of a path and no other', () => {
    const differs = ({ path, parameters }: Operation): boolean => {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
      const declared = parameters.filter((each) => each['in'] === 'path' && each['required'] === true);
      return (
        inPath.join() !==
        declared
          .map((each) => each['name'])
          .sort()
          .join()
      );
    };
    expect(spec.named(differs)).toEqual([]);
  });

  it('has lowerCamelCase query parameters, none that tells of a person [sens-dat]', () => {
    const names = spec.operations.flatMap(({ parameters }) =>
      parameters.filter((each) => each['in'] === 'query').map((each) => String(each['name'])),
    );
    expect(names.filter((name) => !LOWER_CAMEL.test(name))).toEqual([]);
    expect(names.filter((name) => /name|birth|national|person|iban/i.test(name))).toEqual([]);
  });

  it('prefixes its own headers with the organisation, not with X-', () => {
    const headers = spec.operations.flatMap(({ parameters }) =>
      parameters.filter((each) => each['in'] === 'header').map((each) => String(each['name'])),
    );
    const standard = ['Idempotency-Key', 'If-Match', 'Accept-Language'];
    expect(headers.filter((name) => !standard.includes(name) && !name.startsWith('FinesOffice-'))).toEqual([]);
  });
});

describe.each(CONTRACTS)('the contract of $name: operations', ({ spec, security, least, open }) => {
  it('has some', () => {
    expect(spec.operations.length).toBeGreaterThanOrEqual(least);
  });

  it('gives each a lowerCamelCase operationId of its own [oas-opid]', () => {
    const ids = spec.operations.map(({ node }) => String(node['operationId']));
    expect(ids.filter((id) => !LOWER_CAMEL.test(id))).toEqual([]);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
  });

  it('gives each a summary and exactly one declared tag, written like a title [oas-tags]', () => {
    const tags = (spec.document['tags'] as { readonly name: string }[]).map(({ name }) => name);
    expect(tags.filter((name) => !/^[A-Z][a-z ]+$/.test(name))).toEqual([]);
    const used = spec.operations.map(({ node }) => node['tags'] as string[]);
    expect(spec.named(({ node }) => typeof node['summary'] !== 'string' || node['summary'] === '')).toEqual([]);
    expect(used.filter((each) => each.length !== 1 || !tags.includes(each[0] ?? ''))).toEqual([]);
    expect(tags.filter((tag) => !used.some((each) => each.includes(tag)))).toEqual([]);
  });

  it('says of each request body whether it is required, and GET has none', () => {
    expect(
      spec.named(({ node }) => isNode(node['requestBody']) && typeof node['requestBody']['required'] !== 'boolean'),
    ).toEqual([]);
    expect(spec.named(({ method, node }) => method === 'GET' && node['requestBody'] !== undefined)).toEqual([]);
  });

  it('asks for a bearer token everywhere, but for what is open', () => {
    expect(spec.document['security']).toEqual(security);
    expect(spec.named(({ node }) => node['security'] !== undefined)).toEqual(open);
    expect(spec.named(({ node }) => JSON.stringify(node['security']) === '[]')).toEqual(open);
  });

  it('asks for Idempotency-Key where a POST makes something, not where it looks', () => {
    const looks = ({ path }: Operation): boolean => path.endsWith('/query');
    const asks = ({ parameters }: Operation): boolean => parameters.some((each) => each['name'] === 'Idempotency-Key');
    expect(spec.named((each) => asks(each) !== (each.method === 'POST' && !looks(each)))).toEqual([]);
  });

  it('asks for If-Match where PUT, PATCH or a verb changes what has a version, and then knows 412', () => {
    const asks = ({ parameters }: Operation): boolean => parameters.some((each) => each['name'] === 'If-Match');
    expect(spec.named((each) => ['PUT', 'PATCH'].includes(each.method) && !asks(each))).toEqual([]);
    expect(spec.named((each) => asks(each) !== (partsOf(each.node, 'responses')['412'] !== undefined))).toEqual([]);
  });
});

describe.each(CONTRACTS)('the contract of $name: answers', ({ spec, open }) => {
  const isOpen = ({ method, path }: Operation): boolean => open.includes(`${method} ${path}`);
  const responsesOf = ({ node }: Operation): Node => partsOf(node, 'responses');

  it('has a default problem for each operation, and 401 and 403', () => {
    const lacks = (operation: Operation): boolean => {
      const { default: other, 401: unauthorized, 403: forbidden } = responsesOf(operation);
      const isProblem = isNode(other) && other['$ref'] === '#/components/responses/ProblemResponse';
      return !isProblem || (!isOpen(operation) && (!unauthorized || !forbidden));
    };
    expect(spec.named(lacks)).toEqual([]);
  });

  it('uses the status codes of the guide, never 422', () => {
    const known = ['200', '201', '202', '204', '303', '304', '400', '401', '403', '404', '405', '406', '409', '412', '413', '415', '429', '503', 'default']; // prettier-ignore
    expect(spec.named((each) => Object.keys(responsesOf(each)).some((status) => !known.includes(status)))).toEqual([]);
  });

  it('tells every refusal as application/problem+json [err-problem]', () => {
    const wrong = (operation: Operation): boolean =>
      Object.entries(responsesOf(operation))
        // DOWN is an answer of the service about itself, and no refusal.
        .filter(
          ([status]) => status === 'default' || (Number(status) >= 400 && !(isOpen(operation) && status === '503')),
        )
        .some(
          ([, response]) =>
            Object.keys(partsOf(spec.resolve(response), 'content')).join() !== 'application/problem+json',
        );
    expect(spec.named(wrong)).toEqual([]);
  });

  it('names the place of what was made: Location with each 201', () => {
    const lacks = (operation: Operation): boolean => {
      const made = responsesOf(operation)['201'];
      return made !== undefined && partsOf(spec.resolve(made), 'headers')['Location'] === undefined;
    };
    expect(spec.named(lacks)).toEqual([]);
  });

  it('knows 409 where an idempotency key can have been used for another request', () => {
    const asks = ({ parameters }: Operation): boolean => parameters.some((each) => each['name'] === 'Idempotency-Key');
    expect(spec.named((each) => asks(each) && responsesOf(each)['409'] === undefined)).toEqual([]);
  });

  it('says with each 401 how to authenticate (RFC 6750)', () => {
    const says = (each: Operation): boolean =>
      partsOf(spec.resolve(responsesOf(each)['401']), 'headers')['WWW-Authenticate'] !== undefined;
    expect(spec.named((each) => !isOpen(each) && !says(each))).toEqual([]);
  });

  it('has a link to the next page wherever pages are read, and pages of a bounded size [col-paging]', () => {
    const pages = spec.operations.filter(({ parameters }) => parameters.some((each) => each['name'] === 'pageSize' || each['name'] === 'cursor')); // prettier-ignore
    expect(pages.length).toBeGreaterThan(0);
    const bodyOf = (each: Operation): Node =>
      spec.resolve(partsOf(partsOf(partsOf(spec.resolve(responsesOf(each)['200']), 'content'), 'application/json'), 'schema')); // prettier-ignore
    const next = (each: Operation): Node => {
      const link = partsOf(bodyOf(each), 'properties')['next'];
      return isNode(link) ? spec.resolve(link) : {};
    };
    expect(pages.filter((each) => next(each)['format'] !== 'uri').map(({ path }) => path)).toEqual([]);
    const sizes = pages.flatMap(({ parameters }) => parameters.filter((each) => each['name'] === 'pageSize'));
    expect(sizes.filter((each) => typeof spec.resolve(each['schema'])['maximum'] !== 'number')).toEqual([]);
  });

  it('knows 404 where an id is in the path, 400 where something is read beside it', () => {
    expect(spec.named((each) => each.path.includes('{') && responsesOf(each)['404'] === undefined)).toEqual([]);
    expect(
      spec.named((each) => each.node['requestBody'] !== undefined && responsesOf(each)['400'] === undefined),
    ).toEqual([]);
  });
});

describe.each(CONTRACTS)('the contract of $name: schemas', ({ spec }) => {
  it('has an object at the top of every body [evo-object]', () => {
    const tops: Node[] = [];
    spec.walk((node, place) => {
      if (place.at(-2) === 'content' && /json$/.test(place.at(-1) ?? '')) tops.push(spec.resolve(node['schema']));
    });
    expect(tops.length).toBeGreaterThan(0);
    expect(tops.filter((schema) => !isObjectSchema(schema))).toEqual([]);
  });

  it('names properties in lowerCamelCase, of no type and without filling words [jsn-naming]', () => {
    const names = Object.entries(spec.schemas).flatMap(([schema, node]) =>
      Object.keys(partsOf(node, 'properties')).map((name) => `${schema} ${name}`),
    );
    expect(names.filter((each) => !LOWER_CAMEL.test(each.split(' ')[1] ?? ''))).toEqual([]);
    expect(names.filter((each) => /(Info|Data|String|List|Array|Object)$/.test(each.split(' ')[1] ?? ''))).toEqual([]);
  });

  it('closes nothing and opens only maps: additionalProperties stands beside no properties', () => {
    expect(
      spec.places(
        (node) =>
          'additionalProperties' in node && (isNode(node['properties']) || node['additionalProperties'] === false),
      ),
    ).toEqual([]);
  });

  it('requires only properties that it has, and none that is readOnly', () => {
    const wrong = (node: Node): boolean => {
      const required = isObjectSchema(node) && Array.isArray(node['required']) ? (node['required'] as string[]) : [];
      return required.some((name) => {
        const property = partsOf(node, 'properties')[name];
        return property === undefined || spec.resolve(property)['readOnly'] === true;
      });
    };
    expect(spec.places(wrong)).toEqual([]);
  });

  it('says what is required in every request, unless nothing is', () => {
    const free = [
      'Submission',
      'Signature',
      'PersonQuery',
      'FineQuery',
      'DuplicateConfirmation',
      'Booking',
      'LiabilityNaming',
      'MovementOwner',
    ];
    const bodies = spec.operations.flatMap(({ node }) =>
      structured(node).map((media) => String(partsOf(media, 'schema')['$ref']).split('/').at(-1) ?? ''),
    );
    expect(bodies.filter((name) => spec.schemas[name] === undefined)).toEqual([]);
    expect(
      bodies.filter((name) => !free.includes(name) && !Array.isArray((spec.schemas[name] as Node)['required'])),
    ).toEqual([]);
  });

  it('has links self and href that are absolute and readOnly [hyp-links]', () => {
    const wrong = (node: Node): boolean =>
      ['self', 'href'].some((name) => {
        const link = partsOf(node, 'properties')[name];
        return isNode(link) && !(spec.resolve(link)['format'] === 'uri' && spec.resolve(link)['readOnly'] === true);
      });
    expect(spec.places((node) => isObjectSchema(node) && wrong(node))).toEqual([]);
  });

  it('has items in every collection, each with an address or a code [col-repres]', () => {
    const items = Object.values(spec.schemas).flatMap((schema) => {
      const list = partsOf(schema, 'properties')['items'];
      return isNode(list) ? [spec.resolve(list['items'])] : [];
    });
    expect(items.length).toBeGreaterThan(1);
    // The steps of a file's story, in the API, have a type and no address of their own.
    const names = spec === recoveryContract ? ['href'] : ['href', 'type'];
    const addressed = (item: Node): boolean => names.some((name) => name in partsOf(item, 'properties'));
    expect(items.filter((item) => !addressed(item))).toEqual([]);
  });

  it('has problems that name their type, title, status and occurrence, with the issues found [err-problem]', () => {
    const problem = spec.schemas['Problem'] as Node;
    expect(problem['required']).toEqual(expect.arrayContaining(['type', 'title', 'status', 'instance']));
    expect(partsOf(spec.resolve(partsOf(partsOf(problem, 'properties'), 'issues')['items']), 'properties')).toMatchObject({ type: {}, in: {}, name: {}, detail: {} }); // prettier-ignore
  });

  it('writes money as whole cents, never as a number with decimals [dec-type]', () => {
    expect(spec.places((node) => node['type'] === 'number')).toEqual([]);
    const cents = spec.places((node) =>
      Object.entries(partsOf(node, 'properties')).some(
        ([name, schema]) => name.endsWith('Cents') && spec.resolve(schema) !== spec.schemas['EuroCentAmount'],
      ),
    );
    expect(cents).toEqual([]);
  });

  it('writes days ending in On as dates and moments ending in At as date-times, times of day apart', () => {
    const wrong = (node: Node): boolean =>
      Object.entries(partsOf(node, 'properties')).some(([name, schema]) => {
        const { format, enum: codes } = spec.resolve(schema);
        if (/On$/.test(name) && name !== 'on') return format !== 'date';
        // A code such as `documentFoundAt` names a place, no moment.
        if (!name.endsWith('At') || codes !== undefined || spec.resolve(schema) === spec.schemas['TimeOfDay'])
          return false;
        return format !== 'date-time';
      });
    expect(spec.places((node) => isObjectSchema(node) && wrong(node))).toEqual([]);
  });

  it('writes our ids in the one spelling of a UUID; an end-to-end id is the payer’s, that of a report is of FPS Finance', () => {
    const wrong = (node: Node): boolean =>
      Object.entries(partsOf(node, 'properties')).some(
        ([name, schema]) => /^id$|(?<!endToEnd|report)Id$/.test(name) && spec.resolve(schema) !== spec.schemas['Uuid'],
      );
    expect(spec.places((node) => isObjectSchema(node) && wrong(node))).toEqual([]);
  });

  it('has lowerCamelCase codes; articles and languages are what they are called [cod-design]', () => {
    const articles = ['Article', 'CollectionBasis'].map((name) => spec.schemas[name]);
    const codes: string[] = [];
    spec.walk((node) => {
      if (Array.isArray(node['enum']) && !articles.includes(node)) codes.push(...(node['enum'] as string[]));
    });
    expect(codes.filter((code) => !LOWER_CAMEL.test(code))).toEqual([]);
  });

  it('has oneOf only with a discriminator and no nullable: absent is absent [jsn-null]', () => {
    expect(spec.places((node) => Array.isArray(node['oneOf']) && node['discriminator'] === undefined)).toEqual([]);
    expect(spec.places((node) => 'nullable' in node)).toEqual([]);
  });
});

describe.each(CONTRACTS)('the contract of $name: examples', ({ spec, least }) => {
  it('agree with their schemas, to the last property', () => {
    const faults: string[] = [];
    let seen = 0;
    spec.walk((node, place) => {
      const examples = [
        ...('example' in node ? [node['example']] : []),
        ...Object.values(partsOf(node, 'examples')).map((each) => (each as Node)['value']),
      ];
      if (examples.length === 0 || place.at(-1) === 'properties') return;
      const at = isNode(node['schema']) ? [...place, 'schema'] : place;
      for (const example of examples) {
        seen += 1;
        faults.push(...spec.faultsAgainst(pointerOf(...at), example).map((fault) => `${place.join(' ')}: ${fault}`));
      }
    });
    expect(faults).toEqual([]);
    expect(seen).toBeGreaterThanOrEqual(least);
  });

  it('are given for every request body', () => {
    const bare = (media: unknown): boolean => isNode(media) && !('example' in media) && !('examples' in media);
    expect(spec.named(({ node }) => structured(node).some(bare))).toEqual([]);
  });
});
