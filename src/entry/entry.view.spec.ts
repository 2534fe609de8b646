import type { PersonId } from '../kernel/ids';
import { legalDate } from '../kernel/legal-date';
import { OBLIGATIONS_2016 } from '../offences/obligation.rules';
import type { PersonSummary } from '../persons/person.view';
import type { EntryGround } from './entry.service';
import { answeredRows, duplicateHref, entryPage, errorLines } from './entry.view';

const person = (nationality: string): PersonSummary =>
  ({ id: 'p' as PersonId, nationality, withdrawalAgreement: false, language: 'fr' }) as unknown as PersonSummary;

const ground = (nationality: string): EntryGround => ({
  person: person(nationality),
  today: legalDate('2026-11-20'),
  lawOf: legalDate('2026-11-18'),
  obligations: OBLIGATIONS_2016.map((each, index) => ({ ...each, id: String(index) })),
  named: [],
  crossingPoints: [],
});

const page = (nationality: string, answers: Record<string, string>): ReturnType<typeof entryPage> =>
  entryPage(ground(nationality), { draftId: 'd', answers }, 'facts');

describe('a page of the entry', () => {
  it('says who the person is and asks a third-country national for the family member (R1.0.6)', () => {
    expect(page('MA', {})).toMatchObject({ category: 'other-foreigner', asksSponsor: true });
    expect(page('MA', { sponsorNationality: 'BE' })).toMatchObject({ category: 'family-of-belgian' });
    expect(page('FR', {})).toMatchObject({ category: 'eu-citizen', asksSponsor: false });
    expect(page('BE', {})).toMatchObject({ category: 'belgian', asksSponsor: false, offered: [] });
    expect(page('BE', {}).withheld).toHaveLength(OBLIGATIONS_2016.length);
  });

  it('R1.2: computes the last lawful day as soon as the entry date can be read', () => {
    const obligationCode = '41bis-report-presence';
    expect(page('FR', { obligationCode, entryOn: '01/13/2026' }).deadline).toBeUndefined();
    expect(page('FR', { obligationCode, entryOn: '2026-04-01' }).deadline).toMatchObject({
      lastLawfulDay: '2026-04-16',
      offenceFrom: '2026-04-17',
    });
    expect(page('FR', { obligationCode: '4bis-1-border-crossing', entryOn: '2026-04-01' }).deadline).toBeUndefined();
  });

  it('leads to each step of a draft, and nowhere before there is one', () => {
    expect(page('FR', {}).steps.map(({ href }) => href)).toEqual([
      '/entry/d/obligation',
      '/entry/d/facts',
      '/entry/d/liable',
      '/entry/d/hearing',
      '/entry/d/check',
    ]);
    const first = entryPage(ground('FR'), { draftId: undefined, answers: {} }, 'obligation');
    expect(first.steps.every(({ href }) => href === undefined)).toBe(true);
  });
});

describe('what is wrong', () => {
  it('leads to its field, also on the page of another step', () => {
    const lines = errorLines(
      [
        { code: 'required', field: 'place' },
        { code: 'minor-needs-liable-party', field: 'person', params: { factsOn: '2026-11-18' } },
        { code: 'changed-since-read' },
      ],
      'd',
      'facts',
    );
    expect(lines.map(({ field, href }) => [field, href])).toEqual([
      ['place', '#place'],
      ['obligationCode', '/entry/d/obligation#obligationCode'],
      [undefined, undefined],
    ]);
  });

  it('D22: leads to the file that holds the same offence', () => {
    expect(duplicateHref([{ code: 'required', field: 'place' }])).toBeUndefined();
    expect(duplicateHref([{ code: 'duplicate-offence', field: 'factsOn', params: { offenceId: 'o' } }])).toBe(
      '/files/o',
    );
  });
});

test('the check shows what counts, in the order of the form, and a day that cannot be read as it was typed', () => {
  const answers = {
    place: 'Gent',
    factsOn: '31/02/2026',
    reportOn: '2026-11-18',
    entryOn: '2026-10-01',
    border: 'external',
  };
  expect(answeredRows({ draftId: 'd', answers }, ground('FR').obligations[0], 'facts')).toEqual([
    { field: 'factsOn', kind: 'text', value: '31/02/2026', href: '/entry/d/facts#factsOn' },
    { field: 'place', kind: 'text', value: 'Gent', href: '/entry/d/facts#place' },
    { field: 'border', kind: 'choice', value: 'external', href: '/entry/d/facts#border' },
    { field: 'reportOn', kind: 'day', value: '2026-11-18', href: '/entry/d/facts#reportOn' },
  ]);
});
