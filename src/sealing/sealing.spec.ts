import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { borderDecision } from '../../test/support/letter-samples';
import { decisionLetter } from '../documents/decision-letter';
import { renderLetter } from '../documents/letter-pdf';
import { readPdf } from '../../test/support/pdf-reader';
import { ConfigRefused, readConfig, type Config } from '../platform/config/config';
import { LOCALES_FOLDER } from '../ui/pages';
import { Translations } from '../ui/translator';
import { newDemonstrationCertificate } from './demonstration-certificate';
import { verifySeal } from './seal-verification';
import { Sealing } from './sealing.service';

const translations = new Translations({ folder: LOCALES_FOLDER });
const at = new Date('2026-11-20T11:00:00Z');

describe('the certificate of the seal', () => {
  let folder: string;
  const path = (name: string): string => join(folder, name);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'fines-office-seal-'));
    const [own, other] = [await newDemonstrationCertificate(), await newDemonstrationCertificate()];
    writeFileSync(path('certificate.pem'), own.certificate);
    writeFileSync(path('key.pem'), own.key);
    writeFileSync(path('other.pem'), other.key);
    writeFileSync(path('empty.pem'), '');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const PRODUCTION = {
    APP_ENV: 'production',
    PUBLIC_URL: 'https://fines.example',
    DATABASE_URL: 'postgresql://fines_app@database/fines',
    OIDC_ISSUER: 'https://identity.example',
    OIDC_CLIENT_SECRET: 'x'.repeat(32),
    SESSION_SECRET: 'y'.repeat(32),
    AUDIT_KEY: 'z'.repeat(32),
  };
  const sealingOf = (config: Config): Sealing => new Sealing(config, translations);
  const opening = (certificate: string, key: string, day = at): Promise<unknown> =>
    sealingOf(readConfig({ ...PRODUCTION, SEALING_CERTIFICATE: path(certificate), SEALING_KEY: path(key) })).open(day);

  it('D33: seals in production with the configured one', async () => {
    await expect(opening('certificate.pem', 'key.pem')).resolves.toMatchObject({ chain: [] });
  });

  it.each([
    ['certificate.pem', 'missing.pem', 'SEALING_KEY'],
    ['missing.pem', 'key.pem', 'SEALING_CERTIFICATE'],
    ['empty.pem', 'key.pem', 'no certificate in PEM'],
    ['certificate.pem', 'empty.pem', 'no private key in PEM'],
    ['certificate.pem', 'other.pem', 'not the key of SEALING_CERTIFICATE'],
  ])('refuses to start with %s and %s', async (certificate, key, words) => {
    await expect(opening(certificate, key)).rejects.toThrow(ConfigRefused);
    await expect(opening(certificate, key)).rejects.toThrow(words);
  });

  it('refuses to start with one that has expired or is not yet in force', async () => {
    for (const day of ['2015-01-01', '2100-01-01'])
      await expect(opening('certificate.pem', 'key.pem', new Date(day))).rejects.toThrow('is in force from');
  });

  it('is optional in production: letters are issued as they are', async () => {
    const sealing = sealingOf(readConfig(PRODUCTION));
    await expect(sealing.open(at)).resolves.toBeUndefined();
    const pdf = Buffer.from('%PDF-1.7 anything');
    expect(await sealing.seal(pdf, at)).toBe(pdf);
  });

  it('that ends while the product runs refuses the next letter, instead of leaving it unsealed', async () => {
    const sealing = sealingOf(readConfig({ APP_ENV: 'test' }));
    const pdf = await renderLetter(decisionLetter(borderDecision('de')), { createdAt: at });
    expect(await verifySeal(await sealing.seal(pdf, at))).toMatchObject({ state: 'valid' });
    await expect(sealing.seal(pdf, new Date('2100-01-01'))).rejects.toMatchObject({
      refusals: [{ code: 'seal-certificate-not-in-force' }],
    });
  });

  it('names the seal in the language of the letter', async () => {
    const sealing = sealingOf(readConfig({ APP_ENV: 'test' }));
    for (const [language, label] of [
      ['nl', 'Elektronisch zegel van de Dienst Vreemdelingenzaken'],
      ['de', 'Elektronisches Siegel des Ausländeramtes'],
    ] as const) {
      const pdf = await renderLetter(decisionLetter(borderDecision(language)), { createdAt: at });
      const { structure } = await readPdf(await sealing.seal(pdf, at));
      expect(JSON.stringify(structure)).toContain(label);
    }
  });

  it('of the demonstration is made once, kept readable by nobody else, and says that it is none', async () => {
    const config = readConfig({ DATA_DIR: path('data') });
    const first = await sealingOf(config).open(at);
    expect(first?.subjectName).toBe('DEMONSTRATION - not a real seal');
    const key = path('data/sealing/key.pem');
    expect(statSync(key).mode & 0o777).toBe(0o600);
    const before = readFileSync(key, 'utf8');
    const second = await sealingOf(config).open(at);
    expect(second?.certificate.fingerprint256).toBe(first?.certificate.fingerprint256);
    expect(readFileSync(key, 'utf8')).toBe(before);
  });

  it('of the demonstration serves also where the data folder cannot be written', async () => {
    writeFileSync(path('file'), '');
    const sealing = sealingOf(readConfig({ DATA_DIR: path('file') }));
    await expect(sealing.open(at)).resolves.toMatchObject({ subjectName: 'DEMONSTRATION - not a real seal' });
  });
});

describe('the settings of the seal', () => {
  it('go together: the certificate with its key, the passphrase with the key', () => {
    expect(() => readConfig({ SEALING_CERTIFICATE: '/seal.pem' })).toThrow('go together');
    expect(() => readConfig({ SEALING_KEY_PASSPHRASE: '/phrase' })).toThrow('SEALING_KEY_PASSPHRASE');
  });
});
