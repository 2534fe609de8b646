import { X509Certificate } from 'node:crypto';
import { OctetString, Sequence } from 'asn1js';
import { Certificate, ContentInfo, SignedData, SignedDataVerifyError, type SignerInfo } from 'pkijs';
import { arrayBuffer, OID, sha256 } from './cms-signature';
import { commonName } from './sealing-certificate';

/** What can be wrong with a seal; each is a key of the texts. */
export const SEAL_PROBLEMS = [
  'not-whole-file',
  'unreadable',
  'content-changed',
  'signature-wrong',
  'certificate-not-named',
  'certificate-not-in-force',
] as const;
export type SealProblem = (typeof SEAL_PROBLEMS)[number];

/**
 * What a file says of its seal. `none`: it bears none. `valid`: nothing was changed since, and the seal is of the certificate that it
 * carries, which was in force at the moment stated. Whose certificate that is and whether to trust it is for the reader.
 */
export type SealReport =
  | { readonly state: 'none' }
  | {
      readonly state: 'valid' | 'broken';
      readonly problems: readonly SealProblem[];
      /** Common name of the certificate; empty when it cannot be read. */
      readonly signerName: string;
      /** As the file states it (RFC 3339); empty when it does not. */
      readonly sealedAt: string;
      /** SHA-256 of the certificate, hexadecimal. */
      readonly certificateSha256Hex: string;
    };

/** Checks the last seal of a PDF: the whole file but the seal itself, the signature, and that it names its certificate (PAdES B-B). */
export async function verifySeal(pdf: Buffer): Promise<SealReport> {
  const found = sealIn(pdf);
  if (found === undefined) return { state: 'none' };
  const { content, contents, isWholeFile, sealedAt } = found;
  const problems: SealProblem[] = isWholeFile ? [] : ['not-whole-file'];
  const cms = signedDataIn(contents);
  const [signerInfo] = cms?.signerInfos ?? [];
  const certificate = cms && signerInfo && certificateOf(cms);
  if (cms === undefined || signerInfo === undefined || certificate === undefined) {
    const unreadable = [...problems, 'unreadable'] as const;
    return { state: 'broken', problems: unreadable, signerName: '', sealedAt, certificateSha256Hex: '' };
  }
  problems.push(...(await signatureProblems(cms, content)));
  if (!namesCertificate(signerInfo, certificate)) problems.push('certificate-not-named');
  if (!wasInForce(certificate, sealedAt)) problems.push('certificate-not-in-force');
  return {
    state: problems.length === 0 ? 'valid' : 'broken',
    problems,
    signerName: commonName(certificate),
    sealedAt,
    certificateSha256Hex: sha256(certificate.raw).toString('hex'),
  };
}

interface FoundSeal {
  /** What is sealed: the file without the hexadecimal string of the seal. */
  readonly content: Buffer;
  readonly contents: Buffer;
  readonly isWholeFile: boolean;
  readonly sealedAt: string;
}

function sealIn(pdf: Buffer): FoundSeal | undefined {
  const at = pdf.lastIndexOf('/SubFilter /ETSI.CAdES.detached');
  if (at < 0) return undefined;
  const head = pdf.subarray(at, at + 200).toString('latin1');
  const range = /\/ByteRange \[(\d+) (\d+) (\d+) (\d+)\]/.exec(head)?.slice(1).map(Number) ?? [];
  const [start = -1, before = 0, after = 0, rest = 0] = range;
  const gap = pdf.subarray(before, after).toString('latin1');
  const hex = /^<([0-9A-Fa-f]*)>$/.exec(gap)?.[1] ?? '';
  const stated = /\/M \(D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z\)/.exec(
    pdf.subarray(after, after + 200).toString('latin1'),
  );
  const [, year, month, day, hour, minute, second] = stated ?? [];
  return {
    content: Buffer.concat([pdf.subarray(0, before), pdf.subarray(after, after + rest)]),
    contents: Buffer.from(hex, 'hex'),
    isWholeFile: start === 0 && isEmptyBehind(hex) && after + rest === pdf.length,
    sealedAt: stated === null ? '' : `${year}-${month}-${day}T${hour}:${minute}:${second}Z`,
  };
}

function signedDataIn(contents: Buffer): SignedData | undefined {
  try {
    const info = ContentInfo.fromBER(arrayBuffer(withoutPadding(contents)));
    return info.contentType === OID.signedData ? new SignedData({ schema: info.content as unknown }) : undefined;
  } catch {
    return undefined;
  }
}

/** The room for a seal is larger than the seal: nothing hides behind it. */
function isEmptyBehind(hex: string): boolean {
  const contents = Buffer.from(hex, 'hex');
  const seal = withoutPadding(contents);
  return seal.length > 0 && contents.subarray(seal.length).every((byte) => byte === 0);
}

/** The DER value alone. */
function withoutPadding(contents: Buffer): Buffer {
  const first = contents[1] ?? 0;
  if (first < 0x80) return contents.subarray(0, 2 + first);
  const width = first & 0x7f;
  if (width === 0 || width > 4 || contents.length < 2 + width) return contents;
  return contents.subarray(0, 2 + width + contents.readUIntBE(2, width));
}

/** The certificate of the first signer, which pkijs finds in the same way. */
function certificateOf({ certificates, signerInfos }: SignedData): X509Certificate | undefined {
  const sid: unknown = signerInfos[0]?.sid;
  if (typeof sid !== 'object' || sid === null || !('issuer' in sid) || !('serialNumber' in sid)) return undefined;
  const { issuer, serialNumber } = sid as Pick<Certificate, 'issuer' | 'serialNumber'>;
  const own = certificates?.find(
    (each) => each instanceof Certificate && each.issuer.isEqual(issuer) && each.serialNumber.isEqual(serialNumber),
  );
  return own && new X509Certificate(Buffer.from(own.toSchema().toBER()));
}

async function signatureProblems(cms: SignedData, content: Buffer): Promise<SealProblem[]> {
  const digest = attributeOf(cms.signerInfos[0], OID.messageDigest);
  if (!(digest instanceof OctetString) || !sha256(content).equals(Buffer.from(digest.valueBlock.valueHexView)))
    return ['content-changed'];
  try {
    const isRight = await cms.verify({ signer: 0, data: arrayBuffer(content), checkChain: false });
    return isRight ? [] : ['signature-wrong'];
  } catch (error) {
    if (error instanceof SignedDataVerifyError) return ['signature-wrong'];
    throw error;
  }
}

/** PAdES: the signed attributes bind the certificate by its hash, so that no other one with the same key can be put in its place. */
function namesCertificate(signerInfo: SignerInfo, certificate: X509Certificate): boolean {
  const value = attributeOf(signerInfo, OID.signingCertificateV2);
  const hash = firstOf(firstOf(firstOf(value)));
  return hash instanceof OctetString && Buffer.from(hash.valueBlock.valueHexView).equals(sha256(certificate.raw));
}

function attributeOf(signerInfo: SignerInfo | undefined, oid: string): unknown {
  return signerInfo?.signedAttrs?.attributes.find(({ type }) => type === oid)?.values[0] as unknown;
}

function firstOf(value: unknown): unknown {
  return value instanceof Sequence ? value.valueBlock.value[0] : undefined;
}

function wasInForce(certificate: X509Certificate, sealedAt: string): boolean {
  const at = new Date(sealedAt);
  return at >= new Date(certificate.validFrom) && at <= new Date(certificate.validTo);
}
