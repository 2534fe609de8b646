import { createPrivateKey, createPublicKey, X509Certificate, type KeyObject } from 'node:crypto';
import { accept, refuse, type Outcome } from '../kernel/outcome';

/** What seals: a certificate with its chain, and its private key, which no log can show (a KeyObject prints nothing of itself). */
export interface SealingCertificate {
  readonly certificate: X509Certificate;
  /** The certificates above it, the nearest first. */
  readonly chain: readonly X509Certificate[];
  readonly privateKey: KeyObject;
  /** The common name of the subject. */
  readonly subjectName: string;
  readonly validFrom: Date;
  readonly validTo: Date;
}

const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/**
 * The certificate (PEM, its chain after it) with its private key (PEM, PKCS#8 or older, with or without a passphrase).
 * Refuses `seal-certificate-unreadable`, `seal-key-unreadable`, `seal-key-of-another-certificate`, `seal-key-unfit` (neither
 * RSA of 2048 bits or more nor an elliptic curve) and, for the day it is asked for, `seal-certificate-not-in-force`.
 */
export function sealingCertificate(
  pem: { readonly certificate: string; readonly key: string; readonly passphrase: string | undefined },
  at: Date,
): Outcome<SealingCertificate> {
  const [certificate, ...chain] = certificatesIn(pem.certificate);
  if (certificate === undefined) return refuse('seal-certificate-unreadable', { rule: 'D33' });
  const privateKey = privateKeyIn(pem.key, pem.passphrase);
  if (privateKey === undefined) return refuse('seal-key-unreadable', { rule: 'D33' });
  if (!isFit(privateKey)) return refuse('seal-key-unfit', { rule: 'D33' });
  if (!certificate.checkPrivateKey(privateKey)) return refuse('seal-key-of-another-certificate', { rule: 'D33' });
  const found: SealingCertificate = {
    certificate,
    chain,
    privateKey,
    subjectName: commonName(certificate),
    validFrom: new Date(certificate.validFrom),
    validTo: new Date(certificate.validTo),
  };
  return inForce(found, at);
}

/** The certificate if it is in force at a moment. Refuses `seal-certificate-not-in-force`. */
export function inForce(found: SealingCertificate, at: Date): Outcome<SealingCertificate> {
  if (at >= found.validFrom && at <= found.validTo) return accept(found);
  const params = { from: found.validFrom.toISOString(), to: found.validTo.toISOString() };
  return refuse('seal-certificate-not-in-force', { rule: 'D33', params });
}

/** The common name of a certificate's subject, or the whole subject when it has none. */
export function commonName({ subject }: X509Certificate): string {
  return /^CN=(.+)$/m.exec(subject)?.[1] ?? subject.replaceAll('\n', ', ');
}

function certificatesIn(pem: string): X509Certificate[] {
  try {
    return (pem.match(PEM_CERTIFICATE) ?? []).map((text) => new X509Certificate(text));
  } catch {
    return [];
  }
}

/** The error of a wrong passphrase or a damaged key is not passed on: it may quote what it read. */
function privateKeyIn(pem: string, passphrase: string | undefined): KeyObject | undefined {
  try {
    return createPrivateKey({ key: pem, ...(passphrase !== undefined && { passphrase }) });
  } catch {
    return undefined;
  }
}

function isFit(key: KeyObject): boolean {
  if (key.asymmetricKeyType === 'ec') return true;
  return key.asymmetricKeyType === 'rsa' && (createPublicKey(key).asymmetricKeyDetails?.modulusLength ?? 0) >= 2048;
}
