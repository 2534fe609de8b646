import { formatBirthDate } from '../kernel/birth-date';
import { formatIban, parseIban, type Iban } from '../kernel/iban';
import type { LegalDate } from '../kernel/legal-date';
import { formatEuro, type Cents } from '../kernel/money';
import type { LetterDepartment, LetterDepositAccount, LiableIdentity } from './decision-letter.data';
import { fineRows, type FineOnPaper } from './fine-paper';
import { plain, type Definition, type LetterContent, type LetterLanguage, type RichText } from './letter-content';
import { identityName, paragraphBlocks } from './letter-names';
import { LetterTemplateError, letterTexts, longDate, type LetterTexts } from './letter-templates';

/**
 * What the payer of a deposit tells the Caisse des Dépôts (R3.4). `payer.iban` is the account that was paid from, already
 * checked. `department` is the one that made the decision; it gives the account where none is confirmed (D3).
 */
export interface DepositLetterData {
  readonly language: LetterLanguage;
  readonly department: LetterDepartment;
  readonly writtenOn: LegalDate;
  readonly fine: FineOnPaper;
  readonly payer: {
    readonly identity: LiableIdentity;
    readonly addressLines: readonly string[];
    readonly iban: Iban;
  };
  readonly depositedCents: Cents;
  /** Why it is deposited and not paid, as the payer says it. */
  readonly reason: string;
  readonly depositAccount: LetterDepositAccount;
  /** Where the Caisse is written to, where that is known. */
  readonly fundAddressLines?: readonly string[];
}

type Texts = LetterTexts<'deposit-letter'>;

/**
 * The letter that a payer signs and sends to the Caisse des Dépôts: who pays, from which account, how much, for whom and why
 * (R3.4). It bears the payer's name, not the Office's. The decision is attached to the file by the caller (`renderLetter`).
 * Throws a LetterTemplateError for an account that does not validate (D3, trap 14).
 */
export function depositLetter(
  data: DepositLetterData,
  texts: Texts = letterTexts('deposit-letter', data.language, data.writtenOn),
): LetterContent {
  const { fine, language } = data;
  const amount = formatEuro(data.depositedCents, language);
  return {
    ...frameOf(data, texts),
    blocks: [
      {
        kind: 'references',
        cells: [
          { label: texts.plain('reference.date'), value: longDate(data.writtenOn, language) },
          { label: texts.plain('reference.number'), value: fine.number },
        ],
      },
      { kind: 'heading', level: 1, text: texts.plain('subject') },
      { kind: 'paragraph', tone: 'lead', content: aboutDecision('lead', data, texts, amount) },
      { kind: 'heading', level: 2, text: texts.plain('payer.heading') },
      { kind: 'definitions', rows: payerRows(data, texts) },
      { kind: 'heading', level: 2, text: texts.plain('deposit.heading') },
      { kind: 'definitions', rows: depositRows(data, texts, amount) },
      { kind: 'heading', level: 2, text: texts.plain('person.heading') },
      { kind: 'definitions', rows: personRows(data, texts) },
      { kind: 'heading', level: 2, text: texts.plain('reason.heading') },
      ...paragraphBlocks(data.reason),
      { kind: 'paragraph', content: aboutDecision('enclosed', data, texts, amount) },
      {
        kind: 'form-lines',
        fields: [{ label: texts.plain('sign.place') }, { label: texts.plain('sign.signature'), tall: true }],
      },
    ],
  };
}

/** Names the decision by its number and day; one of an earlier administration by its number alone. */
function aboutDecision(
  key: 'lead' | 'enclosed',
  { fine: { number, decidedOn }, language }: DepositLetterData,
  texts: Texts,
  amount: string,
): RichText {
  if (decidedOn === undefined) return texts.rich(`takenOver.${key}`, { number, amount });
  return texts.rich(key, { number, amount, date: longDate(decidedOn, language) });
}

/**
 * What the payment to the Caisse says: surname, first name and birth date of whoever pays (R3.4, trap 13); the name alone of a
 * payer that is an organisation. The same on the letter, on the page and in matching.
 */
export function depositCommunication(payer: LiableIdentity): string {
  const birthDate = payer.kind === 'person' ? payer.birthDate : undefined;
  return [identityName(payer), ...(birthDate === undefined ? [] : [formatBirthDate(birthDate)])].join(' ');
}

function frameOf(data: DepositLetterData, texts: Texts): Omit<LetterContent, 'blocks'> {
  const { payer, fine, language, fundAddressLines = [] } = data;
  const name = identityName(payer.identity);
  return {
    language,
    templateVersion: texts.version,
    title: texts.plain('title', { number: fine.number }),
    author: texts.plain('office'),
    letterhead: { senderLines: [name, ...payer.addressLines] },
    window: {
      reference: texts.plain('windowReference', { number: fine.number }),
      returnAddress: payer.addressLines.join(', '),
      lines: [[{ text: texts.plain('fund.name'), bold: true }], texts.rich('fund.of'), ...fundAddressLines.map(plain)],
    },
    runningTitle: texts.plain('runningTitle', { number: fine.number }),
    footer: texts.plain('footer', { office: texts.plain('office'), template: texts.label }),
    pageLabel: texts.plain('pageLabel', { page: '{{page}}', pages: '{{pages}}' }),
  };
}

function payerRows({ payer }: DepositLetterData, texts: Texts): Definition[] {
  const { identity } = payer;
  const named: Definition[] =
    identity.kind === 'person'
      ? [
          { term: texts.plain('payer.surname'), values: [[{ text: identity.latinSurname, bold: true }]] },
          { term: texts.plain('payer.firstName'), values: [[{ text: identity.latinFirstName, bold: true }]] },
          {
            term: texts.plain('payer.birthDate'),
            values: identity.birthDate === undefined ? [] : [plain(formatBirthDate(identity.birthDate))],
          },
        ]
      : [{ term: texts.plain('payer.name'), values: [[{ text: identity.name, bold: true }]] }];
  return [
    ...named.filter(({ values }) => values.some((value) => value.some(({ text }) => text !== ''))),
    { term: texts.plain('payer.address'), values: payer.addressLines.map(plain) },
    { term: texts.plain('payer.account'), values: [plain(printedIban(payer.iban))] },
  ];
}

/** The Caisse's account only when two people confirmed it; otherwise where it is asked for (D3, trap 14). */
function depositRows(data: DepositLetterData, texts: Texts, amount: string): Definition[] {
  const { depositAccount, department, payer } = data;
  const account =
    depositAccount.state === 'confirmed'
      ? [plain(`${printedIban(depositAccount.account.iban)} (${depositAccount.account.bic})`)]
      : [texts.rich('deposit.onRequest', { email: department.email })];
  return [
    { term: texts.plain('deposit.amount'), values: [[{ text: amount, bold: true }]] },
    { term: texts.plain('deposit.account'), values: account },
    {
      term: texts.plain('deposit.communication'),
      values: [[{ text: depositCommunication(payer.identity), bold: true }]],
    },
  ];
}

/** The full identity of the person of the facts, and the decision. */
function personRows({ fine, department, language }: DepositLetterData, texts: Texts): Definition[] {
  const { nationality, fileNumber } = fine.offender;
  return [
    ...fineRows(fine, texts, language),
    { term: texts.plain('person.nationality'), values: [plain(nationality)] },
    ...(fileNumber === undefined ? [] : [{ term: texts.plain('person.file'), values: [plain(fileNumber)] }]),
    { term: texts.plain('person.department'), values: [plain(department.name)] },
  ];
}

function printedIban(iban: Iban): string {
  const checked = parseIban(iban);
  if (!checked.ok) throw new LetterTemplateError(`an account that does not validate: ${checked.refusal.code}`);
  return formatIban(iban).replaceAll(' ', '\u00a0');
}
