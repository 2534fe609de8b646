import fc from 'fast-check';
import { checkObligationDefinition } from './obligation-definition.rules';
import { OBLIGATIONS_2016 } from './obligation.rules';

const of = (subject: string): object => ({ ...OBLIGATIONS_2016.find((each) => each.subject === subject)! });
const PRESENCE = of('presence-report');

/** `field code rule` of the refusal, or `accepted`. */
function finding(definition: unknown): string {
  const checked = checkObligationDefinition(definition);
  if (checked.ok) return 'accepted';
  const { field, code, rule } = checked.refusal;
  return [field, code, rule].join(' ');
}

describe('the definition of an obligation (R1.1)', () => {
  it.each(OBLIGATIONS_2016.map((each) => [each.code, each] as const))('R1.1: %s of the seed stands', (_code, each) => {
    expect(checkObligationDefinition(JSON.parse(JSON.stringify(each)))).toEqual({ ok: true, value: each });
  });

  it.each([
    ['trap 2: an amount', { amountCents: 20_000 }, 'amountCents unknown-field R1.1'],
    ['trap 2: a highest amount', { maxAmountCents: 20_000 }, 'maxAmountCents unknown-field R1.1'],
    [
      'trap 3: 4bis as collection of 41bis',
      { collectionBasis: '4bis' },
      'collectionBasis collection-basis-foreign R1.1',
    ],
    ['trap 19: calendar days', { delay: { kind: 'days', days: 90 } }, 'delay obligation-malformed R1.1'],
    ['trap 19: months for working days', { delay: { kind: 'months', months: 3 } }, 'delay obligation-malformed R1.1'],
    ['a delay of nothing', { delay: { kind: 'working-days', workingDays: 0 } }, 'delay obligation-malformed R1.1'],
    [
      'a delay with a rest',
      { delay: { kind: 'working-days', workingDays: 10, months: 1 } },
      'delay obligation-malformed R1.1',
    ],
    ['R1.0.5: Belgians', { finable: ['belgian'] }, 'finable belgian-finable R1.0.5'],
    ['nobody', { finable: [] }, 'finable obligation-malformed R1.1'],
    ['somebody twice', { finable: ['eu-citizen', 'eu-citizen'] }, 'finable obligation-malformed R1.1'],
    ['R1.1.11: a carrier outside 4bis', { carrierCoLiable: true }, 'carrierCoLiable carrier-only-4bis R1.1.11'],
    ['another article than its subject’s', { article: '42' }, 'article obligation-malformed R1.1'],
    ['an exemption that there is not', { exemptions: ['holiday'] }, 'exemptions obligation-malformed R1.1'],
    ['an end before its beginning', { validTo: '2016-07-23' }, 'validTo validity-reversed R1.1'],
    ['a day that does not exist', { validFrom: '2026-02-30' }, 'validFrom obligation-malformed R1.1'],
    ['a code of another article', { code: '42-report' }, 'article obligation-malformed R1.1'],
  ])('refuses %s', (_what, changes, expected) => {
    expect(finding({ ...PRESENCE, ...changes })).toBe(expected);
  });

  it('trap 1: article 42octies is a ground under a legal review only (D1)', () => {
    expect(finding({ ...of('collection-article'), needsLegalReview: false })).toBe(
      'needsLegalReview review-needed-42octies D1',
    );
  });

  it('R1.1.9: the permanent card binds family members only', () => {
    expect(finding({ ...of('permanent-residence'), finable: ['eu-citizen'] })).toBe(
      'finable permanent-card-of-family-only R1.1.9',
    );
  });

  it('R1.1.2: only the report of presence knows exemptions', () => {
    expect(finding({ ...of('permanent-residence'), exemptions: ['prison'] })).toBe(
      'exemptions obligation-malformed R1.1.2',
    );
  });

  it('never throws, and every refusal names its field and rule (property)', () => {
    const anything = fc.oneof(
      fc.anything(),
      fc.record(Object.fromEntries(Object.keys(PRESENCE).map((field) => [field, fc.anything()])), { requiredKeys: [] }),
      fc
        .record({ field: fc.constantFrom(...Object.keys(PRESENCE)), value: fc.anything() })
        .map(({ field, value }) => ({ ...PRESENCE, [field]: value })),
    );
    fc.assert(
      fc.property(anything, (definition) => {
        const checked = checkObligationDefinition(definition);
        return checked.ok || (checked.refusal.field !== undefined && checked.refusal.rule !== undefined);
      }),
    );
  });
});
