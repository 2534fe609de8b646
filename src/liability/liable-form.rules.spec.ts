import {
  afterAct,
  LIABLE_FIELDS,
  liabilityBody,
  liableAct,
  liableAnswers,
  liableField,
  liableLabelKey,
  namedIds,
  type LiableAct,
  type LiableAnswers,
} from './liable-form.rules';

const after = (answers: LiableAnswers, act: LiableAct): LiableAnswers | string => {
  const outcome = afterAct(answers, act);
  return outcome.ok ? outcome.value : `${outcome.refusal.field ?? ''} ${outcome.refusal.code}`;
};
const add = (personId: string, role: string): LiableAct => ({ kind: 'add', personId, role });

const NAMED = {
  liableParties: [
    { personId: 'mother', capacity: 'legal-representative', basis: 'Acte.' },
    { personId: 'line', capacity: 'carrier', basis: 'Sans contrôle.', registerNumber: 'IE 1' },
  ],
  mandates: [
    {
      personId: 'lawyer',
      representedId: 'mother',
      kind: 'lawyer',
      reference: 'R1',
      givenOn: '2026-11-01',
      electsDomicile: false,
    },
  ],
  majority: { decided: 'minor', reason: 'Test.' },
};

describe('the flat answers of who must pay', () => {
  it('stand for the lists of the command, there and back', () => {
    const flat = liableAnswers(NAMED);
    expect(Object.keys(flat).filter((field) => !LIABLE_FIELDS.includes(field))).toEqual([]);
    expect(flat).toMatchObject({ party2Id: 'line', party2RegisterNumber: 'IE 1', mandate1ElectsDomicile: 'no' });
    expect(liabilityBody(flat)).toEqual(NAMED);
    expect(namedIds(flat)).toEqual(['mother', 'line', 'lawyer']);
  });

  it('are nothing when nobody is named', () => {
    expect(liabilityBody({})).toEqual({});
    expect(liabilityBody({ party1Id: '', party1Basis: 'left over', majorityReason: '' })).toEqual({});
    expect(liabilityBody({ majorityReason: 'Because.' })).toEqual({
      majority: { decided: undefined, reason: 'Because.' },
    });
  });

  it('have the fields that rules name by their place in the lists', () => {
    expect(
      ['liableParties.1.basis', 'liableParties.0', 'mandates.1.electsDomicile', 'majority', 'majority.reason'].map(
        liableField,
      ),
    ).toEqual(['party2Basis', 'party1Id', 'mandate2ElectsDomicile', 'majorityDecided', 'majorityReason']);
    expect(['liableParties', 'mandates', 'liableParties.7.basis', 'place'].map(liableField)).toEqual([
      'addRole',
      'addRole',
      'addRole',
      'place',
    ]);
  });
});

describe('the label of a field', () => {
  it('is that of its kind, whatever the slot', () => {
    expect(['party3Basis', 'mandate2GivenOn', 'majorityReason', 'addName'].map(liableLabelKey)).toEqual([
      'liability.field.basis.label',
      'liability.field.givenOn.label',
      'liability.field.majorityReason.label',
      'liability.field.addName.label',
    ]);
    expect(['party1Id', 'party1Capacity', 'mandate1Kind', 'place'].map(liableLabelKey)).toEqual(
      Array.from({ length: 4 }, () => undefined),
    );
  });
});

describe('what the page is asked for', () => {
  it('is to look for a name, to add who was picked, to take somebody away, or to go on', () => {
    expect(liableAct({ addName: ' Dupont ' }, 'next')).toEqual({ kind: 'find', name: 'Dupont' });
    expect(liableAct({ addName: 'Dupont', addId: 'p', addRole: 'carrier' }, 'next')).toEqual(add('p', 'carrier'));
    expect(liableAct({ addName: 'Martin', addId: 'p' }, 'find')).toEqual({ kind: 'find', name: 'Martin' });
    expect(liableAct({ addName: 'Dupont' }, 'remove-party2')).toEqual({ kind: 'remove', slot: 'party2' });
    expect(liableAct({}, 'remove-everything')).toEqual({ kind: 'go' });
    expect(liableAct({}, 'next')).toEqual({ kind: 'go' });
  });

  it('adds to the first free place, of parties and of mandates', () => {
    const one = after({}, add('a', 'carrier')) as LiableAnswers;
    expect(after(one, add('b', 'lawyer'))).toMatchObject({ party1Id: 'a', mandate1Id: 'b', mandate1Kind: 'lawyer' });
    const two = ['b', 'c'].reduce((all, id) => after(all, add(id, 'in-charge')) as LiableAnswers, one);
    expect(after(two, add('d', 'carrier'))).toBe('addRole no-slot-left');
    expect(after({}, add('a', ''))).toBe('addRole required');
    expect(after({}, add('a', 'offender'))).toBe('addRole required');
  });

  it('takes somebody away with all that was said of them, and moves the others up', () => {
    const rest = after(liableAnswers(NAMED), { kind: 'remove', slot: 'party1' }) as LiableAnswers;
    expect(liabilityBody(rest)).toMatchObject({ liableParties: [NAMED.liableParties[1]], mandates: NAMED.mandates });
    const none = after(rest, { kind: 'remove', slot: 'mandate1' }) as LiableAnswers;
    expect(liabilityBody(none)).not.toHaveProperty('mandates');
  });
});
