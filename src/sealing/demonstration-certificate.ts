import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KeyUsageFlags, KeyUsagesExtension, X509CertificateGenerator } from '@peculiar/x509';

/** A certificate and its private key, both PEM. */
export interface CertificatePem {
  readonly certificate: string;
  readonly key: string;
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/** Nobody can take it for a real one. */
const SUBJECT = 'CN=DEMONSTRATION - not a real seal,O=Fines Office demonstration,C=BE';

/** A certificate that vouches for nobody, for demonstration and tests: its clock can be moved, so that it holds for long. */
export async function newDemonstrationCertificate(): Promise<CertificatePem> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: SUBJECT,
    notBefore: new Date('2016-01-01T00:00:00Z'),
    notAfter: new Date('2099-12-31T23:59:59Z'),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [new KeyUsagesExtension(KeyUsageFlags.digitalSignature | KeyUsageFlags.nonRepudiation, true)],
  });
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  const key = `-----BEGIN PRIVATE KEY-----\n${pkcs8.replace(/(.{64})(?=.)/g, '$1\n')}\n-----END PRIVATE KEY-----\n`;
  return { certificate: `${certificate.toString('pem')}\n`, key };
}

/**
 * The demonstration's certificate, kept in the data folder from its first start. Where that folder cannot be written, as in a
 * container that is read-only, a new one serves until the program ends.
 */
export async function demonstrationCertificate(dataDir: string): Promise<CertificatePem> {
  const folder = join(dataDir, 'sealing');
  const [certificateFile, keyFile] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')];
  try {
    return { certificate: readFileSync(certificateFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
  } catch {
    const made = await newDemonstrationCertificate();
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      writeFileSync(keyFile, made.key, { mode: 0o600 });
      writeFileSync(certificateFile, made.certificate, { mode: 0o600 });
    } catch {
      return made;
    }
    return made;
  }
}
