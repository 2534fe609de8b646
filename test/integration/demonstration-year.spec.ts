import { YearOffice } from '../../src/demonstration/year/year-office';
import { YEAR_STORIES } from '../../src/demonstration/year/year-stories';
import { YearWalk, type PlayedStory } from '../../src/demonstration/year/year-walk';
import { ensureReferenceData } from '../../src/parameters/reference-data';
import { startTestApp, type TestApp } from '../support/app';

describe('the year', () => {
  let app: TestApp;
  let played: PlayedStory[];

  beforeAll(async () => {
    app = await startTestApp();
    app.clock.stopAt(new Date('2027-01-04T11:00:00Z'));
    await ensureReferenceData(app.transactions, app.config);
    played = await new YearWalk(new YearOffice(app.app, app.clock)).play(YEAR_STORIES);
  }, 120_000);
  afterAll(() => app.close());

  it('x', () => {
    for (const { story, steps } of played) {
      console.log(story.code + '\n' + steps.map(({ step, params, standings, remarks }) => `${step.on} ${step.act} ${JSON.stringify(params)} ${standings.map((s) => `${s.state} owed ${s.owedCents} paid ${s.paidCents} held ${s.heldCents} ref ${s.refundedCents} ${s.lastDay} o${s.order} ${s.claim} ${s.isReady}`).join(' | ')} ${remarks.map((r) => r.code + JSON.stringify(r.params)).join(' ')}`).join('\n'));
    }
  });
});
