import type { LegalDate } from '../kernel/legal-date';
import type { DecisionTexts } from './decision-letter.context';
import type { DecisionLetterData, FineLetterData } from './decision-letter.data';
import { appealSection } from './decision-letter.remedies';
import { plain, type Definition, type LetterBlock, type LetterContent, type RichText } from './letter-content';
import { copyWindow, followingFrame } from './letter-frame';
import { latinName, paragraphBlocks } from './letter-names';
import { passages } from './letter-passages';
import { letterTexts, longDate, type LetterTexts } from './letter-templates';

/** What can be put right, as the letter names it. */
export type CorrectedField =
  | 'familyName'
  | 'givenNames'
  | 'latinFamilyName'
  | 'latinGivenNames'
  | 'birthDate'
  | 'nationality'
  | 'addressLine'
  | 'postalCode'
  | 'municipality'
  | 'place'
  | 'facts'
  | 'remedies';

/** What the letter of a correction says. The decision is named by its number and date, or by its number and the administration that made it. */
export interface CorrectionLetterData extends Pick<
  FineLetterData,
  'language' | 'department' | 'number' | 'decidedOn' | 'addressee'
> {
  readonly signer: DecisionLetterData['signer'];
  readonly offender: Pick<DecisionLetterData['offender'], 'surname' | 'firstName' | 'latinSurname' | 'latinFirstName'>;
  readonly correctedOn: LegalDate;
  /** Each as it is printed, dates included. */
  readonly items: readonly {
    readonly field: CorrectedField;
    readonly stood: string;
    readonly becomes: string;
    /** Whose, when it is not the offender's. */
    readonly of?: string;
  }[];
  readonly reason: string;
  readonly effect: 'no-effect' | 'new-window';
  readonly effectReason: string;
}

/**
 * The letter that puts a material error right: what stood, what is right, why, and in words what it does to the month to appeal.
 * The decision and its letter stay as they were issued. One that opens a new month states the remedies in the words of the
 * decisions of its day, `decisionTexts`: without them the month would not begin (R2.5, trap 11).
 */
export function correctionLetter(
  data: CorrectionLetterData,
  texts: LetterTexts<'correction'> = letterTexts('correction', data.language, data.correctedOn),
  decisionTexts: DecisionTexts = letterTexts('decision', data.language, data.correctedOn),
): LetterContent {
  const { number, signer } = data;
  return {
    ...followingFrame(texts, data, data.correctedOn),
    window: copyWindow(texts, 'correction', data),
    blocks: [
      {
        kind: 'references',
        cells: [
          { label: texts.plain('reference.number'), value: number },
          data.decidedOn === undefined
            ? { label: texts.plain('takenOver.decidedBy'), value: texts.plain('takenOver.administration') }
            : { label: texts.plain('reference.date'), value: longDate(data.decidedOn, data.language) },
          { label: texts.plain('reference.correctedOn'), value: longDate(data.correctedOn, data.language) },
        ],
      },
      { kind: 'heading', level: 1, text: texts.plain('subject', { number }) },
      { kind: 'paragraph', tone: 'lead', content: texts.rich('lead', { name: latinName(data.offender) }) },
      { kind: 'heading', level: 2, text: texts.plain('itemsHeading') },
      { kind: 'definitions', rows: data.items.map((item) => itemRow(item, texts)) },
      { kind: 'heading', level: 2, text: texts.plain('reasonHeading') },
      ...paragraphBlocks(data.reason),
      { kind: 'heading', level: 2, text: texts.plain('effectHeading') },
      { kind: 'paragraph', content: texts.rich(data.effect === 'new-window' ? 'effect.newWindow' : 'effect.none') },
      ...paragraphBlocks(data.effectReason),
      ...(data.effect === 'new-window' ? newWindow(data, texts, decisionTexts) : []),
      { kind: 'paragraph', content: texts.rich('rest'), keepWithNext: true },
      {
        kind: 'signature',
        lines: [
          texts.rich('signature.delegation', {
            reference: signer.delegation.reference,
            date: longDate(signer.delegation.inForceSince, data.language),
          }),
          [{ text: signer.name, bold: true }],
          plain(signer.grade),
        ],
      },
    ],
  };
}

/** What goes with a decision that is told anew: how to appeal against it, and its copy, where it was made by us. */
function newWindow(
  { decidedOn }: CorrectionLetterData,
  texts: LetterTexts<'correction'>,
  decisionTexts: DecisionTexts,
): LetterBlock[] {
  const { heading, blocks } = appealSection({ texts: decisionTexts });
  return [
    { kind: 'paragraph', content: texts.rich('effect.restated') },
    ...(decidedOn === undefined ? [] : [{ kind: 'paragraph', content: texts.rich('effect.copy') } as const]),
    { kind: 'heading', level: 2, text: heading },
    ...blocks,
  ];
}

function itemRow(
  { field, stood, becomes, of }: CorrectionLetterData['items'][number],
  texts: LetterTexts<'correction'>,
): Definition {
  const right: RichText = passages(becomes).map((run) => ({ ...run, bold: true }));
  const said = stood === '' ? plain(texts.plain('nothing')) : passages(stood);
  return {
    term: `${texts.plain(`fields.${field}`)}${of === undefined ? '' : ` (${of})`}`,
    values: [texts.rich('stood', { text: said }), texts.rich('becomes', { text: right })],
  };
}
