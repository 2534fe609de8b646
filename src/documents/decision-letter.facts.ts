import type { LegalDate } from '../kernel/legal-date';
import {
  dayIn,
  titledBlocks,
  typedParagraphs,
  typedText,
  type DecisionLetterContext,
  type LetterSection,
} from './decision-letter.context';
import type {
  BorderCrossingFacts,
  DocumentAtBorderFacts,
  DocumentInTerritoryFacts,
  LetterFacts,
  PermanentResidenceFacts,
  PresenceReportFacts,
  ResidenceRegistrationFacts,
} from './decision-letter.ground';
import { hasText } from './decision-letter.parties';
import type { Definition, LetterBlock } from './letter-content';
import { plain } from './letter-content';

/** Place, day, hour, the particulars of the obligation, evidence and report. */
export function factsSection(context: DecisionLetterContext): LetterSection {
  const { data, texts } = context;
  const { facts } = data.ground;
  const { authority, reference, reportedOn } = facts.report;
  const report = texts.rich('facts.report', {
    authority: typedText(context, authority),
    reference,
    date: dayIn(context, reportedOn),
  });
  const rows: Definition[] = [
    { term: texts.plain('facts.place'), values: typedParagraphs(context, facts.place) },
    whenRow(context),
    ...particulars(facts, context),
    { term: texts.plain('facts.reportedBy'), values: [report] },
    {
      term: texts.plain('facts.evidence'),
      values: facts.evidence.flatMap((evidence) => typedParagraphs(context, evidence)),
    },
  ];
  const blocks: LetterBlock[] = [{ kind: 'definitions', rows: rows.filter(hasText) }];
  if (facts.kind === 'borderCrossing')
    blocks.push({ kind: 'paragraph', content: texts.rich(`facts.${facts.breach.kind}`) });
  blocks.push(...titledBlocks(context, texts.plain('facts.narrative'), facts.narrative ?? ''));
  return { key: 'facts', heading: texts.plain('facts.heading'), blocks };
}

function whenRow(context: DecisionLetterContext): Definition {
  const { texts, data } = context;
  const { occurredOn, occurredAt } = data.ground.facts;
  const date = dayIn(context, occurredOn);
  if (occurredAt === undefined) return { term: texts.plain('facts.day'), values: [plain(date)] };
  return { term: texts.plain('facts.dayAndTime'), values: [texts.rich('facts.timed', { date, time: occurredAt })] };
}

/** What only this obligation asks for. */
function particulars(facts: LetterFacts, context: DecisionLetterContext): Definition[] {
  switch (facts.kind) {
    case 'borderCrossing':
      return borderRows(facts, context);
    case 'documentAtBorder':
    case 'documentInTerritory':
      return documentRows(facts, context);
    case 'presenceReport':
    case 'registrationCertificate':
    case 'residenceCard':
      return stayRows(facts, context);
    case 'permanentResidence':
      return permanentRows(facts, context);
    case 'collectionArticle':
      return [
        {
          term: context.texts.plain('facts.groundReason'),
          values: typedParagraphs(context, facts.reason ?? ''),
        },
      ];
  }
}

function borderRows(facts: BorderCrossingFacts, context: DecisionLetterContext): Definition[] {
  const { texts } = context;
  const direction = {
    term: texts.plain('facts.direction.label'),
    values: [texts.rich(`facts.direction.${facts.direction}`)],
  };
  if (facts.breach.kind === 'noAuthorisedPoint') return [direction];
  const { crossingPoint, openingHours } = facts.breach;
  const hours =
    openingHours === undefined ? [texts.rich('facts.closedAllDay')] : typedParagraphs(context, openingHours);
  return [
    direction,
    { term: texts.plain('facts.crossingPoint'), values: [plain(crossingPoint)] },
    { term: texts.plain('facts.openingHours'), values: hours },
  ];
}

function documentRows(
  facts: DocumentAtBorderFacts | DocumentInTerritoryFacts,
  context: DecisionLetterContext,
): Definition[] {
  const { texts } = context;
  const { defect } = facts;
  const wrong =
    defect.kind === 'expired' && defect.expiredOn !== undefined
      ? texts.rich('facts.defect.expiredOn', { date: dayIn(context, defect.expiredOn) })
      : texts.rich(`facts.defect.${defect.kind}`);
  const point = facts.kind === 'documentAtBorder' ? facts.crossingPoint : undefined;
  return [
    ...(point === undefined ? [] : [{ term: texts.plain('facts.crossingPoint'), values: [plain(point)] }]),
    {
      term: texts.plain('facts.requiredDocument.label'),
      values: [texts.rich(`facts.requiredDocument.${facts.required}`)],
    },
    { term: texts.plain('facts.defect.label'), values: [wrong] },
  ];
}

function stayRows(
  facts: PresenceReportFacts | ResidenceRegistrationFacts,
  context: DecisionLetterContext,
): Definition[] {
  const { texts } = context;
  return [
    { term: texts.plain('facts.municipality'), values: typedParagraphs(context, facts.municipality) },
    { term: texts.plain('facts.enteredOn'), values: [plain(dayIn(context, facts.enteredOn))] },
    { term: texts.plain('facts.entryEvidence'), values: typedParagraphs(context, facts.entryEvidence) },
    { term: texts.plain('facts.lastLawfulDay'), values: [plain(dayIn(context, facts.lastLawfulDay))] },
    ...compliedRows(facts.kind === 'presenceReport' ? 'report' : 'application', facts.compliedOn, context),
  ];
}

function permanentRows(facts: PermanentResidenceFacts, context: DecisionLetterContext): Definition[] {
  const { texts } = context;
  return [
    { term: texts.plain('facts.municipality'), values: typedParagraphs(context, facts.municipality) },
    { term: texts.plain('facts.cardNumber'), values: [plain(facts.cardNumber ?? '')] },
    { term: texts.plain('facts.cardExpiresOn'), values: [plain(dayIn(context, facts.cardExpiresOn))] },
    { term: texts.plain('facts.lastLawfulDay'), values: [plain(dayIn(context, facts.lastLawfulDay))] },
    ...compliedRows('application', facts.compliedOn, context),
  ];
}

/** What was done too late; where nobody said, the letter asserts nothing. */
function compliedRows(
  what: 'report' | 'application',
  compliedOn: LegalDate | undefined,
  context: DecisionLetterContext,
): Definition[] {
  const { texts } = context;
  if (compliedOn === undefined) return [];
  const value = texts.rich('facts.complied.late', { date: dayIn(context, compliedOn) });
  return [{ term: texts.plain(`facts.complied.${what}`), values: [value] }];
}
