import type { Definition, LetterBlock, LetterContent, RichText, TextRun } from '../documents/letter-content';
import { codePointName, unprintableCharacters } from '../documents/letter-fonts';
import { paragraphsOf } from '../documents/letter-names';
import type { FilePage, ShownPerson } from '../reports/file.view';
import type { Message } from '../ui/message';
import type { ReportDocument, ReportRow } from './case-report.repository';
import { afterwardsRows } from './report-afterwards';
import { bankRows, postingRows } from './report-money';
import { bold, coded, list, row, textIn, type ReportOnPaper, type ReportTexts } from './report-rows';
import { lookInWords, reasonInWords } from './report-words';

const VERSION = 'case-report-1';

/** The report of a case as `renderLetter` sets it: in order, with headings, tables and bookmarks. */
export function reportOnPaper(report: ReportOnPaper, texts: ReportTexts): LetterContent {
  const { page, language, asOf } = report;
  const { t } = texts;
  const title =
    page.number === undefined ? t('report.paper.title') : t('report.paper.titleOf', { number: page.number });
  const office = t('report.paper.office');
  const content: LetterContent = {
    language,
    templateVersion: VERSION,
    title,
    author: office,
    letterhead: { senderLines: [office, page.departmentNames[language]] },
    runningTitle: title,
    footer: t('report.paper.footer', { id: page.fileId }),
    pageLabel: t('report.paper.page', { page: '{{page}}', pages: '{{pages}}' }),
    blocks: [
      { kind: 'heading', level: 1, text: title },
      {
        kind: 'references',
        cells: [
          { label: t('file.number'), value: page.number ?? '–' },
          { label: t('report.paper.asOf'), value: texts.instant(asOf) },
          { label: t('report.paper.by'), value: report.exportedBy },
        ],
      },
      paragraph(t('report.paper.purpose', { purpose: report.purpose })),
      ...partsOf(report, texts),
    ],
  };
  return printable(content);
}

function partsOf(report: ReportOnPaper, texts: ReportTexts): LetterBlock[] {
  const { t } = texts;
  const tables: readonly (readonly [heading: string, rows: readonly Definition[]])[] = [
    [t('report.paper.persons'), personRows(report, texts)],
    [t('file.offence.heading'), offenceRows(report, texts)],
    [t('file.decision.heading'), decisionRows(report, texts)],
    [t('file.timeline.heading'), report.page.timeline.map((item) => storyRow(item, texts))],
    [t('register.title'), registerRows(report, texts)],
    [t('report.paper.bankLines'), bankRows(report, texts)],
    [t('file.postings.heading'), postingRows(report, texts)],
    [t('report.paper.afterwards'), afterwardsRows(report, texts)],
    [t('file.documents.heading'), report.documents.map((document) => documentRow(document, texts))],
    [t('report.paper.accesses'), list(report, 'accesses').map((access) => accessRow(access, texts))],
  ];
  return tables.flatMap(([heading, rows]): LetterBlock[] => [
    { kind: 'heading', level: 2, text: heading },
    rows.length === 0 ? paragraph(t('report.paper.none')) : { kind: 'definitions', rows },
  ]);
}

const paragraph = (text: string): LetterBlock => ({ kind: 'paragraph', content: [{ text }] });

/** What was written in the language of the act, as its paragraphs. */
function written(text: string, { page, language }: ReportOnPaper): RichText[] {
  const own = page.decision?.language;
  const mark = own !== undefined && own !== language ? { language: `${own}-BE` } : {};
  return paragraphsOf(text).map((line): TextRun[] => [{ text: line, ...mark }]);
}

function personRows({ page }: ReportOnPaper, texts: ReportTexts): Definition[] {
  const about = (person: ShownPerson): string =>
    [
      person.birthDate === undefined ? '' : texts.t('ui.person.born', { date: texts.birthDate(person.birthDate) }),
      texts.country(person.nationality),
      person.officeFileNumber ?? '',
    ]
      .filter((part) => part !== '')
      .join(' · ');
  const named = (person: ShownPerson, role: string): Definition =>
    row(
      role,
      bold(person.displayName),
      person.nameInLatin === person.displayName ? undefined : person.nameInLatin,
      about(person),
    );
  return [
    named(page.person, coded(texts, 'codes.capacity', 'offender')),
    ...page.liableParties
      .filter(({ href }) => href !== page.person.href)
      .map((party) => named(party, coded(texts, 'codes.capacity', party.capacity))),
    ...page.mandates.map((mandate) => named(mandate, coded(texts, 'codes.mandateKind', mandate.kind))),
  ];
}

function offenceRows(report: ReportOnPaper, { t, date }: ReportTexts): Definition[] {
  const { offence } = report.page;
  const label = (name: string): string => t(`file.offence.${name}`);
  const rows = [
    row(label('article'), t('file.offence.plainArticle', { article: offence.article })),
    row(label('obligation'), t(`file.obligation.${offence.subject}`)),
    row(
      label('factsOn'),
      offence.facts_on === null ? undefined : date(offence.facts_on),
      offence.facts_at ?? undefined,
    ),
    row(label('place'), offence.place),
    row(label('facts'), ...written(offence.facts, report)),
    row(label('evidence'), ...written(offence.evidence, report)),
    row(label('report'), offence.reporting_authority, offence.report_reference),
    row(
      label('hearing'),
      ...written(offence.procedure.hearingStatement, report),
      ...written(offence.procedure.hearingAnswer, report),
      ...written(offence.procedure.hearingWaiverReason, report),
    ),
    row(t('report.paper.discretion'), ...written(offence.discretion, report)),
    row(label('recorded'), t('file.offence.byOn', { name: offence.recorded_by_name, on: offence.recorded_on })),
  ];
  return rows.filter(({ values }) => values.length > 0);
}

function decisionRows(report: ReportOnPaper, { t, money, date }: ReportTexts): Definition[] {
  const { decision, dimensions, structuredCommunication } = report.page;
  if (decision === undefined) return [];
  const signed =
    decision.signed_on === null ? undefined : [decision.signer_name, decision.signer_grade, date(decision.signed_on)];
  const rows = [
    row(t('report.paper.state'), t(`codes.state.decision.${decision.state}`)),
    row(t('file.decision.amount'), money(decision.amount)),
    row(t('file.decision.motivation'), ...written(decision.motivation, report)),
    row(
      t('file.decision.drafted'),
      t('file.offence.byOn', { name: decision.drafted_by_name, on: decision.drafted_on }),
    ),
    row(t('file.decision.signed'), signed?.filter((part) => part !== null).join(', ')),
    row(t('file.communication'), structuredCommunication),
    ...dimensions
      .filter(({ name }) => name !== 'decision')
      .map(({ name, machine, state }) => row(t(`file.dimension.name.${name}`), t(`codes.state.${machine}.${state}`))),
  ];
  return rows.filter(({ values }) => values.length > 0);
}

function storyRow(item: FilePage['timeline'][number], texts: ReportTexts): Definition {
  const { t, has, message, instant } = texts;
  const told = (each: Message): string | undefined => ('key' in each && !has(each.key) ? undefined : message(each));
  const { by } = item;
  const role = by.kind === 'user' ? by.role : undefined;
  const who =
    by.kind !== 'user'
      ? t(`file.timeline.${by.kind}`, { name: by.name })
      : role === undefined
        ? by.name
        : t('file.timeline.by', { name: by.name, role });
  return row(instant(item.at), bold(told(item.title) ?? item.type), ...item.details.map(told), item.words, who);
}

function registerRows(report: ReportOnPaper, texts: ReportTexts): Definition[] {
  const attempts = new Map(list(report, 'notificationAttempts').map((each) => [textIn(each, 'id'), each]));
  const names = new Map(
    list(report, 'persons').map((each) => [
      textIn(each, 'id'),
      [textIn(each, 'familyName'), textIn(each, 'givenNames')].filter((name) => name !== '').join(', '),
    ]),
  );
  return list(report, 'notificationFacts').map((fact) => {
    const attempt = attempts.get(textIn(fact, 'attemptId')) ?? {};
    const channel = textIn(attempt, 'channel');
    return row(
      texts.date(textIn(fact, 'happenedOn')),
      bold(coded(texts, 'register.fact', textIn(fact, 'kind'))),
      channel === '' ? undefined : coded(texts, 'register.channel', channel),
      names.get(textIn(attempt, 'addresseeId')),
      textIn(attempt, 'itemNumber'),
      textIn(fact, 'note'),
      textIn(fact, 'correctionReason'),
    );
  });
}

function documentRow(document: ReportDocument, texts: ReportTexts): Definition {
  const { t, date } = texts;
  return row(
    date(document.created_on),
    bold(document.title ?? coded(texts, 'codes.documentKind', document.kind)),
    t('report.paper.document', { type: document.media_type, language: document.language, size: document.size_bytes }),
    `SHA-256 ${document.sha256.slice(0, 32)} ${document.sha256.slice(32)}`,
  );
}

function accessRow(access: ReportRow, texts: ReportTexts): Definition {
  const name = textIn(access, 'actorName');
  return row(
    texts.instant(textIn(access, 'accessedAt')),
    bold(name === '' ? textIn(access, 'actorId') : name),
    lookInWords(textIn(access, 'operation'), texts),
    reasonInWords(textIn(access, 'reason'), texts),
  );
}

/** The content with the number of each character that the fonts do not have in its place: nothing is left out unseen. */
function printable<T>(value: T): T {
  if (typeof value === 'string') return printableText(value) as T;
  if (Array.isArray(value)) return value.map((inner: unknown) => printable(inner)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, printable(inner as unknown)])) as T;
}

function printableText(text: string): string {
  const flat = text.replace(/[\r\n\t]+/g, ' ');
  return unprintableCharacters(flat).reduce((shown, bad) => shown.replaceAll(bad, `[${codePointName(bad)}]`), flat);
}
