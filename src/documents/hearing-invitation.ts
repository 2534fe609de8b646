import { formatEuro, type Cents } from '../kernel/money';
import type { LegalDate } from '../kernel/legal-date';
import type { LetterDepartment, LetterPersonNames } from './decision-letter.data';
import { plain, type Definition, type LetterContent, type LetterLanguage, type RichText } from './letter-content';
import { departmentFrame } from './letter-frame';
import { latinName, paragraphsOf } from './letter-names';
import { letterTexts, longDate, type LetterTexts } from './letter-templates';

/** What a letter of invitation to a hearing says (R2.8): the facts as reported, and how and until when to answer. */
export interface HearingInvitationData {
  readonly language: LetterLanguage;
  readonly issuedOn: LegalDate;
  readonly department: LetterDepartment;
  /** Names the case on returned mail before there is a decision number. */
  readonly reference: string;
  readonly person: LetterPersonNames;
  /** Who represents a minor and is spoken to about the minor (R1.0.7); absent when the letter goes to the person. */
  readonly addressee?: LetterPersonNames;
  readonly addressLines: readonly string[];
  /** What the law asks, with its article, in the letter's language. */
  readonly obligation: string;
  readonly factsOn: LegalDate;
  readonly place: string;
  readonly facts: string;
  readonly report: { readonly authority: string; readonly reference: string; readonly on: LegalDate };
  /** The fine that is being considered (R1.0.1). */
  readonly amountCents: Cents;
  readonly invitedTo:
    | { readonly kind: 'interview'; readonly on: LegalDate; readonly at: string; readonly place: string }
    | { readonly kind: 'written'; readonly until: LegalDate };
  readonly signer: string;
}

type Texts = LetterTexts<'hearing-invitation'>;

/** The invitation to be heard before any decision: one page, dated, with the means and the last day (R2.8, trap 8). */
export function hearingInvitation(
  data: HearingInvitationData,
  texts: Texts = letterTexts('hearing-invitation', data.language, data.issuedOn),
): LetterContent {
  const spokenTo = data.addressee === undefined ? 'own' : 'ofMinor';
  const name = latinName(data.person);
  return {
    ...frameOf(data, texts),
    blocks: [
      {
        kind: 'references',
        cells: [
          { label: texts.plain('references.date'), value: longDate(data.issuedOn, data.language) },
          { label: texts.plain('references.report'), value: data.report.reference },
          { label: texts.plain('references.person'), value: latinName(data.person) },
        ],
      },
      { kind: 'heading', level: 1, text: texts.plain(`subject.${spokenTo}`, { name }) },
      {
        kind: 'paragraph',
        tone: 'lead',
        content: texts.rich(`lead.${spokenTo}`, { name, amount: formatEuro(data.amountCents, data.language) }),
      },
      { kind: 'heading', level: 2, text: texts.plain(`factsHeading.${spokenTo}`) },
      { kind: 'definitions', rows: factsOf(data, texts) },
      { kind: 'heading', level: 2, text: texts.plain('howHeading') },
      { kind: 'paragraph', content: howOf(data, texts, { spokenTo, name }) },
      { kind: 'heading', level: 2, text: texts.plain('rightsHeading') },
      { kind: 'list', items: RIGHTS.map((each) => texts.rich(`rights.${spokenTo}.${each}`)) },
      { kind: 'paragraph', content: texts.rich('silence'), keepWithNext: true },
      { kind: 'signature', lines: [texts.rich('signed'), [{ text: data.signer, bold: true }]] },
    ],
  };
}

const RIGHTS = ['say', 'lawyer', 'language', 'file'] as const;

function frameOf(data: HearingInvitationData, texts: Texts): Omit<LetterContent, 'blocks'> {
  const address = data.department.addressLines.join(', ');
  return {
    ...departmentFrame(texts, data),
    title: texts.plain('title'),
    window: {
      reference: texts.plain('windowReference', { reference: data.reference }),
      returnAddress: texts.plain('windowReturn', { address }),
      lines: [
        [{ text: latinName(data.addressee ?? data.person), bold: true }],
        ...data.addressLines.map((line) => plain(line)),
      ],
    },
    runningTitle: texts.plain('runningTitle', { date: longDate(data.issuedOn, data.language) }),
  };
}

function factsOf(data: HearingInvitationData, texts: Texts): Definition[] {
  const { report, language } = data;
  return [
    { term: texts.plain('facts.obligation'), values: [plain(data.obligation)] },
    { term: texts.plain('facts.on'), values: [plain(longDate(data.factsOn, language))] },
    { term: texts.plain('facts.place'), values: [plain(data.place)] },
    { term: texts.plain('facts.description'), values: paragraphsOf(data.facts).map((line) => plain(line)) },
    {
      term: texts.plain('facts.report'),
      values: [
        texts.rich('facts.reportText', {
          authority: report.authority,
          reference: report.reference,
          date: longDate(report.on, language),
        }),
      ],
    },
  ];
}

/** A child is never spoken to alone: the letter then speaks to whoever represents it (R2.8). */
interface SpokenTo {
  readonly spokenTo: 'own' | 'ofMinor';
  /** Of the person of the facts. */
  readonly name: string;
}

function howOf(
  { invitedTo, language, department }: HearingInvitationData,
  texts: Texts,
  { spokenTo, name }: SpokenTo,
): RichText {
  if (invitedTo.kind === 'written') {
    const date = longDate(invitedTo.until, language);
    return texts.rich(`written.${spokenTo}`, { name, date, email: department.email });
  }
  const { on, at, place } = invitedTo;
  return texts.rich(`interview.${spokenTo}`, { name, date: longDate(on, language), time: at, place });
}
