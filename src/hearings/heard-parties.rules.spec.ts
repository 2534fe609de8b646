import { legalDate } from '../kernel/legal-date';
import { checkHeardParties, type HearingOfParties, type PartiesToHear } from './heard-parties.rules';

const DAYS = { factsOn: legalDate('2026-05-18'), today: legalDate('2026-06-30') };

function findings(hearing: HearingOfParties, who: Partial<PartiesToHear>): string[] {
  const parties = { isMinor: false, hasCarrier: false, at: 'entry' as const, ...DAYS, ...who };
  return checkHeardParties(hearing, parties).map(({ field = '', code }) => `${field} ${code}`);
}

describe('the hearing of those who pay (R2.8, trap 8)', () => {
  it('trap 8: the words of a child alone carry no fine of its parents', () => {
    const child = { hearingKind: 'heard', hearingHeard: 'person' };
    const minor = { isMinor: true };
    expect(findings(child, {})).toEqual([]);
    expect(findings(child, minor)).toEqual(['hearingHeard representative-not-heard']);
    expect(findings({ ...child, hearingHeard: 'lawyer' }, minor)).toEqual(['hearingHeard representative-not-heard']);
    expect(findings({ ...child, hearingHeard: 'representative' }, minor)).toEqual([]);
    expect(findings({ ...child, hearingRepresentativeWaiver: '.' }, minor)).toEqual([
      'hearingRepresentativeWaiver reason-too-short',
    ]);
    expect(findings({ ...child, hearingRepresentativeWaiver: 'Both parents are abroad.' }, minor)).toEqual([]);
  });

  it('R1.0.7: the silence of a minor is that of the representative who was invited', () => {
    const silent = { hearingKind: 'invited-no-answer' };
    expect(findings(silent, {})).toEqual([]);
    expect(findings(silent, { isMinor: true })).toEqual(['hearingInvitedName representative-not-invited']);
    expect(findings({ ...silent, hearingInvitedName: 'Exemple, Ada, mother' }, { isMinor: true })).toEqual([]);
    expect(findings({ hearingKind: 'waived' }, { isMinor: true })).toEqual([]);
    // Older files were recorded before the name was asked for; whoever names others who must pay is asked.
    expect(findings(silent, { isMinor: true, at: 'record' })).toEqual([]);
    expect(findings(silent, { isMinor: true, at: 'naming' })).toEqual([
      'hearingInvitedName representative-not-invited',
    ]);
  });

  it('R2.8: an adult is invited in person, and nobody is named in their place at the entry', () => {
    const named = { hearingKind: 'heard', hearingInvitedName: 'Exemple, Ada, mother' };
    expect(findings(named, {})).toEqual(['hearingInvitedName representative-of-adult']);
    expect(findings(named, { at: 'record' })).toEqual([]);
    expect(findings(named, { at: 'naming' })).toEqual([]);
  });

  it.each(['entry', 'naming', 'record'] as const)(
    'trap 8: an adult is fined on nobody else’s silence or words (%s)',
    (at) => {
      const silent = { hearingKind: 'invited-no-answer', hearingInvitedName: ' Exemple, Ada, mother ' };
      expect(findings(silent, { at })).toEqual(['hearingKind silence-of-representative']);
      expect(checkHeardParties(silent, { isMinor: false, hasCarrier: false, at, ...DAYS })).toMatchObject([
        { rule: 'R2.8', params: { name: 'Exemple, Ada, mother' } },
      ]);
      expect(findings({ ...silent, hearingInvitedName: ' ' }, { at })).toEqual([]);
      const spoken = { hearingKind: 'heard', hearingHeard: 'representative' };
      expect(findings(spoken, { at })).toEqual(['hearingHeard heard-through-representative']);
      expect(findings({ ...spoken, hearingHeard: 'lawyer' }, { at })).toEqual([]);
    },
  );

  it('trap 8: a carrier is heard about its negligence, or a reason says why not', () => {
    const carrier = { hasCarrier: true };
    const said = { hearingCarrierOn: '2026-05-20', hearingCarrierStatement: 'The gangway was watched.' };
    expect(findings({}, carrier)).toEqual(['hearingCarrierStatement carrier-not-heard']);
    expect(findings(said, carrier)).toEqual([]);
    expect(findings({ ...said, hearingCarrierOn: null }, carrier)).toEqual(['hearingCarrierOn required']);
    expect(findings({ ...said, hearingCarrierOn: '2026-05-17' }, carrier)).toEqual([
      'hearingCarrierOn hearing-before-facts',
    ]);
    expect(findings({ ...said, hearingCarrierOn: '2026-07-01' }, carrier)).toEqual([
      'hearingCarrierOn hearing-in-future',
    ]);
    expect(findings({ hearingCarrierWaiver: 'Bankrupt since the voyage.' }, carrier)).toEqual([]);
    expect(findings({ ...said, hearingCarrierWaiver: 'Bankrupt since the voyage.' }, carrier)).toEqual([
      'hearingCarrierWaiver carrier-heard-and-waived',
    ]);
  });
});
