import type { DerivationStep } from '../../src/kernel/legal-calendar';
import { legalDate } from '../../src/kernel/legal-date';
import { Form } from '../../src/ui/form';

/** A form with every kind of field filled in and most of them refused. */
function refusedForm(): Form {
  const typed = {
    familyName: '',
    birthDateDay: '31',
    birthDateMonth: '4',
    birthDateYear: '1990',
    factsOn: '31/02/2026',
    amount: 'deux cents',
    nationality: 'BR',
    sex: 'female',
    heard: 'no',
    evidence: ['decision', 'receipt'],
    motivation: 'Première ligne.\nSeconde ligne.',
  };
  return Form.refused('ui.specimen', typed, [
    { code: 'required', field: 'familyName' },
    { code: 'birth-date-impossible', field: 'birthDate' },
    { code: 'not-a-day', field: 'factsOn' },
    { code: 'not-a-number', field: 'amount', params: { min: 1, max: 200 } },
    { code: 'nationality-unknown-code', field: 'nationality', params: { accepted: 'ISO 3166-1' } },
    { code: 'required', field: 'sex' },
    { code: 'required', field: 'waiver' },
    { code: 'too-long', field: 'motivation', params: { max: 5000 } },
    { code: 'required', field: 'statement' },
    { code: 'illegal-transition', params: { machine: 'decision', state: 'signed', verb: 'submit' } },
  ]);
}

const STEPS: readonly DerivationStep[] = [
  { code: 'first', date: legalDate('2026-10-02'), rule: '4A point 2' },
  { code: 'last', date: legalDate('2026-11-02'), rule: '4A point 7', params: { reason: 'all-saints' } },
];

/** Data for templates/web/components/specimen.njk: plainly fictitious, with the long and the awkward. */
export function specimenPage() {
  return {
    number: 'BIF-2026-000123-45',
    form: refusedForm(),
    effects: [
      { key: 'ui.specimen.charged', params: { on: '2026-11-22' } },
      { key: 'ui.specimen.paid', params: { on: '2026-11-23' } },
    ],
    rows: [
      {
        number: 'BIF-2026-000123-45',
        name: 'EXEMPLE, Aline',
        birthDate: { year: 1987, month: 3, day: 12 },
        nationality: 'BR',
        dueCents: 20000,
      },
      {
        number: 'BIF-2026-000124-42',
        name: 'VAN DEN VOORBEELDE-LANGENAAM, Bartholomeus',
        birthDate: { year: 1990, month: 4 },
        nationality: 'stateless',
        dueCents: 5000,
      },
      {
        number: 'BIF-2026-000125-39',
        name: 'Παράδειγμα, Ελένη',
        birthDate: { year: 1975 },
        nationality: 'GB',
        dueCents: 123456,
      },
    ],
    person: {
      displayName: 'Παράδειγμα, Ελένη',
      nameInLatin: 'Paradeigma, Eleni',
      birthDate: { year: 2010, month: 5, day: 1 },
      nationality: 'GR',
      href: '/persons/1',
      minor: true,
    },
    lines: [
      { label: { key: 'ui.specimen.charged', params: { on: '2026-10-01' } }, amountCents: 20000 },
      { label: { key: 'ui.specimen.paid', params: { on: '2026-10-15' } }, amountCents: -15000 },
    ],
    motivation:
      'Première ligne de la motivation.\nSeconde ligne, plus longue, qui doit revenir à la ligne sans déborder.',
    steps: STEPS,
    events: [
      {
        title: { key: 'ui.specimen.charged', params: { on: '2026-10-01' } },
        at: '2026-10-01T08:30:00Z',
        by: 'Aline Exemple',
        details: [{ key: 'ui.specimen.step.first' }],
      },
      {
        title: { key: 'ui.specimen.paid', params: { on: '2026-10-15' } },
        on: legalDate('2026-10-15'),
        text: 'Commentaire libre.',
        links: [{ href: '/payments/1', text: { key: 'ui.specimen.number' } }],
      },
    ],
  };
}
