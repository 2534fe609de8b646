import { readPdf } from '../../test/support/pdf-reader';
import { legalDate } from '../kernel/legal-date';
import { renderLetter } from './letter-pdf';
import { sampleDecision } from './letter-samples';
import { listedTemplates, shownTemplate, templateToShow } from './template-preview';

const on = legalDate('2026-03-12');

describe('preview of templates', () => {
  it('lists each letter in each of its languages, with its days', () => {
    const keys = listedTemplates(on).map(({ key }) => key);
    expect(keys).toEqual(
      expect.arrayContaining([
        'decision/fr/1',
        'decision/nl/1',
        'decision/de/1',
        'receipt/de/1',
        'information-copy/en/1',
        'hearing-invitation/nl/1',
        'correction/de/1',
      ]),
    );
    expect(keys.some((key) => key.startsWith('marks'))).toBe(false);
    expect(listedTemplates(legalDate('2024-01-01')).some(({ inForce }) => inForce)).toBe(false);
  });

  it.each(listedTemplates(on).map(({ key }) => [key]))('shows %s, marked on each page', async (key) => {
    const shown = templateToShow(key);
    if (!shown.ok) throw new Error(key);
    const { act, printed } = shown.value;
    const content = shownTemplate(shown.value, sampleDecision('carrier', act, printed), on);
    const { pages, unmarkedPainting } = await readPdf(await renderLetter(content, { createdAt: new Date(0) }));
    expect(content.mark).toBeDefined();
    const mark = content.mark?.text.replaceAll('\u00a0', ' ') ?? '-';
    for (const page of pages) expect(page.replaceAll('\u00a0', ' ')).toContain(mark);
    expect(unmarkedPainting).toEqual([]);
  });

  it.each(listedTemplates(on).map(({ key }) => [key]))('never leaves a signature alone on a page: %s', (key) => {
    const shown = templateToShow(key);
    if (!shown.ok) throw new Error(key);
    const { act, printed } = shown.value;
    const { blocks } = shownTemplate(shown.value, sampleDecision('parents', act, printed), on);
    const signedAt = blocks.findIndex(({ kind }) => kind === 'signature');
    if (signedAt >= 0) expect(blocks[signedAt - 1]).toMatchObject({ kind: 'paragraph', keepWithNext: true });
  });

  it.each(['', 'decision', 'decision/en/1', 'decision/fr/2', 'marks/fr/1', 'information-copy/fr/1'])(
    'refuses %p',
    (key) => {
      expect(templateToShow(key)).toMatchObject({
        ok: false,
        refusal: { code: 'letter-template-unknown', field: 'letter' },
      });
    },
  );
});
