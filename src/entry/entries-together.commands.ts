import { unknownField, type Refusal } from '../kernel/outcome';
import { withInnerCapacities } from '../liability/liability.view';
import { OFFENCE_CODES } from '../offences/offence.view';
import { parseCommand } from '../platform/http/fields';
import { withInnerCodes } from '../platform/http/outside-codes';
import { Refused } from '../platform/refused';
import { EnterOffence } from './entry.commands';
import { isNeverShared, OFFENCES_MAX, PERSONS_MAX } from './entry-group.rules';

/** All or nothing, or those that are complete while the others wait. */
export const RECORDING_SCOPES = ['all', 'complete'] as const;
export type RecordingScope = (typeof RECORDING_SCOPES)[number];

/** One entry as it came: the command, or what of its form is refused. */
export interface GivenEntry {
  readonly command?: EnterOffence;
  readonly refusals: readonly Refusal[];
  /** Where a field of it stands in the body, as a JSON pointer. */
  readonly pointerTo: (field: string | undefined) => string;
}

/** Several entries as the API gives them. */
export interface GivenEntries {
  readonly scope: RecordingScope;
  readonly entries: readonly GivenEntry[];
}

type Json = Readonly<Record<string, unknown>>;
const KNOWN = ['offences', 'event', 'persons', 'recording'];

/**
 * The entries in a body: `offences`, each whole; or an `event` with the `persons` who took part, each completing or replacing
 * what the event says. Throws for the shape of the whole (`entries-shape`, `too-many-offences`, `too-many-persons`, a missing `recording`, an unknown
 * field, `not-of-event` for a hearing or an assessment that all would share); what is wrong with single entries stays with them.
 */
export function givenEntries(body: unknown): GivenEntries {
  if (!isObject(body)) throw new Refused({ code: 'not-an-object', field: 'body' });
  const [unknown, ...more] = Object.keys(body).filter((name) => !KNOWN.includes(name));
  if (unknown !== undefined) throw new Refused(unknownField(unknown), ...more.map((name) => unknownField(name)));
  const { offences, event, persons, recording } = body;
  if (recording === undefined) throw new Refused({ code: 'required', field: '/recording', rule: 'R1.1.12' });
  const scope = RECORDING_SCOPES.find((each) => each === recording);
  if (scope === undefined)
    throw new Refused({ code: 'not-one-of', field: '/recording', params: { accepted: RECORDING_SCOPES.join(', ') } });
  if (isList(offences) && event === undefined && persons === undefined)
    return { scope, entries: ofOnePerson(offences) };
  if (isList(persons) && isObject(event) && offences === undefined) return { scope, entries: ofEvent(event, persons) };
  throw new Refused({ code: 'entries-shape' });
}

function ofOnePerson(offences: readonly unknown[]): GivenEntry[] {
  if (offences.length > OFFENCES_MAX)
    throw new Refused({ code: 'too-many-offences', field: '/offences', params: { max: OFFENCES_MAX } });
  return offences.map((offence, index) => given(offence, (field) => `/offences/${index}/${inPointer(field)}`));
}

function ofEvent(event: Json, persons: readonly unknown[]): GivenEntry[] {
  const [first, ...others] = Object.keys(event).filter(isNeverShared).map(notOfEvent);
  if (first !== undefined) throw new Refused(first, ...others);
  if (persons.length > PERSONS_MAX)
    throw new Refused({ code: 'too-many-persons', field: '/persons', params: { max: PERSONS_MAX } });
  return persons.map((person, index) => {
    const own = isObject(person) ? person : {};
    const whole = isObject(person) ? { ...event, ...person } : person;
    return given(whole, (field) => {
      const [name = ''] = (field ?? '').split('.');
      return name in event && !(name in own) ? `/event/${inPointer(field)}` : `/persons/${index}/${inPointer(field)}`;
    });
  });
}

function notOfEvent(name: string): Refusal {
  return { code: 'not-of-event', field: `/event/${name}`, rule: 'R1.1.12' };
}

/** `liableParties.0.basis` as the end of a JSON pointer. */
function inPointer(field: string | undefined): string {
  return (field ?? '').replaceAll('.', '/');
}

function given(body: unknown, pointerTo: GivenEntry['pointerTo']): GivenEntry {
  try {
    return {
      command: parseCommand(EnterOffence, withInnerCapacities(withInnerCodes(body, OFFENCE_CODES))),
      refusals: [],
      pointerTo,
    };
  } catch (error) {
    if (error instanceof Refused) return { refusals: error.refusals, pointerTo };
    throw error;
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length > 0;
}
