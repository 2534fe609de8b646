import { generateKeyPairSync, KeyObject, webcrypto } from 'node:crypto';
import { inspect } from 'node:util';
import { X509CertificateGenerator } from '@peculiar/x509';
import { borderDecision } from '../../test/support/letter-samples';
import { allNodes, readPdf } from '../../test/support/pdf-reader';
import { decisionLetter } from '../documents/decision-letter';
import { renderLetter } from '../documents/letter-pdf';
import { newDemonstrationCertificate, type CertificatePem } from './demonstration-certificate';
import { PdfObjects, UnreadablePdfError } from './pdf-revision';
import { sealed } from './seal';
import { verifySeal } from './seal-verification';
import { sealingCertificate, type SealingCertificate } from './sealing-certificate';

const at = new Date('2026-11-20T11:00:00.500Z');
const label = 'Cachet électronique de l’Office';

describe('the electronic seal (D33)', () => {
  let pem: CertificatePem;
  let by: SealingCertificate;
  let plain: Buffer;
  let pdf: Buffer;

  beforeAll(async () => {
    pem = await newDemonstrationCertificate();
    const found = sealingCertificate({ ...pem, passphrase: undefined }, at);
    if (!found.ok) throw new Error(found.refusal.code);
    by = found.value;
    plain = await renderLetter(decisionLetter(borderDecision('fr')), { createdAt: at });
    pdf = await sealed(plain, by, { at, label });
  });

  it('D33: is valid, names its certificate and its moment, and leaves what was there byte for byte', async () => {
    expect(await verifySeal(pdf)).toEqual({
      state: 'valid',
      problems: [],
      signerName: 'DEMONSTRATION - not a real seal',
      sealedAt: '2026-11-20T11:00:00Z',
      certificateSha256Hex: by.certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    });
    expect(pdf.subarray(0, plain.length).equals(plain)).toBe(true);
    expect(await verifySeal(plain)).toEqual({ state: 'none' });
  });

  it('D33: is broken by any changed byte, before it, after it and in it, and by bytes added', async () => {
    const stateWith = async (index: number): Promise<string> => {
      const changed = Buffer.from(pdf);
      changed[index] = (changed[index] ?? 0) ^ 1;
      return (await verifySeal(changed)).state;
    };
    const contents = pdf.lastIndexOf('/Contents <') + '/Contents <'.length;
    const certificate = pdf.indexOf(by.certificate.raw.toString('hex'), contents);
    const signature = pdf.indexOf('0'.repeat(100), certificate);
    for (const index of [20, 5_000, plain.length - 2, plain.length + 40, pdf.length - 20])
      expect(await stateWith(index)).toBe('broken');
    for (const index of [contents + 1, certificate + 101, certificate + 301, signature - 9, signature + 40])
      expect(await stateWith(index)).toBe('broken');
    const added = await verifySeal(Buffer.concat([pdf, Buffer.from('%\n')]));
    expect(added).toMatchObject({ state: 'broken', problems: ['not-whole-file'] });
  });

  it('keeps the letter readable and tagged: its seal stands in a Form element, and nothing is painted outside marks', async () => {
    const [before, after] = [await readPdf(plain), await readPdf(pdf)];
    expect(after.text).toBe(before.text);
    expect(after.unmarkedPainting).toEqual([]);
    expect(after).toMatchObject({ xmp: before.xmp, language: 'fr-BE', annotationCount: 1, hasScript: false });
    const elements = after.structure.flatMap((node) => allNodes([node]));
    expect(elements.filter(({ role }) => role === 'Form')).toMatchObject([{ alt: label }]);
    expect(elements.filter(({ role }) => role !== 'Form')).toHaveLength(
      before.structure.flatMap((node) => allNodes([node])).length,
    );
  });

  it('PDF/A-3, PDF/UA: the field is printed, without area, named, and known to the structure tree', () => {
    const text = pdf.subarray(plain.length).toString('latin1');
    expect(text).toMatch(/\/FT \/Sig[\s\S]*\/F 132\n\/Rect \[0 0 0 0\]/);
    expect(text).toContain('/SubFilter /ETSI.CAdES.detached');
    expect(text).toContain('/M (D:20261120110000Z)');
    expect(text).toMatch(/\/S \/Form\n\/Alt <FEFF/);
    expect(text).toContain('/ParentTreeNextKey');
  });

  it('is refused for a file that is no letter, and for one that is sealed', async () => {
    await expect(sealed(pdf, by, { at, label })).rejects.toThrow(UnreadablePdfError);
    await expect(sealed(Buffer.from('%PDF-1.7\n'), by, { at, label })).rejects.toThrow(UnreadablePdfError);
    expect(() => PdfObjects.read(Buffer.from('startxref\n0\n%%EOF'))).toThrow(UnreadablePdfError);
  });

  it('takes a key under a passphrase and refuses what cannot seal', async () => {
    const codeOf = (given: Partial<CertificatePem>, day = at, passphrase?: string): string => {
      const found = sealingCertificate({ ...pem, ...given, passphrase }, day);
      return found.ok ? 'ok' : found.refusal.code;
    };
    const other = await newDemonstrationCertificate();
    expect(codeOf({})).toBe('ok');
    expect(codeOf({ certificate: 'x' })).toBe('seal-certificate-unreadable');
    expect(codeOf({ certificate: pem.certificate.replace(/[A-P]{4}/, '////') })).not.toBe('ok');
    expect(codeOf({ key: 'x' })).toBe('seal-key-unreadable');
    expect(codeOf({ key: other.key })).toBe('seal-key-of-another-certificate');
    expect(codeOf({}, new Date('2100-01-01T00:00:00Z'))).toBe('seal-certificate-not-in-force');
    const ed25519 = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
    expect(codeOf({ key: ed25519.toString() })).toBe('seal-key-unfit');
    const locked = by.privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'mot' });
    expect(codeOf({ key: locked as string })).toBe('seal-key-unreadable');
    expect(codeOf({ key: locked as string }, at, 'mauvais')).toBe('seal-key-unreadable');
    expect(codeOf({ key: locked as string }, at, 'mot')).toBe('ok');
  });

  it('D33: seals with an RSA key and its chain', async () => {
    const rsa = await rsaCertificate();
    const found = sealingCertificate(
      { ...rsa, certificate: rsa.certificate + pem.certificate, passphrase: undefined },
      at,
    );
    if (!found.ok) throw new Error(found.refusal.code);
    expect(found.value.chain).toHaveLength(1);
    const report = await verifySeal(await sealed(plain, found.value, { at, label }));
    expect(report).toMatchObject({ state: 'valid', signerName: 'Essai RSA' });
  });

  it('says that the certificate was not in force, or is another one than the seal names', async () => {
    const late = await sealed(plain, by, { at: new Date('2100-06-01T00:00:00Z'), label });
    expect(await verifySeal(late)).toMatchObject({ state: 'broken', problems: ['certificate-not-in-force'] });
  });

  it('shows nothing of the private key when it is printed', () => {
    const shown = inspect(by, { depth: 10 }) + JSON.stringify(by);
    const secret = pem.key.split('\n')[1] ?? '';
    expect(secret.length).toBeGreaterThan(40);
    expect(shown).not.toContain(secret);
  });
});

async function rsaCertificate(): Promise<CertificatePem> {
  const algorithm = {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
  };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=Essai RSA',
    notBefore: new Date('2020-01-01'),
    notAfter: new Date('2040-01-01'),
    signingAlgorithm: algorithm,
    keys,
  });
  const key = KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' }) as string;
  return { certificate: certificate.toString('pem') + '\n', key };
}
