import { formatIban, type Iban } from '../kernel/iban';
import type { InterfaceLanguage } from '../kernel/language';
import type { Definition, LetterBlock, LetterContent, RichText, TextRun } from '../documents/letter-content';
import { codePointName, unprintableCharacters } from '../documents/letter-fonts';
import { paragraphsOf } from '../documents/letter-names';
import type { FilePage, ShownPerson } from '../reports/file.view';
import type { Message } from '../ui/message';
import type { Translator } from '../ui/translator';
import type { ReportDocument, ReportRow } from './case-report.repository';
import { claimEventInWords, lookInWords, reasonInWords } from './report-words';

/** The words of the report, in the language chosen. */
export type ReportTexts = Pick<
  Translator,
  't' | 'has' | 'message' | 'date' | 'birthDate' | 'instant' | 'money' | 'country'
>;

/** What the report on paper is made of: the file as its page shows it, and the rows that the page does not. */
export interface ReportOnPaper {
  readonly language: InterfaceLanguage;
  readonly asOf: Date;
  readonly purpose: string;
  readonly exportedBy: string;
  readonly page: FilePage;
  readonly documents: readonly ReportDocument[];
  /** Items of the JSON report by the name of their list. */
  readonly lists: Readonly<Record<string, readonly ReportRow[]>>;
}

/** The lists of the JSON report that the paper tells beside the page. */
export const LISTS_ON_PAPER = [
  'persons',
  'notificationAttempts',
  'notificationFacts',
  'movements',
  'bookings',
  'refundRequests',
  'refunds',
  'refundPayees',
  'refundOrders',
  'judgments',
  'recoveryHolds',
  'claims',
  'claimEvents',
  'writeOffs',
  'accesses',
] as const;

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

/** A row of a table; values that are empty are not there. */
function row(term: string, ...values: readonly (string | RichText | undefined)[]): Definition {
  return {
    term,
    values: values.flatMap((value) => {
      if (value === undefined || value === '') return [];
      return [typeof value === 'string' ? [{ text: value }] : value];
    }),
  };
}

/** What was written in the language of the act, as its paragraphs. */
function written(text: string, { page, language }: ReportOnPaper): RichText[] {
  const own = page.decision?.language;
  const mark = own !== undefined && own !== language ? { language: `${own}-BE` } : {};
  return paragraphsOf(text).map((line): TextRun[] => [{ text: line, ...mark }]);
}

const list = ({ lists }: ReportOnPaper, name: (typeof LISTS_ON_PAPER)[number]): readonly ReportRow[] =>
  lists[name] ?? [];

function textIn(item: ReportRow, name: string): string {
  const value = item[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

const centsIn = (item: ReportRow, name: string): number => Number(item[name] ?? 0);

/** A text where there is one for the code; the code itself otherwise: a report leaves nothing out. */
function coded({ t, has }: ReportTexts, key: string, code: string): string {
  return has(`${key}.${code}`) ? t(`${key}.${code}`) : code;
}

const bold = (text: string): RichText => [{ text, bold: true }];

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

/** Each line of the bank as it came, and what of it was booked on this fine. */
function bankRows(report: ReportOnPaper, texts: ReportTexts): Definition[] {
  const { t, date, money } = texts;
  return list(report, 'movements').map((movement) => {
    const line = (movement['bankLine'] ?? {}) as ReportRow;
    const statement = `${textIn(line, 'statementYear')}/${textIn(line, 'statementSequence').padStart(3, '0')}`;
    const booked = list(report, 'bookings').filter(({ movementId }) => movementId === movement['id']);
    const sign = movement['direction'] === 'debit' ? -1 : 1;
    return row(
      `${statement}, ${textIn(movement, 'sequence')}`,
      bold(`${date(textIn(movement, 'entryOn'))} · ${money(sign * centsIn(movement, 'amountCents'))}`),
      textIn(line, 'iban'),
      [textIn(movement, 'counterpartyName'), textIn(movement, 'counterpartyAccount')]
        .filter((part) => part !== '')
        .join(' · '),
      textIn(movement, 'communication').replace(/\s+/g, ' '),
      coded(texts, 'codes.state.movement', textIn(movement, 'state')),
      ...booked.map((booking) => {
        const params = { on: textIn(booking, 'bookedOn'), amountCents: centsIn(booking, 'amountCents') };
        const reversal = textIn(booking, 'reversalReason');
        return reversal === ''
          ? t('report.paper.booked', params)
          : t('report.paper.reversed', { ...params, reason: reversal });
      }),
    );
  });
}

function postingRows({ page }: ReportOnPaper, { t, message, date, money }: ReportTexts): Definition[] {
  return page.money.postings.map((line) =>
    row(
      t('report.paper.posting', { position: line.position }),
      bold(`${date(line.postedOn)} · ${money(line.amountCents)}`),
      `${message(line.from)} → ${message(line.to)}`,
      `${message(line.reason)}${line.reversed ? ` (${t('file.postings.reversed')})` : ''}`,
    ),
  );
}

/** What was paid on the fine and not taken back, and what went back, to whom and when; the lines of the bank are in a part of their own. */
function paidAndRefundedRows(report: ReportOnPaper, texts: ReportTexts): Definition[] {
  const { t, date, money } = texts;
  const of = (name: string): string => t(`report.paper.what.${name}`);
  const state = (machine: string, item: ReportRow): RichText => bold(coded(texts, `codes.state.${machine}`, textIn(item, 'state'))); // prettier-ignore
  const payments = list(report, 'bookings')
    .filter((booking) => textIn(booking, 'reversedAt') === '')
    .map((item) => row(of('payment'), bold(money(centsIn(item, 'amountCents'))), date(textIn(item, 'bookedOn'))));
  const requests = list(report, 'refundRequests').map(
    (item) =>
    row(of('refund-request'), state('refund-request', item), dayIn(item, 'receivedOn', texts), textIn(item, 'decisionReason')), // prettier-ignore
  );
  const refunds = list(report, 'refunds').map((item) => {
    const payee = list(report, 'refundPayees').find(({ id }) => id === item['payeeId']) ?? {};
    const settled = list(report, 'refundOrders').find((order) => order['refundId'] === item['id'] && order['state'] === 'settled'); // prettier-ignore
    const debit = list(report, 'movements').find(({ id }) => id === settled?.['settledMovementId']);
    return row(
      of('refund'),
      state('refund', item),
      money(centsIn(item, 'amountCents')),
      coded(texts, 'refunds.ground', textIn(item, 'ground')),
      [textIn(payee, 'name'), formatIban(textIn(payee, 'iban') as Iban)].filter((part) => part !== '').join(' · '),
      debit === undefined ? '' : t('report.paper.paidOut', { on: textIn(debit, 'entryOn') }),
    );
  });
  return [...payments, ...requests, ...refunds];
}

function dayIn(item: ReportRow, name: string, { date }: ReportTexts): string {
  const day = textIn(item, name);
  return day === '' ? '' : date(day);
}

/** Payments, deposits, refunds, appeals, judgments, write-offs, holds and claims: what followed the decision, each with its state. */
function afterwardsRows(report: ReportOnPaper, texts: ReportTexts): Definition[] {
  const { t, date, money } = texts;
  const state = (machine: string, item: ReportRow): RichText =>
    bold(coded(texts, `codes.state.${machine}`, textIn(item, 'state')));
  const of = (name: string): string => t(`report.paper.what.${name}`);
  const judged = list(report, 'judgments').map((item) =>
    row(
      of('judgment'),
      state('judgment', item),
      date(textIn(item, 'judgedOn')),
      coded(texts, 'appeals.outcome', textIn(item, 'outcome')),
      textIn(item, 'reference'),
      textIn(item, 'note'),
    ),
  );
  const claims = list(report, 'claims').flatMap((item) => [
    row(of('claim'), state('claim', item), date(textIn(item, 'offeredOn')), money(centsIn(item, 'offeredCents'))),
    ...list(report, 'claimEvents')
      .filter(({ claimId }) => claimId === item['id'])
      .map((event) => row(of('claim-event'), date(textIn(event, 'recordedOn')), ...claimEventInWords(event, texts))),
  ]);
  return [
    ...paidAndRefundedRows(report, texts),
    ...report.page.deposits.map((item) => row(of('deposit'), bold(coded(texts, 'codes.state.deposit', item.state)))),
    ...report.page.appeals.map((item) =>
      row(of('appeal'), bold(coded(texts, 'codes.state.appeal', item.state)), date(item.lodgedOn), item.docketNumber),
    ),
    ...judged,
    ...list(report, 'writeOffs').map((item) =>
      row(of('write-off'), state('write-off', item), money(centsIn(item, 'amountCents')), textIn(item, 'reason')),
    ),
    ...list(report, 'recoveryHolds').map((item) =>
      row(of('hold'), date(textIn(item, 'fromOn')), textIn(item, 'reason')),
    ),
    ...claims,
  ];
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
