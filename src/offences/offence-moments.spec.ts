import { legalDate } from '../kernel/legal-date';
import { OBLIGATIONS_2016 } from './obligation.rules';
import { checkOffence, type OffenceFacts } from './offence.rules';

const TODAY = legalDate('2026-06-01');
const FACTS: OffenceFacts = {
  factsOn: legalDate('2026-05-20'),
  reportOn: legalDate('2026-05-20'),
  border: 'external',
  crossingDirection: 'entry',
  crossingSite: 'elsewhere',
  hearing: {
    kind: 'heard',
    on: legalDate('2026-05-21'),
    means: 'interview',
    statement: 'I came by boat.',
    argumentsRaised: 'not-raised',
  },
  forceMajeure: 'None is raised.',
  discretion: 'The first breach.',
  outcome: 'fine',
};

/** `field code` of every refusal of these facts, with the changes. */
function findings(changes: Partial<OffenceFacts>): string[] {
  const offender = {
    kind: 'natural',
    nationality: 'stateless',
    withdrawalAgreement: false,
    birthDate: { year: 1987 },
  } as const;
  const checked = checkOffence(
    { ...FACTS, ...changes },
    OBLIGATIONS_2016[0]!,
    offender,
    { crossingPoints: [], hearingTermDays: 10 },
    TODAY,
  );
  return checked.ok ? [] : checked.refusals.map(({ field, code }) => `${field ?? ''} ${code}`);
}

describe('the moments of an offence other than its day', () => {
  it('exist, do not lie ahead, and the report is not older than its facts', () => {
    expect(findings({})).toEqual([]);
    expect(findings({ factsAt: '9:75' })).toEqual(['factsAt not-a-time']);
    expect(findings({ reportOn: legalDate('2026-06-02') })).toEqual(['reportOn report-in-future']);
    expect(findings({ reportOn: legalDate('2026-05-19') })).toEqual(['reportOn report-before-facts']);
    expect(findings({ reportOn: TODAY, compliedOn: TODAY })).toEqual([]);
    expect(findings({ compliedOn: legalDate('2026-06-02') })).toEqual(['compliedOn complied-in-future']);
  });

  it('R2.8: a hearing says on which day and in what way', () => {
    expect(
      findings({ hearing: { kind: 'heard', statement: 'I came by boat.', argumentsRaised: 'not-raised' } }),
    ).toEqual(['hearingOn required', 'hearingMeans required']);
  });
});
