import { formatBirthDate } from '../kernel/birth-date';
import { dayIn, typedText, type DecisionLetterContext, type LetterSection } from './decision-letter.context';
import type { LetterLiableParty, LetterMandate, LiableIdentity } from './decision-letter.data';
import type { Definition, LetterBlock, RichText } from './letter-content';
import { plain } from './letter-content';
import { identityName, nameAsGiven } from './letter-names';

/** Whose facts are fined: names in Latin letters and, where they differ and can be shown, as given. */
export function personSection({ data, texts, facts }: DecisionLetterContext): LetterSection {
  const { offender } = data;
  const rows: Definition[] = [
    { term: texts.plain('person.surname'), values: [bothForms(offender.latinSurname, offender.surname)] },
    { term: texts.plain('person.firstName'), values: [bothForms(offender.latinFirstName, offender.firstName)] },
    { term: texts.plain('person.birthDate'), values: [plain(formatBirthDate(offender.birthDate))] },
    { term: texts.plain('person.nationality'), values: [plain(offender.nationality)] },
  ];
  return {
    key: 'person',
    heading: texts.plain(`person.heading.${facts}`),
    blocks: [{ kind: 'definitions', rows: rows.filter(hasText) }],
  };
}

/** `Papadopoulos (Παπαδόπουλος)`: the Latin form and, where it differs and can be shown, the name as given. */
function bothForms(latin: string, given: string): RichText {
  const asGiven = nameAsGiven(given, latin);
  return [{ text: latin, bold: true }, ...(asGiven ? [{ text: ' (' }, ...asGiven, { text: ')' }] : [])];
}

/** A person with one name only has no first name to print; what was not recorded has no row. */
export function hasText(row: Definition): boolean {
  return row.values.some((value) => value.some((run) => run.text !== ''));
}

/** Who owes the fine and why (R1.0.7, R1.1.11): the minor is never the debtor, the carrier owes the same single sum. */
export function liableSection(context: DecisionLetterContext): LetterSection {
  const { data, texts } = context;
  const parties = data.liableParties;
  const [first] = parties;
  const isAlone = parties.length === 1 && first?.capacity === 'offender';
  return {
    key: 'liable',
    heading: texts.plain(parties.length === 1 ? 'liable.headingOne' : 'liable.headingSeveral'),
    blocks: [
      ...(isAlone ? [selfParagraph(first, context)] : [partiesTable(context)]),
      ...explanations(context),
      ...mandates(context),
    ],
  };
}

function selfParagraph({ identity, addressLines }: LetterLiableParty, { texts }: DecisionLetterContext): LetterBlock {
  const address = addressLines.map((line) => ({ text: `, ${line}` }));
  const person: RichText = [{ text: identityName(identity), bold: true }, ...address];
  return { kind: 'paragraph', content: texts.rich('liable.self', { person }) };
}

function partiesTable(context: DecisionLetterContext): LetterBlock {
  const { data, texts } = context;
  const rows = data.liableParties.map((party): Definition => ({
    term: texts.plain(`liable.capacity.${party.capacity}`),
    values: partyLines(party, context),
  }));
  return { kind: 'definitions', rows };
}

function partyLines(party: LetterLiableParty, context: DecisionLetterContext): RichText[] {
  const { texts } = context;
  const basis = typedText(context, party.basis ?? '');
  const { appointment } = party;
  return [
    [{ text: identityName(party.identity), bold: true }],
    ...identifyingLines(party.identity, texts),
    ...(party.addressLines.length === 0 ? [] : [plain(party.addressLines.join(', '))]),
    ...(appointment === undefined
      ? []
      : [
          texts.rich('liable.appointment', {
            date: dayIn(context, appointment.on),
            reference: appointment.reference,
          }),
        ]),
    ...(basis.length === 0 ? [] : [texts.rich('liable.because', { basis })]),
  ];
}

function identifyingLines(identity: LiableIdentity, texts: DecisionLetterContext['texts']): RichText[] {
  if (identity.kind === 'person') {
    const { birthDate } = identity;
    return birthDate === undefined ? [] : [texts.rich('liable.bornOn', { date: formatBirthDate(birthDate) })];
  }
  const { enterpriseNumber, registerNumber } = identity;
  return [
    ...(enterpriseNumber === undefined ? [] : [texts.rich('liable.enterpriseNumber', { number: enterpriseNumber })]),
    ...(registerNumber === undefined ? [] : [texts.rich('liable.registerNumber', { number: registerNumber })]),
  ];
}

/** Why it is these people: majority decided by a person (D23), minor (R1.0.7), carrier (R1.1.11), one sum for all. */
function explanations(context: DecisionLetterContext): LetterBlock[] {
  const { data, texts, amount, carrier, debtorNames: debtors } = context;
  const contents: RichText[] = [];
  if (data.majorityDecision) {
    const { decided, reason } = data.majorityDecision;
    contents.push(texts.rich(`liable.majority.${decided}`, { reason: typedText(context, reason) }));
  }
  if (data.offenderWasMinor)
    contents.push(texts.rich(context.debtors.length > 1 ? 'liable.minor.several' : 'liable.minor.one', { debtors }));
  if (carrier !== undefined) contents.push(texts.rich('liable.carrier', { amount, carrier, debtors }));
  if (data.liableParties.length > 1) contents.push(texts.rich('liable.once'));
  return contents.map((content) => ({ kind: 'paragraph', content }));
}

function mandates(context: DecisionLetterContext): LetterBlock[] {
  const { mandates: all } = context.data;
  if (all.length === 0) return [];
  const rows = all.map((mandate): Definition => ({
    term: context.texts.plain(`liable.mandate.${mandate.kind}`),
    values: mandateLines(mandate, context),
  }));
  return [{ kind: 'definitions', rows }];
}

function mandateLines(mandate: LetterMandate, context: DecisionLetterContext): RichText[] {
  const { texts } = context;
  const { reference, givenOn } = mandate;
  return [
    [{ text: identityName(mandate.identity), bold: true }],
    texts.rich('liable.mandate.for', { name: mandate.represents }),
    ...(mandate.addressLines.length === 0 ? [] : [plain(mandate.addressLines.join(', '))]),
    ...(reference === undefined ? [] : [texts.rich('liable.mandate.reference', { reference })]),
    ...(givenOn === undefined ? [] : [texts.rich('liable.mandate.givenOn', { date: dayIn(context, givenOn) })]),
    ...(mandate.electsDomicile ? [texts.rich('liable.mandate.domicile')] : []),
  ];
}
