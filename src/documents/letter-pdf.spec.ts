import { allNodes, paintedOutsideMarks, readPdf } from '../../test/support/pdf-reader';
import type { LetterBlock, LetterContent } from './letter-content';
import { plain } from './letter-content';
import { linesForPage } from './letter-flow';
import { printableText } from './letter-fonts';
import { printableLetter, renderLetter, UnprintableLetterError } from './letter-pdf';

const createdAt = new Date('2026-03-12T10:00:00.123Z');

function letter(blocks: readonly LetterBlock[], changes: Partial<LetterContent> = {}): LetterContent {
  return {
    language: 'fr',
    templateVersion: '1',
    title: 'Lettre d’essai',
    author: 'Office d’essai',
    letterhead: {
      office: { ministry: 'Ministère', name: 'Office d’essai', otherNames: ['Proefdienst'] },
      senderLines: ['Service', 'Rue 1', '1000 Bruxelles'],
    },
    window: {
      reference: 'Réf. 1',
      returnAddress: 'Rue 1, 1000 Bruxelles',
      code: { size: 2, modules: [true, false, false, true], alt: 'Code de la référence' },
      lines: [plain('TEMOIN Alice'), plain('Rue Fictive 1'), plain('1000 Bruxelles')],
    },
    runningTitle: 'Lettre 1',
    footer: 'Office d’essai, rue 1, 1000 Bruxelles',
    pageLabel: 'Page {{page}} de {{pages}}',
    blocks: [{ kind: 'heading', level: 1, text: 'Objet' }, ...blocks],
    ...changes,
  };
}

const everyKind: readonly LetterBlock[] = [
  {
    kind: 'references',
    cells: [
      { label: 'Numéro', value: '1' },
      { label: 'Date', value: '12 mars 2026' },
    ],
  },
  { kind: 'panel', title: 'En bref', items: [plain('un'), plain('deux')] },
  { kind: 'heading', level: 2, text: 'Première partie' },
  { kind: 'definitions', rows: [{ term: 'Nom', values: [plain('TEMOIN'), plain('alias TEMOIN')] }] },
  {
    kind: 'paragraph',
    content: [
      { text: 'Du texte ' },
      { text: 'gras', bold: true },
      { text: ', und ein deutsches Wort', language: 'de' },
    ],
  },
  { kind: 'list', items: [plain('un'), plain('deux')] },
  { kind: 'heading', level: 3, text: 'Sous-titre' },
  {
    kind: 'payment-slip',
    rows: [{ term: 'IBAN', values: [plain('BE35 6792 0060 9437')] }],
    qr: { size: 2, modules: [true, false, false, true], alt: 'Code de paiement', caption: 'À lire' },
  },
  { kind: 'choices', items: [plain('oui'), plain('non')] },
  { kind: 'form-lines', fields: [{ label: 'Lieu' }, { label: 'Signature', tall: true }] },
  { kind: 'signature', lines: [plain('Pour le ministre')] },
];

describe('renderLetter', () => {
  it('names itself PDF/A-3a and PDF/UA-1, with language, title and instant', async () => {
    const bytes = await renderLetter(letter(everyKind), { createdAt });
    const pdf = await readPdf(bytes);
    expect(bytes.toString('latin1', 0, 8)).toBe('%PDF-1.7');
    expect(pdf.xmp).toContain('<pdfaid:part>3</pdfaid:part>');
    expect(pdf.xmp).toContain('<pdfaid:conformance>A</pdfaid:conformance>');
    expect(pdf.xmp).toContain('<pdfuaid:part>1</pdfuaid:part>');
    expect(pdf.xmp).toContain('<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>');
    expect(pdf.language).toBe('fr-BE');
    expect(pdf.info).toMatchObject({
      Title: 'Lettre d’essai',
      Author: 'Office d’essai',
      CreationDate: 'D:20260312100000Z',
    });
    expect(bytes.toString('latin1')).toMatch(/\/DisplayDocTitle true/);
    expect(bytes.toString('latin1')).toMatch(/\/MarkInfo/);
    expect(bytes.toString('latin1').match(/\/FontFile2 /g)).toHaveLength(2);
  });

  it('gives the same bytes each time, also when letters are made side by side', async () => {
    const other = letter([{ kind: 'paragraph', content: plain('Une tout autre lettre, Ωμέγα.') }]);
    const first = await renderLetter(letter(everyKind), { createdAt });
    const [again, different, third] = await Promise.all(
      [letter(everyKind), other, letter(everyKind)].map((content) => renderLetter(content, { createdAt })),
    );
    expect(again?.equals(first)).toBe(true);
    expect(third?.equals(first)).toBe(true);
    expect(different?.equals(first)).toBe(false);
    expect(different?.equals(await renderLetter(other, { createdAt }))).toBe(true);
  });

  it('identifies the file by its content and instant', async () => {
    const idOf = (bytes: Buffer) => /\/ID \[<([0-9a-f]{32})>/.exec(bytes.toString('latin1'))?.[1];
    const ids = await Promise.all([
      renderLetter(letter(everyKind), { createdAt }),
      renderLetter(letter(everyKind), { createdAt: new Date('2026-03-12T10:00:01Z') }),
      renderLetter(letter(everyKind.slice(1)), { createdAt }),
    ]);
    expect(new Set(ids.map(idOf)).size).toBe(3);
    expect(ids.map(idOf)).not.toContain(undefined);
  });

  it('has a structure tree with headings, table headers with scope, lists, and the text that stands for the code', async () => {
    const bytes = await renderLetter(letter(everyKind), { createdAt });
    const nodes = allNodes((await readPdf(bytes)).structure);
    const withRole = (role: string) => nodes.filter((node) => node.role === role);
    expect(nodes[0]).toMatchObject({ role: 'Document', lang: 'fr-BE' });
    expect(withRole('H1').map((node) => node.text)).toEqual(['Objet']);
    expect(withRole('H2').map((node) => node.text)).toEqual(['En bref', 'Première partie']);
    expect(withRole('H3').map((node) => node.text)).toEqual(['Sous-titre']);
    expect(withRole('Table')).toHaveLength(3);
    expect(withRole('TH').map((node) => node.text)).toEqual(['Numéro', 'Date', 'Nom', 'IBAN']);
    expect(bytes.toString('latin1').match(/\/Scope \/(Row|Column)/g)).toEqual([
      '/Scope /Column',
      '/Scope /Column',
      '/Scope /Row',
      '/Scope /Row',
    ]);
    expect(withRole('LBody').map((node) => node.text)).toEqual(['un', 'deux', 'un', 'deux', 'oui', 'non']);
    expect(withRole('Figure').map((node) => node.alt)).toEqual(['Code de la référence', 'Code de paiement']);
    expect(withRole('Span')).toEqual([expect.objectContaining({ lang: 'de', text: ', und ein deutsches Wort' })]);
  });

  it('has bookmarks for the subject and the sections', async () => {
    const pdf = await readPdf(await renderLetter(letter(everyKind), { createdAt }));
    expect(pdf.outline).toEqual([
      { title: 'Objet', level: 1 },
      { title: 'Première partie', level: 2 },
    ]);
  });

  it('paints nothing outside marked content, and the check would notice', async () => {
    const pdf = await readPdf(await renderLetter(letter(everyKind), { createdAt }));
    expect(pdf.unmarkedPainting).toEqual([]);
    expect(paintedOutsideMarks('/P <</MCID 0>> BDC BT (a EMC Tj) Tj ET EMC BT [<0041>] TJ ET')).toEqual(['TJ']);
    expect(paintedOutsideMarks('0 0 1 1 re f')).toEqual(['f']);
  });

  it('repeats head and foot on each page, outside the structure', async () => {
    const pdf = await readPdf(
      await renderLetter(letter([{ kind: 'paragraph', content: plain('Un mot après l’autre. '.repeat(400)) }]), {
        createdAt,
      }),
    );
    expect(pdf.pageCount).toBeGreaterThan(1);
    pdf.pages.forEach((page, index) => {
      expect(page).toContain(`Page ${index + 1} de ${pdf.pageCount}`);
      expect(page).toContain('Office d’essai, rue 1, 1000 Bruxelles');
      if (index > 0) expect(page).toContain('Lettre 1');
    });
    const structured = pdf.structure.map((node) => node.text).join(' ');
    expect(structured).not.toContain('Lettre 1');
    expect(structured).not.toContain('Page 1');
  });

  it('lets a text of 5 000 characters flow over pages without losing a word', async () => {
    const words = Array.from({ length: 1100 }, (_, index) => `m${index}`);
    const text = words.join(' ');
    expect(text.length).toBeGreaterThan(5000);
    const pdf = await readPdf(await renderLetter(letter([{ kind: 'paragraph', content: plain(text) }]), { createdAt }));
    const paragraph = pdf.structure.map((node) => node.text).join(' ');
    expect(paragraph.match(/\bm\d+\b/g)).toEqual(words);
  });

  it('cuts a word that no line can hold, and a table row that no page can hold', async () => {
    const word = 'x'.repeat(5000);
    const pdf = await readPdf(
      await renderLetter(letter([{ kind: 'definitions', rows: [{ term: 'Nom', values: [plain(word)] }] }]), {
        createdAt,
      }),
    );
    expect(pdf.pageCount).toBeGreaterThan(1);
    expect(
      pdf.structure
        .map((node) => node.text)
        .join('')
        .match(/x/g)?.length,
    ).toBeGreaterThanOrEqual(5000);
  });

  it('never leaves a heading alone at the foot of a page', async () => {
    for (let lines = 16; lines < 40; lines++) {
      const filler: LetterBlock[] = Array.from({ length: lines }, () => ({
        kind: 'paragraph',
        content: plain('Ligne.'),
      }));
      const pdf = await readPdf(
        await renderLetter(
          letter([
            ...filler,
            { kind: 'heading', level: 2, text: 'Titre' },
            { kind: 'paragraph', content: plain('Suite du titre. '.repeat(30)) },
          ]),
          { createdAt },
        ),
      );
      const page = pdf.pages.find((text) => text.includes('Titre'));
      expect(page).toContain('Suite du titre');
    }
  });

  it('shows names in Greek, Cyrillic and Vietnamese, and Arabic and Hebrew words in their own order', async () => {
    const names = ['Παπαδόπουλος Γιώργος', 'Ђорђевић Шевченко', 'Nguyễn Thị Ánh'];
    const bytes = await renderLetter(
      letter([
        ...names.map((name): LetterBlock => ({ kind: 'paragraph', content: plain(name) })),
        {
          kind: 'paragraph',
          content: [{ text: 'Nom: ' }, { text: 'محمد العلوي', language: 'und-Arab' }, { text: ', né en 1990' }],
        },
      ]),
      { createdAt },
    );
    const pdf = await readPdf(bytes);
    for (const name of names) expect(pdf.text).toContain(name);
    const span = allNodes(pdf.structure).find((node) => node.role === 'Span');
    expect(span?.lang).toBe('und-Arab');
    // The logical order stands as ActualText, in UTF-16 with its mark.
    expect(bytes.toString('latin1')).toContain('/ActualText (\xfe\xff');
    expect(bytes.toString('latin1')).not.toContain('.notdef');
  });

  it.each([
    ['a control character', 'Un\u0007e'],
    ['a line end', 'Une\nautre'],
    ['a mark that turns the direction', 'Une\u202eautre'],
    ['a lone surrogate', 'Une\ud800autre'],
    ['an emoji', 'Une 🦀'],
    ['a script without a font', '王'],
  ])('refuses %s instead of printing an empty box', async (_, text) => {
    await expect(renderLetter(letter([{ kind: 'paragraph', content: plain(text) }]), { createdAt })).rejects.toThrow(
      UnprintableLetterError,
    );
    await expect(renderLetter(letter([], { footer: text }), { createdAt })).rejects.toThrow(UnprintableLetterError);
  });

  it('takes a hostile name as the text that it is', async () => {
    const name = ')\\ >> /JS (app.alert(1)) endobj <script> %%EOF {{page}}';
    const pdf = await readPdf(
      await renderLetter(letter([{ kind: 'paragraph', content: plain(name) }], { footer: name, runningTitle: name }), {
        createdAt,
      }),
    );
    expect(pdf.text).toContain(name);
    expect(pdf).toMatchObject({ annotationCount: 0, hasScript: false, attachmentCount: 0, unmarkedPainting: [] });
    await expect(renderLetter(letter([], { title: name }), { createdAt })).rejects.toThrow(RangeError);
  });
});

describe('printableLetter', () => {
  it('accepts what can be printed and names what cannot, wherever it stands', () => {
    const good = letter(everyKind);
    expect(printableLetter(good)).toEqual({ ok: true, value: good });
    expect(printableLetter(letter([{ kind: 'list', items: [plain('a\u0007')] }], { footer: '王' }))).toEqual({
      ok: false,
      refusal: { code: 'text-not-printable', params: { characters: 'U+738B, U+0007' } },
    });
  });
});

describe('printableText', () => {
  it('accepts line ends between paragraphs and names what it refuses by code point', () => {
    expect(printableText('Un.\r\nDeux.\nTrois.', 'motivation')).toEqual({ ok: true, value: 'Un.\r\nDeux.\nTrois.' });
    expect(printableText('a\u0007b王', 'motivation')).toEqual({
      ok: false,
      refusal: { code: 'text-not-printable', field: 'motivation', params: { characters: 'U+0007, U+738B' } },
    });
  });
});

describe('linesForPage', () => {
  it('leaves no single line behind and carries none over', () => {
    for (let remaining = 1; remaining < 30; remaining++) {
      for (let room = 0; room < 30; room++) {
        const count = linesForPage(remaining, room, true, false);
        expect(count).toBeLessThanOrEqual(Math.min(remaining, Math.max(room, 0)));
        if (count > 0 && count < remaining) {
          expect(count).toBeGreaterThanOrEqual(2);
          expect(remaining - count).toBeGreaterThanOrEqual(2);
        }
      }
    }
  });
});
