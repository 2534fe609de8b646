import { refusalsOf } from '../../test/support/refusals';
import { evidenceIn, evidenceNeededIn } from './evidence.commands';
import { checkEvidence } from './evidence.rules';

const PNG = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.from('....IEND....')]);
const upload = (fileName: string, bytes = PNG): object => ({ fileName, mediaType: 'image/png', bytes });
const codes = (run: () => unknown): Promise<string[]> => refusalsOf(Promise.resolve().then(run));

describe('evidence in a form', () => {
  it('is taken out with its title; the rest is the command', () => {
    const form = evidenceIn({ file: upload('avis.png'), fileTitle: ' Avis ', source: 'advice' });
    expect(form).toMatchObject({ title: 'Avis', fields: { source: 'advice' }, file: { name: 'avis.png', bytes: PNG } });
    expect(form.print).toMatchObject({
      source: 'advice',
      fileTitle: 'Avis',
      file: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
  });

  it.each([
    ['C:\\papers\\advice.png', 'advice.png'],
    ['../../etc/passwd', 'passwd'],
    ['\u202egnp.tset\u0007', 'gnp.tset'],
    ['', ''],
  ])('the name %j is kept as %j', (given, kept) => {
    expect(evidenceIn({ file: upload(given) }).file?.name).toBe(kept);
  });

  it('no file chosen is none, something else than a file is refused', async () => {
    expect(evidenceIn({ file: upload('', Buffer.alloc(0)) }).file).toBeUndefined();
    expect(evidenceIn({}).file).toBeUndefined();
    expect(await codes(() => evidenceNeededIn({}))).toEqual(['file: file-missing']);
    expect(await codes(() => evidenceIn({ file: 'a text' }))).toEqual(['file: file-missing']);
    expect(await codes(() => evidenceIn({ file: null }))).toEqual(['file: file-missing']);
    expect(await codes(() => evidenceIn({ fileTitle: 'x'.repeat(201) }))).toEqual(['fileTitle: too-long']);
    expect(await codes(() => evidenceIn({ fileTitle: 'a\u0000' }))).toEqual(['fileTitle: control-characters']);
    expect(await codes(() => evidenceIn({ fileTitle: ['a', 'b'] }))).toEqual(['fileTitle: not-a-text']);
  });
});

describe('what evidence may be', () => {
  it('PDF, PNG and JPEG by their content; TIFF, texts and active PDF are refused', () => {
    expect(checkEvidence(PNG)).toEqual({ ok: true, value: 'image/png' });
    const refused = (bytes: Buffer): unknown => checkEvidence(bytes);
    expect(refused(Buffer.concat([Buffer.from('II*\0', 'latin1'), Buffer.alloc(99)]))).toMatchObject({
      refusal: { code: 'evidence-not-accepted' },
    });
    expect(refused(Buffer.from('a text'))).toMatchObject({ refusal: { code: 'evidence-not-accepted', field: 'file' } });
    expect(refused(Buffer.alloc(0))).toMatchObject({ refusal: { code: 'file-missing' } });
    expect(refused(Buffer.from('%PDF-1.4\n1 0 obj << /S /JavaScript >> endobj\n%%EOF'))).toMatchObject({
      refusal: { code: 'scan-with-action' },
    });
  });
});
