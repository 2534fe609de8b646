import type { DecisionSheet } from './decision-sheets.service';
import { decisionPage } from './decision-page.view';

const AGENT = new Set(['decision.draft', 'notification.record']);
const SIGNATORY = new Set(['decision.sign', 'decision.return']);

function sheet(state: string, more: object = {}): DecisionSheet {
  const decision = { state, structuredCommunication: state === 'signed' ? '012600000123' : undefined };
  const offence = {
    place: 'Gent',
    factsOn: '2026-11-18',
    municipality: null,
    discretion: 'Weighed.',
    hearingArguments: [],
  };
  return { decision, offence, isAuthor: false, delegation: { reference: 'D' }, ...more } as unknown as DecisionSheet;
}

describe('what the page of a decision offers', () => {
  it('to the drafter: writing a draft, notifying what is signed', () => {
    expect(decisionPage(sheet('draft'), AGENT)).toMatchObject({ canWrite: true, canSign: false, canNotify: false });
    expect(decisionPage(sheet('submitted'), AGENT)).toMatchObject({ canWrite: false, canReturn: false });
    expect(decisionPage(sheet('signed'), AGENT)).toMatchObject({
      canNotify: true,
      communication: '+++012/6000/00123+++',
    });
  });

  it('R2.2, D33: to a signatory, the signature of somebody else’s decision under a delegation', () => {
    expect(decisionPage(sheet('draft'), SIGNATORY)).toMatchObject({ canSign: false, cannotSign: undefined });
    expect(decisionPage(sheet('submitted'), SIGNATORY)).toMatchObject({ canSign: true, canReturn: true });
    const own = decisionPage(sheet('submitted', { isAuthor: true, delegation: undefined }), SIGNATORY);
    expect(own).toMatchObject({ canSign: false, canReturn: false, cannotSign: 'author' });
    const powerless = decisionPage(sheet('submitted', { delegation: undefined }), SIGNATORY);
    expect(powerless).toMatchObject({ canSign: false, cannotSign: 'delegation' });
  });

  it('to everybody: the facts and what was weighed, without what was not asked', () => {
    const { facts, procedure } = decisionPage(sheet('notified'), new Set());
    expect(facts).toContainEqual({ field: 'factsOn', kind: 'day', value: '2026-11-18' });
    expect(facts.map(({ field }) => field)).not.toContain('municipality');
    expect(procedure).toContainEqual({ field: 'discretion', kind: 'text', value: 'Weighed.' });
  });
});
