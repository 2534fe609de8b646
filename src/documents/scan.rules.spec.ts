import { deflateSync } from 'node:zlib';
import { checkScan, SCAN_LIMIT_BYTES } from './scan.rules';

const pdf = (objects: string): Buffer => Buffer.from(`%PDF-1.7\n${objects}\nstartxref\n9\n%%EOF\n`, 'latin1');
const page = '1 0 obj\n<< /Type /Page >>\nendobj';
const jpeg = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(200), Buffer.from([0xff, 0xd9])]);
const png = Buffer.from('\x89PNG\r\n\x1a\n' + 'x'.repeat(100) + 'IEND\xaeB`\x82', 'latin1');
const tiff = Buffer.concat([Buffer.from('II*\0', 'latin1'), Buffer.alloc(100)]);

function codeOf(bytes: Buffer): string {
  const found = checkScan(bytes);
  if (found.ok) return found.value;
  const { code, params } = found.refusal;
  return params?.['action'] === undefined ? code : `${code} ${String(params['action'])}`;
}

function packed(objects: string, dictionary = '/Filter /FlateDecode'): string {
  const data = dictionary === '' ? objects : deflateSync(Buffer.from(objects, 'latin1')).toString('latin1');
  return `2 0 obj\n<< /Type /ObjStm ${dictionary} /N 1 /First 4 >>\nstream\n${data}\nendstream\nendobj`;
}

describe('a scan (D33)', () => {
  it.each([
    [pdf(page), 'application/pdf'],
    [png, 'image/png'],
    [jpeg, 'image/jpeg'],
    [tiff, 'image/tiff'],
    [Buffer.from('MM\0*' + '\0'.repeat(100), 'latin1'), 'image/tiff'],
  ])('is known by its content: %#', (bytes, expected) => {
    expect(codeOf(bytes)).toBe(expected);
  });

  it.each([
    ['nothing', Buffer.alloc(0), 'file-missing'],
    ['a text', Buffer.from('bonjour'), 'scan-not-accepted'],
    ['a page of a browser', Buffer.from('<html><script>alert(1)</script>'), 'scan-not-accepted'],
    ['a PDF that is cut off', Buffer.from('%PDF-1.7\n' + page), 'scan-not-accepted'],
    ['an image that is cut off', png.subarray(0, 60), 'scan-not-accepted'],
    ['something before the PDF', Buffer.concat([Buffer.from('MZ'), pdf(page)]), 'scan-not-accepted'],
    ['an encrypted PDF', pdf(`${page}\ntrailer << /Encrypt 5 0 R >>`), 'scan-not-accepted'],
    ['a program', pdf('1 0 obj << /OpenAction << /S /JavaScript /JS (x) >> >> endobj'), 'scan-with-action JavaScript'],
    ['a program under another spelling', pdf('1 0 obj << /S /J#61vaScript >> endobj'), 'scan-with-action JavaScript'],
    ['a start of a program', pdf('1 0 obj << /S /Launch /F (cmd.exe) >> endobj'), 'scan-with-action Launch'],
    ['a program in an object stream', pdf(packed('<< /S /JavaScript >>')), 'scan-with-action JavaScript'],
    ['one that is not packed', pdf(packed('<< /S /Launch >>', '')), 'scan-with-action Launch'],
    [
      'an object stream packed in another way',
      pdf(packed('x', '/Filter [/ASCII85Decode /FlateDecode]')),
      'scan-not-accepted',
    ],
    ['a file inside', pdf('1 0 obj << /Type /EmbeddedFile >> endobj'), 'scan-with-action EmbeddedFile'],
  ])('is refused: %s', (_what, bytes, expected) => {
    expect(codeOf(bytes)).toBe(expected);
  });

  it('is not taken for a program because of what an image holds', () => {
    const image = '3 0 obj\n<< /Subtype /Image >>\nstream\n/JS /Launch /Encrypt\nendstream\nendobj';
    expect(codeOf(pdf(`${page}\n${image}`))).toBe('application/pdf');
  });

  it('is refused beyond its limit, with its size', () => {
    const large = Buffer.concat([jpeg, Buffer.alloc(SCAN_LIMIT_BYTES)]);
    expect(checkScan(large)).toMatchObject({
      refusal: { code: 'scan-too-large', field: 'file', params: { megabytes: 11 } },
    });
  });
});
