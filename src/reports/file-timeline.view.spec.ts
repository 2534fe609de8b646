import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { LANGUAGES } from '../ui/language';
import { LOCALES_FOLDER } from '../ui/pages';
import { Translations } from '../ui/translator';
import type { AllocationRow } from './file-money.repository';
import type { EventRow } from './file-timeline.repository';
import { EVENT_TYPES, timelineOf, type StoryFacts } from './file-timeline.view';
import type { DecisionRow, NotificationRow, OffenceRow } from './file.repository';

/** Written to the event log, and part of no file: they bear no case, and are not asked for by file-timeline.repository. */
const OUTSIDE_FILES =
  /^(take-over|movement|ledger|refund-batch|change|deposit-advice|account|department|user|idempotency-keys|session|parameter|seed|demonstration|clock|crossing-point|obligation|machine-key|list|finance-holding)\.|^claim-report\.seen$|^offence-draft\.(begun|dropped)$|^refund\.debit-unsettled$|^person\.(told-apart|sounds-filled)$|^statement\.(matched|set-aside|duplicate-confirmed|refused|linked|confirmed|opened|resumed|undoings-sought)$/;

const event = (type: string, more: Partial<EventRow> = {}): EventRow => ({
  position: '1',
  occurred_at: new Date('2026-11-22T09:00:00Z'),
  actor_kind: 'user',
  actor_id: 'u',
  actor_name: 'Exemple Frontière',
  actor_roles: ['agent', 'cashier', 'signatory'],
  type,
  subject_kind: 'decision',
  subject_id: 'd',
  detail: {},
  ...more,
});

const offence = { facts_on: '2026-10-12', discretion: 'Premier fait.' } as OffenceRow;
const decision = { amount_cents: '20000', number: 'BIF-2026-000001-55' } as DecisionRow;
const returns = [
  { id: 'r1', returned_by: 's', reason: 'Heure ?' },
  { id: 'r2', returned_by: 's', reason: 'Lieu ?' },
];
const notification = { id: 'n', channel: 'hand', acted_on: '2026-10-15', last_day: '2026-11-16', receipt: 'refused', receipt_note: 'Deux témoins.' } as NotificationRow; // prettier-ignore
const allocation = {
  id: 'a', amount_cents: '20000', kind: 'automatic', reason: { code: 'decision-number' }, booked_on: '2026-10-20', movement_sequence: 3,
  movement_cents: '20000', value_on: '2026-10-20', statement_id: 's', statement_year: 2026, statement_sequence: 12, iban: 'BE35679200609437',
} as unknown as AllocationRow; // prettier-ignore

const bare: StoryFacts = { offence, decision: undefined, returns: [], notifications: [], allocations: [] };
const full: StoryFacts = { offence, decision, returns, notifications: [notification], allocations: [allocation] };

describe('the story of a file', () => {
  it.each(LANGUAGES)('has words in %s for every type of event, with much and with little known', (language) => {
    const { message } = new Translations({ folder: LOCALES_FOLDER }).for(language);
    for (const facts of [bare, full])
      for (const type of EVENT_TYPES) {
        const subject_id = type.startsWith('statement') ? 's' : 'd';
        const [item] = timelineOf(
          [event(type, { subject_id, detail: { allocationId: 'a', notificationId: 'n' } })],
          facts,
        );
        const said = [item?.title, ...(item?.details ?? [])].map((each) => each && message(each));
        expect(said.every((text) => text !== undefined && text.length > 3)).toBe(true);
      }
  });

  it('knows every type that the product writes for a case', () => {
    const root = path.resolve(__dirname, '..');
    const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /(?<!\.spec)\.ts$/.test(name),
    );
    const written = names.flatMap((name) =>
      [
        ...readFileSync(path.join(root, name), 'utf8').matchAll(
          /\btype: [^,\n]*?'([a-z-]+\.[a-z-]+)'(?: : '([a-z-]+\.[a-z-]+)')?/g,
        ),
      ]
        .flatMap(([, one, other]) => [one, other])
        .filter((type) => type !== undefined),
    );
    const known: readonly string[] = EVENT_TYPES;
    expect(written.length).toBeGreaterThan(10);
    expect([...new Set(written)].filter((type) => !known.includes(type) && !OUTSIDE_FILES.test(type))).toEqual([]);
  });

  it('tells what is owed when a claim goes to FPS Finance, and since when a hold stands', () => {
    const { message } = new Translations({ folder: LOCALES_FOLDER }).for('en');
    const told = (type: string, detail: EventRow['detail']): string[] =>
      (timelineOf([event(type, { detail })], full)[0]?.details ?? []).map((each) => message(each));
    const replaced = { restoredCents: 20_000, stoppedCents: 12_000, owedAgainCents: 8_000 };
    const [replacement] = told('judgment.replaced', replaced);
    for (const amount of ['€200.00', '€120.00', '€80.00']) expect(replacement).toContain(amount);
    for (const type of ['recovery.prepared', 'claim.offered', 'claim.amount-changed'])
      expect(told(type, { outstandingCents: 12_000 })).toEqual([expect.stringContaining('€120.00')]);
    expect(told('recovery.held', { from: '2026-12-01' })).toEqual(['From 1\u00a0December 2026.']);
  });

  it('shows whoever acted in the role of the act', () => {
    const by = (type: string) => timelineOf([event(type)], full)[0]?.by;
    expect(by('decision.signed')).toMatchObject({ role: 'signatory' });
    expect(by('payment.reversed')).toMatchObject({ role: 'cashier' });
    expect(by('offence.recorded')).toMatchObject({ role: 'agent' });
    const auditor = event('document.viewed', { actor_roles: ['auditor'] });
    expect(timelineOf([auditor], full)[0]?.by).toMatchObject({ role: 'auditor' });
    const machine = event('document.viewed', { actor_kind: 'machine', actor_id: 'finance' });
    expect(timelineOf([machine], full)[0]?.by).toEqual({ kind: 'machine', name: 'finance' });
  });

  it('R2.7: gives each return its own reason', () => {
    const story = timelineOf(
      ['r1', 'r2'].map((returnId) => event('decision.returned', { detail: { returnId } })),
      full,
    );
    expect(story.map(({ words }) => words)).toEqual(['Heure ?', 'Lieu ?']);
  });

  it('fails on a type without words, instead of showing its name', () => {
    const { message } = new Translations({ folder: LOCALES_FOLDER }).for('fr');
    const [item] = timelineOf([event('appeal.lodged')], full);
    expect(() => item && message(item.title)).toThrow('events.appeal.lodged.title');
  });
});
