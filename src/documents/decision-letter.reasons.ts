import type { LegalDate } from '../kernel/legal-date';
import { formatBirthDate } from '../kernel/birth-date';
import type { DecisionLetterContext, LetterSection } from './decision-letter.context';
import type {
  BorderCrossingFacts,
  LetterLiableParty,
  LiableIdentity,
  PresenceReportFacts,
} from './decision-letter.data';
import type { Definition, LetterBlock, RichText } from './letter-content';
import { plain } from './letter-content';
import { identityName, nameAsGiven, paragraphsOf } from './letter-names';
import { longDate } from './letter-templates';

/** Who is sanctioned: names in Latin letters and, where they differ and can be shown, as given. */
export function personSection({ data, texts }: DecisionLetterContext): LetterSection {
  const { offender } = data;
  const rows: Definition[] = [
    { term: texts.plain('person.surname'), values: [bothForms(offender.latinSurname, offender.surname)] },
    { term: texts.plain('person.firstName'), values: [bothForms(offender.latinFirstName, offender.firstName)] },
    { term: texts.plain('person.birthDate'), values: [plain(formatBirthDate(offender.birthDate))] },
    { term: texts.plain('person.nationality'), values: [plain(offender.nationality)] },
  ];
  return {
    key: 'person',
    heading: texts.plain('person.heading'),
    blocks: [{ kind: 'definitions', rows: rows.filter(hasText) }],
  };
}

/** `Papadopoulos (Παπαδόπουλος)`: the Latin form and, where it differs and can be shown, the name as given. */
function bothForms(latin: string, given: string): RichText {
  const asGiven = nameAsGiven(given, latin);
  return [{ text: latin, bold: true }, ...(asGiven ? [{ text: ' (' }, ...asGiven, { text: ')' }] : [])];
}

/** A person with one name only has no first name to print. */
function hasText(row: Definition): boolean {
  return row.values.some((value) => value.some((run) => run.text !== ''));
}

/** Who owes the fine and why (R1.0.7, R1.1.11): the minor is never the debtor, the carrier owes the same single sum. */
export function liableSection({ data, texts, amount }: DecisionLetterContext): LetterSection {
  const parties = data.liableParties;
  const [first] = parties;
  if (first && parties.length === 1 && first.capacity === 'offender') {
    const address = first.addressLines.map((line) => ({ text: `, ${line}` }));
    const person: RichText = [{ text: identityName(first.identity), bold: true }, ...address];
    const content = texts.rich('liable.self', { person });
    return { key: 'liable', heading: texts.plain('liable.headingOne'), blocks: [{ kind: 'paragraph', content }] };
  }
  const rows = parties.map((party): Definition => ({
    term: texts.plain(`liable.capacity.${party.capacity}`),
    values: identityLines(party, texts),
  }));
  const blocks: LetterBlock[] = [{ kind: 'definitions', rows }];
  if (data.offenderWasMinor) blocks.push({ kind: 'paragraph', content: texts.rich('liable.minor') });
  if (parties.some((party) => party.capacity === 'carrier'))
    blocks.push({ kind: 'paragraph', content: texts.rich('liable.carrier', { amount }) });
  return {
    key: 'liable',
    heading: texts.plain(parties.length === 1 ? 'liable.headingOne' : 'liable.headingSeveral'),
    blocks,
  };
}

function identityLines(
  { identity, addressLines }: LetterLiableParty,
  texts: DecisionLetterContext['texts'],
): RichText[] {
  const name: RichText = [{ text: identityName(identity), bold: true }];
  const address = addressLines.length === 0 ? [] : [plain(addressLines.join(', '))];
  return [name, ...identifyingLine(identity, texts), ...address];
}

function identifyingLine(identity: LiableIdentity, texts: DecisionLetterContext['texts']): RichText[] {
  if (identity.kind === 'organisation') {
    const number = identity.enterpriseNumber;
    return number === undefined ? [] : [texts.rich('liable.enterpriseNumber', { number })];
  }
  const { birthDate } = identity;
  return birthDate === undefined ? [] : [texts.rich('liable.bornOn', { date: formatBirthDate(birthDate) })];
}

/** Place, day, hour, the particulars of the obligation, evidence and report. */
export function factsSection(context: DecisionLetterContext): LetterSection {
  const { data, texts } = context;
  const { facts } = data.ground;
  const date = longDate(facts.occurredOn, data.language);
  const when: Definition =
    facts.occurredAt === undefined
      ? { term: texts.plain('facts.day'), values: [plain(date)] }
      : {
          term: texts.plain('facts.dayAndTime'),
          values: [texts.rich('facts.timed', { date, time: facts.occurredAt })],
        };
  const report = texts.rich('facts.report', {
    ...facts.report,
    date: longDate(facts.report.reportedOn, data.language),
  });
  const rows: Definition[] = [
    { term: texts.plain('facts.place'), values: multiline(facts.place) },
    when,
    ...(facts.kind === 'borderCrossing' ? borderRows(facts, context) : presenceRows(facts, context)),
    { term: texts.plain('facts.reportedBy'), values: [report] },
    { term: texts.plain('facts.evidence'), values: facts.evidence.flatMap(multiline) },
  ];
  const blocks: LetterBlock[] = [{ kind: 'definitions', rows: rows.filter(hasText) }];
  if (facts.kind === 'borderCrossing')
    blocks.push({ kind: 'paragraph', content: texts.rich(`facts.${facts.breach.kind}`) });
  if (facts.narrative !== undefined) blocks.push(...titled(texts.plain('facts.narrative'), facts.narrative));
  return { key: 'facts', heading: texts.plain('facts.heading'), blocks };
}

function borderRows(facts: BorderCrossingFacts, { texts }: DecisionLetterContext): Definition[] {
  const direction = {
    term: texts.plain('facts.direction.label'),
    values: [texts.rich(`facts.direction.${facts.direction}`)],
  };
  if (facts.breach.kind === 'noAuthorisedPoint') return [direction];
  return [
    direction,
    { term: texts.plain('facts.crossingPoint'), values: multiline(facts.breach.crossingPoint) },
    { term: texts.plain('facts.openingHours'), values: multiline(facts.breach.openingHours) },
  ];
}

function presenceRows(facts: PresenceReportFacts, { data, texts }: DecisionLetterContext): Definition[] {
  const day = (date: LegalDate): string => longDate(date, data.language);
  const reported =
    facts.reportedOn === undefined
      ? texts.rich('facts.neverReported')
      : texts.rich('facts.reportedLate', { date: day(facts.reportedOn) });
  return [
    { term: texts.plain('facts.municipality'), values: multiline(facts.municipality) },
    { term: texts.plain('facts.enteredOn'), values: [plain(day(facts.enteredOn))] },
    { term: texts.plain('facts.entryEvidence'), values: multiline(facts.entryEvidence) },
    { term: texts.plain('facts.lastLawfulDay'), values: [plain(day(facts.lastLawfulDay))] },
    { term: texts.plain('facts.reportedOn'), values: [reported] },
  ];
}

/** R2.8: how the person was heard, what was said and what the Office answers; or why the person was not heard. */
export function hearingSection({ data, texts }: DecisionLetterContext): LetterSection {
  const { hearing } = data;
  const heading = texts.plain('hearing.heading');
  if (hearing.kind === 'waived') {
    const why: LetterBlock = { kind: 'paragraph', content: texts.rich('hearing.waived'), keepWithNext: true };
    return { key: 'hearing', heading, blocks: [why, ...freeText(hearing.reason)] };
  }
  const rows: Definition[] = [
    { term: texts.plain('hearing.on'), values: [plain(longDate(hearing.heardOn, data.language))] },
    { term: texts.plain('hearing.means.label'), values: [texts.rich(`hearing.means.${hearing.means}`)] },
  ];
  if (hearing.interpreterLanguage !== undefined) {
    const language = hearing.interpreterLanguage;
    rows.push({
      term: texts.plain('hearing.interpreter'),
      values: [texts.rich('hearing.interpreterLanguage', { language })],
    });
  }
  const blocks: LetterBlock[] = [
    { kind: 'paragraph', content: texts.rich('hearing.heard'), keepWithNext: true },
    { kind: 'definitions', rows },
    ...titled(texts.plain('hearing.statement'), hearing.statement),
    ...titled(texts.plain('hearing.answer'), hearing.answer),
  ];
  return { key: 'hearing', heading, blocks };
}

/** R1.0.2, R1.0.3: force majeure, and whether to fine at all. */
export function assessmentSection({ data, texts }: DecisionLetterContext): LetterSection {
  return {
    key: 'assessment',
    heading: texts.plain('assessment.heading'),
    blocks: [
      ...titled(texts.plain('assessment.forceMajeure'), data.forceMajeure),
      { kind: 'heading', level: 3, text: texts.plain('assessment.discretion') },
      { kind: 'paragraph', content: texts.rich('assessment.discretionIntro'), keepWithNext: true },
      ...freeText(data.discretion),
    ],
  };
}

/** R2.4: the agent's own reasons. */
export function motivationSection({ data, texts }: DecisionLetterContext): LetterSection {
  return { key: 'motivation', heading: texts.plain('motivation.heading'), blocks: freeText(data.motivation) };
}

/** The legal basis, the fine, its order (D10) and its own rules of collection (trap 3). */
export function decisionSection({ data, texts, amount, offenderName, article }: DecisionLetterContext): LetterSection {
  const { delegation } = data.signer;
  const { facts, collection } = data.ground;
  const day = (date: LegalDate): string => longDate(date, data.language);
  const basis: RichText[] = [
    texts.rich('decision.law', { article }),
    texts.rich('decision.decree'),
    texts.rich('decision.reasons'),
    texts.rich('decision.delegation', { reference: delegation.reference, date: day(delegation.inForceSince) }),
    texts.rich('decision.report', { ...facts.report, date: day(facts.report.reportedOn) }),
  ];
  return {
    key: 'decision',
    heading: texts.plain('decision.heading'),
    blocks: [
      { kind: 'paragraph', content: texts.rich('decision.basis'), keepWithNext: true },
      { kind: 'list', items: basis },
      { kind: 'paragraph', content: texts.rich('decision.fine', { name: offenderName, amount }), keepWithNext: true },
      { kind: 'list', items: [texts.rich(`obligation.${facts.kind}`, { article })] },
      { kind: 'paragraph', content: texts.rich('decision.order', { order: data.orderNumber }) },
      { kind: 'paragraph', content: texts.rich('decision.fixed', { amount }) },
      { kind: 'paragraph', content: texts.rich(`collection.${collection}`) },
    ],
  };
}

/** A text under its own title; nothing where nothing was written. */
function titled(title: string, text: string): LetterBlock[] {
  const paragraphs = freeText(text);
  return paragraphs.length === 0 ? [] : [{ kind: 'heading', level: 3, text: title }, ...paragraphs];
}

/** What people typed, as the paragraphs of a table's cell. */
function multiline(text: string): RichText[] {
  return paragraphsOf(text).map(plain);
}

function freeText(text: string): LetterBlock[] {
  return paragraphsOf(text).map((paragraph) => ({ kind: 'paragraph', content: plain(paragraph) }));
}
