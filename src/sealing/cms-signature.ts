import { createHash, sign } from 'node:crypto';
import { ObjectIdentifier, OctetString, Sequence, Set as Asn1Set } from 'asn1js';
import {
  AlgorithmIdentifier,
  Attribute,
  Certificate,
  ContentInfo,
  EncapsulatedContentInfo,
  IssuerAndSerialNumber,
  SignedAndUnsignedAttributes,
  SignedData,
  SignerInfo,
} from 'pkijs';
import type { SealingCertificate } from './sealing-certificate';

/** Object identifiers of CMS (RFC 5652), ESS (RFC 5035) and the algorithms. */
export const OID = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  sha256: '2.16.840.1.101.3.4.2.1',
  sha256WithRsa: '1.2.840.113549.1.1.11',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
} as const;

/**
 * The detached CMS signature of PAdES baseline B-B (EN 319 142-1): SHA-256, the signed attributes content-type, message-digest and
 * signing-certificate-v2, no signing-time, with the certificate and its chain. DER bytes. Needs no network.
 */
export function detachedSignature(content: Buffer, seal: SealingCertificate): Buffer {
  const certificates = [seal.certificate, ...seal.chain].map(({ raw }) => Certificate.fromBER(raw));
  const [own] = certificates;
  if (own === undefined) throw new Error('a seal without its certificate');
  const attributes = signedAttributes(sha256(content), sha256(seal.certificate.raw));
  const toSign = Buffer.from(new Asn1Set({ value: attributes.map((each) => each.toSchema()) }).toBER());
  const isRsa = seal.privateKey.asymmetricKeyType === 'rsa';
  const signerInfo = new SignerInfo({
    version: 1,
    sid: new IssuerAndSerialNumber({ issuer: own.issuer, serialNumber: own.serialNumber }),
    digestAlgorithm: sha256Identifier(),
    signedAttrs: new SignedAndUnsignedAttributes({ type: 0, attributes }),
    signatureAlgorithm: new AlgorithmIdentifier({ algorithmId: isRsa ? OID.sha256WithRsa : OID.ecdsaWithSha256 }),
    signature: new OctetString({ valueHex: arrayBuffer(sign('sha256', toSign, seal.privateKey)) }),
  });
  const signedData = new SignedData({
    version: 1,
    digestAlgorithms: [sha256Identifier()],
    encapContentInfo: new EncapsulatedContentInfo({ eContentType: OID.data }),
    certificates,
    signerInfos: [signerInfo],
  });
  const contentInfo = new ContentInfo({ contentType: OID.signedData, content: signedData.toSchema(true) });
  return Buffer.from(contentInfo.toSchema().toBER());
}

/** In the order that DER gives the members of a set: by their bytes. */
function signedAttributes(digest: Buffer, certificateDigest: Buffer): Attribute[] {
  // ESSCertIDv2 with its default algorithm, SHA-256, left out.
  const certificateId = new Sequence({ value: [octets(certificateDigest)] });
  const attributes = [
    new Attribute({ type: OID.contentType, values: [new ObjectIdentifier({ value: OID.data })] }),
    new Attribute({ type: OID.messageDigest, values: [octets(digest)] }),
    new Attribute({
      type: OID.signingCertificateV2,
      values: [new Sequence({ value: [new Sequence({ value: [certificateId] })] })],
    }),
  ];
  const encoded = (attribute: Attribute): Buffer => Buffer.from(attribute.toSchema().toBER());
  return attributes.sort((one, other) => Buffer.compare(encoded(one), encoded(other)));
}

function sha256Identifier(): AlgorithmIdentifier {
  return new AlgorithmIdentifier({ algorithmId: OID.sha256 });
}

function octets(bytes: Buffer): OctetString {
  return new OctetString({ valueHex: arrayBuffer(bytes) });
}

/** The bytes in a buffer of their own, as asn1js takes them. */
export function arrayBuffer(bytes: Buffer): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}

/** SHA-256 of some bytes. */
export function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}
