import { readFileSync } from 'node:fs';
import { Inject, Injectable } from '@nestjs/common';
import type { Outcome } from '../kernel/outcome';
import { ConfigRefused, type Config } from '../platform/config/config';
import { CONFIG } from '../platform/platform.module';
import { orRefuse } from '../platform/refused';
import { isLanguage } from '../ui/language';
import { Translations } from '../ui/translator';
import {
  demonstrationCertificate,
  newDemonstrationCertificate,
  type CertificatePem,
} from './demonstration-certificate';
import { sealed } from './seal';
import { languageOf } from './seal-field';
import { verifySeal, type SealReport } from './seal-verification';
import { inForce, sealingCertificate, type SealingCertificate } from './sealing-certificate';

/** Seals letters with the configured certificate (D33). Without one, production issues them unsealed. */
@Injectable()
export class Sealing {
  private read: Promise<SealingCertificate | undefined> | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly translations: Translations,
  ) {}

  /**
   * The certificate, read once; undefined where letters are issued unsealed. Throws ConfigRefused, which ends a start, for one that
   * cannot seal at this moment.
   */
  open(at: Date): Promise<SealingCertificate | undefined> {
    this.read ??= this.certificate(at);
    return this.read;
  }

  /**
   * The letter sealed as of a moment, or as it is where there is no certificate. Refuses `seal-certificate-not-in-force` when the
   * certificate has ended since the start: a letter is never quietly left without the seal that it should bear.
   */
  async seal(pdf: Buffer, at: Date): Promise<Buffer> {
    const certificate = await this.open(at);
    if (certificate === undefined) return pdf;
    const by = orRefuse(inForce(certificate, at));
    const language = languageOf(pdf) ?? '';
    const texts = this.translations.for(isLanguage(language) ? language : 'en');
    return sealed(pdf, by, { at, label: texts.t('decision.seal.field') });
  }

  /** What the seal of a letter says, whoever made it. */
  verify(pdf: Buffer): Promise<SealReport> {
    return verifySeal(pdf);
  }

  private async certificate(at: Date): Promise<SealingCertificate | undefined> {
    const { certificateFile, keyFile, passphraseFile } = this.config.sealing;
    if (certificateFile === undefined || keyFile === undefined) {
      if (this.config.environment === 'production') return undefined;
      return certificateOrRefuse(sealingCertificate({ ...(await this.demonstration()), passphrase: undefined }, at));
    }
    const pem = { certificate: textOf('SEALING_CERTIFICATE', certificateFile), key: textOf('SEALING_KEY', keyFile) };
    const passphrase = passphraseFile && textOf('SEALING_KEY_PASSPHRASE', passphraseFile).trim();
    return certificateOrRefuse(sealingCertificate({ ...pem, passphrase }, at));
  }

  /** Tests leave nothing behind. */
  private demonstration(): Promise<CertificatePem> {
    const { environment, dataDir } = this.config;
    return environment === 'test' ? newDemonstrationCertificate() : demonstrationCertificate(dataDir);
  }
}

function textOf(variable: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new ConfigRefused([`${variable} names "${path}", which cannot be read; accepted: a file in PEM`]);
  }
}

/** What is wrong, for whoever starts the program; never what the files hold. */
const WORDS: Readonly<Record<string, string>> = {
  'seal-certificate-unreadable': 'SEALING_CERTIFICATE holds no certificate in PEM',
  'seal-key-unreadable':
    'SEALING_KEY holds no private key in PEM, or SEALING_KEY_PASSPHRASE is not the file with its passphrase',
  'seal-key-unfit': 'SEALING_KEY is neither RSA of 2048 bits or more nor an elliptic curve',
  'seal-key-of-another-certificate': 'SEALING_KEY is not the key of SEALING_CERTIFICATE',
};

function certificateOrRefuse(found: Outcome<SealingCertificate>): SealingCertificate {
  if (found.ok) return found.value;
  const { code, params } = found.refusal;
  const period = `SEALING_CERTIFICATE is in force from ${String(params?.['from'])} to ${String(params?.['to'])}, not now`;
  throw new ConfigRefused([WORDS[code] ?? period]);
}
