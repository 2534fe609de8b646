import type { LegalDate } from '../kernel/legal-date';
import { ZERO_CENTS } from '../kernel/money';
import { accept, refuse, type Outcome } from '../kernel/outcome';
import { correctionLetter, type CorrectionLetterData } from './correction-letter';
import { decisionLetter, informationCopy } from './decision-letter';
import { decisionLetterContext } from './decision-letter.context';
import type { DecisionLetterData, LetterPersonNames } from './decision-letter.data';
import { obligation } from './decision-letter.reasons';
import { depositLetter } from './deposit-letter';
import { handoverReceipt } from './handover-receipt';
import { hearingInvitation, type HearingInvitationData } from './hearing-invitation';
import type { LetterContent, LetterLanguage, PrintedLanguage } from './letter-content';
import { previewOf } from './letter-marks';
import {
  sampleCertificate as certified,
  sampleDeposit as deposited,
  sampleReceipt as receipted,
  sampleRefund as refunded,
  sampleRefusedRefund as refusedRefund,
  sampleRefundRequest as refundAsked,
} from './letter-samples.money';
import {
  isTemplateInForce,
  LetterTexts,
  letterTexts,
  TEMPLATE_LANGUAGES,
  TEMPLATE_NAMES,
  templateVersions,
  type TemplateFile,
  type TemplateName,
} from './letter-templates';
import { paymentCertificate } from './payment-certificate';
import { paymentReceipt } from './payment-receipt';
import { refundLetter } from './refund-letter';
import { refundRefusalLetter } from './refund-refusal-letter';
import { refundRequestForm } from './refund-request-form';
import { withdrawalLetter, type WithdrawalLetterData } from './withdrawal-letter';

/** The templates of whole letters: marks are only printed on others. */
type ShownName = Exclude<TemplateName, 'marks'>;

function isShown(name: TemplateName): name is ShownName {
  return name !== 'marks';
}

/** How each letter is made from a decision's data with the texts of any of its versions. */
const MAKERS: Readonly<Record<ShownName, (data: DecisionLetterData, file: TemplateFile) => LetterContent>> = {
  decision: (data, file) => decisionLetter(data, new LetterTexts<'decision'>(file)),
  receipt: (data, file) => handoverReceipt(data, new LetterTexts<'receipt'>(file)),
  withdrawal: (data, file) => withdrawalLetter(withdrawn(data), new LetterTexts<'withdrawal'>(file)),
  correction: (data, file) => correctionLetter(corrected(data), new LetterTexts<'correction'>(file)),
  'hearing-invitation': (data, file) =>
    hearingInvitation(invitedBefore(data), new LetterTexts<'hearing-invitation'>(file)),
  'information-copy': (data, file) => informationCopy(data, new LetterTexts<'information-copy'>(file)),
  'deposit-letter': (data, file) => depositLetter(deposited(data), new LetterTexts<'deposit-letter'>(file)),
  'payment-receipt': (data, file) => paymentReceipt(receipted(data), new LetterTexts<'payment-receipt'>(file)),
  'payment-certificate': (data, file) =>
    paymentCertificate(certified(data), new LetterTexts<'payment-certificate'>(file)),
  'refund-letter': (data, file) => refundLetter(refunded(data), new LetterTexts<'refund-letter'>(file)),
  'refund-refusal': (data, file) => refundRefusalLetter(refusedRefund(data), new LetterTexts<'refund-refusal'>(file)),
  'refund-request-form': (data, file) =>
    refundRequestForm(refundAsked(data), new LetterTexts<'refund-request-form'>(file)),
};

/** The decision as if it had been withdrawn on its own day, for its reasons, nothing having been paid. */
function withdrawn(data: DecisionLetterData): WithdrawalLetterData {
  return { ...data, withdrawnOn: data.decidedOn, reason: data.motivation, owedBackCents: ZERO_CENTS };
}

/** The decision as if the place of its facts had been put right on its own day, without a new month to appeal. */
function corrected(data: DecisionLetterData): CorrectionLetterData {
  const { decidedOn: correctedOn, ground, motivation } = data;
  const items = [{ field: 'place', stood: NOT_SHOWN, becomes: ground.facts.place }] as const;
  return { ...data, correctedOn, items, reason: motivation, effect: 'no-effect', effectReason: NOT_SHOWN };
}

/** The invitation as it would have gone to whoever the decision is addressed to, for written observations until its own day. */
function invitedBefore(data: DecisionLetterData): HearingInvitationData {
  const { language, department, amountCents, decidedOn, ground, addressee, offender, offenderWasMinor } = data;
  const { report, place, narrative = NOT_SHOWN, occurredOn } = ground.facts;
  const { identity, addressLines } = addressee;
  const context = decisionLetterContext(data, letterTexts('decision', language, decidedOn), language);
  return {
    language,
    department,
    amountCents,
    issuedOn: decidedOn,
    reference: data.number,
    person: offender,
    ...(offenderWasMinor && { addressee: identity.kind === 'person' ? identity : nameOf(identity.name) }),
    addressLines,
    obligation: obligation(context)
      .map(({ text }) => text)
      .join(''),
    factsOn: occurredOn,
    place,
    facts: narrative,
    report: { authority: report.authority, reference: report.reference, on: report.reportedOn },
    invitedTo: { kind: 'written', until: decidedOn },
    signer: data.signer.name,
  };
}

/** A firm as the letter names a person: by its name alone. */
function nameOf(name: string): LetterPersonNames {
  return { surname: name, firstName: '', latinSurname: name, latinFirstName: '' };
}

/** Stands for what no decision tells. */
const NOT_SHOWN = '…';

/** One version of a template in one language, as the list of templates shows it. */
export interface ListedTemplate {
  /** `decision/fr/1`: what a preview is asked for by. */
  readonly key: string;
  readonly template: TemplateName;
  readonly language: PrintedLanguage;
  readonly version: string;
  readonly validFrom: string;
  readonly validTo?: string;
  readonly inForce: boolean;
  /** Keys that await the wording of the legal service. */
  readonly forLegalService: readonly string[];
}

/** Every version of every letter, those of one letter together. */
export function listedTemplates(on: LegalDate): ListedTemplate[] {
  return TEMPLATE_NAMES.filter(isShown).flatMap((template) =>
    TEMPLATE_LANGUAGES[template].flatMap((language) =>
      templateVersions(template, language).map((file) => ({
        key: `${template}/${language}/${file.version}`,
        template,
        language,
        version: file.version,
        validFrom: file.validFrom,
        ...(file.validTo !== undefined && { validTo: file.validTo }),
        inForce: isTemplateInForce(file, on),
        forLegalService: file.forLegalService,
      })),
    ),
  );
}

/** A template to look at, and the languages in which its data are to be given. */
export interface TemplateToShow {
  readonly template: ShownName;
  readonly file: TemplateFile;
  /** Language of the act; of an information copy, French unless the file has another. */
  readonly act: LetterLanguage;
  readonly printed: PrintedLanguage;
}

/** The template that a key names. Refuses `letter-template-unknown` on field `letter`. */
export function templateToShow(key: string): Outcome<TemplateToShow> {
  const [template = '', language = '', version = ''] = key.split('/');
  const name = TEMPLATE_NAMES.filter(isShown).find((each) => each === template);
  const printed = name && TEMPLATE_LANGUAGES[name].find((each) => each === language);
  const file = name && printed && templateVersions(name, printed).find((each) => each.version === version);
  if (name === undefined || printed === undefined || file === undefined)
    return refuse('letter-template-unknown', { field: 'letter', params: { letter: key.slice(0, 40) } });
  return accept({ template: name, file, act: printed === 'en' ? 'fr' : printed, printed });
}

/** The letter of a template, marked as a preview on each page. */
export function shownTemplate(
  { template, file }: TemplateToShow,
  data: DecisionLetterData,
  on: LegalDate,
): LetterContent {
  return previewOf(MAKERS[template](data, file), on);
}
