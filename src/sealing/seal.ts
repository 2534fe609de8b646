import { SignPdf } from '@signpdf/signpdf';
import { Signer } from '@signpdf/utils';
import { detachedSignature } from './cms-signature';
import { withEmptySeal } from './seal-field';
import type { SealingCertificate } from './sealing-certificate';

/**
 * The letter sealed (D33): PAdES baseline B-B over every byte of it. It stays PDF/A-3 and PDF/UA. CPU only, no network.
 * Throws an UnreadablePdfError for a file that is no letter of this product.
 */
export async function sealed(
  pdf: Buffer,
  by: SealingCertificate,
  seal: { readonly at: Date; readonly label: string },
): Promise<Buffer> {
  const prepared = withEmptySeal(pdf, { ...seal, signerName: by.subjectName });
  return new SignPdf().sign(prepared, new CertificateSigner(by));
}

/** Gives signpdf, which minds the byte range, our own CMS. */
class CertificateSigner extends Signer {
  constructor(private readonly by: SealingCertificate) {
    super();
  }

  override sign(content: Buffer): Promise<Buffer> {
    return Promise.resolve(detachedSignature(content, this.by));
  }
}
