import fc from 'fast-check';
import { Refused } from '../refused';
import {
  Day,
  hasForbiddenCharacters,
  Id,
  idParameter,
  OneOf,
  Optional,
  parseCommand,
  Text,
  WholeNumber,
  YesNo,
} from './fields';

class Command {
  @Text({ max: 5 }) name!: string;
  @Optional() @Text({ max: 5000 }) story?: string;
  @Optional() @Day() on?: string;
  @Optional() @OneOf(['hand', 'post']) channel?: string;
  @Optional() @Id() person?: string;
  @Optional() @WholeNumber({ min: 1, max: 10 }) count?: number;
  @Optional() @YesNo() agreed?: boolean;
}

class Strict {
  @Day() on!: string;
  @OneOf(['hand', 'post']) channel!: string;
  @Id() person!: string;
  @WholeNumber({ min: 1, max: 10 }) count!: number;
  @YesNo() agreed!: boolean;
}

/** What a body is refused for, `field: code`; empty when it was accepted. */
function refusalsFor(command: new () => object, body: unknown): string[] {
  try {
    parseCommand(command, body);
  } catch (error) {
    if (error instanceof Refused) return error.refusals.map(({ code, field }) => `${field ?? ''}: ${code}`);
    throw error;
  }
  return [];
}

const named = (more: object): object => ({ name: 'Ada', ...more });

describe('a field', () => {
  it.each([
    ['is asked for', {}, 'name: required'],
    ['is asked for when it is blank', { name: '   ' }, 'name: required'],
    ['is asked for when it is null', { name: null }, 'name: required'],
    ['is a text, not a number', { name: 12 }, 'name: not-a-text'],
    ['is a text, not a list', { name: ['Ada'] }, 'name: not-a-text'],
    ['is a text, not an object', { name: { first: 'Ada' } }, 'name: not-a-text'],
    ['has a longest length', { name: 'abcdef' }, 'name: too-long'],
    ['is a day that exists', named({ on: '2026-02-29' }), 'on: not-a-day'],
    ['is a day in its one spelling', named({ on: '27/03/2026' }), 'on: not-a-day'],
    ['is a day, not a number', named({ on: 20260327 }), 'on: not-a-day'],
    ['is one of the codes', named({ channel: 'fax' }), 'channel: not-one-of'],
    ['is one of the codes as they are written', named({ channel: 'Hand' }), 'channel: not-one-of'],
    ['is no property that every object has', named({ channel: 'toString' }), 'channel: not-one-of'],
    ['is an id', named({ person: '42' }), 'person: not-an-id'],
    ['is an id in its one spelling', named({ person: '019A6E0C-0000-7000-8000-000000000001' }), 'person: not-an-id'],
    ['is a number, not a text', named({ count: '3' }), 'count: not-a-number'],
    ['is a whole number', named({ count: 1.5 }), 'count: not-a-number'],
    ['is no less than the least', named({ count: 0 }), 'count: not-a-number'],
    ['is no more than the most', named({ count: 11 }), 'count: not-a-number'],
    ['is a number that can be counted with', named({ count: 1e300 }), 'count: not-a-number'],
    ['is yes or no, not a text', named({ agreed: 'true' }), 'agreed: not-yes-or-no'],
    ['that nobody knows is refused', named({ nickname: 'A' }), 'nickname: unknown-field'],
    ['that nobody knows is refused empty too', named({ nickname: '' }), 'nickname: unknown-field'],
    ['that nobody knows is refused as null too', named({ nickname: null }), 'nickname: unknown-field'],
  ])('%s', (_what, body, refusal) => {
    expect(refusalsFor(Command, body)).toEqual([refusal]);
  });

  it('may be left out, empty, blank or null where it is optional, and is then not there', () => {
    for (const nothing of [undefined, '', '   ', null]) {
      const command = parseCommand(
        Command,
        named({ story: nothing, on: nothing, channel: nothing, person: nothing, count: nothing, agreed: nothing }),
      );
      expect(Object.entries(command)).toEqual([['name', 'Ada']]);
    }
  });

  it('is refused with every other that is wrong, each once', () => {
    expect(refusalsFor(Strict, {})).toEqual([
      'on: required',
      'channel: required',
      'person: required',
      'count: required',
      'agreed: not-yes-or-no',
    ]);
  });

  it('says what it accepts', () => {
    try {
      parseCommand(Command, { name: 'abcdef', channel: 'fax', count: 11 });
    } catch (error) {
      expect((error as Refused).refusals.map(({ params }) => params)).toEqual([
        { max: 5 },
        { accepted: 'hand, post' },
        { min: 1, max: 10 },
      ]);
    }
    expect.assertions(1);
  });
});

describe('a text', () => {
  it('of 5 000 characters is kept whole, one more refused', () => {
    const long = 'é'.repeat(4999) + '🙂';
    expect(parseCommand(Command, named({ story: long })).story).toBe(long);
    expect(refusalsFor(Command, named({ story: `${long}x` }))).toEqual(['story: too-long']);
  });

  it.each([
    ['a null', '\u0000'],
    ['a bell', '\u0007'],
    ['an escape', '\u001b'],
    ['a delete', '\u007f'],
    ['a control of Latin 1', '\u0085'],
    ['an override of the direction', '\u202e'],
    ['an isolate of the direction', '\u2066'],
    ['a byte order mark inside', 'a\ufeffb'],
    ['half a character', '\ud83d'],
    ['the other half', '\ude42'],
    ['halves in the wrong order', '\ude42\ud83d'],
  ])('with %s is refused', (_what, character) => {
    expect(refusalsFor(Command, named({ story: `a${character}b` }))).toEqual(['story: control-characters']);
  });

  it.each([
    ['tabs and lines', 'a\tb\nc'],
    ['Arabic', 'محمد'],
    ['an emoji', '🙂'],
    ['a joined emoji', '👩‍⚖️'],
    ['markup', '<script>alert(1)</script>'],
    ['quotes', `O'Neil "x" ; DROP TABLE --`],
    ['a name of a template', '{{ name }} ${name}'],
  ])('with %s is kept as it is', (_what, story) => {
    expect(parseCommand(Command, named({ story })).story).toBe(story);
  });

  it('is changed in nothing but outer white space, composition and line ends (property)', () => {
    const text = fc.string({ unit: 'binary', maxLength: 60 });
    fc.assert(
      fc.property(text, (typed) => {
        const expected = typed.trim().normalize('NFC').replace(/\r\n?/g, '\n');
        const refusals = refusalsFor(Command, named({ story: typed }));
        if (hasForbiddenCharacters(expected)) expect(refusals).toEqual(['story: control-characters']);
        else expect(parseCommand(Command, named({ story: typed })).story).toBe(expected === '' ? undefined : expected);
      }),
    );
  });

  it('that was accepted is accepted again, unchanged (property)', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (typed) => {
        fc.pre(refusalsFor(Command, named({ story: typed })).length === 0);
        const { story } = parseCommand(Command, named({ story: typed }));
        expect(parseCommand(Command, named({ story })).story).toBe(story);
      }),
    );
  });
});

describe('a body', () => {
  it.each([[undefined], [null], ['name=Ada'], [12], [true], [[{ name: 'Ada' }]]])('is an object, not %j', (body) => {
    expect(refusalsFor(Command, body)).toEqual(['body: not-an-object']);
  });

  it.each(['__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'toString'])(
    'with a field %s is refused like any other unknown field, and changes no object',
    (field) => {
      const body = JSON.parse(`{"name": "Ada", "${field}": {"polluted": true}}`) as object;
      expect(refusalsFor(Command, body)).toEqual([`${field}: unknown-field`]);
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    },
  );

  it('of any JSON is accepted or refused, never a defect, and never changed (property)', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (body) => {
        const before = JSON.stringify(body);
        refusalsFor(Command, body);
        refusalsFor(Strict, body);
        expect(JSON.stringify(body)).toBe(before);
      }),
    );
  });

  it('gives a command of its class', () => {
    expect(parseCommand(Command, { name: ' Ada ' })).toEqual(Object.assign(new Command(), { name: 'Ada' }));
    expect(parseCommand(Command, { name: 'Ada' })).toBeInstanceOf(Command);
  });
});

describe('an id in a path', () => {
  it('is given back, and anything else is not found', () => {
    const id = '019a6e0c-0000-7000-8000-000000000001';
    expect(idParameter(id)).toBe(id);
    for (const text of ['', '42', id.toUpperCase(), `${id} `, `../${id}`])
      expect(() => idParameter(text)).toThrow('not-found');
  });
});
